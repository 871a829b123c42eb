"""The words above a picture: its title, and the caption that says what is hidden."""

from __future__ import annotations

from dataclasses import dataclass

from pgworkbench.diagram.curve import Point
from pgworkbench.diagram.escape import xml
from pgworkbench.diagram.measure import text_width
from pgworkbench.diagram.packing import Size
from pgworkbench.diagram.palette import Paint

_TITLE, _WORDS = 20, 12  # font sizes
_TITLE_LINE, _WORDS_LINE, _BELOW = 30, 17, 18  # heights
_LEAST = 460.0  # pixels that the caption may take under a narrow picture's title
_SLACK = 1.06


@dataclass(frozen=True, slots=True)
class Heading:
    """Title and caption, in lines that fit."""

    title: str
    lines: tuple[str, ...]
    width: float

    @property
    def height(self) -> float:
        """With the space below."""
        return float(_TITLE_LINE + len(self.lines) * _WORDS_LINE + _BELOW)

    def centre(self, size: Size) -> Point:
        """Where it stands above a layout of that size."""
        return self.width / 2, size[1] + self.height / 2

    def label(self, paint: Paint) -> str:
        """The HTML-like label."""
        title = _row(self.title, _TITLE_LINE, f'COLOR="{paint.ink}" POINT-SIZE="{_TITLE}"', bold=True)
        lines = (_row(line, _WORDS_LINE, f'COLOR="{paint.muted}" POINT-SIZE="{_WORDS}"') for line in self.lines)
        size = f'WIDTH="{self.width:.0f}" HEIGHT="{self.height:.0f}"'
        rows = "".join((title, *lines, f'<TR><TD HEIGHT="{_BELOW}"></TD></TR>'))
        return f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" {size}>{rows}</TABLE>'


def heading(title: str, caption: str, width: float) -> Heading:
    """Break the caption into lines of the picture's width."""
    room = max(width, _LEAST, _wide(title, _TITLE))
    lines: list[str] = []
    for word in caption.split():
        if lines and _wide(f"{lines[-1]} {word}", _WORDS) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    widest = max([_wide(title, _TITLE), *(_wide(line, _WORDS) for line in lines)])
    return Heading(title, tuple(lines), float(round(widest + 0.5)))


def _row(text: str, height: int, font: str, *, bold: bool = False) -> str:
    shown = f"<B>{xml(text)}</B>" if bold else xml(text)
    return f'<TR><TD ALIGN="LEFT" HEIGHT="{height}"><FONT {font}>{shown}</FONT></TD></TR>'


def _wide(text: str, size: int) -> float:
    return text_width(text, size, bold=size == _TITLE) * _SLACK
