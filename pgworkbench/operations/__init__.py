"""What a design needs to live in production, and drills that prove each part on a real server.

Everything follows from a Brief, a Catalog and a Workload; nothing here knows a design.
"""

from pgworkbench.operations.archive import ArchiveDrill, drill_archive, keep
from pgworkbench.operations.backup import BackupOrder, BackupReport, drill_backup
from pgworkbench.operations.capacity import Capacity, capacity
from pgworkbench.operations.concurrency import Load, LoadOptions, drive, read_load, write_load
from pgworkbench.operations.distribution import (
    ReplicaReport,
    citus_page,
    citus_script,
    disproved,
    distribute,
    drill_replica,
    replicas,
)
from pgworkbench.operations.evidence import Evidence, gather
from pgworkbench.operations.operate import Operation, operate
from pgworkbench.operations.pooling import Machine, PoolOrder, PoolReport, drill_pool, parse_size

__all__ = [
    "ArchiveDrill",
    "BackupOrder",
    "BackupReport",
    "Capacity",
    "Evidence",
    "Load",
    "LoadOptions",
    "Machine",
    "Operation",
    "PoolOrder",
    "PoolReport",
    "ReplicaReport",
    "capacity",
    "citus_page",
    "citus_script",
    "disproved",
    "distribute",
    "drill_archive",
    "drill_backup",
    "drill_pool",
    "drill_replica",
    "drive",
    "gather",
    "keep",
    "operate",
    "parse_size",
    "read_load",
    "replicas",
    "write_load",
]
