"""Fresh seeds: other ones with every state of the sources, the same ones for the same state."""

from __future__ import annotations

import pytest
from migrations import fresh
from migrations.random_pairs import pair


def test_seeds_follow_from_the_state(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {}
    for state in ("a" * 40, "b" * 40, "a" * 40):
        monkeypatch.setattr(fresh, "_state", lambda state=state: state)
        found.setdefault(state, []).append(fresh.starts(3, 12))
    assert found["a" * 40][0] == found["a" * 40][1] != found["b" * 40][0]
    first, second, third = found["b" * 40][0]
    assert (second - first, third - second) == (12, 12)


def test_without_git_the_sources_tell(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = {}
    for sources in ("a" * 64, "b" * 64):
        monkeypatch.setattr(fresh, "_sources", lambda sources=sources: sources)
        found[sources] = fresh.starts(1, 12)
    assert found["a" * 64] != found["b" * 64]


def test_a_seed_tells_all_of_a_pair() -> None:
    assert pair(fresh.starts(1, 12)[0]) == pair(fresh.starts(1, 12)[0])
