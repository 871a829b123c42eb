"""What the site shows, gathered from every verb: of a design, or of any database.

The one place that knows both the verbs' values and the site's; whoever has a catalog and a review calls it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pgworkbench.catalog import Catalog
from pgworkbench.diagram import Theme, domain_diagram, groups_of_catalog, overview, table_diagram
from pgworkbench.notebooks import read_notebook
from pgworkbench.project import Project
from pgworkbench.review import Review, Rule, every_rule
from pgworkbench.site import (
    NotebookPage,
    Pictures,
    Reasons,
    RecordedRun,
    Remark,
    RuleText,
    Section,
    SiteContent,
)

if TYPE_CHECKING:
    from pgworkbench.migrations import File

_HEADING = re.compile(r"^#\s+(.+)$", re.MULTILINE)


def design_content(
    project: Project, catalog: Catalog, found: Review, *, sizes_of: str = "", files: Sequence[File] = ()
) -> SiteContent:
    """The site of a design; with the catalog of a profile's rows, `sizes_of` says which. `files` are its migrations."""
    groups = project.groups
    return SiteContent(
        title=project.brief.title,
        catalog=catalog,
        groups=groups,
        titles={domain.name: domain.title for domain in project.domains},
        reasons=Reasons(project.reasons, project.claims),
        brief=project.brief,
        workload=project.workload,
        pictures=pictures(catalog, groups),
        sizes_of=sizes_of,
        remarks=remarks(found),
        rules=rule_texts(),
        runs=recorded_runs(project.root / "docs" / "benchmarks"),
        notebooks=notebook_pages(project.root / "build" / "notebooks"),
        sections={table: told for table in groups if (told := tuple(_sections(project, table, files)))},
    )


def database_content(catalog: Catalog, found: Review) -> SiteContent:
    """The site of any database: its tables grouped by their foreign keys, its sizes as they are."""
    groups = groups_of_catalog(catalog)
    return SiteContent(
        title=f"Database {catalog.database}",
        catalog=catalog,
        groups=groups,
        pictures=pictures(catalog, groups),
        sizes_of="as found",
        remarks=remarks(found),
        rules=rule_texts(),
    )


def pictures(catalog: Catalog, groups: Mapping[str, str]) -> Pictures:
    """The diagrams of everything, of each domain and of each table; none of an empty database."""
    tables = [str(table.name) for table in catalog.base_tables]
    if not tables:
        return Pictures()
    drawn = dict.fromkeys(group for table, group in groups.items() if table in tables)
    return Pictures(
        overview(catalog, groups).svg(theme=Theme.AUTO),
        {group: domain_diagram(catalog, groups, group).svg(theme=Theme.AUTO) for group in drawn},
        {table: table_diagram(catalog, table, groups).svg(theme=Theme.AUTO) for table in tables},
    )


def remarks(found: Review) -> tuple[Remark, ...]:
    """A review's findings as the site shows them."""
    return tuple(
        Remark(f.rule, str(f.level), str(f.object), f.message, str(f.where), f.why, f.fix, f.advice)
        for f in found.findings
    )


def rule_texts() -> tuple[RuleText, ...]:
    """Every rule's documentation."""
    return tuple(_rule_text(rule) for rule in every_rule())


def _rule_text(rule: Rule) -> RuleText:
    told = rule.documentation
    return RuleText(
        id=rule.id,
        title=rule.title,
        level=str(rule.level),
        category=str(rule.category),
        what=told.what,
        why=told.why,
        wrong_when=told.wrong_when,
        source=told.source,
        bad=told.bad,
        good=told.good,
    )


def recorded_runs(folder: Path) -> tuple[RecordedRun, ...]:
    """The recorded runs in a folder, by name."""
    return tuple(RecordedRun.read(path.parent) for path in sorted(folder.glob("*/manifest.json")))


def notebook_pages(folder: Path) -> tuple[NotebookPage, ...]:
    """The executed notebooks in a folder that have a page, in the order of their numbers."""
    executed = (path for path in sorted(folder.glob("*.ipynb")) if path.with_suffix(".html").is_file())
    return tuple(
        NotebookPage(path.stem, _title(path), path.with_suffix(".html").read_text(encoding="utf-8"))
        for path in executed
    )


def _title(path: Path) -> str:
    """A notebook's first heading, or else its name."""
    cells = (cell.source for cell in read_notebook(path).cells if cell.cell_type == "markdown")
    heading = next((found[1] for text in cells if (found := _HEADING.search(text))), path.stem)
    return " ".join(heading.split())


def _sections(project: Project, table: str, files: Sequence[File]) -> Iterator[Section]:
    """Which rows a table gets in the synthetic data, and which migrations name it."""
    if table in project.brief.tables:
        volumes = (f"- {profile}: {project.brief.rows(table, profile):,}" for profile in project.brief.profiles)
        yield Section("Rows in the synthetic data", "\n".join(volumes))
    named = re.compile(rf"(?<!\w){re.escape(table)}(?!\w)")
    naming = [f"- `{file.name}`" for file in files if named.search(file.text)]
    if naming:
        yield Section("Migrations", "\n".join(naming))
