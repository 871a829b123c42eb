"""On a database that nobody tidied, the review agrees with an independent oracle: catalog queries of other making.

The questions are those of pg-index-health (foreign keys without an index, duplicated and invalid indexes, tables
without a primary key, columns of type json, serial columns, NOT VALID constraints, tables and columns without
comments); the queries are written here, from what its documentation says, and share nothing with the engine but the
server.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from pgworkbench.catalog import Catalog
from pgworkbench.review import Subject, review

pytestmark = pytest.mark.database

UNTIDY = """
CREATE SCHEMA "Old";
CREATE TABLE parents (id bigint PRIMARY KEY, code text UNIQUE);
CREATE TABLE "Old"."Kids" (id serial, parent_id bigint REFERENCES parents, papers json, CONSTRAINT c CHECK (id > 0));
ALTER TABLE "Old"."Kids" ADD CONSTRAINT later CHECK (parent_id > 0) NOT VALID;
CREATE TABLE covered (id bigint PRIMARY KEY, a bigint REFERENCES parents, b text REFERENCES parents (code));
CREATE INDEX ON covered (a, b);
CREATE INDEX one ON covered (b, id);
CREATE INDEX two ON covered (b, id);
CREATE TABLE parts (id bigint, parent_id bigint REFERENCES parents, at date, PRIMARY KEY (at, id))
    PARTITION BY RANGE (at);
CREATE TABLE parts_rest PARTITION OF parts DEFAULT;
CREATE TABLE pairs (x bigint, y bigint, payload json, PRIMARY KEY (x, y), FOREIGN KEY (y, x) REFERENCES pairs (x, y));
COMMENT ON TABLE pairs IS 'Two and two.';
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'two'::regclass;
"""
OURS = "n.nspname IN ('public', 'Old')"

ORACLE = {
    "no-primary-key": f"""
        SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND {OURS}
           AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p')""",
    "foreign-key-without-index": f"""
        SELECT k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
          JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE k.contype = 'f' AND k.conparentid = 0 AND {OURS} AND NOT EXISTS (
               SELECT FROM pg_index i WHERE i.indrelid = k.conrelid AND i.indisvalid AND i.indpred IS NULL
                  AND (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey)""",
    "invalid-index": f"""
        SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
          JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT i.indisvalid AND {OURS}""",
    "json-not-jsonb": f"""
        SELECT a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
          JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE a.atttypid = 'json'::regtype AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND {OURS}""",
    "serial-not-identity": f"""
        SELECT a.attname FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
          JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
          JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE d.deptype = 'a' AND a.attidentity = '' AND {OURS}""",
    "constraint-not-validated": f"""
        SELECT k.conname FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
         WHERE NOT k.convalidated AND k.conrelid <> 0 AND {OURS}""",
    "table-without-comment": f"""
        SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND obj_description(c.oid, 'pg_class') IS NULL
           AND {OURS}""",
    "foreign-key-type-mismatch": f"""
        SELECT k.conname FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
         CROSS JOIN LATERAL unnest(k.conkey, k.confkey) AS pair (own, far)
          JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = pair.own
          JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = pair.far
         WHERE a.atttypid <> b.atttypid AND k.conparentid = 0 AND {OURS}""",
}


@pytest.mark.parametrize("rule", ORACLE)
def test_the_review_finds_what_the_oracle_finds(
    rule: str, read: Callable[[str], Catalog], connection: psycopg.Connection[Any]
) -> None:
    catalog = read(UNTIDY)
    found = [one.object.part or one.object.within.name for one in review(Subject(catalog), [rule]).findings]
    assert sorted(found) == sorted(name for (name,) in connection.execute(ORACLE[rule].encode()))


def test_the_oracle_has_something_to_find(read: Callable[[str], Catalog], connection: psycopg.Connection[Any]) -> None:
    read(UNTIDY)
    empty = [rule for rule, question in ORACLE.items() if not connection.execute(question.encode()).fetchall()]
    assert empty == ["foreign-key-type-mismatch"]
