"""The site of the reference design and of any database: everything is on it, and every link leads somewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from pgworkbench.migrations import File
from pgworkbench.review import Subject, every_rule, review
from pgworkbench.server import Database
from pgworkbench.session import catalog_of
from pgworkbench.site import RecordedRun, SiteContent, build_site, check_site
from pgworkbench.site.touching import functions_of, tables_of
from pgworkbench.sitecontent import database_content, design_content, notebook_pages, recorded_runs
from pgworkbench.workbench import Workbench

_NOTEBOOK = """{"cells": [
  {"cell_type": "markdown", "id": "a", "metadata": {}, "source": ["# What  it holds\\n", "more"]}],
 "metadata": {}, "nbformat": 4, "nbformat_minor": 5}"""


@pytest.fixture(scope="module")
def content(workbench: Workbench, design_db: Database) -> SiteContent:
    """The reference design's site, with a migration that names its first table."""
    project = workbench.project
    first = next(iter(project.groups))
    files = (File("20260101000000_first.sql", f"-- migrate:up\nCREATE TABLE {first} ();"),)
    return design_content(project, catalog_of(design_db), workbench.review(), files=files)


def test_the_site_of_the_design_is_whole(content: SiteContent, tmp_path: Path) -> None:
    made = build_site(content, tmp_path)
    assert check_site(content, tmp_path) == ()
    names = {path.relative_to(tmp_path).as_posix() for path in made}
    assert {f"tables/{table}.html" for table in content.groups} <= names
    assert {f"rules/{rule.id}.html" for rule in every_rule()} <= names


def test_every_table_of_the_design_has_a_picture_rows_and_a_domain(content: SiteContent) -> None:
    assert set(content.groups) <= set(content.pictures.tables)
    assert set(content.titles) == set(content.pictures.domains)
    first = next(iter(content.groups))
    assert [section.title for section in content.sections[first]] == ["Rows in the synthetic data", "Migrations"]


def test_every_query_of_the_design_touches_a_table_or_calls_a_function_that_does(content: SiteContent) -> None:
    catalog = content.catalog
    lost = [q.name for q in content.workload.queries if not (tables_of(q, catalog) or functions_of(q, catalog))]
    assert lost == []


def test_any_database_has_a_site(scratch: Database, tmp_path: Path) -> None:
    with scratch.connect() as connection:
        connection.execute('CREATE SCHEMA "My App"')
        connection.execute("CREATE TYPE mood AS ENUM ('fine', '<i>')")
        connection.execute('CREATE TABLE "My App"."a.b <x>" (id bigint PRIMARY KEY, "per%cent" mood)')
        connection.execute(
            'CREATE TABLE log (of bigint REFERENCES "My App"."a.b <x>", at date) PARTITION BY RANGE (at)'
        )
        connection.execute("CREATE TABLE log_1 PARTITION OF log DEFAULT")
        connection.execute("CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM log")
    catalog = catalog_of(scratch)
    made = database_content(catalog, review(Subject(catalog)))
    build_site(made, tmp_path)
    assert check_site(made, tmp_path) == ()
    page = (tmp_path / "tables" / "log.html").read_text(encoding="utf-8")
    assert "a.b &lt;x&gt;" in page
    assert "log_<wbr>1" in page
    assert (tmp_path / "tables" / "counted.html").is_file()


def test_an_empty_database_has_a_site(scratch: Database, tmp_path: Path) -> None:
    catalog = catalog_of(scratch)
    made = database_content(catalog, review(Subject(catalog)))
    build_site(made, tmp_path)
    assert check_site(made, tmp_path) == ()


def test_notebooks_are_titled_by_their_first_heading(tmp_path: Path) -> None:
    (tmp_path / "01_a.ipynb").write_text(_NOTEBOOK)
    (tmp_path / "02_unfinished.ipynb").write_text(_NOTEBOOK)
    (tmp_path / "01_a.html").write_text("<html></html>")
    assert [(page.name, page.title) for page in notebook_pages(tmp_path)] == [("01_a", "What it holds")]


def test_only_finished_runs_are_shown(tmp_path: Path) -> None:
    (tmp_path / "half").mkdir()
    (tmp_path / "whole").mkdir()
    for name, text in (("report.md", "# A"), ("results.json", "{}"), ("manifest.json", "{}")):
        (tmp_path / "whole" / name).write_text(text)
    assert recorded_runs(tmp_path) == (RecordedRun("whole", "# A"),)
