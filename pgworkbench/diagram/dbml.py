"""A drawing as DBML (dbdiagram, dbdocs): its tables with all their columns, keys, enums and groups."""

from __future__ import annotations

from collections.abc import Iterator

from pgworkbench.catalog import Name
from pgworkbench.diagram.entities import Drawing, Entity, Field, Link
from pgworkbench.diagram.escape import visible

_SIGNS = {"*": "<", "?": "-", "1": "-", "+": "<"}  # by how many children one parent has


def write_dbml(drawing: Drawing) -> str:
    """The whole text; every table is there in full, whatever the picture hides."""
    enums = {c.enum: c.values for entity in drawing.tables for c in entity.columns if c.enum}
    blocks = [_enum(name, values) for name, values in sorted(enums.items())]
    blocks += [_table(entity) for entity in drawing.tables]
    blocks += [_reference(link) for link in drawing.keys]
    blocks += [_group(drawing, group) for group in drawing.groups if any(e.group == group for e in drawing.tables)]
    return "\n".join(blocks)


def _enum(name: str, values: tuple[str, ...]) -> str:
    return "\n".join((f"Enum {_dotted(name)} {{", *(f"  {_quoted(value)}" for value in values), "}\n"))


def _table(entity: Entity) -> str:
    lines = [
        f"Table {_of(entity.table)} {{",
        *(f"  {_column(column, alone=len(entity.key) == 1)}" for column in entity.columns),
    ]
    listed = [(columns, "unique") for columns in entity.uniques if len(columns) > 1]
    listed = ([(entity.key, "pk")] if len(entity.key) > 1 else []) + listed
    if listed:
        inside = (f"    ({', '.join(map(_quoted, columns))}) [{word}]" for columns, word in listed)
        lines += ["  indexes {", *inside, "  }"]
    if entity.comment:
        lines.append(f"  Note: {_text(entity.comment)}")
    return "\n".join((*lines, "}\n"))


def _column(column: Field, *, alone: bool) -> str:
    type_ = _dotted(column.enum) if column.enum and not column.type.endswith("[]") else _type(column.type)
    return f"{_quoted(column.name)} {type_} [{', '.join(_settings(column, alone=alone))}]"


def _settings(column: Field, *, alone: bool) -> Iterator[str]:
    if column.is_key and alone:
        yield "pk"
    yield "null" if column.is_null else "not null"
    if column.is_unique and not column.is_key:
        yield "unique"
    if column.default:
        yield f"default: `{visible(column.default).replace('`', chr(39))}`"
    if column.comment:
        yield f"note: {_text(column.comment)}"


def _type(text: str) -> str:
    return text if text.replace("_", "").isalnum() else _quoted(text)


def _reference(link: Link) -> str:
    sign = _SIGNS[link.right_cardinality]
    actions = link.actions.lower().replace("on delete ", "delete: ").replace(" on update ", ", update: ")
    settings = f" [{actions.replace('on update ', 'update: ')}]" if actions else ""
    ends = f"{_end(link.parent, link.targets)} {sign} {_end(link.child, link.columns)}"
    return f"Ref {_quoted(link.name)}: {ends}{settings}\n"


def _end(table: Name, columns: tuple[str, ...]) -> str:
    listed = ", ".join(map(_quoted, columns))
    return f"{_of(table)}.({listed})" if len(columns) > 1 else f"{_of(table)}.{listed}"


def _group(drawing: Drawing, group: str) -> str:
    members = (f"  {_of(entity.table)}" for entity in drawing.tables if entity.group == group)
    return "\n".join((f"TableGroup {_quoted(group)} {{", *members, "}\n"))


def _of(name: Name) -> str:
    return _quoted(name.name) if name.schema == "public" else f"{_quoted(name.schema)}.{_quoted(name.name)}"


def _dotted(text: str) -> str:
    return ".".join(_quoted(part) for part in text.split(".", 1))


def _quoted(text: str) -> str:
    """DBML has no escape for a quote inside a quoted name."""
    return '"' + visible(text).replace('"', "”") + '"'


def _text(text: str) -> str:
    escaped = visible(text).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
