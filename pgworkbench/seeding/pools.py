"""Value pools: short lists that columns draw from, by Faker or from a file, each with a hash for the manifest.

Faker is asked once for some hundred values of each kind and locale, without its weights and from a seed of the
pool's own; what a volume needs beyond that comes from combining pools. Faker's output changes between versions,
so what a manifest promises is the pool, by its hash.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from unicodedata import normalize

from pgworkbench.errors import ContentError, SeedError
from pgworkbench.seeding.arrow import Array, pa
from pgworkbench.seeding.counter import stream

_DRAWS = 4  # draws for each value wanted: pools are small, and many draws repeat
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "\u0131": "i"}
)


@dataclass(frozen=True, slots=True)
class Pool:
    """Words in their order, and the hash that a manifest promises."""

    name: str
    words: Array
    sha256: str

    @classmethod
    def of(cls, name: str, words: list[str]) -> Pool:
        """A pool of these words."""
        return cls(name, pa.array(words, pa.string()), sha256("\x00".join(words).encode()).hexdigest())


@lru_cache(maxsize=64)
def _faker(locale: str) -> Any:
    from faker.factory import Factory  # slow to import, and most commands make no rows

    try:
        return Factory.create(locale, use_weighting=False)
    except (AttributeError, ValueError) as error:
        raise SeedError(f"Faker knows no locale {locale!r}: {error}") from None


@lru_cache(maxsize=512)
def faker_pool(provider: str, locale: str, size: int) -> Pool:
    """At most `size` different values of one of Faker's providers."""
    fake = _faker(locale)
    if not callable(getattr(fake, provider, None)):
        raise SeedError(f"Faker knows no {provider!r} for the locale {locale}")
    fake.seed_instance(stream("pool", provider, locale))
    found: dict[str, None] = {}
    for _ in range(size * _DRAWS):
        found[str(getattr(fake, provider)())] = None
        if len(found) == size:
            break
    return Pool.of(f"{provider} {locale}", list(found))


@dataclass(frozen=True, slots=True)
class Records:
    """The columns of a file of records, and the weight of each record."""

    columns: dict[str, Pool]
    weights: tuple[float, ...]


@lru_cache(maxsize=64)
def records(path: Path) -> Records:
    """A CSV file with a heading; a column `weight`, if there is one, says how often a record is drawn."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    except OSError as error:
        raise ContentError(path, None, f"a list of words for seeds cannot be read: {error.strerror}") from None
    if not rows:
        raise ContentError(path, None, "a list of words for seeds holds no records")
    columns = {name: [row[name] or "" for row in rows] for name in rows[0]}
    try:
        weights = tuple(float(weight) for weight in columns.pop("weight", ["1"] * len(rows)))
    except ValueError as error:
        raise ContentError(path, None, f"the column weight holds numbers: {error}") from None
    made = {name: Pool.of(f"{path.name} {name}", values) for name, values in columns.items()}
    return Records(made, weights)


@lru_cache(maxsize=1 << 14)
def latin(word: str) -> str:
    """Lower-case ASCII letters and digits of a word, accents taken off; empty where no letter is Latin."""
    bare = normalize("NFKD", word.lower().translate(_LETTERS))
    return "".join(char for char in bare if char.isascii() and char.isalnum())


@lru_cache(maxsize=1 << 14)
def slug(words: str) -> str:
    """The Latin words of a text, joined by hyphens."""
    return "-".join(part for part in map(latin, words.replace("-", " ").split()) if part)
