"""Columns and their defaults."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pgworkbench.catalog.model import Column, Sequence
from pgworkbench.migrations.address import Address
from pgworkbench.migrations.kinds.casts import using
from pgworkbench.migrations.kinds.grammar import Grammar
from pgworkbench.migrations.kinds.standalone import changed_options, options_differ, told_options
from pgworkbench.migrations.kinds.types import sequence_options, short_options
from pgworkbench.migrations.statement import Check, CheckKind, Lock, Native, Statement, Statements, When
from pgworkbench.migrations.text import Text, compose, full, literal, quoted

_STORAGE = {"p": "PLAIN", "e": "EXTERNAL", "m": "MAIN", "x": "EXTENDED"}
_COMPRESSION = {"p": "pglz", "l": "lz4"}
_IDENTITY = {"a": "ALWAYS", "d": "BY DEFAULT"}


@dataclass(frozen=True, slots=True)
class Via:
    """How values leave a composite type whose attributes change: as text of the new one, while `test` still holds.

    `lost` are attributes that the new type does not have.
    """

    expression: str
    test: str
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """A column without its position and comment; `default` only where it is to be said with the column.

    `sequence` stands behind an identity column; a `foreign` table's rows are not converted; `via` is a way of its own.
    """

    column: Column
    sequence: Sequence | None = None
    foreign: bool = False
    via: Via | None = None

    @property
    def name(self) -> str:
        """The column's name."""
        return self.column.name


def default_sequence_name(table: str, column: str) -> str:
    """As PostgreSQL would name it, where nothing needs to be cut."""
    return f"{table}_{column}_seq"


def column_words(address: Address, shape: Shape) -> tuple[str, str, str]:
    """Name, type and the rest, as they stand in CREATE TABLE; the renderer aligns them."""
    column = shape.column
    rest: list[str] = []
    if column.server_options:
        rest.append(told_options(column.server_options).strip())
    if column.collation is not None:
        rest.append(f"COLLATE {full(column.collation)}")
    if column.compression:
        rest.append(f"COMPRESSION {_COMPRESSION[column.compression]}")
    if column.not_null:
        rest.append("NOT NULL")
    if column.generated:
        word = "STORED" if column.generated == "s" else "VIRTUAL"
        rest.append(f"GENERATED ALWAYS AS ({_unwrapped(column.default or '')}) {word}")
    elif column.identity:
        rest.append(f"GENERATED {_IDENTITY[column.identity]} AS IDENTITY{_identity_options(address, shape)}")
    elif column.default is not None:
        rest.append(f"DEFAULT {column.default}")
    return quoted(column.name), column.type, " ".join(rest)


def _unwrapped(expression: str) -> str:
    """Without the one pair of parentheses around all of it, where that is plainly one pair."""
    inner = expression[1:-1]
    if expression.startswith("(") and expression.endswith(")") and not set(inner) & set("()'\""):
        return inner
    return expression


def _identity_options(address: Address, shape: Shape) -> str:
    if shape.sequence is None:
        return ""
    said = short_options(shape.sequence)
    name = shape.sequence.name
    usual = (address.path[0], default_sequence_name(address.path[1], shape.name))
    if (name.schema, name.name) != usual:
        said = f"SEQUENCE NAME {full(name)} {said}".rstrip()
    return f" ({said})" if said else ""


def column_check(shape: Shape) -> str:
    """What a file expects of a column: its name, type and NOT NULL, as `guard.checks` reads it."""
    return " ".join([shape.name, shape.column.type, *(["not null"] if shape.column.not_null else [])])


def _check(address: Address, shape: Shape) -> Check:
    return Check(CheckKind.COLUMNS, quoted(*address.path[:2]), shape.name, (column_check(shape),))


def further(address: Address, shape: Shape) -> Statements:
    """What CREATE TABLE and ADD COLUMN have no words for."""
    return _settings(address, Shape(Column(shape.name, shape.column.type, 0)), shape)


def _settings(address: Address, before: Shape, after: Shape) -> Statements:
    was, now = before.column, after.column
    said = []
    if was.storage != now.storage:
        said.append(f"SET STORAGE {_STORAGE.get(now.storage, 'DEFAULT')}")
    if was.statistics_target != now.statistics_target:
        said.append(f"SET STATISTICS {-1 if now.statistics_target is None else now.statistics_target}")
    gone = [item.split("=", 1)[0] for item in was.options if item not in now.options]
    if gone:
        said.append(f"RESET ({', '.join(gone)})")
    if set(now.options) - set(was.options):
        said.append(f"SET ({', '.join(sorted(set(now.options) - set(was.options)))})")
    return tuple(_change(address, what, Lock.SHARE_UPDATE_EXCLUSIVE) for what in said)


def _change(address: Address, what: str, lock: Lock = Lock.ACCESS_EXCLUSIVE) -> Statement:
    table = Text(quoted(*address.path[:2]))
    return Statement(compose("ALTER TABLE {} ALTER COLUMN {} {}", table, address.path[2], Text(what)), lock=lock)


def create_column(address: Address, shape: Shape) -> Statements:
    """ADD COLUMN."""
    table = Text(quoted(*address.path[:2]))
    words = Text(" ".join(word for word in column_words(address, shape) if word))
    add = Statement(
        compose("ALTER TABLE {} ADD COLUMN {}", table, words),
        Native(compose("ALTER TABLE {} ADD COLUMN IF NOT EXISTS {}", table, words)),
        Lock.ACCESS_EXCLUSIVE,
        _check(address, shape),
    )
    return (add, *further(address, shape))


def drop_column(address: Address, _: Shape) -> Statements:
    """DROP COLUMN."""
    table = Text(quoted(*address.path[:2]))
    plain = compose("ALTER TABLE {} DROP COLUMN {}", table, address.path[2])
    kind = Native(compose("ALTER TABLE IF EXISTS {} DROP COLUMN IF EXISTS {}", table, address.path[2]))
    return (Statement(plain, kind, Lock.ACCESS_EXCLUSIVE),)


def alter_column(address: Address, before: Shape, after: Shape) -> Statements | None:
    """Type, NOT NULL, identity, settings; a change of a formula needs a new column, which loses no rows."""
    was, now = before.column, after.column
    if was.generated != now.generated or (now.generated and was.default != now.default):
        return None
    if (was.type, was.collation) != (now.type, now.collation) and now.generated:
        return None
    return (
        *_identity_off(address, before, after),
        *_type(address, was, after),
        *_null(address, before, after),
        *_identity_on(address, before, after),
        *_compression(address, was, now),
        *_settings(address, before, after),
        *_server_options(address, was, now),
    )


def _server_options(address: Address, was: Column, now: Column) -> Statements:
    words = changed_options(was.server_options, now.server_options)
    sql = _change(address, words).sql.replace("ALTER TABLE", "ALTER FOREIGN TABLE", 1)
    key = f"attrelid = to_regclass({literal(quoted(*address.path[:2]))}) AND attname = {literal(now.name)}"
    test = options_differ("pg_attribute", "attfdwoptions", key, now.server_options)
    return (Statement(sql, test, Lock.ACCESS_EXCLUSIVE),) if words else ()


def is_retyped(before: Shape, after: Shape) -> bool:
    """Whether the column's rows are written anew, or its dependents must know."""
    was, now = before.column, after.column
    return (was.type, was.collation) != (now.type, now.collation)


def _type(address: Address, was: Column, after: Shape) -> Statements:
    now, via = after.column, after.via
    if (was.type, was.collation) == (now.type, now.collation):
        return ()
    collate = f" COLLATE {full(now.collation)}" if now.collation is not None else ""
    how = "" if after.foreign else using(quoted(was.name), was.type, now.type)
    how = how if via is None else f" USING {via.expression}"
    words = f"TYPE {now.type}{collate}{how}"
    plain = _change(address, words)
    test = _differs(address, now, collated=was.collation != now.collation) if via is None else via.test
    return (Statement(plain.sql, When(test), Lock.ACCESS_EXCLUSIVE),)


def _differs(address: Address, now: Column, *, collated: bool) -> str:
    """Whether the column has not this type yet; a second run would write all rows anew for nothing."""
    attribute = (
        f"SELECT FROM pg_catalog.pg_attribute AS a\n"
        f"        WHERE a.attrelid = to_regclass({literal(quoted(*address.path[:2]))})"
        f" AND a.attname = {literal(now.name)}"
    )
    wanted = "(SELECT t.typcollation FROM pg_catalog.pg_type AS t WHERE t.oid = a.atttypid)"
    if now.collation is not None:
        wanted = f"{literal(full(now.collation))}::pg_catalog.regcollation"
    collation = f"\n            AND a.attcollation = {wanted}" if collated else ""
    return (
        f"NOT EXISTS (\n        {attribute}\n            AND format_type(a.atttypid, a.atttypmod)"
        f" = {literal(now.type)}{collation}\n    )"
    )


def _null(address: Address, before: Shape, after: Shape) -> Statements:
    if before.column.not_null == after.column.not_null:
        return ()
    change = _change(address, "SET NOT NULL" if after.column.not_null else "DROP NOT NULL")
    return (replace(change, check=_check(address, after)),)


def _identity_off(address: Address, before: Shape, after: Shape) -> Statements:
    if not before.column.identity or after.column.identity:
        return ()
    return (
        Statement(
            _change(address, "DROP IDENTITY").sql,
            Native(_change(address, "DROP IDENTITY IF EXISTS").sql),
            Lock.ACCESS_EXCLUSIVE,
        ),
    )


def _identity_on(address: Address, before: Shape, after: Shape) -> Statements:
    was, now = before.column.identity, after.column.identity
    if not now:
        return ()
    word = _IDENTITY[now]
    if not was:
        words = f"ADD GENERATED {word} AS IDENTITY{_identity_options(address, after)}"
        said = [replace(_change(address, what), guard=When(_no_identity(address))) for what in ("DROP DEFAULT", words)]
        return tuple(said)
    said = [_change(address, f"SET GENERATED {word}")] if was != now else []
    if before.sequence is not None and after.sequence is not None:
        said += _sequence(before.sequence, after.sequence)
    return tuple(said)


def _sequence(before: Sequence, after: Sequence) -> Statements:
    said = []
    if before.name != after.name and before.name.schema == after.name.schema:
        there = When(f"to_regclass({literal(full(before.name))}) IS NOT NULL")
        said.append(Statement(compose("ALTER SEQUENCE {} RENAME TO {}", before.name, after.name.name), there))
    if (before.type, sequence_options(before)) != (after.type, sequence_options(after)):
        words = Text(f"AS {after.type} {sequence_options(after)}")
        said.append(Statement(compose("ALTER SEQUENCE {} {}", after.name, words)))
    if before.persistence != after.persistence:
        word = "SET UNLOGGED" if after.persistence == "u" else "SET LOGGED"
        said.append(Statement(compose("ALTER SEQUENCE {} {}", after.name, Text(word))))
    return tuple(said)


def _no_identity(address: Address) -> str:
    return (
        "EXISTS (\n        SELECT FROM pg_catalog.pg_attribute AS a\n"
        f"        WHERE a.attrelid = to_regclass({literal(quoted(*address.path[:2]))})\n"
        f"            AND a.attname = {literal(address.path[2])} AND a.attidentity = ''\n    )"
    )


def _compression(address: Address, was: Column, now: Column) -> Statements:
    if was.compression == now.compression:
        return ()
    return (_change(address, f"SET COMPRESSION {_COMPRESSION.get(now.compression, 'DEFAULT')}"),)


def create_default(address: Address, expression: str) -> Statements:
    """SET DEFAULT."""
    return (_change(address, f"SET DEFAULT {expression}"),)


def drop_default(address: Address, _: str) -> Statements:
    """DROP DEFAULT."""
    return (_change(address, "DROP DEFAULT"),)


def alter_default(address: Address, _: str, after: str) -> Statements:
    """SET DEFAULT again."""
    return create_default(address, after)


COLUMN = Grammar(create_column, drop_column, alter_column)
DEFAULT = Grammar(create_default, drop_default, alter_default)
