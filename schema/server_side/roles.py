"""The roles of the design (R-DEC-1), its schemas (R-DEC-5), and who may enter them.

Roles belong to a cluster: they are made where they are absent and never altered where they exist, so a second database
of the same cluster, or a colleague's settings, stay as they were.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from schema.server_side.compose import Sql, compose, identifiers, literal

ROLES: Mapping[str, str] = {
    "owner": "campus_owner",
    "migrator": "campus_migrator",
    "application": "campus_application",
    "readonly": "campus_readonly",
    "jobs": "campus_jobs",
    "auditor": "campus_auditor",
}

_ATTRIBUTES = {
    "owner": "NOLOGIN",
    "migrator": "LOGIN",
    "application": "LOGIN",
    "readonly": "LOGIN",
    "jobs": "LOGIN",
    "auditor": "LOGIN",
}

_REMARKS = {
    "owner": "Owns every object of the design. Nobody logs in as it: functions run as it, the migrator acts as it.",
    "migrator": "Runs migrations; whatever it makes belongs to the owner.",
    "application": "The web application and its workers: one tenant in each transaction, held there by policies.",
    "readonly": "Reports and support: reads one tenant in each transaction, never a secret.",
    "jobs": "Nightly work over all tenants: only the tables and commands that a policy argues for.",
    "auditor": "Reads the audit log of every tenant, and nothing else.",
}

# Times are stored and shown in UTC (R-EDGE-5). A session that forgets itself is ended: an open transaction holds locks
# and keeps dead rows. A migration that cannot get its lock gives up before the queue behind it grows.
_SETTINGS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "owner": (),
    "migrator": (("role", "campus_owner"), ("lock_timeout", "5s")),
    "application": (("statement_timeout", "30s"), ("idle_in_transaction_session_timeout", "60s")),
    "readonly": (("statement_timeout", "120s"), ("default_transaction_read_only", "on")),
    "jobs": (("idle_in_transaction_session_timeout", "300s"),),
    "auditor": (("statement_timeout", "120s"), ("default_transaction_read_only", "on")),
}

_MAKE = """
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {literal}) THEN
    CREATE ROLE {role} {attributes};
    COMMENT ON ROLE {role} IS {remark};
{settings}  ELSIF NOT EXISTS (SELECT FROM pg_catalog.pg_db_role_setting s
                    JOIN pg_catalog.pg_roles r ON r.oid = s.setrole
                    WHERE r.rolname = {literal} AND s.setdatabase = 0) THEN
    -- made by somebody else, bare: it still speaks UTC here
{settings}  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  NULL;  -- another session made it in the same moment
END $$
"""

_JOIN = """
DO $$
BEGIN
  IF NOT pg_catalog.pg_has_role({member}, {group}, 'MEMBER') THEN
    GRANT {group_name} TO {member_name};
  END IF;
END $$
"""

_ACT_AS_OWNER = """
DO $$
BEGIN
  IF NOT pg_catalog.pg_has_role({owner}, 'SET') THEN
    GRANT {owner_name} TO CURRENT_USER;
  END IF;
END $$
"""

_SCHEMAS = {
    "app": "Functions of the design.",
    "archive": "Partitions that were detached, until they are exported and dropped.",
    "kept": "What a rollback kept. The application cannot read it, erasure reaches it, and it expires.",
}


def make_roles() -> Iterator[Sql]:
    """Each role where it is absent, and the migrator's right to act as the owner."""
    for key, role in ROLES.items():
        settings = (("timezone", "UTC"), *_SETTINGS[key])
        yield compose(
            _MAKE,
            role=role,
            literal=literal(role),
            attributes=Sql(_ATTRIBUTES[key]),
            remark=literal(_REMARKS[key]),
            settings=Sql("".join(_setting(role, name, value) for name, value in settings)),
        )
    owner, migrator = ROLES["owner"], ROLES["migrator"]
    yield compose(_JOIN, member=literal(migrator), group=literal(owner), member_name=migrator, group_name=owner)
    yield compose(_ACT_AS_OWNER, owner=literal(owner), owner_name=owner)


def make_schemas() -> Iterator[Sql]:
    """The schemas and who may enter them: nobody reads what is archived or kept but the owner's functions."""
    owner = ROLES["owner"]
    everyone = identifiers(role for key, role in ROLES.items() if key not in {"owner", "migrator"})
    yield Sql("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    yield compose("GRANT USAGE, CREATE ON SCHEMA public TO {owner}", owner=owner)
    yield compose("GRANT USAGE ON SCHEMA public TO {roles}", roles=everyone)
    for name, remark in _SCHEMAS.items():
        yield compose("CREATE SCHEMA IF NOT EXISTS {schema} AUTHORIZATION {owner}", schema=name, owner=owner)
        yield compose("COMMENT ON SCHEMA {schema} IS {remark}", schema=name, remark=literal(remark))
    yield compose("GRANT USAGE ON SCHEMA app TO {roles}", roles=everyone)


def _setting(role: str, name: str, value: str) -> str:
    return compose("    ALTER ROLE {role} SET {name} = {value};\n", role=role, name=name, value=literal(value))
