"""Who may do what: questions about grants, owners and roles that several rules ask."""

from __future__ import annotations

from collections.abc import Iterator

from pgworkbench.catalog import Grant, Role, Table
from pgworkbench.review.subject import Subject

WRITES = frozenset({"INSERT", "UPDATE", "DELETE"})


def holders(table: Table, privilege: str) -> tuple[str, ...]:
    """Whoever was granted a privilege on the whole table, but its owner, sorted."""
    return tuple(sorted({g.grantee for g in granted(table) if privilege in g.privileges and g.column is None}))


def granted(table: Table) -> Iterator[Grant]:
    """The grants on a table to others than its owner."""
    return (grant for grant in table.grants if grant.grantee != table.owner)


def role(subject: Subject, name: str) -> Role | None:
    """The role of that name, if the catalog has it."""
    return next((one for one in subject.catalog.roles if one.name == name), None)


def passes_by_policies(subject: Subject, reader: str, table: Table) -> bool:
    """Whether a role sees all rows of a table under row-level security: superuser, BYPASSRLS, or an owner unforced."""
    known = role(subject, reader)
    if known is not None and (known.superuser or known.bypass_rls):
        return True
    return reader == table.owner and not table.force_row_security
