"""A foreign key for which nobody chose what happens when its target goes.

What: ON DELETE is left at NO ACTION, which is what one gets by not choosing; a deferrable key is left out, since
    RESTRICT cannot wait for the end of a transaction. ON UPDATE is asked for only where the target is a natural key,
    whose values may change.
Why: whether children forbid the parent's deletion, go with it or lose their reference is a rule of the business; left
    unsaid, it is discovered in production.
Wrong when: NO ACTION was chosen because the check must come after triggers of the same statement.
Source: PostgreSQL documentation, 5.5.5 Foreign Keys; pgrubic CT001 and CT002; SchemaCrawler.

Bad:
    CREATE TABLE customers (id bigint PRIMARY KEY);
    CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers);
    CREATE INDEX ON orders (customer_id);

Good:
    CREATE TABLE customers (id bigint PRIMARY KEY);
    CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers ON DELETE RESTRICT);
    CREATE INDEX ON orders (customer_id);
"""

from __future__ import annotations

from pgworkbench.catalog import Action, Column, Constraint, Reference, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl, printed
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject

_WORDS = {
    Action.NO_ACTION: "NO ACTION",
    Action.RESTRICT: "RESTRICT",
    Action.CASCADE: "CASCADE",
    Action.SET_NULL: "SET NULL",
    Action.SET_DEFAULT: "SET DEFAULT",
}
_TEXT = ("text", "character", "citext")


@rule.check(Constraint, level=Level.NOTICE, category=Category.KEYS)
def foreign_key_without_action(subject: Subject, table: Table, constraint: Constraint) -> Flaws:
    """A foreign key with the default action, where another could be chosen."""
    reference = constraint.reference
    if reference is None or constraint.deferrable:
        return
    unchosen = []
    if reference.on_delete is Action.NO_ACTION:
        unchosen.append("ON DELETE")
    if reference.on_update is Action.NO_ACTION and _is_natural(subject, constraint):
        unchosen.append("ON UPDATE")
    if unchosen:
        message = f"{' and '.join(unchosen)} is what one gets by not choosing"
        yield Flaw(message, _fix(table, constraint, reference, unchosen), details={"unchosen": tuple(unchosen)})


def _is_natural(subject: Subject, constraint: Constraint) -> bool:
    """Whether the key may change: it has text in it that people chose."""
    target = subject.target(constraint)
    if target is None or constraint.reference is None:
        return False
    columns = [target.column(name) for name in constraint.reference.columns]
    return any(_is_chosen_by_people(subject, column) for column in columns)


def _is_chosen_by_people(subject: Subject, column: Column) -> bool:
    return subject.base_type(column).startswith(_TEXT) and column.default is None


def _fix(table: Table, constraint: Constraint, reference: Reference, unchosen: list[str]) -> str:
    """RESTRICT says what NO ACTION did; a natural key that changes takes its children along."""
    delete = "RESTRICT" if "ON DELETE" in unchosen else _WORDS[reference.on_delete]
    if reference.set_columns:
        delete += ddl(" ({columns})", columns=reference.set_columns)
    update = "CASCADE" if "ON UPDATE" in unchosen else _WORDS[reference.on_update]
    return ddl(
        "ALTER TABLE {table} DROP CONSTRAINT {name};\n"
        "ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns}) REFERENCES {target} ({keys}){match}"
        " ON DELETE {delete} ON UPDATE {update};",
        table=table.name,
        name=constraint.name,
        columns=constraint.columns,
        target=reference.table,
        keys=reference.columns,
        match=printed(" MATCH FULL" if reference.match_full else ""),
        delete=printed(delete),
        update=printed(update),
    )
