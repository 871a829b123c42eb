"""Campaigns over three years, most of them over; their ads, and what each ad did day by day."""

from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from pgworkbench.seeding.plan import (
    Rows,
    Spread,
    TablePlan,
    after,
    as_integers,
    choice,
    const,
    cut,
    day,
    days_after,
    distinct,
    document,
    flag,
    generator,
    given,
    hexadecimal,
    integers,
    key,
    labelled,
    lap,
    latest,
    midnight,
    moments,
    money,
    nullable,
    of,
    ordinal,
    owner,
    parent,
    per,
    phase,
    place_of,
    pool,
    present,
    prose,
    rank,
    record,
    same,
    several,
    share,
    shifted,
    soft_deleted,
    sum_of,
    template,
    through,
)
from seeds.rhythm import DAY, FOUNDED, HOUR, STAFF
from seeds.tenancy import ZIPF
from seeds.words import CALLS, LOCALES, OCCASIONS, SUBJECTS

CHANNELS = {"search": 4, "social": 5, "display": 3, "video": 2, "email": 2, "print": 1}
NOTHING = const(None)
_NAMES = tuple(CHANNELS)
_BEGUN = 0.9  # of the campaigns and their ads, the first nine of ten have begun for certain

CAMPAIGNS = TablePlan(
    "campaigns",
    spread=Spread("tenants", ZIPF, having=("users",)),
    columns={
        "tenant_id": owner(),
        "id": key(time="created_at"),
        "name": template("{occasion}: {subject} {n}", n=rank()),
        "code": template(
            "{o}-{s}-{n}",
            o=record(OCCASIONS, "slug", group="occasion"),
            s=record(SUBJECTS, "slug", group="subject"),
            n=rank(),
        ),
        "objective": choice({"enquiries": 6, "applications": 3, "awareness": 2, "enrolments": 1}),
        "status": given(
            phase("first", "last"),
            {
                "after": choice({"completed": 92, "cancelled": 8}),
                "during": choice({"active": 85, "paused": 12, "cancelled": 3}),
                "before": choice({"scheduled": 60, "draft": 35, "cancelled": 5}),
            },
        ),
        "owner_id": nullable(parent("users", before="created_at", power=3), 0.05),
        "starts_on": given("status", {"draft": NOTHING}, otherwise="first"),
        "ends_on": given("status", {"draft": NOTHING}, otherwise="last"),
        "budget_amount": money(500, 60_000, step=25_000, power=3),
        "budget_currency": of("tenant_id", "currency"),
        "spent_amount": sum_of("campaign_daily_metrics", "campaign_id", "spend_amount", kept=True),
        "audience": document(
            {
                "ages": nullable(choice({"17-20": 4, "21-29": 5, "30-45": 3}), 0.2),
                "interests": several({"study": 5, "career": 4, "abroad": 2, "languages": 2, "sport": 1}, most=3),
                "regions": nullable(several({"local": 5, "national": 3, "neighbours": 1}, least=1, most=2), 0.4),
                "lookalike": nullable(flag(0.5), 0.7),
            }
        ),
        "notes": nullable(prose(LOCALES, by=of("tenant_id", "locale"), sentences=(1, 6)), 0.6),
        "created_at": moments(days=FOUNDED - 30, curve=STAFF),
        "updated_at": latest("created_at", "stepped_at", "deleted_at"),
        "created_by": parent("users", before="created_at", power=3),
        "updated_by": same("created_by"),
        "deleted_at": given("status", {"draft": soft_deleted(0.2), "cancelled": soft_deleted(0.5)}),
        "version": given(
            "deleted", {True: given("status", {"draft": const(2)}, otherwise=const(3))}, otherwise="steps"
        ),
    },
    aside={
        "occasion": record(OCCASIONS, "occasion", group="occasion"),
        "subject": record(SUBJECTS, "subject", group="subject"),
        "first": day("created_at", shift=4, spread=21),
        "last": day("first", shift=30, spread=90),
        # when it took its latest step: planned on the next day, begun and ended on its dates
        "stepped_at": given(
            "status",
            {
                "scheduled": shifted("created_at", DAY),
                "active": shifted(midnight("first"), HOUR),
                "paused": after(shifted(midnight("first"), 2 * HOUR), timedelta(days=25)),
                "completed": shifted(midnight("last"), 25 * HOUR),
                "cancelled": shifted("created_at", 2 * DAY),
            },
        ),
        "steps": given(
            "status",
            {"draft": const(1), "scheduled": const(2), "cancelled": const(2), "active": const(3)},
            otherwise=const(4),
        ),
        "deleted": present("deleted_at"),
    },
)
ADS_TEMPLATES = TablePlan(
    "ads_templates",
    spread=Spread("tenants", ZIPF, having=("users",)),
    columns={
        "tenant_id": owner(),
        "id": key(time="created_at"),
        "name": template("{phrase} {n}", phrase=cut(pool("catch_phrase", ("en_US",)), 120), n=rank()),
        "channel": choice(CHANNELS),
        "format": given(
            "channel",
            {
                "video": const("video"),
                "search": const("text"),
                "email": const("html"),
                "print": const("image"),
            },
            otherwise=choice({"image": 5, "carousel": 3, "video": 2}),
        ),
        "status": choice({"approved": 80, "draft": 12, "retired": 8}),
        "headline": cut(pool("catch_phrase", ("en_US",)), 150),
        "body": nullable(template("{words} {gap}", words=prose(LOCALES, by="language"), gap=const("{place}")), 0.1),
        "call_to_action": nullable(record(CALLS, "text"), 0.2),
        "media_url": given(
            "format",
            {"text": NOTHING, "html": NOTHING},
            otherwise=template("https://media.example.org/ads/{name}.webp", name=hexadecimal(20)),
        ),
        "placeholders": several({"place": 5, "course": 4, "date": 3, "price": 1}, most=3),
        "content": given(
            "format",
            {
                "carousel": document({"cards": several({"one": 1, "two": 1, "three": 1, "four": 1}, least=2, most=4)}),
                "video": document({"seconds": integers(6, 60, power=2), "captions": flag(0.7)}),
            },
            otherwise=document({}),
        ),
        "created_at": moments(days=FOUNDED - 20, curve=STAFF),
        "updated_at": given("status", {"draft": "created_at"}, otherwise=after("created_at", timedelta(days=40))),
        "created_by": parent("users", before="created_at", power=3),
        "updated_by": same("created_by"),
        "deleted_at": NOTHING,
        "version": given("status", {"draft": const(1), "approved": const(2)}, otherwise=const(3)),
    },
    aside={"language": of("tenant_id", "locale")},
)


@generator
def _next_channel(rows: Rows) -> NDArray[np.int64]:
    """The template's own channel, or the next one where the campaign has placed the template before, as a place."""
    own = as_integers(rows.make(place_of(of("ads_template_id", "channel"), _NAMES), "own"))
    return (own + as_integers(rows.make(lap("ads_template_id"), "lap"))) % len(_NAMES)


CAMPAIGN_ADS = TablePlan(
    "campaign_ads",
    spread=Spread("tenants", ZIPF, having=("campaigns", "ads_templates")),
    columns={
        "tenant_id": owner(),
        "id": key(time="created_at"),
        "campaign_id": per("campaigns", weights=(2, 4, 1, 3), first=0.95),
        "ads_template_id": distinct("ads_templates", beside="campaign_id", laps=len(CHANNELS)),
        "channel": labelled(_next_channel(), _NAMES),
        "status": given(
            of("campaign_id", "status"),
            {"active": const("active"), "paused": const("paused")},
            otherwise=const("ended"),
        ),
        "external_ref": nullable(template("net-{ref}", ref=hexadecimal(14)), 0.1),
        "daily_budget_amount": nullable(money(5, 300, step=500), 0.3),
        "placeholder_values": document(
            {"place": nullable(of("tenant_id", "city"), 0.3), "course": nullable(record(SUBJECTS, "subject"), 0.4)}
        ),
        "created_at": after(of("campaign_id", "created_at"), 3 * DAY),
        "updated_at": same("created_at"),
        "created_by": of("campaign_id", "created_by"),
        "updated_by": of("campaign_id", "created_by"),
    },
)
CAMPAIGN_DAILY_METRICS = TablePlan(
    "campaign_daily_metrics",
    spread=Spread("tenants", ZIPF, having=("campaign_ads",)),
    columns={
        "tenant_id": owner(),
        "campaign_id": through("campaign_ad_id", "campaign_id"),
        "campaign_ad_id": per("campaign_ads", weights=(3, 1, 2, 4), first=_BEGUN),
        "metric_date": days_after(of("campaign_id", "first"), ordinal("campaign_ad_id", start=0)),
        "impressions": integers(40, 60_000, power=4),
        "clicks": share("impressions", 0.002, 0.06, power=2),
        "conversions": share("clicks", 0.0, 0.12, power=2),
        "spend_amount": money(1, 240, power=2),
        "reported_at": after("created_at", timedelta(days=7), power=3),
        "created_at": shifted(midnight("metric_date"), 30 * HOUR),
        "updated_at": same("reported_at"),
    },
)

PLANS = (CAMPAIGNS, ADS_TEMPLATES, CAMPAIGN_ADS, CAMPAIGN_DAILY_METRICS)
