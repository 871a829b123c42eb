"""Binaries that the server's user cannot reach are copied once; environment and account are no secret's way out."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from pgworkbench.errors import ServerError
from pgworkbench.server import ServerOptions, binaries, open_server
from pgworkbench.server.account import Account, choose_account, environment
from pgworkbench.server.find import choose, embedded
from pgworkbench.server.home import private_roots

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has folders that the server's user cannot enter")


@pytest.fixture
def hidden(place: Path) -> Iterator[Path]:
    """A whole installation in a folder of root's alone, its name one that a shell would trip over."""
    wheel = embedded()
    assert wheel is not None
    secret = place / 'se"cret $(x)'
    secret.mkdir(mode=0o700)
    package = wheel.parents[1]
    for each in (package, package.with_name(f"{package.name}.libs")):
        if each.exists():
            shutil.copytree(each, secret / each.name, ignore=shutil.ignore_patterns("include"))
    bindir = secret / package.name / "pginstall" / "bin"
    yield bindir
    for root in private_roots():
        for each in (root / "binaries").glob(f"{choose(bindir)[0].version}-*"):
            shutil.rmtree(each)
        with suppress(OSError):
            (root / "binaries").rmdir()


@needs_root
@pytest.mark.database
def test_unreachable_binaries_are_copied_once(hidden: Path, options: ServerOptions) -> None:
    asked = replace(options, bindir=hidden)
    with open_server(asked) as server:
        (note,) = (each for each in server.notes if "a copy in" in each)
        copy = Path(note.partition("a copy in ")[2].removesuffix(" is used"))
        made = (copy / "package" / "pg" / "bin" / "postgres").stat().st_ctime_ns
        assert server.tool("pg_dump").parent == hidden
    with open_server(asked) as server:
        assert note in server.notes
    assert (copy / "package" / "pg" / "bin" / "postgres").stat().st_ctime_ns == made
    assert not list(copy.parent.glob("new-*"))


@needs_root
def test_a_whole_environment_is_too_much_to_copy(hidden: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "_LARGEST", 1000)
    with pytest.raises(
        ServerError, match=r"cannot run .* too much to copy.*: install PostgreSQL .* where all users may"
    ):
        binaries.reachable(choose(hidden)[0], choose_account())


def test_reachable_binaries_are_used_as_they_are() -> None:
    account = choose_account()
    chosen, _ = choose()
    if account.may_run(chosen.bindir / "postgres"):
        assert binaries.reachable(chosen, account) == (chosen.bindir, ())
    else:
        assert binaries.reachable(chosen, account)[1]


def test_the_server_is_never_root() -> None:
    account = choose_account()
    said = account.run(["/bin/sh", "-c", "id -u; id -G; umask"]).stdout.split()
    assert int(said[0]) == account.uid != 0
    assert b"0" not in said[1:-1]
    assert account.switched is (os.geteuid() == 0)


def test_nothing_secret_is_inherited(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGPASSWORD", "PGDATA", "PGWORKBENCH_DATABASE_URL", "AWS_SECRET_ACCESS_KEY", "LC_MESSAGES"):
        monkeypatch.setenv(name, "s3cret")
    assert "s3cret" not in environment().values()


def test_a_program_that_cannot_be_started_may_not_be_run(place: Path) -> None:
    account = Account("nobody", os.geteuid(), os.getegid(), switched=False)
    assert not account.may_run(place / "absent")


@needs_root
@pytest.mark.parametrize(
    ("how", "says"),
    [
        (["--bounding-set", "-setuid,-setgid"], "this root may not become .*: run as an ordinary user"),
        (["--reuid", "54321", "--regid", "54321", "--clear-groups"], "user id 54321 has no name in /etc/passwd"),
    ],
)
def test_who_cannot_run_a_server_is_told_why(place: Path, client: Callable, how: list[str], says: str) -> None:
    setpriv = shutil.which("setpriv")
    program = f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    if setpriv is None or not Path(program).exists():
        pytest.skip("setpriv, or a Python that every user may run, is not installed here")
    other = client(python=setpriv, before=[*how, program])
    said = other.does(f"say(examine(ServerOptions(Path({str(place / 'state')!r}))).problem)")
    assert re.search(says, said)
    assert not (place / "state").exists()
