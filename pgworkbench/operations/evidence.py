"""What is measured before anything is proposed: sizes, log, settings, fillfactor, compression; on copies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pgworkbench.catalog import Catalog, Name
from pgworkbench.operations.backup import BackupReport
from pgworkbench.operations.capacity import Measured
from pgworkbench.operations.concurrency import Load
from pgworkbench.operations.sizes import measure_sizes
from pgworkbench.operations.tuning import (
    Compressed,
    Hot,
    LogMeasure,
    Tried,
    measure_compression,
    measure_hot,
    measure_log,
    try_settings,
)
from pgworkbench.server import Database
from pgworkbench.workload import Workload


@dataclass(frozen=True, slots=True)
class Evidence:
    """All of it may be missing: what was not measured is proposed by rule, and says so. `load` and `backup` come from
    their own runs (`drive`, `drill_backup`).
    """

    sizes: Mapping[Name, Measured] | None = None
    log: LogMeasure | None = None
    tried: tuple[Tried, ...] = ()
    hot: tuple[Hot, ...] = ()
    compressed: tuple[Compressed, ...] | None = None
    load: Load | None = None
    backup: BackupReport | None = None


def gather(database: Database, catalog: Catalog, workload: Workload) -> Evidence:
    """Measure on copies of a database of ours that has rows; some ten seconds for a hundred queries."""
    with database.connect(autocommit=True) as connection:
        sizes = measure_sizes(connection, catalog)
    return Evidence(
        sizes,
        measure_log(database, workload),
        try_settings(database, workload),
        measure_hot(database, catalog, workload),
        measure_compression(database, catalog),
    )
