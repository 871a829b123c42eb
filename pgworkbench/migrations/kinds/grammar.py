"""How one kind of object is made, dropped and changed: three functions that return statements."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from pgworkbench.migrations.address import Address
from pgworkbench.migrations.statement import Statements

V = TypeVar("V")


def rebuilt(address: Address, before: V, after: V) -> Statements | None:  # noqa: ARG001 - the signature of `alter`
    """For kinds that SQL cannot change: None."""
    return None


@dataclass(frozen=True, slots=True)
class Grammar(Generic[V]):
    """`alter` returns None where the object must be dropped and made anew; `clear` drops it for that.

    A second run must not drop what the first has made anew, if something new stands on it by then.
    """

    create: Callable[[Address, V], Statements]
    drop: Callable[[Address, V], Statements]
    alter: Callable[[Address, V, V], Statements | None] = rebuilt
    clear: Callable[[Address, V], Statements] | None = None
