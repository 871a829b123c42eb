"""The vocabulary of seeds: what a plan says of a table, and the generators that fill its columns.

    TablePlan(
        "leads",
        spread=Spread("tenants", 1.1),
        columns={
            "tenant_id": owner(),
            "id": key(time="created_at"),
            "source": choice({"form": 5, "fair": 2, "referral": 1}),
            "created_at": moments(days=1000, curve=SCHOOL_YEAR),
        },
    )

A generator of one's own is a function from rows to an array, under `@generator`.
"""

from pgworkbench.seeding.columns.children import count_of, latest_of, sum_of
from pgworkbench.seeding.columns.documents import document, several
from pgworkbench.seeding.columns.links import beside, distinct, earlier, of, ordinal, owner, parent, per
from pgworkbench.seeding.columns.mixed import absent_if_null, const, first_of, given, nullable, same, soft_deleted
from pgworkbench.seeding.columns.numbers import (
    address,
    choice,
    digest,
    flag,
    integers,
    key,
    money,
    number,
    rank,
    share,
)
from pgworkbench.seeding.columns.texts import (
    cut,
    hexadecimal,
    latin,
    lowered,
    pattern,
    pool,
    prose,
    record,
    slug,
    template,
)
from pgworkbench.seeding.columns.times import (
    after,
    dates,
    day,
    in_turn,
    latest,
    midnight,
    moments,
    ordinal_day,
    period,
    shifted,
)
from pgworkbench.seeding.curve import Curve
from pgworkbench.seeding.generator import Generator, Link, Picked, Source, generator, link
from pgworkbench.seeding.rows import Rows
from pgworkbench.seeding.tableplan import Mirror, Spread, TablePlan

__all__ = [
    "Curve",
    "Generator",
    "Link",
    "Mirror",
    "Picked",
    "Rows",
    "Source",
    "Spread",
    "TablePlan",
    "absent_if_null",
    "address",
    "after",
    "beside",
    "choice",
    "const",
    "count_of",
    "cut",
    "dates",
    "day",
    "digest",
    "distinct",
    "document",
    "earlier",
    "first_of",
    "flag",
    "generator",
    "given",
    "hexadecimal",
    "in_turn",
    "integers",
    "key",
    "latest",
    "latest_of",
    "latin",
    "link",
    "lowered",
    "midnight",
    "moments",
    "money",
    "nullable",
    "number",
    "of",
    "ordinal",
    "ordinal_day",
    "owner",
    "parent",
    "pattern",
    "per",
    "period",
    "pool",
    "prose",
    "rank",
    "record",
    "same",
    "several",
    "share",
    "shifted",
    "slug",
    "soft_deleted",
    "sum_of",
    "template",
]
