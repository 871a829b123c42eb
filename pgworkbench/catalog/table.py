"""Tables and views, and all that belongs to one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pgworkbench.catalog.name import Grant, Name
from pgworkbench.errors import UnknownNameError


class TableKind(StrEnum):
    """pg_class.relkind, as far as it holds or shows rows."""

    TABLE = "r"
    PARTITIONED = "p"
    VIEW = "v"
    MATERIALIZED_VIEW = "m"
    FOREIGN = "f"


class ConstraintKind(StrEnum):
    """pg_constraint.contype."""

    PRIMARY = "p"
    UNIQUE = "u"
    FOREIGN = "f"
    CHECK = "c"
    EXCLUDE = "x"
    NOT_NULL = "n"  # named since PostgreSQL 18; before that only Column.not_null
    TRIGGER = "t"


class Action(StrEnum):
    """What a foreign key does when its target goes or changes."""

    NO_ACTION = "a"
    RESTRICT = "r"
    CASCADE = "c"
    SET_NULL = "n"
    SET_DEFAULT = "d"


_UNKNOWN = Name("pg_catalog", "")


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `type` as format_type prints it, `default` as an expression (the formula if `generated`)."""

    name: str
    type: str
    position: int
    not_null: bool = False
    default: str | None = None
    generated: str = ""  # "", "s" stored, "v" virtual
    identity: str = ""  # "", "a" always, "d" by default
    collation: Name | None = None  # only where it differs from the type's own
    storage: str = ""  # p, e, m or x, only where it differs from the type's own
    compression: str = ""  # "", "p" pglz, "l" lz4
    statistics_target: int | None = None
    type_name: Name = _UNKNOWN  # of the element, for an array
    array: bool = False
    inherited: bool = False  # from a parent only, not declared here
    options: tuple[str, ...] = ()  # `n_distinct=100`
    server_options: tuple[str, ...] = ()  # of a foreign table's column
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """The far side of a foreign key; `columns` pair with the constraint's own, in order."""

    table: Name
    columns: tuple[str, ...]
    on_delete: Action
    on_update: Action
    match_full: bool = False
    set_columns: tuple[str, ...] = ()  # ON DELETE SET NULL (columns)


@dataclass(frozen=True, slots=True)
class Constraint:
    """A table's constraint; `columns` in its own order, `definition` as pg_get_constraintdef prints it."""

    name: str
    kind: ConstraintKind
    columns: tuple[str, ...]
    definition: str
    reference: Reference | None = None
    validated: bool = True
    deferrable: bool = False
    deferred: bool = False
    no_inherit: bool = False
    enforced: bool = True  # NOT ENFORCED is of PostgreSQL 18
    inherited: bool = False  # made by a parent's constraint
    index: str | None = None  # the index behind a primary, unique or exclusion constraint
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class IndexKey:
    """One key of an index: a column, or an expression (then `column` is None)."""

    column: str | None
    expression: str  # as pg_get_indexdef prints it, a column's name included
    opclass: Name
    default_opclass: bool = True
    descending: bool = False
    nulls_first: bool = False
    collation: Name | None = None  # only where it differs from the column's own
    statistics_target: int | None = None
    options: tuple[str, ...] = ()  # of the operator class: `siglen=32`


@dataclass(frozen=True, slots=True)
class Index:
    """An index; `definition` as pg_get_indexdef prints it, `bytes` on disk, `scans` since the statistics began."""

    name: str
    method: str
    keys: tuple[IndexKey, ...]
    definition: str
    unique: bool = False
    primary: bool = False
    include: tuple[str, ...] = ()
    predicate: str | None = None
    nulls_not_distinct: bool = False
    valid: bool = True
    constraint: str | None = None  # the constraint that it stands behind
    parent: Name | None = None  # the partitioned index that it belongs to
    options: tuple[str, ...] = ()
    clustered: bool = False  # CLUSTER goes by it
    tablespace: str | None = None
    bytes: int = 0
    scans: int = 0
    comment: str | None = None

    @property
    def columns(self) -> tuple[str | None, ...]:
        """Key columns in order; None where a key is an expression."""
        return tuple(key.column for key in self.keys)


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger that somebody wrote (not the ones behind constraints)."""

    name: str
    definition: str
    function: Name
    timing: str  # BEFORE, AFTER, INSTEAD OF
    events: tuple[str, ...]  # INSERT, UPDATE, DELETE, TRUNCATE
    row_level: bool
    enabled: str = "O"  # O, D, R or A, as pg_trigger.tgenabled
    update_columns: tuple[str, ...] = ()
    constraint: bool = False
    inherited: bool = False  # a clone of the partitioned parent's
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """A row-level security policy; `using` and `check` as expressions, None where absent."""

    name: str
    command: str  # ALL, SELECT, INSERT, UPDATE, DELETE
    permissive: bool
    roles: tuple[str, ...]  # ("PUBLIC",) for all
    using: str | None
    check: str | None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Statistics:
    """An extended statistics object."""

    name: Name
    definition: str
    target: int | None = None
    owner: str = ""
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rewrite rule that somebody wrote (not the one behind a view)."""

    name: str
    definition: str
    enabled: str = "O"
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Partition:
    """How a partition hangs on its parent: `bound` as PostgreSQL prints it (`FOR VALUES …` or `DEFAULT`)."""

    parent: Name
    bound: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table, view or partition, with all that belongs to it; `rows` is the planner's estimate (-1: not analysed)."""

    name: Name
    kind: TableKind
    owner: str
    columns: tuple[Column, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    indexes: tuple[Index, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    policies: tuple[Policy, ...] = ()
    grants: tuple[Grant, ...] = ()
    rules: tuple[Rule, ...] = ()
    statistics: tuple[Statistics, ...] = ()
    row_security: bool = False
    force_row_security: bool = False
    partition_key: str | None = None  # `RANGE (occurred_at)`
    partition: Partition | None = None
    inherits: tuple[Name, ...] = ()  # old-style inheritance
    definition: str | None = None  # of a view
    options: tuple[str, ...] = ()
    persistence: str = "p"  # p permanent, u unlogged
    replica_identity: str = "d"  # d default, n nothing, f full, i index
    replica_index: str | None = None
    access_method: str | None = None  # only where it is not heap
    tablespace: str | None = None
    of_type: Name | None = None  # CREATE TABLE … OF
    server: str | None = None  # of a foreign table
    server_options: tuple[str, ...] = ()
    populated: bool = True  # a materialized view that was not refreshed yet is not
    extension: str | None = None  # the extension that owns it
    rows: float = -1
    bytes: int = 0  # heap and TOAST
    index_bytes: int = 0
    comment: str | None = None

    @property
    def is_partition(self) -> bool:
        """Whether it is a partition of another table (and is drawn, counted and named with its parent)."""
        return self.partition is not None

    def column(self, name: str) -> Column:
        """The column of that name; UnknownNameError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise UnknownNameError(f"column of {self.name}", name, [c.name for c in self.columns])

    def of_kind(self, kind: ConstraintKind) -> tuple[Constraint, ...]:
        """Its constraints of one kind."""
        return tuple(c for c in self.constraints if c.kind is kind)

    @property
    def primary_key(self) -> Constraint | None:
        """Its primary key, if it has one."""
        return next(iter(self.of_kind(ConstraintKind.PRIMARY)), None)

    @property
    def foreign_keys(self) -> tuple[Constraint, ...]:
        """Its foreign keys; each has a `reference`."""
        return self.of_kind(ConstraintKind.FOREIGN)

    def is_unique(self, columns: tuple[str, ...]) -> bool:
        """Whether no two rows can share these columns (a unique key or whole unique index within them)."""
        wanted = set(columns)
        return any(
            i.unique and i.valid and i.predicate is None and None not in i.columns and set(i.columns) <= wanted
            for i in self.indexes
        )
