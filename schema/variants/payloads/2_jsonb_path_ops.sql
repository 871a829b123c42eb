-- GIN with jsonb_path_ops: an entry is the hash of a whole path with its value. No index for `?`.
CREATE EXTENSION btree_gin;
CREATE TABLE events (
    tenant_id integer NOT NULL,
    id bigint NOT NULL,
    payload jsonb NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX events_payload_gin_idx ON events USING gin (tenant_id, payload jsonb_path_ops);
