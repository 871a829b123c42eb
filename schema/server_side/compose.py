"""SQL put together from a template and names: identifiers and literals are quoted here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import DDL, Table
from sqlalchemy.dialects import postgresql

_PREPARER = postgresql.dialect().identifier_preparer  # type: ignore[no-untyped-call]


class Sql(str):
    """Text that is SQL already."""

    __slots__ = ()


def identifier(name: str) -> Sql:
    """A quoted name, where it needs quotes."""
    return Sql(_PREPARER.quote(name))


def identifiers(names: Iterable[str]) -> Sql:
    """Quoted names, with commas between."""
    return Sql(", ".join(identifier(name) for name in names))


def literal(value: str) -> Sql:
    """A text literal."""
    return Sql("'" + value.replace("'", "''") + "'")


def literals(values: Iterable[str]) -> Sql:
    """Text literals, with commas between."""
    return Sql(", ".join(literal(value) for value in values))


def qualified(table: Table) -> Sql:
    """A table with its schema; the design's tables stand in `public`."""
    return Sql(f"{identifier(table.schema or 'public')}.{identifier(table.name)}")


def compose(template: str, **parts: str | Table) -> Sql:
    """The template with its {parts}: a Table is qualified, Sql stays as it is, any other text is quoted as a name."""
    return Sql(template.format(**{name: _rendered(part) for name, part in parts.items()}))


def ddl(statement: str) -> DDL:
    """A statement for a DDL event, which would read a lone percent sign as a place for a value."""
    return DDL(statement.replace("%", "%%"))


def _rendered(part: str | Table) -> str:
    if isinstance(part, Table):
        return qualified(part)
    return part if isinstance(part, Sql) else identifier(part)
