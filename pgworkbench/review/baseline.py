"""A baseline: the findings of a day, so that an old database starts clean and only new ones count.

    {"findings": {"no-primary-key:table:readings": "its rows cannot be told apart"}}

One line a finding, sorted, so that a merge of two branches is readable. A finding that is gone is told, so that the
file shrinks with the debt.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

from pgworkbench.errors import ContentError
from pgworkbench.review.finding import IdleSuppression, Review


@dataclass(frozen=True, slots=True)
class Baseline:
    """Keys of findings that were there, each with what was said of it, for people."""

    findings: tuple[tuple[str, str], ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        """The keys alone."""
        return frozenset(key for key, _ in self.findings)

    def text(self) -> str:
        """As it is written."""
        return json.dumps({"findings": dict(sorted(self.findings))}, indent=2, ensure_ascii=False) + "\n"


def baseline_of(review: Review) -> Baseline:
    """The baseline that hides all that a review found."""
    return Baseline(tuple((finding.key, finding.message) for finding in review.findings))


def read_baseline(path: Path) -> Baseline:
    """A baseline from its file; ContentError if it cannot be read."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))["findings"]
        return Baseline(tuple((str(key), str(message)) for key, message in said.items()))
    except FileNotFoundError:
        raise ContentError(path, None, "there is no baseline; write one with --write-baseline") from None
    except json.JSONDecodeError as error:
        raise ContentError(path, error.lineno, f"not JSON: {error.msg}; write it anew with --write-baseline") from None
    except (OSError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
        raise ContentError(path, None, f"not a baseline ({error!r}); write it anew with --write-baseline") from None


def since(review: Review, baseline: Baseline) -> Review:
    """What is new; a finding of the baseline that its rule did not repeat is named as idle."""
    there = {finding.key for finding in review.findings} | {one.finding.key for one in review.suppressed}
    gone = sorted(key for key in baseline.keys - there if key.partition(":")[0] in review.asked)
    idle = tuple(IdleSuppression(*_parts(key), "it is mended: take it out of the baseline") for key in gone)
    return replace(review.without(baseline.keys), idle=(*review.idle, *idle))


def _parts(key: str) -> tuple[str, str]:
    rule, _, rest = key.partition(":")
    return rule, rest.replace(":", " ", 1)
