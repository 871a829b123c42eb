"""What a workload is made of: queries as they were declared. They know nothing of files or servers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pgworkbench.errors import UnknownNameError
from pgworkbench.workload.sql import is_write, named_parameters, rewritten


class QueryKind(StrEnum):
    """Whether a query changes rows."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Query:
    """One declared query: `sql` as written, with `:named` parameters, and what was said about it.

    `line` is where its `-- name:` stands, `sql_line` where its SQL begins (1-based; 0 if it came from no file).
    `settings` are (name, value) pairs for set_config; a value is `:parameter` or a literal as written.
    """

    name: str
    sql: str
    purpose: str = ""
    calls_per_hour: float | None = None
    target_ms: float | None = None
    params: str | None = None
    role: str | None = None
    settings: tuple[tuple[str, str], ...] = ()
    domain: str | None = None
    path: Path | None = None
    line: int = 0
    sql_line: int = 0
    declared_kind: QueryKind | None = None

    @property
    def kind(self) -> QueryKind:
        """As declared, or WRITE if an INSERT, UPDATE, DELETE or MERGE stands anywhere in it."""
        return self.declared_kind or (QueryKind.WRITE if is_write(self.sql) else QueryKind.READ)

    @property
    def parameters(self) -> tuple[str, ...]:
        """What `params` must yield: the names in the SQL in order of appearance, then those of the settings."""
        named = [self.sql[p.start + 1 : p.end] for p in named_parameters(self.sql)]
        named += [value[1:] for _, value in self.settings if value.startswith(":")]
        return tuple(dict.fromkeys(named))

    @property
    def statement(self) -> str:
        """The SQL in psycopg's form: `%(name)s` for parameters, every other percent sign doubled."""
        return rewritten(self.sql, lambda name: f"%({name})s", "%%")

    @property
    def numbered(self) -> str:
        """The SQL in PostgreSQL's form: `$n` for the n-th of `parameters`."""
        position = {name: index for index, name in enumerate(self.parameters, start=1)}
        return rewritten(self.sql, lambda name: f"${position[name]}", "%")

    def settings_for(self, values: Mapping[str, str | None]) -> tuple[tuple[str, str], ...]:
        """(name, value) pairs for set_config, with parameters replaced by the text in `values` (NULL: empty)."""
        return tuple((name, _setting_value(value, values)) for name, value in self.settings)


@dataclass(frozen=True, slots=True)
class Workload:
    """The queries that a design must serve, in order of their files."""

    queries: tuple[Query, ...] = ()

    def query(self, name: str) -> Query:
        """The query of that name; UnknownNameError if there is none."""
        for query in self.queries:
            if query.name == name:
                return query
        raise UnknownNameError("query", name, [q.name for q in self.queries])

    def of_domain(self, name: str) -> Workload:
        """The queries of one domain; UnknownNameError if no query belongs to it."""
        found = tuple(q for q in self.queries if q.domain == name)
        if not found:
            raise UnknownNameError("domain with queries", name, {q.domain for q in self.queries if q.domain})
        return Workload(found)


def _setting_value(value: str, values: Mapping[str, str | None]) -> str:
    if value.startswith(":"):
        return values[value[1:]] or ""
    quoted = len(value) > 1 and value[0] == value[-1] == "'"
    return value[1:-1].replace("''", "'") if quoted else value
