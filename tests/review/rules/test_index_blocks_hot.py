"""What is updated all the time is better not indexed, unless a read is worth it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

CARTS = "CREATE TABLE carts (id bigint PRIMARY KEY, seen_at timestamptz NOT NULL, shop bigint, state int);"
SEEN = "\n-- query 9000/h keep_cart: UPDATE carts SET seen_at = now() WHERE id = :id"
FOUND = {
    "a key": (f"{CARTS} CREATE INDEX i ON carts (shop, seen_at);{SEEN} AND shop = 1", ["index carts.i"]),
    "an expression": (f"{CARTS} CREATE INDEX i ON carts ((seen_at AT TIME ZONE 'UTC'));{SEEN}", ["index carts.i"]),
    "beside the keys": (
        f"{CARTS} CREATE INDEX i ON carts (shop) INCLUDE (seen_at);{SEEN} AND shop = 1",
        ["index carts.i"],
    ),
    "an upsert": (
        f"""{CARTS} CREATE INDEX i ON carts (seen_at);
        -- query 9000/h keep_cart: INSERT INTO carts VALUES (1, now()) ON CONFLICT (id) DO UPDATE SET seen_at = now()
        """,
        ["index carts.i"],
    ),
    "two queries together": (
        f"""{CARTS} CREATE INDEX i ON carts (seen_at);
        -- query 600/h keep_cart: UPDATE carts SET seen_at = now() WHERE id = :id
        -- query 600/h keep_carts: UPDATE carts SET seen_at = now() WHERE id = ANY (:ids)
        """,
        ["index carts.i"],
    ),
    "another schema, quoted": (
        """CREATE SCHEMA "My shop"; CREATE TABLE "My shop"."Carts %s" ("Id" bigint PRIMARY KEY, "Seen at" date);
        CREATE INDEX i ON "My shop"."Carts %s" ("Seen at");
        -- query 9000/h keep_cart: UPDATE "My shop"."Carts %s" SET "Seen at" = now() WHERE "Id" = :id
        """,
        ['index "My shop"."Carts %s".i'],
    ),
}
CLEAN = {
    "seldom": f"{CARTS} CREATE INDEX i ON carts (seen_at);" + SEEN.replace("9000", "90"),
    "block ranges": f"{CARTS} CREATE INDEX i ON carts USING brin (seen_at);{SEEN}",
    "a queue": (
        f"{CARTS} CREATE INDEX i ON carts (shop) WHERE seen_at IS NULL;{SEEN}"
        "\n-- query 9000/h next_cart: SELECT id FROM carts WHERE shop = 7 AND seen_at IS NULL"
    ),
    "another column": f"{CARTS} CREATE INDEX i ON carts (shop);{SEEN} AND shop = 1",
    "inserts": (
        f"{CARTS} CREATE INDEX i ON carts (seen_at);"
        "\n-- query 9000/h add_cart: INSERT INTO carts (id, seen_at) VALUES (:id, now())"
    ),
    "no index": f"{CARTS}{SEEN}",
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("index-blocks-hot", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("index-blocks-hot", sql)
