"""Tables and how they hang together: CREATE TABLE with its columns and constraints, inheritance, row security."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pgworkbench.catalog.model import Constraint, Name, Table, TableKind
from pgworkbench.migrations.address import Address, Kind, at
from pgworkbench.migrations.kinds.columnorder import Former, in_order
from pgworkbench.migrations.kinds.columns import Shape, column_check, column_words, further
from pgworkbench.migrations.kinds.grammar import Grammar
from pgworkbench.migrations.kinds.partitions import hangs
from pgworkbench.migrations.kinds.standalone import changed_options, options_differ, told_options
from pgworkbench.migrations.statement import Check, CheckKind, Lock, Native, Statement, Statements, When
from pgworkbench.migrations.text import Text, broken, commented, compose, full, literal, quoted

_FULL_LINE = 110
_LIKE = "INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED INCLUDING STORAGE INCLUDING COMPRESSION"


@dataclass(frozen=True, slots=True)
class Outline:
    """A table without its parts; a new one is written with the `columns` and `constraints` that belong inside.

    `remarks` are comments on those constraints, by name: they also stand beside them in the file. `like` is the
    partitioned table that it will be attached to; `emptied`: its rows have gone elsewhere before it is dropped.
    `former`: it is dropped to be made anew with its columns in another order, and only while they are in that one.
    """

    table: Table
    columns: tuple[Shape, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    remarks: Mapping[str, str] = field(default_factory=dict, hash=False)
    like: Name | None = None
    emptied: bool = False
    former: Former | None = None


def create_table(_: Address, outline: Outline) -> Statements:
    """CREATE TABLE, with everything that can stand inside."""
    table = outline.table
    body = _body(outline)
    if table.partition is not None:
        middle = f"PARTITION OF {full(table.partition.parent)}{f' ({body}) ' if body else ' '}{table.partition.bound}"
        middle = middle.replace(" )", "\n)")
    else:
        middle = f"({body}\n)" if body else "()"
        if table.of_type is not None:
            middle = f"OF {full(table.of_type)}{f' {middle}' if body else ''}"
    unlogged = "UNLOGGED " if table.persistence == "u" else ""
    unlogged = "FOREIGN " if table.kind is TableKind.FOREIGN else unlogged
    tail = _tail(table)
    texts = [f"CREATE {unlogged}TABLE {word}{full(table.name)} {middle}{tail}" for word in ("", "IF NOT EXISTS ")]
    check = Check(CheckKind.COLUMNS, full(table.name), "", tuple(column_check(shape) for shape in outline.columns))
    made = Statement(texts[0], Native(texts[1]), check=check if outline.columns else None)
    extra = [
        statement for shape in outline.columns for statement in further(at(Kind.COLUMN, table.name, shape.name), shape)
    ]
    return (made, *extra)


def _body(outline: Outline) -> str:
    """Columns and constraints, aligned, each constraint with its remark above it."""
    table = outline.table
    rows = [column_words(at(Kind.COLUMN, table.name, shape.name), shape) for shape in outline.columns]
    if table.of_type is not None:
        rows = [(name, "WITH OPTIONS", rest) for name, _, rest in rows if rest]
    name_width = max((len(row[0]) for row in rows), default=0)
    type_width = min(max((len(row[1]) for row in rows), default=0), 40)
    lines = [f"    {name:<{name_width}}  {type_:<{type_width}}  {rest}".rstrip() for name, type_, rest in rows]
    like = [f"    LIKE {full(outline.like)} {_LIKE}"] if outline.like is not None else []
    items = [(None, line) for line in (*like, *lines)] + [
        (outline.remarks.get(constraint.name), f"    {_inline(constraint)}") for constraint in outline.constraints
    ]
    said = []
    for number, (remark, line) in enumerate(items):
        comma = "," if number < len(items) - 1 else ""
        gap = "\n" if rows and number == len(items) - len(outline.constraints) else ""
        said.append(f"{gap}{commented(remark, 106, '    ') + chr(10) if remark else ''}{line}{comma}")
    return "\n" + "\n".join(said) if said else ""


def _inline(constraint: Constraint) -> str:
    head = f"CONSTRAINT {quoted(constraint.name)}"
    if len(head) + len(constraint.definition) > _FULL_LINE:
        return f"{head}\n        {broken(constraint.definition, ('REFERENCES', 'ON UPDATE'), ' ' * 8, 100)}"
    return f"{head} {constraint.definition}"


def _tail(table: Table) -> str:
    said = []
    if table.inherits:
        said.append(f"INHERITS ({', '.join(full(name) for name in table.inherits)})")
    if table.server is not None:
        said.append(f"SERVER {quoted(table.server)}{told_options(table.server_options)}")
    if table.partition_key is not None:
        said.append(f"PARTITION BY {table.partition_key}")
    if table.access_method is not None:
        said.append(f"USING {quoted(table.access_method)}")
    if table.options:
        said.append(f"WITH ({', '.join(_option(option) for option in table.options)})")
    if table.tablespace is not None:
        said.append(f"TABLESPACE {quoted(table.tablespace)}")
    return "".join(f"\n{line}" if table.partition is not None else f" {line}" for line in said)


def _option(option: str) -> str:
    name, _, value = option.partition("=")
    return f"{quoted(*name.split('.'))} = {value if value.isalnum() else literal(value)}"


def drop_table(_: Address, outline: Outline) -> Statements:
    """DROP TABLE; a partition goes with its rows."""
    name = full(outline.table.name)
    word = "FOREIGN TABLE" if outline.table.kind is TableKind.FOREIGN else "TABLE"
    return (Statement(f"DROP {word} {name}", Native(f"DROP {word} IF EXISTS {name}"), Lock.ACCESS_EXCLUSIVE),)


def clear_table(address: Address, outline: Outline) -> Statements:
    """DROP TABLE, for one that is made anew with its columns in another order."""
    (dropped,) = drop_table(address, outline)
    former = outline.former
    return (dropped,) if former is None else (replace(dropped, guard=When(in_order(former.table, former.order))),)


def alter_table(_: Address, before: Outline, after: Outline) -> Statements | None:
    """Persistence, storage parameters, access method, inheritance."""
    was, now = before.table, after.table
    if (was.kind, was.partition_key, was.server) != (now.kind, now.partition_key, now.server):
        return None
    said: list[tuple[str, Lock]] = []
    if was.of_type != now.of_type:
        said += [("NOT OF", Lock.ACCESS_EXCLUSIVE)] if was.of_type is not None else []
        said += [(f"OF {full(now.of_type)}", Lock.ACCESS_EXCLUSIVE)] if now.of_type is not None else []
    if was.server_options != now.server_options:
        words = changed_options(was.server_options, now.server_options)
        key = f"ftrelid = to_regclass({literal(full(now.name))})"
        test = options_differ("pg_foreign_table", "ftoptions", key, now.server_options)
        sql = compose("ALTER FOREIGN TABLE {} {}", now.name, Text(words))
        return (Statement(sql, test, Lock.ACCESS_EXCLUSIVE),)
    if was.persistence != now.persistence:
        said.append(("SET UNLOGGED" if now.persistence == "u" else "SET LOGGED", Lock.ACCESS_EXCLUSIVE))
    said += [(words, Lock.SHARE_UPDATE_EXCLUSIVE) for words in option_changes(was.options, now.options)]
    if was.access_method != now.access_method:
        said.append((f"SET ACCESS METHOD {quoted(now.access_method or 'heap')}", Lock.ACCESS_EXCLUSIVE))
    if was.tablespace != now.tablespace:
        said.append((f"SET TABLESPACE {quoted(now.tablespace or 'pg_default')}", Lock.ACCESS_EXCLUSIVE))
    plain = [Statement(compose("ALTER TABLE {} {}", now.name, Text(words)), lock=lock) for words, lock in said]
    here = literal(full(now.name))
    typed = f"EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid = to_regclass({here}) AND reloftype <> 0)"
    plain = [replace(s, guard=When(typed)) if s.sql.endswith(" NOT OF") else s for s in plain]
    return (*plain, *_inheritance(was, now))


def option_changes(was: tuple[str, ...], now: tuple[str, ...]) -> list[str]:
    """RESET and SET of storage parameters."""
    kept = {option.split("=", 1)[0] for option in now}
    gone = [name for name in (option.split("=", 1)[0] for option in was) if name not in kept]
    new = [option for option in now if option not in was]
    said = [f"RESET ({', '.join(quoted(*name.split('.')) for name in gone)})"] if gone else []
    return said + ([f"SET ({', '.join(_option(option) for option in new)})"] if new else [])


def _inheritance(was: Table, now: Table) -> Statements:
    said = []
    for parent in was.inherits:
        if parent not in now.inherits:
            sql = compose("ALTER TABLE {} NO INHERIT {}", now.name, parent)
            said.append(Statement(sql, When(hangs(now.name, parent)), Lock.ACCESS_EXCLUSIVE))
    for parent in now.inherits:
        if parent not in was.inherits:
            sql = compose("ALTER TABLE {} INHERIT {}", now.name, parent)
            said.append(Statement(sql, When(f"NOT {hangs(now.name, parent)}"), Lock.ACCESS_EXCLUSIVE))
    return tuple(said)


def create_row_security(address: Address, value: tuple[bool, bool]) -> Statements:
    """ENABLE and FORCE ROW LEVEL SECURITY."""
    return alter_row_security(address, (False, False), value)


def drop_row_security(address: Address, value: tuple[bool, bool]) -> Statements:
    """NO FORCE and DISABLE ROW LEVEL SECURITY."""
    return alter_row_security(address, value, (False, False))


def alter_row_security(address: Address, before: tuple[bool, bool], after: tuple[bool, bool]) -> Statements:
    """Each flag that differs."""
    said = []
    if before[0] != after[0]:
        said.append("ENABLE ROW LEVEL SECURITY" if after[0] else "DISABLE ROW LEVEL SECURITY")
    if before[1] != after[1]:
        said.append("FORCE ROW LEVEL SECURITY" if after[1] else "NO FORCE ROW LEVEL SECURITY")
    lock = Lock.ACCESS_EXCLUSIVE
    return tuple(Statement(compose("ALTER TABLE {} {}", address.name, Text(words)), lock=lock) for words in said)


def create_replica_identity(address: Address, value: tuple[str, str | None]) -> Statements:
    """REPLICA IDENTITY, by its letter in pg_class and the index if it is `i`."""
    words = {"n": "NOTHING", "f": "FULL", "d": "DEFAULT"}.get(value[0])
    if words is None:
        words = f"USING INDEX {quoted(value[1] or '')}"
    sql = compose("ALTER TABLE {} REPLICA IDENTITY {}", address.name, Text(words))
    return (Statement(sql, lock=Lock.ACCESS_EXCLUSIVE),)


def drop_replica_identity(address: Address, _: tuple[str, str | None]) -> Statements:
    """Back to the primary key."""
    return create_replica_identity(address, ("d", None))


def alter_replica_identity(address: Address, _: object, after: tuple[str, str | None]) -> Statements:
    """Said again."""
    return create_replica_identity(address, after)


TABLE = Grammar(create_table, drop_table, alter_table, clear_table)
ROW_SECURITY = Grammar(create_row_security, drop_row_security, alter_row_security)
REPLICA_IDENTITY = Grammar(create_replica_identity, drop_replica_identity, alter_replica_identity)
