"""The hooks for pre-commit and the GitHub Action call what exists, and paste no input into a script."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

from pgworkbench.cli import app

ROOT = Path(__file__).parents[2]
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
SCRIPTS = [step["run"] for step in ACTION["runs"]["steps"] if "run" in step]


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_runs_a_command_that_exists(hook: dict[str, str]) -> None:
    program, command, *_ = hook["entry"].split()
    assert program == "pgworkbench"
    assert command in get_command(app).commands  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("hook", "path", "wanted"),
    [
        (0, "schema/leads.py", True),
        (0, "README.md", False),
        (1, "schema/migrations/20260106093000_x.sql", True),
        (1, "db/migrations/1_x.up.sql", True),
        (1, "schema/migrations/chain.json", False),
    ],
)
def test_a_hook_runs_for_its_files(hook: int, path: str, wanted: bool) -> None:  # noqa: FBT001 - a column of the table
    assert bool(re.search(HOOKS[hook]["files"], path)) is wanted


def test_no_input_is_pasted_into_a_script() -> None:
    assert SCRIPTS
    assert not [script for script in SCRIPTS if "${{" in script]


@pytest.mark.skipif(shutil.which("bash") is None, reason="the action's scripts are for bash")
@pytest.mark.parametrize("script", SCRIPTS)
def test_the_scripts_are_bash(script: str) -> None:
    done = subprocess.run(["bash", "-n"], input=script, text=True, capture_output=True, check=False)  # noqa: S607
    assert done.returncode == 0, done.stderr


def test_every_option_of_the_action_exists() -> None:
    review = get_command(app).commands["review"]  # type: ignore[attr-defined]
    known = {option for parameter in review.params for option in parameter.opts}
    used = set(re.findall(r"--(?:format|level|database-url)\b", "".join(SCRIPTS)))
    assert used == {"--format", "--level", "--database-url"}
    assert used <= known
