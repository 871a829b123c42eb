"""Kept sums are right after every statement, whatever it does: COPY, MERGE, ON CONFLICT, moves, cascades, TRUNCATE."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from psycopg import sql

from pgworkbench.bench.kept.ddl import Script, script
from pgworkbench.bench.kept.summary import Part, Summary, fit, named, partitions_of
from pgworkbench.catalog import Catalog, Name, read_catalog
from pgworkbench.server import Database, Server

pytestmark = pytest.mark.database

SCHEMA = """
CREATE SCHEMA "o.d""d %";
CREATE TABLE "o.d""d %"."Parent" (id integer PRIMARY KEY);
CREATE TABLE "o.d""d %"."Li""nes %" (
    id integer, "se lect" text COLLATE "C", "$kept$" integer REFERENCES "o.d""d %"."Parent" ON DELETE CASCADE,
    emptied integer, price numeric(10, 2), qty integer NOT NULL, PRIMARY KEY (id, qty));
CREATE TABLE "o.d""d %".parts (
    id integer, "se lect" text COLLATE "C", "$kept$" integer REFERENCES "o.d""d %"."Parent" ON DELETE CASCADE,
    emptied integer, price numeric(10, 2), qty integer NOT NULL, PRIMARY KEY (id, qty)) PARTITION BY RANGE (qty);
CREATE TABLE "o.d""d %".parts_low PARTITION OF "o.d""d %".parts FOR VALUES FROM (0) TO (5);
CREATE TABLE "o.d""d %".parts_rest PARTITION OF "o.d""d %".parts DEFAULT PARTITION BY HASH (id);
CREATE TABLE "o.d""d %".parts_rest_0 PARTITION OF "o.d""d %".parts_rest FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE "o.d""d %".parts_rest_1 PARTITION OF "o.d""d %".parts_rest FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO "o.d""d %"."Parent" SELECT generate_series(0, 5);
"""
PLAIN, PARTED = Name('o.d"d %', 'Li"nes %'), Name('o.d"d %', "parts")
KEYS = (
    Part("se lect", '"se lect"', 'text COLLATE pg_catalog."C"'),
    Part("$kept$", '"$kept$"', "integer"),
    Part("key_1", "(emptied IS NULL)", "boolean"),
)
SUMS = (Part("sum_price", "price", "numeric"), Part("sum_2", "(price * ((qty - 1))::numeric)", "numeric"),
        Part("sum_qty", "qty", "bigint"))  # fmt: skip
COUNTS = (Part("count_price", "(price IS NOT NULL)", "bigint"),)
ROW = """({id} + g, CASE {w} WHEN 0 THEN NULL WHEN 1 THEN 'ä' ELSE 'b''"' END, NULLIF({p}, 0), NULLIF(g, 1),
          NULLIF((g * 7 + {p})::numeric / 4, 3.5), (g + {w}) % 9)"""
ROWS = "SELECT r.* FROM generate_series(1, {many}) g, LATERAL (VALUES " + ROW + ") AS r (a, b, c, d, e, f)"
STATEMENTS = (
    "INSERT INTO {t} " + ROWS + " ON CONFLICT DO NOTHING",
    "INSERT INTO {t} " + ROWS + " ON CONFLICT (id, qty) DO UPDATE SET price = excluded.price + 1, emptied = 4",
    'UPDATE {t} SET "se lect" = \'moved\', price = -price WHERE id % 5 = {w}',
    "UPDATE {t} SET qty = qty + 3 WHERE id % 7 = {w} AND qty < 50",
    'UPDATE {t} SET "$kept$" = NULL, emptied = 3 - emptied WHERE id % 3 = 1 AND emptied IS NOT NULL',
    "UPDATE {t} SET emptied = 77 WHERE emptied = 4",
    "DELETE FROM {t} WHERE id % 4 = {w} OR \"se lect\" = 'ä'",
    "DELETE FROM {t} WHERE id < 0",
    "MERGE INTO {t} AS t USING (SELECT max(a) AS id, f FROM (" + ROWS + ") AS n GROUP BY f) AS n "
    "ON t.id = n.id AND t.qty = n.f WHEN MATCHED AND t.qty < 4 THEN DELETE "
    "WHEN MATCHED THEN UPDATE SET price = NULL WHEN NOT MATCHED THEN INSERT VALUES (n.id, 'merged', 2, 1, 9.25, n.f)",
    'DELETE FROM "o.d""d %"."Parent" WHERE id = {p}',
    'INSERT INTO "o.d""d %"."Parent" SELECT generate_series(0, 5) ON CONFLICT DO NOTHING',
    "TRUNCATE {t}",
    "COPY",
)  # fmt: skip
OF_PARTITIONS = (
    'DELETE FROM "o.d""d %".parts_low WHERE id % 2 = 0',
    'TRUNCATE "o.d""d %".parts_low',
    'UPDATE "o.d""d %".parts_rest SET price = price + 1',
    'INSERT INTO "o.d""d %".parts_rest SELECT {id}, \'x\', NULL, NULL, 3, 70 ON CONFLICT DO NOTHING',
)


@pytest.fixture(scope="module")
def rows(server: Server) -> Iterator[Database]:
    with server.scratch("kept") as database:
        with database.connect(autocommit=True) as connection:
            connection.execute(SCHEMA.encode())
        yield database


def summary_of(catalog: Catalog, table: Name, keys: tuple[Part, ...] = KEYS) -> Summary:
    parts = tuple(part.name for part in partitions_of(table, catalog))
    name = Name(table.schema, named(f"{table.name}_by_" + "ü" * 60, ()))
    return Summary(catalog.table(table), parts, name, keys, "rows", COUNTS, SUMS, ((keys[-1].name,),))


def difference(connection: psycopg.Connection, kept: Summary) -> list[tuple[object, ...]]:
    """Groups that are not what the table says."""
    anew = sql.SQL("SELECT {keys}, count(*), count(price), coalesce(sum(price), 0),"
                   " coalesce(sum(price * (qty - 1)), 0), sum(qty) FROM {table} GROUP BY {keys}")  # fmt: skip
    ask = anew.format(
        keys=sql.SQL(", ").join(sql.SQL(part.text) for part in kept.keys),
        table=sql.Identifier(kept.table.name.schema, kept.table.name.name),
    )
    there = sql.SQL("TABLE {}").format(sql.Identifier(kept.name.schema, kept.name.name))
    either = sql.SQL("(({0}) EXCEPT ALL ({1})) UNION ALL (({1}) EXCEPT ALL ({0}))").format(ask, there)
    return connection.execute(either).fetchall()


def done(connection: psycopg.Connection, table: Name, statement: str, values: dict[str, int]) -> None:
    name = sql.Identifier(table.schema, table.name)
    if statement == "COPY":
        with connection.cursor() as cursor, cursor.copy(sql.SQL("COPY {} FROM STDIN").format(name)) as copy:
            for number in range(values["many"]):
                copy.write_row((values["id"] + 100_000 + number, None, None, number % 3, "1.25", number % 11))
        return
    connection.execute(sql.SQL(statement).format(t=name, **values))


@pytest.mark.parametrize(("table", "seed"), [(PLAIN, 1), (PLAIN, 2), (PARTED, 3), (PARTED, 4)])
def test_after_each_of_many_statements_every_group_is_what_the_table_says(
    rows: Database, table: Name, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - nothing is secret
    with rows.connect() as connection:
        done(connection, table, STATEMENTS[0], {"id": 0, "w": 1, "p": 2, "many": 40})
        kept = summary_of(read_catalog(connection), table)
        for statement in script(kept).make:
            connection.execute(statement.encode())
        assert difference(connection, kept) == []
        undone = 0
        for step in range(120):
            among = STATEMENTS + (OF_PARTITIONS if table == PARTED else ())
            statement = chance.choice(among[:11] * 3 + among[11:])
            values = {"id": chance.randrange(60), "w": chance.randrange(4), "p": chance.randrange(6),
                      "many": chance.randrange(0, 25)}  # fmt: skip
            try:
                with connection.transaction():
                    done(connection, table, statement, values)
            except (psycopg.errors.IntegrityError, psycopg.errors.CardinalityViolation):
                undone += 1
            assert difference(connection, kept) == [], (step, statement, values)
        assert undone < 40
        connection.rollback()


@pytest.fixture
def shop(server: Server) -> Iterator[tuple[Database, Summary, Script]]:
    """A small table with its sums, of which the second has no name of its own."""
    with server.scratch("kept", roles=["shop_writer", "shop_reader"]) as database:
        with database.connect(autocommit=True) as connection:
            connection.execute(
                database.localise(
                    "CREATE TABLE t (k integer, v numeric); GRANT SELECT ON t TO shop_reader;"
                    "GRANT INSERT ON t TO shop_writer; GRANT CREATE ON SCHEMA public TO shop_writer;"
                    "INSERT INTO t SELECT n % 5, n FROM generate_series(1, 50) n"
                ).encode()
            )
            catalog = read_catalog(connection)
            keys = (Part("k", "k", "integer"),)
            kept = Summary(catalog.table("t"), (), Name("public", "t_by_k"), keys, "rows", (), (V,))
            connection.execute(script(kept).text.encode())
        yield database, kept, script(kept)


V = Part("sum_v", "v", "numeric")
SHOWN = "SELECT array_agg((k, rows, sum_v)::text ORDER BY k) FROM t_by_k"


def test_writers_need_no_right_on_the_sums_and_readers_of_the_table_read_them(
    shop: tuple[Database, Summary, Script],
) -> None:
    database, _, _ = shop
    with database.connect(role="shop_writer", autocommit=True) as writer:
        writer.execute("INSERT INTO t VALUES (7, 1.5)")
        for forbidden in ("INSERT INTO t_by_k VALUES (1, 1, 1)", "SELECT FROM t_by_k"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                writer.execute(forbidden.encode())
        writer.execute("CREATE TABLE mine (k integer, v numeric)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            writer.execute("CREATE TRIGGER x AFTER INSERT ON mine REFERENCING NEW TABLE AS new_rows"
                           " FOR EACH STATEMENT EXECUTE FUNCTION t_by_k_keep()")  # fmt: skip
    with database.connect(role="shop_reader") as reader:
        assert reader.execute("SELECT rows, sum_v FROM t_by_k WHERE k = 7").fetchall() == [(1, 1.5)]


def test_what_no_subtraction_takes_away_again_is_refused_by_name(shop: tuple[Database, Summary, Script]) -> None:
    database, _, _ = shop
    with database.connect(autocommit=True) as connection:
        for value in ("NaN", "Infinity", "-Infinity"):
            with pytest.raises(psycopg.errors.CheckViolation, match="finite_1"):
                connection.execute("INSERT INTO t VALUES (1, %s)", [value])


def test_writers_of_the_same_groups_wait_in_one_order_and_lose_nothing(
    shop: tuple[Database, Summary, Script],
) -> None:
    database, _, _ = shop

    def write(first: int) -> None:
        with database.connect(autocommit=True) as connection:
            for n in range(40):
                rows = [(first + n + i) % 7 for i in range(0, 7, 1 + first)]
                connection.execute("INSERT INTO t SELECT unnest(%s::integer[]), 2", [rows])
                connection.execute("DELETE FROM t WHERE ctid = (SELECT max(ctid) FROM t WHERE k = %s)", [n % 7])

    with ThreadPoolExecutor(2) as pool:
        for done_ in [pool.submit(write, 0), pool.submit(write, 3)]:
            done_.result()
    with database.connect() as connection:
        anew = SHOWN.replace("t_by_k", "(SELECT k, count(*) AS rows, sum(v) AS sum_v FROM t GROUP BY k)")
        assert connection.execute(SHOWN.encode()).fetchone() == connection.execute(anew.encode()).fetchone()


def test_it_is_filled_anew_and_goes_without_a_trace(shop: tuple[Database, Summary, Script]) -> None:
    database, _, made = shop
    with database.connect(autocommit=True) as connection:
        before = connection.execute(SHOWN.encode()).fetchone()
        connection.execute("UPDATE t_by_k SET rows = 99, sum_v = 0 WHERE k > 2")
        with connection.transaction():
            for statement in made.refill:
                connection.execute(statement.encode())
        assert connection.execute(SHOWN.encode()).fetchone() == before
        for statement in made.drop:
            connection.execute(statement.encode())
        catalog = read_catalog(connection)
        assert [str(table.name) for table in catalog.tables] == ["t"]
        assert catalog.table("t").triggers == ()
        assert catalog.functions == ()


def test_tables_whose_sums_cannot_be_kept_are_known(scratch: Database) -> None:
    with scratch.connect(autocommit=True) as connection:
        connection.execute(b"""
            CREATE TABLE plain (a integer); CREATE UNLOGGED TABLE unlogged (a integer);
            CREATE TABLE parted (a integer) PARTITION BY LIST (a); CREATE TABLE of_1 PARTITION OF parted DEFAULT;
            CREATE TABLE secret (a integer); ALTER TABLE secret ENABLE ROW LEVEL SECURITY;
            CREATE TABLE old (a integer); CREATE TABLE child () INHERITS (old); CREATE VIEW shown AS TABLE plain;
            CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;
            CREATE FOREIGN TABLE far (a integer) SERVER s;
            CREATE TABLE mixed (a integer) PARTITION BY LIST (a); CREATE FOREIGN TABLE far_1 PARTITION OF mixed DEFAULT
                SERVER s""")
        catalog = read_catalog(connection)
    assert [str(table.name) for table in catalog.tables if fit(table, catalog)] == ["parted", "plain"]


def test_a_name_and_what_hangs_on_it_are_free_and_short_enough() -> None:
    long = "é" * 40
    assert len((named(long, ()) + "_truncate").encode()) <= 63
    assert named("a", ("b", "c_key")) == "a"
    assert named("a", ("a_keep",)) == named("a", ("a",)) == "a_2"
