"""Other ways to get rows like a table's into it, to compare with: the server's own; Faker and mimesis row by row."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import psycopg
from psycopg import sql

from pgworkbench.seeding.pgtype import PgType
from pgworkbench.seeding.target import TargetColumn

_BY_SERVER = {
    "uuid": "gen_random_uuid()",
    "text": "md5(random()::text)",
    "timestamptz": "now() - random() * interval '3 years'",
    "date": "current_date - (random() * 1000)::int",
    "bool": "random() < 0.5",
    "numeric": "round((random() * 9)::numeric, 2)",
    "jsonb": "jsonb_build_object('kind', md5(random()::text), 'rank', (random() * 100)::int)",
    "inet": "('10.0.0.0'::inet + (random() * 1000000)::int)",
}
_NUMBERS = {"int2", "int4", "int8", "float4", "float8"}
_TEXTS = {"text", "varchar", "bpchar", "citext"}
_BY_FAKER: dict[str, Callable[[Any], Any]] = {
    "uuid": lambda fake: fake.uuid4(),
    "timestamptz": lambda fake: fake.date_time().isoformat() + "Z",
    "date": lambda fake: fake.date(),
    "bool": lambda fake: str(fake.boolean()),
    "numeric": lambda fake: str(fake.pydecimal(left_digits=1, right_digits=2)),
    "inet": lambda fake: fake.ipv4(),
    "jsonb": lambda fake: '{"kind": "' + fake.word() + '"}',
}
_BY_MIMESIS: dict[str, Callable[[Any], Any]] = {
    "uuid": lambda made: made.cryptographic.uuid(),
    "timestamptz": lambda made: made.datetime.datetime().isoformat() + "Z",
    "date": lambda made: made.datetime.date().isoformat(),
    "bool": lambda made: str(made.development.boolean()),
    "numeric": lambda made: f"{made.numeric.integer_number(0, 999) / 100:.2f}",
    "inet": lambda made: str(made.internet.ip_v4()),
    "jsonb": lambda made: '{"kind": "' + made.text.word() + '"}',
}
_MIMESIS_WORDS: dict[str, Callable[[Any], Any]] = {
    "email": lambda made: made.person.email(),
    "phone": lambda made: made.person.phone_number(),
    "name": lambda made: made.person.name(),
    "city": lambda made: made.address.city(),
    "company": lambda made: made.finance.company(),
}
_PHRASES = {"email": "email", "phone": "phone_number", "name": "name", "city": "city", "company": "company"}


def insert_select(table: sql.Identifier, columns: tuple[TargetColumn, ...], rows: int) -> sql.Composed:
    """Rows of random values that the server makes itself: the simplest expression of each type."""
    values = sql.SQL(", ").join(sql.SQL(_by_server(column)) for column in columns)
    names = sql.SQL(", ").join(sql.Identifier(column.name) for column in columns)
    query = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM generate_series(1, {})")
    return query.format(table, names, values, sql.Literal(rows))


def _by_server(column: TargetColumn) -> str:
    kind = column.type
    if kind.enum:
        return f"(enum_range(NULL::{column.type_text}))[1 + (random() * 0.99)::int]"
    if kind.name in _NUMBERS:
        return f"(random() * 1000)::{kind.name}"
    made = _BY_SERVER.get("text" if kind.name in _TEXTS else kind.name)
    return "NULL" if made is None or kind.array or kind.range else f"({made})::{column.type_text}"


def faker_copy(
    connection: psycopg.Connection, table: sql.Identifier, columns: tuple[TargetColumn, ...], rows: int
) -> None:
    """Rows that Faker (with its weights off, its faster way) makes one value at a time, by COPY in text."""
    from faker import Faker

    fake = Faker("en_US", use_weighting=False)
    labels = {column.name: _labels(connection, column) for column in columns if column.type.enum}
    _row_by_row(connection, table, columns, (rows, lambda column: _faked(fake, column, labels)))


def mimesis_copy(
    connection: psycopg.Connection, table: sql.Identifier, columns: tuple[TargetColumn, ...], rows: int
) -> None:
    """The same by mimesis, which is installed for this alone."""
    mimesis: Any = import_module("mimesis")
    made = mimesis.Generic(mimesis.Locale.EN)
    labels = {column.name: _labels(connection, column) for column in columns if column.type.enum}
    _row_by_row(connection, table, columns, (rows, lambda column: _mimicked(made, column, labels)))


def _row_by_row(
    connection: psycopg.Connection,
    table: sql.Identifier,
    columns: tuple[TargetColumn, ...],
    made: tuple[int, Callable[[TargetColumn], str | None]],
) -> None:
    """So many rows of values made one at a time, by COPY in text."""
    rows, value = made
    names = sql.SQL(", ").join(sql.Identifier(column.name) for column in columns)
    query = sql.SQL("COPY {} ({}) FROM STDIN").format(table, names)
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        for _ in range(rows):
            copy.write_row([value(column) for column in columns])


def _labels(connection: psycopg.Connection, column: TargetColumn) -> list[str]:
    query = sql.SQL("SELECT unnest(enum_range(NULL::{}))::text").format(sql.SQL(column.type_text))
    return [label for (label,) in connection.execute(query).fetchall()]


def _faked(fake: Any, column: TargetColumn, labels: dict[str, list[str]]) -> str | None:
    kind: PgType = column.type
    if kind.enum:
        return str(fake.random_element(labels[column.name]))
    if kind.array or kind.range:
        return None
    if kind.name in _NUMBERS:
        return str(fake.pyint(max_value=1000))
    if kind.name in _TEXTS:
        provider = next((its for word, its in _PHRASES.items() if word in column.name), "word")
        return str(getattr(fake, provider)())[: kind.length]
    maker = _BY_FAKER.get(kind.name)
    return None if maker is None else str(maker(fake))


def _mimicked(made: Any, column: TargetColumn, labels: dict[str, list[str]]) -> str | None:
    kind: PgType = column.type
    if kind.enum:
        return str(made.random.choice(labels[column.name]))
    if kind.array or kind.range:
        return None
    if kind.name in _NUMBERS:
        return str(made.numeric.integer_number(0, 1000))
    if kind.name in _TEXTS:
        words = next((its for word, its in _MIMESIS_WORDS.items() if word in column.name), None)
        return str(made.text.word() if words is None else words(made))[: kind.length]
    maker = _BY_MIMESIS.get(kind.name)
    return None if maker is None else str(maker(made))
