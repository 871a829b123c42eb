"""The registry: a rule is one file in rules/ that registers for what it looks at, and yields flaws.

    @rule.check(Table, level=Level.ERROR, category=Category.KEYS)
    def no_primary_key(subject: Subject, table: Table) -> Flaws: …

The function is named as its file; the rule's id is that name with hyphens. What it may look at: Subject (the whole),
Table, Function, Sequence, Role, Schema, EnumType (`subject, object`); Column, Constraint, Index, Trigger, Policy
(`subject, table, object`). The engine walks; it shows no system object, none that an extension owns, no partition
(its parent stands for it) and nothing that is inherited. `subject.views` and `subject.leaves` reach the rest.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from pgworkbench.errors import UnknownNameError
from pgworkbench.review.documentation import Documentation, parse_documentation
from pgworkbench.review.finding import Flaw, Level

Flaws = Iterator[Flaw]
_Check = TypeVar("_Check", bound=Callable[..., Flaws])


class Category(StrEnum):
    """What a rule is about."""

    KEYS = "keys"
    TYPES = "types"
    INDEXES = "indexes"
    SECURITY = "security"
    DESIGN = "design"
    SCALE = "scale"
    AUDIT = "audit"
    NAMES = "names"
    DOCUMENTATION = "documentation"
    MIGRATIONS = "migrations"

    @property
    def is_house_style(self) -> bool:
        """Whether its rules ask for a convention, rather than find a defect whatever the conventions are."""
        return self in {Category.AUDIT, Category.NAMES, Category.DOCUMENTATION}


class Need(StrEnum):
    """What a rule needs beside the catalog."""

    BRIEF = "the brief"
    WORKLOAD = "the workload"
    CLAIMS = "what each index claims to serve"
    ROWS = "rows"
    TENANT = "a tenant column (none was found: name it in the conventions)"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its id, how grave, what it is about, what it looks at and needs, its pages, and the check itself."""

    id: str
    level: Level
    category: Category
    looks_at: type
    needs: frozenset[Need]
    documentation: Documentation
    check: Callable[..., Flaws]

    @property
    def title(self) -> str:
        """One line that says what is wrong."""
        return self.documentation.title


_registered: dict[str, Rule] = {}


def check(
    looks_at: type, *, level: Level, category: Category, needs: Collection[Need] = ()
) -> Callable[[_Check], _Check]:
    """Register a function as the rule of its file. ValueError if its name or documentation is not as promised."""

    def register(function: _Check) -> _Check:
        name = function.__module__.rpartition(".")[2]
        kebab = name.replace("_", "-")
        if function.__name__ != name:
            raise ValueError(f"rule {kebab}: its function is called {function.__name__}, its file {name}.py")
        if kebab in _registered:
            raise ValueError(f"rule {kebab}: registered twice")
        documentation = parse_documentation(sys.modules[function.__module__].__doc__ or "")
        _registered[kebab] = Rule(kebab, level, category, looks_at, frozenset(needs), documentation, function)
        return function

    return register


@cache
def every_rule() -> tuple[Rule, ...]:
    """All rules, sorted by id: every module of rules/ is a rule."""
    return tuple(rule for rule in _loaded("pgworkbench.review.rules") if rule.category is not Category.MIGRATIONS)


@cache
def every_migration_rule() -> tuple[Rule, ...]:
    """The rules about migration files, sorted by id: every module of migrations/rules/ is one."""
    rules = _loaded("pgworkbench.review.migrations.rules")
    return tuple(rule for rule in rules if rule.category is Category.MIGRATIONS)


def _loaded(name: str) -> tuple[Rule, ...]:
    """All that is registered, after the modules of a package registered theirs."""
    package = importlib.import_module(name)
    for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
    return tuple(_registered[key] for key in sorted(_registered))


def find_rule(name: str) -> Rule:
    """The rule of that id, be it about a database or about migrations; UnknownNameError with the nearest otherwise."""
    by_id: dict[str, Any] = {rule.id: rule for rule in (*every_rule(), *every_migration_rule())}
    if name not in by_id:
        raise UnknownNameError("rule", name, by_id)
    return by_id[name]  # type: ignore[no-any-return]


def choose(only: Collection[str]) -> tuple[Rule, ...]:
    """The rules of these ids or categories (none: all); UnknownNameError for anything else."""
    if not only:
        return every_rule()
    known = {rule.id for rule in every_rule()} | {rule.category.value for rule in every_rule()}
    for name in only:
        if name not in known:
            raise UnknownNameError("rule", name, known)
    return tuple(rule for rule in every_rule() if rule.id in only or rule.category in only)
