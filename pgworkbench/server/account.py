"""Whom the server runs as: ourselves, or, since PostgreSQL refuses root, an unprivileged user that exists already."""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pgworkbench.errors import ServerError

# One made for the purpose first; `nobody` owns nothing by convention. `postgres` comes last: the superuser of our
# cluster can run programs as this user, who may own the data of a real cluster.
_CANDIDATES = ("pgworkbench", "nobody", "daemon", "postgres")
_KEPT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR")  # no secret, no PG* variable, no locale


@dataclass(frozen=True, slots=True)
class Account:
    """A system user; `switched` when it is not the one that runs this process."""

    name: str
    uid: int
    gid: int
    switched: bool

    def run(self, command: Sequence[str | Path], *, seconds: float = 120.0) -> subprocess.CompletedProcess[bytes]:
        """Run a program as this user to its end; OSError if it cannot be started or this user may not be taken on."""
        return subprocess.run(
            [os.fspath(part) for part in command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=False,
            cwd="/",
            env=environment(),
            user=self.uid if self.switched else None,
            group=self.gid if self.switched else None,
            extra_groups=[] if self.switched else None,
            umask=0o077,
        )

    def start(self, command: Sequence[str | Path], log: int, keep: int) -> subprocess.Popen[bytes]:
        """Start a server in a session of its own, writing to `log`, with the open file `keep` handed down."""
        return subprocess.Popen(
            [os.fspath(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=environment(),
            user=self.uid if self.switched else None,
            group=self.gid if self.switched else None,
            extra_groups=[] if self.switched else None,
            umask=0o077,
            start_new_session=True,
            pass_fds=(keep,),
        )

    def may_write(self, folder: Path) -> bool:
        """Whether this user reaches `folder` and may write there; asked of the system, which knows ACLs and mounts."""
        asked: list[str | Path] = ["/bin/sh", "-c", 'test -d "$1" && test -x "$1" && test -w "$1"', "sh", folder]
        return self.run(asked).returncode == 0

    def may_run(self, program: Path) -> bool:
        """Whether this user reaches `program` and its libraries: `--version` is run."""
        try:
            return self.run([program, "--version"]).returncode == 0
        except OSError:
            return False

    def own(self, folder: Path) -> None:
        """Make an empty folder of ours this user's."""
        if self.switched:
            os.chown(folder, self.uid, self.gid, follow_symlinks=False)


def environment() -> dict[str, str]:
    """What a server's process inherits."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ} | {"LC_ALL": "C", "TZ": "UTC"}


def choose_account() -> Account:
    """The account for this process's servers."""
    uid = os.geteuid()
    if uid != 0:
        return Account(_name_of(uid), uid, os.getegid(), switched=False)
    account = _unprivileged()
    try:
        account.run(["/bin/sh", "-c", ":"])
    except OSError as error:
        raise ServerError(
            f"PostgreSQL does not run as root, and this root may not become {account.name} ({error.strerror}): "
            "run as an ordinary user, or give --database-url"
        ) from None
    return account


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        raise ServerError(
            f"user id {uid} has no name in /etc/passwd, and initdb refuses it: add one, or give --database-url"
        ) from None


def _unprivileged() -> Account:
    for name in _CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0 and entry.pw_gid != 0:
            return Account(name, entry.pw_uid, entry.pw_gid, switched=True)
    raise ServerError(
        "PostgreSQL does not run as root, and there is no user such as nobody to run it: "
        "make a user named pgworkbench, or give --database-url"
    )
