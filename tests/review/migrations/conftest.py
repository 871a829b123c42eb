"""The verbs of these tests: what is found in a migration's text, by our own rules or by squawk."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from pgworkbench.review import Review
from pgworkbench.review.migrations import Migrations, MigrationText, review_migrations
from pgworkbench.review.rule import every_migration_rule

NAME = "20260106093000_change_orders.sql"
_FILE = re.compile(r"^-- file: (\S+)\n", re.MULTILINE)
Found = Callable[..., list[tuple[str, int]]]


def reviewed(*texts: str, only: tuple[str, ...] = ()) -> Review:
    """A review of files; one that does not begin with `-- file: name` is called after the time of its place."""
    files = []
    for number, text in enumerate(texts):
        named = _FILE.match(text)
        name = named[1] if named else NAME.replace("0930", f"09{30 + number}")
        files.append(MigrationText(name, _FILE.sub("", text, count=1)))
    return review_migrations(Migrations(tuple(files)), only)


@pytest.fixture
def found() -> Found:
    """(rule, line) of each finding of our own rules in a text; without marks it is the way up."""
    own = tuple(rule.id for rule in every_migration_rule())

    def run(text: str, *others: str) -> list[tuple[str, int]]:
        whole = text if "-- migrate:" in text else f"-- migrate:up\n{text}\n-- migrate:down\nSELECT 1;"
        result = reviewed(whole, *others, only=own)
        return [(one.rule, int(one.object.part or 0)) for one in result.findings]

    return run
