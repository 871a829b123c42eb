-- A row's JSON with a mark in the place of the values of these columns; which columns changed stays true.
CREATE OR REPLACE FUNCTION app.redact_columns(p_row jsonb, p_columns text[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT CASE WHEN p_row IS NOT NULL THEN p_row || coalesce(
    (SELECT jsonb_object_agg(key, '[erased]'::text) FROM jsonb_each(p_row)
      WHERE key = ANY (p_columns) AND value <> 'null'::jsonb), '{}') END
$$;
