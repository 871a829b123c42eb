"""What a column generator is: one function from rows to an Arrow array, made into a word of the vocabulary.

    @generator
    def dice(rows: Rows, sides: int = 6) -> Array:
        return pa.array(rows.below(sides) + 1)

    columns={"thrown": dice(sides=20)}

A link is a generator that picks rows of a table; its value is a column of those rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from pgworkbench.seeding.arrow import Array
from pgworkbench.seeding.counter import Index

if TYPE_CHECKING:
    from pgworkbench.seeding.rows import Rows

P = ParamSpec("P")


@dataclass(frozen=True)
class Generator:
    """A function with all its arguments but the rows; calling it gives one value a row (null is NULL)."""

    factory: Callable[..., Generator]
    make: Callable[..., Any]
    arguments: tuple[Any, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    def __call__(self, rows: Rows) -> Array:
        """One value a row."""
        values: Array = self.make(rows, *self.arguments, **self.options)
        return values

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to another process by name: a decorated function cannot be found there under its own."""
        return _again, (self.factory, self.arguments, dict(self.options))


def _again(factory: Callable[..., Generator], arguments: tuple[Any, ...], options: dict[str, Any]) -> Generator:
    return factory(*arguments, **options)


@dataclass(frozen=True, slots=True)
class Picked:
    """Rows of `table` by index, one for each row that asked; -1 is none."""

    table: str
    index: Index
    column: str  # the one whose value the link shows
    ordinal: Index | None = None  # how many rows of the same parent come before, where rows are dealt in turn
    lap: Index | None = None  # how often the same row was picked before beside the same other one


@dataclass(frozen=True)
class Link(Generator):
    """A generator that picks rows; calling it gives the picked rows' column."""

    def pick(self, rows: Rows) -> Picked:
        """The picked rows."""
        picked: Picked = self.make(rows, *self.arguments, **self.options)
        return picked

    def __call__(self, rows: Rows) -> Array:
        """The picked rows' column."""
        picked = self.pick(rows)
        return rows.of(picked, picked.column)


Source = Generator | str  # a generator, or the name of another column of the same table


def generator(make: Callable[Concatenate[Rows, P], Array]) -> Callable[P, Generator]:
    """Make a function of rows a word of the vocabulary."""

    @wraps(make)
    def factory(*arguments: P.args, **options: P.kwargs) -> Generator:
        return Generator(factory, make, arguments, options)

    return factory


def link(make: Callable[Concatenate[Rows, P], Picked]) -> Callable[P, Link]:
    """Make a function that picks rows a word of the vocabulary."""

    @wraps(make)
    def factory(*arguments: P.args, **options: P.kwargs) -> Link:
        return Link(factory, make, arguments, options)

    return factory
