"""Growth: exponents of curves that are known, flips, and three real sizes."""

import json
from collections.abc import Iterator

import pytest

from pgworkbench.bench.grow import grow
from pgworkbench.bench.growth import WITH, WITHOUT, Curve, Growth, Point
from pgworkbench.bench.indexes import BenchOptions
from pgworkbench.errors import BenchError
from pgworkbench.server import Database, Server
from pgworkbench.workload import parse_workload

SCHEMA = """
CREATE TABLE "odd %" (id integer PRIMARY KEY, kind integer, told text);
INSERT INTO "odd %" SELECT n, n, repeat('x', 60) FROM generate_series(1, {}) n;
CREATE INDEX "odd % kind" ON "odd %" (kind);
"""
WORKLOAD = """
-- name: of_kind
-- params: SELECT 77 AS k
SELECT told FROM "odd %" WHERE kind = :k;
-- name: missing
SELECT nothing FROM "odd %";
"""


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0, 2.0])
def test_the_exponent_and_what_follows_from_it(power: float) -> None:
    points = tuple(Point(f, tuple(3 * f**power * noise for noise in (0.99, 1, 1.01, 1, 1))) for f in (1, 4, 16))
    curve = Curve("q", WITH, "ms", points)
    assert curve.exponent.value == pytest.approx(power, abs=1e-6)
    assert curve.exponent.low <= power <= curve.exponent.high
    assert curve.at(100).value == pytest.approx(3 * 100**power)
    assert curve.same_plan


@pytest.fixture(scope="module")
def growth(server: Server) -> Iterator[Growth]:
    def made(factor: int, databases: dict[float, Database]) -> Iterator[Growth]:
        with server.scratch(f"grow{factor}") as database:
            with database.connect(autocommit=True) as connection:
                connection.execute(SCHEMA.format(5000 * factor).encode())
            databases[float(factor)] = database
            if factor < 16:
                yield from made(factor * 4, databases)
            else:
                with pytest.raises(BenchError, match="3 sizes"):
                    grow({1.0: database}, parse_workload(WORKLOAD))
                yield grow(databases, parse_workload(WORKLOAD), BenchOptions(sets=1))

    yield from made(1, {})


@pytest.mark.database
def test_a_scan_grows_with_the_rows_and_a_look_up_hardly(growth: Growth) -> None:
    exponents = {(curve.name, curve.arm): curve.exponent.value for curve in growth.curves}
    assert exponents["of_kind", WITHOUT] > 0.6
    assert exponents["of_kind", WITH] < 0.5
    assert 0.8 < exponents["odd % kind", WITH] < 1.1
    assert [failure.query for failure in growth.failures] == ["missing"]


@pytest.mark.database
def test_what_lies_beyond_is_marked(growth: Growth) -> None:
    body = json.loads(growth.json(target=1000))
    assert body["extrapolated"]
    assert body["factors"] == [1.0, 4.0, 16.0]
    assert all(curve["expected"]["low"] <= curve["expected"]["high"] for curve in body["curves"])
    assert any("(extrapolated)" in line for line in growth.lines(1000))
    assert not any("(extrapolated)" in line for line in growth.lines(8) if "to the power" in line)
