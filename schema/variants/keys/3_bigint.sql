-- BIGINT identity: half the bytes, in order, and only one database can hand them out.
CREATE TABLE entries (
    tenant_id integer NOT NULL,
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    n bigint NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE TABLE notes (
    tenant_id integer NOT NULL,
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    entry_id bigint NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, entry_id) REFERENCES entries (tenant_id, id)
);
CREATE INDEX notes_tenant_id_entry_id_btree_idx ON notes (tenant_id, entry_id);
