"""What every kind of object shares: a name in a schema, and grants."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """A name inside a schema; `str()` is for people, not for SQL (compose that with psycopg.sql.Identifier)."""

    schema: str
    name: str

    def __str__(self) -> str:
        return self.name if self.schema == "public" else f"{self.schema}.{self.name}"


@dataclass(frozen=True, slots=True)
class Grant:
    """Privileges of one grantee (`PUBLIC` for all) on one object or, with `column`, on one column."""

    grantee: str
    privileges: tuple[str, ...]
    grantable: bool = False
    column: str | None = None
