"""Binaries where the server's user can run them: as they are, or a copy made once, if they lie where only we may go."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pgworkbench.errors import ServerError
from pgworkbench.server.account import Account
from pgworkbench.server.find import Installation
from pgworkbench.server.home import claim, private_roots

_LARGEST = 400 * 2**20  # bytes: a PostgreSQL of its own is 40 to 100 MB; more is a whole environment
_SHELL = re.compile(r'["$`\\\n\r]')  # initdb runs postgres through a shell, between double quotes
_PREFIX = Path("package", "pg")  # as deep as in a wheel
_LEFT_OUT = ("include", "__pycache__", "doc", "man")


def reachable(chosen: Installation, account: Account) -> tuple[Path, tuple[str, ...]]:
    """A folder of binaries that `account` can run, and a note if it is a copy."""
    if not _SHELL.search(str(chosen.bindir)) and _run(chosen.bindir, account):
        return chosen.bindir, ()
    tried: list[str] = []
    for root in private_roots():
        copy = root / "binaries" / _name(chosen)
        try:
            claim(root)
            _copy(chosen.bindir.parent, copy)
        except OSError as error:
            tried.append(f"{root}: {error.strerror or error}")
            continue
        bindir = copy / _PREFIX / chosen.bindir.name
        if _run(bindir, account):
            return bindir, (f"{account.name} cannot run {chosen.bindir}: a copy in {copy} is used",)
        tried.append(f"{root}: programs do not run there")
    raise ServerError(
        f"the user {account.name} cannot run {chosen.bindir}, and no copy could be made ({'; '.join(tried)}): "
        "install PostgreSQL or the virtual environment where all users may read it"
    )


def _run(bindir: Path, account: Account) -> bool:
    return all(account.may_run(bindir / name) for name in ("postgres", "initdb", "pg_ctl"))


def _name(chosen: Installation) -> str:
    status = (chosen.bindir / "postgres").stat()
    which = f"{chosen.bindir}\0{status.st_size}\0{status.st_mtime_ns}"
    return f"{chosen.version}-{hashlib.sha256(os.fsencode(which)).hexdigest()[:12]}"


def _copy(source: Path, target: Path) -> None:
    """Copy an installation, complete or not at all; whoever comes second uses what the first made."""
    if target.exists():
        return
    parts = {source: _PREFIX}
    package = source.parent
    if (libraries := package.with_name(f"{package.name}.libs")).is_dir():
        parts[libraries] = Path(libraries.name)  # a wheel's libraries lie beside its package, and are found from there
    size = sum(each.lstat().st_size for part in parts for each in _files(part))
    if size > _LARGEST:
        raise OSError(f"{source} is {size // 2**20} MB, too much to copy")
    target.parent.mkdir(mode=0o755, exist_ok=True)
    target.parent.chmod(0o755)
    fresh = Path(tempfile.mkdtemp(prefix="new-", dir=target.parent))
    try:
        for part, place in parts.items():
            shutil.copytree(part, fresh / "it" / place, symlinks=True, ignore=shutil.ignore_patterns(*_LEFT_OUT))
        _open_to_all(fresh / "it")
        _move(fresh / "it", target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _move(fresh: Path, target: Path) -> None:
    try:
        fresh.rename(target)
    except OSError:
        if not target.exists():  # another process was quicker
            raise


def _files(source: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(source):
        folders[:] = [name for name in folders if name not in _LEFT_OUT]
        yield from (Path(folder, name) for name in files)


def _open_to_all(folder: Path) -> None:
    for each in (folder, *folder.rglob("*")):
        mode = each.lstat().st_mode
        if stat.S_ISDIR(mode):
            each.chmod(0o755)
        elif stat.S_ISREG(mode):
            each.chmod(0o755 if mode & stat.S_IXUSR else 0o644)
