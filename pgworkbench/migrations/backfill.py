"""Rows that were there before a column get its value: batch by batch, each committed, so that it may be cut off.

A batch is a range of the table's storage (its ctid): that needs no key, reads each block once, and holds the locks of
some thousand rows for a moment. What is done is known by the column itself, which is NULL where nothing was done yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pgworkbench.catalog.model import Name
from pgworkbench.migrations.guard import block
from pgworkbench.migrations.statement import Lock, Statement, Statements
from pgworkbench.migrations.text import Text, compose, full, indented, literal, quoted

BLOCKS = 64  # of storage in a batch: 512 kB, some hundred to some ten thousand rows
_PASSES = 3  # a row that was moved by somebody else's UPDATE to where we were already is met in the next one
_LOOP = """\
DECLARE
    part regclass{constant};
    last bigint;
    changed bigint;
    filled bigint;
BEGIN
    FOR pass IN 1..{passes} LOOP -- until nothing is left: an UPDATE of somebody else may move a row behind us
        filled := 0;
{walk}
        EXIT WHEN filled = 0;
    END LOOP;
END
"""
_WALK = """\
last := pg_relation_size(part) / current_setting('block_size')::bigint;
FOR number IN 0..last / {blocks} LOOP -- {blocks} blocks of storage in a transaction
    PERFORM set_config('search_path', '', true), set_config('row_security', 'off', true);
{update}
    GET DIAGNOSTICS changed = ROW_COUNT;
    filled := filled + changed;
    COMMIT;
END LOOP;"""
_PARTS = """\
FOREACH part IN ARRAY ARRAY(
    WITH RECURSIVE family (member) AS (
        SELECT {table}::regclass::oid
        UNION SELECT i.inhrelid FROM pg_catalog.pg_inherits AS i JOIN family AS f ON i.inhparent = f.member
    )
    SELECT c.oid FROM family AS f JOIN pg_catalog.pg_class AS c ON c.oid = f.member
    WHERE c.relkind = 'r' ORDER BY c.oid
) LOOP
{walk}
END LOOP;"""
_RANGE = "ctid >= format('(%s,0)', {low})::tid AND ctid < format('(%s,0)', {high})::tid"


@dataclass(frozen=True, slots=True)
class Backfill:
    """Old rows of `table` get each (column, expression) of `values` where the column is NULL, all in one go.

    `family`: it has partitions or heirs. `fresh`: the columns are new, and go again on the way back.
    """

    table: Name
    values: tuple[tuple[str, str], ...]
    family: bool = False
    fresh: bool = True
    domain: str = ""

    @property
    def lock(self) -> Lock:
        """None on the table: rows alone, a batch at a time."""
        return Lock.NONE

    @property
    def what(self) -> str:
        """For people: `leads.score, leads.rank`."""
        return ", ".join(f"{self.table}.{column}" for column, _ in self.values)

    @property
    def sample(self) -> str:
        """The change of one batch, to see whether the server takes the expressions."""
        return self._update("0", "0")

    @property
    def statements(self) -> Statements:
        """One block, which commits as it goes: it must stand alone, outside a transaction."""
        walk = _WALK.replace("{blocks}", str(BLOCKS)).replace("{update}", indented(self._batch(), 4))
        table = literal(full(self.table))
        constant = "" if self.family else f" := {table}"
        if self.family:
            walk = _PARTS.replace("{table}", table).replace("{walk}", indented(walk, 4))
        text = _LOOP.replace("{constant}", constant).replace("{passes}", str(_PASSES))
        return (Statement(block(text.replace("{walk}", indented(walk, 8)), "backfill")),)

    def _batch(self) -> str:
        low, high = f"number::bigint * {BLOCKS}", f"(number::bigint + 1) * {BLOCKS}"
        if not self.family:
            return f"{self._update(low, high)};"
        text = self._update("$1", "$2", "%s")
        return f"EXECUTE format({literal(text)}, part) USING {low}, {high};"

    def _update(self, low: str, high: str, table: str = "") -> str:
        place = _RANGE.format(low=low, high=high)
        rest = f"\nSET {assigned(self.values)}\nWHERE {place}\n    AND {empty(self.values)}"
        if table:  # it goes through format()
            rest = rest.replace("%", "%%")
        return f"UPDATE ONLY {table or full(self.table)}{rest}"


@dataclass(frozen=True, slots=True)
class Stragglers:
    """What was written without a value between the backfill and the rule that forbids it; nothing, as a rule."""

    table: Name
    values: tuple[tuple[str, str], ...]

    @property
    def lock(self) -> Lock:
        """None on the table."""
        return Lock.NONE

    @property
    def statements(self) -> Statements:
        """One UPDATE of few rows."""
        sql = compose("UPDATE {}\nSET {}\nWHERE {}", self.table, Text(assigned(self.values)), Text(empty(self.values)))
        return (Statement(sql, note="Rows that came without a value after the backfill; from now on none can."),)


def assigned(values: Sequence[tuple[str, str]]) -> str:
    """What SET says: of several columns each keeps what it has."""
    if len(values) == 1:
        ((column, expression),) = values
        return f"{quoted(column)} = ({expression})"
    return ",\n    ".join(f"{quoted(column)} = coalesce({quoted(column)}, {said})" for column, said in values)


def empty(values: Sequence[tuple[str, str]]) -> str:
    """The rows that lack one of them."""
    tests = " OR ".join(f"{quoted(column)} IS NULL" for column, _ in values)
    return tests if len(values) == 1 else f"({tests})"


def merged(items: Sequence[Backfill]) -> tuple[Backfill, ...]:
    """One for each table, so that its rows are written once."""
    found: dict[Name, Backfill] = {}
    for item in items:
        known = found.get(item.table)
        fresh = item.fresh and (known is None or known.fresh)
        found[item.table] = item if known is None else replace(known, values=known.values + item.values, fresh=fresh)
    return tuple(found.values())
