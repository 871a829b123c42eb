"""Values of every type as the text that the type's input function reads."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random
from uuid import UUID

from pgworkbench.seeding.auto.atoms import Atom
from pgworkbench.seeding.auto.facts import DataType, Shape
from pgworkbench.seeding.auto.limits import Limits, Row, bounds, choices, limits_of, within
from pgworkbench.seeding.auto.naming import words_of
from pgworkbench.seeding.auto.scales import DAY, Scale, scale_of, usual_span
from pgworkbench.seeding.auto.words import Wanted, text_for

_TEXTS = frozenset({"text", "varchar", "bpchar", "name", "citext", "char"})
_MONEY = ("price", "amount", "total", "cost", "fee", "balance", "salary", "subtotal", "tax")
_SKEW = 2.0
_LONGEST = 500  # characters where the type sets no end


@dataclass(frozen=True, slots=True)
class Cell:
    """A value to be made: for which column of which row, under which atoms."""

    name: str
    kind: DataType
    atoms: tuple[Atom, ...]
    count: int  # of the row, over all attempts
    distinct: bool = False  # no other row may have it
    apart: bool = False  # it must not overlap others (an exclusion constraint)
    attempt: int = 0
    natural: tuple[str, ...] = ()


def literal(cell: Cell, row: Row, random: Random) -> str | None:
    """The text of a value; None where the type is unknown or nothing is left to choose from."""
    root = cell.kind.root
    limits = _typed(limits_of(cell.atoms), cell.kind, root)
    scale = scale_of(root) if root.shape is Shape.BASE else None
    low, high = bounds(cell.atoms, scale, row) if scale else (None, None)
    known = choices(cell.kind, limits)
    if known is not None:
        left = within(_among(limits, known), scale, low, high) or known
        return left[int(len(left) * random.random() ** 1.4)] if left else None
    if scale is not None:
        return _number(cell, scale, (low, high), random)
    if root.shape is not Shape.BASE:
        return _built(cell, root, row, random)
    if root.name in _TEXTS:
        called = cell.natural[cell.count] if cell.count < len(cell.natural) else None
        if called is not None and limits.accepts(called):
            return called
        return text_for(Wanted(cell.name, limits, cell.distinct, cell.count), random)
    maker = _MAKERS.get(root.name)
    return None if maker is None else maker(cell, limits, random)


def literals(cell: Cell, counts: Sequence[int], random: Random) -> list[str | None]:
    """The same for many rows, of a column that no other one has a say in."""
    root = cell.kind.root
    limits = _typed(limits_of(cell.atoms), cell.kind, root)
    if root.shape is Shape.BASE and root.name in _TEXTS and choices(cell.kind, limits) is None:
        return [text_for(Wanted(cell.name, limits, cell.distinct, count), random) for count in counts]
    rest = (cell.distinct, cell.apart, cell.attempt)
    return [literal(Cell(cell.name, cell.kind, cell.atoms, count, *rest), {}, random) for count in counts]


def _typed(limits: Limits, kind: DataType, root: DataType) -> Limits:
    """The limits, and the length that the type has."""
    if root.name not in _TEXTS:
        return limits
    modifier = max(kind.modifier, root.modifier)
    own = modifier - 4 if root.name in {"varchar", "bpchar"} and modifier >= 4 else _LONGEST  # noqa: PLR2004
    own = {"name": 60, "char": 1}.get(root.name, own)
    return limits if own >= limits.longest else _shortened(limits, own)


@lru_cache(maxsize=1 << 12)
def _shortened(limits: Limits, longest: int) -> Limits:
    return replace(limits, longest=longest)


@lru_cache(maxsize=1 << 12)
def _among(limits: Limits, known: tuple[str, ...]) -> Limits:
    return replace(limits, allowed=known)


def _number(cell: Cell, scale: Scale, given: tuple[int | None, int | None], random: Random) -> str:
    """A tick between the bounds; near a bound that another column sets, and one's own where it must be distinct."""
    low, high = _usual(cell, scale, *given)
    if cell.distinct and high - low > 0:
        return scale.write(low + (cell.count * max(1, scale.day)) % (high - low + 1))
    if cell.apart and scale.day and given == (None, None):  # further away with every attempt
        return scale.write(low + random.randrange(max(1, (high - low) * (1 + cell.attempt))))
    crowded = low + int((high - low + 1) * random.random() ** (1.0 if scale.day else _SKEW))
    return scale.write(min(crowded, high))


def _usual(cell: Cell, scale: Scale, low: int | None, high: int | None) -> tuple[int, int]:
    """The span to draw from: the bounds, and the usual values of the type where there are none."""
    related = any(atom.other for atom in cell.atoms) or cell.apart
    width = (scale.day * (3 if related else 700) or scale.high) if scale.day else max(scale.high - scale.low, 1)
    if scale.day == DAY and cell.apart:
        width = DAY // 4
    if high is not None and low is None:
        low = high - width if scale.day or high <= scale.low else scale.low
    elif low is not None and high is None:
        high = low + width
    if low is None or high is None:
        low, high = (scale.low, scale.high) if cell.distinct else usual_span(cell.name, scale)
        if cell.distinct:
            high = scale.high * 10 if scale.day else max(high, scale.most)
    low, high = max(low, scale.least), min(high, scale.most)
    return low, max(low, high)


def _built(cell: Cell, root: DataType, row: Row, random: Random) -> str | None:
    if root.shape is Shape.ARRAY and root.part:
        return _array(cell, root.part, row, random)
    if root.shape is Shape.COMPOSITE:
        inner = [literal(replace(cell, kind=kind, atoms=_inner(kind, cell)), row, random) for kind in root.fields]
        return "(" + ",".join("" if text is None else _quoted(text) for text in inner) + ")"
    if root.part is None:
        return None
    made = _range(cell, root.part, random)
    return made if made is None or root.shape is Shape.RANGE else "{" + made + "}"


def _inner(kind: DataType, cell: Cell) -> tuple[Atom, ...]:
    return () if kind.shape is not Shape.DOMAIN else tuple(a for a in cell.atoms if a.column == kind.sql)


def _array(cell: Cell, part: DataType, row: Row, random: Random) -> str | None:
    limits = limits_of(cell.atoms)
    least = max(limits.shortest, 1)
    size = random.randint(least, max(least, min(limits.longest, 4)))
    single = replace(cell, kind=part, atoms=_inner(part, cell), distinct=cell.distinct)
    parts = [literal(replace(single, count=cell.count + n), row, random) for n in range(size)]
    delimiter = ";" if part.root.name == "box" else ","  # pg_type.typdelim
    return None if None in parts else "{" + delimiter.join(_quoted(text or "") for text in parts) + "}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _range(cell: Cell, part: DataType, random: Random) -> str | None:
    """A short range; where ranges must not overlap, further away from the others with every attempt."""
    scale = scale_of(part.root)
    if scale is None:
        return None
    unit = {DAY: 1800, 1: 1}.get(scale.day, 1)
    span = (scale.high - scale.low) * (1 + cell.attempt if cell.apart else 1)
    start = scale.low + (cell.count if cell.distinct else random.randrange(max(1, span // unit))) * unit
    end = start + random.randint(1, 6) * unit
    return f'["{scale.write(start)}","{scale.write(end)}")'


Maker = Callable[[Cell, Limits, Random], str]


def _uuid(_: Cell, __: Limits, random: Random) -> str:
    return str(UUID(int=random.getrandbits(128), version=4))


def _json(cell: Cell, _: Limits, random: Random) -> str:
    words = ("red", "blue", "large", "small", "new", "used")
    made: dict[str, object] = {"kind": random.choice(words), "rank": random.randrange(100)}
    told = {*words_of(cell.name)}
    if told & {"setting", "settings", "preferences", "config", "configuration", "options", "prefs"}:
        made = {"theme": random.choice(("light", "dark")), "page_size": random.choice((10, 20, 50)), "digest": True}
    elif told & {"metadata", "meta", "context", "headers", "properties", "payload", "data", "extra"}:
        made = {"source": random.choice(("web", "mobile", "import", "api")), "version": random.randint(1, 4)}
    if random.random() < 0.5:  # noqa: PLR2004  # half of them have a second shape
        made |= {"tags": sorted(random.sample(words, 2))}
    return json.dumps(made | ({"count": cell.count} if cell.distinct else {}))


def _address(cell: Cell, _: Limits, random: Random) -> str:
    number = cell.count if cell.distinct else random.getrandbits(16)
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def _network(random: Random) -> str:
    return f"10.{random.randrange(256)}.{random.randrange(256)}.0/24"


def _mac(size: int) -> Maker:
    return lambda _, __, random: ":".join(["02", *(f"{random.randrange(256):02x}" for _ in range(size - 1))])


def _bits(cell: Cell, _: Limits, random: Random) -> str:
    size = cell.kind.root.modifier if cell.kind.root.modifier > 0 else 1 if cell.kind.root.name == "bit" else 8
    return format(random.getrandbits(size), f"0{size}b")


def _points(count: int, form: str) -> Maker:
    def make(_: Cell, __: Limits, random: Random) -> str:
        numbers = (f"({random.randrange(10_000) / 100},{random.randrange(10_000) / 100})" for _ in range(count))
        return form.format(",".join(numbers))

    return make


def _fixed(form: str, *most: int) -> Maker:
    return lambda _, __, random: form.format(*(random.randrange(1, each) for each in most))


def _vector(cell: Cell, _: Limits, random: Random) -> str:
    words = text_for(Wanted("title", Limits(), cell.distinct, cell.count), random).lower().split()
    return " ".join(f"'{''.join(filter(str.isalnum, word))}':{place}" for place, word in enumerate(words, 1))


_MAKERS: dict[str, Maker] = {
    "uuid": _uuid,
    "json": _json,
    "jsonb": _json,
    "bytea": lambda _, limits, random: "\\x" + random.randbytes(min(max(limits.shortest, 16), limits.longest)).hex(),
    "inet": _address,
    "cidr": lambda cell, limits, random: _address(cell, limits, random) + "/32" if cell.distinct else _network(random),
    "macaddr": _mac(6),
    "macaddr8": _mac(8),
    "bit": _bits,
    "varbit": _bits,
    "point": _points(1, "{}"),
    "lseg": _points(2, "[{}]"),
    "box": _points(2, "{}"),
    "path": _points(3, "[{}]"),
    "polygon": _points(3, "({})"),
    "line": _fixed("{{{},{},{}}}", 9, 9, 100),
    "circle": _fixed("<({},{}),{}>", 100, 100, 20),
    "xml": _fixed('<entry number="{}"/>', 10_000),
    "tsvector": _vector,
    "tsquery": lambda _, __, random: random.choice(["'sea' & 'wind'", "'tree' | 'leaf'", "!'rain'"]),
    "hstore": _fixed("size=>{}, rank=>{}", 50, 9),
    "ltree": _fixed("0.{}.{}", 20, 500),  # digits: an application may take them for keys
    "pg_lsn": _fixed("{:X}/{:X}", 2**16, 2**32),
    "pg_snapshot": _fixed("{}:2{:04}:", 10_000, 10_000),
    "txid_snapshot": _fixed("{}:2{:04}:", 10_000, 10_000),
    "jsonpath": _fixed("$.items[{}]", 20),
}  # fmt: skip


def known(kind: DataType) -> bool:
    """Whether values of a base type can be made."""
    return kind.name in _TEXTS or kind.name == "bool" or kind.name in _MAKERS or scale_of(kind) is not None


def deep_domains(kinds: Iterable[DataType]) -> tuple[DataType, ...]:
    """The domains inside arrays and composite types: their checks are read by the domain's own name."""
    found: list[DataType] = []
    for kind in kinds:
        root = kind.root
        parts = (root.part,) if root.shape is Shape.ARRAY and root.part else root.fields
        for part in parts:
            found.extend((*part.domains, *deep_domains([part])))
    return tuple(found)
