"""A whole new small design in a folder: two domains that show every part, and run at once with every verb."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from pgworkbench.adoption import design
from pgworkbench.adoption.folder import staged, write
from pgworkbench.adoption.readme import first_readme
from pgworkbench.project import load_project

_DOMAINS = {"books": "Books: what can be borrowed", "loans": "Loans: who has which book, and until when"}
_VOLUMES = {
    "books": (2000, 60_000, 0.05, "as long as the book is on the shelf", "A town's library buys 3000 books a year."),
    "loans": (10_000, 400_000, 0.1, "3 years after the book came back, then erased", "Each book goes out seven times."),
}
_TITLE = "A small library: books, and who has borrowed them"
_OPEN = "Readers are a card's number; a domain of their own is `pgworkbench new readers`."


def init(folder: Path, *, as_of: datetime | None = None) -> tuple[Path, ...]:
    """Write a small design that runs at once to `folder`, which must be new or empty; the files, sorted.

    WorkbenchError if something is there already; then nothing was written.
    """
    moment = as_of or datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    name = folder.resolve().name or "design"
    with staged(folder) as root:
        files = _files(name, moment)
        write(root, files)
        load_project(root)
    return tuple(sorted(folder / each for each in files))


def _files(name: str, moment: datetime) -> dict[str, str]:
    volumes = [
        design.TableVolume(table, rows, production, why, growth=growth, retention=retention, consistency="strong")
        for table, (rows, production, growth, retention, why) in _VOLUMES.items()
    ]
    files = {
        ".gitignore": design.GITIGNORE,
        "README.md": first_readme(name, _TITLE),
        "schema/__init__.py": design.schema_package(_TITLE, tuple(_DOMAINS)),
        "schema/base.py": design.base_module({}, ()),
        "schema/brief.toml": design.brief(name, _TITLE, volumes, moment),
        "seeds/__init__.py": design.seeds_package(tuple(_DOMAINS)),
    }
    for domain in _DOMAINS:
        files[f"schema/{domain}.py"] = design.template(f"init/{domain}.py.txt")
        files[f"schema/workloads/{domain}.sql"] = design.template(f"init/{domain}.sql.txt")
        files[f"seeds/{domain}.py"] = design.template(f"init/seeds_{domain}.py.txt")
    return {**files, **design.notebooks(_TITLE, tuple(_DOMAINS.items()), _OPEN)}
