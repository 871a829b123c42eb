"""Words of the vocabulary, each with what it gives."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from pgworkbench.errors import SeedError, UnknownNameError
from pgworkbench.seeding import plan as words
from pgworkbench.seeding.plan import Generator, Mirror, Spread, TablePlan, const, number
from pgworkbench.seeding.rows import Generation, World

AS_OF = datetime(2026, 11, 1, tzinfo=UTC)


def made(rows: int = 300, **columns: Generator) -> dict[str, list[object]]:
    world = World(1, [TablePlan("t", columns)], [Generation({"t": rows}, AS_OF)])
    whole = world.rows("t")
    return {name: whole.value(name).to_pylist() for name in columns}


def test_money_comes_in_steps() -> None:
    amounts = made(v=words.money(5, 10, step=25))["v"]
    assert all(isinstance(each, Decimal) and 5 <= each <= 10 and each * 4 % 1 == 0 for each in amounts)


def test_a_share_is_a_part_of_its_whole() -> None:
    its = made(n=words.integers(100, 900), m=words.money(1, 90), a=words.share("n", 0, 0.5), b=words.share("m", 0.5, 1))
    assert all(0 <= part <= whole / 2 for part, whole in zip(its["a"], its["n"], strict=True))
    assert all(whole / 2 - Decimal("0.01") <= part <= whole for part, whole in zip(its["b"], its["m"], strict=True))


def test_numbers_add_up() -> None:
    its = made(n=number(), p=words.nullable(number(), 0.5), s=words.plus("n", "p", words.present("p")))
    for n, p, s in zip(*its.values(), strict=True):
        assert s == n + (0 if p is None else p + 1)


def test_two_values_are_told_apart() -> None:
    its = made(
        a=words.nullable(words.integers(1, 2), 0.3),
        b=words.nullable(words.integers(1, 2), 0.3),
        d=words.differ("a", "b"),
    )
    assert all(d is (a != b) for a, b, d in zip(*its.values(), strict=True))


def test_the_first_value_that_is_there_is_taken() -> None:
    its = made(a=words.nullable(const("a"), 0.5), v=words.first_of("a", const("b")))
    assert its["v"] == [a or "b" for a in its["a"]]
    assert made(a=words.nullable(const("a"), 0.5), v=words.absent_if_null(number(), "a"))["v"].count(None) > 50


def test_days_and_dates_are_counted() -> None:
    its = made(
        9,
        first=words.dates(date(2026, 2, 1), date(2026, 2, 1)),
        then=words.days_after("first", number(), step=7),
        later=words.day("first", shift=28),
        noon=words.shifted(words.midnight("first"), timedelta(hours=12)),
        span=words.period("first", "later"),
    )
    assert its["then"] == [date(2026, 2, 1) + timedelta(days=7 * n) for n in range(1, 10)]
    assert its["later"][0] == date(2026, 3, 1)
    assert its["noon"][0] == datetime(2026, 2, 1, 12, tzinfo=UTC)
    assert its["span"][0] == {"lower": date(2026, 2, 1), "upper": date(2026, 3, 1)}


@pytest.mark.parametrize(
    ("first", "last", "where"),
    [
        (date(2026, 10, 1), date(2026, 10, 31), "after"),
        (date(2026, 10, 1), date(2026, 11, 1), "during"),
        (date(2026, 11, 1), date(2026, 12, 1), "during"),
        (date(2026, 11, 2), date(2026, 12, 1), "before"),
    ],
)
def test_a_phase_says_where_the_day_of_the_volumes_lies(first: date, last: date, where: str) -> None:
    assert made(1, p=words.phase(words.dates(first, first), words.dates(last, last)))["p"] == [where]


def test_arrays_hold_different_labels() -> None:
    arrays = made(v=words.several({"a": 5, "b": 3, "c": 1, "d": 1}, least=1, most=4))["v"]
    assert all(1 <= len(each) == len(set(each)) <= 4 for each in arrays)
    assert {len(each) for each in arrays} == {1, 2, 3, 4}
    assert Counter(each[0] for each in arrays)["a"] > 100


def test_documents_leave_out_what_is_null() -> None:
    import json

    shape = {"b": words.nullable(number(), 0.5), "a": {"x": const('quo"te'), "long": const(True)}, "c": const([1, 2])}
    texts = made(v=words.document(shape), empty=words.document({}))
    shapes = Counter(tuple(json.loads(text)) for text in texts["v"])
    assert set(shapes) == {("a", "b", "c"), ("a", "c")}
    assert json.loads(texts["v"][0])["a"] == {"x": 'quo"te', "long": True}
    assert set(texts["empty"]) == {"{}"}


def test_texts_are_cut_lowered_and_put_together() -> None:
    its = made(
        1, v=words.template("{a}-{n}!", a=words.lowered(const("ÄB")), n=number()), c=words.cut(const("ab cd"), 3)
    )
    assert (its["v"], its["c"]) == (["äb-1!"], ["ab"])


def test_patterns_are_filled_with_digits() -> None:
    import re

    numbers = made(v=words.pattern("+1 555 01##", "x"))["v"]
    assert {bool(re.fullmatch(r"\+1 555 01\d\d", each)) for each in numbers if each != "x"} == {True}
    assert len(set(numbers)) > 50
    assert {len(each) for each in made(v=words.hexadecimal(9))["v"]} == {9}


def test_prose_is_short_or_long() -> None:
    texts = made(v=words.prose(("de_DE", "el_GR"), sentences=(1, 8)))["v"]
    assert len({len(each) for each in texts}) > 100
    assert len(set(texts)) > 280


def test_records_of_one_group_agree(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text("town,code,weight\nOslo,1,1\nBergen,2,3\n", encoding="utf-8")
    its = made(
        a=words.record(path, "town"), b=words.record(path, "code"), e=words.entry(path, "town", words.integers(1, 2))
    )
    assert set(zip(its["a"], its["b"], strict=True)) == {("Oslo", "1"), ("Bergen", "2")}
    assert its["a"].count("Bergen") > its["a"].count("Oslo")
    assert set(its["e"]) == {"Oslo", "Bergen"}
    with pytest.raises(SeedError, match=r"places\.csv has 2 records, and 3 are asked for"):
        made(v=words.entry(path, "town", words.integers(3, 3)))
    with pytest.raises(UnknownNameError, match=r"column of places\.csv 'twon': try town"):
        made(v=words.record(path, "twon"))


def test_addresses_are_those_of_documentation() -> None:
    four = {bytes([192, 0, 2]), bytes([198, 51, 100]), bytes([203, 0, 113])}
    for each in made(v=words.address())["v"]:
        assert isinstance(each, bytes)
        assert each[:3] in four if len(each) == 4 else each[:4] == bytes.fromhex("20010db8")


TREE = World(
    1,
    [
        TablePlan("firm", {"id": words.key()}),
        TablePlan("team", {"id": words.key(), "head": words.earlier(roots=0.2)}, spread=Spread("firm")),
        TablePlan("job", {"id": words.key(), "team": words.per("team", weights=(1, 3, 0))}, spread=Spread("firm")),
        TablePlan("note", {"job": words.beside(), "team": words.through("job", "team")}, spread=Mirror("job")),
        TablePlan(
            "call",
            {"team": words.parent("team"), "job": words.child("job", "team", parent="team")},
            spread=Spread("firm", 0.5),
        ),
    ],
    [Generation({"firm": 4, "team": 60, "job": 200, "note": 150, "call": 500}, AS_OF)],
)


def test_trees_point_backwards_within_their_owner() -> None:
    teams = TREE.rows("team")
    head = teams.pick("head").index
    assert (head < teams.index).all()
    assert (teams.owner[head[head >= 0]] == teams.owner[head >= 0]).all()
    assert 4 <= (head < 0).sum() < 30


def test_a_parents_parent_is_the_parents_own() -> None:
    notes, jobs = TREE.rows("note"), TREE.rows("job")
    assert (notes.pick("team").index == jobs.pick("team").index[:150]).all()


def test_a_child_of_the_parent_is_that_parents() -> None:
    calls, jobs = TREE.rows("call"), TREE.rows("job")
    picked = calls.pick("job").index
    assert (jobs.pick("team").index[picked[picked >= 0]] == calls.pick("team").index[picked >= 0]).all()
    childless = set(range(60)) - set(jobs.pick("team").index.tolist())
    assert set(calls.pick("team").index[picked < 0].tolist()) <= childless
    assert len(np.unique(picked)) > 100
