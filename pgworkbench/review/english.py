"""English as far as names go: plurals and their singulars."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from pgworkbench.review.expression import plain


def is_named_after(stem: str, table: str) -> bool:
    """Whether a stem names one row of a table: `movie` of `movies`, `warehouse` of `Warehouses`, `box` of `boxes`."""
    return bool(forms(stem) & forms(table))


@cache
def forms(name: str) -> frozenset[str]:
    """What a name may be the plural of, and itself: English spells some plurals alike (`caches`, `batches`)."""
    words = plain(name)
    rest, _, last = words.rpartition("_")
    irregular = f"{rest}_{_plurals().get(last, '')}".strip("_") if _plurals().get(last) else words
    cut = words[:-1] if last.endswith("s") and not last.endswith(("ss", "us", "is")) else words
    return frozenset((words, irregular, cut, singular(words)))


def singular(name: str) -> str:
    """A table's name in the singular, as far as English rules go; the last word decides."""
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("uses", "us"), ("xes", "x"), ("ches", "ch"), ("shes", "sh")):
        if name.endswith(ending):
            return name[: -len(ending)] + instead
    if name.endswith("s") and not name.endswith(("ss", "us", "is")):
        return name[:-1]
    return name


@cache
def _plurals() -> dict[str, str]:
    """Plurals that do not end with s, each with its singular, if it has one that is not spelt the same."""
    lines = files("pgworkbench.review").joinpath("plurals.txt").read_text("utf-8").splitlines()
    words = (line.partition(" ") for line in lines if line and not line.startswith("#"))
    return {plural: one for plural, _, one in words}


def is_plural(name: str) -> bool:
    """Whether the last word of a name is a plural, or has none."""
    word = name.rpartition("_")[2]
    return word in _plurals() or (word.endswith("s") and not word.endswith(("ss", "us", "is")))
