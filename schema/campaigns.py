"""Campaigns and ads templates: how an institution looks for students, what it costs, and what it brings.

A template is a creative that many campaigns may use; a campaign's ads place templates in channels; what the ad networks
report comes in once a day and is corrected for some days after.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Enum, Numeric, String, text
from sqlalchemy.orm import Mapped, mapped_column

from schema.base import Base, Edited, Keyed, OfTenant, SoftDeleted, Timed, Versioned
from schema.declare import (
    amount,
    audited,
    derived,
    index,
    one_of,
    passes,
    reference,
    rule,
    state_machine,
    triggered,
    trimmed,
    unique,
)

OBJECTIVES = ("awareness", "enquiries", "applications", "enrolments")
CHANNELS = ("search", "social", "display", "video", "email", "print")
STEPS = {
    "draft": ("scheduled", "cancelled"),
    "scheduled": ("draft", "active", "cancelled"),
    "active": ("paused", "completed", "cancelled"),
    "paused": ("active", "completed", "cancelled"),
    "completed": (),
    "cancelled": (),
}
TEMPLATE_STEPS = {"draft": ("approved", "retired"), "approved": ("draft", "retired"), "retired": ("draft",)}
FORMATS = ("image", "video", "carousel", "text", "html")
CURRENCY = "~ '^[A-Z]{3}$'"

Base.metadata.info["functions"] += ["sum_campaign_spend", "refresh_campaign_spend"]


@audited()
@state_machine("status", STEPS)
@passes("jobs", "SELECT, UPDATE", "campaigns begin and end on their dates, whoever sleeps.")
class Campaign(Keyed, Edited, SoftDeleted, Versioned, Base):
    """A campaign with its budget. Money is NUMERIC with its currency beside it."""

    __tablename__ = "campaigns"
    __table_args__ = (
        reference("users", "owner_id"),
        trimmed("name", "A name that can be shown."),
        rule("code", "code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", "Fits into a link (utm_campaign)."),
        one_of("objective", OBJECTIVES, "What it is measured by."),
        one_of(
            "status", tuple(STEPS), "Where it stands; a trigger lets it go only from a step to one that may follow."
        ),
        rule("ends_on", "ends_on >= starts_on", "It ends when it has begun."),
        rule(
            "dates",
            "status IN ('draft', 'cancelled') OR (starts_on IS NOT NULL AND ends_on IS NOT NULL)",
            "Whatever leaves the drawing board has dates.",
        ),
        amount("budget_amount", "Money to spend."),
        amount("spent_amount", "Money spent."),
        rule("budget_currency", f"budget_currency {CURRENCY}", "ISO 4217."),
        rule("audience", "jsonb_typeof(audience) = 'object'", "Named criteria."),
        index(
            "code",
            unique=True,
            where="deleted_at IS NULL",
            serves=["campaign_by_code"],
            why="Links carry the code; a deleted campaign gives its code back.",
        ),
        index(
            "status",
            "starts_on DESC",
            "id DESC",
            where="deleted_at IS NULL",
            serves=["campaigns_by_status"],
            why="The list of campaigns, latest first. Counts and the nightly job read a tenant's campaigns as quickly "
            "without it: they are a few hundred.",
        ),
        index("owner_id", serves=["campaigns_of_owner", "foreign key"], why="A marketer's own campaigns."),
        {"comment": "Marketing campaigns with their budgets."},
    )

    name: Mapped[str] = mapped_column(String(200), comment="For people.")
    code: Mapped[str] = mapped_column(String(60), comment="For links: utm_campaign.")
    objective: Mapped[str] = mapped_column(String(20), comment="What it is measured by.")
    status: Mapped[str] = mapped_column(String(20), server_default="draft", comment="Where it stands.")
    owner_id: Mapped[uuid.UUID | None] = mapped_column(comment="The marketer who answers for it.")
    starts_on: Mapped[date | None] = mapped_column(comment="First day, in the tenant's time zone.")
    ends_on: Mapped[date | None] = mapped_column(comment="Last day, in the tenant's time zone.")
    budget_amount: Mapped[Decimal] = mapped_column(Numeric(14, 2), server_default="0", comment="May be spent in all.")
    budget_currency: Mapped[str] = mapped_column(String(3), server_default="EUR", comment="Of every amount below it.")
    spent_amount: Mapped[Decimal] = mapped_column(
        Numeric(14, 2),
        server_default="0",
        info=derived("sum_campaign_spend"),
        comment="Sum of its daily metrics, kept by a trigger: every list shows it, the networks report once a day.",
    )
    audience: Mapped[dict[str, Any]] = mapped_column(
        server_default=text("'{}'"), comment="Whom it addresses; handed to the ad networks as it is, never filtered by."
    )
    notes: Mapped[str | None] = mapped_column()


@state_machine("status", TEMPLATE_STEPS)
class AdsTemplate(Keyed, Edited, SoftDeleted, Versioned, Base):
    """A creative: words, pictures, and the places in it that an ad fills."""

    __tablename__ = "ads_templates"
    __table_args__ = (
        trimmed("name", "A name that can be shown."),
        one_of("channel", CHANNELS, "Where it can be placed."),
        one_of("status", tuple(TEMPLATE_STEPS), "Only approved templates are placed."),
        trimmed("headline", "A headline says something."),
        rule("media_url", "media_url ~ '^https://'", "Networks fetch it over TLS."),
        rule("content", "jsonb_typeof(content) = 'object'", "Named parts."),
        index(
            "name",
            unique=True,
            ops={"name": "varchar_pattern_ops"},
            where="deleted_at IS NULL",
            serves=["template_by_name"],
            why="Designers find a template by how its name begins; a deleted one gives its name back.",
        ),
        index(
            "channel",
            "status",
            "updated_at DESC",
            where="deleted_at IS NULL",
            serves=["templates_for_channel"],
            why="What can be placed in a channel, last changed first.",
        ),
        {"comment": "Creatives that campaigns use."},
    )

    name: Mapped[str] = mapped_column(String(150), comment="For people.")
    channel: Mapped[str] = mapped_column(String(20), comment="Where it can be placed.")
    format: Mapped[str] = mapped_column(
        Enum(*FORMATS, name="ads_templates_format_enum"),
        comment="What the networks make of it. An enum: it is shown, and nothing filters by it.",
    )
    status: Mapped[str] = mapped_column(String(20), server_default="draft", comment="Whether it may be placed.")
    headline: Mapped[str] = mapped_column(String(150), comment="At most what the strictest network takes.")
    body: Mapped[str | None] = mapped_column(comment="Text below the headline, with {placeholders}.")
    call_to_action: Mapped[str | None] = mapped_column(String(30), comment="On the button.")
    media_url: Mapped[str | None] = mapped_column(String(2000), comment="Picture or film.")
    placeholders: Mapped[list[str]] = mapped_column(server_default=text("'{}'"), comment="Names that an ad must fill.")
    content: Mapped[dict[str, Any]] = mapped_column(
        server_default=text("'{}'"), comment="Parts that only one format has (cards of a carousel); never filtered by."
    )


class CampaignAd(Keyed, Edited, Base):
    """A template placed in a channel by a campaign."""

    __tablename__ = "campaign_ads"
    __table_args__ = (
        reference("campaigns", "campaign_id"),
        reference("ads_templates", "ads_template_id"),
        unique("campaign_id", "id", why="What daily metrics refer to, so that their campaign is the ad's own."),
        unique("ads_template_id", "campaign_id", "channel", why="A campaign places a template once in a channel."),
        one_of("channel", CHANNELS, "Where it is placed."),
        one_of("status", ("active", "paused", "ended"), "Whether the network shows it."),
        amount("daily_budget_amount", "Money for a day, in the campaign's currency.", zero=False),
        rule("values", "jsonb_typeof(placeholder_values) = 'object'", "A value for each placeholder."),
        index(
            "channel",
            "external_ref",
            unique=True,
            where="external_ref IS NOT NULL",
            serves=["ad_by_external_ref"],
            why="The network's report names the ad by its own reference.",
        ),
        {"comment": "Templates as campaigns place them."},
    )

    campaign_id: Mapped[uuid.UUID] = mapped_column()
    ads_template_id: Mapped[uuid.UUID] = mapped_column()
    channel: Mapped[str] = mapped_column(String(20), comment="Where it is placed.")
    status: Mapped[str] = mapped_column(String(20), server_default="active", comment="Whether the network shows it.")
    external_ref: Mapped[str | None] = mapped_column(String(100), comment="The ad network's own name for it.")
    daily_budget_amount: Mapped[Decimal | None] = mapped_column(
        Numeric(12, 2), comment="At most for a day, in the campaign's currency; NULL: only the campaign's budget holds."
    )
    placeholder_values: Mapped[dict[str, Any]] = mapped_column(
        server_default=text("'{}'"), comment="What fills the template's placeholders; never filtered by."
    )


_SUMMED = "Keeps campaigns.spent_amount: one sum for each statement, for a report brings thousands of rows."


@triggered(
    "spend_insert",
    "AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT",
    "app.sum_campaign_spend()",
    _SUMMED,
)
@triggered(
    "spend_update",
    "AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT",
    "app.sum_campaign_spend()",
    _SUMMED,
)
@triggered(
    "spend_delete",
    "AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT",
    "app.sum_campaign_spend()",
    _SUMMED,
)
@passes("jobs", "SELECT, INSERT, UPDATE", "the networks' reports come in one load for all tenants.")
class CampaignDailyMetric(OfTenant, Timed, Base):
    """What one ad did on one day. The campaign is repeated from the ad, and the foreign key keeps it right."""

    __tablename__ = "campaign_daily_metrics"
    __table_args__ = (
        reference("campaign_ads", "campaign_id", "campaign_ad_id", to=("campaign_id", "id")),
        rule("impressions", "impressions >= 0", "A count."),
        rule("clicks", "clicks BETWEEN 0 AND impressions", "Nobody clicks what nobody sees."),
        rule("conversions", "conversions BETWEEN 0 AND clicks", "Nobody converts without a click."),
        amount("spend_amount", "Money spent, in the campaign's currency."),
        index(
            "metric_date",
            "campaign_id",
            serves=["spend_by_day", "campaign_funnel"],
            why="Dashboards sum the days of a range over campaigns. Not covering: figures are corrected for a week, "
            "and each correction would write the index too (no HOT) to save a reader eight pages.",
        ),
        {
            "comment": "What each ad did on each day.\n"
            "pgworkbench:ignore actor-columns-missing only the nightly report writes here"
        },
    )

    campaign_id: Mapped[uuid.UUID] = mapped_column(primary_key=True, comment="The ad's campaign.")
    campaign_ad_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    metric_date: Mapped[date] = mapped_column(primary_key=True, comment="The network's day.")
    impressions: Mapped[int] = mapped_column(BigInteger, server_default="0", comment="How often it was shown.")
    clicks: Mapped[int] = mapped_column(server_default="0", comment="How often it was clicked.")
    conversions: Mapped[int] = mapped_column(
        server_default="0", comment="Enquiries that the network counts as its own."
    )
    spend_amount: Mapped[Decimal] = mapped_column(
        Numeric(12, 2), server_default="0", comment="What it cost, in the campaign's currency."
    )
    reported_at: Mapped[datetime] = mapped_column(
        server_default=text("now()"), comment="When the network last said so."
    )
