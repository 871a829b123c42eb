"""Functions, and what calls them or stands for them: casts, operators, event triggers."""

from __future__ import annotations

from dataclasses import dataclass

from pgworkbench.catalog.name import Grant, Name


@dataclass(frozen=True, slots=True)
class Function:
    """A function, procedure or aggregate; `arguments` as in DROP FUNCTION, `definition` by pg_get_functiondef."""

    name: Name
    kind: str  # f function, p procedure, a aggregate, w window
    arguments: str
    result: str | None
    language: str
    definition: str | None  # None for an aggregate, which has `aggregate`
    body: str
    owner: str
    volatility: str = "v"  # i, s or v
    security_definer: bool = False
    leakproof: bool = False
    strict: bool = False
    parallel: str = "u"
    settings: tuple[str, ...] = ()  # `search_path=…`
    aggregate: str | None = None  # what stands between the parentheses of CREATE AGGREGATE
    grants: tuple[Grant, ...] = ()
    extension: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator; `left` is None for a prefix one, `definition` is what stands between the parentheses."""

    name: Name
    left: str | None
    right: str
    result: str
    definition: str
    owner: str
    extension: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Cast:
    """A cast between two types; `definition` is what follows them: `WITH FUNCTION … AS ASSIGNMENT`."""

    source: str
    target: str
    definition: str
    extension: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class EventTrigger:
    """An event trigger, of the whole database; `tags` are the commands that it is for, none for all."""

    name: str
    event: str  # ddl_command_start, ddl_command_end, sql_drop, table_rewrite, login
    function: Name
    owner: str
    tags: tuple[str, ...] = ()
    enabled: str = "O"  # O, D, R or A, as pg_event_trigger.evtenabled
    extension: str | None = None
    comment: str | None = None
