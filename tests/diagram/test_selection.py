"""What a picture shows, and that its caption names what it does not."""

from __future__ import annotations

import pytest
from diagram.designs import catalog, generated, small, table, tenant_table

from pgworkbench.diagram import Detail, DiagramSpec, domain_diagram, draw, overview, table_diagram
from pgworkbench.diagram.entities import Drawing, Entity
from pgworkbench.errors import DiagramError, UnknownNameError

CATALOG, GROUPS = generated(40)


def shown(drawing: Drawing, name: str) -> Entity:
    [found] = [entity for entity in drawing.entities if entity.name == name]
    return found


def columns(drawing: Drawing, name: str) -> list[str]:
    return [column.name for column in shown(drawing, name).columns]


def test_an_overview_shows_every_table_by_name() -> None:
    drawing = overview(CATALOG, GROUPS).drawing
    assert sorted(entity.name for entity in drawing.entities) == sorted(str(t.name) for t in CATALOG.base_tables)
    assert not any(entity.columns for entity in drawing.entities)


def test_an_overview_hides_the_lines_to_hubs_and_says_so() -> None:
    diagram = overview(CATALOG, GROUPS)
    crossing = [link for link in diagram.drawing.links if str(link.parent) in {"tenants", "users"}]
    assert all(GROUPS[str(link.child)] == "tenancy" for link in crossing)
    assert "38 tenant_id edges to tenants" in diagram.caption
    assert "edges to users (created_by, updated_by, user_id)" in diagram.caption
    hidden = sum(len(t.foreign_keys) for t in CATALOG.base_tables) - len(diagram.drawing.links)
    counted = [int(part.split()[0]) for part in diagram.caption.partition("Hidden: ")[2].rstrip(".").split("; ")]
    assert sum(counted) == hidden


def test_no_table_is_a_hub_by_its_name() -> None:
    tables = [table("tenants", ["id int"]), table("users", ["id int"]), table("a", ["id int", "t int"], "t -> tenants")]
    assert overview(catalog(*tables), {"tenants": "x", "users": "x", "a": "y"}).caption == "3 tables in 2 domains."


def test_a_domain_is_shown_in_full_and_its_neighbours_by_name() -> None:
    drawing = domain_diagram(CATALOG, GROUPS, "domain_01").drawing
    own = [entity for entity in drawing.entities if not entity.stub]
    assert {entity.name for entity in own} == {name for name, group in GROUPS.items() if group == "domain_01"}
    stubs = [entity for entity in drawing.entities if entity.stub]
    assert {entity.name for entity in stubs} >= {"domain_00_items"}
    assert not any(entity.columns for entity in stubs)
    own_names = {entity.table for entity in own}
    assert all(link.child in own_names or link.parent in own_names for link in drawing.links)


def test_repeated_columns_are_hidden_and_named() -> None:
    diagram = domain_diagram(CATALOG, GROUPS, "domain_01")
    assert columns(diagram.drawing, "domain_01_items") == ["id", "title", "amount"]
    assert "columns tenant_id, created_at, updated_at, created_by, updated_by" in diagram.caption
    assert diagram.drawing.caption == diagram.caption


def test_the_column_that_partitions_a_table_is_never_hidden() -> None:
    logs = table("logs", ["id int", "created_at timestamptz"], by="RANGE (created_at)", pk="id, created_at")
    others = [table(f"table_{letter}", ["id int", "created_at timestamptz"]) for letter in "abcd"]
    diagram = domain_diagram(
        catalog(logs, *others), dict.fromkeys(["logs", *(str(t.name) for t in others)], "all"), "all"
    )
    assert columns(diagram.drawing, "logs") == ["id", "created_at"]
    assert columns(diagram.drawing, "table_a") == ["id"]


def test_columns_stand_in_their_own_order() -> None:
    drawing = draw(CATALOG, DiagramSpec(GROUPS, domain="domain_01", hide=())).drawing
    assert columns(drawing, "domain_01_items")[:4] == ["tenant_id", "id", "title", "amount"]
    hidden = draw(CATALOG, DiagramSpec(GROUPS, domain="domain_01", hide=("title",)))
    assert "title" not in columns(hidden.drawing, "domain_01_items")
    assert "created_at" in columns(hidden.drawing, "domain_01_items")


def test_a_hubs_own_domain_shows_who_is_its_own() -> None:
    drawing = domain_diagram(CATALOG, GROUPS, "tenancy").drawing
    assert [(str(link.parent), str(link.child)) for link in drawing.links] == [("tenants", "users")]
    assert "tenant_id" in columns(drawing, "users")


def test_a_composite_key_is_one_edge_that_ends_at_its_telling_column() -> None:
    drawing = domain_diagram(CATALOG, GROUPS, "domain_01").drawing
    [link] = [link for link in drawing.links if link.name == "fk_domain_01_notes_domain_01_items_item_id"]
    assert link.columns == ("tenant_id", "item_id")
    assert (link.left_column, link.right_column) == ("id", "item_id")


def test_detail_keys_shows_keys_alone() -> None:
    drawing = draw(CATALOG, DiagramSpec(GROUPS, domain="domain_01", detail=Detail.KEYS)).drawing
    assert columns(drawing, "domain_01_notes") == ["id", "item_id", "other_id"]
    names = draw(CATALOG, DiagramSpec(GROUPS, domain="domain_01", detail=Detail.NAMES))
    assert not columns(names.drawing, "domain_01_notes")
    everything = draw(CATALOG, DiagramSpec(GROUPS, detail=Detail.ALL))
    assert columns(everything.drawing, "domain_01_notes")
    assert "columns tenant_id" in everything.caption


def test_a_table_is_shown_whole_with_what_joins_its_neighbours() -> None:
    drawing = table_diagram(CATALOG, "domain_01_notes", GROUPS).drawing
    assert columns(drawing, "domain_01_notes")[0] == "tenant_id"
    assert {entity.name for entity in drawing.entities} == {
        *("domain_01_notes", "domain_01_items", "domain_00_items", "tenants", "users")
    }
    assert columns(drawing, "domain_01_items") == ["tenant_id", "id"]


def test_many_neighbours_are_bundled_by_domain_and_every_key_is_still_a_line() -> None:
    drawing = table_diagram(CATALOG, "tenants", GROUPS).drawing
    assert len(drawing.links) == 38 + 1
    bundles = [entity for entity in drawing.entities if entity.members]
    assert {entity.name for entity in bundles} == set(GROUPS.values()) - {"tenancy"}
    members = {member.name for entity in bundles for member in entity.members}
    rows = {column.name for entity in bundles for column in entity.columns}
    assert rows == members == set(GROUPS) - {"tenants", "users"}
    [told] = [link.sentence for link in drawing.links if link.name == "fk_domain_00_notes_tenants_tenant_id"]
    assert "domain_00_notes (tenant_id) → tenants (id)" in told


def test_self_references_one_to_one_and_junctions_are_drawn() -> None:
    drawing = domain_diagram(*small(), "school").drawing
    ends = {link.name: (link.left_cardinality, link.right_cardinality) for link in drawing.links}
    assert ends["fk_people_people_boss_id"] == ("?", "*")
    assert ends["fk_passports_people_person_id"] == ("1", "?")
    assert ends["fk_enrolments_courses_course_id"] == ("1", "*")
    assert len(drawing.links) == 5


def test_values_of_enums_and_checks_are_notes() -> None:
    svg = domain_diagram(*small(), "school").svg()
    assert "first · second · third" in svg
    assert "a · b" in svg
    assert "As on the passport" in svg


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (DiagramSpec(GROUPS, domain="domain_0"), "unknown domain 'domain_0': try domain_0"),
        (DiagramSpec(GROUPS, table="user"), "unknown table 'user': try users"),
        (DiagramSpec(domain="nothing"), "unknown domain 'nothing'"),
    ],
)
def test_what_does_not_exist_is_told(spec: DiagramSpec, message: str) -> None:
    with pytest.raises(UnknownNameError, match=message):
        draw(CATALOG, spec)


def test_a_design_without_tables_is_told() -> None:
    with pytest.raises(DiagramError, match="has no tables to draw"):
        overview(catalog(), {})


def test_tables_that_the_grouping_leaves_out_are_other() -> None:
    design = catalog(table("a", ["id int"]), table("b", ["id int"]))
    assert {entity.group for entity in overview(design, {"a": "first"}).drawing.entities} == {"first", "other"}


def test_schemas_other_than_public_are_told_apart() -> None:
    design = catalog(
        table("settings", ["id int"]),
        table("app.settings", ["id int", "base_id int"], "base_id -> settings"),
    )
    diagram = overview(design, {"settings": "one", "app.settings": "two"})
    assert [entity.group for entity in diagram.drawing.entities] == ["one", "two"]
    assert 'data-table="app.settings"' in diagram.svg()


def test_links_open_what_is_clicked() -> None:
    diagram = overview(CATALOG, GROUPS, links={"users": "users.html?a=1&b=2", "domain_01": "domain_01.html"})
    svg = diagram.svg()
    assert 'xlink:href="users.html?a=1&amp;b=2"' in svg
    assert 'xlink:href="domain_01.html"' in svg
    assert svg.count("xlink:href") == 2


def test_one_tenant_table_is_enough() -> None:
    users = tenant_table("users", ["email text"])
    diagram = overview(catalog(table("tenants", ["id uuid"]), users))
    assert len(diagram.drawing.entities) == 2
