"""The whole site as its pages look things up in it: what stands in which domain, what leads where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pgworkbench.brief import TableBrief
from pgworkbench.catalog import (
    Catalog,
    Column,
    CompositeType,
    DomainType,
    EnumType,
    Name,
    RangeType,
    Table,
    TableKind,
)
from pgworkbench.site import address
from pgworkbench.site.content import Remark, Section, SiteContent
from pgworkbench.site.evidence import Evidence, Measured, evidence
from pgworkbench.site.picture import shown_name
from pgworkbench.site.touching import functions_of, queries_by_table, tables_of
from pgworkbench.workload import Query

LEVELS = ("error", "warning", "notice")
OwnType = EnumType | DomainType | CompositeType | RangeType
_REST = ""  # the domain of what no group names
_VIEWS = {TableKind.VIEW, TableKind.MATERIALIZED_VIEW}


@dataclass(frozen=True, slots=True)
class SiteDomain:
    """A domain with its tables and views, in the catalog's order."""

    name: str
    title: str
    tables: tuple[Table, ...]

    @property
    def page(self) -> str:
        """Where it stands."""
        return address.domain_page(self.name)


@dataclass(frozen=True)
class Site:
    """A site's content with every way through it."""

    content: SiteContent

    @property
    def catalog(self) -> Catalog:
        """What is described."""
        return self.content.catalog

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """Every table and view that has a page: no partitions, nothing that an extension owns."""
        return tuple(t for t in self.catalog.tables if not t.is_partition and t.extension is None)

    @property
    def figures(self) -> tuple[tuple[int, str], ...]:
        """How much of what there is: tables, views if there are some, domains (what no group names is none)."""
        views = sum(1 for table in self.tables if table.kind in _VIEWS)
        domains = sum(1 for domain in self.domains if domain.name or len(self.domains) == 1)
        counted = ((len(self.tables) - views, "table"), (views, "view"), (domains, "domain"))
        return tuple((n, word if n == 1 else f"{word}s") for n, word in counted if n or word == "table")

    @cached_property
    def domains(self) -> tuple[SiteDomain, ...]:
        """The domains in the order of their titles, then of the groups; last what no group names."""
        groups = self.content.groups
        named = dict.fromkeys([*self.content.titles, *groups.values()])
        members: dict[str, list[Table]] = {name: [] for name in [*named, _REST]}
        for table in self.tables:
            members[groups.get(str(table.name), _REST)].append(table)
        only_views = all(table.kind in _VIEWS for table in members[_REST])
        rest = "Views" if only_views else "Other tables" if named else "Tables"
        titles = {_REST: rest} | dict(self.content.titles)
        return tuple(
            SiteDomain(name, titles.get(name, name), tuple(tables)) for name, tables in members.items() if tables
        )

    @cached_property
    def _domain_by_table(self) -> Mapping[Name, SiteDomain]:
        return {table.name: domain for domain in self.domains for table in domain.tables}

    def domain_of(self, table: Table) -> SiteDomain:
        """The domain that a table stands in."""
        return self._domain_by_table[table.name]

    @cached_property
    def evidence(self) -> Evidence:
        """What recorded runs measured."""
        return evidence(self.content.runs)

    @cached_property
    def touching(self) -> Mapping[Name, Sequence[Query]]:
        """Each table with the queries that touch it."""
        return queries_by_table(self.content.workload, self.catalog)

    @cached_property
    def queries_by_domain(self) -> tuple[tuple[str, tuple[Query, ...]], ...]:
        """The queries of each domain in the site's order; then those of none, under an empty name."""
        queries = self.content.workload.queries
        order = dict.fromkeys(
            [*(domain.name for domain in self.domains), *(query.domain or _REST for query in queries)]
        )
        asked = ((name, tuple(query for query in queries if (query.domain or _REST) == name)) for name in order)
        return tuple(pair for pair in asked if pair[1])

    def touched(self, query: Query) -> tuple[Table, ...]:
        """The tables that a query touches."""
        return tuple(self.catalog.table(name) for name in tables_of(query, self.catalog))

    def called(self, query: Query) -> tuple[Name, ...]:
        """The functions that a query calls."""
        return functions_of(query, self.catalog)

    def indexes_for(self, query: str) -> tuple[tuple[Table, str], ...]:
        """The indexes that claim to serve a query, each with its table."""
        serves = self.content.reasons.serves
        return tuple((t, i.name) for t in self.tables for i in t.indexes if query in serves.get(i.name, ()))

    def measured(self, query: str) -> Measured | None:
        """The time of a query in the design as it is, if a recorded run has it."""
        return self.evidence.designed(query)

    def brief_of(self, table: Table) -> TableBrief | None:
        """What the brief says of a table."""
        return self.content.brief.tables.get(str(table.name)) if self.content.brief else None

    def sections_of(self, table: Table) -> Sequence[Section]:
        """What else there is to say of a table."""
        return self.content.sections.get(str(table.name), ())

    def partitions_of(self, table: Table) -> tuple[Table, ...]:
        """A table's own partitions."""
        return self.catalog.partitions_of(table.name)

    # ---- the review -------------------------------------------------------------------------------------------------

    def remarks_of(self, *tables: Table) -> tuple[Remark, ...]:
        """What the review says of these tables, the gravest first."""
        names = {str(table.name) for table in tables}
        return self._sorted(remark for remark in self.content.remarks or () if remark.table in names)

    def remarks_by(self, rule: str) -> tuple[Remark, ...]:
        """What a rule found."""
        return self._sorted(remark for remark in self.content.remarks or () if remark.rule == rule)

    @cached_property
    def remarks(self) -> tuple[Remark, ...]:
        """The whole review, the gravest first."""
        return self._sorted(iter(self.content.remarks or ()))

    def counts(self, remarks: Sequence[Remark]) -> tuple[tuple[str, int], ...]:
        """How many there are of each level, the gravest first; levels without any left out."""
        counted = ((level, sum(r.level == level for r in remarks)) for level in LEVELS)
        return tuple(pair for pair in counted if pair[1])

    @staticmethod
    def _sorted(remarks: Iterator[Remark]) -> tuple[Remark, ...]:
        rank = {level: place for place, level in enumerate(LEVELS)}
        return tuple(sorted(remarks, key=lambda r: (rank.get(r.level, len(LEVELS)), r.rule, r.about, r.message)))

    # ---- what leads where -------------------------------------------------------------------------------------------

    @cached_property
    def known_queries(self) -> frozenset[str]:
        """The queries that have a page."""
        return frozenset(query.name for query in self.content.workload.queries)

    @cached_property
    def known_rules(self) -> frozenset[str]:
        """The rules that have a page."""
        return frozenset(rule.id for rule in self.content.rules)

    @cached_property
    def _paged(self) -> frozenset[Name]:
        return frozenset(table.name for table in self.tables)

    def page_of(self, name: Name) -> str | None:
        """The page of a table, if it has one."""
        return address.table_page(name) if name in self._paged else None

    def page_of_text(self, name: str) -> str | None:
        """The page of a table named as people write it."""
        return self.page_of(self.catalog.table(name).name) if self.catalog.has_table(name) else None

    @cached_property
    def own_types(self) -> Mapping[Name, str]:
        """Where each type that somebody made is described."""
        catalog = self.catalog
        own: tuple[OwnType, ...] = (*catalog.enums, *catalog.domains, *catalog.composites, *catalog.ranges)
        return {each.name: address.type_anchor(each.name) for each in own if each.extension is None}

    def type_page(self, column: Column) -> str | None:
        """Where a column's type is described, if somebody made it."""
        return self.own_types.get(column.type_name)

    @cached_property
    def function_pages(self) -> Mapping[Name, str]:
        """Where each function is described; of several of one name the first."""
        pages: dict[Name, str] = {}
        for each in self.catalog.functions:
            if each.extension is None:
                pages.setdefault(each.name, address.function_anchor(each.name, each.arguments))
        return pages

    @cached_property
    def drawn(self) -> Mapping[tuple[str, str], str]:
        """Where the parts of a diagram lead."""
        tables = {("table", shown_name(str(t.name))): address.table_page(t.name) for t in self.tables}
        return tables | {("group", shown_name(d.name)): d.page for d in self.domains if d.name}

    @cached_property
    def menu(self) -> tuple[tuple[str, str], ...]:
        """The pages that are not of one domain or table, as (label, address)."""
        content, catalog = self.content, self.catalog
        offered = (
            ("Queries", "queries.html", content.workload.queries),
            ("Types", "types.html", self.own_types),
            ("Functions", "functions.html", self.function_pages),
            ("Roles and grants", "roles.html", catalog.roles),
            ("Review", "review.html", content.remarks is not None),
            ("Rules", "rules.html", content.rules),
            ("Benchmarks", "benchmarks.html", content.runs),
            ("Notebooks", "notebooks.html", content.notebooks),
        )
        return tuple((label, where) for label, where, there in offered if there)
