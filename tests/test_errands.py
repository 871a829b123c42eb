"""A drill is run by a worker of a Dask cluster, and what it says comes back; so does what goes wrong there."""

from __future__ import annotations

import os

import distributed
import pytest

from pgworkbench.errands import Errand, drill_at
from pgworkbench.errors import WorkbenchError
from pgworkbench.workbench import Workbench


def test_a_worker_runs_a_drill_and_tells(workbench: Workbench) -> None:
    """R-SUG-4: on another process than this one, with what it notices."""
    options = {"n_workers": 1, "threads_per_worker": 1, "dashboard_address": None, "host": "127.0.0.1"}
    with distributed.LocalCluster(**options, silence_logs=50) as cluster:
        address = cluster.scheduler_address
        found = drill_at(address, Errand(workbench.root, "backup", "tiny"))
        assert "run by a Dask worker: " in found[0]
        assert f"process {os.getpid()}" not in found[0]
        assert sum("noticed" in each for each in found) == 3
        with pytest.raises(WorkbenchError, match=r"on .*: unknown drill 'nonsense'"):
            drill_at(address, Errand(workbench.root, "nonsense", "tiny"))


def test_no_scheduler_is_one_line(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pgworkbench.seeding.scheduler._PATIENCE", 1)
    with pytest.raises(WorkbenchError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9") as caught:
        drill_at("tcp://127.0.0.1:9", Errand(workbench.root, "backup", "tiny"))
    assert "\n" not in str(caught.value)
