"""The picture in all its formats: the same bytes everywhere, nothing of the outside in it, every name drawn."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from diagram.designs import HOSTILE, generated, hostile, small
from diagram.geometry import parse

from pgworkbench.diagram import Format, Theme, domain_diagram, overview, table_diagram
from pgworkbench.diagram.escape import visible

_PRINT = """
import hashlib, sys
from diagram.designs import generated
from pgworkbench.diagram import *
catalog, groups = generated(17)
drawn = [overview(catalog, groups), domain_diagram(catalog, None, "domain_01_items"), table_diagram(catalog, "users")]
for diagram in drawn:
    for form in Format:
        print(form, hashlib.sha256(diagram.render(form)).hexdigest())
"""


def printed(**environment: str) -> str:
    """What a fresh process makes of the same design."""
    path = os.pathsep.join([str(Path(__file__).parents[1]), str(Path(__file__).parents[2])])
    done = subprocess.run(
        [sys.executable, "-c", _PRINT],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": path, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return done.stdout


def test_every_process_gives_the_same_bytes(tmp_path: Path) -> None:
    nothing = tmp_path / "fonts.conf"
    nothing.write_text("<fontconfig></fontconfig>", encoding="utf-8")
    first = printed(PYTHONHASHSEED="0")
    assert first.count("\n") == 3 * len(Format)
    assert first == printed(PYTHONHASHSEED="1", FONTCONFIG_FILE=str(nothing), LANG="C.UTF-8")


@pytest.mark.parametrize("theme", Theme)
def test_an_svg_names_no_address_no_date_and_no_version(theme: Theme) -> None:
    svg = overview(*small()).svg(theme=theme)
    outside = svg.replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1999/xlink", "")
    assert "http" not in outside
    assert "raphviz" not in svg
    assert svg.startswith("<svg ")
    head = svg.partition(">")[0]
    assert "max-width:100%" in head
    assert "viewBox" in head
    assert " width=" not in head
    assert " height=" not in head


def test_ids_are_names_and_no_two_pictures_share_them() -> None:
    catalog, groups = generated(17)
    one, other = (
        {group.get("id") for group in parse(diagram.svg()).iter() if group.get("id")}
        for diagram in (overview(catalog, groups), domain_diagram(catalog, groups, "domain_00"))
    )
    assert "overview--table-domain_00_items" in one
    assert "domain_00--table-domain_00_items" in other
    assert not one & other


def test_a_pdf_has_neither_date_nor_version() -> None:
    pdf = overview(*small()).pdf()
    assert pdf.startswith(b"%PDF")
    assert b"CreationDate" not in pdf
    assert b"cairo 1" not in pdf


def test_every_hostile_name_is_drawn_as_it_is() -> None:
    diagram = overview(*hostile())
    root = parse(diagram.svg())
    drawn = {"".join(text.itertext()).replace("\xa0", " ") for text in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {visible(name) for name in HOSTILE} <= drawn
    assert {name for group in root.iter() if (name := group.get("data-table"))} == {visible(name) for name in HOSTILE}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_columns_values_and_comments_are_drawn(name: str) -> None:
    diagram = table_diagram(hostile()[0], name)
    texts = "".join(parse(diagram.svg()).itertext()).replace("\xa0", " ")
    assert texts.count(visible(name)) >= 4
    assert diagram.png().startswith(b"\x89PNG")


def test_a_notebook_gets_the_picture_and_a_line_of_text() -> None:
    diagram = domain_diagram(*small(), "school")
    bundle = diagram._repr_mimebundle_(include=None, exclude=None)
    assert parse(bundle["image/svg+xml"]).attrib["viewBox"].split()[2] == "960"  # cells stretch it to their width
    assert bundle["image/svg+xml"].partition("<g")[2] == diagram.svg().partition("<g")[2]
    assert bundle["text/plain"].startswith("school: 5 tables")


def test_themes_differ_in_colours_alone() -> None:
    diagram = overview(*generated(17))
    light, dark, auto = (parse(diagram.svg(theme=theme)) for theme in Theme)
    assert [e.get("d") or e.get("points") for e in light.iter()] == [e.get("d") or e.get("points") for e in dark.iter()]
    assert {e.get("fill") for e in light.iter()} != {e.get("fill") for e in dark.iter()}
    assert "prefers-color-scheme:dark" in "".join(auto.itertext())
