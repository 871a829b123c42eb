"""A function with its owner's rights whose path lets the caller in.

What: a SECURITY DEFINER function sets a search_path that does not end with pg_temp (an empty one, and one of
    pg_catalog alone, are let be), or that has "$user" in it.
Why: a path that does not name pg_temp is searched as if pg_temp came first, so a caller's temporary table hides the
    real one.
Wrong when: its body qualifies every table, and no other role may create in the schemas of the path.
Source: PostgreSQL documentation, CREATE FUNCTION, Writing SECURITY DEFINER Functions Safely ("pg_temp last"); pgrubic
    ST004, ST005.

Bad:
    CREATE FUNCTION count_all() RETURNS bigint LANGUAGE sql SECURITY DEFINER
        SET search_path = public AS 'SELECT 1::bigint';
    REVOKE EXECUTE ON FUNCTION count_all() FROM PUBLIC;

Good:
    CREATE FUNCTION count_all() RETURNS bigint LANGUAGE sql SECURITY DEFINER
        SET search_path = public, pg_temp AS 'SELECT 1::bigint';
    REVOKE EXECUTE ON FUNCTION count_all() FROM PUBLIC;
"""

from __future__ import annotations

import re

from psycopg import sql

from pgworkbench.catalog import Function
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl, identifier, printed
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject

_NAME = re.compile(r'"((?:[^"]|"")*)"|([^\s,"]+)')


@rule.check(Function, level=Level.WARNING, category=Category.SECURITY)
def security_definer_path_open(_: Subject, function: Function) -> Flaws:
    """A security-definer routine whose path the caller can get in front of."""
    if not function.security_definer:
        return
    setting = next((one for one in function.settings if one.startswith("search_path=")), None)
    path = [] if setting is None else _schemas(setting.partition("=")[2])
    if not path or path == ["pg_catalog"] or (path[-1] == "pg_temp" and "$user" not in path):
        return
    safe = [schema for schema in path if schema not in {"$user", "pg_temp"}] + ["pg_temp"]
    fix = ddl(
        "ALTER ROUTINE {name}({arguments}) SET search_path = {path};",
        name=function.name,
        arguments=printed(function.arguments),
        path=sql.SQL(", ").join(identifier(schema) for schema in safe),
    )
    yield Flaw(f"its search_path ({', '.join(path)}) does not end with pg_temp", fix)


def _schemas(setting: str) -> list[str]:
    """The schemas of a search_path as pg_proc.proconfig holds it; an empty one is `""`."""
    found = (quoted.replace('""', '"') or bare for quoted, bare in _NAME.findall(setting))
    return [schema for schema in found if schema]
