"""The SQLAlchemy type of a column, as Python text; what SQLAlchemy has no word for is said in the server's own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pgworkbench.adoption import python
from pgworkbench.adoption.python import Node
from pgworkbench.catalog import Catalog, Column, Name

CORE, DIALECT, BASE = "sqlalchemy", "sqlalchemy.dialects.postgresql", "schema.base"
_SIZED = re.compile(r"(numeric|character varying|character|bit varying|bit)(?:\((\d+)(?:,(\d+))?\))?")
_PLAIN = {
    "smallint": ("SmallInteger", CORE),
    "integer": ("Integer", CORE),
    "bigint": ("BigInteger", CORE),
    "text": ("Text", CORE),
    "boolean": ("Boolean", CORE),
    "uuid": ("Uuid", CORE),
    "date": ("Date", CORE),
    "bytea": ("LargeBinary", CORE),
    "real": ("REAL", CORE),
    "double precision": ("Double", CORE),
    "timestamp without time zone": ("DateTime", CORE),
    "time without time zone": ("Time", CORE),
    "json": ("JSON", DIALECT),
    "jsonb": ("JSONB", DIALECT),
    "interval": ("INTERVAL", DIALECT),
    "inet": ("INET", DIALECT),
    "cidr": ("CIDR", DIALECT),
    "macaddr": ("MACADDR", DIALECT),
    "macaddr8": ("MACADDR8", DIALECT),
    "tsvector": ("TSVECTOR", DIALECT),
    "tsquery": ("TSQUERY", DIALECT),
    "int4range": ("INT4RANGE", DIALECT),
    "int8range": ("INT8RANGE", DIALECT),
    "numrange": ("NUMRANGE", DIALECT),
    "daterange": ("DATERANGE", DIALECT),
    "tsrange": ("TSRANGE", DIALECT),
    "tstzrange": ("TSTZRANGE", DIALECT),
    "hstore": ("HSTORE", DIALECT),
}
_WORDS = {
    "numeric": "Numeric",
    "character varying": "String",
    "character": "CHAR",
    "bit": "BIT",
    "bit varying": "BIT",
}


@dataclass
class Imports:
    """What a module's text names, by where it is from."""

    names: dict[str, set[str]] = field(default_factory=dict)

    def use(self, name: str, source: str) -> str:
        """The name, noted."""
        self.names.setdefault(source, set()).add(name)
        return name

    def lines(self) -> list[str]:
        """The import statements, sorted."""
        return [_import(source, sorted(names)) for source, names in sorted(self.names.items(), key=_place)]


def _place(item: tuple[str, set[str]]) -> tuple[bool, str]:
    return item[0] == BASE, item[0]


def _import(source: str, names: list[str]) -> str:
    ordered = sorted(names, key=_import_order)
    line = f"from {source} import {', '.join(ordered)}"
    if len(line) <= python.WIDTH:
        return line
    return f"from {source} import (\n" + "".join(f"    {name},\n" for name in ordered) + ")"


def _import_order(name: str) -> tuple[int, str]:
    """As isort has it: constants, classes, variables."""
    return (0 if name.isupper() and len(name) > 1 else 1 if name[0].isupper() else 2), name


def type_of(column: Column, catalog: Catalog, imports: Imports) -> Node:
    """The type of a column, with its collation where SQLAlchemy can say it."""
    if column.array:
        element = _element(column.type.removesuffix("[]"), column.type_name, catalog, imports)
        if column.type.endswith("[]"):
            return python.call(imports.use("ARRAY", DIALECT), element)
        return _verbatim(column.type, imports)
    collation = column.collation
    plain = column.type == "text" or column.type.startswith("character varying")
    if collation is not None and collation.schema == "pg_catalog" and plain:
        size = re.search(r"\((\d+)\)", column.type)
        word = imports.use("Text" if column.type == "text" else "String", CORE)
        return python.call(word, size[1] if size else None, python.named("collation", python.text(collation.name)))
    return _element(column.type, column.type_name, catalog, imports)


def _element(kind: str, name: Name, catalog: Catalog, imports: Imports) -> Node:
    labels = next((each.labels for each in catalog.enums if each.name == name), None)
    if labels:
        return _enum(labels, name, imports)
    if name.schema == "pg_catalog":
        if kind in _PLAIN:
            return imports.use(*_PLAIN[kind])
        if kind == "timestamp with time zone":
            return f"{imports.use('DateTime', CORE)}(timezone=True)"
        if kind == "time with time zone":
            return f"{imports.use('Time', CORE)}(timezone=True)"
        if sized := _SIZED.fullmatch(kind):
            return _sized(sized, imports) or _verbatim(kind, imports)
    return _verbatim(kind, imports)


def _sized(found: re.Match[str], imports: Imports) -> str | None:
    word, size, scale = found.groups()
    if word.startswith("bit"):
        varying = "varying=True" if word == "bit varying" else ""
        inside = ", ".join(part for part in (size or "", varying) if part)
        return f"{imports.use('BIT', DIALECT)}({inside})" if size or varying else None
    used = imports.use(_WORDS[word], CORE)
    if size is None:
        return used if word != "character" else None
    return f"{used}({size})" if scale is None else f"{used}({size}, {scale})"


def _enum(labels: tuple[str, ...], name: Name, imports: Imports) -> Node:
    schema = None if name.schema == "public" else python.named("schema", python.text(name.schema))
    said = (python.named("name", python.text(name.name)), schema, "create_type=False")
    return python.call(imports.use("ENUM", DIALECT), *map(python.text, labels), *said)


def _verbatim(kind: str, imports: Imports) -> Node:
    return python.call(imports.use("ServerType", BASE), python.text(kind))
