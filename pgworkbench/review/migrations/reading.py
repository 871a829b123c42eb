"""What statements do: which tables they make, lock, change and drop. Names as written, without quotes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from postgast import find_nodes
from postgast import pg_query_pb2 as tree

from pgworkbench.catalog import Name
from pgworkbench.review.finding import Flaw, Kind, ObjectName
from pgworkbench.review.migrations.script import Script, Statement

type_of_table = tuple[str, str]

# ALTER TABLE forms that take less than ACCESS EXCLUSIVE (PostgreSQL documentation, ALTER TABLE)
_GENTLE = {
    tree.AT_ValidateConstraint,
    tree.AT_SetStatistics,
    tree.AT_ClusterOn,
    tree.AT_DropCluster,
    tree.AT_SetRelOptions,
    tree.AT_ResetRelOptions,
    tree.AT_AttachPartition,
    tree.AT_ChangeOwner,
}


def at(script: Script, statement: Statement | None = None) -> ObjectName:
    """A line of a file, as the object of a finding; without a statement the whole file."""
    return ObjectName(Kind.FILE, Name("", script.name), str(statement.line) if statement else "")


def flaw(script: Script, statement: Statement, message: str, advice: str, fix: str = "") -> Flaw:
    """A flaw at the line of a statement."""
    return Flaw(message, fix, advice, at(script, statement))


def table_of(relation: Any) -> type_of_table:
    """Schema (`public` if none is written) and name."""
    return relation.schemaname or "public", relation.relname


def shown(table: type_of_table) -> str:
    """A table for people."""
    return str(Name(*table))


def made(statements: Iterable[Statement]) -> set[type_of_table]:
    """The tables that these statements create: nobody uses them yet."""
    found = set()
    for statement in statements:
        if statement.kind == "create_stmt":
            found.add(table_of(statement.node.relation))
        elif statement.kind == "create_table_as_stmt":
            found.add(table_of(statement.node.into.rel))
    return found


def locked_whole(statement: Statement) -> type_of_table | None:
    """The table that a statement takes from everybody, readers too, until the transaction ends."""
    if statement.kind == "alter_table_stmt" and statement.node.objtype == tree.OBJECT_TABLE:
        commands = [command.alter_table_cmd for command in statement.node.cmds]
        if any(command.subtype not in _GENTLE and not _is_foreign_key(command) for command in commands):
            return table_of(statement.node.relation)
    if statement.kind == "rename_stmt" and statement.node.rename_type in {tree.OBJECT_TABLE, tree.OBJECT_COLUMN}:
        return table_of(statement.node.relation)
    if statement.kind == "truncate_stmt":
        return table_of(statement.node.relations[0].range_var)
    return None


def _is_foreign_key(command: Any) -> bool:
    if command.subtype != tree.AT_AddConstraint:
        return False
    return bool(getattr(command, "def").constraint.contype == tree.CONSTR_FOREIGN)


def dropped_tables(statement: Statement) -> Iterator[type_of_table]:
    """The tables that a statement drops or empties."""
    if statement.kind == "drop_stmt" and statement.node.remove_type == tree.OBJECT_TABLE:
        for listed in statement.node.objects:
            words = [item.string.sval for item in listed.list.items]
            yield (words[-2] if len(words) > 1 else "public", words[-1])
    elif statement.kind == "truncate_stmt":
        yield from (table_of(relation.range_var) for relation in statement.node.relations)


def dropped_columns(statement: Statement) -> Iterator[tuple[type_of_table, str]]:
    """The columns that a statement drops, each with its table."""
    if statement.kind == "alter_table_stmt":
        for command in statement.node.cmds:
            if command.alter_table_cmd.subtype == tree.AT_DropColumn:
                yield table_of(statement.node.relation), command.alter_table_cmd.name


def changed_whole(statement: Statement) -> type_of_table | None:
    """The table of which an UPDATE or DELETE without WHERE changes every row."""
    if statement.kind not in {"update_stmt", "delete_stmt"} or statement.node.HasField("where_clause"):
        return None
    joined = statement.node.from_clause if statement.kind == "update_stmt" else statement.node.using_clause
    return None if len(joined) else table_of(statement.node.relation)


def copied_from(statement: Statement) -> set[type_of_table]:
    """The tables whose rows a statement copies (CREATE TABLE … AS, INSERT … SELECT)."""
    if statement.kind not in {"create_table_as_stmt", "insert_stmt"}:
        return set()
    return {table_of(relation) for relation in find_nodes(statement.node, tree.RangeVar)}


def parent_of(statement: Statement) -> type_of_table | None:
    """The table of which a new one is a partition."""
    if statement.kind == "create_stmt" and statement.node.HasField("partbound"):
        return table_of(statement.node.inh_relations[0].range_var)
    return None


def touched(statements: Iterable[Statement]) -> set[type_of_table]:
    """The tables that these statements lock against writers or readers, as far as they did not make them."""
    found: set[type_of_table] = set()
    for statement in statements:
        if statement.kind in {"alter_table_stmt", "index_stmt", "rename_stmt", "create_trig_stmt"}:
            found.add(table_of(statement.node.relation))
        found |= {
            table_of(key.pktable) for key in find_nodes(statement.node, tree.Constraint) if key.HasField("pktable")
        }
        found |= set(dropped_tables(statement))
    return found - made(statements) - {("public", "")}
