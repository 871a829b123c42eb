"""Institutions: the first is the largest by far, all of them older than the rows they have."""

from pgworkbench.seeding.plan import TablePlan, choice, key, moments, number, record, same, slug, template
from seeds.rhythm import FOUNDED
from seeds.words import PLACES

ZIPF = 1.6  # with a dozen tenants the largest has half of all rows

TENANTS = TablePlan(
    "tenants",
    columns={
        "id": key(time="created_at"),
        "slug": template("{town}-{n}", town=slug("city"), n=number()),
        "name": template("{institution} {city}"),
        "status": choice({"active": 90, "trial": 6, "suspended": 3, "closed": 1}),
        "plan": choice({"standard": 5, "premium": 3, "enterprise": 2, "free": 1}),
        "locale": record(PLACES, "locale", group="place"),
        "time_zone": record(PLACES, "time_zone", group="place"),
        "search_language": record(PLACES, "search_language", group="place"),
        "created_at": moments(days=FOUNDED + 900, until=FOUNDED),
        "updated_at": same("created_at"),
    },
    aside={
        "city": record(PLACES, "city", group="place"),
        "institution": record(PLACES, "institution", group="place"),
        "currency": record(PLACES, "currency", group="place"),
    },
)

PLANS = (TENANTS,)
