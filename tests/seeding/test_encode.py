"""Every type goes to the server as the server itself would have sent it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from ipaddress import ip_interface
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pgworkbench.errors import SeedError
from pgworkbench.seeding.encode import SIGNATURE, TRAILER, data_of, encodable, field, row_payload
from pgworkbench.seeding.pgtype import PgType
from pgworkbench.seeding.plan import TablePlan, number
from pgworkbench.seeding.target import read_targets
from pgworkbench.server import Database, Server

NOW = datetime(2026, 2, 3, 4, 5, 6, 789, tzinfo=UTC)
OLD = datetime(1931, 1, 1, tzinfo=UTC)
TEXTS = ["", "ä € 🎓", "a\tb\n\\", "quote \" and '", "x" * 70_000]
CASES: list[tuple[str, pa.Array]] = [
    ("boolean", pa.array([True, False])),
    ("smallint", pa.array([-32768, 32767])),
    ("integer", pa.array([-1, 2**31 - 1])),
    ("bigint", pa.array([-(2**63), 2**63 - 1])),
    ("real", pa.array([1.5, -0.25])),
    ("double precision", pa.array([1e300, float("-inf")])),
    ("double precision", pa.array([1, 2])),
    ("text", pa.array(TEXTS)),
    ("varchar(5)", pa.array(["abcde", ""])),
    ("char(5)", pa.array(["abc", "äöüß "])),
    ("text", pa.array(TEXTS).dictionary_encode()),
    ("date", pa.array([date(1, 1, 1), date(1999, 12, 31), date(2400, 2, 29)])),
    ("timestamptz", pa.array([NOW, OLD], pa.timestamp("us", "UTC"))),
    ("timestamp", pa.array([NOW.replace(tzinfo=None)], pa.timestamp("us"))),
    ("time", pa.array([time(0), time(23, 59, 59, 999999)])),
    ("interval", pa.array([timedelta(days=40, microseconds=7), -timedelta(seconds=1)])),
    ("uuid", pa.array([bytes(range(16)), b"\xff" * 16], pa.binary(16))),
    ("bytea", pa.array([b"", b"\x00\xff", b"y" * 9_000])),
    ("bytea", pa.array([bytes(4), b"abcd"], pa.binary(4))),
    ("jsonb", pa.array(['{"a": [1, 2.50, null], "ü": "x"}', '"text"', "3"])),
    ("json", pa.array(['{ "a" :1 }'])),
    ("inet", pa.array([bytes([192, 0, 2, 1]), bytes(15) + b"\x01"])),
    ("cidr", pa.array([bytes([192, 0, 2, 1])])),
    ("numeric(14, 2)", pa.array([Decimal("0.00"), Decimal("-123456789012.34"), Decimal("10000.00"), Decimal("0.05")])),
    ("numeric(12, 5)", pa.array([Decimal("0.00001"), Decimal("1234567.89012")])),
    ("numeric", pa.array([Decimal("1.50"), Decimal("20000.00")])),
    ("numeric(9)", pa.array([0, -5, 100_000_000])),
    ("text[]", pa.array([[], ["a", None, ""], ["b,c"]])),
    ("integer[]", pa.array([[1, 2, 3], [], [None]])),
    ("uuid[]", pa.array([[bytes(16)], []], pa.list_(pa.binary(16)))),
    ("oid", pa.array([4_000_000_000])),
]


@pytest.fixture(scope="module")
def database(server: Server) -> Iterator[Database]:
    """One for all types."""
    with server.scratch("types") as made:
        yield made


def sent(database: Database, kind: str, values: pa.Array) -> tuple[bytes, bytes, list[Any]]:
    """What we send, what the server sends of it, and what a client reads; a NULL is added to the values."""
    words = pa.concat_arrays([values, pa.nulls(1, values.type)])
    with database.connect(autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS t")
        connection.execute(f"CREATE TABLE t (v {kind}, n serial)")
        (target,) = read_targets(connection, [TablePlan("t", {"v": number()})])
        payload = bytes(data_of(row_payload([field(words, target.columns[0].type)])))
        with connection.cursor() as cursor:
            with cursor.copy("COPY t (v) FROM STDIN (FORMAT binary)") as copy:
                copy.write(SIGNATURE + payload + TRAILER)
            with cursor.copy("COPY (SELECT v FROM t ORDER BY n) TO STDOUT (FORMAT binary)") as copy:
                back = b"".join(bytes(part) for part in copy)
        read = connection.execute("SELECT v FROM t ORDER BY n").fetchall()
    return payload, back[len(SIGNATURE) : -len(TRAILER)], [value for (value,) in read]


@pytest.mark.database
@pytest.mark.parametrize(("kind", "values"), CASES, ids=[f"{kind}-{place}" for place, (kind, _) in enumerate(CASES)])
def test_the_server_sends_back_the_very_bytes(database: Database, kind: str, values: pa.Array) -> None:
    ours, theirs, read = sent(database, kind, values)
    assert ours == theirs
    assert len(read) == len(values) + 1
    assert read[-1] is None


@pytest.mark.database
def test_values_mean_what_they_meant(database: Database) -> None:
    cases: Sequence[tuple[str, pa.Array, list[Any]]] = [
        ("numeric(14, 2)", pa.array([Decimal("-120000.05")]), [Decimal("-120000.05")]),
        ("timestamptz", pa.array([NOW], pa.timestamp("us", "UTC")), [NOW]),
        ("date", pa.array([date(2024, 2, 29)]), [date(2024, 2, 29)]),
        ("inet", pa.array([bytes([192, 0, 2, 7])]), [ip_interface("192.0.2.7").ip]),
        ("text[]", pa.array([["a", None]]), [["a", None]]),
        ("jsonb", pa.array(['{"k": 1.50}']), [{"k": 1.5}]),
        ("interval", pa.array([timedelta(hours=30)]), [timedelta(hours=30)]),
    ]
    for kind, values, meant in cases:
        assert sent(database, kind, values)[2][:-1] == meant


@pytest.mark.database
def test_ranges_are_written_with_and_without_bounds(database: Database) -> None:
    days = [pa.array([date(2026, 1, 1), None]), pa.array([date(2026, 2, 1), None])]
    ours, theirs, read = sent(database, "daterange", pa.StructArray.from_arrays(days, names=["lower", "upper"]))
    assert ours == theirs
    assert (read[0].lower, read[0].upper, read[0].bounds) == (date(2026, 1, 1), date(2026, 2, 1), "[)")
    assert read[1].lower_inf
    assert read[1].upper_inf


@pytest.mark.database
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.decimals(1 - 10**11, 10**11 - 1, places=3, allow_nan=False), min_size=1, max_size=50))
def test_any_number_keeps_its_digits(database: Database, numbers: list[Decimal]) -> None:
    ours, theirs, read = sent(database, "numeric(14, 3)", pa.array(numbers, pa.decimal128(18, 3)))
    assert ours == theirs
    assert read[:-1] == numbers


@pytest.mark.parametrize(
    ("kind", "values", "told"),
    [
        ("int4", pa.array(["1"]), "the generator gives string, and the column is int4"),
        ("int2", pa.array([70_000]), "a value does not fit int2"),
        ("uuid", pa.array([b"short"]), "the column is uuid"),
        ("text", pa.array([1]), "the generator gives int64, and the column is text"),
        ("bool", pa.array([1]), "the column is boolean"),
        ("timestamptz", pa.array([date(2026, 1, 1)]), "the column is timestamptz"),
        ("numeric", pa.array([1.5]), "the generator gives double, and the column is numeric"),
    ],
)
def test_what_does_not_fit_is_told(kind: str, values: pa.Array, told: str) -> None:
    with pytest.raises(SeedError, match=told):
        field(values, PgType(kind, 0))


def test_more_digits_than_the_column_has_are_refused() -> None:
    with pytest.raises(ValueError, match="3 digits after the point, and the column has 2"):
        field(pa.array([Decimal("1.125")]), PgType("numeric", 0, typmod=(14 << 16 | 2) + 4))


@pytest.mark.parametrize(
    ("name", "able"), [("text", True), ("uuid", True), ("point", False), ("tsvector", False), ("", False)]
)
def test_types_without_an_encoder_are_known(name: str, able: bool) -> None:  # noqa: FBT001  # an expectation
    assert encodable(PgType(name, 0)) is able
