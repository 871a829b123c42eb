"""Random pairs of schemas: one is made, the other is the same after some changes. The seed tells all."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from migrations.pairs import Pair

ROWS = 4
CASTABLE = ("integer", "bigint", "text", "character varying(20)", "numeric(10,2)")  # whose values here all convert
OTHERS = ("jsonb", "timestamptz", "uuid", "integer[]", "boolean", "date")
VALUES = {
    "integer": "{n}",
    "bigint": "{n}",
    "text": "'{n}'",
    "character varying(20)": "'{n}'",
    "numeric(10,2)": "{n}",
    "jsonb": "'{{\"n\": {n}}}'",
    "timestamptz": "'2026-01-0{n} 00:00+00'",
    "uuid": "'00000000-0000-4000-8000-00000000000{n}'",
    "integer[]": "'{{{n}}}'",
    "boolean": "true",
    "date": "'2026-01-0{n}'",
}
NAMES = ("alpha", "Beta", "select", "ga mma", 'del"ta', "ep'silon", "ze%ta", "ü")


@dataclass(frozen=True)
class Column:
    """One column; a `formula` makes it generated."""

    name: str
    type: str
    not_null: bool = False
    default: bool = False
    formula: bool = False
    comment: int = 0


@dataclass(frozen=True)
class Table:
    """One table with what hangs on it; numbers tell variants apart, 0 that there is none."""

    name: str
    columns: tuple[Column, ...]
    check: int = 0
    unique: bool = False
    refers: str | None = None
    on_delete: str = "CASCADE"
    index: int = 0
    view: int = 0
    materialized: int = 0
    rule: int = 0
    replica: int = 0
    trigger: int = 0
    policy: int = 0
    options: int = 0
    statistics: int = 0
    grant: int = 0
    enum: bool = False
    comment: int = 0


@dataclass(frozen=True)
class Model:
    """One schema."""

    tables: tuple[Table, ...]
    labels: tuple[str, ...] = ("one", "two")
    domain: int = 0
    function: int = 1
    sequence: int = 0
    aggregate: int = 0
    operator: int = 0
    cast: int = 0
    collation: int = 0
    composite: int = 0
    range: int = 0
    procedure: int = 0
    wrapper: int = 0
    publication: int = 0
    event: int = 0
    family: int = 0
    heir: int = 0
    typed: int = 0
    privileges: int = 0
    seed: int = 0  # what stands in no schema is called by it


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def pair(seed: int) -> Pair:
    """The pair of a seed."""
    dice = random.Random(seed)  # noqa: S311 - the same pairs for everybody
    first = replace(model(dice), seed=seed)
    second = first
    for _ in range(dice.randint(1, 6)):
        second = changed(second, dice)
    second, renames = renamed(first, second, dice)
    texts = ("\n".join(part) for part in (ddl(first), ddl(second), rows(first)))
    return Pair(f"r{seed}", *texts, tuple(f"r{seed}.{wish}" for wish in renames))


def renamed(first: Model, second: Model, dice: random.Random) -> tuple[Model, list[str]]:
    """In some pairs a table or a column that both have gets another name, and that is asked for."""
    here = {table.name: {column.name for column in table.columns} for table in first.tables}
    tables, wishes = list(second.tables), []
    for number, table in enumerate(tables):
        columns = [column for column in table.columns if column.name in here.get(table.name, ())]
        if columns and dice.random() < 0.15:
            column = dice.choice(columns)
            fresh = f"{column.name} again"
            changed_ = tuple(replace(c, name=fresh) if c is column else c for c in table.columns)
            tables[number] = replace(table, columns=changed_)
            wishes.append(f"{quoted(table.name)}.{quoted(column.name)}={quoted(fresh)}")
    for name in [name for name in here if name in {t.name for t in tables} and dice.random() < 0.1]:
        fresh = f"{name} later"
        wishes.append(f"{quoted(name)}={quoted(fresh)}")
        tables = [replace(t, name=fresh) if t.name == name else t for t in tables]
        tables = [replace(t, refers=fresh) if t.refers == name else t for t in tables]
    return replace(second, tables=tuple(tables)), wishes


def model(dice: random.Random) -> Model:
    names = dice.sample(NAMES, dice.randint(1, 4))
    tables: list[Table] = []
    for name in names:
        tables.append(table(name, [t.name for t in tables], dice))
    return Model(tuple(tables), **{kind: dice.randint(0, 2) for kind in ALONE})


def table(name: str, others: list[str], dice: random.Random) -> Table:
    names = dice.sample(NAMES, dice.randint(1, 4))
    kinds = {part: dice.choice((0, 0, 1, 2)) for part in PARTS}
    refers = dice.choice([None, *others])
    return Table(name, tuple(column(n, dice) for n in names), refers=refers, enum=dice.random() < 0.3, **kinds)


ALONE = (
    "domain",
    "sequence",
    "aggregate",
    "operator",
    "cast",
    "collation",
    "composite",
    "range",
    "procedure",
    "wrapper",
    "publication",
    "event",
    "family",
    "heir",
    "typed",
    "privileges",
)
PARTS = (
    "check",
    "index",
    "materialized",
    "rule",
    "replica",
    "view",
    "trigger",
    "policy",
    "options",
    "statistics",
    "grant",
    "comment",
)


def column(name: str, dice: random.Random) -> Column:
    kind = dice.choice(CASTABLE + OTHERS)
    return Column(name, kind, dice.random() < 0.4, dice.random() < 0.4, kind == "integer" and dice.random() < 0.2)


def changed(was: Model, dice: random.Random) -> Model:
    """One change of any kind."""
    what = dice.choice(("table", "table", "table", "new", "gone", "labels", "function", *ALONE))
    number = dice.randrange(len(was.tables))
    match what:
        case "new":
            name = f"{dice.choice(NAMES)} {dice.randint(10, 99)}"  # never the name of one that went
            known = [t.name for t in was.tables]
            return replace(was, tables=(*was.tables, *([] if name in known else [table(name, known, dice)])))
        case "gone" if len(was.tables) > 1:
            gone = was.tables[number].name
            left = tuple(replace(t, refers=None) if t.refers == gone else t for t in was.tables if t.name != gone)
            return replace(was, tables=left)
        case "labels":
            return replace(
                was, labels=dice.choice((("one",), ("zero", "one", "two"), ("two", "one"), ("one", "three")))
            )
        case "function":
            return replace(was, function=dice.randint(1, 2))
        case "table" | "gone":
            tables = list(was.tables)
            tables[number] = changed_table(tables[number], dice)
            return replace(was, tables=tuple(tables))
        case _:
            return replace(was, **{what: dice.randint(0, 2)})


def changed_table(was: Table, dice: random.Random) -> Table:
    what = dice.choice((*PARTS, "column", "column", "column", "unique", "enum"))
    if what == "column":
        return replace(was, columns=changed_columns(was.columns, dice))
    if what in {"unique", "enum"}:
        return replace(was, **{what: not getattr(was, what)})
    return replace(was, **{what: dice.randint(0, 2)})


def changed_columns(was: tuple[Column, ...], dice: random.Random) -> tuple[Column, ...]:
    columns = list(was)
    number = dice.randrange(len(columns))
    one = columns[number]
    match dice.choice(("add", "drop", "type", "null", "default", "formula", "comment")):
        case "add":
            fresh = column(f"{dice.choice(NAMES)} {dice.randint(10, 99)}", dice)  # never the name of one that went
            columns.append(replace(fresh, default=fresh.default or fresh.not_null))
        case "drop" if len(columns) > 1:
            del columns[number]
        case "type" if one.type in CASTABLE and not one.formula:
            columns[number] = replace(one, type=dice.choice(CASTABLE))
        case "null" if not one.formula:
            columns[number] = replace(one, not_null=not one.not_null)
        case "default" if not one.formula:
            columns[number] = replace(one, default=not one.default)
        case "comment":
            columns[number] = replace(one, comment=dice.randint(0, 2))
        case _:
            pass
    return tuple(columns)


def ddl(made: Model) -> Iterator[str]:
    """The statements that build it."""
    labels = ", ".join(f"'{label}'" for label in made.labels)
    yield f"CREATE TYPE mood AS ENUM ({labels});"
    if made.domain:
        yield f"CREATE DOMAIN plain AS text CHECK (VALUE <> '{made.domain}');"
    if made.sequence:
        yield f"CREATE SEQUENCE counter INCREMENT BY {made.sequence};"
    yield (
        "CREATE FUNCTION noticed() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$BEGIN PERFORM {made.function}; RETURN NEW; END$$;"
    )
    yield f"CREATE FUNCTION fine(bigint) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$SELECT $1 > -{made.function}$$;"
    yield from alone(made)
    for each in made.tables:
        yield from table_ddl(each)
    yield from families(made)
    if made.privileges:
        what = "SELECT ON TABLES TO PUBLIC" if made.privileges > 1 else "EXECUTE ON FUNCTIONS TO pg_monitor"
        yield f"ALTER DEFAULT PRIVILEGES IN SCHEMA r{made.seed} GRANT {what};"
    if made.publication:
        named = f"FOR TABLE {quoted(made.tables[0].name)}" if made.publication > 1 else ""
        yield f"CREATE PUBLICATION {quoted(f'pub {made.seed}')} {named};"
    if made.event:
        tags = "WHEN TAG IN ('DROP TABLE')" if made.event > 1 else ""
        yield "CREATE FUNCTION seen() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';"
        yield f"CREATE EVENT TRIGGER {quoted(f'event {made.seed}')} ON ddl_command_end {tags} EXECUTE FUNCTION seen();"


def alone(made: Model) -> Iterator[str]:
    """What stands beside the tables."""
    if made.aggregate:
        yield f"CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '{made.aggregate}');"
    if made.operator:
        rest = ", RESTRICT = eqsel" if made.operator > 1 else ""
        yield f"CREATE OPERATOR === (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int{rest});"
    if made.cast:
        how = " AS ASSIGNMENT" if made.cast > 1 else ""
        yield "CREATE TYPE other AS ENUM ('one');"
        yield f"CREATE CAST (mood AS other) WITH INOUT{how};"
    if made.collation:
        yield f"CREATE COLLATION plain_{made.collation} (PROVIDER = libc, LOCALE = 'C');"
    if made.composite:
        yield f"CREATE TYPE pair AS (a int, b {'text' if made.composite > 1 else 'int'});"
    if made.range:
        yield f"CREATE TYPE span AS RANGE (SUBTYPE = {'float8' if made.range > 1 else 'time'});"
    if made.procedure:
        yield f"CREATE PROCEDURE act(INOUT a int) LANGUAGE plpgsql AS 'BEGIN a := {made.procedure}; END';"
    if made.wrapper:
        name = quoted(f"far {made.seed}")
        yield f"CREATE FOREIGN DATA WRAPPER {name} OPTIONS (debug '{made.wrapper}');"
        yield f"CREATE SERVER {name} FOREIGN DATA WRAPPER {name};"
        yield f"CREATE FOREIGN TABLE far (id int, n {'text' if made.wrapper > 1 else 'int'}) SERVER {name};"


def families(made: Model) -> Iterator[str]:
    """Partitions, heirs, and tables of a type."""
    if made.family:
        yield "CREATE TABLE whole (id integer PRIMARY KEY, n integer, label text) PARTITION BY RANGE (id);"
        yield "CREATE TABLE part_low PARTITION OF whole FOR VALUES FROM (0) TO (3);"
        if made.family > 1:
            yield "CREATE TABLE part_high PARTITION OF whole FOR VALUES FROM (3) TO (100);"
            yield "CREATE INDEX whole_n ON whole (n DESC);"
            yield "CREATE TRIGGER seen AFTER INSERT ON whole FOR EACH ROW EXECUTE FUNCTION noticed();"
        yield "CREATE TABLE part_rest PARTITION OF whole DEFAULT;"
    if made.heir:
        more = ", label text DEFAULT 'x', CHECK (n > 0)" if made.heir > 1 else ""
        yield f"CREATE TABLE elder (id integer PRIMARY KEY, n {'bigint' if made.heir > 1 else 'integer'}{more});"
        yield "CREATE TABLE heir (own text, PRIMARY KEY (id)) INHERITS (elder);"
    if made.typed:
        yield "CREATE TYPE shape AS (a integer, b text);"
        rest = ", b WITH OPTIONS DEFAULT 'x' NOT NULL" if made.typed > 1 else ""
        yield f"CREATE TABLE shaped OF shape (PRIMARY KEY (a){rest});"


def table_ddl(made: Table) -> Iterator[str]:
    name = quoted(made.name)
    lines = ["id integer PRIMARY KEY", *(column_ddl(c) for c in made.columns)]
    if made.enum:
        lines.append("mood mood NOT NULL DEFAULT 'one'")
    if made.refers is not None:
        lines.append(f"other integer REFERENCES {quoted(made.refers)} ON DELETE {made.on_delete}")
    if made.check:
        lines.append(f"CONSTRAINT {quoted(made.name + ' check')} CHECK (id > -{made.check} AND fine(id))")
    if made.unique:
        lines.append(f"CONSTRAINT {quoted(made.name + ' unique')} UNIQUE (id, {quoted(made.columns[0].name)})")
    options = f" WITH (fillfactor = {made.options * 40})" if made.options else ""
    yield f"CREATE TABLE {name} ({', '.join(lines)}){options};"
    yield from hanging(made, name)


def column_ddl(made: Column) -> str:
    words = [quoted(made.name), made.type]
    if made.formula:
        return " ".join([*words, "GENERATED ALWAYS AS (id * 2) STORED"])
    words += ["NOT NULL"] if made.not_null else []
    return " ".join(words + ([f"DEFAULT {VALUES[made.type].format(n=1)}"] if made.default else []))


def hanging(made: Table, name: str) -> Iterator[str]:
    first = quoted(made.columns[0].name)
    if made.index:
        where = " WHERE id > 1" if made.index > 1 else ""
        yield f"CREATE INDEX {quoted(made.name + ' index')} ON {name} ({first}, id){where};"
    if made.view:
        shown = f"SELECT id, {first} AS shown FROM {name} WHERE id > {made.view}"
        yield f"CREATE VIEW {quoted(made.name + ' view')} AS {shown};"
    yield from stored(made, name, first)
    if made.trigger:
        row = "ROW" if made.trigger > 1 else "STATEMENT"
        yield f"CREATE TRIGGER noticed AFTER UPDATE ON {name} FOR EACH {row} EXECUTE FUNCTION noticed();"
    if made.policy:
        yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;"
        yield f"CREATE POLICY mine ON {name} USING (id > {made.policy} AND {first} IS NOT NULL);"
    if made.statistics:
        kinds = " (ndistinct)" if made.statistics > 1 else ""
        yield f"CREATE STATISTICS {quoted(made.name + ' statistics')}{kinds} ON id, (id % 2) FROM {name};"
    if made.grant:
        yield f"GRANT {'SELECT' if made.grant > 1 else 'INSERT, UPDATE'} ON {name} TO PUBLIC;"
    if made.comment:
        yield f"COMMENT ON TABLE {name} IS 'number {made.comment}';"
    for each in made.columns:
        if each.comment:
            yield f"COMMENT ON COLUMN {name}.{quoted(each.name)} IS 'number {each.comment}';"


def stored(made: Table, name: str, first: str) -> Iterator[str]:
    """What keeps or changes rows beside the table's own."""
    if made.materialized:
        shown = f"SELECT id, {first} AS shown FROM {name} WHERE id > {made.materialized}"
        yield f"CREATE MATERIALIZED VIEW {quoted(made.name + ' kept')} AS {shown};"
        yield f"CREATE UNIQUE INDEX {quoted(made.name + ' kept index')} ON {quoted(made.name + ' kept')} (id);"
    if made.rule:
        yield f"CREATE RULE never AS ON DELETE TO {name} WHERE OLD.id > {made.rule * 100} DO INSTEAD NOTHING;"
    if made.replica:
        yield f"ALTER TABLE {name} REPLICA IDENTITY {'FULL' if made.replica > 1 else 'NOTHING'};"


def rows(made: Model) -> Iterator[str]:
    """A few rows for each table, of which later states take any."""
    for each in made.tables:
        plain = [column for column in each.columns if not column.formula]
        names = ", ".join(["id", *(quoted(column.name) for column in plain)])
        for n in range(1, ROWS + 1):
            values = ", ".join([str(n), *(VALUES[column.type].format(n=n) for column in plain)])
            yield f"INSERT INTO {quoted(each.name)} ({names}) VALUES ({values});"
    if made.family:
        yield f"INSERT INTO whole SELECT n, n, n::text FROM generate_series(1, {ROWS}) AS n;"
    if made.heir:
        yield "INSERT INTO elder (id, n) VALUES (1, 1), (2, 2); INSERT INTO heir (id, n, own) VALUES (1, 3, 'x');"
    if made.typed:
        yield "INSERT INTO shaped VALUES (1, 'x'), (2, 'y');"
