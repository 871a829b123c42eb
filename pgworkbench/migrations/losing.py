"""What a way back would destroy on the database where it is about to run.

An exported file says it in its head (its hash is in the chain, and it was proven). Of any other file the statements
are read, and each table that they would take from is asked whether it has rows: what is empty loses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, LiteralString

import psycopg
from postgast import pg_query_pb2 as tree
from psycopg import sql

from pgworkbench.migrations.files import File
from pgworkbench.migrations.reading import Read, statements
from pgworkbench.migrations.running import Way

_HEAD = re.compile(r"^-- Way back:[ \t]+(.*(?:\n-- {10,}.*)*)", re.MULTILINE)
_LOSES = "LOSES DATA:"
_DYNAMIC = re.compile(r"\b(?:DROP|DELETE|TRUNCATE)\b", re.IGNORECASE)
_CASCADES = "what depends on it"
_FOUND: LiteralString = "SELECT to_regclass(%s)::oid, (SELECT relkind::text FROM pg_class WHERE oid = to_regclass(%s))"
_IN_SCHEMA: LiteralString = """
SELECT n.nspname, c.relname FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE n.nspname = %s AND c.relkind IN ('r', 'p')
"""
Relation = tuple[str, str]  # schema (empty: by the search path) and name
Taken = tuple[Relation, str, str]  # from which, the column if only that is lost, and what to say


def losses_of(connection: psycopg.Connection[Any], file: File, *, exported: bool) -> tuple[str, ...]:
    """What the way back of a file would destroy there, in words; `exported`: the chain vouches for its head."""
    head = _HEAD.search(file.text)
    if exported and head is not None:
        said = " ".join(line.strip(" -") for line in head[1].splitlines())
        return (said.removeprefix(_LOSES).strip(),) if said.startswith(_LOSES) and "down:" in said else ()
    found = (words for read in statements(file, Way.DOWN) for words in _losses(connection, read))
    return tuple(dict.fromkeys(found))


def _losses(connection: psycopg.Connection[Any], read: Read) -> Iterator[str]:
    if read.kind == "do_stmt" and "EXECUTE" in read.sql.upper() and _DYNAMIC.search(read.sql):
        yield f"what the block on line {read.line} puts together"
    for kind, node in read.nodes:
        for relation, column, words in _taken(connection, kind, node):
            if _has_rows(connection, relation, column):
                yield words


def _taken(connection: psycopg.Connection[Any], kind: str, node: Any) -> Iterator[Taken]:
    """Each table that a statement takes something from."""
    if kind == "drop_stmt":
        yield from _dropped(connection, node)
    elif kind == "truncate_stmt":
        for each in node.relations:
            yield _relation(each.range_var), "", f"the rows of {_shown(_relation(each.range_var))}"
    elif kind in {"delete_stmt", "update_stmt"}:
        relation = _relation(node.relation)
        yield relation, "", f"{'rows' if kind == 'delete_stmt' else 'values'} of {_shown(relation)}"
    elif kind == "alter_table_stmt":
        relation = _relation(node.relation)
        for command in (each.alter_table_cmd for each in node.cmds):
            if command.subtype == tree.AT_DropColumn:
                yield relation, command.name, f"column {command.name} of {_shown(relation)}"
            elif command.subtype == tree.AT_AlterColumnType:
                yield (
                    relation,
                    command.name,
                    f"what column {command.name} of {_shown(relation)} cannot hold in its former type",
                )


def _dropped(connection: psycopg.Connection[Any], node: Any) -> Iterator[Taken]:
    if node.remove_type == tree.OBJECT_TABLE:
        for each in node.objects:
            words = [item.string.sval for item in each.list.items]
            relation = (words[-2] if len(words) > 1 else "", words[-1])
            yield relation, "", f"table {_shown(relation)}"
    elif node.remove_type == tree.OBJECT_SCHEMA and node.behavior == tree.DROP_CASCADE:
        for each in node.objects:
            for schema, name in connection.execute(_IN_SCHEMA, [each.string.sval]).fetchall():
                yield (schema, name), "", f"table {schema}.{name}"
    elif node.remove_type in {tree.OBJECT_TYPE, tree.OBJECT_DOMAIN} and node.behavior == tree.DROP_CASCADE:
        for schema, name in connection.execute(_EVERY).fetchall():
            yield (schema, name), "", f"columns of the type that is dropped with {_CASCADES}"


_EVERY: LiteralString = """
SELECT n.nspname, c.relname FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' AND c.relkind IN ('r', 'p')
"""


def _relation(node: Any) -> Relation:
    return node.schemaname, node.relname


def _shown(relation: Relation) -> str:
    return ".".join(part for part in relation if part)


def _has_rows(connection: psycopg.Connection[Any], relation: Relation, column: str) -> bool:
    """Whether a table is there and has rows (values in that column); what cannot be seen counts as rows."""
    name = sql.Identifier(*(part for part in relation if part))
    try:
        with connection.transaction(force_rollback=True):
            text = name.as_string(connection)
            row = connection.execute(_FOUND, [text, text]).fetchone()
            if row is None or row[0] is None or row[1] not in {"r", "p"}:
                return False
            connection.execute("SET LOCAL row_security = off")
            held = sql.SQL("WHERE {} IS NOT NULL").format(sql.Identifier(column)) if column else sql.SQL("")
            found = connection.execute(sql.SQL("SELECT EXISTS (SELECT FROM {} {})").format(name, held)).fetchone()
            return found is None or bool(found[0])
    except psycopg.Error:
        return True
