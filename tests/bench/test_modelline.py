"""The line to paste is a model that builds the very index."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, Index, Integer, MetaData, Table, Text, text
from sqlalchemy.dialects.postgresql import dialect
from sqlalchemy.schema import CreateIndex

from pgworkbench.bench.candidates import Candidate, Key
from pgworkbench.bench.modelline import model_line
from pgworkbench.catalog import Name

T = Name("public", "t")


@pytest.mark.parametrize(
    ("candidate", "sql"),
    [
        (Candidate("btree", T, "btree", (Key("a"), Key("B c"))), 'ON t (a, "B c")'),
        (
            Candidate("btree", T, "btree", (Key("a"), Key("B c", descending=True))),
            'ON t (a, "B c" DESC)',
        ),
        (Candidate("btree", T, "btree", (Key("lower(a)", column=False),)), "ON t ((lower(a)))"),
        (
            Candidate("lookup", T, "gin", (Key("a", opclass="gin_trgm_ops"),)),
            "USING gin (a gin_trgm_ops)",
        ),
        (
            Candidate("covering", T, "btree", (Key("a"),), include=("B c",), predicate="a > 'x%'"),
            "ON t (a) INCLUDE (\"B c\") WHERE a > 'x%'",
        ),
    ],
)
def test_the_line_builds_what_the_statement_builds(candidate: Candidate, sql: str) -> None:
    table = Table("t", MetaData(), Column("a", Text), Column("B c", Integer))
    made = eval(model_line(candidate, ["q"]), {"Index": Index, "text": text})  # noqa: S307 - our own line
    table.append_constraint(made)
    assert made.info == {"serves": ["q"]}
    assert sql in str(CreateIndex(made).compile(dialect=dialect())).replace("%%", "%")
