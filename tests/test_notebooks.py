"""Notebooks: run, parametrised, exported; a failing one named with its cell; the committed ones thin and clean."""

import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from pgworkbench.errors import WorkbenchError
from pgworkbench.notebooks import Order, execute, read_notebook
from pgworkbench.project import Project
from pgworkbench.server import Database

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))
LONGEST_CELL = 12


@pytest.fixture
def notebook(tmp_path: Path) -> Callable[..., Path]:
    def write(*cells: str) -> Path:
        tagged = new_code_cell("profile = 'tiny'", metadata={"tags": ["parameters"]})
        path = tmp_path / "one.ipynb"
        nbformat.write(new_notebook(cells=[new_markdown_cell("# One"), tagged, *map(new_code_cell, cells)]), path)
        return path

    return write


def order(folder: Path, **parameters: object) -> Order:
    return Order(folder, parameters, {"PGWORKBENCH_TEST": "from the order"})


def test_it_becomes_a_page_with_the_ordered_parameters(notebook: Callable[..., Path], tmp_path: Path) -> None:
    source = notebook("import os\nprint(profile.upper(), os.environ['PGWORKBENCH_TEST'])")
    page = execute(source, order(tmp_path / "out", profile="small"))
    assert "SMALL from the order" in page.html.read_text()
    assert page.cells == 2
    assert "tiny" in source.read_text()


def test_a_page_asks_for_nothing_outside_itself(notebook: Callable[..., Path], tmp_path: Path) -> None:
    page = execute(notebook("1 + 1"), order(tmp_path / "out")).html.read_text()
    assert not re.findall(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=[\"'](?:https?:)?//", page)
    assert "import(" not in page.replace(" ", "").replace("@import(", "")


def test_a_failing_cell_is_named_on_one_line_and_the_copy_is_kept(
    notebook: Callable[..., Path], tmp_path: Path
) -> None:
    with pytest.raises(WorkbenchError, match=r"one\.ipynb: cell 3 \(1 / 0\): ZeroDivisionError") as caught:
        execute(notebook("2", "1 / 0", "3"), order(tmp_path / "out"))
    assert "\n" not in str(caught.value)
    assert (tmp_path / "out" / "one.ipynb").exists()
    assert not (tmp_path / "out" / "one.html").exists()


def test_what_is_no_notebook_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "x.ipynb"
    path.write_text("no json")
    with pytest.raises(WorkbenchError, match=r"x\.ipynb is not a notebook"):
        read_notebook(path)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_committed_notebook_has_no_outputs_and_stays_thin(path: Path) -> None:
    cells = read_notebook(path).cells
    code = [cell for cell in cells if cell.cell_type == "code"]
    assert cells[0].cell_type == "markdown"
    assert cells[0].source.startswith("# ")
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    assert all(cell.source.count("\n") < LONGEST_CELL for cell in code)
    assert not any(re.search(r"^\s*(def|class|for|while) ", cell.source, flags=re.MULTILINE) for cell in code)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_committed_notebook_ends_with_its_environment(path: Path) -> None:
    code = [cell for cell in read_notebook(path).cells if cell.cell_type == "code"]
    assert "stamp" in code[-1].source


def test_every_domain_has_a_notebook(project: Project) -> None:
    """R-CARD-3."""
    stems = {path.stem.partition("_")[2] for path in NOTEBOOKS}
    assert {domain.name for domain in project.domains} <= stems
    assert {"brief", "whole_picture", "benchmark", "export"} <= stems


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_notebook_runs_unattended(path: Path, tmp_path: Path, tiny: Database) -> None:
    """R-CARD-3: top to bottom, on the rows of profile tiny; nothing is written beside it."""
    assert tiny.name
    page = execute(path, Order(tmp_path, {"profile": "tiny"}, {}))
    assert page.html.stat().st_size > 100_000
    executed = read_notebook(page.notebook)
    assert not [o for cell in executed.cells for o in cell.get("outputs", ()) if o.output_type in {"error", "stream"}]
