"""What a table looks like, as one of Graphviz's HTML-like labels: header, rows, notes, and gutters where lines dock."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from pgworkbench.diagram.entities import Change, Field
from pgworkbench.diagram.escape import xml
from pgworkbench.diagram.palette import Accent, Paint
from pgworkbench.diagram.shape import (
    FOOTNOTE,
    MARK_GAP,
    MARK_SIZE,
    NAME_SIZE,
    NOTE_SIZE,
    PAD,
    ROW,
    TITLE_SIZE,
    TYPE_SIZE,
    Row,
    Shape,
    shown_name,
    shown_title,
    shown_type,
)

_BARE = 'CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"'
_TYPED = 2  # a row with more cells than these has a type, which stands at the right


def port(column: str | None, side: str) -> str:
    """The name of the place where a line meets a column's row, or the header without one; `side` is `e` or `w`."""
    return side if column is None else f"{side}{column.encode().hex()}"


def skeleton(shape: Shape) -> str:
    """The label without its text: all that a layout needs to know."""
    size = f'WIDTH="{shape.width + 2:.0f}" HEIGHT="{shape.outer_height}"'
    return _docked(shape, f'<TABLE BORDER="0" {_BARE} {size}><TR><TD></TD></TR></TABLE>')


class Header(Enum):
    """How strongly a header shows its group's colour."""

    SOLID = "the table is what the picture is about"
    TINT = "it is a neighbour"
    CARD = "its frame shows the colour"


def label(shape: Shape, paint: Paint, look: Header) -> str:
    """The whole label of a table."""
    accent = paint.accent(shape.entity.group)
    border = accent.line if shape.entity.change is Change.NONE else paint.change(shape.entity.change).line
    rows = "".join((_header(shape, paint, look), *_rows(shape, paint, accent), *_footer(shape, paint)))
    return _docked(shape, f'<TABLE BORDER="1" {_BARE} COLOR="{border}" BGCOLOR="{paint.card}">{rows}</TABLE>')


def _docked(shape: Shape, inner: str) -> str:
    """The box between its gutters: a cell for the header and one for each row, at either side."""
    columns: list[str | None] = [None, *(row.field.name for row in shape.rows)]
    heights = [shape.header, *(row.height for row in shape.rows)]
    heights[0] += 1  # the border's
    heights[-1] += shape.outer_height - sum(heights)
    left, right = shape.gutters
    rows = []
    for index, (column, height) in enumerate(zip(columns, heights, strict=True)):
        middle = f'<TD ROWSPAN="{len(heights)}">{inner}</TD>' if index == 0 else ""
        rows.append(
            f'<TR><TD PORT="{port(column, "w")}" WIDTH="{left}" HEIGHT="{height}"></TD>{middle}'
            f'<TD PORT="{port(column, "e")}" WIDTH="{right}" HEIGHT="{height}"></TD></TR>'
        )
    return f'<TABLE BORDER="0" {_BARE}>{"".join(rows)}</TABLE>'


def _header(shape: Shape, paint: Paint, look: Header) -> str:
    change = shape.entity.change
    accent = paint.accent(shape.entity.group) if change is Change.NONE else paint.change(change)
    match look:
        case Header.SOLID:
            fill, ink = accent.fill, accent.text
        case Header.TINT:
            fill, ink = accent.tint, paint.ink
        case Header.CARD:
            fill, ink = paint.card, paint.ink
    text = _text(f"<B>{_signed(change, shown_title(shape.entity, shape.most))}</B>", ink, TITLE_SIZE)
    if shape.subtitle:
        text += f'<BR ALIGN="LEFT"/>{_text(xml(shape.subtitle), paint.muted, NOTE_SIZE)}<BR ALIGN="LEFT"/>'
    return _row(shape, shape.header, [(PAD, ""), (shape.width - PAD, text)], fill)


def _rows(shape: Shape, paint: Paint, accent: Accent) -> Iterator[str]:
    marks, names, types = shape.widths
    spare = shape.width - (PAD + marks + MARK_GAP + names + types + PAD)
    for row in shape.rows:
        yield _row(
            shape,
            ROW,
            [
                (PAD, ""),
                (marks + MARK_GAP, _text(f"<B>{xml(row.field.marks)}</B>", paint.muted, MARK_SIZE)),
                (names + spare, _name(row.field, paint, shape.most)),
                (types, _text(xml(shown_type(row.field)), paint.muted, TYPE_SIZE)),
                (PAD, ""),
            ],
            accent.tint if row.field.is_key else "",
            _title(row.field),
        )
        if row.note:
            yield _noted(shape, row, paint)


def _name(field: Field, paint: Paint, most: int) -> str:
    ink = paint.ink if field.change is Change.NONE else paint.change(field.change).ink
    name = _signed(field.change, shown_name(field, most))
    return _text(f"<B>{name}</B>" if field.is_key else name, ink, NAME_SIZE)


def _signed(change: Change, shown: str) -> str:
    """A name with its sign, struck through if it is dropped."""
    if change is not Change.DROPPED:
        return xml(shown)
    return f"{xml(change.value)} <S>{xml(shown.removeprefix(f'{change.value} '))}</S>"


def _title(field: Field) -> str:
    """What a column's tooltip says: all that the row may have cut or left out."""
    default = f"default {field.default}" if field.default else ""
    parts = (f"{field.name} {field.type}", "" if field.is_null else "not null", default, field.comment)
    return " · ".join(part for part in parts if part)


def _noted(shape: Shape, row: Row, paint: Paint) -> str:
    left = PAD + shape.widths[0] + MARK_GAP
    lines = "".join(f'{xml(line)}<BR ALIGN="LEFT"/>' for line in row.note)
    cells = [(left, ""), (shape.width - left, _text(lines, paint.muted, NOTE_SIZE))]
    return _row(shape, row.height - ROW, cells, "", ", ".join(row.field.values))


def _footer(shape: Shape, paint: Paint) -> Iterator[str]:
    if shape.entity.footnote:
        text = _text(f"<I>{xml(shape.entity.footnote)}</I>", paint.muted, NOTE_SIZE)
        yield _row(shape, FOOTNOTE, [(PAD, ""), (shape.width - PAD, text)], "")


def _row(shape: Shape, height: int, cells: list[tuple[float, str]], fill: str, title: str = "") -> str:
    """A row of cells over the whole width, with one background and one tooltip."""
    outer = f'WIDTH="{shape.width:.0f}" HEIGHT="{height}"'
    outer += f' BGCOLOR="{fill}"' if fill else ""
    outer += f' TITLE="{xml(title)}"' if title else ""
    texts = []
    last = len(cells) - 2 if len(cells) > _TYPED else None
    for index, (width, text) in enumerate(cells):
        side = "RIGHT" if index == last else "LEFT"
        texts.append(f'<TD ALIGN="{side}" BALIGN="{side}" WIDTH="{width:.0f}" HEIGHT="{height}">{text}</TD>')
    return f'<TR><TD {outer}><TABLE BORDER="0" {_BARE}><TR>{"".join(texts)}</TR></TABLE></TD></TR>'


def _text(escaped: str, colour: str, size: int) -> str:
    return f'<FONT COLOR="{colour}" POINT-SIZE="{size}">{escaped}</FONT>' if escaped not in {"", "<B></B>"} else ""
