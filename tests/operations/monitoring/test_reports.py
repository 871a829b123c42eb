"""Queries for a person who looks: each runs and shows what it promises."""

from __future__ import annotations

import pytest

from pgworkbench.operations.monitoring import ALERTS, evaluate, reports, unmet
from pgworkbench.server import Database

DESIGN = """
CREATE TYPE mood AS ENUM ('a', 'b');
CREATE TABLE public.t (tenant int NOT NULL, mood mood, word tsvector);
CREATE INDEX by_mood ON public.t (tenant, mood); CREATE INDEX by_tenant ON public.t (tenant);
CREATE INDEX by_word ON public.t USING gin (word);
CREATE TABLE public.open (mood mood); CREATE INDEX open_mood ON public.open (mood);
ALTER TABLE public.t ENABLE ROW LEVEL SECURITY;
"""


@pytest.mark.parametrize("name", sorted(set(reports()) - {"slow_statements.sql"}))
def test_a_report_runs_and_says_what_it_shows(scratch: Database, name: str) -> None:
    assert reports()[name].startswith("-- ")
    with scratch.connect(autocommit=True) as connection:
        assert connection.execute(reports()[name].encode()).description


def test_indexes_that_policies_hamper_are_found(scratch: Database) -> None:
    """R-SUG-5: an enum's = is not leakproof, an integer's is; a table without policies is let be."""
    with scratch.connect(autocommit=True) as connection:
        connection.execute(DESIGN)
        rows = connection.execute(reports()["hampered_indexes.sql"].encode()).fetchall()
    assert [(row[2], row[4]) for row in rows] == [("by_mood", "mood"), ("by_word", "word")]


def test_an_alert_without_its_extension_is_named_and_passed_over(scratch: Database) -> None:
    with scratch.connect(autocommit=True) as connection:
        assert [alert.name for alert in unmet(connection, ALERTS)] == ["slow_statements"]
        assert "slow_statements" not in {each.alert.name for each in evaluate(connection, ALERTS)}
