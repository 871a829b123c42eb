"""Rules that could not be read, or not in full: the server is asked which guesses satisfy them.

A rule is left as it was read if the server lets most values pass that are made by what was read of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from random import Random
from typing import Any

import psycopg
from psycopg import sql

from pgworkbench.seeding.auto.atoms import Alternatives, Atom, Rule, Test
from pgworkbench.seeding.auto.bulk import mentioned
from pgworkbench.seeding.auto.guesses import guesses
from pgworkbench.seeding.auto.limits import possible
from pgworkbench.seeding.auto.literals import Cell, literal
from pgworkbench.seeding.auto.model import Field, Model
from pgworkbench.seeding.auto.stage import UNSIZED
from pgworkbench.seeding.counter import stream

_MOST_COLUMNS = 3
_SAMPLES = 40
_GUESSES = {1: 1200, 2: 70, 3: 16}  # of each column, by how many there are
_KEPT = {1: 200, 2: 128, 3: 128}  # values, or combinations, that are used
_OFTEN = 0.5  # a rule that so many samples satisfy needs no guesses

Taken = Sequence[tuple[str, ...]]


def asked(connection: psycopg.Connection[Any], model: Model, seed: int) -> Model:
    """The table with ways for the rules that could not be read, where some guess satisfies them."""
    return replace(model, rules=tuple(_steered(connection, model, rule, seed) for rule in model.rules))


def _steered(connection: psycopg.Connection[Any], model: Model, rule: Rule, seed: int) -> Rule:
    rule = _with_its_domain(model, rule)
    fields = _own(model, rule)
    if rule.sql == "true" or not fields or len(fields) > _MOST_COLUMNS:
        return rule
    usual = _made(model, rule, fields, seed)
    if not usual or len(_satisfying(connection, (model, rule, fields), usual)) >= _OFTEN * len(usual):
        return rule
    most = _GUESSES[len(fields)]
    offered = product(*(guesses(each, rule.sql + _told(each), seed)[:most] for each in fields))
    taken = _satisfying(connection, (model, rule, fields), list(offered))
    ways = _ways(fields, taken)
    empty = tuple(way for way in rule.ways if any(atom.test is Test.NULL for atom in way))
    return replace(rule, ways=(*empty, *ways)) if ways else rule


def _made(model: Model, rule: Rule, fields: Sequence[Field], seed: int) -> list[tuple[str, ...]]:
    """What the columns would be given by what was read of a rule, and of others that have one way alone.

    Nothing where that is a formula, or NULL.
    """
    beside = tuple(atom for other in model.rules if len(other.ways) == 1 and other != rule for atom in other.ways[0])
    random = Random(stream(seed, rule.name, "usual"))  # noqa: S311  # the same for the same seed
    rows = []
    for count in range(_SAMPLES):
        way = (*rule.ways[count % len(rule.ways)], *beside)
        row: dict[str, str | None] = {}
        for each in fields:
            atoms = [atom for atom in way if atom.column == each.name]
            filled = not any(atom.test in {Test.NULL, Test.COMPUTED} for atom in atoms) and possible(atoms, each.kind)
            cell = Cell(each.name, each.kind, (*atoms, *each.fixed), count)
            row[each.name] = literal(cell, row, random) if filled else None
        texts = tuple(text for text in row.values() if text is not None)
        rows += [texts] if len(texts) == len(fields) else []
    return rows


def _with_its_domain(model: Model, rule: Rule) -> Rule:
    """A domain's rule, which stands for itself without SQL, with the test that a value is one of the domain's."""
    if rule.sql != "true":
        return rule
    its = [each for each in model.fields if any(domain.sql == rule.name for domain in each.kind.domains)]
    tests = [other for each in its for other in model.rules if other.name == each.kind.sql and other.sql != "true"]
    return replace(rule, sql=tests[0].sql) if len(its) == 1 and tests else rule


def _told(field: Field) -> str:
    """What a column's domains say, for their constants."""
    return " ".join(check for domain in field.kind.domains for check in domain.checks)


def _own(model: Model, rule: Rule) -> tuple[Field, ...]:
    """The columns that a rule is about, if all of them are free to take any value that suits it."""
    if rule.name == "partition":
        return ()
    names = mentioned(rule.sql, [each.name for each in model.fields] + [name for name, _ in model.computed])
    linked = {column for link in model.links for column in link.columns}
    fields = tuple(each for each in model.fields if each.name in names)
    free = all(not (each.distinct or each.apart or each.drawn) and each.name not in linked for each in fields)
    return fields if free and len(fields) == len(names) else ()


def _satisfying(
    connection: psycopg.Connection[Any], of: tuple[Model, Rule, Sequence[Field]], offered: Taken
) -> list[tuple[str, ...]]:
    """The combinations that a rule lets pass; none if the server cannot evaluate it for all of them."""
    model, rule, fields = of
    texts = [list(each) for each in zip(*offered, strict=True)]
    bare = [sql.Identifier(f"text {place}") for place in range(len(fields))]
    parts = [_cast(each, text) for each, text in zip(fields, bare, strict=True)]
    lists = [sql.SQL("{}::text[]").format(sql.Literal(each)) for each in texts]
    query = sql.SQL("SELECT {} FROM (SELECT {}, {} FROM unnest({}) AS u ({}) OFFSET 0) AS {} WHERE {} AND {}").format(
        sql.SQL(", ").join(bare),
        sql.SQL(", ").join(bare),
        sql.SQL(", ").join(parts),
        sql.SQL(", ").join(lists),
        sql.SQL(", ").join(bare),
        sql.Identifier(model.name.name),
        sql.SQL(" AND ").join(sql.SQL("{} IS NOT NULL").format(sql.Identifier(each.name)) for each in fields),
        sql.SQL(f"({rule.sql})"),
    )
    try:
        with connection.transaction():
            return [tuple(row) for row in connection.execute(query).fetchall()]
    except psycopg.Error:
        if len(offered) == 1:
            return []
    middle = len(offered) // 2  # some value makes the rule fail: find the others around it
    if len(offered) > _KEPT[1]:
        return []
    return _satisfying(connection, of, offered[:middle]) + _satisfying(connection, of, offered[middle:])


def _cast(field: Field, text: sql.Identifier) -> sql.Composed:
    root = field.kind.root
    size = sql.Literal(max(field.kind.modifier, root.modifier))
    sized = sql.SQL("format_type({}::regtype, {})").format(sql.Literal(root.sql), size)
    return sql.SQL("CASE WHEN pg_catalog.pg_input_is_valid({}, {}) THEN {}::{} END AS {}").format(
        text, sized, text, sql.SQL(UNSIZED.get(root.name, root.sql)), sql.Identifier(field.name)
    )


def _ways(fields: Sequence[Field], taken: Taken) -> Alternatives:
    """One column takes one of a list; several take a combination that was tried."""
    kept = taken[:: max(1, len(taken) // _KEPT[len(fields)])][: _KEPT[len(fields)]]
    if not kept:
        return ()
    if len(fields) == 1:
        return ((Atom(fields[0].name, Test.IN, tuple(value for (value,) in kept)),),)
    return tuple(
        tuple(Atom(each.name, Test.IN, (text,)) for each, text in zip(fields, texts, strict=True)) for texts in kept
    )
