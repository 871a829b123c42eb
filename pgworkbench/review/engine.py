"""The engine: shows every rule what it registered for, makes findings of the flaws, and sorts them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from pgworkbench.catalog import (
    Column,
    Constraint,
    EnumType,
    Function,
    Index,
    Name,
    Policy,
    Role,
    Schema,
    Sequence,
    Table,
    Trigger,
)
from pgworkbench.review.finding import Finding, Flaw, Kind, ObjectName, Review, Skipped
from pgworkbench.review.rule import Need, Rule, choose
from pgworkbench.review.subject import Subject
from pgworkbench.review.suppression import Suppression, apply, in_comments

_Seen = tuple[ObjectName, tuple[Any, ...]]


def review(
    subject: Subject,
    only: Collection[str] = (),
    *,
    suppressions: Collection[Suppression] = (),
    today: date | None = None,
) -> Review:
    """Ask the rules (`only` these ids or categories; none: all) about a subject.

    Suppressions are those given and those that stand in the catalog's comments; `today` decides which have run out.
    """
    chosen = choose(only)
    skipped = tuple(Skipped(rule.id, lacks) for rule in chosen if (lacks := _lacking(rule, subject)))
    silent = {skip.rule for skip in skipped}
    asked = tuple(rule for rule in chosen if rule.id not in silent)
    ids = tuple(rule.id for rule in asked)
    findings = sorted((f for rule in asked for f in ask(rule, subject)), key=lambda finding: finding.order)
    everything = (*suppressions, *in_comments(subject.catalog))
    told = apply(findings, everything, ids, today or datetime.now(UTC).date())
    return Review(told.findings, skipped, told.suppressed, told.idle, ids)


def ask(rule: Rule, subject: Subject) -> Iterator[Finding]:
    """What one rule finds, unsorted; the subject must have what the rule needs."""
    for about, arguments in _WALKS[rule.looks_at](subject):
        for flaw in rule.check(subject, *arguments):
            yield _finding(rule, flaw, about)


def _finding(rule: Rule, flaw: Flaw, about: ObjectName) -> Finding:
    return Finding(
        rule=rule.id,
        level=rule.level,
        object=flaw.about or about,
        message=flaw.message,
        why=rule.documentation.why,
        fix=flaw.fix,
        advice=flaw.advice,
        details=dict(flaw.details),
    )


def _lacking(rule: Rule, subject: Subject) -> tuple[str, ...]:
    missing = {
        Need.BRIEF: subject.brief is None,
        Need.WORKLOAD: subject.workload is None,
        Need.CLAIMS: subject.claims is None,
        Need.ROWS: subject.rows is None,
        Need.TENANT: subject.tenant is None,
    }
    return tuple(need.value for need in Need if need in rule.needs and missing[need])


def _parts(kind: Kind, of: Callable[[Table], Iterable[Any]]) -> Callable[[Subject], Iterator[_Seen]]:
    """A walk over what belongs to tables; what is inherited is seen where it comes from."""

    def walk(subject: Subject) -> Iterator[_Seen]:
        for table in subject.tables:
            for part in of(table):
                if not getattr(part, "inherited", False):
                    yield ObjectName(kind, table.name, part.name), (table, part)

    return walk


def _subject(_: Subject) -> Iterator[_Seen]:
    yield ObjectName(Kind.DATABASE, Name("", "")), ()  # nameless: a key must not change with the scratch database


def _tables(subject: Subject) -> Iterator[_Seen]:
    for table in subject.tables:
        yield ObjectName(Kind.TABLE, table.name), (table,)


def _functions(subject: Subject) -> Iterator[_Seen]:
    for function in subject.catalog.functions:
        if function.extension is None:
            yield ObjectName(Kind.FUNCTION, function.name, function.arguments), (function,)


def _sequences(subject: Subject) -> Iterator[_Seen]:
    for sequence in subject.catalog.sequences:
        if sequence.extension is None:
            yield ObjectName(Kind.SEQUENCE, sequence.name), (sequence,)


def _enums(subject: Subject) -> Iterator[_Seen]:
    for enum in subject.catalog.enums:
        if enum.extension is None:
            yield ObjectName(Kind.TYPE, enum.name), (enum,)


def _schemas(subject: Subject) -> Iterator[_Seen]:
    for schema in subject.catalog.schemas:
        if schema.extension is None:
            yield ObjectName(Kind.SCHEMA, Name("", schema.name)), (schema,)


def _roles(subject: Subject) -> Iterator[_Seen]:
    for role in subject.catalog.roles:
        yield ObjectName(Kind.ROLE, Name("", role.name)), (role,)


_WALKS: dict[type, Callable[[Subject], Iterator[_Seen]]] = {
    Subject: _subject,
    Table: _tables,
    Column: _parts(Kind.COLUMN, lambda table: table.columns),
    Constraint: _parts(Kind.CONSTRAINT, lambda table: table.constraints),
    Index: _parts(Kind.INDEX, lambda table: table.indexes),
    Trigger: _parts(Kind.TRIGGER, lambda table: table.triggers),
    Policy: _parts(Kind.POLICY, lambda table: table.policies),
    Function: _functions,
    Sequence: _sequences,
    EnumType: _enums,
    Schema: _schemas,
    Role: _roles,
}
