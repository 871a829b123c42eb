"""DOT, Mermaid and DBML: complete, in order, and with every name escaped."""

from __future__ import annotations

import re

from diagram.designs import generated, hostile, small, table_and_enum

from pgworkbench.diagram import domain_diagram, overview, table_diagram
from pgworkbench.diagram.graphviz import render

SCHOOL = domain_diagram(*small(), "school")


def test_mermaid_says_what_the_picture_says() -> None:
    text = SCHOOL.mermaid()
    assert text.startswith("erDiagram\n")
    assert 'people |o..o{ people : "boss_id"' in text
    assert 'people ||--o| passports : "person_id"' in text
    assert "        bigint person_id PK, FK\n" in text
    assert '        courses_level_enum level "first | second | third"\n' in text
    assert '        numeric(4_1) marks "null"\n' in text
    assert "http" not in text


def test_mermaid_has_each_table_once_where_the_picture_bundles() -> None:
    text = table_diagram(*generated(40)[:1], "tenants", generated(40)[1]).mermaid()
    assert len(re.findall(r"^    domain_00_notes$", text, re.MULTILINE)) == 1
    assert len(re.findall(r"tenants \|\|--o\{", text)) == 39


def test_mermaid_words_are_its_own_alphabet() -> None:
    for line in overview(*hostile()).mermaid().splitlines()[1:]:
        words = re.sub(r'"[^"]*"', "", line)
        assert re.fullmatch(r"[A-Za-z0-9_()\[\]{}|.:,\- ]*", words), line


def test_dbml_has_all_columns_keys_and_groups() -> None:
    text = overview(*small()).dbml()
    assert 'Table "enrolments" {' in text
    assert '("person_id", "course_id") [pk]' in text
    assert "\"name\" text [not null, note: 'As on the passport']" in text
    assert 'Enum "courses_level_enum" {\n  "first"\n  "second"\n  "third"\n}' in text
    assert 'Ref "fk_passports_people_person_id": "people"."id" - "passports"."person_id" [delete: cascade]' in text
    assert 'TableGroup "school" {' in text
    assert text.count("Ref ") == 5


def test_dbml_names_columns_that_the_picture_hides() -> None:
    design, groups = generated(17)
    text = overview(design, groups).dbml()
    assert text.count('"created_by" uuid') == 16
    assert text.count("Ref ") == sum(len(t.foreign_keys) for t in design.base_tables)


def test_dbml_quotes_stand_in_pairs() -> None:
    for line in overview(*hostile()).dbml().splitlines():
        outside = re.sub(r"""\"[^\"]*\"|`[^`]*`|'(?:[^'\\]|\\.)*'""", "", line)
        assert not set(outside) & set("\"'`"), line


def test_dbml_tells_schemas_apart() -> None:
    text = overview(table_and_enum()).dbml()
    assert 'Table "app"."things" {' in text
    assert '"state" "app"."state_enum" [not null]' in text
    assert 'Enum "app"."state_enum" {' in text


def test_dot_is_a_graph_that_graphviz_can_lay_out_itself() -> None:
    for diagram in (SCHOOL, overview(*generated(17)), overview(*hostile()), table_diagram(hostile()[0], 'quo"te')):
        drawn = render(diagram.dot(), "svg").decode()
        assert drawn.count('class="edge"') == len(diagram.drawing.links)
