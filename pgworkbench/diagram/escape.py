"""Names as Graphviz, XML and ids can carry them: any name that PostgreSQL takes is drawn as it is.

What cannot be drawn (control characters, marks of direction, all spaces but the plain one) is shown by its number.
"""

from __future__ import annotations

import re

from pgworkbench.catalog import Name

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")


def visible(text: str) -> str:
    """The text with every character that cannot be drawn replaced by its number."""
    if text.isprintable():
        return text
    return "".join(mark if mark.isprintable() else f"\u2039U+{ord(mark):04X}\u203a" for mark in text)


def xml(text: str) -> str:
    """For an HTML-like label: a backslash would be taken for one of Graphviz's escapes there, too."""
    escaped = visible(text)
    for mark, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("\\", "\\\\")):
        escaped = escaped.replace(mark, entity)
    return re.sub(r"^ | (?= )| $", "&#160;", escaped)


def quoted(text: str) -> str:
    """A quoted string of DOT in which nothing is special."""
    return '"' + visible(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def identifier(name: object) -> str:
    """An id for a table, a group or a constraint: its own name where that is plain, and never another's."""
    parts = (name.schema, name.name) if isinstance(name, Name) else (str(name),)
    words = parts[1:] if parts[0] == "public" and len(parts) > 1 else parts
    if all(_PLAIN.fullmatch(word) for word in words):
        return ".".join(words)
    return "x-" + ".".join(word.encode().hex() for word in parts)
