"""A database that exists as a design in code: built from the files, it is the same database."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pgworkbench.adoption import AdoptOptions, adopt
from pgworkbench.catalog import read_catalog
from pgworkbench.catalog.dump import dump_structure, read_structure
from pgworkbench.errors import DiagramError, ServerError, WorkbenchError
from pgworkbench.project import load_project
from pgworkbench.review import Category, Review, Subject, find_rule
from pgworkbench.reviews import ReviewOptions, judged
from pgworkbench.server import Server
from pgworkbench.session import build
from pgworkbench.workbench import Workbench

from .conftest import AS_OF, Case


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _odd_names(review: Review) -> set[str]:
    return {one.key for one in review.findings if find_rule(one.rule).category is Category.NAMES}


def _by_habit(case: Case) -> Review:
    """What is said of the database itself, by the conventions that its own names have."""
    with case.source.connect() as connection:
        return judged(Subject(read_catalog(connection)), ReviewOptions(), Path("nowhere"), foreign=True)


def test_nothing_is_left_over(case: Case) -> None:
    assert case.adoption.left == ()


def test_pg_dump_sees_no_difference(case: Case, server: Server) -> None:
    """A witness apart from our own catalog."""
    project = load_project(case.adoption.folder)
    with server.scratch("again", roles=project.roles) as made:
        build(project, made)
        try:
            there, here = dump_structure(server, case.source.name), read_structure(made)
        except ServerError as error:  # a server of which only the binaries are here
            pytest.skip(str(error))
    assert there.difference(here) == ""


def test_the_baseline_is_proven_and_its_marks_name_every_file(case: Case) -> None:
    """Where a table, its index and a function on its rows need each other, the reason is told instead."""
    folder = case.adoption.folder / "schema"
    notes = [note for note in case.adoption.notes if "baseline" in note]
    if case.name == "needs_tables":
        assert "cannot drop" in notes[0]
        assert not (folder / "mark_applied.sql").exists()
        return
    assert notes == []
    marks = (folder / "mark_applied.sql").read_text(encoding="utf-8")
    assert all(path.name[:14] in marks for path in (folder / "migrations").glob("*.sql"))


def test_the_files_are_as_ruff_would_write_them(case: Case) -> None:
    config = Path(__file__).parents[2] / "pyproject.toml"
    for command in (["check", "--ignore", "E501"], ["format", "--check"]):
        ruff = [sys.executable, "-m", "ruff", *command, "--no-cache", "--config", str(config), "schema", "seeds"]
        done = subprocess.run(ruff, cwd=case.adoption.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def test_the_database_was_only_read(case: Case) -> None:
    with case.source.connect() as connection:
        names = {table.name.name for table in read_catalog(connection).tables}
    assert not names & {"schema_migrations", "alembic_version"}


def test_rows_are_made_and_verified_and_everything_is_shown(case: Case, server: Server) -> None:
    with Workbench(case.adoption.folder, url=server.url("postgres")) as workbench:
        manifest = workbench.seed("tiny")
        assert set(manifest.tables) == set(workbench.project.groups)
        assert workbench.verify("tiny") == ()
        reviewed = workbench.review()
        assert reviewed.asked
        assert _odd_names(reviewed) <= _odd_names(_by_habit(case))
        assert list(workbench.domains().index) == list(case.adoption.domains)
        assert all(workbench.queries(domain).empty for domain in case.adoption.domains)
        if workbench.project.groups:
            assert "overview" in workbench.diagrams()
        else:
            with pytest.raises(DiagramError, match="no tables to draw"):
                workbench.diagrams()


def test_the_same_database_gives_the_same_bytes(server: Server, tmp_path: Path) -> None:
    with server.scratch("source") as source:
        with source.connect(autocommit=True) as connection:
            connection.execute("CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int REFERENCES a)")
        options = AdoptOptions(server.url("postgres"), AS_OF)
        url = server.url(source.name)
        first, second = (files(adopt(url, tmp_path / name, options).folder) for name in ("first", "second"))
    assert first == second


def test_a_folder_that_is_not_empty_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(WorkbenchError, match="is not empty"):
        adopt("postgresql://nobody@nowhere.invalid/none", tmp_path)
    assert files(tmp_path) == {"notes.txt": b"mine"}


def test_what_models_and_migrations_cannot_carry_is_named(server: Server, tmp_path: Path) -> None:
    with server.scratch("source") as source:
        with source.connect(autocommit=True) as connection:
            connection.execute("CREATE TABLE a (id int PRIMARY KEY)")
            connection.execute("CREATE AGGREGATE last_of (int) (SFUNC = int4larger, STYPE = int)")
        made = adopt(server.url(source.name), tmp_path / "made", AdoptOptions(server.url("postgres"), AS_OF))
    with server.scratch("again") as again:
        build(load_project(made.folder), again)
        with again.connect() as connection:
            carried = any(function.name.name == "last_of" for function in read_catalog(connection).functions)
    assert carried != any("last_of" in line for line in made.left)
    readme = (made.folder / "README.md").read_text(encoding="utf-8")
    assert all(" ".join(line.split()) in readme for line in made.left)


def test_a_role_whose_name_means_something_else_too_is_refused(server: Server, tmp_path: Path) -> None:
    with server.scratch("source", roles=["reader"]) as source:
        name = source.roles["reader"]
        with source.connect(autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name} AUTHORIZATION {name}")
        with pytest.raises(WorkbenchError, match="cannot be told from another use of its name"):
            adopt(server.url(source.name), tmp_path / "made", AdoptOptions(server.url("postgres"), AS_OF))
    assert not list(tmp_path.iterdir())
