"""References kept in an array or a document.

What: a column named `*_ids` is an array of keys (integers, uuids), a JSON document, or text that lists them.
Why: no foreign key can guard what is inside, a join has to unpack it, and adding one reference writes them all anew. A
    junction table does all three.
Wrong when: the list is a snapshot of what was, or comes from another system.
Source: B. Karwin, SQL Antipatterns, "Jaywalking"; requirement of junction tables for many-to-many relationships.

Bad:
    CREATE TABLE playlists (id bigint PRIMARY KEY, song_ids bigint[] NOT NULL);

Good:
    CREATE TABLE playlists (id bigint PRIMARY KEY);
    CREATE TABLE songs (id bigint PRIMARY KEY);
    CREATE TABLE playlist_songs (
        playlist_id bigint REFERENCES playlists ON DELETE RESTRICT, song_id bigint REFERENCES songs ON DELETE RESTRICT,
        PRIMARY KEY (playlist_id, song_id)
    );
    CREATE INDEX ON playlist_songs (song_id);
"""

from __future__ import annotations

from pgworkbench.catalog import Column, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import quoted
from pgworkbench.review.expression import plain
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject

_KEYS = {"int2", "int4", "int8", "uuid"}
_LISTS = {"json", "jsonb", "text", "varchar"}


@rule.check(Column, level=Level.WARNING, category=Category.DESIGN)
def keys_in_array(_: Subject, table: Table, column: Column) -> Flaws:
    """A column of many keys."""
    name = plain(column.name)
    if not name.endswith(("_ids", "_uuids")) or column.type_name.schema != "pg_catalog":
        return
    kind = column.type_name.name
    if kind in _KEYS if column.array else kind in _LISTS:
        advice = f"Make a junction table of {table.name} and what {quoted(column.name)} refers to."
        yield Flaw(f"it holds many references ({column.type}), which no foreign key can guard", advice=advice)
