"""The audit log: what the trigger would have written of every row that the other plans make.

Records follow from the rows themselves, so they are made by the server, from the tables, after those are filled:
the newest ones, as many as the volume says, of this year's months (older months have gone to the archive).
"""

from pathlib import Path

from pgworkbench.seeding.plan import TablePlan
from schema import metadata
from schema.server_side.compose import Sql, compose, identifier, literal

_HERE = Path(__file__).parent
_INSERTION = """
SELECT {tenant} AS tenant_id, {name} AS table_name, {key} AS record_id, 'insert' AS operation, NULL::jsonb AS before,
       (to_jsonb(t) - {left_out}::text[]){marks} || {beginning}::jsonb AS after, NULL::text[] AS changed_columns,
       created_at AS occurred_at, {actor} AS actor_id
  FROM {table} AS t
"""
_MARK = """ || CASE WHEN {column} IS NULL THEN '{{}}' ELSE {mark} END::jsonb"""
# How a row began, where its present state is another.
_BEGINNINGS = {
    "users": '{"status": "invited", "email_verified_at": null, "deleted_at": null}',
    "campaigns": '{"status": "draft", "deleted_at": null}',
    "leads": '{"status": "new", "lost_reason": null, "converted_at": null, "deleted_at": null}',
    "lead_consents": '{"withdrawn_at": null}',
}


def _insertion(name: str) -> Sql:
    """A record for each row of an audited table: the row as it was made, without what the trigger leaves out."""
    table = metadata.tables[name]
    _, key, left_out, hidden = table.info["audit"]
    columns = [column for column in hidden.strip("{}").split(",") if column]
    return compose(
        _INSERTION,
        tenant="tenant_id" if "tenant_id" in table.columns else "id",
        name=literal(name),
        key=key,
        left_out=literal(left_out),
        marks=Sql("".join(_marked(column) for column in columns)),
        beginning=literal(_BEGINNINGS.get(name, "{}")),
        actor=identifier("created_by") if "created_by" in table.columns else Sql("NULL::uuid"),
        table=table,
    )


def _marked(column: str) -> Sql:
    """The mark in the place of a secret."""
    return compose(_MARK, column=column, mark=literal(f'{{"{column}": "[hidden, new]"}}'))


def _select() -> str:
    audited = [_insertion(table.name) for table in metadata.sorted_tables if "audit" in table.info]
    updates = (_HERE / "audit_updates.sql").read_text(encoding="utf-8")
    records = (_HERE / "audit_records.sql").read_text(encoding="utf-8")
    changes = Sql("\nUNION ALL\n".join([*audited, updates]))
    return compose(records, changes=changes, as_of=Sql("%(as_of)s::timestamptz"), rows=Sql("%(rows)s"))


PLANS = (TablePlan("audit_logs", select=_select()),)
