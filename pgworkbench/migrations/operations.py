"""What a migration does, as values: each operation knows its inverse, its statements, its lock and its phase.

It knows nothing of files, domains' files or formats: those are the renderers' affair.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from pgworkbench.catalog.model import Name, TableKind
from pgworkbench.migrations.address import Address, Kind
from pgworkbench.migrations.kinds import GRAMMARS
from pgworkbench.migrations.kinds.columns import Shape, is_retyped
from pgworkbench.migrations.kinds.keys import Key, Placed
from pgworkbench.migrations.kinds.naming import rename, renamed, there
from pgworkbench.migrations.kinds.tables import Outline
from pgworkbench.migrations.statement import Lock, Native, Statements, When


class Verb(StrEnum):
    """What happens to the object."""

    CREATE = "create"
    ALTER = "alter"
    DROP = "drop"
    RENAME = "rename"


class Phase(StrEnum):
    """When it may run in a release: what old code tolerates, what runs beside it, what only new code tolerates."""

    EXPAND = "expand"
    CONCURRENT = "concurrent"
    VALIDATE = "validate"
    CONTRACT = "contract"


_INVERSE = {Verb.CREATE: Verb.DROP, Verb.DROP: Verb.CREATE, Verb.ALTER: Verb.ALTER}
_HOLDS_ROWS = {Kind.TABLE, Kind.COLUMN}


@dataclass(frozen=True, slots=True)
class Operation:
    """`before` and `after` are the values that the kind's grammar takes; `table` is whose rows it concerns.

    A drop that has an `after` clears the way for making the object anew. A rename has the former address, and both
    names as its values.
    `new` says that the table is made by the same plan, so that nobody else uses it yet; `yields` that the name of what
    is dropped goes to an object of another kind. `again`: it comes with this plan, and is only there to be dropped if
    that runs a second time.
    """

    verb: Verb
    address: Address
    before: Any = None
    after: Any = None
    table: Name | None = None
    domain: str = ""
    new: bool = False
    yields: bool = False
    again: bool = False

    @property
    def inverse(self) -> Operation:
        """The operation that undoes it."""
        if self.verb is Verb.RENAME:
            return replace(self, address=renamed(self.address, self.after), before=self.after, after=self.before)
        return replace(self, verb=_INVERSE[self.verb], before=self.after, after=self.before)

    @property
    def statements(self) -> Statements:
        """Its SQL; empty if nothing needs to be said."""
        if self.verb is Verb.RENAME:
            return rename(self.address, self.after)
        grammar = GRAMMARS[self.address.kind]
        match self.verb:
            case Verb.CREATE:
                return grammar.create(self.address, self.after)
            case Verb.DROP:
                clear = grammar.clear if self.after is not None else None
                dropped = (clear or grammar.drop)(self.address, self.before)
                if self.again:
                    return tuple(replace(s, sql=s.guard.sql) if isinstance(s.guard, Native) else s for s in dropped)
                return tuple(replace(s, guard=When(there(self.address))) for s in dropped) if self.yields else dropped
            case Verb.ALTER:
                return grammar.alter(self.address, self.before, self.after) or ()

    @property
    def lock(self) -> Lock:
        """The strongest lock that it takes on a table that was there before."""
        return Lock.NONE if self.new else max((s.lock for s in self.statements), default=Lock.NONE)

    @property
    def phase(self) -> Phase:
        """Where it belongs in a release."""
        value = self.before if self.verb is Verb.DROP else self.after
        if isinstance(value, Placed) and value.busy:
            return Phase.CONCURRENT
        if self.verb is Verb.ALTER and isinstance(self.after, Key):
            return Phase.VALIDATE if self.after.constraint.validated else Phase.EXPAND
        return Phase.CONTRACT if self.verb in {Verb.DROP, Verb.RENAME} or self.rewrites else Phase.EXPAND

    @property
    def rewrites(self) -> bool:
        """Whether the type of a column changes."""
        return isinstance(self.before, Shape) and isinstance(self.after, Shape) and is_retyped(self.before, self.after)

    @property
    def destroys(self) -> bool:
        """Whether rows or values go with it."""
        if self.verb is not Verb.DROP or self.address.kind not in _HOLDS_ROWS:
            return False
        if isinstance(self.before, Outline) and (
            self.before.emptied or self.before.former is not None or self.before.table.kind is TableKind.FOREIGN
        ):
            return False
        return not (isinstance(self.before, Shape) and self.before.column.generated)

    def __str__(self) -> str:
        return f"{self.verb} {self.address}"


@dataclass(frozen=True, slots=True)
class Plan:
    """`up` and `down` in an order that the dependencies allow; `refused` names what cannot be done and why."""

    up: tuple[Operation, ...] = ()
    down: tuple[Operation, ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the two states are the same."""
        return not self.up and not self.down and not self.refused
