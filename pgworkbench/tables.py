"""A session's tables for people: what the brief, the catalog and the workload say, as frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pgworkbench import display, frames
from pgworkbench.onequery import one_query
from pgworkbench.session import Session
from pgworkbench.workload import Workload

if TYPE_CHECKING:
    import pandas as pd


class Tables(Session):
    """A session that shows its design and its volumes."""

    def sql(self, query: str, profile: str) -> pd.DataFrame:
        """The rows of one query on a profile's volumes, all tenants; WorkbenchError if it is none or could write."""
        import pandas as pd  # for people only: not worth its start-up time elsewhere

        asked = one_query(query)
        with self.volumes(profile).connect() as connection:
            connection.read_only = True
            cursor = connection.execute(asked.encode())  # as bytes: it is the designer's own, not composed
            rows = cursor.fetchall()
            names = [column.name for column in cursor.description or ()]
            connection.rollback()
        return pd.DataFrame(rows, columns=names)

    def brief(self, profile: str, domain: str | None = None) -> pd.DataFrame:
        """What the brief says of the tables of the design, or of a domain."""
        return frames.brief_frame(self.project.brief, self._tables(domain), profile)

    def open_questions(self) -> pd.DataFrame:
        """What the brief leaves open."""
        return frames.open_questions(self.project.brief)

    def domains(self) -> pd.DataFrame:
        """The domains in dependency order, with their tables and how many queries each must serve."""
        return frames.domains_frame(self.project)

    def tables(self, domain: str | None = None) -> pd.DataFrame:
        """The tables of the design, or of a domain."""
        return frames.tables_frame(self.catalog(), self._tables(domain))

    def indexes(self, domain: str | None, profile: str) -> pd.DataFrame:
        """The indexes of the design, or of a domain: what each serves, why it is there, what it weighs."""
        project = self.project
        return frames.indexes_frame(self.catalog(profile), self._tables(domain), project.claims, project.reasons)

    def rows(self, domain: str | None, profile: str) -> pd.DataFrame:
        """How many rows and bytes a profile has."""
        return frames.rows_frame(self.catalog(profile), self._tables(domain))

    def queries(self, domain: str | None = None) -> pd.DataFrame:
        """The named queries of the design, or of a domain."""
        return frames.queries_frame(self._workload(domain))

    def sample(self, table: str, profile: str, rows: int = 5) -> pd.DataFrame:
        """Some rows of a table."""
        name = self.catalog().table(table).name
        return self.sql(frames.sample_query(name, rows), profile)

    def stamp(self, profile: str) -> pd.DataFrame:
        """What a notebook's figures depend on: versions, server, design, seed."""
        project = self.project
        facts = {"profile": profile, "seed": project.brief.seed, "design": project.fingerprint}
        return frames.facts_frame({**facts, "postgresql": display.dotted(self.server.version), **frames.versions()})

    def _tables(self, domain: str | None) -> tuple[str, ...]:
        return tuple(self.project.groups) if domain is None else self.project.domain(domain).tables

    def _workload(self, domain: str | None) -> Workload:
        workload = self.project.workload
        if domain is None:
            return workload
        known = self.project.domain(domain).name  # which may have no query yet
        return Workload(tuple(query for query in workload.queries if query.domain == known))
