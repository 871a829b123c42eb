"""Where each page of a site stands: file names that every file system and server takes, and that never collide."""

from __future__ import annotations

import hashlib
import re

from pgworkbench.catalog import Name

_PLAIN = re.compile(r"[a-z0-9_][a-z0-9_-]*")
_OTHER = re.compile(r"[^a-z0-9_-]+")
_KEPT = 40  # characters of a name that is not plain: enough to recognise it


def slug(*words: str) -> str:
    """A file's or an anchor's name: the words themselves where they are plain, else what is left of them and a digest.

    Names that differ only in upper case would be one file on some systems, so such a name is not plain.
    """
    if all(_PLAIN.fullmatch(word) for word in words):
        return ".".join(words)
    digest = hashlib.sha256("\0".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    kept = _OTHER.sub("-", ".".join(words).lower())[:_KEPT].strip("-")
    return f"{kept}-{digest}" if kept else digest


def slug_of(name: Name) -> str:
    """The slug of a name in a schema; `public` is left out."""
    return slug(name.name) if name.schema == "public" else slug(name.schema, name.name)


def table_page(name: Name) -> str:
    """The page of a table or view, from the site's root."""
    return f"tables/{slug_of(name)}.html"


def domain_page(domain: str) -> str:
    """The page of a domain."""
    return f"domains/{slug(domain)}.html"


def query_page(query: str) -> str:
    """The page of a query."""
    return f"queries/{slug(query)}.html"


def rule_page(rule: str) -> str:
    """The page of a rule."""
    return f"rules/{slug(rule)}.html"


def run_page(run: str) -> str:
    """The page of a recorded run."""
    return f"runs/{slug(run)}.html"


def notebook_page(notebook: str) -> str:
    """The page of a notebook."""
    return f"notebooks/{slug(notebook)}.html"


def type_anchor(name: Name) -> str:
    """An enum, domain or other type on the page of types."""
    return f"types.html#type.{slug_of(name)}"


def function_anchor(name: Name, arguments: str) -> str:
    """A function on the page of functions; overloads differ by their arguments."""
    stem = slug_of(name)
    return f"functions.html#function.{slug(stem, arguments) if arguments else stem}"
