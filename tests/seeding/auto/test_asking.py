"""Rules that nobody can read are satisfied all the same: the server says which guesses they let pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from pgworkbench.catalog import read_catalog
from pgworkbench.seeding.auto import seed_anything
from pgworkbench.server import Database

pytestmark = pytest.mark.database

ROWS = 300


def test_columns_under_unreadable_rules_are_filled_and_vary(scratch: Database) -> None:
    """Functions, prefixes, remainders, weekdays, arrays in arrays, documents; domains; rules over two columns."""
    with scratch.connect(autocommit=True) as connection:
        connection.execute((Path(__file__).parent / "odd.sql").read_text("utf-8"))
        report = seed_anything(connection, ROWS, 7)
        assert (report.tables, report.refused) == ({'Odd "one': ROWS}, {})
        [table] = read_catalog(connection).base_tables
        cursor = connection.execute('SELECT * FROM "Odd ""one"')
        names = [column.name for column in cursor.description or ()]
        lines = zip(*cursor.fetchall(), strict=True)
        values = {name: [str(value) for value in its] for name, its in zip(names, lines, strict=True)}
    filled = {name: sum(value != "None" for value in its) for name, its in values.items()}
    assert min(filled.values()) > ROWS * 0.8, filled
    constant = [name for name, its in values.items() if len(set(its)) < 3]
    assert set(constant) <= {"a b", "c%d"}  # 'aabc' has few halves among the guesses
    assert len(values) == len(table.columns)


def test_a_rule_that_fails_on_some_guesses_and_one_that_nothing_satisfies(scratch: Database) -> None:
    ddl = """
        CREATE FUNCTION picky(t text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
        BEGIN
          IF t !~ '^tt_' THEN RAISE EXCEPTION 'not for me: %', t; END IF;
          RETURN length(t) > 3;
        END $$;
        CREATE TABLE never (id int PRIMARY KEY, a text NOT NULL CONSTRAINT in_vain CHECK (length(a) > length(a) + 1));
        CREATE TABLE raising (id int PRIMARY KEY, a text CHECK (starts_with(a, 'tt_') AND picky(a)));
    """
    with scratch.connect(autocommit=True) as connection:
        connection.execute(ddl)
        report = seed_anything(connection, 50, 7)
        assert report.tables == {"raising": 50}
        assert report.refused["never"].constraint == "in_vain"
