"""A process that applies (or rolls back) a folder, and kills itself with SIGKILL just before a given statement.

python killed.py apply|rollback URL FOLDER FILE STATEMENT [STEPS TO TAKE BACK]
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from pgworkbench.migrations.apply import How, Moment, Target, apply, rollback


def main() -> None:
    """Run, and die where the arguments say."""
    verb, url, folder, file, statement, *steps = sys.argv[1:]

    def watch(moment: Moment) -> None:
        if (moment.file, moment.number) == (file, int(statement)):
            os.kill(os.getpid(), signal.SIGKILL)

    how = How(allow_lossy=True, watch=watch)
    if verb == "apply":
        apply(Target(url, Path(folder)), how)
    else:
        rollback(Target(url, Path(folder)), how, steps=int(*steps or [4]))


if __name__ == "__main__":
    main()
