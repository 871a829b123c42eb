"""SQL that many of the rules' cases share."""

from __future__ import annotations


def secured(*tables: str) -> str:
    """Row-level security by tenant_id, as it should be, on each table (names as SQL writes them)."""
    return "".join(_under_policy(table, "tenant_id = current_setting('app.tenant')::bigint") for table in tables)


def owned(table: str) -> str:
    """Row-level security by a column `owner`, as it should be."""
    return _under_policy(table, "owner = current_user")


def _under_policy(table: str, condition: str) -> str:
    name = f"{table}_own_policy" if table.isidentifier() else "own"
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
        f"CREATE POLICY {name} ON {table} USING ({condition}) WITH CHECK ({condition});"
    )


# Names that break whatever pastes them into SQL.
HOSTILE = """CREATE SCHEMA "Odd ""Schema"" 100%s";"""
HOSTILE_SCHEMA = '''"Odd ""Schema"" 100%s"'''
HOSTILE_NAME = '''"Wei.rd ""Täble"" {0} %(x)s"'''

# A trigger function that keeps updated_at.
TOUCH = """CREATE FUNCTION set_updated_at() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN NEW.updated_at := now(); RETURN NEW; END';"""
