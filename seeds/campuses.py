"""Campuses: three to an institution, one of them its seat; rooms, and people who work there."""

from datetime import timedelta

from pgworkbench.seeding.plan import (
    Spread,
    TablePlan,
    after,
    choice,
    const,
    day,
    distinct,
    flag,
    given,
    integers,
    key,
    latest,
    nullable,
    of,
    ordinal,
    owner,
    per,
    period,
    rank,
    same,
    several,
    shifted,
    template,
)
from seeds.rhythm import DAY
from seeds.tenancy import ZIPF
from seeds.users import PHONE_NUMBERS
from seeds.words import COUNTRIES

NOTHING = const(None)

CAMPUSES = TablePlan(
    "campuses",
    spread=Spread("tenants", 0.0),
    columns={
        "tenant_id": owner(),
        "id": key(time="created_at"),
        "code": template("C{place}"),
        "name": template("{side} campus {place}", side=choice({"North": 2, "Garden": 2, "River": 1, "Old town": 2})),
        "status": given("place", {1: const("open")}, otherwise=choice({"open": 8, "planned": 1, "closed": 1})),
        "is_main": given("place", {1: const(True)}, otherwise=const(False)),
        "street": template(
            "{name} {n}", name=choice({"Market Street": 3, "Station Road": 3, "Mill Lane": 2}), n=integers(1, 90)
        ),
        "postal_code": template("{n}", n=integers(1000, 9999)),
        "city": of("tenant_id", "city"),
        "country": given(of("tenant_id", "locale"), {locale: const(country) for locale, country in COUNTRIES.items()}),
        "email": template("desk{place}@example.org"),
        "phone": given(of("tenant_id", "locale"), PHONE_NUMBERS),
        "opened_on": given("status", {"open": day("created_at"), "closed": day("created_at")}),
        "closed_on": given("status", {"closed": day("created_at", shift=300, spread=200)}),
        "created_at": shifted(of("tenant_id", "created_at"), DAY),
        "updated_at": same("created_at"),
    },
    aside={"place": rank()},
)
CAMPUS_ROOMS = TablePlan(
    "campus_rooms",
    spread=Spread("tenants", 0.6, having=("campuses",)),
    columns={
        "tenant_id": owner(),
        "id": key(time="created_at"),
        "campus_id": per("campuses", weights=(3, 2, 1)),
        "code": template("{n}", n=ordinal("campus_id", start=101)),
        "kind": choice({"classroom": 12, "laboratory": 3, "auditorium": 1, "library": 1, "office": 3}),
        "floor": integers(0, 5, power=2),
        "capacity": given("kind", {"auditorium": integers(80, 400, step=20)}, otherwise=integers(8, 60, step=2)),
        "equipment": several({"projector": 8, "whiteboard": 6, "hearing loop": 2, "piano": 1}, most=3),
        "is_in_use": flag(0.95),
        "created_at": shifted(of("campus_id", "created_at"), DAY),
        "updated_at": same("created_at"),
    },
)
CAMPUS_STAFF = TablePlan(
    "campus_staff",
    spread=Spread("tenants", ZIPF, having=("campuses", "users")),
    columns={
        "tenant_id": owner(),
        "id": key(time="created_at"),
        "user_id": per("users", weights=(2, 0, 0, 1, 0, 0, 0, 1)),
        "campus_id": distinct("campuses", beside="user_id"),
        "position": choice({"instructor": 8, "adviser": 5, "registrar": 2, "support": 3, "director": 1}),
        "period": period("begins", "ends"),
        "created_at": after(of("user_id", "created_at"), timedelta(days=20)),
        "updated_at": latest("created_at"),
        "created_by": of("user_id", "created_by"),
        "updated_by": of("user_id", "created_by"),
    },
    aside={
        "begins": day("created_at", spread=30),
        "ends": nullable(day("begins", shift=180, spread=700), 0.8),
    },
)

PLANS = (CAMPUSES, CAMPUS_ROOMS, CAMPUS_STAFF)
