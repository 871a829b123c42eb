"""environment.yml, pyproject.toml and requirements.lock speak of the same packages."""

import re
import tomllib
from pathlib import Path

import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCK = (ROOT / "requirements.lock").read_text()
CONDA_ONLY = {"pip", "postgresql", "python", "psycopg-c"}
CONDA_NAMES = {"matplotlib": "matplotlib-base"}


def declared() -> dict[str, Requirement]:
    """The project's dependencies by conda's names."""
    requirements = [Requirement(text) for text in PYPROJECT["project"]["dependencies"]]
    return {CONDA_NAMES.get(requirement.name, requirement.name): requirement for requirement in requirements}


def conda() -> dict[str, str]:
    """Name -> version bound, for conda's own packages and those under pip."""
    entries = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    plain = [entry for entry in entries if isinstance(entry, str)]
    under_pip = [entry for group in entries if isinstance(group, dict) for entry in group["pip"]]
    named = [re.match(r"([A-Za-z0-9_-]+)\s*(.*)", entry) for entry in [*plain, *under_pip] if not entry.startswith("-")]
    return {match[1]: match[2] for match in named if match}


def test_conda_has_the_same_packages_with_the_same_bounds() -> None:
    """R-CARD-1: the packages that the workbench is built on, for conda users too."""
    packages = conda()
    assert set(packages) - CONDA_ONLY == set(declared())
    for name, requirement in declared().items():
        assert packages[name] == str(requirement.specifier), name


def test_conda_brings_postgresql_16() -> None:
    assert conda()["postgresql"] == "=16"


def test_the_packages_that_were_asked_for_are_there() -> None:
    """R-CARD-1."""
    assert {"jupyterlab", "sqlalchemy", "psycopg", "pandas", "eralchemy2", "faker"} <= set(declared())


def test_the_top_level_is_the_one_that_was_asked_for() -> None:
    """R-CARD-2."""
    for name in ("notebooks", "schema", "seeds", "tests"):
        assert (ROOT / name).is_dir(), name
    for name in ("pyproject.toml", "environment.yml"):
        assert (ROOT / name).is_file(), name


def test_the_lock_holds_every_dependency_with_hashes_and_no_host() -> None:
    locked = dict(re.findall(r"^([a-z0-9-]+)(?:\[[^]]+\])?==(\S+)", LOCK, flags=re.MULTILINE))
    extras = PYPROJECT["project"]["optional-dependencies"]["dev"]
    for requirement in [*declared().values(), *map(Requirement, extras)]:
        assert requirement.specifier.contains(locked[requirement.name.lower()]), requirement
    assert "://" not in LOCK
    blocks = re.split(r"^(?=[a-z0-9])", LOCK, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in block for block in blocks)
