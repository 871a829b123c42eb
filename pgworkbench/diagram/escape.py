"""Names as Graphviz, XML and ids can carry them: any name that PostgreSQL takes is drawn as it is.

Control characters, which XML cannot hold, are shown by their Unicode pictures (U+2400 and on).
"""

from __future__ import annotations

import re

from pgworkbench.catalog import Name

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
_CONTROL = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421}
_UNSEEN = dict.fromkeys((*range(0x80, 0xA0), 0x2028, 0x2029, 0xFFFE, 0xFFFF), 0xFFFD)
_DIRECTION = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0xFFFD)  # would turn the line around


def visible(text: str) -> str:
    """The text with every character that cannot be drawn replaced by one that says so."""
    return text.translate(_CONTROL | _UNSEEN | _DIRECTION)


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
