"""What recovery takes and what it loses, as a drill measured it, beside what the brief asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from pgworkbench.brief import Recovery
from pgworkbench.operations.capacity import size_text

_USUAL = timedelta(minutes=1)  # archive_timeout; PostgreSQL, Write Ahead Log: "a minute or so are usually reasonable"
_LEAST = timedelta(seconds=10)  # with less, the archive is mostly empty segments of 16 MB each


class Seen(Protocol):
    """What a drill measured: seconds and bytes of each part of a recovery, and what went with the machine."""

    @property
    def copied_seconds(self) -> float:
        """Of copying the base backup to where the server starts."""

    @property
    def replayed_seconds(self) -> float:
        """From the start of the server until it takes writes."""

    @property
    def backup_bytes(self) -> int:
        """Of the base backup."""

    @property
    def wal_bytes(self) -> int:
        """Of the log that was replayed."""

    @property
    def lost_seconds(self) -> float:
        """Before the end, of which nothing was in the archive when the machine went with its disk."""

    @property
    def switched_seconds(self) -> float:
        """What archive_timeout was at the time."""


@dataclass(frozen=True, slots=True)
class Size:
    """What production will have: bytes of the database, and of log in one day; None where nobody knows."""

    database: float | None = None
    log_a_day: float | None = None


@dataclass(frozen=True, slots=True)
class Bound:
    """One promise: `asked` (None: the brief is silent), what to expect in seconds (None: not measured), and from what
    that follows. `met` is None where one of the two is missing.
    """

    what: str
    asked: timedelta | None
    expected: float | None
    why: str

    @property
    def met(self) -> bool | None:
        """Whether what is to be expected is within what is asked."""
        if self.asked is None or self.expected is None:
            return None
        return self.expected <= self.asked.total_seconds()

    @property
    def verdict(self) -> str:
        """For a person: what is asked, what is to be expected, whether that is enough."""
        asked = "the brief does not say: ask" if self.asked is None else f"asked: at most {span(self.asked)}"
        if self.expected is None:
            return f"{asked}; not measured"
        said = {None: "", True: "; kept", False: "; NOT KEPT"}[self.met]
        return f"{asked}; to be expected: {span(timedelta(seconds=self.expected))}{said} ({self.why})"


def archive_timeout(recovery: Recovery) -> timedelta:
    """Half of what may be lost, since a segment must also reach the archive; a minute where nobody says, never less
    than ten seconds.
    """
    return _USUAL if recovery.rpo is None else min(_USUAL, max(recovery.rpo / 2, _LEAST))


def bounds(recovery: Recovery, seen: Seen | None = None, size: Size = Size()) -> tuple[Bound, Bound]:
    """What may be lost with the machine, and how long recovery takes: at production's size where that is known."""
    return _loss(recovery, seen), _time(recovery, seen, size)


def _loss(recovery: Recovery, seen: Seen | None) -> Bound:
    """The archive's own delay is what the drill lost beyond its archive_timeout, which was a short one."""
    timeout = archive_timeout(recovery)
    what = "Lost with the machine (RPO)"
    if seen is None:
        return Bound(what, recovery.rpo, None, f"archive_timeout = {span(timeout)}, and the way to the archive")
    delay = max(seen.lost_seconds - seen.switched_seconds, 0.0)
    why = (
        f"archive_timeout = {span(timeout)}, and {delay:.1f} s on the way to the archive: the drill lost the last "
        f"{seen.lost_seconds:.1f} s with archive_timeout = {seen.switched_seconds:.0f} s"
    )
    return Bound(what, recovery.rpo, timeout.total_seconds() + delay, why)


def _time(recovery: Recovery, seen: Seen | None, size: Size) -> Bound:
    what = "Time until the database answers again (RTO)"
    if seen is None:
        return Bound(what, recovery.rto, None, "")
    if size.database is None or size.log_a_day is None:
        why = f"as measured with {size_text(seen.backup_bytes)} and {size_text(seen.wal_bytes)} of log, not with yours"
        return Bound(what, recovery.rto, seen.copied_seconds + seen.replayed_seconds, why)
    copying = seen.copied_seconds * max(size.database / max(seen.backup_bytes, 1), 1)
    replaying = seen.replayed_seconds * max(size.log_a_day / max(seen.wal_bytes, 1), 1)
    why = (
        f"copying {size_text(size.database)} in {span(timedelta(seconds=copying))}, replaying a day's log of "
        f"{size_text(size.log_a_day)} in {span(timedelta(seconds=replaying))}, at the drill's rates: an estimate"
    )
    return Bound(what, recovery.rto, copying + replaying, why)


def span(time: timedelta) -> str:
    """`5 s`, `90 s`, `5 minutes`, `1.5 hours`: for a person."""
    seconds = time.total_seconds()
    for unit, length in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        if seconds >= 2 * length or seconds == length:
            return f"{seconds / length:.1f}".removesuffix(".0") + f" {unit}{'' if seconds == length else 's'}"
    return f"{seconds:.1f}".removesuffix(".0") + " s"
