"""The commands: parse, one call of the workbench, print. The same words as in the notebooks.

Exit 0: done. 1: it works, and what it looked at does not (findings, rows that deviate, stale documents). 2: it could
not be done; one line on stderr says why and what to do.
"""

from pgworkbench.cli import applying, designing, looking, measuring, migrating, seeding, working
from pgworkbench.cli.base import app, main

__all__ = ["app", "applying", "designing", "looking", "main", "measuring", "migrating", "seeding", "working"]
