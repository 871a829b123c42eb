-- One table; what is old is deleted row by row.
CREATE TABLE events (
    tenant_id integer NOT NULL,
    id bigint NOT NULL,
    occurred_at timestamptz NOT NULL,
    stream_id bigint NOT NULL,
    type text NOT NULL,
    payload jsonb NOT NULL,
    PRIMARY KEY (tenant_id, id, occurred_at)
);
CREATE INDEX events_stream_id_btree_idx ON events (tenant_id, stream_id, id);
CREATE INDEX events_type_btree_idx ON events (tenant_id, type, occurred_at DESC);
-- Planned at each call, so that a query's time holds its planning, as it does for a client that prepares nothing.
CREATE FUNCTION replay(p_tenant integer, p_stream bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  v_count bigint;
BEGIN
  EXECUTE 'SELECT count(payload) FROM events WHERE tenant_id = $1 AND stream_id = $2' INTO v_count USING p_tenant, p_stream;
  RETURN v_count;
END
$$;
-- The oldest three months go row by row; what VACUUM does afterwards is not counted here.
CREATE FUNCTION forget_quarter() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM events WHERE occurred_at < timestamptz '2025-04-01 00:00+00';
END
$$;
