-- A name of at most 63 bytes: itself, or its beginning, six hexadecimal digits of its SHA-256 and its end. The same rule
-- as the models', for the partitions that the server makes.
CREATE OR REPLACE FUNCTION app.shorten_name(p_name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
  SELECT CASE
    WHEN octet_length(p_name) <= 63 THEN p_name
    ELSE left(p_name, 34) || '_' || left(encode(sha256(convert_to(p_name, 'UTF8')), 'hex'), 6) || right(p_name, 19)
  END
$$;
