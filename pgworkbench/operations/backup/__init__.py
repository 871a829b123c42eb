"""Backup and recovery to a point in time: files for production, and a drill that recovers, and fails where it must."""

from pgworkbench.operations.backup.bounds import Bound, Size, bounds
from pgworkbench.operations.backup.documents import Facts, documents
from pgworkbench.operations.backup.drill import BackupOrder, BackupReport, drill_backup
from pgworkbench.operations.backup.verify import damages

__all__ = ["BackupOrder", "BackupReport", "Bound", "Facts", "Size", "bounds", "damages", "documents", "drill_backup"]
