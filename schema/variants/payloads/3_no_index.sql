-- No index: a tenant's events are read.
CREATE EXTENSION btree_gin;
CREATE TABLE events (
    tenant_id integer NOT NULL,
    id bigint NOT NULL,
    payload jsonb NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
