"""Rows that were there before a column get its value: batch by batch, each committed, so that it may be cut off.

A batch is a range of the table's storage (its ctid): that needs no key, reads each block once, and holds the locks of
some thousand rows for a moment. What is done is known by the column itself, which is NULL where nothing was done yet.
"""

from __future__ import annotations

from dataclasses import dataclass

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
    """Old rows of `table` get `expression` in `column` where it is NULL; `family`: it has partitions or heirs."""

    table: Name
    column: str
    expression: str
    family: bool = False
    domain: str = ""

    @property
    def lock(self) -> Lock:
        """None on the table: rows alone, a batch at a time."""
        return Lock.NONE

    @property
    def what(self) -> str:
        """For people: `leads.score`."""
        return f"{self.table}.{self.column}"

    @property
    def sample(self) -> str:
        """The change of one batch, to see whether the server takes the expression."""
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
        low, high = f"number * {BLOCKS}", f"(number + 1) * {BLOCKS}"
        if not self.family:
            return f"{self._update(low, high)};"
        text = self._update("$1", "$2", "%s")
        return f"EXECUTE format({literal(text)}, part) USING {low}, {high};"

    def _update(self, low: str, high: str, table: str = "") -> str:
        name, value, where = quoted(self.column), self.expression, _RANGE.format(low=low, high=high)
        if table:  # it goes through format()
            name, value, where = (text.replace("%", "%%") for text in (name, value, where))
        return f"UPDATE ONLY {table or full(self.table)}\nSET {name} = ({value})\nWHERE {where}\n    AND {name} IS NULL"


@dataclass(frozen=True, slots=True)
class Stragglers:
    """What was written without a value between the backfill and the rule that forbids it; nothing, as a rule."""

    of: Backfill

    @property
    def table(self) -> Name:
        """The table that is filled."""
        return self.of.table

    @property
    def lock(self) -> Lock:
        """None on the table."""
        return Lock.NONE

    @property
    def statements(self) -> Statements:
        """One UPDATE of few rows."""
        name, value = Text(quoted(self.of.column)), Text(self.of.expression)
        sql = compose("UPDATE {} SET {} = ({})\nWHERE {} IS NULL", self.table, name, value, name)
        return (Statement(sql, note="Rows that came without a value after the backfill; from now on none can."),)
