-- No records at all: what the audit trail costs, whoever writes it.
CREATE TABLE leads (
    tenant_id integer NOT NULL,
    id uuid NOT NULL,
    n integer NOT NULL,
    email text NOT NULL,
    status text NOT NULL,
    score integer NOT NULL,
    notes text NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX leads_n_btree_idx ON leads (n);
