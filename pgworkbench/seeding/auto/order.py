"""The order in which tables are filled: what is referred to first; cycles are broken where the schema allows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pgworkbench.catalog import Name
from pgworkbench.seeding.auto.model import Link, Model
from pgworkbench.seeding.auto.report import Refusal


@dataclass(frozen=True, slots=True)
class Step:
    """A table's turn: `later` are links that are filled in a second pass, `promised` ones to rows that come later."""

    model: Model
    later: tuple[Link, ...] = ()
    promised: tuple[Link, ...] = ()
    targets: Mapping[Name, Model] = field(default_factory=dict)  # of the promised links


@dataclass(frozen=True)
class Itinerary:
    """Groups of steps (each group is one transaction), and the tables that no order can fill."""

    groups: tuple[tuple[Step, ...], ...]
    refused: Mapping[Name, Refusal] = field(default_factory=dict)


def itinerary(models: Iterable[Model]) -> Itinerary:
    """Who is filled when."""
    waiting = {model.name: model for model in models}
    steps: list[Step] = []
    refused: dict[Name, Refusal] = {}
    while waiting:
        step = _next(waiting)
        if step is None:
            model = next(iter(waiting.values()))
            link = next(link for link in model.links if link.required and _ahead(link, model, waiting))
            refused[model.name] = Refusal(link.name, "a cycle of required references, none of which can be deferred")
            del waiting[model.name]
        else:
            steps.append(step)
            del waiting[step.model.name]
    return Itinerary(tuple(_grouped(steps)), refused)


def _ahead(link: Link, model: Model, waiting: Mapping[Name, Model]) -> bool:
    return link.target in waiting and link.target != model.name


def _next(waiting: Mapping[Name, Model]) -> Step | None:
    """The table that waits for the least: for nothing, for optional references, for what can be deferred.

    One that refers by names alone lets others go first, unless a constraint of theirs needs it.
    """
    links = ((link, model) for model in waiting.values() for link in model.links)
    needed = {link.target for link, model in links if not link.soft and _ahead(link, model, waiting)}
    best: tuple[tuple[int, ...], Step] | None = None
    for model in waiting.values():
        ahead = [link for link in model.links if _ahead(link, model, waiting)]
        later = tuple(link for link in ahead if not link.required and not link.soft)
        promised = tuple(link for link in ahead if link.required)
        if all(link.deferrable and _promisable(link, waiting[link.target]) for link in promised):
            wished = sum(link.soft for link in model.all_links if _ahead(link, model, waiting))
            rank = (wished > 0 and model.name not in needed, len(promised), len(later), wished)
            if best is None or rank < best[0]:
                best = rank, Step(model, later, promised)
    return best[1] if best else None


def _promisable(link: Link, target: Model) -> bool:
    """Whether keys can be made before their rows: none of their columns refers to something itself."""
    linked = {column for each in target.links for column in each.columns}
    return not linked & set(link.target_columns)


def _grouped(steps: Iterable[Step]) -> Iterable[tuple[Step, ...]]:
    """Steps joined from a promise to the step that keeps it."""
    group: list[Step] = []
    owed: set[Name] = set()
    for step in steps:
        group.append(step)
        owed |= {link.target for link in step.promised}
        owed.discard(step.model.name)
        if not owed:
            yield tuple(group)
            group = []
    if group:
        yield tuple(group)
