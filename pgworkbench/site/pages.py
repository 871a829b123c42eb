"""Which pages a site has, and what each template is handed."""

from __future__ import annotations

from collections.abc import Iterator

from pgworkbench.catalog import Table
from pgworkbench.site import address
from pgworkbench.site.content import RecordedRun
from pgworkbench.site.render import Page
from pgworkbench.site.tablefacts import badges, constraints, index_facts, table_facts
from pgworkbench.site.whole import Site

_LISTS = {
    "queries.html": "Queries",
    "types.html": "Types",
    "functions.html": "Functions",
    "roles.html": "Roles and grants",
    "review.html": "Review",
    "rules.html": "Rules",
    "benchmarks.html": "Benchmarks",
    "notebooks.html": "Notebooks",
}


def pages(site: Site) -> Iterator[Page]:
    """Every page, the overview first."""
    content = site.content
    yield Page("index.html", "overview.html", content.title)
    for domain in site.domains:
        yield Page(domain.page, "domain.html", domain.title, {"domain": domain})
    yield from (_table(site, table) for table in site.tables)
    offered = {where for _, where in site.menu}
    yield from (Page(where, where, title) for where, title in _LISTS.items() if where in offered)
    for query in content.workload.queries:
        yield Page(address.query_page(query.name), "query.html", query.name, {"query": query})
    for rule in content.rules:
        yield Page(address.rule_page(rule.id), "rule.html", rule.id, {"rule": rule})
    for run in content.runs:
        values = {"run": run, "report": _report(run), "queries": _queries(site, run)}
        yield Page(address.run_page(run.name), "run.html", run.name, values)


def _table(site: Site, table: Table) -> Page:
    values = {
        "table": table,
        "domain": site.domain_of(table),
        "facts": table_facts(site, table),
        "badges": badges(table),
        "constraints": constraints(table),
        "referring": sorted(site.catalog.references_to(table.name), key=lambda pair: (pair[0].name, pair[1].name)),
        "indexes": index_facts(site, table),
        "queries": site.touching.get(table.name, ()),
        "remarks": site.remarks_of(table),
    }
    return Page(address.table_page(table.name), "table.html", str(table.name), values)


def _report(run: RecordedRun) -> str:
    """The report with the plot where the site has it, and without its first heading, which is the page's."""
    text = run.report.replace("](plot.svg)", f"]({address.slug(run.name)}.svg)")
    return text if not text.startswith("# ") else text.partition("\n")[2]


def _queries(site: Site, run: RecordedRun) -> tuple[str, ...]:
    """The queries that a run measured and that have a page."""
    measured = {timing["query"] for timing in run.results.get("timings", ())}
    return tuple(sorted(measured & site.known_queries))
