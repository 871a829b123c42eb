"""What a table needs on the server, read from its columns and its `info`: policies, grants, triggers, partitions."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Enum, Index, Table

from schema.server_side import names
from schema.server_side.compose import Sql, compose, identifier, identifiers, literal, literals
from schema.server_side.roles import ROLES

APPLICATION, OWNER, JOBS = ROLES["application"], ROLES["owner"], ROLES["jobs"]
READERS = identifiers([ROLES["application"], ROLES["readonly"]])


def statements(table: Table) -> Iterator[Sql]:
    """All that follows the CREATE TABLE, in an order that runs."""
    yield from _policies(table)
    yield from _grants(table)
    yield from _triggers(table)
    yield from _comments(table)
    yield from _partitions(table)


def tenant_column(table: Table) -> str | None:
    """The column that says whose a row is: `tenant_id`, for tenants themselves `id`; None for the platform's rows."""
    return "tenant_id" if "tenant_id" in table.columns else table.info.get("tenant_column")


def _policies(table: Table) -> Iterator[Sql]:
    """Row-level security, on and forced; who sees which rows."""
    yield compose("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", table=table)
    yield compose("ALTER TABLE {table} FORCE ROW LEVEL SECURITY", table=table)
    column = tenant_column(table)
    if column is None:
        rule, remark = "FOR SELECT TO {who} USING (true)", "The platform's rows: everybody reads them."
        yield from _policy(table, "platform", compose(rule, who=READERS), remark)
        rule, remark = "TO {who} USING (true) WITH CHECK (true)", "The platform's rows come with a migration."
        yield from _policy(table, "owner", compose(rule, who=OWNER), remark)
    else:
        yield from _tenant_policies(table, column)
    if "deleted_at" in table.columns:
        yield from _living_policy(table)
    for key, (commands, why) in table.info.get("passes", {}).items():
        yield from _passing_policy(table, ROLES[key], key, (commands, why))


def _tenant_policies(table: Table, column: str) -> Iterator[Sql]:
    own = compose("{column} = app.current_tenant_id()", column=column)
    rule = compose("TO {who} USING ({own}) WITH CHECK ({own})", who=READERS, own=own)
    yield from _policy(table, "tenant", rule, "Rows of the transaction's tenant (app.tenant_id); of none without one.")
    remark = "The owner's functions stay in the transaction's tenant; migrations and jobs, which set none, see all."
    own = compose("app.current_tenant_id() IS NULL OR {own}", own=own)
    if "owner_sees_all" in table.info:
        own, remark = Sql("true"), table.info["owner_sees_all"]
    rule = compose("TO {who} USING ({own}) WITH CHECK ({own})", who=OWNER, own=own)
    yield from _policy(table, "owner", rule, remark)


def _living_policy(table: Table) -> Iterator[Sql]:
    """Soft delete (R-EDGE-2): the one mechanism for all tables."""
    rule = compose(
        "AS RESTRICTIVE FOR SELECT TO {who} USING (deleted_at IS NULL OR deleted_at = now() OR app.shows_deleted())",
        who=READERS,
    )
    remark = (
        "Soft-deleted rows do not show, but to the transaction that deletes them "
        "and to one that asks for them (app.show_deleted = on)."
    )
    yield from _policy(table, "living", rule, remark)


def _passing_policy(table: Table, role: str, whose: str, passing: tuple[str, str]) -> Iterator[Sql]:
    commands, why = passing
    rule = compose("TO {who} USING (true) WITH CHECK (true)", who=role)
    if commands == "SELECT":
        rule = compose("FOR SELECT TO {who} USING (true)", who=role)
    yield from _policy(table, whose, rule, f"All tenants: {why}")
    yield compose("GRANT {commands} ON {table} TO {who}", commands=Sql(commands), table=table, who=role)


def _policy(table: Table, whose: str, rule: Sql, remark: str) -> Iterator[Sql]:
    name = identifier(names.policy(table.name, whose))
    yield compose("CREATE POLICY {name} ON {table} {rule}", name=name, table=table, rule=rule)
    yield compose("COMMENT ON POLICY {name} ON {table} IS {remark}", name=name, table=table, remark=literal(remark))


def _grants(table: Table) -> Iterator[Sql]:
    """What the application may do (never TRUNCATE, REFERENCES or TRIGGER), and what is shown to the readers."""
    commands = table.info.get("application", _usual_commands(table))
    yield compose("GRANT {commands} ON {table} TO {who}", commands=Sql(commands), table=table, who=APPLICATION)
    secret = [column.name for column in table.columns if column.info.get("secret")]
    shown = identifiers(column.name for column in table.columns if column.name not in secret)
    columns = Sql(f" ({shown})" if secret else "")
    yield compose("GRANT SELECT{columns} ON {table} TO {who}", columns=columns, table=table, who=ROLES["readonly"])


def _usual_commands(table: Table) -> str:
    if tenant_column(table) is None:
        return "SELECT"
    if "updated_at" not in table.columns:
        return "SELECT, INSERT"
    return "SELECT, INSERT, UPDATE"


def _triggers(table: Table) -> Iterator[Sql]:
    if "updated_at" in table.columns:
        yield from _touch_trigger(table)
    for what, rule, call, remark in table.info.get("triggers", ()):
        yield from _trigger(table, what, (rule, call), remark)
    if "audit" in table.info:
        call = compose("app.record_change({arguments})", arguments=literals(table.info["audit"]))
        rule = compose("AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW", table=table)
        yield from _trigger(table, "audit", (rule, call), "Leaves a record of every change in audit_logs.")


def _touch_trigger(table: Table) -> Iterator[Sql]:
    """Keeps updated_at, updated_by, version and deleted_at; what other triggers derive does not touch a row."""
    kept = [c.name for c in table.columns if c.name in {"updated_by", "deleted_at"} or "counts_changes" in c.info]
    rule = compose("BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({changed})", table=table, changed=_changed(table))
    call = compose("app.touch_row({kept})", kept=literals(kept))
    yield from _trigger(table, "touch", (rule, call), f"Keeps {', '.join(['updated_at', *kept])}.")


def _changed(table: Table) -> Sql:
    """Whether a row's own columns changed; generated ones cannot be named in a BEFORE trigger's condition."""
    own = [c.name for c in table.columns if "derived" not in c.info and c.computed is None]
    if len(own) == len(table.columns):
        return Sql("OLD.* IS DISTINCT FROM NEW.*")
    old, new = (Sql(", ".join(f"{side}.{identifier(name)}" for name in own)) for side in ("OLD", "NEW"))
    return compose("({old}) IS DISTINCT FROM ({new})", old=old, new=new)


def _trigger(table: Table, what: str, rule_and_call: tuple[Sql, Sql], remark: str) -> Iterator[Sql]:
    rule, call = rule_and_call
    name = identifier(names.trigger(table.name, what))
    yield compose("CREATE TRIGGER {name} {rule} EXECUTE FUNCTION {call}", name=name, rule=rule, call=call)
    yield compose("COMMENT ON TRIGGER {name} ON {table} IS {remark}", name=name, table=table, remark=literal(remark))


def _comments(table: Table) -> Iterator[Sql]:
    """Comments that SQLAlchemy does not write: on indexes and on enums."""
    for index in sorted(table.indexes, key=lambda own: str(own.name)):
        remark = literal(_index_remark(index))
        yield compose("COMMENT ON INDEX public.{index} IS {remark}", index=str(index.name), remark=remark)
    for column in table.columns:
        if isinstance(column.type, Enum):
            remark = literal(f"Values of {table.name}.{column.name}.")
            yield compose("COMMENT ON TYPE public.{name} IS {remark}", name=str(column.type.name), remark=remark)


def _index_remark(index: Index) -> str:
    remark = f"{index.info['why']} Serves: {', '.join(index.info['serves'])}."
    return f"{remark}\npgworkbench:ignore {index.info['ignore']}" if index.info["ignore"] else remark


def _partitions(table: Table) -> Iterator[Sql]:
    """The months of a partitioned table, and the default that keeps what no month takes."""
    months = table.info.get("months")
    if months is None:
        return
    name = literal(table.name)
    yield compose("SELECT app.make_partition({name}, NULL)", name=name)
    for month in months:
        yield compose("SELECT app.make_partition({name}, {month})", name=name, month=literal(month.isoformat()))
