"""Progress for people: one line that is rewritten on a terminal, now and then a plain line elsewhere."""

from __future__ import annotations

import sys
import time

_SECONDS = 5.0  # between plain lines
_REDRAW = 0.1


class Watch:
    """Called with what is done, how far, of how much; writes to stderr, so that output can be piped."""

    def __init__(self) -> None:
        self._said = 0.0
        self._what = ""

    def __call__(self, what: str, done: int, total: int) -> None:
        """Say it, if it is time to."""
        now = time.monotonic()
        live = sys.stderr.isatty()
        if now - self._said < (_REDRAW if live else _SECONDS) and not (live and done >= total):
            return
        self._said = now
        far = f" {done:,} of {total:,}" if total else ""
        sys.stderr.write(f"\r\x1b[K{what}{far}" if live else f"{what}{far}\n")
        if live and done >= total:
            sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()
