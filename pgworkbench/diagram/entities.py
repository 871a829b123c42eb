"""What a picture is made of: eralchemy2's tables, columns and relations, with what PostgreSQL knows beyond them.

This is the one module that imports eralchemy2 (its successor's constructors differ). Its classes carry a name, a type,
a key and a cardinality; ours add what it leaves out: which column is a foreign key, notes, comments, the pair of
columns that a line joins, and what changed. The alphabet of cardinalities is eralchemy2's own: `*` any number,
`?` none or one, `1` exactly one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from eralchemy2 import models

from pgworkbench.catalog import Name


class Change(StrEnum):
    """What became of a thing since an earlier state; the value is the sign that a picture shows beside the colour."""

    NONE = ""
    ADDED = "+"
    ALTERED = "~"
    DROPPED = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Field(models.Column):
    """A column as drawn: `type` as people write it, `is_key` in the primary key, `is_null` may be NULL."""

    name: str
    type: str
    is_key: bool = False
    is_null: bool = True
    is_foreign: bool = False
    is_unique: bool = False  # alone, by a key or a whole unique index
    values: tuple[str, ...] = ()  # that it may have, by its enum or by a CHECK
    enum: str = ""  # the type that lists them
    partitions: bool = False  # the table is partitioned by it
    default: str | None = None
    comment: str | None = None
    change: Change = Change.NONE

    @property
    def marks(self) -> str:
        """`PK`, `FK`, `UQ` and `PT` (partitioned by it), as many as hold."""
        marks = [mark for mark, on in (("PK", self.is_key), ("FK", self.is_foreign)) if on]
        if self.is_unique and not self.is_key:
            marks.append("UQ")
        if self.partitions:
            marks.append("PT")
        return " ".join(marks)


@dataclass(frozen=True)
class Entity(models.Table):
    """A table as drawn; without `columns` it is a name alone, and a `stub` belongs to another picture."""

    table: Name
    columns: tuple[Field, ...] = ()  # type: ignore[assignment]  # frozen, where eralchemy2 has a list
    group: str = ""
    stub: bool = False
    footnote: str = ""  # how it is partitioned
    key: tuple[str, ...] = ()  # columns of the primary key, in its order
    uniques: tuple[tuple[str, ...], ...] = ()  # columns of other unique keys
    members: tuple[Entity, ...] = ()  # of a bundle: the tables that its rows stand for
    comment: str | None = None
    change: Change = Change.NONE

    @property
    def name(self) -> str:  # type: ignore[override]  # frozen, where eralchemy2 has an attribute
        """Its name for people; a bundle's is its group's."""
        return self.group if self.members else str(self.table)


@dataclass(frozen=True)
class Link(models.Relation):
    """A foreign key as drawn, one for each constraint: the parent is at the left, the child at the right.

    `left_column` and `right_column` are where the line ends, None for the table's header.
    """

    parent: Name
    child: Name
    left_cardinality: str  # of the parent: `1`, or `?` where the child may go without
    right_cardinality: str  # of the child: `*`, or `?` where its columns are unique
    name: str = ""
    columns: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    left_column: str | None = None
    right_column: str | None = None
    actions: str = ""  # `ON DELETE CASCADE`, empty for NO ACTION
    comment: str | None = None
    change: Change = Change.NONE
    origin: Link | None = None  # as it was before its child became a row of a bundle

    @property
    def left_col(self) -> str:
        """The parent's name for people (eralchemy2's word)."""
        return str(self.parent)

    @property
    def right_col(self) -> str:
        """The child's name for people."""
        return str(self.child)

    @property
    def owner(self) -> Name:
        """The table whose constraint it is."""
        return self.origin.child if self.origin else self.child

    @property
    def optional(self) -> bool:
        """Whether a child may go without a parent."""
        return self.left_cardinality == "?"

    @property
    def sentence(self) -> str:
        """The constraint in one line, for a tooltip."""
        if self.origin is not None:
            return self.origin.sentence
        arrow = f"{self.right_col} ({', '.join(self.columns)}) → {self.left_col} ({', '.join(self.targets)})"
        return " · ".join(part for part in (self.name, arrow, self.actions, self.comment) if part)


@dataclass(frozen=True)
class Drawing:
    """A whole picture before it is laid out: everything in the order in which it is drawn.

    `groups` are all groups of the design in order (a group keeps its colour in every picture); `clustered` draws a
    frame around each.
    """

    title: str
    entities: tuple[Entity, ...]
    links: tuple[Link, ...]
    groups: tuple[str, ...]
    caption: str = ""
    clustered: bool = False
    compared: bool = False  # with an earlier state: changes have colours, groups are pale
    home: str = ""  # the group that the picture is about
    tables: tuple[Entity, ...] = ()  # what is drawn, with all columns …
    keys: tuple[Link, ...] = ()  # … and all foreign keys between them
    targets: tuple[tuple[str, str], ...] = ()  # name of a table or group, address that a click opens
