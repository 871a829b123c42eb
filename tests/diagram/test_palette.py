"""Colours that everybody can tell apart and read: WCAG 2.1 AA, three kinds of colour blindness, a print in grey."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from pgworkbench.diagram.entities import Change
from pgworkbench.diagram.palette import ACCENTS, Paint, contrast, paint, varied
from pgworkbench.diagram.spec import Theme

GROUPS = [f"group {n}" for n in range(len(ACCENTS) + 3)] + ["other"]
CHANGES = [change for change in Change if change is not Change.NONE]
BLINDNESS = {  # Machado, Oliveira, Fernandes 2009, severity 1
    "none": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def seen(colour: str, blindness: str) -> np.ndarray:
    """A colour in CIE L*a*b*, as somebody sees it."""
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    xyz = _TO_XYZ @ np.clip(np.array(BLINDNESS[blindness]) @ linear, 0, 1) / np.array([0.9505, 1, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.fixture(params=[Theme.LIGHT, Theme.DARK])
def colours(request: pytest.FixtureRequest) -> Paint:
    return paint(request.param, GROUPS)


def test_every_text_has_the_contrast_of_wcag_aa(colours: Paint) -> None:
    accents = [colours.accent(group) for group in GROUPS] + [colours.change(change) for change in CHANGES]
    for accent in accents:
        assert contrast(accent.text, accent.fill) >= 4.5
        for ground in (accent.tint, colours.card, colours.page):
            assert contrast(colours.ink, ground) >= 7
            assert contrast(colours.muted, ground) >= 4.5
        for ground in (accent.tint, colours.card):
            assert contrast(accent.ink, ground) >= 4.5


def test_every_line_can_be_seen(colours: Paint) -> None:
    for group in GROUPS:
        accent = colours.accent(group)
        assert contrast(accent.line, colours.page) >= 3
        assert contrast(accent.line, accent.tint) >= 3
    assert contrast(colours.muted, colours.page) >= 3


@pytest.mark.parametrize("blindness", BLINDNESS)
def test_accents_differ_for_everybody(blindness: str) -> None:
    for one, other in combinations(ACCENTS, 2):
        assert np.linalg.norm(seen(one, blindness) - seen(other, blindness)) > 14, (one, other)


@pytest.mark.parametrize("blindness", BLINDNESS)
def test_changes_differ_for_everybody(blindness: str) -> None:
    fills = [paint(Theme.LIGHT, []).change(change).fill for change in CHANGES]
    for one, other in combinations(fills, 2):
        assert np.linalg.norm(seen(one, blindness) - seen(other, blindness)) > 14, (one, other)


def test_contrast_is_wcags() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


def test_a_group_keeps_its_colour_and_other_is_grey() -> None:
    assert paint(Theme.LIGHT, ["a", "b"]).accent("b") == paint(Theme.LIGHT, ["other", "a", "b"]).accent("b")
    assert paint(Theme.LIGHT, ["a"]).accent("other").fill not in ACCENTS


def test_a_varied_paint_says_both_colours_of_every_part() -> None:
    marks, meaning = varied(["a", "b"])
    assert meaning[marks.page] == (paint(Theme.LIGHT, []).page, paint(Theme.DARK, []).page)
    light, dark = meaning[marks.accent("b").tint]
    assert light == paint(Theme.LIGHT, ["a", "b"]).accent("b").tint
    assert dark == paint(Theme.DARK, ["a", "b"]).accent("b").tint
    assert len(meaning) == len(set(meaning))
