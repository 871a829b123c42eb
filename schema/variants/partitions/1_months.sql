-- A partition for each month: twenty-four of them, as the design has it.
CREATE TABLE events (
    tenant_id integer NOT NULL,
    id bigint NOT NULL,
    occurred_at timestamptz NOT NULL,
    stream_id bigint NOT NULL,
    type text NOT NULL,
    payload jsonb NOT NULL,
    PRIMARY KEY (tenant_id, id, occurred_at)
) PARTITION BY RANGE (occurred_at);
DO $$
DECLARE
  v_from date;
BEGIN
  FOR v_from IN SELECT generate_series(date '2025-01-01', date '2026-12-01', interval '1 month')::date LOOP
    EXECUTE format('CREATE TABLE %I PARTITION OF events FOR VALUES FROM (%L) TO (%L)',
                   'events_p' || to_char(v_from, 'YYYY_MM'), v_from::timestamp AT TIME ZONE 'UTC',
                   (v_from + interval '1 month') AT TIME ZONE 'UTC');
  END LOOP;
END
$$;
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
-- The oldest three months go with their partitions: files, not rows.
CREATE FUNCTION forget_quarter() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_from date;
BEGIN
  FOR v_from IN SELECT generate_series(date '2025-01-01', date '2025-03-01', interval '1 month')::date LOOP
    EXECUTE format('DROP TABLE %I', 'events_p' || to_char(v_from, 'YYYY_MM'));
  END LOOP;
END
$$;
