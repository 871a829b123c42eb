"""Every migration rule: its examples, its cases and its look-alikes. Lines count from `-- migrate:up`, which is 1."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from review.migrations.conftest import Found, reviewed

from pgworkbench.review import Rule
from pgworkbench.review.migrations import rules
from pgworkbench.review.rule import every_migration_rule

RULES = every_migration_rule()
OWN = tuple(rule.id for rule in RULES)
BEFORE = """
CREATE TYPE mood AS ENUM ('glad');
CREATE TABLE people (id bigint PRIMARY KEY, feels mood);
CREATE TABLE orders (id bigint PRIMARY KEY, state text);
CREATE TABLE customers (id bigint PRIMARY KEY, state text);
"""
CANNOT_RUN = {  # that is what they say
    "new-enum-value-used": psycopg.errors.UnsafeNewEnumValueUsage,
    "cannot-run-in-transaction": psycopg.errors.ActiveSqlTransaction,
}


def test_a_rule_is_one_file_with_one_name() -> None:
    files = {path.stem for path in Path(rules.__file__).parent.glob("*.py")} - {"__init__"}
    assert {rule.id.replace("-", "_") for rule in RULES} == files


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_bad_example_is_found_by_this_rule_alone(rule: Rule) -> None:
    assert {one.rule for one in reviewed(rule.documentation.bad, only=OWN).findings} == {rule.id}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_good_example_is_clean(rule: Rule) -> None:
    told = reviewed(rule.documentation.good, only=OWN)
    assert (told.findings, told.idle) == ((), ())


@pytest.mark.database
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_examples_run(rule: Rule, connection: psycopg.Connection) -> None:
    connection.execute(BEFORE.encode())
    for example in (rule.documentation.bad, rule.documentation.good):
        refusal = (
            CANNOT_RUN.get(rule.id) if example == rule.documentation.bad or "transaction:false" in example else None
        )
        with connection.transaction(force_rollback=True):
            if refusal is not None:
                with pytest.raises(refusal):
                    connection.execute(example.encode())
            else:
                assert connection.execute(example.encode()).statusmessage


FOUND = {
    "in a block": ("DO $$ BEGIN\n  DELETE FROM orders;\nEND $$;", [("update-without-where", 3)]),
    "hostile names": ('UPDATE "Ödd ""x"" %s" SET a = 1;', [("update-without-where", 2)]),
    "below a comment": ("/* two\nlines */\n-- one\nDELETE FROM orders;", [("update-without-where", 5)]),
    "a block with a tag": (
        "SELECT 1;\nDO LANGUAGE plpgsql\n$x$\nBEGIN\n  IF true THEN\n    UPDATE o SET a = 1;\n  END IF;\nEND $x$;",
        [("update-without-where", 7)],
    ),
    "used in a default": (
        "ALTER TYPE mood ADD VALUE 'calm';\nALTER TABLE p ALTER COLUMN feels SET DEFAULT 'calm';",
        [("new-enum-value-used", 3)],
    ),
    "a rename, then a fill": (
        "ALTER TABLE o RENAME COLUMN a TO b;\nUPDATE o SET b = 1 WHERE b IS NULL;",
        [("work-after-exclusive-lock", 3)],
    ),
    "a copy": (
        "TRUNCATE o;\nINSERT INTO c SELECT * FROM d;\nUPDATE c SET a = 1 WHERE b = 2;",
        [("work-after-exclusive-lock", 3)],
    ),
    "validated in the same transaction": (
        "ALTER TABLE o ADD CONSTRAINT x CHECK (a > 1) NOT VALID;\nALTER TABLE o VALIDATE CONSTRAINT x;",
        [("work-after-exclusive-lock", 3)],
    ),
    "an empty way down": ("-- migrate:up\nSELECT 1;\n-- migrate:down\n", [("down-missing", 0)]),
    "no marks": ("-- migrate: none\nSELECT 1;", [("down-missing", 0)]),
    "a column lost": (
        "-- migrate:up\nSELECT 1;\n-- migrate:down\nALTER TABLE s.o DROP COLUMN a, DROP COLUMN b;",
        [("down-loses-rows", 4)],
    ),
    "lost in a block": (
        "-- migrate:up\nSELECT 1;\n-- migrate:down\nDO $$ BEGIN\nTRUNCATE o;\nEND $$;",
        [("down-loses-rows", 5)],
    ),
    "another table kept": (
        "-- migrate:up\nSELECT 1;\n-- migrate:down\nCREATE TABLE k AS SELECT * FROM s.o;\nDROP TABLE o;",
        [("down-loses-rows", 5)],
    ),
    "a partition detached": (
        "ALTER TABLE o DETACH PARTITION p CONCURRENTLY;\nREINDEX (CONCURRENTLY) TABLE q;\nVACUUM q;",
        [("cannot-run-in-transaction", 2), ("cannot-run-in-transaction", 3), ("cannot-run-in-transaction", 4)],
    ),
    "a policy gone": ("DROP POLICY own ON s.o;", [("row-security-turned-off", 2)]),
    "another table secured": (
        "ALTER TABLE o DISABLE ROW LEVEL SECURITY;\nALTER TABLE p ENABLE ROW LEVEL SECURITY;",
        [("row-security-turned-off", 2)],
    ),
    "a function for all": ("GRANT EXECUTE ON FUNCTION f() TO public, a;", [("migration-grants-to-public", 2)]),
}
CLEAN = {
    "with a join": "UPDATE orders SET state = n.s FROM new AS n WHERE n.id = orders.id;",
    "joined without WHERE": "DELETE FROM orders USING gone;",
    "a table of its own": "CREATE TABLE t AS SELECT 1 AS a;\nUPDATE t SET a = 2;",
    "a function's body": "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'DELETE FROM orders';",
    "a text that looks like it": "COMMENT ON TABLE orders IS 'DELETE FROM orders;';",
    "an enum of its own": "CREATE TYPE m AS ENUM ('a');\nALTER TYPE m ADD VALUE 'b';\nSELECT 'b'::m;",
    "a value renamed": "ALTER TYPE m RENAME VALUE 'a' TO 'b';\nSELECT 'b'::m;",
    "a comment with the value": "ALTER TYPE m ADD VALUE 'b';\nCOMMENT ON TYPE m IS 'b';",
    "outside a transaction": (
        "-- migrate:up transaction:false\nALTER TYPE m ADD VALUE 'b';\nSELECT 'b'::m;\n-- migrate:down\nSELECT 1;"
    ),
    "rows given, not copied": "ALTER TABLE o ADD COLUMN a int;\nINSERT INTO kinds VALUES (1), (2);",
    "an index on a new table": "ALTER TABLE o ADD a int;\nCREATE TABLE n (a int);\nCREATE INDEX ON n (a);",
    "a gentle lock": "ALTER TABLE o VALIDATE CONSTRAINT x;\nUPDATE p SET a = 1 WHERE b = 2;",
    "a partition attached": "ALTER TABLE o ATTACH PARTITION p FOR VALUES IN (1);\nUPDATE q SET a = 1 WHERE b = 2;",
    "kept in a block": (
        "-- migrate:up\nSELECT 1;\n-- migrate:down\n"
        "DO $$ BEGIN CREATE TABLE k AS SELECT * FROM public.o; END $$;\nDROP TABLE o;"
    ),
    "kept with its parent": (
        "-- migrate:up\nCREATE TABLE p PARTITION OF o DEFAULT;\n-- migrate:down\n"
        "CREATE TABLE k AS SELECT * FROM o;\nDROP TABLE p;\nDROP TABLE o;"
    ),
    "an index dropped": "-- migrate:up\nSELECT 1;\n-- migrate:down\nDROP INDEX i;\nDROP FUNCTION f();",
    "analysed": "ANALYZE o;\nREINDEX TABLE q;\nREFRESH MATERIALIZED VIEW CONCURRENTLY m;",
    "secured anew": "DROP POLICY a ON o;\nCREATE POLICY b ON o USING (x = 1);",
    "dropped with its policies": "DROP POLICY a ON o;\nDROP TABLE o;",
    "a type for all": "GRANT USAGE ON TYPE m TO PUBLIC;",
    "taken from all": "REVOKE ALL ON FUNCTION f() FROM PUBLIC;",
    "a role called public": 'GRANT SELECT ON o TO "Public";',
}


@pytest.mark.parametrize(("text", "findings"), FOUND.values(), ids=FOUND)
def test_finds(found: Found, text: str, findings: list[tuple[str, int]]) -> None:
    assert found(text) == findings


@pytest.mark.parametrize("text", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(found: Found, text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("names", "wrong"),
    [
        (["20260106093000_create_users.sql", "20260106093001_x.sql"], []),
        (["20260106093000_a.sql", "20260106093000_b.sql"], ["20260106093000_a.sql", "20260106093000_b.sql"]),
        (
            ["20260106096100_a.sql", "1_a.sql", "20260106093000_A.sql"],
            ["1_a.sql", "20260106093000_A.sql", "20260106096100_a.sql"],
        ),
        (["V2__users.sql", "V1.2__x.sql"], []),
    ],
)
def test_names(names: list[str], wrong: list[str]) -> None:
    texts = [f"-- file: {name}\n-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 1;" for name in names]
    assert [one.object.name for one in reviewed(*texts, only=("migration-name",)).findings] == wrong


def test_a_way_down_may_stand_in_a_file_beside_it() -> None:
    texts = ["-- file: 1_a.up.sql\nSELECT 1;", "-- file: 1_a.down.sql\nSELECT 1;", "-- file: 2_b.up.sql\nSELECT 1;"]
    assert [one.object.name for one in reviewed(*texts, only=OWN).findings] == ["2_b.up.sql"]
