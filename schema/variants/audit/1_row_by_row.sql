-- A trigger for each row: the changed columns alone, before and after, as the design has it.
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
CREATE FUNCTION record_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_old jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
  v_new jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
  v_row jsonb := coalesce(v_new, v_old);
  v_columns text[];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    SELECT array_agg(key ORDER BY key), jsonb_object_agg(key, o.value), jsonb_object_agg(key, n.value)
      INTO v_columns, v_old, v_new
      FROM jsonb_each(v_old) AS o JOIN jsonb_each(v_new) AS n USING (key)
     WHERE o.value IS DISTINCT FROM n.value;
    IF v_columns IS NULL THEN
      RETURN NULL;
    END IF;
  END IF;
  INSERT INTO audit_logs (tenant_id, table_name, record_id, operation, before, after, changed_columns)
  VALUES ((v_row ->> 'tenant_id')::integer, TG_TABLE_NAME, (v_row ->> 'id')::uuid, lower(TG_OP), v_old, v_new, v_columns);
  RETURN NULL;
END
$$;
CREATE TRIGGER leads_audit_trigger AFTER INSERT OR UPDATE OR DELETE ON leads
FOR EACH ROW EXECUTE FUNCTION record_change();
