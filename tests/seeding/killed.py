"""A load that dies by SIGKILL at a table's first or last sign of progress: `python killed.py <job as JSON>`."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import psycopg

from pgworkbench.seeding import seed
from pgworkbench.seeding.auto import seed_anything
from pgworkbench.server import Database, ServerOptions, open_server


def main(job: dict[str, Any]) -> None:
    def watch(table: str, done: int, total: int) -> None:
        if table == job["table"] and (done >= total if job["whole"] else done <= total):
            os.kill(os.getpid(), signal.SIGKILL)

    if job["rows"]:
        with psycopg.connect(job["url"], autocommit=True, prepare_threshold=None) as connection:
            seed_anything(connection, job["rows"], 7, progress=watch)
        return
    from library import AS_OF, PLANS, VOLUMES

    with open_server(ServerOptions.from_environment(Path(job["state"]))) as server:
        seed(Database(server, job["name"], {}), PLANS, VOLUMES, seed=7, as_of=AS_OF, progress=watch)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
