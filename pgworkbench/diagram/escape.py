"""Names as Graphviz, XML and ids can carry them: any name that PostgreSQL takes is drawn as it is.

What cannot be drawn (control characters, marks of direction) is shown by its number, as U+0009.
"""

from __future__ import annotations

import re

from pgworkbench.catalog import Name

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
_UNSEEN = (  # what XML cannot hold or nobody sees, and what would turn the line around
    *range(0x20),
    *range(0x7F, 0xA0),
    *range(0x200B, 0x2010),
    *range(0x2028, 0x202F),
    *range(0x2066, 0x206A),
    *(0xFEFF, 0xFFFE, 0xFFFF),
)
_SHOWN = {code: f"\u2039U+{code:04X}\u203a" for code in _UNSEEN}


def visible(text: str) -> str:
    """The text with every character that cannot be drawn replaced by its number."""
    return text.translate(_SHOWN)


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
