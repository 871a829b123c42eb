"""The settings of the workbench's own clusters: honest timings on a small machine, data that can be made again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting, and why it has this value; a run's manifest may quote all of them."""

    name: str
    value: str
    why: str


# Sizes are fixed figures, not shares of this machine's memory: the same plan must come out on another machine.
SETTINGS: tuple[Setting, ...] = (
    Setting("listen_addresses", "", "a socket in a private folder is the only way in"),
    Setting("max_connections", "100", "several processes of one project share a cluster"),
    Setting("shared_buffers", "256MB", "holds the hot part of the usual volumes; allocated only when touched"),
    Setting("effective_cache_size", "1GB", "shared buffers and the page cache of a small machine"),
    Setting("work_mem", "16MB", "4MB spills sorts that a production server keeps in memory"),
    Setting("maintenance_work_mem", "128MB", "index builds, after loads and for each candidate"),
    Setting("random_page_cost", "1.1", "solid-state disks and cached pages; 4 was for spinning disks"),
    Setting("jit", "off", "compiling costs more than most of the measured queries, and varies"),
    Setting("autovacuum", "off", "whoever measures vacuums first; a worker in between is noise and bars a clone"),
    Setting("fsync", "off", "everything here can be made again; after a power cut the cluster is made anew"),
    Setting("synchronous_commit", "on", "without fsync it costs one write, and a killed server has lost nothing"),
    Setting("full_page_writes", "on", "page images are a real cost of random keys, so writes are measured with them"),
    Setting("wal_level", "minimal", "nobody replicates a scratch cluster; index builds and fresh tables skip the log"),
    Setting("max_wal_senders", "0", "what wal_level=minimal demands"),
    Setting("max_wal_size", "2GB", "no checkpoint in the middle of a load"),
    Setting("checkpoint_timeout", "30min", "no checkpoint in the middle of a measurement"),
    Setting("max_locks_per_transaction", "256", "a design of hundreds of partitions is built in one transaction"),
    Setting("track_io_timing", "on", "EXPLAIN (BUFFERS) then says how long reads took"),
    Setting("timezone", "UTC", "times are stored and shown in UTC"),
    Setting("log_timezone", "UTC", "times are stored and shown in UTC"),
    Setting("log_min_messages", "log", "an error of a statement reaches its client; the log is for the server's own"),
)


def effective(extra: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Name and value of every setting, `extra` last and therefore winning; the order is stable, since it is hashed."""
    return tuple(sorted({**{each.name: each.value for each in SETTINGS}, **dict(extra)}.items()))
