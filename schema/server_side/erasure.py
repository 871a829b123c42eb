"""Erasure of a person (R-DEC-7): one function, written by rule from what the tables say of themselves.

A table says whose data it holds (`about`), a column that it is personal and what takes its place (`personal`). Hence
`app.erase_person(subject, id, reason)`: rows are blanked or deleted first, which leaves audit records like any change;
then the audit records of those rows, these included, lose the personal values, here and in the archive; then what a
rollback kept of that person goes; last, a record says that all this was done.
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

_KEYS = "    v_keys := ARRAY (SELECT {row_key} FROM {table} WHERE tenant_id = v_tenant AND {match});\n"
_BLANK = "    UPDATE {table} SET {blanks} WHERE tenant_id = v_tenant AND {match};\n"
_DELETE = "    DELETE FROM {table} WHERE tenant_id = v_tenant AND {match};\n"
_COUNT = """    GET DIAGNOSTICS v_count = ROW_COUNT;
    v_rows := v_rows + v_count;
"""
_ARCHIVED = "    PERFORM app.blank_archived({name}, {blanks}, {match}, v_tenant, p_id);\n"
_AUDIT = "    PERFORM app.redact_records({name}, {about}, p_id, v_keys, ARRAY[{columns}]);\n"
_KEPT = "    PERFORM app.drop_kept_rows({name}, {key}, p_id);\n"
_KEPT_THROUGH = (
    "    PERFORM app.drop_kept_rows({name}, {key}, far.id) FROM {far} AS far"
    " WHERE far.tenant_id = v_tenant AND far.{column} = p_id;\n"
)


def statements(metadata: MetaData) -> Iterator[Sql]:
    """`app.erase_person`, with its comment and grants."""
    branches = Sql("".join(_branch(subject, tables) for subject, tables in _subjects(metadata).items()))
    reasons, plain = literals(REASONS), Sql(", ".join(REASONS))
    text = compose(_FUNCTION, reasons=reasons, plain_reasons=plain, branches=branches)
    yield from parse_function(text).statements()


def _subjects(metadata: MetaData) -> dict[str, list[Table]]:
    """Each kind of person with its tables: those that refer to others before these, the person's own row last."""
    found: dict[str, list[Table]] = {}
    for table in reversed(metadata.sorted_tables):
        for subject in table.info.get("about", {}):
            found.setdefault(subject, []).append(table)
    return {
        subject: sorted(tables, key=lambda table: table.info["about"][subject][0] == "id")
        for subject, tables in sorted(found.items())
    }


def _branch(subject: str, tables: list[Table]) -> Sql:
    steps, main = Sql("".join(_steps(table, subject) for table in tables)), tables[-1]
    return compose(_BRANCH, subject=literal(subject), main=literal(main.name), table=main, steps=steps)


def _steps(table: Table, subject: str) -> Sql:
    """Everything about one table; the keys are taken first, for rows that are about to go."""
    key, delete, _ = table.info["about"][subject]
    match = _match(table, subject, "p_id")
    steps = ""
    if "audit" in table.info:
        steps += compose(_KEYS, table=table, match=match, row_key=table.info["audit"][1])
    if delete:
        steps += compose(_DELETE, table=table, match=match) + _COUNT
    elif blanks := _blanks(table):
        steps += compose(_BLANK, table=table, match=match, blanks=blanks) + _COUNT
    if "months" in table.info and not delete:
        there = literal(_match(table, subject, "$2"))
        steps += compose(_ARCHIVED, name=literal(table.name), blanks=literal(_blanks(table)), match=there)
    if "audit" in table.info:
        values = literals(column.name for column in table.columns if "personal" in column.info)
        steps += compose(_AUDIT, name=literal(table.name), about=literal(key), columns=values)
    return Sql(steps + _kept(table, subject))


def _blanks(table: Table) -> Sql:
    """`column = replacement, …` for all that erasure changes."""
    columns = [column for column in table.columns if "erased" in column.info]
    return Sql(", ".join(f"{identifier(column.name)} = {column.info['erased']}" for column in columns))


def _match(table: Table, subject: str, person: str) -> Sql:
    """The condition for a person's rows; `person` is the parameter with the person's id."""
    key, _, through = table.info["about"][subject]
    if through is None:
        return compose("{key} = {person}", key=key, person=Sql(person))
    far, column = _far(table, through)
    tenant = Sql("v_tenant" if person == "p_id" else "$1")
    return compose(
        "{key} IN (SELECT id FROM {far} WHERE tenant_id = {tenant} AND {column} = {person})",
        key=key, far=far, column=column, tenant=tenant, person=Sql(person),
    )  # fmt: skip


def _far(table: Table, through: str) -> tuple[Table, str]:
    name, _, column = through.partition(".")
    return table.metadata.tables[name], column


def _kept(table: Table, subject: str) -> Sql:
    key, _, through = table.info["about"][subject]
    if through is None:
        return compose(_KEPT, name=literal(table.name), key=literal(key))
    far, column = _far(table, through)
    return compose(_KEPT_THROUGH, name=literal(table.name), key=literal(key), far=far, column=column)
