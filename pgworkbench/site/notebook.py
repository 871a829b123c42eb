"""An executed notebook's page as a part of the site: a way back, and links that stay within it."""

from __future__ import annotations

import re

from markupsafe import escape

from pgworkbench.site import address
from pgworkbench.site.content import NotebookPage

_BODY = re.compile(r"<body\b[^>]*>")
_ANCHOR = re.compile(r'(<a\b[^>]*?)\shref="([^"]*)"([^>]*)>', re.IGNORECASE)
_OUTSIDE = re.compile(r"(?i)([a-z][a-z0-9+.-]*:)?//|mailto:")
_OTHER = re.compile(r"([\w-]+)\.(?:ipynb|html)(#.*)?")
_STYLE = "font:600 15px system-ui,sans-serif;padding:12px 20px;border-bottom:1px solid #8886"


def framed(notebook: NotebookPage, title: str) -> str:
    """The page with a line on top that leads back to the site."""
    page = _ANCHOR.sub(_linked, notebook.html)
    back = f'<a href="../notebooks.html">← {escape(title)}</a>'
    bar = f'<nav aria-label="Site" style="{_STYLE}">{back}</nav>'
    return _BODY.sub(lambda body: body[0] + bar, page, count=1)


def _linked(found: re.Match[str]) -> str:
    """A link to another notebook leads to its page; one to elsewhere is no link any more."""
    before, target, after = found.groups()
    if _OUTSIDE.match(target):
        return f'{before} title="{target}"{after}>'
    other = _OTHER.fullmatch(target)
    if other:
        page = address.notebook_page(other[1]).rpartition("/")[2]
        return f'{before} href="{page}{other[2] or ""}"{after}>'
    return found[0]
