"""`%%sql` and `%%explain` in a real IPython shell, on rows of the reference design."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from pgworkbench.errors import WorkbenchError
from pgworkbench.magics import register
from pgworkbench.plantree import PlanTree
from pgworkbench.server import Database
from pgworkbench.workbench import Workbench

_DIRECTORY = "IPYTHONDIR"


@pytest.fixture
def shell(
    workbench: Workbench, tiny: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[InteractiveShell]:
    """A shell in which the magics are registered, with the profile tiny."""
    assert tiny.name
    monkeypatch.setenv(_DIRECTORY, str(tmp_path))
    config = Config()
    config.HistoryManager.enabled = False
    made = InteractiveShell.instance(config=config)
    register(workbench, "tiny")
    yield made
    InteractiveShell.clear_instance()


def test_sql_shows_a_frame(shell: InteractiveShell) -> None:
    frame = shell.run_cell_magic("sql", "", "SELECT 1 AS one, 'a' AS two;")
    assert isinstance(frame, pd.DataFrame)
    assert frame.to_dict("list") == {"one": [1], "two": ["a"]}
    assert shell.run_line_magic("sql", "SELECT 2 AS two").iloc[0, 0] == 2


def test_a_result_is_kept_under_a_name(shell: InteractiveShell) -> None:
    assert shell.run_cell_magic("sql", "tiny --into kept", "SELECT 3 AS three") is None
    assert shell.user_ns["kept"].iloc[0, 0] == 3


def test_explain_draws_what_was_run(shell: InteractiveShell) -> None:
    tree = shell.run_cell_magic("explain", "", "-- rows\nSELECT count(*) FROM generate_series(1, 1000)")
    assert isinstance(tree, PlanTree)
    assert tree.unit == "ms"
    assert tree.root.found == 1
    shown = tree._repr_mimebundle_()
    assert "generate_series" in shown["text/html"]
    assert "1,000 rows" in shown["text/plain"]


def test_explain_can_plan_a_write_without_running_it(shell: InteractiveShell) -> None:
    tree = shell.run_cell_magic("explain", "--plan", "DELETE FROM pg_description")
    assert tree.unit == "cost"


@pytest.mark.parametrize(
    ("magic", "cell"),
    [
        ("sql", "CREATE TABLE made AS SELECT 1 AS a"),
        ("sql", "EXPLAIN ANALYZE CREATE TABLE made AS SELECT 1 AS a"),  # the server does that, even in READ ONLY
        ("sql", "SELECT 1; COMMIT; CREATE TABLE made AS SELECT 1 AS a"),
        ("sql", "SET transaction_read_only = off; CREATE TABLE made AS SELECT 1 AS a"),
        ("explain", "CREATE TABLE made AS SELECT 1 AS a"),
        ("explain", "SELECT 1 AS a INTO made"),
        ("explain", "SELECT 1; CREATE TABLE made AS SELECT 1 AS a"),
        ("explain", "DELETE FROM pg_description"),
    ],
)
def test_nothing_is_ever_written(shell: InteractiveShell, magic: str, cell: str) -> None:
    with pytest.raises(UsageError):
        shell.run_cell_magic(magic, "", cell)
    made = shell.run_cell_magic("sql", "", "SELECT FROM pg_class WHERE relname = 'made'")
    assert len(made) == 0


@pytest.mark.parametrize(
    ("magic", "line", "cell", "said"),
    [
        ("sql", "", "  ;\n", "write a query"),
        ("sql", "", "SELEC 1", "syntax error"),
        ("sql", "--plan", "SELECT 1", "%%sql knows no --plan"),
        ("sql", "--into", "SELECT 1", "knows no --into without a name"),
        ("sql", "'tiny", "SELECT 1", "No closing quotation"),
        ("sql", "no_such_profile", "SELECT 1", "unknown profile 'no_such_profile'"),
        ("explain", "", ";", "write a query"),
    ],
)
def test_a_mistake_is_one_line(shell: InteractiveShell, magic: str, line: str, cell: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        shell.run_cell_magic(magic, line, cell)


def test_outside_a_notebook_it_says_so(workbench: Workbench) -> None:
    with pytest.raises(WorkbenchError, match="need a notebook"):
        register(workbench)
