"""How many rows each table gets where the user named but one number: fewer for lists, more for lines, links and events.

A table is never asked for more than its keys have places for: the values of an enum or a list, a row for each that
it extends, pairs of what it links. What a size stands on is said in a few words, which the report shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from pgworkbench.catalog import Name
from pgworkbench.seeding.auto.atoms import Atom
from pgworkbench.seeding.auto.facts import Shape
from pgworkbench.seeding.auto.limits import bounds, choices, limits_of
from pgworkbench.seeding.auto.model import Field, Link, Model
from pgworkbench.seeding.auto.naming import listed, singular, words_of
from pgworkbench.seeding.auto.scales import scale_of

_FEW = 8
_SOME, _ROOT = 4, 3  # rows of a list that is kept by hand: so many times the cube root
_OWNED, _LEAST = 8, 5  # times as many rows belong to an owner of much; of which there are so many at least
_MANY = 3  # tables that refer to an owner of much
_LINKS, _LINES, _EVENTS = 2, 3, 2  # times as many as of what they belong to
_WIDE = 10  # columns, beyond which a table is no list
_NARROW = 10_000  # values of a bounded number that are worth counting
_CROWDED = 8  # pairs beyond which only half of them are taken, as in life
_LEAST_COLUMNS = 2
_CODE = 3  # letters of the longest code of fixed length that lists are known by


class Role(Enum):
    """What a table is for, as far as it can be told; the words are for people."""

    FEW = "a short list"
    SOME = "a list to choose from"
    LINK = "a link"
    LINE = "lines of something"
    EVENT = "what happens"
    OWNER = "an owner of much"
    TOOL = "a migration tool's own"
    ENTITY = ""


@dataclass(frozen=True, slots=True)
class Size:
    """Rows to add, and why it is not the number that was asked for ("" if it is)."""

    rows: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """The number that the user named, those for single tables, and the rows that tables have already."""

    rows: int
    tables: Mapping[Name, int]
    there: Mapping[Name, int]


def sizes(models: Sequence[Model], asked: Asked) -> dict[Name, Size]:
    """The size of each table; the models come in the order in which they are filled."""
    referred = Counter(link.target for model in models for link in model.links if link.target != model.name)
    extended = Counter(link.target for model in models for link in _extends(model))
    found: dict[Name, Size] = {}
    for model in models:
        if model.name in asked.tables:
            found[model.name] = Size(asked.tables[model.name])
            continue
        size = _sized(role_of(model, referred[model.name]), asked, asked.there.get(model.name, 0))
        for place in (*_named(model), *_places(model, found, extended, asked)):
            size = place if place.rows < size.rows else size
        found[model.name] = size
    return found


def _sized(role: Role, asked: Asked, there: int) -> Size:
    if role is Role.TOOL:
        return Size(0, role.value)
    if role is Role.OWNER:
        rows = min(asked.rows, max(_LEAST, asked.rows // _OWNED))
        return Size(rows, role.value * (rows < asked.rows))
    few = {Role.FEW: _FEW, Role.SOME: round(_SOME * asked.rows ** (1 / _ROOT))}
    many = {Role.LINK: _LINKS, Role.LINE: _LINES, Role.EVENT: _EVENTS}
    if role in few:
        rows = min(asked.rows, few[role])
        return Size(0, f"{role.value}, which has rows") if there else Size(rows, role.value * (rows < asked.rows))
    return Size(asked.rows * many.get(role, 1), role.value)


def role_of(model: Model, referred: int) -> Role:  # noqa: PLR0911  # one return a role
    """What a table is for: by its keys and references, and by the last word of its name."""
    others = [link for link in model.links if (link.required or link.needed) and link.target != model.name]
    word = singular((words_of(model.name.name) or ("",))[-1])
    if kept_by_a_tool(model.name):
        return Role.TOOL
    if referred >= _MANY and word in listed("tables", "owners"):
        return Role.OWNER
    if not others and referred:
        if word in listed("tables", "few"):
            return Role.FEW
        if len(model.fields) <= _WIDE and (word in listed("tables", "some") or _short_key(model)):
            return Role.SOME
    if _links(model, others, referred):
        return Role.LINK
    if others and (_numbered(model, others) or _ends(word, "lines")):
        return Role.LINE
    return Role.EVENT if others and word in listed("tables", "events") else Role.ENTITY


def kept_by_a_tool(name: Name) -> bool:
    """Whether a migration tool writes down there what it has done: rows of others would mislead it."""
    return name.name.lower() in listed("tables", "tools")


def _ends(word: str, kind: str) -> bool:
    return any(word.endswith(each) for each in listed("tables", kind))


def _short_key(model: Model) -> bool:
    """Whether rows are known by a code or a small number."""
    for key in model.uniques:
        each = model.field(key.columns[0]) if len(key.columns) == 1 else None
        root = each.kind.root if each else None
        code = root is not None and root.name == "bpchar" and root.modifier <= 4 + _CODE
        if root is not None and (code or root.name == "int2" or root.shape is Shape.ENUM):
            return True
    return False


def _links(model: Model, others: Sequence[Link], referred: int) -> bool:
    """Whether a key is made of two references or more, each of which may come again, and hardly anything is added."""
    linked = {column for link in others for column in link.columns}
    alone = any(set(key.columns) <= set(link.columns) for key in model.uniques for link in others)
    whole = any(set(key.columns) <= linked and len(key.columns) >= _LEAST_COLUMNS for key in model.uniques)
    return whole and not alone and not referred and len({link.columns for link in others}) > 1


def _numbered(model: Model, others: Sequence[Link]) -> bool:
    """Whether the primary key is that of something else and a number within it."""
    first = set(model.uniques[0].columns) if model.primary and model.uniques else set()
    for link in others:
        rest = first - set(link.columns)
        if rest < first and len(rest) == 1 and not any(rest & set(other.columns) for other in others):
            each = model.field(next(iter(rest)))
            counted = each is not None and each.kind.root.name in {"int2", "int4", "int8"}
            return counted and each is not None and not each.drawn and words_of(each.name)[-1:] != ("id",)
    return False


def _extends(model: Model) -> list[Link]:
    """The references that are the primary key, whole: rows of the same thing in another table."""
    first = set(model.uniques[0].columns) if model.primary and model.uniques else None
    others = (link for link in model.links if link.required and link.target != model.name)
    return [link for link in others if set(link.columns) == first][:1]


def _named(model: Model) -> list[Size]:
    """As many as there are names for the rows of a list that is known by its table's name."""
    names = max((len(each.natural) for each in model.fields), default=0)
    return [Size(names, f"{names} are known by their names")] if names else []


def _places(model: Model, found: Mapping[Name, Size], extended: Mapping[Name, int], asked: Asked) -> Iterable[Size]:
    """How many rows each key still has room for, where that is known."""
    there = asked.there.get(model.name, 0)

    def total(name: Name) -> int:
        return asked.there.get(name, 0) + (found[name].rows if name in found else asked.rows)

    for link in _extends(model):
        shares = max(1, extended[link.target])
        what = f"one for each of {link.target}" + (f", shared with {shares - 1} more" if shares > 1 else "")
        yield Size(max(0, -(-total(link.target) // shares) - there), what)
    for key in model.uniques:
        factors = _factors(model, key.columns, total)
        if factors is None:
            continue
        places = 1
        for factor in factors:
            places *= factor
        half = len(factors) > 1 and places > _CROWDED
        what = f"{key.name} has {places} places" + (", half of which are taken" if half else "")
        yield Size(max(0, (places // 2 if half else places) - there), what)


def _factors(model: Model, key: Sequence[str], total: Callable[[Name], int]) -> list[int] | None:
    """What the values of a key's columns multiply to: references and lists of values; None where there is no end."""
    left, factors = set(key), []
    for link in sorted(model.links, key=lambda link: -len(link.columns)):
        if left & set(link.columns) and link.target != model.name:
            shared = set(link.columns) - left  # by which it must agree with one before: a tenant's, mostly
            by = next((total(each.target) for each in model.links if set(each.columns) <= shared), 1)
            factors.append(max(1, total(link.target) // max(1, by)))
            left -= set(link.columns)
    for name in sorted(left):
        each = model.field(name)
        count = _values(model, each) if each is not None else None
        if count is None:
            return None
        factors.append(count)
    return factors


def _values(model: Model, each: Field) -> int | None:
    """How many values a column can take; None where they are not worth counting."""
    alone = (rule.ways[0] for rule in model.rules if len(rule.ways) == 1)
    atoms: list[Atom] = [atom for way in alone for atom in way if atom.column == each.name]
    known = choices(each.kind, limits_of(atoms))
    if known is not None:
        return len(known)
    scale = scale_of(each.kind.root)
    low, high = bounds(atoms, scale, {}) if scale else (None, None)
    return None if low is None or high is None or not 0 <= high - low < _NARROW else high - low + 1
