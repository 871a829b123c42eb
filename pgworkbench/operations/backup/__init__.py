"""Backup and recovery to a point in time: files for production, and a drill that recovers, and fails where it must."""

from pgworkbench.operations.backup.documents import documents
from pgworkbench.operations.backup.drill import BackupOrder, BackupReport, drill_backup
from pgworkbench.operations.backup.verify import damages

__all__ = ["BackupOrder", "BackupReport", "damages", "documents", "drill_backup"]
