"""What docs/ holds of a design: diagrams, data dictionary, the page of rules. Made anew, or checked for freshness.

Recorded runs stand in docs/benchmarks/ and are not made here: figures come from recorded runs only.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pgworkbench.catalog import Catalog
from pgworkbench.project import Project

OURS = ("diagrams", "dictionary", "rules.md")  # what is made here; nothing else in docs/ is touched


def documents(project: Project, catalog: Catalog) -> Mapping[str, str]:
    """Every generated document by its path below docs/, the same bytes on every run and server."""
    return {**_diagrams(project, catalog), **_dictionary(project, catalog), "rules.md": _rules()}


def write(made: Mapping[str, str], folder: Path) -> tuple[Path, ...]:
    """Write them, and remove those of ours that are no longer made."""
    for stale in _ours(folder) - set(made):
        (folder / stale).unlink()
    for name, text in made.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return tuple(folder / name for name in sorted(made))


def stale(made: Mapping[str, str], folder: Path) -> tuple[str, ...]:
    """The names of documents that are missing, too many, or not as they would be made now."""
    there = _ours(folder)
    differing = {name for name in there & set(made) if (folder / name).read_text(encoding="utf-8") != made[name]}
    return tuple(sorted(differing | (there ^ set(made))))


def _ours(folder: Path) -> set[str]:
    files = (path for name in OURS for path in [folder / name, *(folder / name).rglob("*")] if path.is_file())
    return {path.relative_to(folder).as_posix() for path in files}


def _diagrams(project: Project, catalog: Catalog) -> dict[str, str]:
    from pgworkbench.diagram import domain_diagram, overview

    made = {"diagrams/overview.svg": overview(catalog, project.groups).svg()}
    for domain in project.domains:
        made[f"diagrams/{domain.name}.svg"] = domain_diagram(catalog, project.groups, domain.name).svg()
    return made


def _dictionary(project: Project, catalog: Catalog) -> dict[str, str]:
    from pgworkbench.site import Chapter, Reasons, chapter, contents

    chapters = {d.name: Chapter(d.title, d.tables, f"../diagrams/{d.name}.svg") for d in project.domains}
    reasons = Reasons(project.reasons, project.claims)
    pages = {f"dictionary/{name}.md": chapter(catalog, told, reasons) for name, told in chapters.items()}
    return {"dictionary/README.md": contents(chapters, "../diagrams/overview.svg"), **pages}


def _rules() -> str:
    from pgworkbench.review import rule_page

    return rule_page()
