"""R-AUD-2: where most tables say who acted, all that change do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import TOUCH

pytestmark = pytest.mark.database

FOUND = {
    "one of two missing": (
        f"""
        {TOUCH} CREATE TABLE people (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now());
        CREATE TABLE orders (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(),
            updated_at timestamptz, created_by bigint REFERENCES people ON DELETE RESTRICT,
            updated_by bigint REFERENCES people ON DELETE RESTRICT);
        CREATE TRIGGER orders_updated_at_trigger BEFORE UPDATE
            ON orders FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        CREATE TABLE bills (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(),
            updated_at timestamptz, created_by bigint REFERENCES people ON DELETE RESTRICT,
            updated_by bigint REFERENCES people ON DELETE RESTRICT);
        CREATE TRIGGER bills_updated_at_trigger BEFORE UPDATE
            ON bills FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        CREATE TABLE offers (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(),
            updated_at timestamptz, order_id bigint UNIQUE REFERENCES orders ON DELETE RESTRICT);
        CREATE TRIGGER offers_updated_at_trigger BEFORE UPDATE
            ON offers FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        """,
        ["table offers"],
    ),
}
CLEAN = {
    "all have them": f"""
        {TOUCH} CREATE TABLE people (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now());
        CREATE TABLE orders (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(),
            updated_at timestamptz, created_by bigint REFERENCES people ON DELETE RESTRICT,
            updated_by bigint REFERENCES people ON DELETE RESTRICT);
        CREATE TRIGGER orders_updated_at_trigger BEFORE UPDATE
            ON orders FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        CREATE TABLE bills (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(),
            updated_at timestamptz, created_by bigint REFERENCES people ON DELETE RESTRICT,
            updated_by bigint REFERENCES people ON DELETE RESTRICT);
        CREATE TRIGGER bills_updated_at_trigger BEFORE UPDATE
            ON bills FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        """,
    "hardly any have them": f"""
        {TOUCH} CREATE TABLE people (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now());
        CREATE TABLE orders (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(),
            updated_at timestamptz, created_by bigint REFERENCES people ON DELETE RESTRICT,
            updated_by bigint REFERENCES people ON DELETE RESTRICT);
        CREATE TRIGGER orders_updated_at_trigger BEFORE UPDATE
            ON orders FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        CREATE TABLE bills (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(),
            updated_at timestamptz, order_id bigint UNIQUE REFERENCES orders ON DELETE RESTRICT);
        CREATE TRIGGER bills_updated_at_trigger BEFORE UPDATE
            ON bills FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        CREATE TABLE offers (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(),
            updated_at timestamptz, order_id bigint UNIQUE REFERENCES orders ON DELETE RESTRICT);
        CREATE TRIGGER offers_updated_at_trigger BEFORE UPDATE
            ON offers FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        """,
    "it says whose it is": f"""
        {TOUCH} CREATE TABLE people (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now());
        CREATE TABLE orders (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(),
            updated_at timestamptz, created_by bigint REFERENCES people ON DELETE RESTRICT,
            updated_by bigint REFERENCES people ON DELETE RESTRICT);
        CREATE TRIGGER orders_updated_at_trigger BEFORE UPDATE
            ON orders FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        CREATE TABLE bills (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(),
            updated_at timestamptz, created_by bigint REFERENCES people ON DELETE RESTRICT,
            updated_by bigint REFERENCES people ON DELETE RESTRICT);
        CREATE TRIGGER bills_updated_at_trigger BEFORE UPDATE
            ON bills FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        CREATE TABLE sessions (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(),
            updated_at timestamptz, person_id bigint UNIQUE REFERENCES people ON DELETE RESTRICT);
        CREATE TRIGGER sessions_updated_at_trigger BEFORE UPDATE
            ON sessions FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        """,
    "none have them": f"""
        {TOUCH}CREATE TABLE orders (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(),
            updated_at timestamptz);
        CREATE TRIGGER orders_updated_at_trigger BEFORE UPDATE
            ON orders FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        CREATE TABLE bills (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(),
            updated_at timestamptz);
        CREATE TRIGGER bills_updated_at_trigger BEFORE UPDATE
            ON bills FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("actor-columns-missing", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("actor-columns-missing", sql)
