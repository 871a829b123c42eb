-- Time-ordered UUIDs (RFC 9562, version 7), made in PL/pgSQL as PostgreSQL 16 must.
CREATE FUNCTION make_uuid() RETURNS uuid LANGUAGE plpgsql VOLATILE PARALLEL SAFE AS $$
DECLARE
  v_now bigint := extract(epoch FROM clock_timestamp()) * 1000000;  -- microseconds
BEGIN
  RETURN encode(
    int8send((v_now / 1000 << 16) | 28672 | (v_now % 1000 * 4096 / 1000)) || substring(uuid_send(gen_random_uuid()) FROM 9),
    'hex'
  );
END
$$;
CREATE TABLE entries (
    tenant_id integer NOT NULL,
    id uuid NOT NULL DEFAULT make_uuid(),
    n bigint NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE TABLE notes (
    tenant_id integer NOT NULL,
    id uuid NOT NULL DEFAULT make_uuid(),
    entry_id uuid NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, entry_id) REFERENCES entries (tenant_id, id)
);
CREATE INDEX notes_tenant_id_entry_id_btree_idx ON notes (tenant_id, entry_id);
