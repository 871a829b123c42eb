"""Erasure of a person (R-DEC-7): one function, written by rule from what the tables say of themselves.

A table says whose data it holds (`about`), a column that it is personal and what takes its place (`personal`). Hence
`app.erase_person(subject, id, reason)`: rows are blanked or deleted first, which leaves audit records like any
change; then the audit records of those rows, these included, lose the personal values, here and in the archive; then
what a rollback kept of that person goes; last, a record says that all this was done.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import MetaData, Table

from schema.server_side.compose import Sql, compose, identifier, literal, literals
from schema.server_side.functions import parse_function

REASONS = ("request", "retention", "consent withdrawn")

_FUNCTION = """
-- Erases a person's data within the transaction's tenant: rows, audit records, archive and kept rows; leaves a record
-- of having done so and returns how many rows it changed. What remains (keys, dates, statuses) leads back to nobody.
-- execute: application, jobs
CREATE OR REPLACE FUNCTION app.erase_person(p_subject text, p_id uuid, p_reason text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_tenant uuid := app.current_tenant_id();
  v_rows bigint := 0;
  v_count bigint;
  v_main text;
  v_keys uuid[];
BEGIN
  IF v_tenant IS NULL THEN
    RAISE EXCEPTION 'no tenant is set: erasure works within one' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF p_reason IS NULL OR p_reason NOT IN ({reasons}) THEN
    RAISE EXCEPTION 'erasure needs a reason: one of {plain_reasons}' USING ERRCODE = 'check_violation';
  END IF;
  CASE p_subject
{branches}  ELSE
    RAISE EXCEPTION 'nobody is erased as %', p_subject USING ERRCODE = 'invalid_parameter_value';
  END CASE;
  INSERT INTO public.audit_logs (tenant_id, table_name, record_id, operation, after)
  VALUES (v_tenant, v_main, p_id, 'erase', jsonb_build_object('reason', p_reason, 'rows', v_rows));
  RETURN v_rows;
END
$$;
"""

_BRANCH = """  WHEN {subject} THEN
    v_main := {main};
    IF NOT EXISTS (SELECT FROM {table} WHERE tenant_id = v_tenant AND id = p_id) THEN
      RETURN 0;
    END IF;
{steps}"""

_KEYS = """    v_keys := ARRAY (SELECT {row_key} FROM {table} WHERE tenant_id = v_tenant AND {key} = p_id);
"""

_COUNT = """    GET DIAGNOSTICS v_count = ROW_COUNT;
    v_rows := v_rows + v_count;
"""

_BLANK = "    UPDATE {table} SET {blanks} WHERE tenant_id = v_tenant AND {key} = p_id;\n"
_DELETE = "    DELETE FROM {table} WHERE tenant_id = v_tenant AND {key} = p_id;\n"
_AUDIT = "    PERFORM app.redact_records({name}, {about}, p_id, v_keys, ARRAY[{columns}]);\n"
_KEPT = "    PERFORM app.drop_kept_rows({name}, {key}, p_id);\n"


def statements(metadata: MetaData) -> Iterator[Sql]:
    """`app.erase_person`, with its comment and grants."""
    branches = Sql("".join(_branch(subject, tables) for subject, tables in _subjects(metadata).items()))
    reasons, plain = literals(REASONS), Sql(", ".join(REASONS))
    text = compose(_FUNCTION, reasons=reasons, plain_reasons=plain, branches=branches)
    yield from parse_function(text).statements()


def _subjects(metadata: MetaData) -> dict[str, list[Table]]:
    """Each kind of person with its tables, the main one first and the others before what they refer to."""
    found: dict[str, list[Table]] = {}
    for table in metadata.sorted_tables:
        for subject in table.info.get("about", {}):
            found.setdefault(subject, []).append(table)
    return {subject: [tables[0], *reversed(tables[1:])] for subject, tables in found.items()}


def _branch(subject: str, tables: list[Table]) -> Sql:
    steps = Sql("".join(_steps(table, subject) for table in [*tables[1:], tables[0]]))
    return compose(_BRANCH, subject=literal(subject), main=literal(tables[0].name), table=tables[0], steps=steps)


def _steps(table: Table, subject: str) -> Sql:
    """Everything about one table; the keys are taken first, for rows that are about to go."""
    key, delete = table.info["about"][subject]
    columns = [column for column in table.columns if "erased" in column.info]
    steps = ""
    if "audit" in table.info:
        steps += compose(_KEYS, table=table, key=key, row_key=table.info["audit"][1])
    if delete:
        steps += compose(_DELETE, table=table, key=key) + _COUNT
    elif columns:
        blanks = Sql(", ".join(f"{identifier(c.name)} = {c.info['erased']}" for c in columns))
        steps += compose(_BLANK, table=table, key=key, blanks=blanks) + _COUNT
    if "audit" in table.info:
        values = literals(column.name for column in table.columns if "personal" in column.info)
        steps += compose(_AUDIT, name=literal(table.name), about=literal(key), columns=values)
    return Sql(steps + compose(_KEPT, name=literal(table.name), key=literal(key)))
