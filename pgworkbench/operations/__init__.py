"""What a design needs to live in production, and drills that prove each part on a real server.

Everything follows from a Brief, a Catalog and a Workload; nothing here knows a design.
"""

from pgworkbench.operations.archive import ArchiveDrill, drill_archive
from pgworkbench.operations.backup import BackupOrder, BackupReport, drill_backup
from pgworkbench.operations.operate import Operation, operate
from pgworkbench.operations.pooling import Machine, PoolOrder, PoolReport, drill_pool

__all__ = [
    "ArchiveDrill",
    "BackupOrder",
    "BackupReport",
    "Machine",
    "Operation",
    "PoolOrder",
    "PoolReport",
    "drill_archive",
    "drill_backup",
    "drill_pool",
    "operate",
]
