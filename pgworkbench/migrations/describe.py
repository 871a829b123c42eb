"""What the head of a file says: purpose, domain, breaking changes, locks, the way back, the queries served."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pgworkbench.catalog.model import Catalog, Name
from pgworkbench.migrations.address import Address, Kind
from pgworkbench.migrations.backfill import Backfill
from pgworkbench.migrations.keep import Move
from pgworkbench.migrations.kinds.columns import Shape
from pgworkbench.migrations.kinds.keys import Key, Placed
from pgworkbench.migrations.kinds.partitions import Hanging
from pgworkbench.migrations.kinds.tables import Outline
from pgworkbench.migrations.operations import Operation, Phase, Verb
from pgworkbench.migrations.statement import Lock
from pgworkbench.migrations.steps import Item, Step
from pgworkbench.migrations.valid import Verification
from pgworkbench.workload import Query

_SHOWN = 5
_QUIET = {
    Kind.OWNER,
    Kind.COMMENT,
    Kind.GRANTS,
    Kind.ROW_SECURITY,
    Kind.REPLICA_IDENTITY,
    Kind.PARTITION,
    Kind.OWNED_BY,
}
_UNSEEN = {Kind.CONSTRAINT, Kind.INDEX, Kind.STATISTICS, Kind.TRIGGER, Kind.POLICY, Kind.RULE, Kind.DOMAIN_CONSTRAINT}
_VERBS = {Verb.CREATE: "Creates", Verb.ALTER: "Changes", Verb.DROP: "Drops", Verb.RENAME: "Renames"}


@dataclass(frozen=True, slots=True)
class Told:
    """What the design's other files tell: why each index is there, the queries with the tables that they touch."""

    reasons: Mapping[str, str] = field(default_factory=dict)
    queries: Sequence[tuple[Query, frozenset[str]]] = ()
    purpose: str = ""
    lossy: tuple[str, ...] = ()
    locks: tuple[str, ...] | None = None  # as they were seen on a server; None: as they are known of each statement


def purpose(step: Step, told: Told) -> str:
    """In a sentence or two."""
    if told.purpose:
        return told.purpose
    anew = [_label(operation.address) for operation in step.operations if _is_made_anew(operation)]
    if anew:
        return f"Makes {', '.join(anew)} anew with the columns in the order of the design; nothing else changes."
    said = list(_of_phase(step))
    rest = [operation for operation in step.operations if operation.phase is not Phase.VALIDATE]
    if rest or not said:
        clears = "Clears what an interrupted build of an index would have left"
        said.append("; ".join(_summary(rest)) if rest else clears)
    if any(_is_for_new_rows(operation) for operation in rest):
        said.append("Constraints hold for new rows at once; a later file looks at those that are there")
    return ". ".join(said) + "."


def _of_phase(step: Step) -> Iterator[str]:
    """What a backfill or a validation does."""
    for item in step.up:
        if isinstance(item, Backfill):
            yield (
                f"Fills {item.what} in the rows that are there, in batches that are committed as they go. Cut off, it "
                "goes on where it was"
            )
        if isinstance(item, Verification):
            yield "Sees that the indexes which were built beside traffic are valid"
    checked = [_label(o.address) for o in step.operations if o.phase is Phase.VALIDATE]
    if checked:
        yield f"Checks the rows that are there against {', '.join(checked)}, while reads and writes go on"


def _is_for_new_rows(operation: Operation) -> bool:
    key = operation.after
    return operation.verb is Verb.CREATE and isinstance(key, Key) and not key.constraint.validated


def _summary(operations: Sequence[Operation]) -> list[str]:
    """`Creates tables a, b` and so on, what belongs to a new table left out."""
    groups: dict[tuple[Verb, Kind], list[str]] = defaultdict(list)
    for operation in operations:
        kind = operation.address.kind
        inside = (operation.new and kind is not Kind.TABLE) or operation.again
        if not inside and kind not in _QUIET:
            to = f" to {operation.after}" if operation.verb is Verb.RENAME else ""
            groups[operation.verb, kind].append(_label(operation.address) + to)
    if not groups:
        groups = _quiet(operations)
    said: list[str] = []
    for (verb, kind), names in groups.items():
        shown = list(dict.fromkeys(names))
        plural = kind.value if len(shown) == 1 else _plural(kind)
        said.append(f"{_VERBS[verb].lower() if said else _VERBS[verb]} {plural} {', '.join(shown)}")
    return said


def _quiet(operations: Sequence[Operation]) -> dict[tuple[Verb, Kind], list[str]]:
    groups: dict[tuple[Verb, Kind], list[str]] = defaultdict(list)
    for operation in operations:
        groups[Verb.ALTER, operation.address.kind].append(_label(operation.address.of or operation.address))
    return groups


def _plural(kind: Kind) -> str:
    word = kind.value
    if word.endswith(("s", "x")):
        return word if word.endswith("s") else f"{word}es"
    return f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


def _label(address: Address) -> str:
    if address.of is not None:
        return _label(address.of)
    if address.kind is Kind.FUNCTION:
        return f"{Name(*address.path[:2])}()"
    if len(address.path) > 2:  # noqa: PLR2004
        return f"{Name(*address.path[:2])}.{address.path[2]}"
    return str(Name(*address.path)) if len(address.path) > 1 else address.path[0]


def breaking(step: Step) -> list[str]:
    """What an application that ran before would notice."""
    if any(_is_made_anew(operation) for operation in step.operations):
        return []  # all that goes comes back as it was
    lasting = [o for o in step.operations if not (o.verb is Verb.DROP and o.after is not None)]
    return list(dict.fromkeys(words for operation in lasting for words in _breaks(operation)))


def _breaks(operation: Operation) -> Iterable[str]:
    kind, verb, label = operation.address.kind, operation.verb, _label(operation.address)
    if verb is Verb.DROP and kind in {Kind.TABLE, Kind.COLUMN, Kind.VIEW, Kind.MATERIALIZED_VIEW, Kind.FUNCTION}:
        yield f"{kind} {label} is gone: stop using it before this runs"
    if verb is Verb.RENAME and kind not in _UNSEEN:
        yield f"{kind} {label} is called {operation.after}: use that name from the moment that this has run"
    if verb is Verb.ALTER and isinstance(operation.after, Shape):
        yield from _column_breaks(label, operation.before, operation.after)
    if operation.new:
        return
    if verb is Verb.CREATE and isinstance(operation.after, Placed) and operation.after.index.unique:
        yield f"writes that break {operation.after.index.name} are refused from now on"
    if verb is Verb.CREATE and isinstance(operation.after, Key) and not operation.after.built:
        yield from _rule_breaks(operation, operation.after)
    if verb is Verb.CREATE and kind is Kind.COLUMN and isinstance(operation.after, Shape):
        column = operation.after.column
        if column.not_null and column.default is None and not column.generated and not column.identity:
            yield f"inserts must give {label}"
    if kind is Kind.POLICY:
        yield f"which rows a role sees or writes follows a new rule: policy {label}"


def _is_made_anew(operation: Operation) -> bool:
    """Whether a table goes only to come back with its columns in another order."""
    return isinstance(operation.before, Outline) and operation.before.former is not None


def _rule_breaks(operation: Operation, key: Key) -> Iterable[str]:
    constraint = key.constraint
    if constraint.name.endswith("_filled_check"):
        yield f"{operation.table}.{constraint.columns[0]} must not be NULL from now on"
    else:
        yield f"writes that break {constraint.name} are refused from now on"


def _column_breaks(label: str, before: Shape, after: Shape) -> Iterable[str]:
    was, now = before.column, after.column
    if was.type != now.type:
        yield f"{label} is {now.type} instead of {was.type}: send and read the new type"
    if now.not_null and not was.not_null:
        yield f"{label} must not be NULL from now on"


def locks(step: Step, told: Told) -> list[str]:
    """The strongest lock on each table that was there before."""
    if told.locks is not None:
        return list(told.locks)
    strongest: dict[Name, Lock] = {}
    for item in step.up:
        if item.table is not None and item.lock:
            strongest[item.table] = max(strongest.get(item.table, Lock.NONE), item.lock)
    tables: dict[Lock, list[str]] = defaultdict(list)
    for name, lock in sorted(strongest.items()):
        tables[lock].append(str(name))
    return [f"{lock.words} on {', '.join(names)}" for lock, names in sorted(tables.items(), reverse=True)]


def timeouts(step: Step, told: Told) -> list[str]:
    """How to run what others may wait for, or what lasts; nothing for what does neither."""
    if any(isinstance(item, Backfill) for item in step.up):
        return ["statement_timeout = 0, as it lasts as long as the table is large. Cut off, it is simply run again."]
    if step.concurrent:
        return ["statement_timeout = 0, as it lasts as long as the table is large; nobody waits for it."]
    strong = (Lock.ACCESS_EXCLUSIVE, Lock.SHARE_ROW_EXCLUSIVE, Lock.SHARE)
    if not any(words.startswith(tuple(lock.words for lock in strong)) for words in locks(step, told)):
        return []
    behind = "while it waits for a lock, everybody who comes later waits behind it"
    return [f"lock_timeout = 5s or so: {behind}. Without the lock it fails as a whole: run it again."]


def way_back(step: Step, told: Told) -> str:
    """Whether it loses anything, and what else is to be known of it."""
    handed = [o.after.constraint.index for o in step.operations if isinstance(o.after, Key) and o.after.built]
    said = _loses(step, told)
    if any(isinstance(item, Backfill) and not item.fresh for item in step.up):
        said += " The rows keep what they got: which of them had nothing is not known any more."
    if handed:
        said += (
            f" Index {', '.join(map(str, handed))} goes with its key: it is not built again only for the way back of "
            "the file before to drop it."
        )
    return said


def _loses(step: Step, told: Told) -> str:
    if told.lossy:
        return f"LOSES DATA: {'; '.join(told.lossy)}."
    moves = [item for item in (*step.up, *step.down) if isinstance(item, Move) and not item.back]
    kept = [item.loss.what for item in moves if not item.loss.order]
    if kept:
        shown = ", ".join(dict.fromkeys(kept))
        return (
            f"loses nothing: rows of {shown} that would go are copied to schema kept first, and put back by the "
            "next run in the other direction. The copy takes room and time; drop it when it is no longer wanted."
        )
    return "loses nothing."


def tradeoffs(step: Step, catalog: Catalog) -> list[str]:
    """What is paid for what is gained."""
    indexes: dict[Name, list[str]] = defaultdict(list)
    for operation in step.operations:
        if operation.verb is Verb.CREATE and isinstance(operation.after, Placed):
            indexes[operation.after.table].append(operation.after.index.name)
    said = [
        f"each write to {table} keeps {len(names)} more index{'es' if len(names) > 1 else ''} up to date"
        for table, names in sorted(indexes.items())
    ]
    rewritten = sorted({_label(o.address) for o in step.operations if o.rewrites})
    said += [f"changing the type of {name} writes all rows of its table anew" for name in rewritten]
    said += _moves(step, catalog)
    said += [
        f"all rows of {_label(o.address)} are copied twice under that lock, and its indexes built anew"
        for o in step.operations
        if _is_made_anew(o)
    ]
    for item in step.up:
        if isinstance(item, Backfill):
            said.append(
                f"rows of {item.table} are written once more: room for as many dead ones until VACUUM has been there, "
                "and triggers on UPDATE fire"
            )
    return [*said, *step.notes]


def _moves(step: Step, catalog: Catalog) -> Iterator[str]:
    """What a partition that comes or goes beside a default one does to the rows, and for how long."""
    for operation in step.operations:
        value = operation.after if operation.verb is Verb.CREATE else operation.before
        if not isinstance(value, Hanging):
            continue
        label, parent = _label(operation.address), value.partition.parent
        comes = f"rows of {value.rest} that belong in {label} move there under that lock, and the rest is read"
        yield comes if operation.verb is Verb.CREATE else f"rows of {label} move to {value.rest} under that lock"
        keys = [f"{key.name} of {table.name}" for table, key in catalog.references_to(parent)]
        if keys:
            yield f"if rows move, {', '.join(keys)} is dropped and made again, which reads the rows that refer"


def served(items: Sequence[Item], told: Told) -> list[Query]:
    """Queries of the workload that touch its tables; the most frequent first, and only a few of them."""
    tables = {str(item.table) for item in items if item.table is not None}
    found = [query for query, touched in told.queries if touched & tables]
    found.sort(key=lambda query: (-(query.calls_per_hour or 0), query.name))
    return found[:_SHOWN]
