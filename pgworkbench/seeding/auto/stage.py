"""Candidate rows on the server, in a temporary table without constraints: looked at there, then moved over.

Statements carry their values as literals: a percent sign in a name or an expression would be taken for a parameter.

So every CHECK, also one that could not be read, is evaluated by PostgreSQL itself before a row is offered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Any

import psycopg
from psycopg import sql

from pgworkbench.seeding.auto.facts import DataType
from pgworkbench.seeding.auto.maker import Candidates, Column
from pgworkbench.seeding.auto.model import Model
from pgworkbench.seeding.auto.parents import identifier
from pgworkbench.seeding.auto.report import Refusal

_STAGE = sql.Identifier("pg_temp", "pgworkbench_candidates")
_REFUSED = sql.Identifier("pg_temp", "pgworkbench_refused")
# The last row that it leaves holds the number it came to and the rows inserted; names that no table has.
_ONE_BY_ONE = """
#variable_conflict use_column
DECLARE
  "pgworkbench candidate" record; "pgworkbench wrong" int := {}; "pgworkbench done" int := 0;
  "pgworkbench came" int := -1; "pgworkbench rule" text; "pgworkbench said" text; "pgworkbench rows" int;
BEGIN
  FOR "pgworkbench candidate" IN SELECT ctid AS place, {} AS number FROM {} WHERE {} ORDER BY {} LOOP
    EXIT WHEN "pgworkbench wrong" > {} * "pgworkbench done";
    "pgworkbench came" := "pgworkbench candidate".number;
    BEGIN
      {};
      GET DIAGNOSTICS "pgworkbench rows" = ROW_COUNT;
      {}
      "pgworkbench done" := "pgworkbench done" + "pgworkbench rows";
    EXCEPTION WHEN others THEN
      GET STACKED DIAGNOSTICS "pgworkbench rule" = CONSTRAINT_NAME, "pgworkbench said" = MESSAGE_TEXT;
      "pgworkbench wrong" := "pgworkbench wrong" + 1;
      INSERT INTO {} VALUES ("pgworkbench candidate".number, "pgworkbench rule", "pgworkbench said");
    END;
  END LOOP;
  INSERT INTO {} VALUES (NULL, "pgworkbench came"::text, "pgworkbench done"::text);
END
"""
UNSIZED = {"bpchar": "bpchar", "bit": "varbit"}  # what format_type prints of these without a size means size 1
_HOPELESS, _WORTH = 60, 4  # rows that the server may refuse one by one: so many, and more for each that it took


@dataclass
class Stage:
    """The candidates of one table; `complaint` is what the server said last, `errors` how often it
    complained of a single row, `taken` the rows that it took.
    """

    connection: psycopg.Connection[Any]
    model: Model
    deferred: bool = False  # constraints are looked at when the whole group of tables is there
    complaint: Refusal | None = None
    errors: int = 0
    taken: int = 0
    blamed: dict[str, int] = field(default_factory=dict)
    fit: list[int] = field(default_factory=list)  # of the rows offered last, those that the server let pass

    @cached_property
    def number(self) -> sql.Identifier:
        """The column that counts the candidates, by a name that the table has not."""
        taken = {*(each.name for each in self.model.fields), *(name for name, _ in self.model.computed)}
        return sql.Identifier(
            next(name for size in count() if (name := "pgworkbench number" + "+" * size) not in taken)
        )

    def open(self) -> None:
        """Make the temporary table anew."""
        self.connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(_STAGE))
        columns: list[sql.Composable] = [sql.SQL("NULL::int8 AS {}").format(self.number)]
        columns += [_selected(each.name, each.kind) for each in self.model.fields]
        columns += [sql.Identifier(name) for name, _ in self.model.computed]
        query = sql.SQL("CREATE TEMPORARY TABLE {} AS SELECT {} FROM {} WHERE false")
        stage = sql.Identifier("pgworkbench_candidates")
        self.connection.execute(query.format(stage, sql.SQL(", ").join(columns), identifier(self.model.name)))

    def close(self) -> None:
        """Drop the temporary table."""
        self.connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(_STAGE))

    def drawn(self, count: int) -> dict[str, list[str]]:
        """Values that the server draws, such as from sequences: so many for each such column."""
        found = {}
        for each in self.model.fields:
            if each.drawn is not None:
                query = sql.SQL("SELECT ({})::text FROM generate_series(1, {})")
                drawn = query.format(sql.SQL(each.drawn), sql.Literal(count))
                found[each.name] = [row[0] for row in self.connection.execute(drawn)]
        return found

    def offer(self, rows: Candidates) -> list[int]:
        """Put the rows there; the numbers of those that satisfy every rule."""
        if rows.size == 0:
            return []
        names = [each.name for each in self.model.fields]
        self.connection.execute(sql.SQL("TRUNCATE {}").format(_STAGE))
        self.fit.clear()
        columns = sql.SQL(", ").join([self.number, *map(sql.Identifier, names)])
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(_STAGE, columns)
        cells = [_cells(rows.columns[name]) for name in names]
        lines = zip(map(str, range(rows.size)), *cells, strict=True)
        with self.connection.cursor() as cursor, cursor.copy(statement) as copy:
            copy.write("\n".join([*map("\t".join, lines), ""]))
        self._compute(rows)
        return self._satisfying(rows.size)

    def _compute(self, rows: Candidates) -> None:
        query = sql.SQL("UPDATE {} AS {} SET {} = {} WHERE {} = ANY({})")
        table = sql.Identifier(self.model.name.name)
        everywhere = {pair: list(range(rows.size)) for pair in self.model.computed}
        for _ in range(2):  # a formula may stand on another's result
            for (column, formula), numbers in {**rows.computed, **everywhere}.items():
                here = sql.Literal(list(numbers))
                parts = (_STAGE, table, sql.Identifier(column), sql.SQL(f"({formula})"), self.number, here)
                self.connection.execute(query.format(*parts))

    def _satisfying(self, count: int) -> list[int]:
        rules = [rule for rule in self.model.rules if rule.sql != "true"]
        if not rules:
            return list(range(count))
        tests = sql.SQL(", ").join(sql.SQL(f"({rule.sql})") for rule in rules)
        query = sql.SQL("SELECT n, r FROM (SELECT {}, ARRAY[{}]::bool[] FROM {} AS {}) AS t (n, r) {}")
        broken = sql.SQL("WHERE (true = ALL (r)) IS NOT TRUE")
        whole = query.format(self.number, tests, _STAGE, sql.Identifier(self.model.name.name), broken)
        refused = set()
        for number, results in self.connection.execute(whole).fetchall():
            refused.add(number)
            for rule, holds in zip(rules, results, strict=True):
                if not holds:
                    self.blame(rule.name)
        return [number for number in range(count) if number not in refused]

    def blame(self, constraint: str) -> None:
        """Count a candidate that a constraint kept out."""
        self.blamed[constraint] = self.blamed.get(constraint, 0) + 1

    def move(self, numbers: Sequence[int], *, skipping: bool = True) -> int:
        """Insert these candidates, all at once, or one by one where the server refuses. Rows inserted."""
        if not numbers or self.errors > _HOPELESS + _WORTH * self.taken:
            return 0
        wanted = sql.SQL("{} = ANY({})").format(self.number, sql.Literal(list(numbers)))
        try:
            with self.connection.transaction():
                done = self.connection.execute(self._insert(wanted, skipping=skipping)).rowcount
                if not self.deferred:
                    self.connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
                    self.connection.execute("SET CONSTRAINTS ALL DEFERRED")
        except psycopg.Error as error:
            if isinstance(error, psycopg.OperationalError) and self.connection.closed:
                raise
            return self._refused(numbers, error, skipping=skipping)
        self.taken += done
        self.fit.extend(numbers)
        return done

    def _refused(self, numbers: Sequence[int], error: psycopg.Error, *, skipping: bool) -> int:
        self.complaint = complaint(error)
        if len(numbers) == 1:
            self.errors += 1
            return 0
        return self._one_by_one(numbers, skipping=skipping)

    def _one_by_one(self, numbers: Sequence[int], *, skipping: bool) -> int:
        """Let the server try each candidate in a block of its own; rows inserted."""
        self.connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(_REFUSED))
        self.connection.execute("CREATE TEMPORARY TABLE pgworkbench_refused (number int8, rule text, said text)")
        every = sql.SQL("{} = ANY({})").format(self.number, sql.Literal(list(numbers)))
        here = sql.SQL('ctid = "pgworkbench candidate".place')
        settle = sql.SQL("" if self.deferred else "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED;")
        parts = [self.errors - _HOPELESS - _WORTH * self.taken, self.number, _STAGE, every, self.number, _WORTH]
        parts += [self._insert(here, skipping=skipping), settle, _REFUSED, _REFUSED]
        body = sql.SQL(_ONE_BY_ONE).format(*parts).as_string(self.connection)
        self.connection.execute(sql.SQL("DO {}").format(sql.Literal(body)))
        *wrong, (_, rule, done) = self.connection.execute(sql.SQL("TABLE {}").format(_REFUSED)).fetchall()
        self.errors += len(wrong)
        self.taken += int(done)
        if wrong:
            self.complaint = Refusal(wrong[-1][1] or "", " ".join(wrong[-1][2].split()))
        last, out = int(rule), {number for number, _, _ in wrong}
        self.fit.extend(number for number in numbers if number <= last and number not in out)
        return int(done)

    def _insert(self, where: sql.Composed | sql.SQL, *, skipping: bool) -> sql.Composed:
        names = sql.SQL(", ").join(sql.Identifier(each.name) for each in self.model.fields)
        listed = sql.SQL("({}) ").format(names) if self.model.fields else sql.SQL("")
        overriding = sql.SQL("OVERRIDING SYSTEM VALUE " if self.model.overriding else "")
        conflict = sql.SQL("ON CONFLICT DO NOTHING" if skipping and self.model.skipping else "")
        query = sql.SQL("INSERT INTO {} {}{}SELECT {} FROM (SELECT * FROM {} WHERE {} ORDER BY {}) s {}")
        parts = (identifier(self.model.name), listed, overriding, names, _STAGE, where, self.number, conflict)
        return query.format(*parts)


def complaint(error: psycopg.Error) -> Refusal:
    """What the server said, in a line, with the constraint that it names."""
    said = error.diag.message_primary or str(error)
    return Refusal(error.diag.constraint_name or "", " ".join(said.split()))


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _cells(values: Column) -> list[str]:
    """A column as COPY's text format has it; most columns hold nothing to be escaped, which one look tells."""
    text = "".join(filter(None, values))
    if "\\" in text or not text.isprintable():
        return [_copied(value) for value in values]
    return ["\\N" if value is None else value for value in values]


def _copied(text: str | None) -> str:
    """A value as COPY's text format has it."""
    return "\\N" if text is None else text.translate(_ESCAPES) if "\\" in text or not text.isprintable() else text


def _selected(name: str, kind: DataType) -> sql.Composable:
    """A column of the candidates: of the type below its domain, so that a domain's rule is not in the way."""
    if not kind.domains:
        return sql.Identifier(name)
    root = kind.root
    return sql.SQL("{}::{} AS {}").format(
        sql.Identifier(name), sql.SQL(UNSIZED.get(root.name, root.sql)), sql.Identifier(name)
    )
