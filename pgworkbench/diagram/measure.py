"""How wide a text is, from DejaVu's own tables: sizes in a picture depend on no font of the system."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.ft2font import FT2Font, LoadFlags

from pgworkbench.diagram.escape import visible

_EM = 1000  # size at which glyphs are measured
_ABSENT = 0.9  # em: a character that the font does not have; a wide one takes a whole em
_WIDE = "WF"  # East Asian Width


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width in pixels, as the text is drawn, at a font size in pixels."""
    return sum(_advance(character, bold) for character in visible(text)) * size


@cache
def _advance(character: str, bold: bool) -> float:  # noqa: FBT001  # positional, for the cache
    """Advance width in em."""
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in _WIDE:
        return 1.05
    font = _font(bold)
    if not font.get_char_index(ord(character)):
        return _ABSENT
    return float(font.load_char(ord(character), flags=LoadFlags.NO_HINTING).linearHoriAdvance) / 65536 / _EM


@cache
def _font(bold: bool) -> FT2Font:  # noqa: FBT001
    file = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    font = FT2Font(Path(mpl.get_data_path()) / "fonts" / "ttf" / file)
    font.set_size(_EM, 72)
    return font
