"""Workload files: what is read from them, and what is said about mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from pgworkbench.errors import ContentError, UnknownNameError
from pgworkbench.workload import QueryKind, Workload, parse_workload, read_workload

FILE = """\
-- Orders: what the shop asks of them.
-- role: shop_application
-- set: app.shop_id = :shop_id
-- set: work_mem = '8MB'

-- name: orders_by_customer
-- The orders of one customer,
-- newest first.
-- calls per hour: 1,200
-- target: 20 ms
-- params: SELECT shop_id, customer_id
--     FROM orders   -- a comment of its own
--     ORDER BY 1
SELECT * FROM orders
 WHERE customer_id = :customer_id; -- that is all

-- name: pay
-- kind: write
-- role: cashier
-- set: work_mem = 1GB
SELECT pay(:order_id)
"""


def fails(text: str) -> ContentError:
    with pytest.raises(ContentError) as caught:
        parse_workload(text, Path("w.sql"))
    return caught.value


def test_reads_every_header() -> None:
    first, second = parse_workload(FILE, Path("orders.sql"), "orders").queries
    assert first.name == "orders_by_customer"
    assert first.purpose == "The orders of one customer, newest first."
    assert (first.calls_per_hour, first.target_ms) == (1200, 20)
    assert first.role == "shop_application"
    assert first.settings == (("app.shop_id", ":shop_id"), ("work_mem", "'8MB'"))
    assert first.params == "SELECT shop_id, customer_id\nFROM orders   -- a comment of its own\nORDER BY 1"
    assert first.sql == "SELECT * FROM orders\n WHERE customer_id = :customer_id"
    assert (first.path, first.line, first.sql_line, first.domain) == (Path("orders.sql"), 6, 14, "orders")
    assert first.parameters == ("customer_id", "shop_id")
    assert second.role == "cashier"
    assert second.settings == (("app.shop_id", ":shop_id"), ("work_mem", "1GB"))
    assert second.kind is QueryKind.WRITE
    assert first.kind is QueryKind.READ


def test_settings_take_parameters_and_literals() -> None:
    query = parse_workload(FILE).query("orders_by_customer")
    assert query.settings_for({"shop_id": "7"}) == (("app.shop_id", "7"), ("work_mem", "8MB"))
    assert query.settings_for({"shop_id": None}) == (("app.shop_id", ""), ("work_mem", "8MB"))


@pytest.mark.parametrize(
    ("sql", "parameters"),
    [
        ("SELECT :a", ("a",)),
        ("SELECT :a, :b, :a", ("a", "b")),
        ("SELECT :a::int, b::text", ("a",)),
        ("SELECT ':a', \":a\", $$ :a $$, $x$ :a $x$, E'\\':a', U&':a' FROM t", ()),
        ("SELECT 1 -- :a\n /* :a /* :b */ */", ()),
        ("SELECT x[1:n], x[lo:hi], x[f(1):n], x[:a:b] FROM t", ("a",)),
        ("SELECT f(p := :a, q => :b)", ("a", "b")),
        ("SELECT 1 WHERE 1=:a AND 2<:b AND j->:c IS NOT NULL", ("a", "b", "c")),
        ("SELECT :año, :_x1, :Year", ("año", "_x1", "Year")),
        ("SELECT 'é', :a", ("a",)),
        ("SELECT 1::bigint", ()),
    ],
)
def test_finds_parameters_where_they_are(sql: str, parameters: tuple[str, ...]) -> None:
    (query,) = parse_workload(f"-- name: q\n{sql}").queries
    assert query.parameters == parameters


@pytest.mark.parametrize(
    ("sql", "statement"),
    [
        ("SELECT a % 2 FROM t WHERE b LIKE '%x' AND c = :c", "SELECT a %% 2 FROM t WHERE b LIKE '%%x' AND c = %(c)s"),
        ("SELECT ':a' || :a::text", "SELECT ':a' || %(a)s::text"),
        ("SELECT $q$ 100% :a $q$", "SELECT $q$ 100%% :a $q$"),
        ("SELECT 'é', :a, 'ü'", "SELECT 'é', %(a)s, 'ü'"),
    ],
)
def test_statement_is_psycopgs_form(sql: str, statement: str) -> None:
    assert parse_workload(f"-- name: q\n{sql}").query("q").statement == statement


def test_numbered_is_postgresqls_form() -> None:
    query = parse_workload("-- name: q\nSELECT :b, :a, :b WHERE '%' = :a").query("q")
    assert query.numbered == "SELECT $1, $2, $1 WHERE '%' = $2"


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("INSERT INTO t VALUES (1)", QueryKind.WRITE),
        ("WITH d AS (DELETE FROM t RETURNING id) SELECT * FROM d", QueryKind.WRITE),
        ("WITH d AS (SELECT 1) UPDATE t SET a = 1", QueryKind.WRITE),
        ("MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN DELETE", QueryKind.WRITE),
        ('SELECT "update", \'delete\' FROM "insert" FOR UPDATE', QueryKind.READ),
        ("SELECT update FROM t", QueryKind.READ),
        ("TABLE t", QueryKind.READ),
        ("VALUES (1)", QueryKind.READ),
    ],
)
def test_tells_writes_from_reads(sql: str, kind: QueryKind) -> None:
    assert parse_workload(f"-- name: q\n{sql}").query("q").kind is kind


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", None, "no query"),
        ("-- just prose\n", None, "no query"),
        ("-- prose\nSELECT 1", 2, "without a name"),
        ("SELECT 1;\n-- name: a\nSELECT 2", 1, "without a name"),
        ("-- name:\nSELECT 1", 1, "no name"),
        ("-- name: two words\nSELECT 1", 1, "no name"),
        ("-- name: a\nSELECT 1;\n-- name: a\nSELECT 2", 3, "query a exists: w.sql:1"),
        ("-- name: a\n-- prose\n-- name: b\nSELECT 1", 1, "empty"),
        ("-- name: a\n;", 1, "empty"),
        ("-- name: a\n-- prose\nSELECT 1\n  FORM t x", 4, 'at or near "t"'),
        ("-- name: a\nSELECT 'é',\n  :b FORM x y", 3, 'at or near "x"'),
        ("-- name: a\nSELECT 'é',\n  'x", 3, "unterminated quoted string"),
        ("-- name: a\nSELECT 1; SELECT 2", 1, "2 statements"),
        ("-- name: a\nTRUNCATE t", 2, "no SELECT, INSERT"),
        ("-- name: a\n-- target: soon\nSELECT 1", 2, "20 ms"),
        ("-- name: a\n-- target: 0 ms\nSELECT 1", 2, "20 ms"),
        ("-- name: a\n-- calls per hour: many\nSELECT 1", 2, "number of calls"),
        ("-- name: a\n-- calls per hour: -1\nSELECT 1", 2, "number of calls"),
        ("-- name: a\n-- calls per hour: nan\nSELECT 1", 2, "number of calls"),
        ("-- name: a\n-- call per hour: 3\nSELECT 1", 2, "`-- calls per hour:`"),
        ("-- name: a\n-- kind: both\nSELECT 1", 2, "read or write"),
        ("-- name: a\n-- role:\nSELECT 1", 2, "no value"),
        ("-- name: a\n-- set: app.x\nSELECT 1", 2, "name = literal"),
        ("-- name: a\n-- set: app.x = :\nSELECT 1", 2, "colon and a name"),
        ("-- name: a\n-- params: SELEC 1\nSELECT 1", 2, "does not parse"),
        ("-- name: a\n-- params: DELETE FROM t\nSELECT 1", 2, "one SELECT"),
        ("-- target: 3 ms\n-- name: a\nSELECT 1", 1, "belongs to one query"),
    ],
)
def test_a_mistake_is_named_with_its_line(text: str, line: int | None, says: str) -> None:
    error = fails(text)
    assert (error.path, error.line) == (Path("w.sql"), line)
    assert says in error.problem


def test_prose_with_a_colon_stays_prose() -> None:
    query = parse_workload("-- name: a\n-- Note: the rule: tenants first.\nSELECT 1").query("a")
    assert query.purpose == "Note: the rule: tenants first."


def test_a_name_inside_a_string_begins_no_query() -> None:
    (query,) = parse_workload("-- name: a\nSELECT $$\n-- name: b\n$$").queries
    assert "-- name: b" in query.sql


def test_params_may_begin_on_the_next_line() -> None:
    assert parse_workload("-- name: a\n-- params:\n--   SELECT 1 AS x;\nSELECT :x").query("a").params == "SELECT 1 AS x"


def test_windows_line_ends_change_nothing() -> None:
    query = parse_workload("-- name: a\r\n-- Why.\r\n-- target: 1.5 s\r\nSELECT 1;\r\n").query("a")
    assert (query.purpose, query.target_ms, query.sql) == ("Why.", 1500, "SELECT 1")


def test_files_are_joined_and_their_names_are_domains(tmp_path: Path) -> None:
    (tmp_path / "orders.sql").write_text("-- name: a\nSELECT 1", encoding="utf-8")
    (tmp_path / "users.sql").write_text("\ufeff-- name: b\nSELECT 1", encoding="utf-8")
    workload = read_workload(tmp_path / "orders.sql", tmp_path / "users.sql")
    assert [(q.name, q.domain) for q in workload.queries] == [("a", "orders"), ("b", "users")]
    assert workload.of_domain("users").queries == (workload.query("b"),)
    with pytest.raises(UnknownNameError, match="try users"):
        workload.of_domain("user")
    with pytest.raises(UnknownNameError):
        Workload().query("a")


def test_the_same_name_in_two_files_is_refused(tmp_path: Path) -> None:
    for name in ("x.sql", "y.sql"):
        (tmp_path / name).write_text("-- name: a\nSELECT 1", encoding="utf-8")
    with pytest.raises(ContentError, match=r"y\.sql:1: query a exists: .*x\.sql:1"):
        read_workload(tmp_path / "x.sql", tmp_path / "y.sql")


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.sql").write_bytes(b"\xff\xfe")
    for name in ("bad.sql", "absent.sql"):
        with pytest.raises(ContentError, match=name):
            read_workload(tmp_path / name)
