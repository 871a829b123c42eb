"""R-AUD-4: changes to sensitive rows leave a record."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import TOUCH

pytestmark = pytest.mark.database

FOUND = {
    "secrets, no records": (
        f"""
        {TOUCH}CREATE TABLE members (id bigint PRIMARY KEY, password_hash text,
            created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz);
        CREATE TRIGGER members_updated_at_trigger BEFORE UPDATE
            ON members FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        """,
        ["table members"],
    ),
    "deletions leave none": (
        f"""
        {TOUCH}CREATE TABLE records (id bigint, created_at timestamptz DEFAULT now(), row jsonb,
            PRIMARY KEY (created_at, id)) PARTITION BY RANGE (created_at);
        CREATE FUNCTION write_record() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO public.records
            (row) VALUES (to_jsonb(OLD)); RETURN NULL; END';
        CREATE TABLE members (id bigint PRIMARY KEY, password_hash text,
            created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz);
        CREATE TRIGGER members_updated_at_trigger BEFORE UPDATE
            ON members FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        CREATE TRIGGER members_record_trigger AFTER UPDATE
            ON members FOR EACH ROW EXECUTE FUNCTION write_record();
        """,
        ["table members"],
    ),
    "by a convention, as other tables have it": (
        f"""
        -- convention: sensitive_tables = ["rights"]
        {TOUCH}CREATE TABLE records (id bigint, created_at timestamptz DEFAULT now(), row jsonb,
            PRIMARY KEY (created_at, id)) PARTITION BY RANGE (created_at);
        CREATE FUNCTION write_record() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO public.records
            (row) VALUES (to_jsonb(OLD)); RETURN NULL; END';
        CREATE TABLE members (id bigint PRIMARY KEY, password_hash text,
            created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz);
        CREATE TRIGGER members_updated_at_trigger BEFORE UPDATE
            ON members FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        CREATE TRIGGER members_record_trigger AFTER UPDATE OR DELETE
            ON members FOR EACH ROW EXECUTE FUNCTION write_record();
        CREATE TABLE rights (id bigint PRIMARY KEY, name text, created_at timestamptz NOT NULL DEFAULT now(),
            updated_at timestamptz);
        CREATE TRIGGER rights_updated_at_trigger BEFORE UPDATE
            ON rights FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        """,
        ["table rights"],
    ),
}
CLEAN = {
    "recorded": f"""
        {TOUCH}CREATE TABLE records (id bigint, created_at timestamptz DEFAULT now(), row jsonb,
            PRIMARY KEY (created_at, id)) PARTITION BY RANGE (created_at);
        CREATE FUNCTION write_record() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO public.records
            (row) VALUES (to_jsonb(OLD)); RETURN NULL; END';
        CREATE TABLE members (id bigint PRIMARY KEY, password_hash text,
            created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz);
        CREATE TRIGGER members_updated_at_trigger BEFORE UPDATE
            ON members FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        CREATE TRIGGER members_record_trigger AFTER UPDATE OR DELETE
            ON members FOR EACH ROW EXECUTE FUNCTION write_record();
        """,
    "nothing sensitive": f"""
        {TOUCH} CREATE TABLE fruit (id bigint PRIMARY KEY, colour text,
            created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz);
        CREATE TRIGGER fruit_updated_at_trigger BEFORE UPDATE
            ON fruit FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        """,
    "a change of the password is none": f"""
        {TOUCH} CREATE TABLE fruit (id bigint PRIMARY KEY, password_changed_at timestamptz,
            created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz);
        CREATE TRIGGER fruit_updated_at_trigger BEFORE UPDATE
            ON fruit FOR EACH ROW EXECUTE FUNCTION set_updated_at();
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("sensitive-table-without-records", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("sensitive-table-without-records", sql)
