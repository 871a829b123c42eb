"""A step as a file in dbmate's form, written as a careful DBA would write it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pgworkbench.catalog.model import Catalog, Name
from pgworkbench.errors import RefusedError
from pgworkbench.migrations.address import Address, Kind
from pgworkbench.migrations.describe import Told, breaking, locks, purpose, served, timeouts, tradeoffs, way_back
from pgworkbench.migrations.files import File
from pgworkbench.migrations.guard import checks, guarded
from pgworkbench.migrations.kinds.keys import Placed
from pgworkbench.migrations.operations import Operation, Verb
from pgworkbench.migrations.statement import Statement, When
from pgworkbench.migrations.steps import Item, Step, is_concurrent, statements_of
from pgworkbench.migrations.stepwise import stepwise
from pgworkbench.migrations.text import commented, literal, quoted

_SETTINGS = """\
SET LOCAL search_path = '';
SET LOCAL check_function_bodies = off; -- functions may name tables that come after them
SET LOCAL row_security = off; -- an error rather than rows that a policy hides"""
_MARK = re.compile(r"^--[ \t]*migrate:", re.MULTILINE)
_RULE = "-- " + "-" * 97
_OUTSIDE = " transaction:false"


def render(step: Step, version: str, catalogs: tuple[Catalog, Catalog], told: Told) -> File:
    """The file of a step; `catalogs` are the states before and after it."""
    name = f"{version}_{step.slug}.sql"
    up, down = _section(step.up, catalogs[1], told), _section(step.down, catalogs[0], told)
    modes = [_OUTSIDE if step.concurrent else ""] * 2
    if (parted := stepwise(step.down, catalogs[1])) is not None:
        down, modes[1] = f"{parted};", _OUTSIDE
    for way, text in (("up", up), ("down", down)):
        if _MARK.search(text):
            raise RefusedError(
                [f"{name}, {way}: a line of a function or constant begins with `-- migrate:`; reword it"]
            )
    head = _head(step, name, catalogs[1], told)
    text = f"{head}\n\n-- migrate:up{modes[0]}\n\n{up}\n\n-- migrate:down{modes[1]}\n\n{down}\n"
    return File(name, text)


def _head(step: Step, name: str, catalog: Catalog, told: Told) -> str:
    said = [name, ""]
    said += _entry("Purpose", [purpose(step, told)])
    said += _entry("Domain", [step.domain or "all"])
    said += _entry("Application", breaking(step) or ["nothing to change."])
    said += _entry("Locks", locks(step, told) or ["none on a table that was there before."])
    if advice := timeouts(step, told):
        said += _entry("Timeouts", advice)
    said += _entry("Way back", [way_back(step, told)])
    said += _entry("Trade-offs", tradeoffs(step, catalog) or ["none worth naming."])
    lines = "\n".join(line if line.startswith("--") else commented(line) or "--" for line in said)
    queries = served(step.up, told)
    if queries:
        lines += "\n--\n-- Serves:\n" + "\n".join(_query(query.name, query.purpose, query.sql) for query in queries)
    return lines


def _entry(title: str, said: list[str]) -> list[str]:
    first = commented(f"{title + ':':<12} {said[0]}", 108).split("\n")
    lines = [first[0], *(f"--{' ' * 14}{line.removeprefix('-- ')}" for line in first[1:])]
    for more in said[1:]:
        lines += [f"--{' ' * 14}{line.removeprefix('-- ')}" for line in commented(more, 94).split("\n")]
    return lines


def _query(name: str, why: str, sql: str) -> str:
    head = commented(f"{name}: {why}" if why else name, 104, "").replace("-- ", "--   ")
    return head + "\n" + "\n".join(f"--       {line}".rstrip() for line in sql.strip().splitlines())


def _section(items: Sequence[Item], catalog: Catalog, told: Told) -> str:
    if not items:
        return "-- Nothing to do."
    if any(is_concurrent(item) for item in items):
        return "\n".join(f"{guarded(statement)};" for statement in statements_of(items))
    blocks = [_SETTINGS, *_blocks(items, catalog, told)]
    test = checks(statements_of(items))
    if test is not None:
        blocks += [
            f"{_RULE}\n-- Is what was there before really the same? Names alone do not tell.\n{_RULE}",
            f"{test};",
        ]
    return _joined(blocks)


def _blocks(items: Sequence[Item], catalog: Catalog, told: Told) -> Iterator[str]:
    heading: object = None
    dropped = frozenset(
        item.address.last
        for item in items
        if isinstance(item, Operation) and item.verb is Verb.DROP and item.address.kind is Kind.ROLE
    )
    for item in items:
        title = _title(item, catalog)
        if title != heading:
            heading = title
            if title:
                yield f"{_RULE}\n{commented(title, 97)}\n{_RULE}"
        for number, statement in enumerate(item.statements):
            remark = _remark(item, told) if number == 0 else None
            yield _one(_careful(statement, dropped), remark)


def _careful(statement: Statement, dropped: frozenset[str]) -> Statement:
    """What names a role that goes in the same direction must do nothing once it is gone."""
    names = sorted(name for name in dropped if quoted(name) in statement.sql)
    if statement.guard is not None or not names or statement.sql.startswith("CREATE"):
        return statement
    there = [f"EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {literal(name)})" for name in names]
    return replace(statement, guard=When("\n        AND ".join(there)))


def _title(item: Item, catalog: Catalog) -> str:
    """The table that it is about, with the first line of its comment."""
    if item.table is None:
        return _other_title(item)
    comment = catalog.table(item.table).comment if catalog.has_table(item.table) else None
    return f"{item.table}: {comment.splitlines()[0]}" if comment else str(item.table)


def _other_title(item: Item) -> str:
    if not isinstance(item, Operation):
        return ""
    address: Address = item.address
    while address.of is not None:
        address = address.of
    titles = {
        Kind.ROLE: "Roles (of the whole server; one that another database uses stays)",
        Kind.SCHEMA: "Schemas",
        Kind.EXTENSION: "Extensions",
        Kind.DEFAULT_GRANTS: "Default privileges",
        Kind.FUNCTION: "Functions",
    }
    return titles.get(address.kind, "Types")


def _remark(item: Item, told: Told) -> str | None:
    """A comment on what follows: why an index is there."""
    if isinstance(item, Operation) and item.verb is Verb.CREATE and isinstance(item.after, Placed):
        return told.reasons.get(item.after.index.name)
    return None


def _one(statement: Statement, remark: str | None) -> str:
    note = statement.note or remark
    text = f"{guarded(statement)};"
    return f"{commented(note)}\n{text}" if note else text


def _joined(blocks: Sequence[str]) -> str:
    """A blank line between blocks, but none between one-line statements of one kind."""
    text = ""
    for number, block in enumerate(blocks):
        if number:
            before = blocks[number - 1]
            close = "\n" not in block and "\n" not in before and _first_words(block) == _first_words(before)
            text += "\n" if close or before.startswith(_RULE) else "\n\n"
        text += block
    return text


def _first_words(block: str) -> str:
    return block.split(" ", 1)[0]


def touched(sql: str, names: Sequence[Name]) -> frozenset[str]:
    """The tables that a query names, as whole words; `str(name)` of each."""
    words = set(re.findall(r"[A-Za-z_][\w$]*", sql))
    return frozenset(str(name) for name in names if name.name in words)
