"""Accounts, what they may do, and how they sign in. Everybody's address is at a domain that nobody can own."""

from datetime import timedelta

from pgworkbench.seeding.plan import (
    Mirror,
    Spread,
    TablePlan,
    address,
    after,
    beside,
    choice,
    const,
    count_of,
    cut,
    day,
    differ,
    digest,
    distinct,
    document,
    earlier,
    entry,
    first_of,
    flag,
    given,
    hexadecimal,
    integers,
    key,
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
    pattern,
    per,
    pool,
    prose,
    rank,
    record,
    same,
    shifted,
    soft_deleted,
    template,
)
from seeds.rhythm import DAY, FOUNDED, HOUR, MEMBERS
from seeds.tenancy import ZIPF
from seeds.words import COUNTRIES, LOCALES, MAIL_DOMAINS, PEOPLE, PERMISSIONS, PHONES, ROLES

PHONE_NUMBERS = {locale: pattern(*PHONES.get(country, PHONES["US"])) for locale, country in COUNTRIES.items()}
NOTHING = const(None)

USERS = TablePlan(
    "users",
    spread=Spread("tenants", ZIPF),
    columns={
        "tenant_id": owner(),
        "id": key(time="created_at"),
        "email": template(
            "{given}.{family}{n}@{domain}",
            given=latin("given_name", otherwise=const("user")),
            family=latin("family_name", otherwise=const("name")),
            n=rank(),
            domain=record(MAIL_DOMAINS, "domain"),
        ),
        "password_hash": given(
            "by_password",
            {
                True: template(
                    "$argon2id$v=19$m=65536,t=3,p=4${salt}${hash}", salt=hexadecimal(22), hash=hexadecimal(43)
                )
            },
        ),
        "status": given(
            "sessions",
            {0: choice({"active": 70, "invited": 22, "suspended": 8})},
            otherwise=choice({"active": 97, "suspended": 3}),
        ),
        "email_verified_at": given("status", {"invited": NOTHING}, otherwise=after("created_at", 3 * DAY, power=4)),
        "last_sign_in_at": first_of(
            latest_of("user_sessions", "user_id", "created_at"),
            given("status", {"active": nullable(after("email_verified_at", timedelta(days=500)), 0.2)}),
        ),
        "failed_sign_ins": integers(0, 4, power=7),
        "locked_until": nullable(shifted("last_sign_in_at", HOUR), 0.99),
        "created_at": moments(days=FOUNDED, curve=MEMBERS),
        "updated_at": latest("created_at", "email_verified_at", "last_sign_in_at", "deleted_at"),
        "created_by": earlier(roots=0.3, power=3),
        "updated_by": same("created_by"),
        "deleted_at": given("sessions", {0: soft_deleted(0.06)}),
        "version": given("changed", {True: integers(2, 400, power=3)}, otherwise=const(1)),
    },
    aside={
        "language": given("abroad", {True: record(PEOPLE, "locale")}, otherwise=of("tenant_id", "locale")),
        "abroad": flag(0.15),
        "given_name": pool("first_name", LOCALES, by="language"),
        "family_name": pool("last_name", LOCALES, by="language"),
        "by_password": given("identities", {0: differ("status", const("invited"))}, otherwise=flag(0.4)),
        "identities": count_of("user_identities", "user_id"),
        "sessions": count_of("user_sessions", "user_id"),
        "changed": differ("created_at", "updated_at"),
    },
)
USER_PROFILES = TablePlan(
    "user_profiles",
    spread=Mirror("users"),
    columns={
        "tenant_id": owner(),
        "user_id": beside(),
        "display_name": template("{given_name} {family_name}"),
        "given_name": of("user_id", "given_name"),
        "family_name": of("user_id", "family_name"),
        "phone": nullable(given("language", PHONE_NUMBERS), 0.35),
        "date_of_birth": nullable(day("created_at", shift=-24_000, spread=17_500), 0.3),
        "biography": nullable(prose(LOCALES, by="language", sentences=(2, 25)), 0.85),
        "avatar_url": nullable(template("https://media.example.org/avatars/{name}.webp", name=hexadecimal(24)), 0.6),
        "locale": nullable(same("language"), 0.7),
        "preferences": document(
            {
                "theme": nullable(choice({"dark": 3, "light": 2, "system": 5}), 0.3),
                "density": nullable(choice({"compact": 1, "comfortable": 2}), 0.7),
                "notifications": {"email": flag(0.8), "digest": nullable(choice({"daily": 1, "weekly": 3}), 0.5)},
                "pinned": nullable(const(["leads", "campaigns"]), 0.9),
            }
        ),
        "created_at": of("user_id", "created_at"),
        "updated_at": same("created_at"),
        "created_by": of("user_id", "created_by"),
        "updated_by": of("user_id", "created_by"),
    },
    aside={"language": of("user_id", "language")},
)
ROLE_PLAN = TablePlan(
    "roles",
    spread=Spread("tenants", 0.0),
    columns={
        "tenant_id": owner(),
        "id": key(time="created_at"),
        "code": entry(ROLES, "code", "place"),
        "name": entry(ROLES, "name", "place"),
        "description": entry(ROLES, "description", "place"),
        "is_system": given(entry(ROLES, "is_system", "place"), {"true": const(True)}, otherwise=const(False)),
        "created_at": shifted(of("tenant_id", "created_at"), HOUR),
        "updated_at": same("created_at"),
        "created_by": NOTHING,
        "updated_by": NOTHING,
    },
    aside={"place": rank()},
)
PERMISSION_PLAN = TablePlan(
    "permissions",
    columns={
        "id": number(),
        "code": entry(PERMISSIONS, "code", "id"),
        "description": entry(PERMISSIONS, "description", "id"),
        "created_at": moments(days=FOUNDED + 900, until=FOUNDED + 890),
    },
)
ROLE_PERMISSIONS = TablePlan(
    "role_permissions",
    spread=Spread("tenants", 0.0, having=("roles",)),
    columns={
        "tenant_id": owner(),
        "role_id": per("roles", weights=(22, 12, 10, 6, 4, 6)),
        "permission_id": distinct("permissions", beside="role_id"),
        "created_at": of("role_id", "created_at"),
        "created_by": NOTHING,
    },
)
USER_ROLES = TablePlan(
    "user_roles",
    spread=Spread("tenants", ZIPF, having=("users", "roles")),
    columns={
        "tenant_id": owner(),
        "id": key(time="created_at"),
        "user_id": per("users", weights=(1, 1, 1, 1, 2)),
        "role_id": distinct("roles", beside="user_id"),
        "campus_id": nullable(parent("campuses"), 0.8),
        "created_at": after(of("user_id", "created_at"), 2 * DAY, power=3),
        "created_by": of("user_id", "created_by"),
    },
)
USER_IDENTITIES = TablePlan(
    "user_identities",
    spread=Spread("tenants", ZIPF, having=("users",)),
    columns={
        "tenant_id": owner(),
        "id": key(time="created_at"),
        "user_id": per("users", weights=(1, 0, 1, 0, 0, 2)),
        "provider": choice({"google": 5, "microsoft": 4, "saml": 2, "oidc": 1}),
        "subject": hexadecimal(28),
        "last_used_at": nullable(after("created_at", timedelta(days=300)), 0.2),
        "created_at": after(of("user_id", "created_at"), timedelta(days=60)),
        "updated_at": latest("created_at", "last_used_at"),
    },
)
USER_SESSIONS = TablePlan(
    "user_sessions",
    spread=Spread("tenants", ZIPF, having=("users",)),
    columns={
        "tenant_id": owner(),
        "id": key(time="created_at"),
        "user_id": parent("users", before="created_at", power=2),
        "token_hash": digest(),
        "expires_at": shifted("created_at", 30 * DAY),
        "revoked_at": nullable(after("last_seen_at", 5 * DAY), 0.75),
        "last_seen_at": after("created_at", 12 * DAY, power=4),
        "ip_address": nullable(address(), 0.02),
        "user_agent": cut(pool("user_agent", ("en_US",)), 500),
        "created_at": moments(days=60, curve=MEMBERS),
        "updated_at": latest("created_at", "last_seen_at", "revoked_at"),
    },
)
PASSWORD_RESETS = TablePlan(
    "password_resets",
    spread=Spread("tenants", ZIPF, having=("users",)),
    columns={
        "tenant_id": owner(),
        "id": key(time="created_at"),
        "user_id": per("users", weights=(1, 0, 3, 0, 0, 0, 1)),
        "token_hash": digest(),
        "expires_at": shifted("created_at", 2 * HOUR),
        # a user has one open request at most
        "used_at": given(ordinal("user_id"), {1: nullable(after("created_at", 2 * HOUR), 0.3)}, otherwise="in_time"),
        "ip_address": nullable(address(), 0.05),
        "created_at": latest(moments(days=90, curve=MEMBERS, ordered=False), of("user_id", "created_at")),
        "updated_at": latest("created_at", "used_at"),
    },
    aside={"in_time": after("created_at", 2 * HOUR)},
)

PLANS = (
    USERS,
    USER_PROFILES,
    ROLE_PLAN,
    PERMISSION_PLAN,
    ROLE_PERMISSIONS,
    USER_ROLES,
    USER_IDENTITIES,
    USER_SESSIONS,
    PASSWORD_RESETS,
)
