"""Bytes of a row: what is computed for a few rows is what many rows take up on disk."""

from __future__ import annotations

import pytest

from pgworkbench.catalog import Name, read_catalog
from pgworkbench.operations.sizes import measure_sizes
from pgworkbench.server import Database

MAKE = """
CREATE TABLE public."Wi de" (id bigint PRIMARY KEY, "a%b" text, n numeric, at timestamptz DEFAULT now(), empty text);
CREATE INDEX few ON public."Wi de" (lower("a%b"), n) WHERE id % 4 = 0;
CREATE INDEX wide ON public."Wi de" (at, id) INCLUDE (n);
CREATE TABLE public.none (a int);
"""
FILL = """
INSERT INTO public."Wi de" (id, "a%%b", n) SELECT n, md5(n::text) || repeat('y', n %% 90), n * 1.5
  FROM generate_series(%s::int, %s::int) AS n
"""


def test_few_rows_measure_as_many_lie_on_disk(scratch: Database) -> None:
    name = Name("public", "Wi de")
    with scratch.connect(autocommit=True) as connection:
        connection.execute(MAKE)
        connection.execute(FILL, [1, 200])
        connection.execute("ANALYZE")
        few = measure_sizes(connection, read_catalog(connection))
        connection.execute(FILL, [201, 60_000])
        connection.execute("VACUUM ANALYZE")
        connection.execute('REINDEX TABLE public."Wi de"')  # random keys leave pages emptier than a build does
        many = measure_sizes(connection, read_catalog(connection))
    assert set(few) == {name}
    assert few[name].row_bytes == pytest.approx(many[name].row_bytes, rel=0.1)
    entries = {each.index: each.bytes for each in few[name].entries}
    assert set(entries) == {"Wi de_pkey", "few", "wide"}
    for each in many[name].entries:
        assert entries[each.index] == pytest.approx(each.bytes, rel=0.25), each.index


def test_what_may_not_be_read_is_weighed_from_outside(scratch: Database) -> None:
    with scratch.server.scratch("sizes", roles=["reader"]) as database:
        with database.connect(autocommit=True) as connection:
            connection.execute(MAKE)
            connection.execute(FILL, [1, 100])
            connection.execute("ANALYZE")
            catalog = read_catalog(connection)
        with database.connect(role="reader", autocommit=True) as connection:
            found = measure_sizes(connection, catalog)
    table = catalog.table("Wi de")
    assert found[table.name].row_bytes == pytest.approx(table.bytes / 100)
