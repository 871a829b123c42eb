"""Distribution by tenant: who goes where and in which order, and each thing that Citus refuses."""

from __future__ import annotations

import pytest

from pgworkbench.catalog import Catalog, Name, read_catalog
from pgworkbench.errors import UnknownNameError
from pgworkbench.operations.distribution import Distribution, Role, citus_page, citus_script, distribute
from pgworkbench.server import Database

FIRM = """
CREATE SCHEMA "Lager 1";
CREATE TABLE "Lager 1"."Firma" (id bigint PRIMARY KEY, name text);
CREATE TABLE public.land (code text PRIMARY KEY);
CREATE TABLE public."Auftrag" ("Firma-Nr" bigint NOT NULL REFERENCES "Lager 1"."Firma", id bigint,
    land text REFERENCES land, "order" bigint, PRIMARY KEY ("Firma-Nr", id));
CREATE TABLE public."Posten" ("Firma-Nr" bigint NOT NULL REFERENCES "Lager 1"."Firma", id bigint, auftrag bigint,
    PRIMARY KEY ("Firma-Nr", id), FOREIGN KEY ("Firma-Nr", auftrag) REFERENCES "Auftrag");
ALTER TABLE "Auftrag" ADD CONSTRAINT "back" FOREIGN KEY ("Firma-Nr", "order") REFERENCES "Posten";
"""


def read(database: Database, ddl: str) -> Catalog:
    with database.connect(autocommit=True) as connection:
        connection.execute(ddl.encode())
        return read_catalog(connection)


def of_t(database: Database, ddl: str) -> Distribution:
    """A table `t` by column `tenant`, beside one that is as it should be."""
    good = "CREATE TABLE good (tenant bigint NOT NULL, id bigint NOT NULL, PRIMARY KEY (tenant, id));"
    more = "CREATE TABLE more (tenant bigint NOT NULL, id bigint NOT NULL, PRIMARY KEY (tenant, id));"
    return distribute(read(database, good + more + ddl), "tenant")


def test_tables_go_with_their_tenant_and_circles_are_opened(scratch: Database) -> None:
    plan = distribute(read(scratch, FIRM), "Firma-Nr")
    roles = {str(each.table): (each.role, each.column) for each in plan.placements}
    assert roles == {
        "land": (Role.REFERENCE, None),
        "Lager 1.Firma": (Role.DISTRIBUTED, "id"),  # the tenants themselves, by their key
        "Auftrag": (Role.DISTRIBUTED, "Firma-Nr"),
        "Posten": (Role.DISTRIBUTED, "Firma-Nr"),
    }
    assert [str(each.table) for each in plan.placements] == ["land", "Lager 1.Firma", "Auftrag", "Posten"]
    assert plan.refused == ()
    script = citus_script(plan)
    assert (
        """create_distributed_table('"public"."Posten"', 'Firma-Nr', colocate_with => '"Lager 1"."Firma"')""" in script
    )
    dropped, added = script.index("DROP CONSTRAINT"), script.index("ADD CONSTRAINT")
    assert dropped < script.index("create_reference_table") < added
    assert "NOT RUN" in script
    assert "not run" in citus_page(plan)


def test_what_opens_and_closes_a_circle_runs_on_the_server(scratch: Database) -> None:
    plan = distribute(read(scratch, FIRM), "Firma-Nr")
    lines = [line for line in citus_script(plan).splitlines() if line.startswith("ALTER TABLE")]
    assert len(lines) == 2
    before = read(scratch, "SELECT 1").table("Auftrag")
    assert read(scratch, "\n".join(lines)).table("Auftrag") == before


@pytest.mark.parametrize(
    ("ddl", "what"),
    [
        ("CREATE TABLE t (tenant bigint NOT NULL, id bigint PRIMARY KEY)", "t_pkey does not include tenant"),
        ("CREATE TABLE t (tenant bigint NOT NULL, a int); CREATE UNIQUE INDEX u ON t (a)", "u does not include tenant"),
        ("CREATE TABLE t (tenant bigint, a int)", "tenant may be NULL"),
        ("CREATE TABLE t (tenant int NOT NULL, a int)", "tenant is integer, elsewhere bigint"),
        (
            "CREATE TABLE t (a bigint, tenant bigint NOT NULL GENERATED ALWAYS AS (a) STORED)",
            "tenant is generated",
        ),
        (
            (
                "CREATE TABLE t (tenant bigint NOT NULL, p int4range, x_tenant int4range,"
                " EXCLUDE USING gist (p WITH &&, x_tenant WITH =))"
            ),
            "does not compare tenant with =",
        ),
        (
            (
                "CREATE TABLE t (tenant bigint NOT NULL, a bigint, FOREIGN KEY (tenant, a) REFERENCES good"
                " ON DELETE SET NULL (a))"
            ),
            "ON DELETE SET NULL and includes tenant",
        ),
        (
            "CREATE TABLE t (tenant bigint NOT NULL, a bigint, FOREIGN KEY (a, tenant) REFERENCES good)",
            "does not pair the tenant columns",
        ),
        (
            "CREATE TABLE t (tenant int8 NOT NULL, a int8, FOREIGN KEY (tenant, a) REFERENCES good ON UPDATE CASCADE)",
            "ON UPDATE of a tenant's key",
        ),
        (
            "CREATE TABLE t (a bigint, b bigint, FOREIGN KEY (a, b) REFERENCES good)",
            "leads from a reference table to good",
        ),
        (
            "CREATE TABLE t (a date) PARTITION BY RANGE (a)",
            "a partitioned table cannot be a reference table",
        ),
        (
            (
                "CREATE TABLE t (tenant bigint NOT NULL, a date) PARTITION BY RANGE (a);"
                "CREATE TABLE t1 PARTITION OF t FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') PARTITION BY RANGE (a)"
            ),
            "partitioned again",
        ),
        (
            "CREATE TABLE t (tenant bigint NOT NULL, n int GENERATED ALWAYS AS IDENTITY)",
            "n counts in integer",
        ),
        ("CREATE TABLE t (tenant bigint NOT NULL, n serial)", "n counts in integer"),
        (
            "CREATE TABLE t (tenant bigint NOT NULL); CREATE POLICY p ON t USING (tenant = (SELECT 1))",
            "policy p has a subquery",
        ),
        ("CREATE TABLE t () INHERITS (good)", "it inherits from another table"),
    ],
)
def test_what_citus_refuses_is_named_and_left_out(scratch: Database, ddl: str, what: str) -> None:
    plan = of_t(scratch, ddl)
    assert [refusal.what for refusal in plan.refused if what in refusal.what], [each.what for each in plan.refused]
    assert {refusal.table for refusal in plan.refused} == {Name("public", "t")}
    script = citus_script(plan)
    assert "-- REFUSED t: " in script
    assert not [line for line in script.splitlines() if '"t"' in line and line.startswith("SELECT")]
    assert "create_distributed_table('\"public\".\"good\"', 'tenant');" in script
    assert what.split(" ", maxsplit=1)[0] in citus_page(plan)


@pytest.mark.parametrize(
    "ddl",
    [
        "CREATE TABLE t (tenant bigint NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY, PRIMARY KEY (tenant, id))",
        "CREATE TABLE t (tenant bigint NOT NULL, a bigint, FOREIGN KEY (tenant, a) REFERENCES good ON DELETE CASCADE)",
        "CREATE TABLE t (tenant bigint NOT NULL); CREATE POLICY p ON t USING (tenant = length('select'))",
        (
            "CREATE TABLE t (tenant bigint NOT NULL, a date) PARTITION BY RANGE (a);"
            "CREATE TABLE t1 PARTITION OF t FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')"
        ),
    ],
)
def test_what_citus_takes_is_let_be(scratch: Database, ddl: str) -> None:
    assert of_t(scratch, ddl).refused == ()


def test_a_trigger_that_asks_for_its_table_is_told_and_not_left_out(scratch: Database) -> None:
    function = (
        "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN /* tg_relid */ RAISE NOTICE '%', TG_TABLE_NAME; RETURN NEW; END$$;"
        "CREATE TABLE t (tenant int8 NOT NULL);"
        "CREATE TRIGGER x AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION note();"
        "CREATE TRIGGER y AFTER INSERT ON good FOR EACH ROW EXECUTE FUNCTION note('good')"
    )
    plan = of_t(scratch, function)
    assert [(str(each.table), each.blocks) for each in plan.refused] == [("t", False)]
    assert "trigger x asks for its table's name" in citus_page(plan)
    assert "REFUSED" not in citus_script(plan)
    assert "citus.enable_unsafe_triggers" in citus_script(plan)


def test_the_reference_design_can_be_distributed(design_db: Database) -> None:
    """Keys with the tenant, no SET NULL, no subqueries in policies: nothing that is known to be refused."""
    plan = distribute(read(design_db, "SELECT 1"), "tenant_id")
    assert [refusal for refusal in plan.refused if refusal.blocks] == []
    assert sum(each.role is Role.DISTRIBUTED for each in plan.placements) > 30
    assert len({str(each.table) for each in plan.placements if each.colocated_with is None and each.column}) == 1


def test_a_design_without_that_column_is_told(scratch: Database) -> None:
    with pytest.raises(UnknownNameError, match="unknown tenant column 'tenant'"):
        distribute(read(scratch, "CREATE TABLE t (tenant_id int)"), "tenant")


def test_no_name_leaves_its_comment(scratch: Database) -> None:
    plan = of_t(scratch, 'CREATE TABLE "a\n; DROP TABLE good; --" (tenant bigint NOT NULL, id int PRIMARY KEY)')
    script = citus_script(plan)
    assert all(line.startswith(("--", "CREATE EXTENSION", "SELECT", "SET")) or not line for line in script.splitlines())
