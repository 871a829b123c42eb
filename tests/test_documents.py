"""Documents: written whole, stale ones noticed by name, and nothing else in docs/ touched."""

from pathlib import Path

from pgworkbench.documents import documents, stale, write
from pgworkbench.workbench import Workbench


def test_what_was_written_is_fresh_and_what_was_edited_is_not(tmp_path: Path) -> None:
    made = {"rules.md": "rules\n", "dictionary/a.md": "a\n"}
    write(made, tmp_path)
    assert stale(made, tmp_path) == ()
    (tmp_path / "rules.md").write_text("edited")
    assert stale(made, tmp_path) == ("rules.md",)


def test_a_document_too_many_or_too_few_is_stale(tmp_path: Path) -> None:
    write({"rules.md": "x", "dictionary/gone.md": "x"}, tmp_path)
    assert stale({"rules.md": "x", "dictionary/new.md": "x"}, tmp_path) == ("dictionary/gone.md", "dictionary/new.md")


def test_what_is_no_longer_made_goes_and_what_others_put_there_stays(tmp_path: Path) -> None:
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks" / "mine.md").write_text("kept")
    write({"dictionary/old.md": "x"}, tmp_path)
    write({"dictionary/new.md": "x"}, tmp_path)
    assert sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.md")) == [
        "benchmarks/mine.md",
        "dictionary/new.md",
    ]


def test_every_domain_and_table_has_its_place(workbench: Workbench) -> None:
    made = documents(workbench.project, workbench.catalog())
    for domain in workbench.project.domains:
        page = made[f"dictionary/{domain.name}.md"]
        assert made[f"diagrams/{domain.name}.svg"].startswith("<")
        assert all(f"## {table}".replace("_", "\\_") in page for table in domain.tables)
    assert documents(workbench.project, workbench.catalog()) == made
