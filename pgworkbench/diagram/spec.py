"""What a picture is asked to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pgworkbench.catalog import Catalog


class Detail(StrEnum):
    """How much of each table is drawn."""

    NAMES = "names"
    KEYS = "keys"  # columns of primary, unique and foreign keys
    ALL = "all"


class Theme(StrEnum):
    """Colours for a white page, for a dark one, or for the one that the reader's browser prefers (SVG only)."""

    LIGHT = "light"
    DARK = "dark"
    AUTO = "auto"


@dataclass(frozen=True, slots=True)
class DiagramSpec:
    """One picture: of a `domain`, of a `table`, or (with neither) of everything.

    `groups` gives each table's domain, by its name for people; without it they are found from the foreign keys.
    `detail` None is the picture's own: names for everything, all columns otherwise.
    `hide` names columns to leave out; None finds the ones that repeat in most tables (see hubs.py).
    `since` is an earlier state: what was added, altered and dropped is coloured.
    `links` gives the address that a click on a table's or a domain's name opens.
    """

    groups: Mapping[str, str] | None = None
    domain: str | None = None
    table: str | None = None
    detail: Detail | None = None
    hide: tuple[str, ...] | None = None
    since: Catalog | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    title: str | None = None
