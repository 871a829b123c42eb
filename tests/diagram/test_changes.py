"""What became of a design since an earlier state."""

from __future__ import annotations

from dataclasses import replace

from diagram.designs import catalog, small, table

from pgworkbench.catalog import Catalog, Column, Grant
from pgworkbench.diagram import domain_diagram, overview, table_diagram
from pgworkbench.diagram.changes import read_since
from pgworkbench.diagram.entities import Change


def changed() -> tuple[Catalog, Catalog]:
    """Passports dropped, marks added, `people.name` of another type, `notes.body` dropped, a key altered."""
    before, _ = small()
    people = before.table("people")
    columns = tuple(replace(c, type="varchar(9)") if c.name == "name" else c for c in people.columns)
    notes = before.table("notes")
    tables = {
        **{str(t.name): t for t in before.tables if str(t.name) != "passports"},
        "people": replace(people, columns=columns),
        "notes": replace(notes, columns=(*notes.columns[:2], Column("text", "text", 4))),
        "marks": table("marks", ["id int", "person_id bigint null"], "person_id -> people"),
    }
    return before, catalog(*tables.values(), enums=before.enums)


def test_each_table_knows_what_became_of_it() -> None:
    reading = read_since(*changed())
    assert {entity.name: entity.change for entity in reading.entities.values()} == {
        "courses": Change.NONE,
        "enrolments": Change.NONE,
        "marks": Change.ADDED,
        "notes": Change.ALTERED,
        "passports": Change.DROPPED,
        "people": Change.ALTERED,
    }


def test_columns_and_keys_know_it_as_well() -> None:
    reading = read_since(*changed())
    [notes] = [entity for entity in reading.entities.values() if entity.name == "notes"]
    assert [(column.name, column.change.name) for column in notes.columns] == [
        *(("id", "NONE"), ("course_id", "NONE"), ("body", "DROPPED"), ("text", "ADDED"))
    ]
    keys = {link.name: link.change for link in reading.links}
    assert keys["fk_passports_people_person_id"] is Change.DROPPED
    assert keys["fk_marks_people_person_id"] is Change.ADDED
    assert keys["fk_notes_courses_course_id"] is Change.NONE


def test_what_a_picture_does_not_show_alters_a_table_too() -> None:
    before, _ = small()
    notes = replace(before.table("notes"), grants=(Grant("reader", ("SELECT",)),))
    after = replace(before, tables=tuple(notes if t.name == notes.name else t for t in before.tables))
    [found] = [e for e in read_since(before, after).entities.values() if e.change is not Change.NONE]
    assert (found.name, found.change) == ("notes", Change.ALTERED)


def test_sizes_rows_and_places_of_columns_are_no_change() -> None:
    before, _ = small()
    tables = tuple(
        replace(t, rows=7.0, bytes=9, columns=tuple(replace(c, position=c.position + 3) for c in t.columns))
        for t in before.tables
    )
    assert all(e.change is Change.NONE for e in read_since(before, replace(before, tables=tables)).entities.values())


def test_pictures_show_the_changes_and_say_how_many() -> None:
    before, after = changed()
    groups = dict.fromkeys([str(t.name) for t in (*before.tables, *after.tables)], "school")
    diagram = domain_diagram(after, groups, "school", since=before)
    assert diagram.caption.endswith("Since the earlier state 1 added, 2 altered, 1 dropped (in the whole design).")
    svg = diagram.svg()
    for words in ("+ marks", "~ people", "~ notes", "+ text", "~ name"):
        assert f">{words}</text>" in svg
    assert 'text-decoration="line-through"' in svg
    assert "passports" in overview(after, groups, since=before).svg()
    assert "passports" in table_diagram(after, "people", groups, since=before).svg()
    assert "earlier" not in domain_diagram(before, groups, "school", since=before).caption
