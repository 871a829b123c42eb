"""The measures of a table's box: everything is known before Graphviz sees it, so that rows and lines meet exactly.

A box is a header, rows, and a footnote, one below the other. Left and right of it is a gutter, where its lines run
level and end in their feet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pgworkbench.diagram.entities import Entity, Field
from pgworkbench.diagram.escape import visible
from pgworkbench.diagram.measure import text_width

GUTTER = 20  # pixels at each side, enough for the widest foot
LOOP = 24  # more at the right of a table that refers to itself
PAD = 8  # between the border and the text
MARK_GAP, GAP = 6, 14  # between marks and names, between names and types
NAME_SIZE, TITLE_SIZE, TYPE_SIZE, NOTE_SIZE, MARK_SIZE = 12, 13, 11, 10, 8
ROW, TITLE, SUBTITLE, NOTE_LINE, FOOTNOTE = 20, 28, 13, 13, 19  # heights
_SLACK = 1.06  # Graphviz measures hinted glyphs, which are up to so much wider
_NOTE_ROOM = 190  # pixels of a note's line, where the columns are narrower
_BETWEEN = " · "
_NOTE_LINES = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `height` in pixels with its note; its note stands below the column."""

    field: Field
    note: tuple[str, ...]

    @property
    def height(self) -> int:
        """With the note below it."""
        return ROW + (len(self.note) * NOTE_LINE + 3 if self.note else 0)


@dataclass(frozen=True, slots=True)
class Shape:
    """The box of one table; `width` between its borders, without gutters."""

    entity: Entity
    width: float
    widths: tuple[float, float, float]  # of marks, names and types
    header: int
    rows: tuple[Row, ...]
    subtitle: str = ""
    loops: bool = False
    most: int = 63

    @property
    def height(self) -> int:
        """From border to border."""
        return self.header + sum(row.height for row in self.rows) + (FOOTNOTE if self.entity.footnote else 0)

    @property
    def gutters(self) -> tuple[int, int]:
        """Left and right."""
        return GUTTER, GUTTER + (LOOP if self.loops else 0)

    @property
    def outer_height(self) -> int:
        """With its border."""
        return self.height + 2

    @property
    def outer_width(self) -> float:
        """With its border and both gutters."""
        return self.width + 2 + sum(self.gutters)

    def level(self, column: str | None) -> float:
        """How far below the top a line to that column ends; to the header without one."""
        top = float(self.header) + 1
        for row in self.rows:
            if row.field.name == column:
                return top + ROW / 2
            top += row.height
        return self.header / 2 + 1


def shape(entity: Entity, *, subtitle: str = "", loops: bool = False, most: int = 63) -> Shape:
    """Measure a table's box; `subtitle` stands below its name; names are cut to `most` characters."""
    marks = _widest((_wide(field.marks, MARK_SIZE, bold=True) for field in entity.columns), least=8)
    names = _widest(_wide(shown_name(field, most), NAME_SIZE, bold=field.is_key) for field in entity.columns)
    types = _widest(_wide(shown_type(field), TYPE_SIZE) for field in entity.columns)
    left = PAD + marks + MARK_GAP
    columns = left + names + GAP + types + PAD if entity.columns else 0.0
    room = max(columns - left - PAD, _NOTE_ROOM)
    rows = tuple(Row(field, _note(field.values, room)) for field in entity.columns)
    notes = _widest(_wide(line, NOTE_SIZE) for row in rows for line in row.note)
    title = _wide(shown_title(entity, most), TITLE_SIZE, bold=True)
    below = _widest(_wide(text, NOTE_SIZE) for text in (subtitle, entity.footnote))
    width = max(columns, left + notes + PAD if notes else 0.0, title + 2 * PAD, below + 2 * PAD)
    header = TITLE + (SUBTITLE if subtitle else 0)
    return Shape(entity, float(round(width + 0.5)), (marks, names, types), header, rows, subtitle, loops, most)


def shown_title(entity: Entity, most: int) -> str:
    """The table's name, with the sign of what became of it."""
    return f"{entity.change.value} {cut(entity.name, most)}".strip()


def shown_name(field: Field, most: int) -> str:
    """The column's name, with the sign of what became of it."""
    return f"{field.change.value} {cut(field.name, most)}".lstrip()


def shown_type(field: Field) -> str:
    """The type, and whether the column may be NULL."""
    type_ = cut(field.type)
    return f"{type_} null" if field.is_null else type_


def _wide(text: str, size: int, *, bold: bool = False) -> float:
    return text_width(text, size, bold=bold) * _SLACK + 1


def _widest(widths: Iterable[float], least: float = 0.0) -> float:
    return max([least, *widths])


def _note(values: Sequence[str], room: float) -> tuple[str, ...]:
    """The values that a column may have, in a few lines; the last one says how many more there are."""
    lines: list[list[str]] = []
    for value in values:
        if lines and _wide(_BETWEEN.join((*lines[-1], cut(value))), NOTE_SIZE) <= room:
            lines[-1].append(cut(value))
        else:
            lines.append([cut(value)])
    if len(lines) > _NOTE_LINES:
        more = sum(len(line) for line in lines[_NOTE_LINES - 1 :])
        lines[_NOTE_LINES - 1 :] = [[f"and {more} more"]]
    return tuple(_BETWEEN.join(line) for line in lines)


def cut(text: str, most: int = 40) -> str:
    """A text of at most so many characters, with its middle left out if need be: names differ at their ends."""
    text = visible(text)
    if len(text) <= most:
        return text
    return f"{text[: most - most // 3 - 1]}…{text[-(most // 3) :]}"
