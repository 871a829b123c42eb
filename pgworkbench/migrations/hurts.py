"""What in a rehearsal would hurt on a database that people use, and the form that does not.

A statement hurts if its work grows with the rows of a table while others may not read or write that table. Both were
seen on the server (`Traced`); only what to do instead is chosen by reading the statement.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from postgast import pg_query_pb2 as tree

from pgworkbench.migrations.text import quoted
from pgworkbench.migrations.trace import Held, Traced

_APART = "Index builds: CREATE INDEX CONCURRENTLY, alone in a file that says transaction:false."
_BATCHES = "in batches of some thousand rows, each committed"


@dataclass(frozen=True, slots=True)
class Hurt:
    """At `place` (file:line), on the way up or down, `what` was seen, and what to do `instead`."""

    way: str
    place: str
    what: str
    instead: str

    def __str__(self) -> str:
        return f"{self.way} {self.place}: {self.what}. Instead: {self.instead}"


def hurts(traced: Sequence[Traced], held_ms: float) -> tuple[Hurt, ...]:
    """Every statement that would hurt, and every lock that its file holds for `held_ms` or longer without need."""
    found = [hurt for each in traced for hurt in _of(each)]
    named = {hurt.place for hurt in found}
    return (*found, *_held(traced, held_ms, named))


def _of(each: Traced) -> Iterator[Hurt]:
    evidence = _evidence(each)
    whole = [words for kind, node in each.read.nodes for words in _by_all_rows(each, kind, node)]
    for what, instead in whole:
        yield Hurt(each.way.value, each.place, what, instead)
    if not evidence or whole:
        return
    said = list(dict.fromkeys(words for kind, node in each.read.nodes for words in _instead(each, kind, node)))
    if not said and each.read.sql.startswith("DO $rebuild"):
        said = ["leave the order of the columns as it is: who names columns does not see it; else in a quiet hour"]
    if not said and each.read.kind in {
        "insert_stmt",
        "update_stmt",
        "delete_stmt",
        "select_stmt",
        "create_table_as_stmt",
    }:
        said = [f"move it to a file of its own before the change that locks; rows {_BATCHES}"]
    for instead in said or ["split it: what takes the lock in one file, what reads or writes all rows in another"]:
        yield Hurt(each.way.value, each.place, f"{each.read.title}: {evidence}", instead)


def _evidence(each: Traced) -> str:
    """What it did to rows while others waited; empty if nothing grows with the rows."""
    stopped = {held.relation: held for held in each.under if held.matters}
    written = [f"writes {name} anew ({_bytes(size)})" for name, size in each.rewrites.items() if name in stopped]
    read = [f"reads {rows} rows of {name}" for name, rows in (each.reads or {}).items() if name in stopped]
    plain = each.read.kind in {"select_stmt", "insert_stmt", "update_stmt", "delete_stmt"}
    if not written and (not read or (plain and not _is_strong(each))):
        return ""
    held = [stopped[name] for name in (*each.rewrites, *(each.reads or {})) if name in stopped]
    who = max(held, key=lambda one: one.strength)
    return f"{', '.join(written or read)} while {who} stops {who.stops} ({each.ms:.0f} ms here)"


def _is_strong(each: Traced) -> bool:
    return any(held.stops == "reads and writes" and held.matters for held in each.under)


def _by_all_rows(each: Traced, kind: str, node: Any) -> Iterator[tuple[str, str]]:
    """UPDATE or DELETE of a whole table: every row stays locked until the file ends."""
    if kind not in {"update_stmt", "delete_stmt"} or node.HasField("where_clause") or not each.reads:
        return
    rows = next((n for name, n in each.reads.items() if name.name == node.relation.relname), 0)
    if rows:
        what = f"{each.read.title}: all {rows} rows of {node.relation.relname} stay locked until the file ends"
        yield what, f"change them {_BATCHES}, by ranges of the primary key, in a file with transaction:false"


def _instead(each: Traced, kind: str, node: Any) -> Iterator[str]:
    """The form that does not stop others."""
    match kind:
        case "index_stmt" if not node.concurrent:
            yield _APART
        case "alter_table_stmt":
            for command in node.cmds:
                yield from _of_command(each, node.relation.relname, command.alter_table_cmd)
        case "cluster_stmt":
            yield "let it be ordered by pg_repack or a copy beside; CLUSTER locks the table for its whole length"
        case "vacuum_stmt":
            yield "plain VACUUM, or pg_repack where the space must come back"
        case "refresh_mat_view_stmt" if not node.concurrent:
            yield "REFRESH MATERIALIZED VIEW CONCURRENTLY (it needs a unique index on the view)"
        case "reindex_stmt":
            yield "REINDEX … CONCURRENTLY, in a file that says transaction:false"
        case "create_stmt" if node.HasField("partbound"):
            yield "CREATE TABLE (LIKE …) with a CHECK of its bounds, then ATTACH PARTITION; an empty default partition"
        case "alter_domain_stmt":
            yield "ALTER DOMAIN … ADD CONSTRAINT … NOT VALID, and VALIDATE CONSTRAINT in the next file"


def _of_command(each: Traced, table: str, command: Any) -> Iterator[str]:
    column = quoted(command.name) if command.name else ""
    match command.subtype:
        case tree.AT_AddConstraint:
            yield from _of_constraint(getattr(command, "def").constraint)
        case tree.AT_SetNotNull:
            yield (
                f"ADD CONSTRAINT … CHECK ({column} IS NOT NULL) NOT VALID; VALIDATE CONSTRAINT in the next file; then "
                "SET NOT NULL, which needs no reading any more, and drop the CHECK"
            )
        case tree.AT_AlterColumnType:
            yield (
                f"a new column beside {column}, kept by a trigger; fill it {_BATCHES}; then exchange the two names "
                "in a short file of its own"
            )
        case tree.AT_AddColumn:
            yield _of_new_column(getattr(command, "def").column_def)
        case tree.AT_AttachPartition:
            yield "first a CHECK of the partition's bounds on the new part, NOT VALID and validated: nothing is read"
        case tree.AT_SetLogged | tree.AT_SetUnLogged | tree.AT_SetTableSpace | tree.AT_SetAccessMethod:
            yield "a new table of that kind, rows copied in batches and kept by a trigger, then the names exchanged"
        case tree.AT_DetachPartition if any(held.matters for held in each.under):
            yield f"ALTER TABLE {quoted(table)} DETACH PARTITION … CONCURRENTLY, in a file that says transaction:false"


def _of_constraint(constraint: Any) -> Iterator[str]:
    valid_later = "NOT VALID here, and VALIDATE CONSTRAINT in the next file, which stops nobody"
    match constraint.contype:
        case tree.CONSTR_FOREIGN:
            yield f"ADD FOREIGN KEY … {valid_later}"
        case tree.CONSTR_CHECK | tree.CONSTR_NOTNULL:
            yield f"ADD CONSTRAINT … {valid_later}"
        case tree.CONSTR_UNIQUE | tree.CONSTR_PRIMARY:
            unique = "CREATE UNIQUE INDEX CONCURRENTLY in a file of its own, then ADD CONSTRAINT … USING INDEX"
            yield unique if constraint.contype == tree.CONSTR_UNIQUE else f"{unique} (columns NOT NULL before)"
        case tree.CONSTR_EXCLUSION:
            yield "PostgreSQL cannot build it beside traffic: a quiet hour, or a new table that is filled in batches"


def _of_new_column(column: Any) -> str:
    name = quoted(column.colname)
    kinds = {each.constraint.contype for each in column.constraints}
    if tree.CONSTR_GENERATED in kinds:
        return f"a plain column {name}, kept by a trigger and filled {_BATCHES} (or VIRTUAL, from PostgreSQL 18 on)"
    if tree.CONSTR_IDENTITY in kinds:
        return (
            f"ADD COLUMN {name} without identity; fill it {_BATCHES} from a sequence; NOT NULL and identity at the end"
        )
    if kinds & {tree.CONSTR_UNIQUE, tree.CONSTR_PRIMARY}:
        return f"ADD COLUMN {name} alone; its key by CREATE UNIQUE INDEX CONCURRENTLY and ADD CONSTRAINT … USING INDEX"
    if kinds & {tree.CONSTR_CHECK, tree.CONSTR_FOREIGN}:
        return f"ADD COLUMN {name} alone; its constraint NOT VALID, and VALIDATE CONSTRAINT in the next file"
    return f"ADD COLUMN {name} without a default; then SET DEFAULT, for new rows; fill the old ones {_BATCHES}"


def _held(traced: Sequence[Traced], held_ms: float, named: set[str]) -> Iterator[Hurt]:
    """A lock that a file took early and holds while it does other work."""
    for file in dict.fromkeys((each.file, each.way) for each in traced if each.transaction):
        own = [each for each in traced if (each.file, each.way) == file]
        for number, each in enumerate(own):
            after = sum(later.ms for later in own[number + 1 :])
            locks = [held for held in each.locks if held.matters]
            others = [later.place for later in own[number + 1 :] if later.place in named]
            if locks and after >= held_ms and not others:
                yield _too_long(each, locks, after)


def _too_long(each: Traced, locks: Sequence[Held], after: float) -> Hurt:
    shown = ", ".join(map(str, locks[:3]))
    what = f"{each.read.title}: {shown} is held for {after:.0f} ms after it, until the file ends"
    instead = "make it the last statement of its file, or give it a file of its own"
    if each.read.kind == "create_stmt":
        instead = "leave the foreign key out of CREATE TABLE, and add it in a short file of its own afterwards"
    return Hurt(each.way.value, each.place, what, instead)


def _bytes(size: int) -> str:
    return f"{size / 1_048_576:.1f} MB" if size >= 1_048_576 else f"{size / 1024:.0f} kB"  # noqa: PLR2004 - a mebibyte
