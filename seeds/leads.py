"""Leads and their way: half of them never move on, the others go step by step, and somebody speaks with them."""

from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from pgworkbench.seeding.plan import (
    Rows,
    Spread,
    TablePlan,
    address,
    after,
    as_integers,
    child,
    choice,
    const,
    count_of,
    document,
    flag,
    generator,
    given,
    hexadecimal,
    in_turn,
    integers,
    key,
    labelled,
    latest,
    latest_of,
    latin,
    moments,
    nullable,
    number,
    of,
    ordinal,
    owner,
    parent,
    per,
    place_of,
    plus,
    pool,
    present,
    prose,
    rank,
    record,
    same,
    several,
    soft_deleted,
    template,
)
from seeds.rhythm import HOUR, VISITORS, YEARS
from seeds.tenancy import ZIPF
from seeds.users import PHONE_NUMBERS
from seeds.words import ACTIVITIES, COUNTRIES, LOCALES, MAIL_DOMAINS, PEOPLE

NOTHING = const(None)
# How many steps and activities the leads of a tenant have, one after another: two of three stay as they came.
_STEPS = (0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 3, 0, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 1)
_ACTIVITIES = (0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 3, 0, 1, 0, 0, 5, 0, 0, 0, 2, 0, 0, 0)
_PURPOSES = ("data_processing", "email_marketing", "phone_contact", "text_messages", "profiling")
_LONG = 3  # steps from which on a way ends with an application
_STATUSES = ("new", "contacted", "qualified", "applied", "enrolled", "lost", "unqualified")
_LOST = ("lost", "unqualified")


@generator
def _way(rows: Rows) -> NDArray[np.int64]:
    """What kind of way so many steps make, as a place in _ENDINGS."""
    steps = as_integers(rows.make("steps", "steps"))
    return np.where(steps < _LONG, steps, _LONG + 1 - steps % 2)


_ENDINGS = {
    "none": const("new"),
    "one": choice({"contacted": 60, "lost": 25, "unqualified": 15}),
    "two": choice({"qualified": 55, "lost": 30, "unqualified": 15}),
    "odd": choice({"applied": 60, "lost": 40}),
    "even": choice({"enrolled": 75, "lost": 25}),
}


@generator
def _stands(rows: Rows, after: int) -> NDArray[np.int64]:
    """Where a lead stands before (-1) or after (0) a step, as a place in _STATUSES: to and fro between contact and
    qualification, then to its end.
    """
    step = as_integers(rows.make("step", "step")) + after
    steps = as_integers(rows.make(of("lead_id", "steps"), "steps"))
    end = as_integers(rows.make(place_of(of("lead_id", "status"), _STATUSES), "end"))
    between = np.where(step % 2 == 1, _STATUSES.index("contacted"), _STATUSES.index("qualified"))
    applied = (steps >= _LONG) & (steps % 2 == 0) & (step == steps - 1)
    between = np.where(applied, _STATUSES.index("applied"), between)
    return np.where(step == 0, _STATUSES.index("new"), np.where(step == steps, end, between))


LEADS = TablePlan(
    "leads",
    spread=Spread("tenants", ZIPF),
    columns={
        "tenant_id": owner(),
        "id": key(time="created_at"),
        "campaign_id": nullable(parent("campaigns", before="created_at", power=-3), 0.14),
        "campaign_ad_id": given("source", {"ads": "ad", "social": "ad"}),
        "assigned_to": nullable(parent("users", before="created_at", power=4), 0.25),
        "given_name": nullable(pool("first_name", LOCALES, by="locale"), 0.03),
        "family_name": nullable(pool("last_name", LOCALES, by="locale"), 0.06),
        "email": given("reach", {"both": "address", "email": "address"}),
        "phone": given("reach", {"both": "number", "phone": "number"}),
        "country": given("locale", {locale: const(country) for locale, country in COUNTRIES.items()}),
        "locale": given("abroad", {True: record(PEOPLE, "locale")}, otherwise=of("tenant_id", "locale")),
        "source": given(
            present("campaign_id"),
            {True: choice({"ads": 45, "social": 22, "web_form": 25, "event": 8})},
            otherwise=choice({"web_form": 40, "referral": 20, "phone": 14, "walk_in": 8, "import": 12, "event": 6}),
        ),
        "status": given(labelled(_way(), tuple(_ENDINGS)), _ENDINGS),
        "lost_reason": given(
            "status",
            {
                "lost": choice({"no_answer": 30, "price": 20, "other_institution": 20, "timing": 15}),
                "unqualified": choice({"requirements": 60, "duplicate": 25, "spam": 15}),
            },
        ),
        "score": given(
            "status",
            {
                "new": integers(0, 60, power=2),
                "contacted": integers(15, 70),
                "qualified": integers(40, 90),
                "applied": integers(60, 99),
                "enrolled": integers(75, 100),
            },
            otherwise=integers(0, 40),
        ),
        "interests": several(
            {"courses": 6, "fees": 5, "dates": 4, "scholarships": 3, "housing": 2, "visa": 1}, most=4, power=2
        ),
        "message": nullable(prose(LOCALES, by="locale", sentences=(1, 14), power=3), 0.55),
        "utm_source": given(
            "source", {"ads": choice({"google": 6, "bing": 1}), "social": choice({"instagram": 5, "tiktok": 3})}
        ),
        "utm_medium": given("source", {"ads": const("cpc"), "social": const("paid-social")}),
        "attribution": document(
            {
                "landing": nullable(choice({"/": 5, "/courses": 4, "/open-day": 2, "/fees": 2}), 0.3),
                "device": nullable(choice({"phone": 6, "desktop": 3, "tablet": 1}), 0.2),
                "visits": nullable(integers(1, 14, power=3), 0.4),
            }
        ),
        "last_activity_at": latest("created_at", latest_of("lead_activities", "lead_id", "occurred_at", kept=True)),
        "converted_at": given("status", {"enrolled": latest_of("lead_status_changes", "lead_id", "created_at")}),
        "erased_at": NOTHING,
        "created_at": moments(days=YEARS, curve=VISITORS),
        "updated_at": latest("created_at", latest_of("lead_status_changes", "lead_id", "created_at"), "deleted_at"),
        "created_by": given("source", {"walk_in": "assigned_to", "phone": "assigned_to"}),
        "updated_by": given("steps", {0: "created_by"}, otherwise="assigned_to"),
        "deleted_at": given("steps", {0: soft_deleted(0.03)}),
        "version": plus(const(1), "steps", present("deleted_at")),
    },
    aside={
        "ad": child("campaign_ads", "campaign_id", parent="campaign_id"),
        "abroad": flag(0.25),
        "number": given("locale", PHONE_NUMBERS),
        "reach": choice({"both": 62, "email": 33, "phone": 5}),
        "address": template(
            "{given}.{family}{n}@{domain}",
            given=latin("given_name", otherwise=const("lead")),
            family=latin("family_name", otherwise=const("name")),
            n=rank(),
            domain=record(MAIL_DOMAINS, "domain"),
        ),
        "steps": count_of("lead_status_changes", "lead_id"),
        "activities": count_of("lead_activities", "lead_id"),
        "settled_at": after("created_at", timedelta(days=150), least=HOUR),
    },
)
LEAD_STATUS_CHANGES = TablePlan(
    "lead_status_changes",
    spread=Spread("tenants", ZIPF, having=("leads",)),
    columns={
        "tenant_id": owner(),
        "id": number(),
        "lead_id": per("leads", weights=_STEPS),
        "from_status": labelled(_stands(-1), _STATUSES),
        "to_status": labelled(_stands(0), _STATUSES),
        "reason": given("to_status", dict.fromkeys(_LOST, of("lead_id", "lost_reason"))),
        "created_at": in_turn(of("lead_id", "created_at"), of("lead_id", "settled_at"), "step", of("lead_id", "steps")),
        "created_by": of("lead_id", "assigned_to"),
    },
    aside={"step": ordinal("lead_id")},
)
LEAD_ACTIVITIES = TablePlan(
    "lead_activities",
    spread=Spread("tenants", ZIPF, having=("leads",)),
    columns={
        "tenant_id": owner(),
        "id": key(time="created_at"),
        "lead_id": per("leads", weights=_ACTIVITIES),
        "assigned_to": of("lead_id", "assigned_to"),
        "kind": choice({"call": 34, "email": 26, "message": 12, "meeting": 6, "note": 12, "task": 10}),
        "direction": given("kind", dict.fromkeys(("call", "email", "message"), choice({"outbound": 7, "inbound": 3}))),
        "subject": nullable(record(ACTIVITIES, "subject"), 0.15),
        "body": nullable(prose(LOCALES, by=of("lead_id", "locale"), sentences=(1, 20), power=3), 0.4),
        "occurred_at": in_turn(
            of("lead_id", "created_at"), of("lead_id", "settled_at"), "turn", of("lead_id", "activities")
        ),
        "due_at": given("kind", {"task": after("occurred_at", timedelta(days=14), least=HOUR)}),
        "done_at": given("kind", {"task": nullable(after("occurred_at", timedelta(days=12)), 0.25)}),
        "details": given(
            "kind",
            {
                "call": document({"seconds": integers(8, 1800, power=3), "answered": flag(0.6)}),
                "email": document({"message_id": hexadecimal(16), "opened": nullable(flag(0.5), 0.3)}),
                "meeting": document({"minutes": integers(15, 90, step=15), "online": flag(0.7)}),
            },
            otherwise=document({}),
        ),
        "created_at": same("occurred_at"),
        "updated_at": latest("created_at", "done_at"),
        "created_by": same("assigned_to"),
        "updated_by": same("assigned_to"),
    },
    aside={"turn": ordinal("lead_id")},
)
LEAD_CONSENTS = TablePlan(
    "lead_consents",
    spread=Spread("tenants", ZIPF, having=("leads",)),
    columns={
        "tenant_id": owner(),
        "id": key(time="created_at"),
        "lead_id": per("leads", weights=(2, 0, 0, 1, 0, 0, 2, 0, 0, 1, 0, 1)),
        "purpose": given("turn", {place: const(purpose) for place, purpose in enumerate(_PURPOSES, start=1)}),
        "method": given(
            of("lead_id", "source"),
            {"walk_in": const("paper"), "phone": const("phone"), "import": const("import")},
            otherwise=choice({"web_form": 9, "email": 1}),
        ),
        "policy_version": choice({"2024-01": 3, "2025-03": 4, "2026-02": 3}),
        "given_at": of("lead_id", "created_at"),
        "withdrawn_at": nullable(after("given_at", timedelta(days=500)), 0.93),
        "ip_address": given("method", {"web_form": address()}),
        "evidence": given(
            "method", {"web_form": document({"form": choice({"enquiry": 3, "visit": 1})})}, otherwise=document({})
        ),
        "created_at": same("given_at"),
        "updated_at": latest("created_at", "withdrawn_at"),
        "created_by": of("lead_id", "created_by"),
        "updated_by": of("lead_id", "created_by"),
    },
    aside={"turn": ordinal("lead_id")},
)

PLANS = (LEADS, LEAD_STATUS_CHANGES, LEAD_ACTIVITIES, LEAD_CONSENTS)
