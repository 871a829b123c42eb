"""Constraints, indexes and extended statistics of tables."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pgworkbench.catalog.model import Constraint, ConstraintKind, Index, Name, Statistics
from pgworkbench.migrations.address import Address
from pgworkbench.migrations.kinds.grammar import Grammar
from pgworkbench.migrations.statement import Check, CheckKind, Lock, Native, Statement, Statements, When
from pgworkbench.migrations.text import Text, broken, compose, full, items, literal, quoted

_HEAD = re.compile(r'(CREATE (?:UNIQUE )?INDEX) ("(?:[^"]|"")*"|[^\s"]+) ON (ONLY )?', re.DOTALL)
_STATISTICS = re.compile(r'CREATE STATISTICS ((?:"(?:[^"]|"")*"|[^\s"])+) ', re.DOTALL)
_ON = re.compile(r'(CREATE STATISTICS (?:"(?:[^"]|"")*"|[^\s"])+ (?:\([^)]*\) )?ON )(.*)( FROM .*)', re.DOTALL)
_LOCKS = {ConstraintKind.FOREIGN: Lock.SHARE_ROW_EXCLUSIVE}


@dataclass(frozen=True, slots=True)
class Key:
    """A constraint of a table, with what the index behind it has of its own.

    `built` is that index's definition where it was built beside traffic and is only handed over.
    """

    constraint: Constraint
    index_options: tuple[str, ...] = ()
    clustered: bool = False
    built: str = ""


def create_constraint(address: Address, key: Key) -> Statements:
    """ADD CONSTRAINT."""
    table, constraint = Name(*address.path[:2]), key.constraint
    absent = When(
        "NOT EXISTS (\n        SELECT FROM pg_catalog.pg_constraint\n"
        f"        WHERE conrelid = to_regclass({literal(full(table))}) AND conname = {literal(constraint.name)}\n    )"
    )
    check = Check(CheckKind.CONSTRAINT, full(table), constraint.name, (constraint.definition,))
    lock = _LOCKS.get(constraint.kind, Lock.ACCESS_EXCLUSIVE)
    if key.built and constraint.index is not None:
        return (*_handed_over(table, key, absent, check), *_behind(table, Key(constraint, key.index_options), key))
    sql = compose("ALTER TABLE {} ADD CONSTRAINT {} {}", table, constraint.name, Text(constraint.definition))
    made = Statement(sql, absent, lock, check)
    return (made, *_behind(table, Key(constraint), key))


def _handed_over(table: Name, key: Key, absent: When, check: Check) -> Statements:
    """ADD CONSTRAINT … USING INDEX; the index is built first if a way back took it with the constraint."""
    constraint = key.constraint
    words = "PRIMARY KEY" if constraint.kind is ConstraintKind.PRIMARY else "UNIQUE"
    when = f"{' DEFERRABLE' if constraint.deferrable else ''}{' INITIALLY DEFERRED' if constraint.deferred else ''}"
    index = Name(table.schema, constraint.index or constraint.name)
    using = Text(f"{words} USING INDEX {quoted(index.name)}{when}")
    sql = compose("ALTER TABLE {} ADD CONSTRAINT {} {}", table, constraint.name, using)
    gone = f"to_regclass({literal(full(index))}) IS NULL\n        AND {absent.test}"
    note = "Only after a way back, which took the index with the constraint: else it was built beside traffic."
    again = Statement(broken(index_sql(key.built), ("USING", "INCLUDE", "WHERE"), width=90), When(gone), note=note)
    return (again, Statement(sql, absent, Lock.ACCESS_EXCLUSIVE, check))


def _behind(table: Name, before: Key, after: Key) -> Statements:
    """Storage of the index behind a key, and whether CLUSTER goes by it."""
    said = _index_options(table, before.index_options, after)
    if before.clustered == after.clustered or after.constraint.index is None:
        return said
    how = compose("CLUSTER ON {}", after.constraint.index) if after.clustered else "SET WITHOUT CLUSTER"
    return (*said, Statement(compose("ALTER TABLE {} {}", table, Text(how)), lock=Lock.SHARE_UPDATE_EXCLUSIVE))


def _index_options(table: Name, before: tuple[str, ...], key: Key) -> Statements:
    if before == key.index_options or key.constraint.index is None:
        return ()
    index = Name(table.schema, key.constraint.index)
    words = [f"SET ({', '.join(key.index_options)})"] if key.index_options else []
    gone = [option.split("=", 1)[0] for option in before]
    words = ([f"RESET ({', '.join(gone)})"] if gone else []) + words
    return tuple(Statement(compose("ALTER INDEX {} {}", index, Text(what))) for what in words)


def drop_constraint(address: Address, key: Key) -> Statements:
    """DROP CONSTRAINT."""
    table = Name(*address.path[:2])
    plain = compose("ALTER TABLE {} DROP CONSTRAINT {}", table, key.constraint.name)
    kind = Native(compose("ALTER TABLE IF EXISTS {} DROP CONSTRAINT IF EXISTS {}", table, key.constraint.name))
    return (Statement(plain, kind, Lock.ACCESS_EXCLUSIVE),)


def alter_constraint(address: Address, before: Key, after: Key) -> Statements | None:
    """VALIDATE, or when it is checked (foreign keys only)."""
    was, now, table = before.constraint, after.constraint, Name(*address.path[:2])
    if was == now:
        return _behind(table, before, after)
    if not was.validated and now.validated and _bare(was) == _bare(now):
        sql = compose("ALTER TABLE {} VALIDATE CONSTRAINT {}", table, now.name)
        return (Statement(sql, lock=Lock.SHARE_UPDATE_EXCLUSIVE),)
    if now.kind is ConstraintKind.FOREIGN and _timeless(was) == _timeless(now) and was.validated == now.validated:
        words = "DEFERRABLE" if now.deferrable else "NOT DEFERRABLE"
        words += " INITIALLY DEFERRED" if now.deferred else ""
        sql = compose("ALTER TABLE {} ALTER CONSTRAINT {} {}", table, now.name, Text(words))
        return (Statement(sql, lock=Lock.SHARE_ROW_EXCLUSIVE),)
    return None


def _bare(constraint: Constraint) -> str:
    return constraint.definition.removesuffix(" NOT VALID")


def _timeless(constraint: Constraint) -> str:
    text = constraint.definition
    for words in (" NOT VALID", " INITIALLY DEFERRED", " DEFERRABLE"):
        text = text.removesuffix(words)
    return text


@dataclass(frozen=True, slots=True)
class Placed:
    """An index and the table that it is on; `busy` if it is made beside traffic, CONCURRENTLY."""

    index: Index
    table: Name
    busy: bool = False

    @property
    def is_one_statement(self) -> bool:
        """Whether CREATE INDEX says it all: only then it can run outside a transaction."""
        return not self.index.clustered and all(key.statistics_target is None for key in self.index.keys)


def index_sql(definition: str, words: str = "", *, concurrently: bool = False) -> str:
    """pg_get_indexdef with IF NOT EXISTS or CONCURRENTLY put in; a partitioned table's reaches its partitions."""
    beside = " CONCURRENTLY" if concurrently else ""
    return _HEAD.sub(lambda head: f"{head[1]}{beside}{words} {head[2]} ON ", definition, count=1)


def create_index(address: Address, placed: Placed) -> Statements:
    """CREATE INDEX, outside a transaction where others write."""
    definition, busy = placed.index.definition, placed.busy
    written = broken(definition, ("USING", "INCLUDE", "WHERE"), width=90)
    name = Name(placed.table.schema, address.path[1])
    check = None if busy else Check(CheckKind.INDEX, full(name), "", (definition,))
    lock = Lock.SHARE_UPDATE_EXCLUSIVE if busy else Lock.SHARE
    texts = [index_sql(written, words, concurrently=busy) for words in ("", " IF NOT EXISTS")]
    made = Statement(texts[0], Native(texts[1]), lock, check)
    targets = [
        Statement(f"ALTER INDEX {full(name)} ALTER COLUMN {number} SET STATISTICS {key.statistics_target}")
        for number, key in enumerate(placed.index.keys, 1)
        if key.statistics_target is not None
    ]
    if placed.index.clustered:
        sql = compose("ALTER TABLE {} CLUSTER ON {}", placed.table, address.path[1])
        targets.append(Statement(sql, lock=Lock.SHARE_UPDATE_EXCLUSIVE))
    return (made, *targets)


def drop_index(address: Address, placed: Placed) -> Statements:
    """DROP INDEX, outside a transaction where others write."""
    name = Text(quoted(placed.table.schema, address.path[1]))
    word = Text(" CONCURRENTLY" if placed.busy else "")
    lock = Lock.SHARE_UPDATE_EXCLUSIVE if placed.busy else Lock.ACCESS_EXCLUSIVE
    kind = Native(compose("DROP INDEX{} IF EXISTS {}", word, name))
    return (Statement(compose("DROP INDEX{} {}", word, name), kind, lock),)


def alter_index(address: Address, before: Placed, after: Placed) -> Statements | None:
    """A new name, for a partition's part of an index, whose name PostgreSQL chose."""
    schema = after.table.schema
    if before.index.name != after.index.name and before.index.parent is not None:
        sql = compose("ALTER INDEX {} RENAME TO {}", Name(schema, before.index.name), after.index.name)
        there = f"to_regclass({literal(full(Name(schema, before.index.name)))}) IS NOT NULL"
        return (Statement(sql, When(there), Lock.SHARE_UPDATE_EXCLUSIVE),)
    del address
    return None


def sorted_statistics(definition: str) -> str:
    """pg_get_statisticsobjdef with its columns by name: their order follows the table's, and means nothing."""
    match = _ON.fullmatch(definition)
    return definition if match is None else f"{match[1]}{', '.join(sorted(items(match[2])))}{match[3]}"


def create_statistics(_: Address, statistics: Statistics) -> Statements:
    """CREATE STATISTICS."""
    head = _STATISTICS.sub(lambda match: f"CREATE STATISTICS IF NOT EXISTS {match[1]} ", statistics.definition, count=1)
    made = Statement(statistics.definition, Native(head), Lock.SHARE_UPDATE_EXCLUSIVE)
    return (made, *_target(statistics)) if statistics.target is not None else (made,)


def _target(statistics: Statistics) -> Statements:
    target = -1 if statistics.target is None else statistics.target
    return (Statement(compose("ALTER STATISTICS {} SET STATISTICS {}", statistics.name, Text(str(target)))),)


def drop_statistics(_: Address, statistics: Statistics) -> Statements:
    """DROP STATISTICS."""
    name = full(statistics.name)
    return (Statement(f"DROP STATISTICS {name}", Native(f"DROP STATISTICS IF EXISTS {name}")),)


def alter_statistics(_: Address, before: Statistics, after: Statistics) -> Statements | None:
    """Its target."""
    return _target(after) if before.definition == after.definition else None


CONSTRAINT = Grammar(create_constraint, drop_constraint, alter_constraint)
INDEX = Grammar(create_index, drop_index, alter_index)
STATISTICS = Grammar(create_statistics, drop_statistics, alter_statistics)
