"""Where a cluster's files go: the project's folder if that works, elsewhere with a note if not, or one clear line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pgworkbench.errors import ServerError
from pgworkbench.server import ServerOptions, home, open_server
from pgworkbench.server.account import choose_account
from pgworkbench.server.home import claim, elsewhere, find_home, is_private, private_roots, socket_folder

ROOT = os.geteuid() == 0
needs_root = pytest.mark.skipif(
    not ROOT, reason="only root can mount, and has folders that the server's user cannot enter"
)


@pytest.fixture
def mounted(place: Path) -> Iterator[Callable[[str], Path]]:
    """Mount a small file system of its own; skips where that is not permitted."""
    folders: list[Path] = []

    def mount(size: str) -> Path:
        folder = place / f"disk {size}"
        folder.mkdir()
        command = ["/bin/mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "tmpfs", folder]
        if subprocess.run(command, capture_output=True, check=False).returncode != 0:
            pytest.skip("mounting is not permitted here")
        folders.append(folder)
        return folder

    yield mount
    for each in folders:
        subprocess.run(["/bin/umount", "-l", each], check=True)


def works(options: ServerOptions) -> tuple[str, ...]:
    """Open a server, use it, and return its notes."""
    with open_server(options) as server, server.scratch("home") as database, database.connect() as connection:
        connection.execute("CREATE TABLE t AS SELECT generate_series(1, 1000) AS n")
        return server.notes


def elsewhere_of(notes: tuple[str, ...]) -> list[str]:
    return [note for note in notes if note.startswith("the server's files are in")]


def test_who_comes_at_the_same_moment_goes_to_the_same_folder(place: Path) -> None:
    account, together = choose_account(), threading.Barrier(8)

    def come(state: Path) -> home.Home:
        together.wait()
        return find_home(state, "18-0000000000", account)

    with ThreadPoolExecutor(together.parties) as pool:
        for turn in range(20):
            state = place / f"state {turn}"
            homes = list(pool.map(come, [state] * together.parties))
            assert {each.folder for each in homes} == {state / "server" / "18-0000000000"}
            assert {each.notes for each in homes} == {()}
            assert not list(state.rglob(".new-*"))


@pytest.mark.database
def test_files_go_to_the_projects_folder(options: ServerOptions) -> None:
    assert elsewhere_of(works(options)) == []
    assert any(options.state.rglob("PG_VERSION"))


@needs_root
@pytest.mark.database
def test_a_clone_in_a_folder_of_roots_alone_works_with_a_note(place: Path, options: ServerOptions) -> None:
    secret = place / "secret"
    secret.mkdir(mode=0o700)
    asked = ServerOptions(secret / "x" / "state", bindir=options.bindir)
    try:
        (note,) = elsewhere_of(works(asked))
        assert "may not enter it" in note
        assert elsewhere_of(works(asked)) == [note]  # the same place the next time
    finally:
        for base in elsewhere(asked.state):
            shutil.rmtree(base, ignore_errors=True)


@needs_root
@pytest.mark.database
def test_a_read_only_disk_works_with_a_note(mounted: Callable[[str], Path], options: ServerOptions) -> None:
    disk = mounted("1m")
    subprocess.run(["/bin/mount", "-o", "remount,ro", disk], check=True)
    asked = ServerOptions(disk / "state", bindir=options.bindir)
    try:
        assert "Read-only" in elsewhere_of(works(asked))[0]
    finally:
        for base in elsewhere(asked.state):
            shutil.rmtree(base, ignore_errors=True)


@needs_root
@pytest.mark.parametrize("size", ["1m", "20m"])
def test_a_small_disk_is_one_line(mounted: Callable[[str], Path], size: str, options: ServerOptions) -> None:
    with pytest.raises(ServerError, match=r"the disk that holds .* is full: free 250 MB there and try again"):
        works(ServerOptions(mounted(size) / "state", bindir=options.bindir))


@needs_root
@pytest.mark.parametrize("left", [0, 8192, 2**20])
def test_a_disk_that_fills_up_later_is_one_line(
    mounted: Callable[[str], Path], left: int, options: ServerOptions
) -> None:
    disk = mounted("400m")
    asked = ServerOptions(disk / "state", bindir=options.bindir)
    works(asked)
    with (disk / "ballast").open("wb", buffering=0) as ballast:
        try:
            while True:
                ballast.write(bytes(4096))
        except OSError:
            ballast.truncate(max(0, ballast.tell() - left))
    with pytest.raises(ServerError, match=r"the disk that holds .* is full"):
        works(asked)
    (disk / "ballast").unlink()
    assert works(asked) is not None


@needs_root
def test_a_disk_that_fills_up_in_initdb_is_one_line(
    mounted: Callable[[str], Path], options: ServerOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "_NEEDED", 0)
    disk = mounted("20m")
    with pytest.raises(ServerError, match="is full"):
        works(ServerOptions(disk / "state", bindir=options.bindir))
    assert not any(disk.rglob("data*"))


def test_a_path_too_long_for_postgres_goes_elsewhere(place: Path) -> None:
    deep = place.joinpath(*["x" * 200] * 4)
    found = find_home(deep, "18-test", choose_account())
    try:
        assert "too long" in found.notes[0]
    finally:
        for base in elsewhere(deep):
            shutil.rmtree(base, ignore_errors=True)


def test_a_file_in_the_way_goes_elsewhere_or_says_so(place: Path) -> None:
    (place / "state").write_text("not a folder")
    assert "state: " in find_home(place / "state", "18-test", choose_account()).notes[0]


def test_a_folder_that_others_made_is_not_used(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    monkeypatch.setattr(home.tempfile, "gettempdir", lambda: str(place))
    planted = place / f"pgworkbench-{os.geteuid()}"
    planted.mkdir()
    planted.chmod(0o777)
    with pytest.raises(PermissionError, match="somebody else"):
        claim(planted)
    planted.rmdir()
    planted.symlink_to("/")
    with pytest.raises(PermissionError, match="somebody else"):
        claim(planted)
    planted.unlink()
    claim(planted)
    assert planted in private_roots()


def test_a_long_or_odd_temporary_folder_is_no_place_for_a_socket(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    account = choose_account()
    monkeypatch.setattr(home.tempfile, "gettempdir", lambda: str(place / ("x" * 90)))
    folder = socket_folder(find_home(place / "state", "18-test", account), account)
    assert place not in folder.parents
    assert is_private(folder, account)
    folder.rmdir()


@pytest.mark.database
@needs_root
def test_it_works_for_an_ordinary_user(place: Path, options: ServerOptions, client: Callable) -> None:
    python = _python_for_all()
    if python is None:
        pytest.skip("no Python that an ordinary user may run has this version")
    account = choose_account()
    (place / "own").mkdir()
    os.chown(place / "own", account.uid, account.gid)
    user = client(python=python, user=account.uid, group=account.gid, extra_groups=[])
    bindir = f"Path({str(options.bindir)!r})" if options.bindir else None
    opened = user.does(
        f"server = enter(open_server(ServerOptions(Path({str(place / 'own' / 'state')!r}), bindir={bindir})))\n"
        "database = enter(server.scratch('x', roles=['reader']))\n"
        "say(database.connect(role='reader').execute('SELECT current_user').fetchone()[0])\n"
        "import os; say(os.geteuid(), (server.folder / 'cluster').stat().st_uid)"
    )
    assert opened.endswith(f"_reader; {account.uid} {account.uid}")
    refused = user.does(
        f"enter(open_server(ServerOptions(Path({str(place / 'root' / 'state')!r}), bindir={bindir}))).notes"
    )
    assert refused == ""  # a folder of root's: the files went elsewhere
    user.end()
    cleaner = client(python=python, user=account.uid, group=account.gid, extra_groups=[])
    cleaner.does(
        "from pgworkbench.server.home import elsewhere; import shutil\n"
        f"for base in elsewhere(Path({str(place / 'root' / 'state')!r})):\n"
        "    if base.exists(): shutil.rmtree(base); base.parent.rmdir()"
    )
    cleaner.end()


def _python_for_all() -> str | None:
    """A Python of our version that the server's user may run, so that it can import what we import."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    for each in (sys.executable, f"/usr/bin/python{version}", f"/usr/local/bin/python{version}"):
        if Path(each).exists() and choose_account().may_run(Path(each)):
            return each
    return None
