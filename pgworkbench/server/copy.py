"""A user's database copied into the workbench's own server, so that it can be measured without being touched.

One snapshot of it is read, and nothing is written there. Structure and rows go from pg_dump to pg_restore; rows are
streamed. Owners and privileges stay behind: roles belong to a cluster, so each role that a policy names gets a
stand-in, and policies are made from the catalog with those, not by rewriting text that may hold data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from pgworkbench.errors import ServerError, UnknownNameError
from pgworkbench.server.address import Address, parse
from pgworkbench.server.database import Database
from pgworkbench.server.find import OLDEST
from pgworkbench.server.policies import Policy, read_policies
from pgworkbench.server.restore import Passage, restore

if TYPE_CHECKING:
    from pgworkbench.server.server import Server

_EXTENSIONS = "SELECT extname FROM pg_catalog.pg_extension ORDER BY extname"
_AVAILABLE = "SELECT name FROM pg_catalog.pg_available_extensions"
_ROLES = """
SELECT rolname, rolsuper OR rolbypassrls,
       ARRAY(SELECT g.rolname::text FROM pg_catalog.pg_roles AS g
              WHERE g.rolname = ANY (%(names)s) AND g.oid <> r.oid AND NOT r.rolsuper
                AND pg_catalog.pg_has_role(r.oid, g.oid, 'USAGE'))
  FROM pg_catalog.pg_roles AS r
 WHERE rolname = ANY (%(names)s)
 ORDER BY rolname
"""
_OWNED = """
SELECT n.nspname, c.relname, r.rolname
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_roles AS r ON r.oid = c.relowner
 WHERE c.relkind IN ('r', 'p') AND c.relrowsecurity AND NOT c.relforcerowsecurity AND r.rolname = ANY (%s)
"""
# What the database says for all its users, and the schemas that names without one are looked for in.
_SETTINGS = """
SELECT pg_catalog.split_part(pair, '=', 1), pg_catalog.substr(pair, pg_catalog.strpos(pair, '=') + 1)
  FROM pg_catalog.pg_db_role_setting AS s, pg_catalog.unnest(s.setconfig) AS pair
 WHERE s.setrole = 0 AND s.setdatabase = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
UNION ALL
SELECT 'search_path', coalesce(string_agg(pg_catalog.quote_ident(name), ', ' ORDER BY at), '""')
  FROM pg_catalog.unnest(pg_catalog.current_schemas(false)) WITH ORDINALITY AS s (name, at)
"""
# A database sorts text by its bytes in the builtin provider's locales and in libc's C and POSIX: all these are one.
_COLLATION = """
SELECT CASE WHEN datlocprovider = 'b' OR datlocprovider = 'c' AND datcollate IN ('C', 'POSIX') THEN 'bytes'
            WHEN datlocprovider = 'c' THEN datcollate
            ELSE coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale', datcollate) || ' (ICU)' END
  FROM pg_catalog.pg_database AS d WHERE datname = current_database()
"""
_SCHEMAS = r"""
SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
"""


@dataclass(frozen=True)
class Copy(Database):
    """A copy of somebody's database; `notes` say in what it differs from the original."""

    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Role:
    """A role that policies or queries name; `above` are those of them whose rights it has."""

    name: str
    exempt: bool
    above: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Original:
    """What a dump without owners does not tell."""

    version: int
    extensions: tuple[str, ...]
    policies: tuple[Policy, ...]
    roles: tuple[_Role, ...]
    owned: tuple[tuple[str, str, str], ...]  # schema, table, role: the role is above the table's policies
    settings: Mapping[str, str]
    collation: str
    snapshot: str


@contextmanager
def copied(server: Server, url: str, label: str, *, roles: Sequence[str] = ()) -> Iterator[Copy]:
    """A copy of the database at `url`, in a scratch database of `server`; gone at the end.

    `roles` are those that queries will take on, beside the ones that policies name. Left out: owners, privileges,
    comments, large objects, event triggers, publications, subscriptions, user mappings, and extensions that `server`
    does not have. ServerError in one line if it cannot be read or built.
    """
    source = parse(url)
    with ExitStack() as reading:
        watch = reading.enter_context(_reading(source))
        try:
            original = _read(watch, roles)
        except psycopg.Error as error:
            raise ServerError(f"{source} cannot be read: {source.scrubbed(str(error))}") from None
        with server.scratch(label, roles=[role.name for role in original.roles]) as made:
            notes = _fill(made, source, original)
            reading.close()  # nobody's VACUUM waits for us longer than it must
            yield Copy(made.server, made.name, made.roles, notes)


@contextmanager
def _reading(source: Address) -> Iterator[psycopg.Connection[Any]]:
    try:
        connection = source.connect(autocommit=False)
    except psycopg.OperationalError as error:
        raise ServerError(f"no connection to {source}: {source.scrubbed(str(error))}") from None
    with connection:
        connection.read_only = True
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        yield connection


def _read(watch: psycopg.Connection[Any], wanted: Sequence[str]) -> _Original:
    """The facts, and a snapshot that pg_dump reads by, for as long as the connection lasts."""
    settings = dict(watch.execute(_SETTINGS).fetchall())
    collation, snapshot = watch.execute(_COLLATION).fetchone(), watch.execute("SELECT pg_export_snapshot()").fetchone()
    assert collation  # noqa: S101  (each always gives a row)
    assert snapshot  # noqa: S101
    policies = read_policies(watch)
    names = sorted({*wanted, *(role for policy in policies for role in policy.roles)})
    roles = tuple(_Role(name, exempt, tuple(above)) for name, exempt, above in watch.execute(_ROLES, {"names": names}))
    for name in wanted:
        if name not in {role.name for role in roles}:
            raise UnknownNameError("role of the database", name, _every_role(watch))
    return _Original(
        watch.info.server_version,
        tuple(name for (name,) in watch.execute(_EXTENSIONS)),
        policies,
        roles,
        tuple(watch.execute(_OWNED, [names]).fetchall()),
        settings,
        collation[0],
        snapshot[0],
    )


def _every_role(watch: psycopg.Connection[Any]) -> list[str]:
    return [name for (name,) in watch.execute("SELECT rolname FROM pg_catalog.pg_roles WHERE rolname !~ '^pg_'")]


def _fill(made: Database, source: Address, original: _Original) -> tuple[str, ...]:
    """Structure, rows, indexes; then what the dump left out, with the stand-ins. What differs, in sentences."""
    server = made.server
    with made.connect(autocommit=True) as connection:
        available = {name for (name,) in connection.execute(_AVAILABLE)}
        missing = tuple(name for name in original.extensions if name not in available)
        try:
            restore(Passage(server, made.name, source, original.version // 10000, original.snapshot, missing))
        except ServerError as error:
            raise _explained(error, missing, original.version // 10000) from None
        try:
            _finish(connection, made, original)
        except psycopg.Error as error:
            raise ServerError(f"the copy cannot be finished: {error.diag.message_primary or error}") from None
        return tuple(_differences(connection, original, missing))


def _finish(connection: psycopg.Connection[Any], made: Database, original: _Original) -> None:
    """Policies for the stand-ins, what the stand-ins may, and what the database is set to; on one connection."""
    with connection.transaction():
        connection.execute("SELECT pg_catalog.set_config('search_path', '', true)")
        for policy in original.policies:
            connection.execute(policy.create(made.roles))
        for role in original.roles:
            for statement in _rights(connection, made.roles, role):
                connection.execute(statement)
        for schema, table, owner in original.owned:
            ours, name = sql.Identifier(schema, table), sql.Identifier(made.roles[owner])
            connection.execute(sql.SQL("ALTER TABLE {} OWNER TO {}").format(ours, name))
    for setting, value in original.settings.items():
        _keep_setting(connection, made.name, setting, value)


def _rights(connection: psycopg.Connection[Any], names: Mapping[str, str], role: _Role) -> Iterator[sql.Composed]:
    """Everything but to pass by policies, unless the original may: who may see which table is not what is measured."""
    name = sql.Identifier(names[role.name])
    if role.exempt:
        yield sql.SQL("ALTER ROLE {} BYPASSRLS").format(name)
    for above in role.above:
        yield sql.SQL("GRANT {} TO {}").format(sql.Identifier(names[above]), name)
    for (schema,) in connection.execute(_SCHEMAS).fetchall():
        inside = sql.Identifier(schema)
        yield sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(inside, name)
        for kind in ("TABLES", "SEQUENCES", "ROUTINES"):
            yield sql.SQL("GRANT ALL ON ALL {} IN SCHEMA {} TO {}").format(sql.SQL(kind), inside, name)


def _keep_setting(connection: psycopg.Connection[Any], database: str, setting: str, value: str) -> None:
    """As the database's own; what this server does not know (another version, an extension's) is no loss."""
    alter = sql.SQL("ALTER DATABASE {} SET {} FROM CURRENT")
    try:
        with connection.transaction():
            connection.execute("SELECT pg_catalog.set_config(%s, %s, true)", [setting, value])
            connection.execute(alter.format(sql.Identifier(database), sql.Identifier(*setting.split("."))))
    except psycopg.Error:
        return


def _differences(connection: psycopg.Connection[Any], original: _Original, missing: Sequence[str]) -> Iterator[str]:
    if missing:
        yield f"left out, since this server does not have them: extension {', '.join(missing)}"
    ours = connection.execute(_COLLATION).fetchone()
    if ours is not None and ours[0] != original.collation:
        yield (
            f"text sorts by {ours[0]} here and by {original.collation} there: an index that serves LIKE 'x%' or "
            "an order of text here may not do so there"
        )
    if original.version // 10000 != connection.info.server_version // 10000:
        yield f"measured on {connection.info.server_version // 10000}, the original runs on {original.version // 10000}"


def _explained(error: ServerError, missing: Sequence[str], major: int) -> ServerError:
    if missing:
        return ServerError(f"{error}; the copy lacks extension {', '.join(missing)}, which this server does not have")
    if major < OLDEST:
        return ServerError(
            f"{error}; the original is PostgreSQL {major}, which may say things that are no longer known"
        )
    return error
