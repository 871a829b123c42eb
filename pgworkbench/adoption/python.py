"""Python as text, as ruff would format it: calls on one line where they fit, else one argument a line."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Container, Iterable
from dataclasses import dataclass

WIDTH = 120


@dataclass(frozen=True, slots=True)
class Call:
    """A call, a tuple or a list: `open`, the items, `close`."""

    open: str
    items: tuple[Node, ...]
    close: str = ")"
    prefix: str = ""  # `name=`


Node = str | Call


def call(name: str, *items: Node | None) -> Call:
    """`name(items)`; None is left out."""
    return Call(f"{name}(", tuple(item for item in items if item is not None))


def listed(items: Iterable[Node]) -> Call:
    """`[items]`."""
    return Call("[", tuple(items), "]")


def paired(items: Iterable[Node]) -> Node:
    """`(items)`, a tuple."""
    found = tuple(items)
    if len(found) == 1 and isinstance(found[0], str):
        return f"({found[0]},)"
    return Call("(", found)


def mapped(items: Iterable[tuple[str, Node]]) -> Call:
    """`{key: value}` of texts."""
    return Call("{", tuple(_prefixed(f"{text(key)}: ", value) for key, value in items), "}")


def named(name: str, value: Node) -> Node:
    """`name=value`."""
    return _prefixed(f"{name}=", value)


def _prefixed(prefix: str, value: Node) -> Node:
    return prefix + value if isinstance(value, str) else Call(value.open, value.items, value.close, prefix)


def rendered(node: Node, indent: int = 0, before: int = 0) -> str:
    """A node that begins on a line that is already `before` wide beyond its indent, and ends with one more sign."""
    flat = _flat(node)
    if isinstance(node, str) or not node.items or indent + before + len(flat) + 1 <= WIDTH:
        return flat
    inner = " " * (indent + 4)
    lines = "".join(f"{inner}{rendered(item, indent + 4)},\n" for item in node.items)
    return f"{node.prefix}{node.open}\n{lines}{' ' * indent}{node.close}"


def assigned(target: str, node: Node) -> str:
    """`target = node`."""
    return f"{target} = {rendered(node, 0, len(target) + 3)}\n"


def _flat(node: Node) -> str:
    if isinstance(node, str):
        return node
    return f"{node.prefix}{node.open}{', '.join(map(_flat, node.items))}{node.close}"


def text(value: str) -> str:
    """A string literal, in double quotes unless that costs escapes."""
    bare = repr(value + "\"'")[1:-4].replace("\\'", "'")  # with both quotes, so that repr leaves `"` as it is
    if value.count('"') <= value.count("'"):
        return '"' + bare.replace('"', '\\"') + '"'
    return "'" + bare.replace("'", "\\'") + "'"


def sql(expression: str) -> Call:
    """SQL as `text(…)`, in which nothing is taken for a parameter."""
    return call("text", text(re.sub(r"(?<!:)(?<![:\w]):(?=[\w$])", r"\\:", expression)))


def identifier(words: str, taken: Container[str] = (), *, fallback: str = "item") -> str:
    """A name that Python takes, near to `words`, and not in `taken`."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or fallback
    name = f"{fallback}_{name}" if name[0].isdigit() else name
    name = f"{name}_" if keyword.iskeyword(name) or keyword.issoftkeyword(name) else name
    found, number = name, 2
    while found in taken:
        found, number = f"{name}_{number}", number + 1
    return found


def docstring(words: str) -> str:
    """A module's first line: one sentence, in three quotes."""
    line = " ".join(words.split()).replace("\\", "\\\\").replace('"""', "'''")
    line = line[: WIDTH - 8].rstrip(" .,;:\\\"'")
    return f'"""{line}."""\n'
