"""Graphviz in this process: its messages are errors, its noise is swallowed, what others write is passed on."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pgworkbench.diagram.graphviz import render
from pgworkbench.errors import DiagramError

ROOT = Path(__file__).parents[2]


def test_a_graph_becomes_an_svg() -> None:
    assert b"<svg" in render('digraph { a [fontname="DejaVu Sans"] }', "svg")


@pytest.mark.parametrize(
    "dot",
    [
        "digraph { a [label=<<x>not html</x>>] }",
        "digraph { a [label=<<B>not closed>] }",
        "digraph { a",
        'digraph { a [shape=record, label="{"] }',
        "digraph { a -> b:nowhere }",
    ],
)
def test_what_graphviz_complains_of_is_an_error(dot: str) -> None:
    with pytest.raises(DiagramError, match="Graphviz cannot draw this"):
        render(dot.replace("digraph {", 'digraph { node [fontname="DejaVu Sans"]; '), "svg")


def test_an_unknown_format_is_an_error() -> None:
    with pytest.raises(DiagramError):
        render("digraph { a }", "nothing")


def test_nothing_is_said_on_file_descriptor_2(capfd: pytest.CaptureFixture[str]) -> None:
    render('digraph { a [fontname="DejaVu Sans"] }', "png")
    assert not capfd.readouterr().err


def test_what_others_write_meanwhile_is_passed_on(capfd: pytest.CaptureFixture[str]) -> None:
    from pgworkbench.diagram import graphviz

    with graphviz._heard() as said:  # noqa: SLF001  # render() leaves no time to write in
        os.write(2, b"another thread's words\nWarning: node a, port b unrecognized\n")
    assert capfd.readouterr().err == "another thread's words\n"
    assert said == ["Warning: node a, port b unrecognized"]


def test_an_error_leaves_file_descriptor_2_and_the_environment_as_they_were(capfd: pytest.CaptureFixture[str]) -> None:
    before = dict(os.environ)
    with pytest.raises(DiagramError):
        render("digraph { a", "svg")
    os.write(2, b"still here\n")
    assert capfd.readouterr().err == "still here\n"
    assert dict(os.environ) == before


def test_threads_wait_for_each_other() -> None:
    dot = 'digraph { node [fontname="DejaVu Sans"]; a -> b -> c }'
    with ThreadPoolExecutor(4) as pool:
        drawn = set(pool.map(lambda _: render(dot, "svg"), range(12)))
    assert len(drawn) == 1


def test_eralchemy2_and_pygraphviz_are_each_imported_by_one_module() -> None:
    for package, module in (("eralchemy2", "entities.py"), ("pygraphviz", "graphviz.py")):
        files = (ROOT / "pgworkbench").rglob("*.py")
        importers = [
            path.name
            for path in files
            if f"from {package} " in (text := path.read_text()) or f"import {package}" in text
        ]
        assert importers == [module]


def test_the_engine_starts_without_them() -> None:
    code = "import sys, pgworkbench.cli; sys.exit('pygraphviz' in sys.modules or 'eralchemy2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
    assert done.returncode == 0
