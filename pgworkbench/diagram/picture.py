"""A picture that can be had in many formats, and that shows itself in a notebook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from pgworkbench.diagram.dbml import write_dbml
from pgworkbench.diagram.dot import placed_dot, write_dot
from pgworkbench.diagram.entities import Drawing
from pgworkbench.diagram.graphviz import render
from pgworkbench.diagram.heading import heading
from pgworkbench.diagram.layout import Layout, arrange
from pgworkbench.diagram.mermaid import write_mermaid
from pgworkbench.diagram.palette import Paint, paint, varied
from pgworkbench.diagram.pdf import undated
from pgworkbench.diagram.spec import Theme
from pgworkbench.diagram.svg import clean

_SHARP = 2.0  # pixels of a PNG for each unit, for screens with small pixels …
_NOTEBOOK = 960.0  # about as wide as JupyterLab's cells, which stretch an SVG to their width
_WIDEST = 2000.0  # … and less where it would become wider than this


class Format(StrEnum):
    """What a diagram can be written as; the value is the file's ending."""

    SVG = "svg"
    PNG = "png"
    PDF = "pdf"
    DOT = "dot"
    MERMAID = "mmd"
    DBML = "dbml"


@dataclass(frozen=True)
class Diagram:
    """An entity-relationship diagram. Every format is the same bytes in every process."""

    drawing: Drawing

    @property
    def title(self) -> str:
        """What it is of."""
        return self.drawing.title

    @property
    def caption(self) -> str:
        """What it shows, and what it hides; also written in the picture."""
        return self.drawing.caption

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables drawn in full or by name, without the neighbours that are only hinted at."""
        return tuple(entity.name for entity in self.drawing.entities if not entity.stub)

    @cached_property
    def layout(self) -> Layout:
        """Where everything stands, in pixels."""
        return arrange(self.drawing)

    def svg(self, *, theme: Theme = Theme.LIGHT) -> str:
        """An `<svg>` element that scales with its page; AUTO follows the reader's browser."""
        if theme is Theme.AUTO:
            colours, variables = varied(self.drawing.groups)
            return clean(self._draw("svg", colours), self.drawing, variables=variables)
        return clean(self._draw("svg", paint(theme, self.drawing.groups)), self.drawing)

    def png(self, *, theme: Theme = Theme.LIGHT, scale: float | None = None) -> bytes:
        """A PNG; `scale` pixels for each unit (default: 2, less where it would be wider than 2000 pixels)."""
        if scale is None:
            scale = max(1.0, min(_SHARP, _WIDEST / (self.layout.size[0] + 40)))
        return self._draw("png", paint(theme, self.drawing.groups), scale)

    def pdf(self, *, theme: Theme = Theme.LIGHT) -> bytes:
        """A PDF of one page as large as the picture."""
        return undated(self._draw("pdf", paint(theme, self.drawing.groups)))

    def dot(self, *, theme: Theme = Theme.LIGHT) -> str:
        """DOT without places, for Graphviz to lay out anew."""
        return write_dot(self.drawing, self.layout.shapes, paint(theme, self.drawing.groups))

    def mermaid(self) -> str:
        """Mermaid's erDiagram."""
        return write_mermaid(self.drawing)

    def dbml(self) -> str:
        """DBML, with all columns of the tables drawn."""
        return write_dbml(self.drawing)

    def render(self, form: Format) -> bytes:
        """The diagram as the content of a file."""
        writers: dict[Format, Callable[[], str | bytes]] = {
            Format.SVG: self.svg,
            Format.PNG: self.png,
            Format.PDF: self.pdf,
            Format.DOT: self.dot,
            Format.MERMAID: self.mermaid,
            Format.DBML: self.dbml,
        }
        written = writers[form]()
        return written.encode() if isinstance(written, str) else written

    def _draw(self, form: str, colours: Paint, scale: float = 1.0) -> bytes:
        above = heading(self.title, self.caption, self.layout.size[0])
        return render(placed_dot(self.drawing, self.layout, above, colours, scale), form, program="nop2")

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        """The picture, and for those who cannot show it one line of text."""
        svg = clean(self._draw("svg", paint(Theme.LIGHT, self.drawing.groups)), self.drawing, least=_NOTEBOOK)
        return {"image/svg+xml": svg, "text/plain": f"{self.title}: {self.caption}"}
