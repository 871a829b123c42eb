"""File locks that the kernel releases when their holder dies, whatever it died of (flock)."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pgworkbench.errors import ServerError

_POLL = 0.02  # seconds


def open_lock(path: Path) -> int:
    """An open file to lock; not inherited by programs that we start."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)


def locked(fd: int, kind: int = fcntl.LOCK_EX) -> bool:
    """Take the lock if it is free now."""
    try:
        fcntl.flock(fd, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def exclusive(path: Path, seconds: float) -> Iterator[None]:
    """Hold the lock alone; waits up to `seconds` for others."""
    fd = open_lock(path)
    try:
        deadline = time.monotonic() + seconds
        while not locked(fd):
            if time.monotonic() > deadline:
                raise ServerError(f"another process has held {path} for {seconds:.0f} s: see what it does, or end it")
            time.sleep(_POLL)
        yield
    finally:
        os.close(fd)


def hold_shared(path: Path) -> int:
    """Hold the lock together with others until the returned file is closed, or this process ends."""
    fd = open_lock(path)
    try:
        fcntl.flock(fd, fcntl.LOCK_SH)
    except BaseException:
        os.close(fd)
        raise
    return fd


def is_free(path: Path) -> bool:
    """Whether nobody holds the lock."""
    fd = open_lock(path)
    try:
        return locked(fd)
    finally:
        os.close(fd)
