"""A small shop with planted cases: indexes that help, one that does not, policies, hostile names."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pgworkbench.bench import BenchOptions, Effort
from pgworkbench.server import Database, Server

QUICK = Effort(fewest=5, most=6, seconds=600)

SHOP = """
CREATE TABLE orders (
    id bigint PRIMARY KEY, tenant_id integer NOT NULL, customer_id integer NOT NULL,
    state text NOT NULL, placed_at timestamptz NOT NULL, note text NOT NULL, code text UNIQUE);
INSERT INTO orders
SELECT n, n % 3, n % 5000, 'open',
       timestamptz '2026-01-01' + n * interval '1 minute', repeat('x', 60), 'c' || n
  FROM generate_series(1, 40000) n;
CREATE INDEX orders_customer ON orders (customer_id);
CREATE INDEX orders_state ON orders (state);
CREATE UNIQUE INDEX orders_unique_place ON orders (id, placed_at);
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders FORCE ROW LEVEL SECURITY;
CREATE POLICY mine ON orders USING (tenant_id = current_setting('app.tenant')::integer);
GRANT SELECT, INSERT, UPDATE ON orders TO shop_clerk;
CREATE SCHEMA "odd.schema";
CREATE TABLE "odd.schema"."Na""me %s" ("Select" integer, "a b" text);
INSERT INTO "odd.schema"."Na""me %s" SELECT n, 'v' || n % 100 FROM generate_series(1, 20000) n;
CREATE INDEX "In""dex 100%" ON "odd.schema"."Na""me %s" ("Select");
CREATE TABLE events (id bigint, at date NOT NULL, kind integer) PARTITION BY RANGE (at);
CREATE TABLE events_p1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE events_p2 PARTITION OF events FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
INSERT INTO events SELECT n, date '2026-01-01' + n % 59, n % 4000 FROM generate_series(1, 30000) n;
CREATE INDEX events_kind ON events (kind);
CREATE FUNCTION note_order() RETURNS integer LANGUAGE sql
AS $$ UPDATE orders SET note = '' WHERE id < 10 RETURNING 1 $$;
"""

WORKLOAD = """
-- name: by_customer
-- params: SELECT customer_id FROM orders ORDER BY 1
SELECT * FROM orders WHERE customer_id = :customer_id;

-- name: all_of_them
-- params: SELECT DISTINCT state FROM orders
SELECT count(note) FROM orders WHERE state = :state;

-- name: of_my_tenant
-- role: shop_clerk
-- set: app.tenant = :tenant_id
-- params: SELECT tenant_id, customer_id FROM orders WHERE customer_id = 7
SELECT id, tenant_id FROM orders WHERE customer_id = :customer_id;

-- name: pay
-- params: SELECT id FROM orders WHERE id % 999 = 0
UPDATE orders SET state = 'shipped' WHERE id = :id;

-- name: odd
-- params: SELECT "Select" AS n FROM "odd.schema"."Na""me %s" WHERE "Select" % 777 = 0
SELECT "a b" FROM "odd.schema"."Na""me %s" WHERE "Select" = :n AND "a b" LIKE 'v%';

-- name: kind_of_event
-- params: SELECT DISTINCT kind FROM events ORDER BY 1
SELECT count(*) FROM events WHERE kind = :kind;
"""


@pytest.fixture
def quick() -> BenchOptions:
    """As few pairs as an interval can be had from."""
    return BenchOptions(sets=2, effort=QUICK)


@pytest.fixture(scope="module")
def shop(server: Server) -> Iterator[Database]:
    """The shop, filled; tests of this folder leave it as it is, and one of them proves it."""
    with server.scratch("shop", roles=["shop_clerk"]) as database:
        with database.connect(autocommit=True) as connection:
            connection.execute(database.localise(SHOP).encode())
        yield database
