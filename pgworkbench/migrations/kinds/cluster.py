"""Roles, schemas, extensions and default privileges: what a database's objects stand on."""

from __future__ import annotations

from pgworkbench.catalog.model import DefaultGrant, Extension, Role, Schema
from pgworkbench.migrations.address import Address
from pgworkbench.migrations.kinds.grammar import Grammar
from pgworkbench.migrations.kinds.privileges import default_privileges
from pgworkbench.migrations.statement import Native, Statement, Statements, When
from pgworkbench.migrations.text import Text, compose, dollars, literal, quoted

_KEPT = "kept"
_EMPTY = (
    "EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = {name})\n"
    "        AND NOT EXISTS (\n"
    "            SELECT FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace\n"
    "            WHERE n.nspname = {name}\n"
    "        )"
)
_UNUSED = (
    "EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {role})\n"
    "        AND NOT EXISTS (\n"
    "            SELECT FROM pg_catalog.pg_shdepend AS d JOIN pg_catalog.pg_roles AS r\n"
    "                ON d.refclassid = 'pg_catalog.pg_authid'::regclass AND d.refobjid = r.oid\n"
    "            WHERE r.rolname = {role}\n"
    "        )"
)


def create_role(address: Address, role: Role) -> Statements:
    """A role belongs to the cluster: made if absent, then given its attributes."""
    absent = When(f"NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {literal(role.name)})")
    made = Statement(compose("CREATE ROLE {}", role.name), absent)
    return (made, *(alter_role(address, Role(role.name), role) or ()))


def drop_role(_: Address, role: Role) -> Statements:
    """Dropped only if nothing in any database depends on it."""
    test = _UNUSED.replace("{role}", literal(role.name))
    return (Statement(compose("DROP ROLE {}", role.name), When(test)),)


def alter_role(_: Address, before: Role, after: Role) -> Statements:
    """Attributes, memberships and settings."""
    attributes = _attributes(before, after)
    made: list[Statement] = []
    if attributes:
        made.append(Statement(compose("ALTER ROLE {} WITH {}", after.name, Text(" ".join(attributes)))))
    gone, new = _memberships(before) - _memberships(after), _memberships(after) - _memberships(before)
    made += [Statement(compose("REVOKE {} FROM {}", role, after.name)) for role, _ in sorted(gone)]
    made += [Statement(compose("GRANT {} TO {}{}", role, after.name, Text(how))) for role, how in sorted(new)]
    return (*made, *_settings(after.name, before.settings, after.settings, here=False),
            *_settings(after.name, before.settings_here, after.settings_here, here=True))  # fmt: skip


def _attributes(before: Role, after: Role) -> list[str]:
    words = {
        "LOGIN": (before.login, after.login),
        "INHERIT": (before.inherit, after.inherit),
        "BYPASSRLS": (before.bypass_rls, after.bypass_rls),
        "CREATEROLE": (before.create_role, after.create_role),
        "CREATEDB": (before.create_database, after.create_database),
        "REPLICATION": (before.replication, after.replication),
    }
    changed = [word if now else f"NO{word}" for word, (was, now) in words.items() if was != now]
    if before.connection_limit != after.connection_limit:
        changed.append(f"CONNECTION LIMIT {after.connection_limit}")
    return changed


def _memberships(role: Role) -> set[tuple[str, str]]:
    found = set()
    for member in role.memberships:
        how = [f"ADMIN {_truth(True)}"] if member.admin else []
        how += [] if member.inherit == role.inherit else [f"INHERIT {_truth(member.inherit)}"]
        how += [] if member.assumable else ["SET FALSE"]
        found.add((member.role, f" WITH {', '.join(how)}" if how else ""))
    return found


def _truth(value: bool) -> str:  # noqa: FBT001 - a word for it
    return "TRUE" if value else "FALSE"


def _settings(role: str, before: tuple[str, ...], after: tuple[str, ...], *, here: bool) -> Statements:
    was, now = (dict(item.split("=", 1) for item in items) for items in (before, after))
    lines = [compose("ALTER ROLE {} RESET {}", role, Text(_setting(name))) for name in sorted(was.keys() - now.keys())]
    lines += [
        compose("ALTER ROLE {} SET {} = {}", role, Text(_setting(name)), Text(setting_value(name, value)))
        for name, value in sorted(now.items())
        if was.get(name) != value
    ]
    if not here:
        return tuple(Statement(line) for line in lines)
    return tuple(Statement(_here(role, line)) for line in lines)


def _here(role: str, line: str) -> str:
    """The same for this database alone, whose name the file cannot know."""
    prefix = compose("ALTER ROLE {} ", role)
    text = literal(prefix.replace("%", "%%") + "IN DATABASE %I " + line.removeprefix(prefix).replace("%", "%%"))
    return "DO " + dollars(f"\nBEGIN\n    EXECUTE format({text}, current_database());\nEND\n", "here")


def _setting(name: str) -> str:
    return quoted(*name.split("."))


def setting_value(name: str, value: str) -> str:
    """A setting's value; lists of names are stored as they are written."""
    lists = {"search_path", "temp_tablespaces", "session_preload_libraries", "local_preload_libraries"}
    return value if name.lower() in lists and value not in {"", '""'} else literal("" if value == '""' else value)


def create_schema(_: Address, schema: Schema) -> Statements:
    """A schema."""
    sql = compose("CREATE SCHEMA {}", schema.name)
    return (Statement(sql, Native(compose("CREATE SCHEMA IF NOT EXISTS {}", schema.name))),)


def drop_schema(_: Address, schema: Schema) -> Statements:
    """A schema; one that still holds something of another's making (kept rows) stays."""
    plain = compose("DROP SCHEMA {}", schema.name)
    if schema.name == _KEPT:
        return (Statement(plain, When(_EMPTY.replace("{name}", literal(schema.name)))),)
    return (Statement(plain, Native(compose("DROP SCHEMA IF EXISTS {}", schema.name))),)


def create_extension(_: Address, extension: Extension) -> Statements:
    """An extension in its schema; its version is the server's."""
    rest = compose("{} WITH SCHEMA {}", extension.name, extension.schema)
    return (Statement(f"CREATE EXTENSION {rest}", Native(f"CREATE EXTENSION IF NOT EXISTS {rest}")),)


def drop_extension(_: Address, extension: Extension) -> Statements:
    """An extension that nothing uses."""
    return (
        Statement(
            compose("DROP EXTENSION {}", extension.name), Native(compose("DROP EXTENSION IF EXISTS {}", extension.name))
        ),
    )


def alter_extension(_: Address, before: Extension, after: Extension) -> Statements | None:
    """Moved to another schema."""
    if before.schema == after.schema:
        return ()
    return (Statement(compose("ALTER EXTENSION {} SET SCHEMA {}", after.name, after.schema)),)


def create_default_grants(_: Address, value: DefaultGrant) -> Statements:
    """Default privileges, from what PostgreSQL gives by itself."""
    return default_privileges(value, None, value.grants)


def drop_default_grants(_: Address, value: DefaultGrant) -> Statements:
    """Back to what PostgreSQL gives by itself."""
    return default_privileges(value, value.grants, None)


def alter_default_grants(_: Address, before: DefaultGrant, after: DefaultGrant) -> Statements:
    """The difference of two lists."""
    return default_privileges(after, before.grants, after.grants)


ROLE = Grammar(create_role, drop_role, alter_role)
SCHEMA = Grammar(create_schema, drop_schema)
EXTENSION = Grammar(create_extension, drop_extension, alter_extension)
DEFAULT_GRANTS = Grammar(create_default_grants, drop_default_grants, alter_default_grants)
