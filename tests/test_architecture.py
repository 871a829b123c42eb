"""The arrows of the house: who may import whom, read from the imports and tried in a fresh process."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pgworkbench.project import Project

ROOT = Path(__file__).resolve().parents[1]
ENGINE = ROOT / "pgworkbench"
VERBS = ("review", "diagram", "seeding", "bench", "migrations", "operations", "site")
MEETING_PLACES = (
    "workbench",
    "guest",
    "migrating",
    "drills",
    "errands",
    "adoption",
    "reviews",
    "pictures",
    "states",
    "sitecontent",
    "display",
    "cli",
    "__main__",
)
# What a verb may use beside itself: the values that it is handed.
VALUES = {"catalog", "workload", "brief", "errors", "server"}
LONGEST_FILE, LONGEST_FUNCTION = 400, 60


def python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in the file; relative imports made absolute."""
    package = path.relative_to(ROOT).with_suffix("").parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            yield ".".join([*package[: -node.level], node.module or ""])
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(module: str) -> str | None:
    """The engine's room that a module stands in; None outside the engine."""
    parts = module.split(".")
    return parts[1] if parts[0] == "pgworkbench" and len(parts) > 1 else None


@pytest.mark.parametrize(
    "verb", [verb for verb in VERBS if (ENGINE / verb).exists() or (ENGINE / f"{verb}.py").exists()]
)
def test_a_verb_imports_values_and_never_another_verb(verb: str) -> None:
    files = python_files(f"pgworkbench/{verb}") or [ENGINE / f"{verb}.py"]
    for path in files:
        rooms = {room(module) for module in imports(path)} - {None, verb}
        assert rooms <= VALUES, f"{path.relative_to(ROOT)} imports {sorted(map(str, rooms - VALUES))}"


@pytest.mark.parametrize("values", sorted(VALUES))
def test_what_verbs_are_handed_knows_no_verb(values: str) -> None:
    for path in python_files(f"pgworkbench/{values}") or [ENGINE / f"{values}.py"]:
        rooms = {room(module) for module in imports(path)}
        assert not rooms & {*VERBS, *MEETING_PLACES, "project", "notebooks"}, path.relative_to(ROOT)


def test_the_engine_never_imports_a_design() -> None:
    for path in python_files("pgworkbench"):
        roots = {module.partition(".")[0] for module in imports(path)}
        assert not roots & {"schema", "seeds", "tests"}, path.relative_to(ROOT)


def test_schema_imports_sqlalchemy_alone() -> None:
    for path in python_files("schema"):
        roots = {module.partition(".")[0] for module in imports(path)} - set(sys.stdlib_module_names)
        assert roots <= {"sqlalchemy", "schema"}, f"{path.relative_to(ROOT)} imports {sorted(roots)}"


def test_seeds_import_the_vocabulary_and_nothing_else_of_the_engine() -> None:
    for path in python_files("seeds"):
        modules = set(imports(path))
        roots = {module.partition(".")[0] for module in modules} - set(sys.stdlib_module_names)
        assert roots <= {"schema", "seeds", "faker", "numpy", "pgworkbench"}, path.relative_to(ROOT)
        assert {room(module) for module in modules} <= {None, "seeding"}, path.relative_to(ROOT)


def test_the_engine_names_nothing_of_the_design(project: Project) -> None:
    """No table, role or domain of the reference design stands in the engine as a text of its own."""
    words = {"roles", "tags", "pages", "settings", "events"}  # of the field, too
    names = {*project.roles, *project.groups} - words
    for path in python_files("pgworkbench"):
        text = path.read_text(encoding="utf-8")
        assert "campus" not in text.lower(), path.relative_to(ROOT)
        literals = {
            n.value for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Constant) and isinstance(n.value, str)
        }
        assert not literals & names, f"{path.relative_to(ROOT)} knows {sorted(literals & names)}"


def test_only_the_cli_prints() -> None:
    for path in python_files("pgworkbench"):
        calls = [n.func for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)]
        prints = [call for call in calls if isinstance(call, ast.Name) and call.id == "print"]
        assert path.parent.name == "cli" or not prints, path.relative_to(ROOT)


def test_names_say_something_and_nothing_grows_too_long() -> None:
    for path in python_files("pgworkbench", "schema", "seeds", "tests"):
        assert path.stem not in {"utils", "helpers", "common", "misc"}, path
        text = path.read_text(encoding="utf-8")
        assert text.count("\n") <= LONGEST_FILE, path.relative_to(ROOT)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno
                assert lines <= LONGEST_FUNCTION, f"{path.relative_to(ROOT)}: {node.name}"


def loaded(statement: str) -> set[str]:
    """The modules that a statement loads in a fresh process."""
    code = f"import json, sys; {statement}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(json.loads(done.stdout))


def test_a_design_lives_without_the_engine() -> None:
    modules = loaded("import sys; sys.path.insert(0, '.'); import schema")
    assert not {module for module in modules if module.startswith("pgworkbench")}
    assert "psycopg" not in modules


def test_the_vocabulary_of_seeds_drags_in_no_driver() -> None:
    assert not loaded("import pgworkbench.seeding.plan") & {"psycopg", "pandas", "pyarrow", "faker"}


def test_asking_for_help_loads_no_heavy_library() -> None:
    assert not loaded("import pgworkbench.cli") & {"pandas", "matplotlib", "pygraphviz", "faker", "nbclient"}


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_loads_no_other_verb(verb: str) -> None:
    rooms = {room(module) for module in loaded(f"import pgworkbench.{verb}")}
    assert not rooms & ({*VERBS, *MEETING_PLACES} - {verb})
