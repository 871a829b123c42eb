"""Hubs and repeated columns, counted in the catalog."""

from __future__ import annotations

import pytest
from diagram.designs import catalog, generated, table

from pgworkbench.catalog import Catalog
from pgworkbench.diagram.grouping import groups_of
from pgworkbench.diagram.hubs import Repeated, repeated
from pgworkbench.diagram.reading import read


def found(design: Catalog, groups: dict[str, str]) -> Repeated:
    reading = read(design)
    return repeated(reading, groups_of(reading, groups))


def star(children: int, *, others: int, together: bool = False) -> tuple[Catalog, dict[str, str]]:
    """A table to which `children` refer, and `others` that do not."""
    tables = [table("base", ["id int"])]
    tables += [table(f"child_{n:02}", ["id int", "base_id int"], "base_id -> base") for n in range(children)]
    tables += [table(f"other_{n:02}", ["id int"]) for n in range(others)]
    return catalog(*tables), {str(t.name): "one" if together else str(t.name) for t in tables}


@pytest.mark.parametrize(
    ("children", "others", "hub"),
    [(4, 0, False), (5, 0, True), (5, 11, True), (5, 12, False), (11, 90, False), (12, 90, True)],
)
def test_a_hub_is_what_many_other_groups_refer_to(children: int, others: int, hub: bool) -> None:  # noqa: FBT001
    assert bool(found(*star(children, others=others)).hubs) is hub


def test_the_centre_of_one_group_is_no_hub() -> None:
    assert not found(*star(30, others=0, together=True)).hubs


def test_what_most_tables_have_is_repeated() -> None:
    design, groups = generated(40)
    assert found(design, groups).columns == ("created_at", "created_by", "tenant_id", "updated_at", "updated_by")
    assert [str(hub) for hub in found(design, groups).hubs] == ["tenants", "users"]


def test_few_tables_repeat_nothing() -> None:
    tables = [table(name, ["id int", "created_at timestamptz"]) for name in "abc"]
    assert not found(catalog(*tables), dict.fromkeys("abc", "all")).columns


def test_a_common_name_is_not_enough() -> None:
    tables = [table(name, ["id int", "name text", "happened_at timestamptz"]) for name in "abcdef"]
    assert found(catalog(*tables), dict.fromkeys("abcdef", "all")).columns == ("happened_at",)
