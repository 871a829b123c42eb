"""Templates and what they may call. Everything is escaped unless it was made as HTML on purpose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pgworkbench.site import address, grants, markup, tablefacts
from pgworkbench.site.picture import page_picture
from pgworkbench.site.whole import Site

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Page:
    """A page: where it stands, what it is called, and its template with what that one needs."""

    address: str
    template: str
    title: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def root(self) -> str:
        """The way from the page to the site's root: `` or `../`."""
        return "../" * self.address.count("/")


def rendered(site: Site, page: Page) -> str:
    """A page as HTML."""
    template = _environment().get_template(page.template)
    return template.render(site=site, content=site.content, page=page, root=page.root, **page.values)


def asset(name: str) -> str:
    """One of the site's own files."""
    return (_HERE / "assets" / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    for module in (address, grants, markup, tablefacts):
        public = {name: value for name, value in vars(module).items() if not name.startswith("_")}
        environment.globals.update(public)
    environment.globals["picture"] = page_picture
    return environment
