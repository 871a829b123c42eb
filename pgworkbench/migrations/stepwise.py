"""A way back that would read all rows under a lock, as several transactions in one block: each of them is short.

Only one statement can commit as it goes and yet be sent whole by every runner: a DO block outside a transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pgworkbench.catalog.model import Catalog
from pgworkbench.migrations.address import Address, Kind
from pgworkbench.migrations.guard import block, within
from pgworkbench.migrations.kinds.columns import Shape
from pgworkbench.migrations.kinds.keys import Key
from pgworkbench.migrations.operations import Operation, Verb
from pgworkbench.migrations.phases import filled_check, later, not_valid, validated
from pgworkbench.migrations.statement import Statement, When
from pgworkbench.migrations.steps import Item, is_concurrent
from pgworkbench.migrations.text import indented, literal

_SETTINGS = """\
PERFORM set_config('search_path', '', true), set_config('check_function_bodies', 'off', true),
    set_config('row_security', 'off', true);"""


def stepwise(items: Sequence[Item], catalog: Catalog) -> str | None:
    """One block for all of them, without its semicolon; None where one transaction does. `catalog`: the state before.

    Rows that must be put back need one transaction: then nothing is parted.
    """
    operations = [item for item in items if isinstance(item, Operation)]
    if len(operations) < len(items) or any(is_concurrent(item) for item in items):
        return None
    parts = list(_Parts(catalog).of(operations))
    if len(parts) == 1:
        return None
    body = "\nCOMMIT;\n".join(
        "\n".join([_SETTINGS, *(within(statement) for statement in part)]) for part in parts if part
    )
    return block(f"BEGIN\n{indented(body, 4)}\nEND\n", "back")


@dataclass(frozen=True, slots=True)
class _Parts:
    """Transactions: what takes a moment, then each reading of old rows, then what needs no reading any more."""

    catalog: Catalog

    def of(self, operations: Sequence[Operation]) -> Iterator[Sequence[Statement]]:
        first: list[Statement] = []
        reading: list[Statement] = []
        last: list[Statement] = []
        for operation in operations:
            required = self._required(operation)
            if self._is_rule(operation):
                loose = replace(operation, after=not_valid(operation.after))
                first += _unchecked(loose)
                reading += replace(operation, verb=Verb.ALTER, before=loose.after).statements
            elif required is not None:
                make, read, drop = required
                absent = _still_null(operation.address)
                first += [_when(absent, statement) for statement in _unchecked(make)]
                reading += [_when(absent, statement) for statement in read.statements]
                last += [*operation.statements, *drop.statements]
            else:
                first += _unchecked(operation)
        yield first
        yield from ([statement] for statement in reading)
        if last:
            yield last

    def _is_rule(self, operation: Operation) -> bool:
        if operation.new or operation.verb is not Verb.CREATE or not isinstance(operation.after, Key):
            return False
        name = operation.table
        known = name is not None and self.catalog.has_table(name)
        return known and name is not None and later(operation.after.constraint, self.catalog.table(name))

    def _required(self, operation: Operation) -> tuple[Operation, Operation, Operation] | None:
        """A CHECK made, validated and dropped around SET NOT NULL."""
        before, after = operation.before, operation.after
        if operation.new or not isinstance(before, Shape) or not isinstance(after, Shape):
            return None
        if before.column.not_null or not after.column.not_null or operation.table is None or after.foreign:
            return None
        table = self.catalog.table(operation.table)
        loose = filled_check(operation.address, {constraint.name for constraint in table.constraints})
        whole = validated(loose)
        address = Address(Kind.CONSTRAINT, (*operation.address.path[:2], loose.constraint.name))
        make = replace(operation, verb=Verb.CREATE, address=address, before=None, after=loose)
        read = replace(make, verb=Verb.ALTER, before=loose, after=whole)
        return make, read, replace(make, verb=Verb.DROP, before=whole, after=None)


def _unchecked(operation: Operation) -> list[Statement]:
    return [replace(statement, check=None) for statement in operation.statements]


def _still_null(column: Address) -> str:
    table = ".".join('"' + part.replace('"', '""') + '"' for part in column.path[:2])
    return (
        "EXISTS (\n        SELECT FROM pg_catalog.pg_attribute\n"
        f"        WHERE attrelid = to_regclass({literal(table)}) AND attname = {literal(column.path[2])}"
        " AND NOT attnotnull\n    )"
    )


def _when(test: str, statement: Statement) -> Statement:
    guard = statement.guard
    return replace(statement, guard=When(f"{test}\n    AND {guard.test}" if isinstance(guard, When) else test))
