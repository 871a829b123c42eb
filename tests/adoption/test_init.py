"""A new small design, and a domain more: both run at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from pgworkbench.adoption import init, new_domain
from pgworkbench.errors import WorkbenchError
from pgworkbench.project import load_project
from pgworkbench.review.finding import Level
from pgworkbench.server import Server
from pgworkbench.workbench import Workbench


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    init(tmp_path / "library")
    return tmp_path / "library"


def texts(folder: Path) -> dict[str, str]:
    kept = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in kept}


def test_what_was_begun_runs_with_every_verb(folder: Path, server: Server) -> None:
    with Workbench(folder, url=server.url("postgres")) as workbench:
        assert workbench.seed("tiny").rows == 1200
        assert workbench.verify("tiny") == ()
        assert workbench.review().at_least(Level.ERROR) == ()
        assert set(workbench.diagrams()) == {"overview", "books", "loans"}
        assert workbench.baseline().files
        assert workbench.docs()
        assert workbench.stale_docs() == ()


def test_a_folder_that_is_not_empty_is_refused_and_nothing_written(folder: Path) -> None:
    before = texts(folder)
    with pytest.raises(WorkbenchError, match="is not empty: nothing was written"):
        init(folder)
    assert texts(folder) == before
    assert [path.name for path in folder.parent.iterdir()] == ["library"]


def test_a_new_domain_runs_at_once(folder: Path, server: Server) -> None:
    new_domain(folder, "order_lines")
    project = load_project(folder)
    assert [domain.name for domain in project.domains] == ["books", "loans", "order_lines"]
    assert (folder / "notebooks" / "03_order_lines.ipynb").exists()
    with Workbench(folder, url=server.url("postgres")) as workbench:
        assert workbench.seed("tiny").tables["order_lines"].rows == 20
        workbench.check_workload()
        assert workbench.review("order_lines").at_least(Level.ERROR) == ()


@pytest.mark.parametrize("name", ["Order", "order lines", "class", "", "base", "books", "1st", "a" * 41, "../x"])
def test_a_name_that_cannot_be_is_refused_and_nothing_written(folder: Path, name: str) -> None:
    before = texts(folder)
    with pytest.raises(WorkbenchError):
        new_domain(folder, name)
    assert texts(folder) == before


def test_a_domain_that_does_not_load_leaves_all_as_it_was(folder: Path) -> None:
    base = folder / "schema" / "base.py"
    base.write_text(base.read_text(encoding="utf-8").replace("class Base(", "class Foundation("), encoding="utf-8")
    base.write_text(base.read_text(encoding="utf-8") + "\n\nclass Base:\n    metadata = metadata\n", encoding="utf-8")
    (folder / "schema" / "books.py").write_text('"""Books."""\n', encoding="utf-8")
    before = texts(folder)
    with pytest.raises(WorkbenchError):
        new_domain(folder, "readers")
    assert texts(folder) == before


def test_a_listing_of_ones_own_making_is_left_alone(folder: Path) -> None:
    package = folder / "seeds" / "__init__.py"
    own = '"""Mine."""\n\nfrom seeds import books, loans\n\nPLANS = books.PLANS + loans.PLANS\n'
    package.write_text(own, encoding="utf-8")
    before = texts(folder)
    with pytest.raises(WorkbenchError, match="PLANS is not a plain tuple"):
        new_domain(folder, "readers")
    assert texts(folder) == before
