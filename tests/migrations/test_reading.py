"""Statements with their lines, as the server would see them."""

from __future__ import annotations

import pytest

from pgworkbench.errors import ContentError
from pgworkbench.migrations.files import File
from pgworkbench.migrations.reading import pieces, statements
from pgworkbench.migrations.running import Way

TEXT = """-- migrate:up
-- ä; first
SELECT 1; /* two; */ SELECT 'a;b', $$c;d$$

;
-- why
DO $guard$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_class) THEN
        ALTER TABLE "a b" ADD CHECK (x > 0);
    END IF;
    EXECUTE 'DROP TABLE t';
END $guard$;
CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END;
-- migrate:down
-- Nothing to do.
"""


def test_each_has_its_line_kind_and_title() -> None:
    read = statements(File("20260101000000_a.sql", TEXT), Way.UP)
    assert [(each.line, each.kind) for each in read] == [
        (3, "select_stmt"),
        (3, "select_stmt"),
        (7, "do_stmt"),
        (14, "create_function_stmt"),
    ]
    assert read[1].sql == "SELECT 'a;b', $$c;d$$"
    assert read[2].title == 'in a block: ALTER TABLE "a b" ADD CHECK (x > 0)'
    assert [kind for kind, _ in read[2].nodes] == ["alter_table_stmt"]
    assert statements(File("20260101000000_a.sql", TEXT), Way.DOWN) == ()


def test_pieces_keep_their_comments() -> None:
    found = pieces(File("20260101000000_a.sql", TEXT), Way.UP)
    assert found[0] == "-- ä; first\nSELECT 1"
    assert found[1] == "/* two; */ SELECT 'a;b', $$c;d$$"
    assert found[2].startswith("-- why\nDO $guard$")
    assert len(found) == 4


def test_a_mistake_is_told_with_its_line() -> None:
    text = "-- migrate:up\nSELECT 1;\nSELEC 2;\n-- migrate:down\n"
    with pytest.raises(ContentError, match=r"a\.sql:3: the server would not understand it"):
        statements(File("20260101000000_a.sql", text), Way.UP)
