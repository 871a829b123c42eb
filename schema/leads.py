"""Leads: prospective students, from the first enquiry to the application.

A lead is followed by people and measured by campaigns. Its data is personal: consents say what may be done with it, and
erasure takes it away while the figures stay.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Computed, Enum, SmallInteger, String, text
from sqlalchemy.dialects.postgresql import INET
from sqlalchemy.orm import Mapped, mapped_column

from schema.base import Base, Counted, CreatedBy, Edited, Keyed, SoftDeleted, Versioned
from schema.declare import (
    about,
    application_may,
    audited,
    derived,
    index,
    on_erasure,
    one_of,
    passes,
    personal,
    reference,
    rule,
    state_machine,
    triggered,
)

SOURCES = ("web_form", "ads", "social", "referral", "event", "import", "walk_in", "phone")
STEPS = {
    "new": ("contacted", "qualified", "lost", "unqualified"),
    "contacted": ("qualified", "lost", "unqualified"),
    "qualified": ("contacted", "applied", "lost", "unqualified"),
    "applied": ("enrolled", "qualified", "lost"),
    "enrolled": (),
    "lost": ("contacted",),
    "unqualified": ("contacted",),
}
LOST_REASONS = ("no_answer", "price", "other_institution", "timing", "requirements", "duplicate", "spam")
ACTIVITIES = ("call", "email", "message", "meeting", "note", "task")
PURPOSES = ("data_processing", "email_marketing", "phone_contact", "text_messages", "profiling")
METHODS = ("web_form", "paper", "phone", "email", "import")

Base.metadata.info["functions"] += ["record_lead_status", "note_lead_activity"]


@audited()
@about("lead", key="id")
@state_machine("status", STEPS)
@triggered(
    "status_change",
    "AFTER UPDATE OF status ON {table} FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)",
    "app.record_lead_status()",
    "Writes lead_status_changes, so that no path to a status leaves a gap in the history.",
)
@passes("jobs", "SELECT", "leads whose retention has ended are found for erasure, tenant by tenant.")
class Lead(Keyed, Edited, SoftDeleted, Versioned, Base):
    """A person who asked. Reached by email or phone, until erased."""

    __tablename__ = "leads"
    __table_args__ = (
        reference("campaigns", "campaign_id"),
        reference("campaign_ads", "campaign_ad_id"),
        reference("users", "assigned_to"),
        rule(
            "email", "email = lower(email) AND email ~ '^[^@\\s]+@[^@\\s]+$'", "Lower-cased, with one @ between words."
        ),
        rule("phone", "phone ~ '^\\+[1-9][0-9]{6,14}$'", "International form (E.164)."),
        rule(
            "contact",
            "email IS NOT NULL OR phone IS NOT NULL OR erased_at IS NOT NULL",
            "A lead that nobody can reach is none.",
        ),
        one_of("source", SOURCES, "How the lead came in."),
        one_of("status", tuple(STEPS), "How far it has come; a trigger sees that each step may follow the last."),
        one_of("lost_reason", LOST_REASONS, "Why it was lost."),
        rule(
            "lost", "lost_reason IS NULL OR status IN ('lost', 'unqualified')", "Only lost leads have a reason for it."
        ),
        rule("score", "score BETWEEN 0 AND 100", "How likely an enrolment is."),
        rule("country", "country ~ '^[A-Z]{2}$'", "ISO 3166."),
        rule("attribution", "jsonb_typeof(attribution) = 'object'", "Named marks."),
        index(
            "campaign_id",
            "created_at DESC",
            "id DESC",
            serves=["leads_by_campaign_and_date", "leads_by_campaign_next_page", "leads_per_campaign", "foreign key"],
            why="A campaign's leads in a range of dates, newest first, page by page: one range of the index, no sort. "
            "Not partial: the foreign key needs it whole, and few leads are deleted.",
        ),
        index(
            "status",
            "created_at DESC",
            "id DESC",
            where="deleted_at IS NULL",
            serves=["leads_by_status", "lead_counts_by_status"],
            why="The pipeline: leads of one status, newest first.",
        ),
        index(
            "assigned_to",
            "last_activity_at",
            where="deleted_at IS NULL AND status IN ('new', 'contacted', 'qualified', 'applied')",
            serves=["leads_waiting_for_user"],
            why="An adviser's open leads, the longest waiting first.",
        ),
        index("assigned_to", serves=["reassign_leads", "foreign key"], why="All leads of an adviser who leaves."),
        index("campaign_ad_id", serves=["leads_by_ad", "foreign key"], why="What an ad has brought."),
        index(
            "email",
            "campaign_id",
            unique=True,
            nulls_not_distinct=True,
            where="deleted_at IS NULL AND email IS NOT NULL",
            serves=["capture_lead", "lead_by_email"],
            why="A person asks once in a campaign, and once without one: the form that is sent twice finds the first.",
        ),
        index(
            "phone",
            where="deleted_at IS NULL AND phone IS NOT NULL",
            serves=["lead_by_phone"],
            why="Who is calling.",
        ),
        index(
            "search_name",
            where="deleted_at IS NULL",
            serves=["leads_by_name"],
            why="Names that begin with what was typed: a range of a byte-ordered key is leakproof, LIKE is not.",
        ),
        index(
            "last_activity_at",
            where="erased_at IS NULL",
            serves=["leads_past_retention"],
            why="Whom nobody has spoken to for years.",
        ),
        {"comment": "Prospective students."},
    )

    campaign_id: Mapped[uuid.UUID | None] = mapped_column(comment="What brought the lead; NULL: came by itself.")
    campaign_ad_id: Mapped[uuid.UUID | None] = mapped_column(comment="The ad that was clicked, if any.")
    assigned_to: Mapped[uuid.UUID | None] = mapped_column(comment="The adviser who follows it.")
    given_name: Mapped[str | None] = mapped_column(String(100), info=personal())
    family_name: Mapped[str | None] = mapped_column(String(100), info=personal())
    search_name: Mapped[str | None] = mapped_column(
        String(201, collation="C"),
        Computed("lower(family_name || coalesce(' ' || given_name, ''))", persisted=True),
        info={"personal": True},
        comment="Family name first, lower-cased, in byte order: for searches by beginning.",
    )
    email: Mapped[str | None] = mapped_column(String(254), info=personal(), comment="Lower-cased.")
    phone: Mapped[str | None] = mapped_column(String(16), info=personal(), comment="International form, + and digits.")
    country: Mapped[str | None] = mapped_column(String(2), comment="Where the person lives (ISO 3166).")
    locale: Mapped[str | None] = mapped_column(String(35), comment="The language to answer in.")
    source: Mapped[str] = mapped_column(String(20), comment="How the lead came in.")
    status: Mapped[str] = mapped_column(String(20), server_default="new", comment="How far it has come.")
    lost_reason: Mapped[str | None] = mapped_column(String(30), comment="Why it was lost.")
    score: Mapped[int] = mapped_column(
        SmallInteger, server_default="0", comment="How likely an enrolment is, 0 to 100."
    )
    interests: Mapped[list[str]] = mapped_column(server_default=text("'{}'"), comment="Subjects that were asked about.")
    message: Mapped[str | None] = mapped_column(info=personal(), comment="The enquiry's own words.")
    utm_source: Mapped[str | None] = mapped_column(String(100), comment="Where the link stood.")
    utm_medium: Mapped[str | None] = mapped_column(String(100), comment="What kind of link it was.")
    attribution: Mapped[dict[str, Any]] = mapped_column(
        server_default=text("'{}'"),
        info=personal("'{}'"),
        comment="Other marks of the visit; shown, never filtered by.",
    )
    last_activity_at: Mapped[datetime] = mapped_column(
        server_default=text("now()"),
        info=derived("note_lead_activity"),
        comment="The latest activity, kept by a trigger: work lists sort by it, retention counts from it.",
    )
    converted_at: Mapped[datetime | None] = mapped_column(comment="When the person enrolled.")
    erased_at: Mapped[datetime | None] = mapped_column(
        info=on_erasure("now()"), comment="When personal data was erased."
    )


@about("lead", key="lead_id")
@application_may("SELECT")
class LeadStatusChange(Counted, CreatedBy, Base):
    """A step of a lead. Only the trigger on leads writes here: one writer, whose speed counts, so a BIGINT identity."""

    __tablename__ = "lead_status_changes"
    __table_args__ = (
        reference("leads", "lead_id"),
        rule("to_status", "to_status <> from_status", "A step leads somewhere."),
        index(
            "lead_id",
            "created_at DESC",
            serves=["status_history_of_lead", "foreign key"],
            why="A lead's way, newest step first.",
        ),
        index(
            "created_at",
            "to_status",
            serves=["funnel_by_month"],
            why="How many leads reached each step in a range of dates, from the index alone.",
        ),
        {"comment": "Every step of every lead; its beginning is the lead itself."},
    )

    lead_id: Mapped[uuid.UUID] = mapped_column()
    from_status: Mapped[str] = mapped_column(String(20), comment="Before.")
    to_status: Mapped[str] = mapped_column(String(20), comment="After.")
    reason: Mapped[str | None] = mapped_column(String(30), comment="The lead's lost_reason at that moment.")


@about("lead", key="lead_id")
@triggered(
    "lead",
    "AFTER INSERT OR UPDATE OF occurred_at ON {table} FOR EACH ROW",
    "app.note_lead_activity()",
    "Keeps leads.last_activity_at.",
)
class LeadActivity(Keyed, Edited, Base):
    """Something that was done with a lead, or is to be done."""

    __tablename__ = "lead_activities"
    __table_args__ = (
        reference("leads", "lead_id"),
        reference("users", "assigned_to"),
        one_of("kind", ACTIVITIES, "What was done."),
        one_of("direction", ("inbound", "outbound"), "Who began."),
        rule("due_at", "(kind = 'task') = (due_at IS NOT NULL)", "Tasks are due; what has happened is not."),
        rule("done_at", "done_at IS NULL OR kind = 'task'", "Only tasks wait to be done."),
        rule("details", "jsonb_typeof(details) = 'object'", "Named details."),
        index(
            "lead_id",
            "occurred_at DESC",
            "id DESC",
            serves=["timeline_of_lead", "foreign key"],
            why="A lead's timeline, newest first and page by page.",
        ),
        index(
            "assigned_to",
            "due_at",
            where="done_at IS NULL AND due_at IS NOT NULL",
            serves=["open_tasks_of_user"],
            why="What an adviser has to do, the most urgent first; done tasks leave the index.",
        ),
        index(
            "assigned_to",
            "occurred_at",
            serves=["activity_by_user", "foreign key"],
            why="What each adviser has done, in the order of time. For the foreign key first of all: the report over "
            "all advisers gains a sixth at most.",
        ),
        {"comment": "What was done with a lead, and what is to be done."},
    )

    lead_id: Mapped[uuid.UUID] = mapped_column()
    assigned_to: Mapped[uuid.UUID | None] = mapped_column(comment="Who did it, or is to do it.")
    kind: Mapped[str] = mapped_column(String(20), comment="What was done.")
    direction: Mapped[str | None] = mapped_column(String(10), comment="Who began.")
    subject: Mapped[str | None] = mapped_column(String(200), info=personal(), comment="In a line.")
    body: Mapped[str | None] = mapped_column(info=personal(), comment="In full: words of the person or about them.")
    occurred_at: Mapped[datetime] = mapped_column(server_default=text("now()"), comment="When it happened, or was set.")
    due_at: Mapped[datetime | None] = mapped_column(comment="Until when a task is to be done.")
    done_at: Mapped[datetime | None] = mapped_column(comment="When the task was done.")
    details: Mapped[dict[str, Any]] = mapped_column(
        server_default=text("'{}'"),
        info=personal("'{}'"),
        comment="Length of a call, id of a message; never filtered by.",
    )


@audited()
@about("lead", key="lead_id")
class LeadConsent(Keyed, Edited, Base):
    """What a person allowed, when and how; withdrawn, it stays as a proof that it was given."""

    __tablename__ = "lead_consents"
    __table_args__ = (
        reference("leads", "lead_id"),
        one_of("purpose", PURPOSES, "What is allowed."),
        rule("withdrawn_at", "withdrawn_at >= given_at", "Withdrawn after it was given."),
        rule("evidence", "jsonb_typeof(evidence) = 'object'", "Named proofs."),
        index(
            "lead_id",
            "purpose",
            unique=True,
            where="withdrawn_at IS NULL",
            serves=["give_consent"],
            why="One consent in force for each purpose; a second one finds the first.",
        ),
        index(
            "lead_id",
            "given_at DESC",
            serves=["consents_of_lead", "consents_in_force", "withdraw_consent", "foreign key"],
            why="All that a lead ever allowed: few enough to find among them what is in force.",
        ),
        {"comment": "What may be done with a lead's data, since when, and until when."},
    )

    lead_id: Mapped[uuid.UUID] = mapped_column()
    purpose: Mapped[str] = mapped_column(String(30), comment="What is allowed.")
    method: Mapped[str] = mapped_column(
        Enum(*METHODS, name="lead_consents_method_enum"),
        comment="How it was given. An enum: it is shown, and nothing filters by it.",
    )
    policy_version: Mapped[str] = mapped_column(String(20), comment="The wording that was agreed to.")
    given_at: Mapped[datetime] = mapped_column(server_default=text("now()"), comment="When it was given.")
    withdrawn_at: Mapped[datetime | None] = mapped_column(comment="When it was withdrawn; NULL: in force.")
    ip_address: Mapped[str | None] = mapped_column(INET, info=personal(), comment="Where the form was sent from.")
    evidence: Mapped[dict[str, Any]] = mapped_column(
        server_default=text("'{}'"),
        info=personal("'{}'"),
        comment="What proves it: form, recording; never filtered by.",
    )
