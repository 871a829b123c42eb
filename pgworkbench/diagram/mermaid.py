"""A drawing as Mermaid's erDiagram, for pages that render it themselves (GitHub, JupyterLab); nothing is sent anywhere.

Mermaid takes few characters in names: another name is shown as the table's alias and as the column's comment.
"""

from __future__ import annotations

import re

from pgworkbench.diagram.entities import Drawing, Entity, Field, Link
from pgworkbench.diagram.escape import identifier, visible

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_RESERVED = {
    "erdiagram",
    "title",
    "direction",
    "style",
    "class",
    "classdef",
    "as",
    "only",
    "one",
    "zero",
    "many",
    "or",
    "more",
    "optionally",
    "to",
    "u",
    "tb",
    "bt",
    "lr",
    "rl",
    "td",
    "default",
}
_LOOKALIKES = str.maketrans(
    {
        '"': "'",
        ";": ",",
        "\\": "\N{REVERSE SOLIDUS OPERATOR}",
        "%": "\N{FULLWIDTH PERCENT SIGN}",
        "#": "\N{FULLWIDTH NUMBER SIGN}",
    }
)
_PARENT = {"1": "||", "?": "|o", "*": "}o", "+": "}|"}
_CHILD = {"1": "||", "?": "o|", "*": "o{", "+": "|{"}


def write_mermaid(drawing: Drawing) -> str:
    """The diagram, without a fence around it."""
    lines = ["erDiagram"]
    for entity in drawing.entities:
        for table in entity.members or (entity,):
            lines += _entity(table)
    lines += [_relation(link.origin or link) for link in drawing.links]
    return "\n".join(lines) + "\n"


def _entity(entity: Entity) -> list[str]:
    alias = _alias(entity)
    name = alias if alias == entity.name else f'{alias}["{_quoted(entity.name)}"]'
    if not entity.columns:
        return [f"    {name}"]
    return [f"    {name} {{", *(f"        {_column(column)}" for column in entity.columns), "    }"]


def _alias(entity: Entity) -> str:
    return _id(entity.table)


def _id(table: object) -> str:
    name = identifier(table)
    return name if _WORD.fullmatch(name) and name.lower() not in _RESERVED else "t_" + re.sub(r"\W", "_", name)


def _column(column: Field) -> str:
    type_ = _word(column.type.replace("[]", "_array"))
    keys = ", ".join(
        mark
        for mark, on in (
            ("PK", column.is_key),
            ("FK", column.is_foreign),
            ("UK", column.is_unique and not column.is_key),
        )
        if on
    )
    name = _word(column.name)
    notes = [column.name if name != column.name else "", "null" if column.is_null else "", " | ".join(column.values)]
    note = "; ".join(_quoted(part) for part in notes if part)
    return " ".join(part for part in (type_, name, keys, f'"{note}"' if note else "") if part)


def _word(text: str) -> str:
    """Letters, digits, `_` and parentheses, beginning with a letter."""
    word = re.sub(r"[^A-Za-z0-9_()]", "_", text)
    return word if word[:1].isalpha() else f"c_{word}"


def _relation(link: Link) -> str:
    line = ".." if link.optional else "--"
    feet = f"{_PARENT[link.left_cardinality]}{line}{_CHILD[link.right_cardinality]}"
    return f'    {_id(link.parent)} {feet} {_id(link.child)} : "{_quoted(", ".join(link.columns))}"'


def _quoted(text: str) -> str:
    """Mermaid has no escapes: what it would read as a mark is shown by a sign that looks like it."""
    return visible(text).translate(_LOOKALIKES)
