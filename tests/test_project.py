"""Loading a design: its own and no other's, anew each time, and every mistake told with file and line."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pgworkbench.errors import ContentError, UnknownNameError, WorkbenchError
from pgworkbench.project import find_root, load_project

FILES = {
    "schema/__init__.py": "from schema import shop\nfrom schema.shop import metadata\nDOMAINS = ('shop',)\n",
    "schema/shop.py": '''"""The shop: what is sold.

More words.
"""
from sqlalchemy import BigInteger, Column, Index, MetaData, Table

metadata = MetaData(info={"roles": {"application": "shop_application"}})
things = Table(
    "things", metadata, Column("id", BigInteger, primary_key=True), Column("kind", BigInteger),
    info={"domain": "shop"},
)
Index("things_kind_idx", things.c.kind, info={"serves": ["things_of_kind", "foreign key"], "why": "listed"})
''',
    "schema/brief.toml": """[design]
name = "shop"
title = "A shop"
seed = 1
as_of = 2026-11-01T00:00:00Z
[profiles]
tiny = 0.1
[tables.things]
rows = 100
""",
    "schema/workloads/shop.sql": (
        "-- name: things_of_kind\n-- Things.\n-- params: SELECT kind FROM things\n"
        "SELECT * FROM things WHERE kind = :kind;\n"
    ),
    "seeds/__init__.py": (
        "from pgworkbench.seeding.plan import TablePlan, ordinal\n\nPLANS = (TablePlan('things', {'id': ordinal()}),)\n"
    ),
}


@pytest.fixture
def design(tmp_path: Path) -> Path:
    """A small design on disk, complete and right."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture(autouse=True)
def _what_others_loaded_comes_back() -> Iterator[None]:
    """Other tests go on with the reference design's modules, and with the path as it was."""
    ours = {name: module for name, module in sys.modules.items() if name.partition(".")[0] in {"schema", "seeds"}}
    path = list(sys.path)
    yield
    for name in [name for name in sys.modules if name.partition(".")[0] in {"schema", "seeds"}]:
        del sys.modules[name]
    sys.modules.update(ours)
    sys.path[:] = path


def rewrite(design: Path, name: str, old: str, new: str) -> None:
    assert old in FILES[name]
    (design / name).write_text(FILES[name].replace(old, new, 1), encoding="utf-8")


def test_it_is_loaded_whole(design: Path) -> None:
    project = load_project(design)
    assert [(d.name, d.title, d.tables) for d in project.domains] == [("shop", "The shop: what is sold", ("things",))]
    assert project.groups == {"things": "shop"}
    assert project.claims == {"things_kind_idx": ("things_of_kind",)}
    assert project.reasons == {"things_kind_idx": "listed"}
    assert project.roles == ("shop_application",)
    assert project.brief.rows("things", "tiny") == 10


def test_it_is_found_from_below(design: Path) -> None:
    assert find_root(design / "schema" / "workloads") == design


def test_no_design_says_where_it_looked_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WorkbenchError, match="--project FOLDER"):
        find_root(tmp_path)


def test_an_edit_is_seen_by_the_next_load(design: Path) -> None:
    before = load_project(design)
    rewrite(design, "schema/shop.py", '"kind", BigInteger', '"kind", BigInteger, nullable=False')
    after = load_project(design)
    assert not after.metadata.tables["things"].c.kind.nullable
    assert after.fingerprint != before.fingerprint


def test_the_fingerprint_ignores_where_the_design_lies(design: Path, tmp_path: Path) -> None:
    first = load_project(design).volume_fingerprint
    moved = tmp_path.with_name(tmp_path.name + " é")
    tmp_path.rename(moved)
    assert load_project(moved).volume_fingerprint == first


def test_an_installed_package_of_the_same_name_does_not_win(design: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "schema").mkdir(parents=True)
    (elsewhere / "schema" / "__init__.py").write_text("raise RuntimeError('the wrong one')")
    code = (
        f"import sys; sys.path.insert(0, {str(elsewhere)!r}); from pathlib import Path; "
        f"from pgworkbench.project import load_project; print(load_project(Path({str(design)!r})).domains[0].name)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.strip() == "shop"


@pytest.mark.parametrize(
    ("name", "old", "new", "place", "problem"),
    [
        ("schema/shop.py", "metadata = MetaData(", "metadata = MetaDta(", "schema/shop.py:7", "NameError"),
        ("schema/shop.py", '"domain": "shop"', '"domain": "shp"', "schema/shp.py", "not in DOMAINS"),
        ("schema/shop.py", '"""The shop: what is sold.\n\nMore words.\n"""\n', "", "schema/shop.py:1", "docstring"),
        ("schema/shop.py", "things_of_kind", "things_of_knd", "schema/shop.py", "things_of_knd"),
        ("schema/__init__.py", "('shop',)", "'shop'", "schema/__init__.py", "DOMAINS must be a tuple"),
        ("schema/__init__.py", "DOMAINS = ", "DOMAINS == ", "schema/__init__.py:3", "NameError"),
        ("schema/__init__.py", "('shop',)", "('shop', 'crm')", "schema/__init__.py", "'crm', which nothing imports"),
        ("schema/__init__.py", "DOMAINS = ('shop',)", "DOMAINS = ('shop',", "schema/__init__.py:3", "not Python"),
        ("schema/brief.toml", "[tables.things]", "[tables.thing]", "schema/brief.toml", "[tables.things]"),
        ("seeds/__init__.py", "'things'", "'thing'", "seeds/__init__.py", "a plan for things"),
        ("seeds/__init__.py", "PLANS =", "PLAN =", "seeds/__init__.py", "PLANS must be a tuple"),
        ("seeds/__init__.py", "ordinal()}", "1}", "seeds/__init__.py:3", "things.id"),
        ("schema/workloads/shop.sql", "-- name: things_of_kind\n", "", "schema/workloads/shop.sql", "name"),
    ],
)
def test_a_mistake_is_told_with_its_place(
    design: Path, name: str, old: str, new: str, place: str, problem: str
) -> None:
    rewrite(design, name, old, new)
    with pytest.raises(ContentError) as caught:
        load_project(design)
    assert place in str(caught.value)
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "problem"), [("seeds/__init__.py", "package seeds/"), ("schema/brief.toml", "no brief")]
)
def test_a_missing_part_is_named(design: Path, name: str, problem: str) -> None:
    (design / name).unlink()
    with pytest.raises(ContentError, match=problem):
        load_project(design)


def test_an_unknown_domain_is_answered_with_the_known_ones(design: Path) -> None:
    with pytest.raises(UnknownNameError, match="shop"):
        load_project(design).domain("shp")
