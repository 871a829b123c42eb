"""A run of the archive that dies by SIGKILL at a given stage: `python killed.py <job as JSON>`."""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import datetime
from pathlib import Path

import psycopg

from pgworkbench.catalog import Name
from pgworkbench.operations.archive import ArchiveOrder, Stage, archive


def main(job: dict[str, str]) -> None:
    def watch(stage: Stage, _partition: Name) -> None:
        if stage is Stage[job["stage"]]:
            os.kill(os.getpid(), signal.SIGKILL)

    order = ArchiveOrder(Path(job["folder"]), datetime.fromisoformat(job["before"]), watch=watch)
    with psycopg.connect(os.environ["TEST_URL"], autocommit=True) as connection:
        archive(connection, Name(job["schema"], job["table"]), order)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
