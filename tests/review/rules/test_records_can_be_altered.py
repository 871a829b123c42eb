"""R-AUD-4: records cannot be altered by those whom they record."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import TOUCH

pytestmark = pytest.mark.database

FOUND = {
    "deleting": (
        f"""
        CREATE ROLE pgwb_case_clerk;
        {TOUCH}CREATE TABLE records (id bigint, created_at timestamptz DEFAULT now(), row jsonb,
            PRIMARY KEY (created_at, id)) PARTITION BY RANGE (created_at);
        CREATE FUNCTION write_record() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO public.records
            (row) VALUES (to_jsonb(OLD)); RETURN NULL; END';
        CREATE TABLE orders (id bigint PRIMARY KEY, note text, created_at timestamptz NOT NULL DEFAULT now(),
            updated_at timestamptz);
        CREATE TRIGGER orders_updated_at_trigger BEFORE UPDATE
            ON orders FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        CREATE TRIGGER orders_record_trigger AFTER UPDATE OR DELETE
            ON orders FOR EACH ROW EXECUTE FUNCTION write_record();
        GRANT SELECT, DELETE ON records TO pgwb_case_clerk
        """,
        ["table records"],
    ),
    "one column of a partition": (
        f"""
        CREATE ROLE pgwb_case_clerk;
        {TOUCH}CREATE TABLE records (id bigint, created_at timestamptz DEFAULT now(), row jsonb,
            PRIMARY KEY (created_at, id)) PARTITION BY RANGE (created_at);
        CREATE FUNCTION write_record() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO public.records
            (row) VALUES (to_jsonb(OLD)); RETURN NULL; END';
        CREATE TABLE "Re st" PARTITION OF records DEFAULT;
        CREATE TABLE orders (id bigint PRIMARY KEY, note text, created_at timestamptz NOT NULL DEFAULT now(),
            updated_at timestamptz);
        CREATE TRIGGER orders_updated_at_trigger BEFORE UPDATE
            ON orders FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        CREATE TRIGGER orders_record_trigger AFTER UPDATE OR DELETE
            ON orders FOR EACH ROW EXECUTE FUNCTION write_record();
        GRANT UPDATE (row) ON "Re st" TO pgwb_case_clerk
        """,
        ["table records"],
    ),
}
CLEAN = {
    "adding": f"""
        CREATE ROLE pgwb_case_clerk;
        {TOUCH}CREATE TABLE records (id bigint, created_at timestamptz DEFAULT now(), row jsonb,
            PRIMARY KEY (created_at, id)) PARTITION BY RANGE (created_at);
        CREATE FUNCTION write_record() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO public.records
            (row) VALUES (to_jsonb(OLD)); RETURN NULL; END';
        CREATE TABLE orders (id bigint PRIMARY KEY, note text, created_at timestamptz NOT NULL DEFAULT now(),
            updated_at timestamptz);
        CREATE TRIGGER orders_updated_at_trigger BEFORE UPDATE
            ON orders FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        CREATE TRIGGER orders_record_trigger AFTER UPDATE OR DELETE
            ON orders FOR EACH ROW EXECUTE FUNCTION write_record();
        GRANT SELECT, INSERT ON records TO pgwb_case_clerk
        """,
    "no records are written to it": f"""
        CREATE ROLE pgwb_case_clerk;
        {TOUCH}CREATE TABLE orders (id bigint PRIMARY KEY, note text,
            created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz);
        CREATE TRIGGER orders_updated_at_trigger BEFORE UPDATE
            ON orders FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        GRANT SELECT, UPDATE ON orders TO pgwb_case_clerk
        """,
    "the table that is recorded": f"""
        CREATE ROLE pgwb_case_clerk;
        {TOUCH}CREATE TABLE records (id bigint, created_at timestamptz DEFAULT now(), row jsonb,
            PRIMARY KEY (created_at, id)) PARTITION BY RANGE (created_at);
        CREATE FUNCTION write_record() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO public.records
            (row) VALUES (to_jsonb(OLD)); RETURN NULL; END';
        CREATE TABLE orders (id bigint PRIMARY KEY, note text, created_at timestamptz NOT NULL DEFAULT now(),
            updated_at timestamptz);
        CREATE TRIGGER orders_updated_at_trigger BEFORE UPDATE
            ON orders FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        CREATE TRIGGER orders_record_trigger AFTER UPDATE OR DELETE
            ON orders FOR EACH ROW EXECUTE FUNCTION write_record();
        GRANT SELECT, UPDATE ON orders TO pgwb_case_clerk
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("records-can-be-altered", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("records-can-be-altered", sql)
