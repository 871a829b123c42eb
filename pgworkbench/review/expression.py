"""Reading the expressions that PostgreSQL prints (checks, predicates, policies): which names occur in them."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

_TOKEN = re.compile(
    r"""(?P<text>[Ee]?'(?:[^']|'')*')        # a literal: nothing in it is a name
      | (?P<dollar>\$(\w*)\$.*?\$\3\$)       # a dollar-quoted literal
      | "(?P<quoted>(?:[^"]|"")+)"           # a quoted name
      | ::\s*(?P<cast>"?[\w. ]+?"?(?=[^\w. "]|$))  # a cast: the type's name is not a column's
      | (?P<word>[^\W\d]\w*)                 # a bare name
    """,
    re.VERBOSE | re.DOTALL,
)


_HUMPS = (re.compile(r"([a-z0-9])([A-Z])"), re.compile(r"([A-Z]{2,})([A-Z][a-z])"))
_BETWEEN = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """A name's words in lower case: `unitPrice`, `UnitPrice` and `unit price` all become unit_price."""
    for hump in _HUMPS:
        name = hump.sub(r"\1_\2", name)
    return _BETWEEN.sub("_", name.lower()).strip("_")


@lru_cache(maxsize=4096)
def names_in(expression: str) -> frozenset[str]:
    """Every identifier of an expression: columns, functions, key words. Literals and casts are left out."""
    found = set()
    for token in _TOKEN.finditer(expression):
        if token["quoted"] is not None:
            found.add(token["quoted"].replace('""', '"'))
        elif token["word"] is not None:
            found.add(token["word"])
    return frozenset(found)


def mentions(expression: str | None, name: str) -> bool:
    """Whether an expression names a column (a function of the same name counts too)."""
    return expression is not None and name in names_in(expression)


def ends_with_word(name: str, words: Collection[str]) -> bool:
    """Whether a column's name is one of the words, or ends with one as its last words (`lead_status`, `leadStatus`)."""
    name = plain(name)
    return any(name == word or name.endswith("_" + word) for word in words)


def without_parentheses(expression: str) -> str:
    """An expression without the parentheses that PostgreSQL puts around the whole of it."""
    text = expression.strip()
    while text.startswith("(") and _closes_at_end(text):
        text = text[1:-1].strip()
    return text


def _closes_at_end(text: str) -> bool:
    depth = 0
    for position, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return position == len(text) - 1
    return False
