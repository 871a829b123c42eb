"""Conventions and suppressions are configured in a file; a mistake in it is told with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pgworkbench.errors import ContentError
from pgworkbench.review import Config, Conventions, Suppression, Templates, find_config, read_config

WHOLE = """
[conventions]
tenant_column = "shop_id"
large_rows = 1_000
sequence_share = 1
event_columns = ["at"]
plural_tables = false

[conventions.templates]
index = "ix_{table}_{columns}"

[[suppress]]
rule = "truncate-granted"
object = "stock"
reason = "the nightly import empties it"
until = 2027-01-01

[[suppress]]
rule = "no-primary-key"
object = "log*"
reason = "theirs"
"""


def written(folder: Path, text: str, name: str = "review.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def inside(text: str) -> str:
    """The same tables, below [tool.pgworkbench.review]."""
    return text.replace("[[", "[[tool.pgworkbench.review.").replace("\n[c", "\n[tool.pgworkbench.review.c")


@pytest.mark.parametrize(("name", "text"), [("review.toml", WHOLE), ("pyproject.toml", inside(WHOLE))])
def test_a_whole_file_is_read(tmp_path: Path, name: str, text: str) -> None:
    found = read_config(written(tmp_path, text, name))
    assert found.conventions == Conventions(
        tenant_column="shop_id",
        large_rows=1_000,
        sequence_share=1,
        event_columns=("at",),
        plural_tables=False,
        templates=Templates(index="ix_{table}_{columns}"),
    )
    assert found.suppressions == (
        Suppression("truncate-granted", "stock", "the nightly import empties it", date(2027, 1, 1)),
        Suppression("no-primary-key", "log*", "theirs"),
    )


def test_nothing_said_is_the_defaults(tmp_path: Path) -> None:
    assert read_config(written(tmp_path, "")) == Config()
    assert read_config(written(tmp_path, "[tool.ruff]\nline-length = 99\n", "pyproject.toml")) == Config()


def test_a_folder_is_searched(tmp_path: Path) -> None:
    assert find_config(tmp_path) is None
    pyproject = written(tmp_path, "[tool.ruff]\n", "pyproject.toml")
    assert find_config(tmp_path) is None
    written(tmp_path, "[tool.pgworkbench.review]\n", "pyproject.toml")
    assert find_config(tmp_path) == pyproject
    assert find_config(tmp_path) != written(tmp_path, "")


ONE = "[[suppress]]\nrule = 'no-primary-key'\nobject = 'x'\nreason = 'y'\n"
MISTAKES = {
    "not TOML": ("[conventions\n", 1, "not TOML"),
    "unknown section": ("[convention]\n", 1, "try conventions"),
    "unknown key": ("[conventions]\n\ntenant_colum = 'x'\n", 3, "try tenant_column"),
    "a text for a number": ("[conventions]\nlarge_rows = 'many'\n", 2, "a whole number"),
    "a truth for a number": ("[conventions]\nlarge_rows = true\n", 2, "a whole number"),
    "a number for a text": ("[conventions]\ntenant_column = 3\n", 2, "a text"),
    "nothing": ("[conventions]\nmost_indexes = 0\n", 2, "above 0"),
    "a text for a list": ("[conventions]\nstatus_words = 'x'\n", 2, "a list of texts"),
    "no section": ("conventions = 3\n", 1, "is a section"),
    "unknown template": ("[conventions.templates]\nindices = 'x'\n", 2, "try index"),
    "unknown slot": ("[conventions.templates]\nindex = '{tabel}_idx'\n", 2, "try table"),
    "unknown rule": ("[[suppress]]\nrule = 'no-primary-keys'\nobject = 'x'\nreason = 'y'\n", 1, "no-primary-key"),
    "no reason": ("\n[[suppress]]\nrule = 'no-primary-key'\nobject = 'x'\n", 2, "needs a reason"),
    "no date": (
        f"{ONE}{ONE}until = 'soon'\n",
        5,
        "a date",
    ),
    "a word too many": ("[[suppress]]\nrules = 'x'\n", 1, "no 'rules'"),
}


@pytest.mark.parametrize(("text", "line", "problem"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, line: int, problem: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ContentError) as told:
        read_config(path)
    assert (told.value.path, told.value.line) == (path, line)
    assert problem in told.value.problem


def test_in_pyproject_the_line_is_that_of_our_part(tmp_path: Path) -> None:
    text = "[conventions]\nlarge_rows = 1\n[tool.pgworkbench.review.conventions]\nlarge_rows = 'many'\n"
    with pytest.raises(ContentError) as told:
        read_config(written(tmp_path, text, "pyproject.toml"))
    assert told.value.line == 4


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="cannot be read"):
        read_config(tmp_path / "review.toml")
