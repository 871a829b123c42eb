"""History leaves the database without being lost: partitions made ahead, detached, written, verified, dropped.

A run may be killed between any two steps (and inside each of them): a ledger in the database says how far every
partition has come, and the next run goes on from there. A table is dropped only when its file was read back, loaded
beside it and found equal.
"""

from pgworkbench.operations.archive.aftercare import Erasure, bring_back, erase, expire
from pgworkbench.operations.archive.calendar import Period, Step
from pgworkbench.operations.archive.drill import ArchiveDrill, TableDrill, drill_archive
from pgworkbench.operations.archive.keep import Kept, keep
from pgworkbench.operations.archive.ledger import Entry, State, entries
from pgworkbench.operations.archive.premake import make_ahead
from pgworkbench.operations.archive.retention import Retention, parse_retention
from pgworkbench.operations.archive.run import ArchiveOrder, ArchiveReport, Stage, archive

__all__ = [
    "ArchiveDrill",
    "ArchiveOrder",
    "ArchiveReport",
    "Entry",
    "Erasure",
    "Kept",
    "Period",
    "Retention",
    "Stage",
    "State",
    "Step",
    "TableDrill",
    "archive",
    "bring_back",
    "drill_archive",
    "entries",
    "erase",
    "expire",
    "keep",
    "make_ahead",
    "parse_retention",
]
