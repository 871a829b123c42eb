"""What names tell: their words, whatever they are joined by, and the lists of words that hints.toml keeps."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

_JOINT = re.compile(r"[\W_]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_ENDS = (("ies", "y"), ("sses", "ss"), ("uses", "us"), ("ches", "ch"), ("xes", "x"), ("ss", "ss"), ("us", "us"))


@lru_cache(maxsize=1 << 14)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, in small letters: of `created_at`, `createdAt`, `Created At`."""
    return tuple(word.lower() for word in _JOINT.split(name) if word)


@lru_cache(maxsize=1 << 12)
def singular(word: str) -> str:
    """A word as it stands for one: near enough for words of a list."""
    for many, one in _ENDS:
        if word.endswith(many):
            return word.removesuffix(many) + one
    return word.removesuffix("s")


@cache
def hints() -> Mapping[str, Any]:
    """The lists of hints.toml."""
    return tomllib.loads(files("pgworkbench.seeding.auto").joinpath("hints.toml").read_text("utf-8"))


@cache
def listed(section: str, key: str) -> frozenset[str]:
    """The words of one line of hints.toml."""
    return frozenset(str(hints()[section][key]).split())
