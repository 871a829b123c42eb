"""A query of the workload as the judge of a set sees it, and what a set must keep to."""

from __future__ import annotations

from dataclasses import dataclass

from pgworkbench.bench.measure import Sample
from pgworkbench.bench.search import Chosen
from pgworkbench.bench.trial import Subject
from pgworkbench.workload import QueryKind


@dataclass(frozen=True, slots=True)
class Case:
    """A query of the workload: how often an hour it is called, and the competing indexes of its tables.

    `ran_away` says that with the indexes that are there it was given up at its limit.
    """

    subject: Subject
    calls: float
    touched: Chosen
    relevant: Chosen  # those of them that its plans may depend on
    ran_away: bool = False
    once_ms: float = 0.0  # what it took once, all parameter sets together; its limit if it ran away

    @property
    def name(self) -> str:
        """The query's."""
        return self.subject.query.name

    @property
    def writes(self) -> bool:
        """Whether it changes rows."""
        return self.subject.query.kind is QueryKind.WRITE


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a set must keep to: bytes, how much slower a read may get, how much dearer all writes together.

    While sets are searched for, a millisecond by which a read is slower than it may be counts `weight` times.
    """

    bytes: int
    slower: float = 1.10
    dearer: float = 1.30
    weight: float = 4.0


def waited_ms(sample: Sample) -> float:
    """What the server takes for a write: a quick one is planned about as long as it is executed."""
    return sample.execution_ms + sample.planning_ms
