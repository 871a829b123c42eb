"""What can be said of a query and not measured, as it would mean something else: no LIMIT, `%…`, all partitions.

Said of the copy with the indexes to be, by what the query's plan and text show there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import postgast
from postgast import pg_query_pb2 as tree

from pgworkbench.bench.measure import prepared, run_plain
from pgworkbench.bench.plan import tables_touched
from pgworkbench.bench.subjects import Indexes
from pgworkbench.bench.trial import Subject, plans
from pgworkbench.catalog import Name, TableKind
from pgworkbench.workload.sql import rewritten

_MANY = 1000  # rows that nobody looks through


class RemarkKind(StrEnum):
    """What is said."""

    LIMIT = "limit"
    WILDCARD = "wildcard"
    PARTITIONS = "partitions"
    KEPT = "kept sums"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something said of a query, in a sentence."""

    query: str
    kind: RemarkKind
    text: str


def remarks(subject: Subject, indexes: Indexes) -> Iterator[Remark]:
    """All that is to be said of a read; psycopg.Error if it cannot be run."""
    names = subject.query.parameters
    position = {name: index for index, name in enumerate(names, start=1)}
    parsed = postgast.parse(rewritten(subject.query.sql, lambda name: f"${position[name]}", "%"))
    yield from _unlimited(subject, parsed)
    yield from _wildcards(subject, parsed, {extension.name for extension in indexes.catalog.extensions})
    yield from _partitions(subject, indexes)


def _unlimited(subject: Subject, parsed: Any) -> Iterator[Remark]:
    """Many rows sorted, and all of them returned."""
    select = parsed.stmts[0].stmt.select_stmt
    if not select.sort_clause or select.HasField("limit_count"):
        return
    with prepared(subject.session, subject.query):
        rows = max(run_plain(subject.session, subject.query, values)[0] for values in subject.sets)
    if rows >= _MANY:
        said = f"it sorts and returns {rows:,} rows: with LIMIT, an index in this order would stop after the first ones"
        yield Remark(subject.query.name, RemarkKind.LIMIT, said)


def _wildcards(subject: Subject, parsed: Any, known: set[str]) -> Iterator[Remark]:
    """A pattern without a beginning."""
    for node in postgast.find_nodes(parsed, tree.A_Expr):
        if node.kind not in {tree.AEXPR_LIKE, tree.AEXPR_ILIKE} or not _open(node.rexpr, subject):
            continue
        tried = "such indexes were tried" if "pg_trgm" in known else "CREATE EXTENSION pg_trgm makes one possible"
        said = f"a pattern that begins with a wildcard: of all indexes only one on trigrams can serve it; {tried}"
        yield Remark(subject.query.name, RemarkKind.WILDCARD, said)
        return


def _open(pattern: Any, subject: Subject) -> bool:
    """Whether the pattern begins with a wildcard: as written, or in some parameter set."""
    first, names = pattern, subject.query.parameters
    while first.WhichOneof("node") in {"a_expr", "type_cast"}:
        first = first.a_expr.lexpr if first.WhichOneof("node") == "a_expr" else first.type_cast.arg
    if first.WhichOneof("node") == "param_ref" and 0 < first.param_ref.number <= len(names):
        given = (values.get(names[first.param_ref.number - 1]) for values in subject.sets)
        return any(value is not None and (value.text or "").startswith(("%", "_")) for value in given)
    return first.WhichOneof("node") == "a_const" and bool(first.a_const.sval.sval.startswith(("%", "_")))


def _partitions(subject: Subject, indexes: Indexes) -> Iterator[Remark]:
    """A partitioned table of which every partition is read."""
    read = {name for plan in plans(subject)[:1] for name in tables_touched(plan)}
    leaves: dict[Name, set[Name]] = {}
    for table in indexes.catalog.tables:
        if table.is_partition and table.kind is not TableKind.PARTITIONED:
            leaves.setdefault(indexes.root_table(table.name), set()).add(table.name)
    for root, all_of_them in sorted(leaves.items()):
        if len(all_of_them) > 1 and all_of_them <= read:
            key = indexes.catalog.table(root).partition_key
            said = (
                f"it reads all {len(all_of_them)} partitions of {root}: a condition on the partition key, {key}, "
                "would leave most of them out"
            )
            yield Remark(subject.query.name, RemarkKind.PARTITIONS, said)
