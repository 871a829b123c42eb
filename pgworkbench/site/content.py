"""What a site is built from: frozen values that whoever has them fills in. The site itself looks nothing up.

Pictures are SVG texts, recorded runs the folders that `record` writes, notebooks executed pages; whatever is absent is
left out of the site. Tables are named as people write them (`leads`, `app.settings`), as in `Catalog.table`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pgworkbench.brief import Brief
from pgworkbench.catalog import Catalog
from pgworkbench.errors import WorkbenchError
from pgworkbench.site.dictionary import Reasons
from pgworkbench.workload import Workload


@dataclass(frozen=True, slots=True)
class Pictures:
    """Diagrams as SVG texts: of everything, of each domain and of each table."""

    overview: str = ""
    domains: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding of a review: `level` is error, warning or notice; `table` is where it stands, if in one."""

    rule: str
    level: str
    about: str
    message: str
    table: str = ""
    why: str = ""
    fix: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule's documentation; `bad` and `good` are SQL, the rest prose in Markdown."""

    id: str
    title: str
    level: str
    category: str
    what: str
    why: str
    wrong_when: str = ""
    source: str = ""
    bad: str = ""
    good: str = ""


@dataclass(frozen=True, slots=True)
class RecordedRun:
    """A recorded benchmark: its report (Markdown), its plot (SVG), and what was measured (`results.json`)."""

    name: str
    report: str
    plot: str = ""
    results: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> RecordedRun:
        """The run in a folder, under the folder's name; WorkbenchError if there is none."""
        plot = folder / "plot.svg"
        try:
            return cls(
                name=folder.name,
                report=(folder / "report.md").read_text(encoding="utf-8"),
                plot=plot.read_text(encoding="utf-8") if plot.is_file() else "",
                results=json.loads((folder / "results.json").read_text(encoding="utf-8")),
            )
        except (OSError, ValueError) as error:
            raise WorkbenchError(f"{folder} holds no recorded run that can be shown: {error}") from error


@dataclass(frozen=True, slots=True)
class NotebookPage:
    """An executed notebook as one HTML page that needs nothing from outside itself."""

    name: str
    title: str
    html: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a table's page that comes from elsewhere (its migrations, its seeds, …), in Markdown."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class SiteContent:
    """Everything that a site shows. Only a title and a catalog must be given.

    `groups` gives each table's domain and `titles` each domain's title, in the order in which they are shown.
    `sizes_of` says what the catalog's rows and bytes are of (`profile small`); without it they are not shown.
    `remarks` None says that no review was made; an empty one that it found nothing.
    """

    title: str
    catalog: Catalog
    summary: str = ""
    groups: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    reasons: Reasons = field(default_factory=Reasons)
    brief: Brief | None = None
    workload: Workload = field(default_factory=Workload)
    pictures: Pictures = field(default_factory=Pictures)
    sizes_of: str = ""
    remarks: tuple[Remark, ...] | None = None
    rules: tuple[RuleText, ...] = ()
    runs: tuple[RecordedRun, ...] = ()
    notebooks: tuple[NotebookPage, ...] = ()
    sections: Mapping[str, Sequence[Section]] = field(default_factory=dict)
