-- Random UUIDs (version 4): every new row lands on another page of the primary key.
CREATE TABLE entries (
    tenant_id integer NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    n bigint NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE TABLE notes (
    tenant_id integer NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    entry_id uuid NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, entry_id) REFERENCES entries (tenant_id, id)
);
CREATE INDEX notes_tenant_id_entry_id_btree_idx ON notes (tenant_id, entry_id);
