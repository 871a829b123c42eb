"""A column that another column decides.

What: in the rows, one value of a column that is no key always comes with one and the same value of another, in at
    least twenty groups of three rows or more; the table has a thousand rows (configurable).
Why: the same fact stands in many rows. Changing it means changing all of them, and one that is forgotten contradicts
    the rest: third normal form keeps it in one row of a table of its own.
Wrong when: the copy is wanted: what a thing was called or cost on that day, or a read that would have to join.
Source: E. F. Codd, Further Normalization of the Data Base Relational Model (third normal form).

Bad:
    CREATE TABLE orders (id bigint PRIMARY KEY, shop_code text NOT NULL, shop_city text NOT NULL);
    INSERT INTO orders SELECT n, 'S' || n % 50, 'City ' || n % 50 % 10 FROM generate_series(1, 2000) AS n;

Good:
    CREATE TABLE orders (id bigint PRIMARY KEY, shop_code text NOT NULL, sent_to text NOT NULL);
    INSERT INTO orders SELECT n, 'S' || n % 50, 'City ' || n % 49 FROM generate_series(1, 2000) AS n;
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from psycopg import sql

from pgworkbench.catalog import Column, Table
from pgworkbench.review import rule
from pgworkbench.review.expression import ends_with_word
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rows import ask, count, sampled
from pgworkbench.review.rule import Category, Flaws, Need
from pgworkbench.review.subject import Subject, column_of

_TYPES = {"text", "varchar", "bpchar", "name", "citext", "int2", "int4", "int8", "uuid", "date"}
_GROUPS, _ROWS_EACH, _FEWEST_VALUES = 20, 3, 5
_REPEATED = 5  # rows for each value of the deciding column, on average
_MOST_COLUMNS = 24
_TELLING = ("no", "nr", "number", "code", "key", "id", "sku")
_HOLDS = """SELECT count(*) FILTER (WHERE n >= {each}), coalesce(bool_and(d <= 1), false), count(DISTINCT b)
  FROM (SELECT count({dependent}) AS n, count(DISTINCT {dependent}) AS d, min({dependent}::text) AS b
          FROM {rows} WHERE {deciding} IS NOT NULL GROUP BY {deciding}) AS per_value"""


@rule.check(Table, level=Level.NOTICE, category=Category.DESIGN, needs=[Need.ROWS])
def functional_dependency(subject: Subject, table: Table) -> Flaws:
    """A transitive dependency that the rows show; each deciding column once, each dependent once."""
    total = count(subject, table)
    if total is None or total < subject.conventions.fewest_rows:
        return
    decided: dict[str, list[str]] = {}
    told: set[str] = set()
    for deciding, dependent in _candidates(subject, table, total):
        if dependent not in told and deciding not in told and _holds(subject, table, deciding, dependent):
            decided.setdefault(deciding, []).append(dependent)
            told.add(dependent)
    for deciding, dependents in decided.items():
        advice = f"Move {', '.join(dependents)} to the table whose key {deciding} is or should be."
        message = f"in {total:,} rows it alone decides {', '.join(dependents)}"
        about = column_of(table, deciding)
        yield Flaw(message, advice=advice, about=about, details={"columns": tuple(dependents)})


def _candidates(subject: Subject, table: Table, total: int) -> Iterator[tuple[str, str]]:
    """Pairs of columns of which the first has enough values, each in enough rows, and the second no more than it."""
    columns = [column for column in table.columns if _may_depend(subject, table, column)][:_MOST_COLUMNS]
    if len(columns) < 2:  # noqa: PLR2004 - one column decides another
        return
    counts = sql.SQL(", ").join(sql.SQL("count(DISTINCT {})").format(sql.Identifier(c.name)) for c in columns)
    found = ask(subject, sql.SQL("SELECT {} FROM {}").format(counts, sampled(table)))
    values = dict(zip((column.name for column in columns), found[0], strict=True)) if found else {}
    references = subject.foreign_key_columns(table)
    ordered = sorted(values, key=lambda name: (name not in references, -values[name], not _tells(table, name), name))
    for deciding, dependent in permutations(ordered, 2):
        enough = _GROUPS <= values[deciding] <= total / _REPEATED
        if enough and dependent not in references and _FEWEST_VALUES <= values[dependent] <= values[deciding]:
            yield deciding, dependent


def _tells(table: Table, name: str) -> bool:
    """Whether a column is made to tell things apart: where two decide each other, a number rather than a name."""
    kept_as_text = table.column(name).type_name.name in {"text", "varchar", "bpchar", "name", "citext"}
    return not kept_as_text or ends_with_word(name, _TELLING)


def _may_depend(subject: Subject, table: Table, column: Column) -> bool:
    """Whether a column holds facts of its own: no key, no time of a change, no tenant."""
    if column.array or column.generated or column.type_name.name not in _TYPES or column.name == subject.tenant:
        return False
    conventions = subject.conventions
    actors = {*conventions.actor_columns, *conventions.version_columns}
    return column.name not in actors and not table.is_unique((column.name,)) and not _is_of_key(table, column)


def _is_of_key(table: Table, column: Column) -> bool:
    return table.primary_key is not None and column.name in table.primary_key.columns


def _holds(subject: Subject, table: Table, deciding: str, dependent: str) -> bool:
    question = sql.SQL(_HOLDS).format(
        each=sql.Literal(_ROWS_EACH),
        deciding=sql.Identifier(deciding),
        dependent=sql.Identifier(dependent),
        rows=sampled(table),
    )
    found = ask(subject, question)
    if not found:
        return False
    groups, always, different = found[0]
    return bool(always and groups >= _GROUPS and different >= _FEWEST_VALUES)
