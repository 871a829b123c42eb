"""A function with its owner's rights that finds its objects by the caller's path.

What: a SECURITY DEFINER function or procedure does not set search_path.
Why: the caller decides which schemas it looks in, so a table or an operator of the caller's making is used with the
    owner's rights.
Wrong when: never; with every name qualified, operators are still looked up by the path.
Source: PostgreSQL documentation, CREATE FUNCTION, Writing SECURITY DEFINER Functions Safely; splinter 0011; pgrubic
    ST003.

Bad:
    CREATE FUNCTION count_all() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT 1::bigint';
    REVOKE EXECUTE ON FUNCTION count_all() FROM PUBLIC;

Good:
    CREATE FUNCTION count_all() RETURNS bigint LANGUAGE sql SECURITY DEFINER
        SET search_path = pg_catalog, pg_temp AS 'SELECT 1::bigint';
    REVOKE EXECUTE ON FUNCTION count_all() FROM PUBLIC;
"""

from __future__ import annotations

from pgworkbench.catalog import Function
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl, printed
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(Function, level=Level.ERROR, category=Category.SECURITY)
def security_definer_without_search_path(_: Subject, function: Function) -> Flaws:
    """A security-definer routine without a search_path of its own."""
    if not function.security_definer or any(one.startswith("search_path=") for one in function.settings):
        return
    fix = ddl(
        "ALTER ROUTINE {name}({arguments}) SET search_path = pg_catalog, pg_temp;",
        name=function.name,
        arguments=printed(function.arguments),
    )
    yield Flaw("it runs with its owner's rights and its caller's search_path", fix, "Qualify the names in its body.")
