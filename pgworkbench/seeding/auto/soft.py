"""What no constraint says and everybody expects: an order between columns, and references by nothing but a name.

All of it is kept where the rules leave room for it, and is given up where they do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from pgworkbench.catalog import Catalog, Name, Table
from pgworkbench.seeding.auto.atoms import Alternative, Atom, Test
from pgworkbench.seeding.auto.limits import choices, limits_of
from pgworkbench.seeding.auto.model import Field, Link, Model, Poly
from pgworkbench.seeding.auto.naming import hints, listed, singular, words_of
from pgworkbench.seeding.auto.scales import scale_of
from pgworkbench.seeding.auto.sizes import Role, role_of

_WHOLE = frozenset({"int2", "int4", "int8"})
_TEXTS = frozenset({"text", "varchar", "bpchar"})
_PARTS = 2  # words of a name that refers: whose, and `id`
_KINDS = frozenset({("type",), ("kind",), ("model",)})  # how a column ends that names the table of another's
_POPULAR = 3  # tables that a reference to anything leads to, where no list of them is known


def softened(catalog: Catalog, models: Sequence[Model]) -> list[Model]:
    """The tables with what their columns' names tell."""
    known = _Known.of(models)
    return [_softened(catalog.table(model.name), model, known) for model in models]


def _softened(table: Table, model: Model, known: _Known) -> Model:
    taken = {column for link in model.links for column in link.columns}
    free = [each for each in model.fields if each.name not in taken and not each.drawn]
    polys = tuple(_polys(free, model, known))
    used = {each.column for each in polys}
    links = tuple(
        replace(link, distinct=table.is_unique(link.columns))
        for link in _links([each for each in free if each.name not in used], model, known)
    )
    fields = model.fields
    if role_of(model, known.referred.get(model.name, 0)) in {Role.FEW, Role.SOME}:
        fields = tuple(replace(each, natural=_natural(model, each)) for each in fields)
    return replace(model, fields=fields, orders=tuple(_orders(model)), polys=polys, links=(*model.links, *links))


def _natural(model: Model, each: Field) -> tuple[str, ...]:
    """What the rows of a list are called, if its table is named as one whose rows are known."""
    words, last = (*_words(model.name.name)[-1:], ""), (*words_of(each.name)[-1:], "")
    if words[0] not in hints()["lists"] or each.kind.root.name not in _TEXTS:
        return ()
    pairs = [entry.partition(":") for entry in str(hints()["lists"][words[0]]).split()]
    if last[0] in listed("lists", "codes") or last[0] == words[0]:
        return tuple(code for code, _, _ in pairs)
    if last[0] in listed("lists", "labels"):
        return tuple(label.replace("_", " ") or code.replace("_", " ").capitalize() for code, _, label in pairs)
    return ()


@dataclass(frozen=True)
class _Known:
    """The tables by the words of their names, with the one column that a row is known by."""

    by_words: Mapping[tuple[str, ...], tuple[Model, Field]]
    popular: tuple[tuple[Model, Field], ...]
    referred: Mapping[Name, int]

    @classmethod
    def of(cls, models: Sequence[Model]) -> _Known:
        """All tables with a primary key of one column."""
        found: dict[tuple[str, ...], tuple[Model, Field]] = {}
        referred: dict[Name, int] = {}
        for model in models:
            for link in model.links:
                if link.target != model.name:
                    referred[link.target] = referred.get(link.target, 0) + 1
            key = model.uniques[0].columns if model.primary and model.uniques else ()
            each = model.field(key[0]) if len(key) == 1 else None
            if each is not None:
                found.setdefault(_words(model.name.name), (model, each))
        ranked = sorted(found.values(), key=lambda pair: (-referred.get(pair[0].name, 0), str(pair[0].name)))
        return cls(found, tuple(ranked[: 2 * _POPULAR]), referred)

    def named(self, words: Sequence[str], model: Model) -> tuple[Model, Field] | None:
        """The table that words name, alone or after the first words of the table's own name (`forum_`posts)."""
        asked = (*words[:-1], singular(words[-1])) if words else ()
        first = words_of(model.name.name)[:1]
        return self.by_words.get(tuple(asked)) or self.by_words.get((*first, *asked))

    def itself(self, model: Model) -> tuple[Model, Field] | None:
        """The table itself, for a tree."""
        return self.by_words.get(_words(model.name.name))


def _words(name: str) -> tuple[str, ...]:
    words = words_of(name)
    return (*words[:-1], singular(words[-1])) if words else ()


def _suits(own: Field, key: Field) -> bool:
    """Whether a column can hold the other's values."""
    here, there = own.kind.root, key.kind.root
    if here.name in _WHOLE:
        return there.name in _WHOLE
    return here.name == there.name or (here.name in _TEXTS and there.name in {*_TEXTS, *_WHOLE, "uuid"})


def _links(free: Iterable[Field], model: Model, known: _Known) -> Iterator[Link]:
    """`user_id`, where there is a table users and no constraint."""
    for each in free:
        words = words_of(each.name)
        if len(words) < _PARTS or words[-1] not in {"id", "uuid"} or each.kind.domains:
            continue
        found = known.named(words[:-1], model) or (known.itself(model) if words[:-1] == ("parent",) else None)
        if found is not None and _suits(each, found[1]):
            target, key = found
            parts = (f"{each.name}, by its name", (each.name,), target.name, (key.name,), (each.name,))
            yield Link(*parts, soft=True, needed=each.not_null, only=False)


def _polys(free: Sequence[Field], model: Model, known: _Known) -> Iterator[Poly]:
    """`owner_type` and `owner_id`: the values of the first that name tables, and what the second then refers to."""
    kinds = {
        words_of(each.name)[:-1]: each
        for each in free
        if words_of(each.name)[-1:] in {("type",), ("kind",), ("model",)}
    }
    for each in free:
        words = words_of(each.name)
        kind = kinds.get(words[:-1]) if words[-1:] in {("id",), ("uuid",)} and len(words) >= _PARTS else None
        if kind is None:
            continue
        targets = tuple(
            (
                value,
                Link(
                    f"{each.name} of {value}",
                    (each.name,),
                    target.name,
                    (key.name,),
                    (each.name,),
                    soft=True,
                    only=False,
                ),
            )
            for value, (target, key) in _named_by(kind, model, known)
            if _suits(each, key) and target.name != model.name
        )
        if targets:
            yield Poly(kind.name, each.name, targets, closed=_values(kind, model) is None)


def _values(kind: Field, model: Model) -> tuple[str, ...] | None:
    atoms = [a for rule in model.rules for way in rule.ways for a in way if a.column == kind.name and a.test is Test.IN]
    listed_values = tuple(dict.fromkeys(value for atom in atoms for value in atom.values))
    return choices(kind.kind, limits_of(())) or listed_values or None


def _named_by(kind: Field, model: Model, known: _Known) -> Iterator[tuple[str, tuple[Model, Field]]]:
    values = _values(kind, model)
    if values is None:
        for target in [pair for pair in known.popular if pair[0].name != model.name][:_POPULAR]:
            yield "".join(word.capitalize() for word in _words(target[0].name.name)), target
        return
    for value in values:
        found = known.named(words_of(value), model)
        if found is not None:
            yield value, found


def _orders(model: Model) -> Iterator[Alternative]:
    """Pairs of columns, the first of which is not after the second."""
    counted = (each for each in model.fields if scale_of(each.kind.root) is not None)
    times = [each for each in counted if not (each.drawn or each.distinct or each.apart)]
    pairs = {tuple(pair.split(":")) for pair in listed("order", "pairs")}
    for one, other in permutations(times, 2):
        if _scales(one) == _scales(other) and _ordered(words_of(one.name), words_of(other.name), pairs, one):
            yield (
                Atom(one.name, Test.AT_MOST, other=other.name),
                Atom(other.name, Test.AT_LEAST, other=one.name),
            )


def _scales(each: Field) -> str:
    name = each.kind.root.name
    return "moment" if name in {"date", "timestamp", "timestamptz"} else name


def _ordered(one: tuple[str, ...], other: tuple[str, ...], pairs: set[tuple[str, ...]], each: Field) -> bool:
    differing = [pair for pair in zip(one, other, strict=False) if pair[0] != pair[1]]
    if len(one) == len(other) and len(differing) == 1 and differing[0] in pairs:
        return True
    moment = _scales(each) == "moment"
    return moment and bool(listed("order", "begins") & {*one}) and bool(listed("order", "later") & {*other})
