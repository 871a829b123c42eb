"""Seeds that are other ones with every state of the sources, and the same ones whenever that state is tested again."""

from __future__ import annotations

import subprocess
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_FIRST, _ROOM = 10_000_000, 1_000_000_000  # beyond the seeds of recorded runs and of fixed tests


def starts(batches: int, size: int) -> list[int]:
    """The first seed of each batch."""
    first = _FIRST + int(_state()[:12], 16) % _ROOM
    return [first + number * size for number in range(batches)]


def _state() -> str:
    """The tree that is committed, by its hash; without git, the sources as they are."""
    command = ["git", "-C", str(ROOT), "rev-parse", "HEAD^{tree}"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return _sources()
    return done.stdout.strip() if done.returncode == 0 else _sources()


def _sources() -> str:
    found = sha256()
    for path in sorted((ROOT / "pgworkbench").rglob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()
