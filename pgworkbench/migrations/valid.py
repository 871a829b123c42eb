"""What surrounds CREATE INDEX CONCURRENTLY: clearing an invalid index before it, and seeing after it that it is valid.

A build that was interrupted leaves an index that is maintained and never used; IF NOT EXISTS would pass it by.
"""

from __future__ import annotations

from dataclasses import dataclass

from pgworkbench.catalog.model import Name
from pgworkbench.migrations.guard import block
from pgworkbench.migrations.kinds.keys import Placed, index_sql
from pgworkbench.migrations.statement import Lock, Statement, Statements
from pgworkbench.migrations.text import full, indented, literal

_INVALID = "EXISTS (SELECT FROM pg_catalog.pg_index WHERE indexrelid = to_regclass({name}) AND NOT indisvalid)"


def _name(placed: Placed) -> str:
    return full(Name(placed.table.schema, placed.index.name))


@dataclass(frozen=True, slots=True)
class Clearing:
    """An index of this name that an interrupted build left invalid is dropped."""

    placed: Placed

    @property
    def table(self) -> Name:
        """The table that the index is on."""
        return self.placed.table

    @property
    def lock(self) -> Lock:
        """Only for a moment, and only if there is one."""
        return Lock.NONE

    @property
    def statements(self) -> Statements:
        """One block."""
        name = _name(self.placed)
        test = _INVALID.replace("{name}", literal(name))
        text = block(f"BEGIN\n    IF {test} THEN\n        DROP INDEX {name};\n    END IF;\nEND\n", "clear")
        return (Statement(text, note="What an interrupted build would have left."),)


@dataclass(frozen=True, slots=True)
class Verification:
    """Indexes that were built beside traffic are valid; one that is not, or that a way back took, is built again.

    Writes wait for that.
    """

    indexes: tuple[Placed, ...]

    @property
    def table(self) -> Name:
        """The table of the first."""
        return self.indexes[0].table

    @property
    def lock(self) -> Lock:
        """Only if a build was interrupted."""
        return Lock.NONE

    @property
    def statements(self) -> Statements:
        """A block for each index: mended if it is invalid, stopped if it has another definition."""
        return tuple(
            Statement(self._block(placed), note="Built as it should be? If not, it is built again.")
            for placed in self.indexes
        )

    def _block(self, placed: Placed) -> str:
        name, definition = _name(placed), placed.index.definition
        made = index_sql(definition)
        again = indented(f"DROP INDEX {name};\n{made};", 8)
        message = literal(f"index {name} has another definition than this migration gives it")
        return block(
            f"BEGIN\n    IF {_INVALID.replace('{name}', literal(name))} THEN\n{again}\n"
            f"    ELSIF to_regclass({literal(name)}) IS NULL THEN\n{indented(made, 8)};\n"
            f"    ELSIF pg_get_indexdef(to_regclass({literal(name)})) IS DISTINCT FROM {literal(definition)} THEN\n"
            f"        RAISE EXCEPTION USING MESSAGE = {message};\n    END IF;\nEND\n",
            "verify",
        )
