"""The engine asks each rule about what it registered for, and about nothing of the system's or an extension's."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

import pytest

from pgworkbench.catalog import Catalog, Column, Index, IndexKey, Name, Table, TableKind
from pgworkbench.errors import UnknownNameError
from pgworkbench.review import Level, Subject, every_rule, review

pytestmark = pytest.mark.database

BAD = """
CREATE TABLE readings (value timestamp);
CREATE TABLE orders (id bigint PRIMARY KEY, done boolean NOT NULL, status text);
CREATE INDEX ON orders (done);
"""


def test_findings_are_sorted_gravest_first_and_the_same_each_time(read: Callable[[str], Catalog]) -> None:
    catalog = read(BAD)
    first, second = review(Subject(catalog)), review(Subject(catalog))
    assert first.findings == second.findings
    assert [one.order for one in first.findings] == sorted(one.order for one in first.findings)
    assert first.findings[0].rule == "no-primary-key"


def test_every_finding_says_what_where_why_and_how(read: Callable[[str], Catalog]) -> None:
    for one in review(Subject(read(BAD))).findings:
        assert all((one.message, one.why, str(one.object), str(one.where), one.fix or one.advice))


def test_keys_do_not_change_with_the_database_or_the_wording(read: Callable[[str], Catalog]) -> None:
    catalog = read(BAD)
    keys = [one.key for one in review(Subject(catalog), ["keys"]).findings]
    assert keys == ["no-primary-key:table:readings", "status-without-values:column:orders.status"]


def test_only_asks_rules_by_id_and_by_category(read: Callable[[str], Catalog]) -> None:
    catalog = read(BAD)
    assert {one.rule for one in review(Subject(catalog), ["no-primary-key"]).findings} == {"no-primary-key"}
    asked = review(Subject(catalog), ["types", "no-primary-key"]).asked
    assert set(asked) == {r.id for r in every_rule() if r.category == "types"} | {"no-primary-key"}


def test_an_unknown_rule_is_told_with_its_nearest(read: Callable[[str], Catalog]) -> None:
    with pytest.raises(UnknownNameError, match="no-primary-key"):
        review(Subject(read("")), ["no-primary-keys"])


def test_a_rule_that_lacks_what_it_needs_is_named(read: Callable[[str], Catalog]) -> None:
    skipped = {str(one) for one in review(Subject(read(BAD))).skipped}
    assert "brief-leaves-open needs the brief" in skipped
    assert any(one.startswith("row-security-off needs a tenant column") for one in skipped)
    assert "index-serves-unknown-query needs the workload and what each index claims to serve" in skipped


def test_nothing_is_said_of_an_empty_database(read: Callable[[str], Catalog]) -> None:
    assert review(Subject(read(""))).findings == ()


def test_nothing_is_said_of_what_an_extension_owns(read: Callable[[str], Catalog]) -> None:
    sql = "CREATE EXTENSION pg_trgm; CREATE EXTENSION citext; CREATE EXTENSION pg_stat_statements;"
    assert review(Subject(read(sql))).findings == ()


def test_nothing_is_said_of_what_a_migration_tool_keeps(read: Callable[[str], Catalog]) -> None:
    assert review(Subject(read("CREATE TABLE schema_migrations (version varchar(255))"))).findings == ()


def test_a_review_is_narrowed_to_tables_and_to_what_is_new(read: Callable[[str], Catalog]) -> None:
    whole = review(Subject(read(BAD)), ["keys"])
    assert [one.rule for one in whole.within(["readings"]).findings] == ["no-primary-key"]
    assert [one.rule for one in whole.without({"no-primary-key:table:readings"}).findings] == ["status-without-values"]
    assert [one.rule for one in whole.at_least(Level.ERROR)] == ["no-primary-key"]
    assert list(whole.frame()["object"]) == ["table readings", "column orders.status"]


def test_five_hundred_tables_take_less_than_three_seconds() -> None:
    """Processor time, so that neighbours on the machine do not matter; measured here at about a tenth of that."""
    tables = tuple(_table(number) for number in range(500))
    catalog = Catalog(version=180000, database="large", tables=tables)
    started = process_time()
    found = review(Subject(catalog))
    assert process_time() - started < 3
    assert len({one.where for one in found.findings}) == 500


def _table(number: int) -> Table:
    name = Name("public", f"table_{number}")
    columns = tuple(Column(f"column_{position}", "text", position) for position in range(20))
    indexes = tuple(
        Index(f"index_{number}_{column.name}", "btree", (IndexKey(column.name, column.name, Name("x", "y")),), "")
        for column in columns[:8]
    )
    return Table(name, TableKind.TABLE, "somebody", columns=columns, indexes=indexes)
