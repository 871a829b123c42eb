"""Colours: one accent a group, legible on light and dark pages, to the colour-blind, and in grey.

The accents are Paul Tol's "muted" scheme (SRON/EPS/TN/09-002) and Okabe and Ito's orange: distinct under each kind of
colour blindness and spread in lightness. What text stands on is chosen by contrast (WCAG 2.1: 4.5 for text, 3 for
lines), so that a print in grey, which keeps lightness, stays as legible. A group's name always stands beside its
colour: beyond ten groups the colours come round again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pgworkbench.diagram.entities import Change
from pgworkbench.diagram.grouping import OTHER
from pgworkbench.diagram.spec import Theme

ACCENTS = (
    "#332288",
    "#CC6677",
    "#44AA99",
    "#DDCC77",
    "#117733",
    "#88CCEE",
    "#882255",
    "#999933",
    "#AA4499",
    "#E69F00",
)
_NEUTRAL = "#8A8F98"  # of the group `other`
_WHITE, _BLACK = "#FFFFFF", "#111418"
_LINE_CONTRAST, _TEXT_CONTRAST = 3.0, 4.5  # WCAG 2.1, 1.4.11 and 1.4.3
_TINT = 0.13  # how much accent a tint has
_STEP = 0.05


@dataclass(frozen=True, slots=True)
class Accent:
    """The colours of a group or a change: `fill` behind `text`, `line` for borders and edges, `tint` behind ink.

    `ink` is for words on a card or a tint.
    """

    fill: str
    text: str
    line: str
    tint: str
    ink: str


@dataclass(frozen=True, slots=True)
class Paint:
    """All colours of one theme."""

    page: str
    card: str
    ink: str
    muted: str
    changes: tuple[tuple[Change, Accent], ...]
    accents: tuple[tuple[str, Accent], ...]  # by group

    def accent(self, group: str) -> Accent:
        """The colours of a group."""
        return dict(self.accents)[group]

    def change(self, change: Change) -> Accent:
        """The colours of what was added, altered or dropped."""
        return dict(self.changes)[change]


_PAGES = {  # page, card, ink, muted
    Theme.LIGHT: ("#FFFFFF", "#FFFFFF", "#1B1F24", "#57606A"),
    Theme.DARK: ("#0D1117", "#161B22", "#E6EDF3", "#9DA7B3"),
}
_CHANGES = {Change.ADDED: "#009E73", Change.ALTERED: "#E69F00", Change.DROPPED: "#D55E00"}  # Okabe and Ito


def paint(theme: Theme, groups: Sequence[str]) -> Paint:
    """The colours of a theme for these groups, in order; AUTO is painted as LIGHT (see svg.py)."""
    page, card, ink, muted = _PAGES[Theme.DARK if theme is Theme.DARK else Theme.LIGHT]
    named = [group for group in groups if group != OTHER]
    bases = {group: ACCENTS[index % len(ACCENTS)] for index, group in enumerate(named)} | {OTHER: _NEUTRAL}
    return Paint(
        page=page,
        card=card,
        ink=ink,
        muted=muted,
        changes=tuple((change, _accent(base, page, card)) for change, base in _CHANGES.items()),
        accents=tuple((group, _accent(base, page, card)) for group, base in bases.items()),
    )


def varied(groups: Sequence[str]) -> tuple[Paint, dict[str, tuple[str, str]]]:
    """A paint in which every part has a colour of its own, and what each is on a light and on a dark page."""
    light, dark = _flat(paint(Theme.LIGHT, groups)), _flat(paint(Theme.DARK, groups))
    marks = [f"#{0xA00000 + index:06X}" for index in range(len(light))]
    return _unflat(marks, groups), dict(zip(marks, zip(light, dark, strict=True), strict=True))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.1)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def mixed(colour: str, other: str, share: float) -> str:
    """A colour with `share` of another in it."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def _accent(base: str, page: str, card: str) -> Accent:
    text = max((_WHITE, _BLACK), key=lambda ink: contrast(base, ink))
    tint = mixed(card, base, _TINT)
    line, ink = _visible(base, (page, tint), _LINE_CONTRAST), _visible(base, (card, tint), _TEXT_CONTRAST)
    return Accent(fill=base, text=text, line=line, tint=tint, ink=ink)


def _visible(colour: str, grounds: Sequence[str], least: float) -> str:
    """The colour, moved away from what it stands on until it can be seen there."""
    away = max((_WHITE, _BLACK), key=lambda ink: contrast(grounds[0], ink))
    share, seen = 0.0, colour
    while min(contrast(seen, ground) for ground in grounds) < least:
        share += _STEP
        seen = mixed(colour, away, share)
    return seen


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    linear = []
    for channel in _channels(colour):
        share = channel / 255
        linear.append(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004  # sRGB
    red, green, blue = linear
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _flat(colours: Paint) -> list[str]:
    accents = [accent for _, accent in (*colours.changes, *colours.accents)]
    parts = [part for accent in accents for part in (accent.fill, accent.text, accent.line, accent.tint, accent.ink)]
    return [colours.page, colours.card, colours.ink, colours.muted, *parts]


def _unflat(colours: Sequence[str], groups: Sequence[str]) -> Paint:
    """The reverse of _flat."""
    model = paint(Theme.LIGHT, groups)
    accents = iter([Accent(*colours[start : start + 5]) for start in range(4, len(colours), 5)])
    changes = tuple((change, next(accents)) for change, _ in model.changes)
    named = tuple((group, next(accents)) for group, _ in model.accents)
    page, card, ink, muted = colours[:4]
    return Paint(page, card, ink, muted, changes, named)
