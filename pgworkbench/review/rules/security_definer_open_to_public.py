"""A function with its owner's rights that anyone may call.

What: a SECURITY DEFINER function or procedure is executable by PUBLIC, as every function is until that is revoked.
    Trigger functions are left out: nobody can call one.
Why: what was written to let one role do one thing lets every role do it, past row-level security if the owner passes
    by it.
Wrong when: it is meant for everybody and checks who calls, as a sign-in function must.
Source: PostgreSQL documentation, CREATE FUNCTION, Writing SECURITY DEFINER Functions Safely; splinter 0028 and 0029.

Bad:
    CREATE FUNCTION count_all() RETURNS bigint LANGUAGE sql SECURITY DEFINER
        SET search_path = pg_catalog, pg_temp AS 'SELECT 1::bigint';

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

_UNCALLABLE = {"trigger", "event_trigger"}


@rule.check(Function, level=Level.WARNING, category=Category.SECURITY)
def security_definer_open_to_public(_: Subject, function: Function) -> Flaws:
    """A security-definer routine with EXECUTE for PUBLIC."""
    if not function.security_definer or function.result in _UNCALLABLE:
        return
    if any(grant.grantee == "PUBLIC" and "EXECUTE" in grant.privileges for grant in function.grants):
        fix = ddl(
            "REVOKE EXECUTE ON ROUTINE {name}({arguments}) FROM PUBLIC;",
            name=function.name,
            arguments=printed(function.arguments),
        )
        yield Flaw("every role may call it with its owner's rights", fix, "Grant EXECUTE to the roles that need it.")
