"""`metadata.create_all(connection)` alone builds the design, on an empty database, again, and beside another one."""

from __future__ import annotations

import secrets

import pytest
from psycopg import sql
from reference import DOMAINS, ROOT, Campus, build, metadata

from pgworkbench.catalog import Catalog, read_catalog
from pgworkbench.server import Database, Server

pytestmark = pytest.mark.database


def test_every_table_is_built_and_belongs_to_a_domain(catalog: Catalog) -> None:
    assert {str(t.name) for t in catalog.base_tables} == set(metadata.tables)
    assert {t.info["domain"] for t in metadata.tables.values()} == set(DOMAINS)


def test_domains_depend_only_on_domains_before_them() -> None:
    place = {name: number for number, name in enumerate(DOMAINS)}
    later = {("user_roles", "campuses")}  # a role may be held at one campus only: its key comes with the campuses
    for table in metadata.tables.values():
        for key in table.foreign_key_constraints:
            far = key.referred_table.info["domain"]
            if (table.name, key.referred_table.name) not in later:
                assert place[far] <= place[table.info["domain"]], f"{table.name} refers to {key.referred_table.name}"


def test_building_again_changes_nothing(campus: Campus) -> None:
    with campus.database.connect() as connection:
        before = read_catalog(connection)
    build(campus.database)
    with campus.database.connect() as connection:
        assert read_catalog(connection) == before


def test_a_second_database_of_the_cluster_takes_the_roles_that_are_there(campus: Campus, server: Server) -> None:
    """R-DEC-1: roles belong to a cluster."""
    with server.scratch("second") as empty:
        second = Database(server, empty.name, campus.database.roles)
        build(second)
        with second.connect() as connection:
            assert len(read_catalog(connection).base_tables) == len(metadata.tables)


def test_roles_are_made_where_there_are_none(server: Server) -> None:
    """R-DEC-1."""
    token = secrets.token_hex(4)
    roles = {name: f"pgwb_{token}_{name}" for name in metadata.info["roles"].values()}
    with server.scratch("no roles") as empty:
        database = Database(server, empty.name, roles)
        build(database)
        with database.connect() as connection:
            made = {role.name: role for role in read_catalog(connection).roles}
    with server.connect() as connection:
        for role in roles.values():
            connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))
    owner, migrator = made[roles["campus_owner"]], made.get(roles["campus_migrator"])
    assert not owner.login
    assert migrator is None or migrator.login
    for name, role in made.items():
        if name in roles.values():
            assert (role.superuser, role.bypass_rls, role.create_role) == (False, False, False)
            assert "TimeZone=UTC" in role.settings or "timezone=UTC" in role.settings


def test_everything_belongs_to_the_owner(catalog: Catalog) -> None:
    owned = [*catalog.tables, *catalog.enums, *catalog.sequences, *catalog.functions]
    strangers = [str(thing.name) for thing in owned if thing.extension is None and thing.owner != "campus_owner"]
    assert strangers == []


def test_schemas_have_their_places(catalog: Catalog) -> None:
    """R-DEC-5: tables in public, functions in app, nothing of the application's in archive and kept."""
    assert {t.name.schema for t in catalog.tables} == {"public"}
    assert {f.name.schema for f in catalog.functions if f.extension is None} == {"app"}
    reach = {schema.name: {grant.grantee for grant in schema.grants} for schema in catalog.schemas}
    assert not reach["archive"] - {"campus_owner"}
    assert not reach["kept"] - {"campus_owner"}


def test_everything_says_what_it_is_for(catalog: Catalog) -> None:
    """R-MIG-7 needs it: tables, rules, indexes, triggers, policies and functions carry comments."""
    mute = [str(t.name) for t in catalog.tables if not t.comment]
    for table in catalog.base_tables:
        of_table = [*table.triggers, *table.policies, *table.indexes, *table.constraints]
        silent = {"primary", "fk"}
        for thing in of_table:
            kind = "fk" if thing.name.startswith("fk_") else "primary" if "_primary_" in thing.name else ""
            behind = getattr(thing, "constraint", None) or getattr(thing, "kind", None) == "n"
            if not thing.comment and kind not in silent and not behind:
                mute.append(f"{table.name}.{thing.name}")
    mute += [str(f.name) for f in catalog.functions if f.extension is None and not f.comment]
    mute += [str(e.name) for e in catalog.enums if not e.comment]
    assert mute == []


def test_the_design_is_plain_sqlalchemy() -> None:
    """ARCHITECTURE: schema/ imports SQLAlchemy alone."""
    import ast
    import sys

    foreign = set()
    for path in (ROOT / "schema").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or "schema"]
            foreign |= {name.partition(".")[0] for name in names}
    assert foreign - set(sys.stdlib_module_names) == {"schema", "sqlalchemy"}
