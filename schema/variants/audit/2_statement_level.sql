-- A trigger for each statement over its transition tables: the same records, one INSERT for all rows.
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
CREATE TABLE audit_logs (
    tenant_id integer NOT NULL,
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    occurred_at timestamptz NOT NULL DEFAULT now(),
    table_name text NOT NULL,
    record_id uuid NOT NULL,
    operation text NOT NULL,
    before jsonb,
    after jsonb,
    changed_columns text[],
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX audit_logs_record_id_btree_idx ON audit_logs (tenant_id, table_name, record_id, occurred_at DESC);
-- Old and new rows find each other by their key alone: a change of the key itself would be lost here.
CREATE FUNCTION record_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- each branch is planned only when it runs: the other operations have no such table
  IF TG_OP = 'INSERT' THEN
    INSERT INTO audit_logs (tenant_id, table_name, record_id, operation, after)
    SELECT (v ->> 'tenant_id')::integer, TG_TABLE_NAME, (v ->> 'id')::uuid, 'insert', v
      FROM (SELECT to_jsonb(r) AS v FROM new_rows AS r) AS made;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO audit_logs (tenant_id, table_name, record_id, operation, before)
    SELECT (v ->> 'tenant_id')::integer, TG_TABLE_NAME, (v ->> 'id')::uuid, 'delete', v
      FROM (SELECT to_jsonb(r) AS v FROM old_rows AS r) AS gone;
  ELSE
    INSERT INTO audit_logs (tenant_id, table_name, record_id, operation, before, after, changed_columns)
    SELECT (n.v ->> 'tenant_id')::integer, TG_TABLE_NAME, (n.v ->> 'id')::uuid, 'update', d.past, d.present, d.changed
      FROM (SELECT to_jsonb(r) AS v FROM old_rows AS r) AS o
      JOIN (SELECT to_jsonb(r) AS v FROM new_rows AS r) AS n
        ON n.v ->> 'tenant_id' = o.v ->> 'tenant_id' AND n.v ->> 'id' = o.v ->> 'id'
     CROSS JOIN LATERAL (
       SELECT array_agg(key ORDER BY key) AS changed, jsonb_object_agg(key, a.value) AS past,
              jsonb_object_agg(key, b.value) AS present
         FROM jsonb_each(o.v) AS a JOIN jsonb_each(n.v) AS b USING (key)
        WHERE a.value IS DISTINCT FROM b.value) AS d
     WHERE d.changed IS NOT NULL;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER leads_insert_audit_trigger AFTER INSERT ON leads
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION record_changes();
CREATE TRIGGER leads_update_audit_trigger AFTER UPDATE ON leads
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION record_changes();
CREATE TRIGGER leads_delete_audit_trigger AFTER DELETE ON leads
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION record_changes();
