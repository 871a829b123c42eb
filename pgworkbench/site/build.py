"""The site in a folder: the same bytes for the same content, and nothing touched that it did not write itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pgworkbench.errors import WorkbenchError
from pgworkbench.site import address
from pgworkbench.site.content import SiteContent
from pgworkbench.site.notebook import framed
from pgworkbench.site.pages import pages
from pgworkbench.site.render import asset, rendered
from pgworkbench.site.search import index_script
from pgworkbench.site.whole import Site

LISTING = "site-files.txt"  # what we wrote: the only files that we ever replace or remove
ASSETS = ("site.css", "site.js")


def build_site(content: SiteContent, folder: Path) -> tuple[Path, ...]:
    """Write the site into `folder` (made if absent) and return its files, sorted; `index.html` is its first page.

    An earlier site there is replaced, and its files that are no longer made are removed. WorkbenchError if the folder
    holds other files that would be in the way.
    """
    made = site_files(content)
    before = written_before(folder)
    foreign = sorted(name for name in made if name not in before and (folder / name).exists())
    if foreign:
        raise WorkbenchError(f"{folder / foreign[0]} is no page of a site written here: choose an empty folder")
    for name in before - set(made):
        (folder / name).unlink(missing_ok=True)
    for name, text in made.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return tuple(folder / name for name in sorted(made))


def site_files(content: SiteContent) -> Mapping[str, str]:
    """Every file of the site by its path below the root."""
    site = Site(content)
    made = {page.address: rendered(site, page) for page in pages(site)}
    made |= {f"assets/{name}": asset(name) for name in ASSETS}
    made["assets/search-index.js"] = index_script(site)
    for run in content.runs:
        if run.plot:
            made[f"runs/{address.slug(run.name)}.svg"] = run.plot
    for notebook in content.notebooks:
        made[address.notebook_page(notebook.name)] = framed(notebook, content.title)
    listing = "".join(f"{name}\n" for name in sorted({*made, LISTING}))
    return {LISTING: listing, **made}  # first, so that a build that was cut off can be made anew


def written_before(folder: Path) -> set[str]:
    """The files of an earlier site in a folder, as its list says; none that would stand outside it."""
    listing = folder / LISTING
    if not listing.is_file():
        return set()
    names = [LISTING, *listing.read_text(encoding="utf-8").splitlines()]
    return {name for name in names if (folder / name).resolve().is_relative_to(folder.resolve())}
