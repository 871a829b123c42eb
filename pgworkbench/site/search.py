"""What the search box finds: every name and comment, as a file of JavaScript, so that it works from a folder."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pgworkbench.catalog import ConstraintKind, Table
from pgworkbench.site import address
from pgworkbench.site.markup import one_line
from pgworkbench.site.whole import OwnType, Site

Entry = tuple[str, str, str, str, str]  # kind, name, where it stands, what is said of it, address from the root
_LONGEST = 200  # characters of a text that are kept


def index_script(site: Site) -> str:
    """The index; read by site.js as `window.siteIndex`."""
    lines = ",\n".join(json.dumps(entry, ensure_ascii=True) for entry in entries(site))
    return f"window.siteIndex = [\n{lines}\n];\n"


def entries(site: Site) -> Iterator[Entry]:
    """Everything that can be found, tables and domains first."""
    for table in site.tables:
        where = site.domain_of(table).name
        yield "table", str(table.name), where, _said(table.comment), address.table_page(table.name)
    for domain in site.domains:
        yield "domain", domain.name or domain.title, "", _said(domain.title), domain.page
    for table in site.tables:
        yield from _parts(site, table)
    yield from _others(site)


def _parts(site: Site, table: Table) -> Iterator[Entry]:
    name, page = str(table.name), address.table_page(table.name)
    for column in table.columns:
        yield "column", column.name, name, _said(column.comment), f"{page}#{address.slug('column', column.name)}"
    for index in table.indexes:
        why = site.content.reasons.why.get(index.name) or index.comment
        yield "index", index.name, name, _said(why), f"{page}#{address.slug('index', index.name)}"
    for constraint in table.constraints:
        if constraint.kind is not ConstraintKind.NOT_NULL and constraint.index is None:
            at = address.slug("constraint", constraint.name)
            yield "constraint", constraint.name, name, _said(constraint.comment), f"{page}#{at}"
    for trigger in table.triggers:
        yield "trigger", trigger.name, name, _said(trigger.comment), f"{page}#triggers"
    for policy in table.policies:
        yield "policy", policy.name, name, _said(policy.comment), f"{page}#policies"


def _others(site: Site) -> Iterator[Entry]:
    content = site.content
    for query in content.workload.queries:
        yield "query", query.name, query.domain or "", _said(query.purpose), address.query_page(query.name)
    yield from _types(site)
    for each in site.catalog.functions:
        if each.extension is None:
            page = address.function_anchor(each.name, each.arguments)
            yield "function", str(each.name), f"({each.arguments})", _said(each.comment), page
    for role in site.catalog.roles:
        yield "role", role.name, "", _said(role.comment), "roles.html"
    for rule in content.rules:
        yield "rule", rule.id, rule.category, _said(rule.title), address.rule_page(rule.id)
    for run in content.runs:
        yield "benchmark", run.name, "", "", address.run_page(run.name)
    for notebook in content.notebooks:
        yield "notebook", notebook.name, "", _said(notebook.title), address.notebook_page(notebook.name)


def _types(site: Site) -> Iterator[Entry]:
    catalog = site.catalog
    others: tuple[OwnType, ...] = (*catalog.domains, *catalog.composites, *catalog.ranges)
    for enum in catalog.enums:
        if enum.extension is None:
            yield "enum", str(enum.name), ", ".join(enum.labels), _said(enum.comment), address.type_anchor(enum.name)
    for other in others:
        if other.extension is None:
            yield "type", str(other.name), "", _said(other.comment), address.type_anchor(other.name)


def _said(text: str | None) -> str:
    line = one_line(text)
    return line if len(line) <= _LONGEST else line[:_LONGEST].rsplit(" ", 1)[0] + " …"
