"""Which process made something, and whether it still lives: how leftovers are told from what is in use."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Maker:
    """The process that made something: its host (this boot of it, this process namespace), id and start time."""

    host: str
    pid: int
    started: str

    @classmethod
    def here(cls) -> Maker:
        """This process."""
        return cls(_host(), os.getpid(), _started(os.getpid()))

    @property
    def is_local(self) -> bool:
        """Whether it ran where we run, so that we can tell whether it still does."""
        return self.host == _host()

    @property
    def is_of_this_boot(self) -> bool:
        """Whether it ran on this machine since it was last started, if perhaps in another container."""
        return self.host.startswith(_boot())

    @property
    def is_gone(self) -> bool:
        """Whether it is known to have ended."""
        return self.is_local and _started(self.pid) != self.started


def boot_id() -> str:
    """Tells one boot of this machine from another; empty where the system does not say."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _host() -> str:
    try:
        namespace = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        namespace = ""
    return f"{_boot()} {namespace}".strip()


def _boot() -> str:
    return boot_id() or os.uname().nodename


def _started(pid: int) -> str:
    """When a process started, in a form to compare; empty if there is no such process (or it is a zombie)."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return "" if Path("/proc/self").exists() else _exists(pid)
    return "" if after_name[0] == "Z" else after_name[19]


def _exists(pid: int) -> str:
    """The poorer answer of a system without /proc: whether the process id is taken."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        return "runs"
    return "runs"
