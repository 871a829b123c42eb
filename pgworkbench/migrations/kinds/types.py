"""Enums, composite and range types, domains, sequences."""

from __future__ import annotations

from collections.abc import Collection

from pgworkbench.catalog.model import Column, CompositeType, Constraint, DomainType, EnumType, Name, RangeType, Sequence
from pgworkbench.migrations.address import Address
from pgworkbench.migrations.guard import is_still
from pgworkbench.migrations.kinds.grammar import Grammar
from pgworkbench.migrations.statement import Check, CheckKind, Lock, Native, Statement, Statements, When
from pgworkbench.migrations.text import Text, compose, full, literal, quoted


def _new_type(name: Name) -> When:
    return When(f"to_regtype({literal(full(name))}) IS NULL")


def _drop_type(name: Name) -> Statements:
    return (Statement(f"DROP TYPE {full(name)}", Native(f"DROP TYPE IF EXISTS {full(name)}")),)


def create_enum(_: Address, enum: EnumType) -> Statements:
    """CREATE TYPE … AS ENUM."""
    labels = ", ".join(literal(label) for label in enum.labels)
    check = _enum_check(enum) if enum.labels else None
    sql = compose("CREATE TYPE {} AS ENUM ({})", enum.name, Text(labels))
    return (Statement(sql, _new_type(enum.name), check=check),)


def _enum_check(enum: EnumType) -> Check:
    return Check(CheckKind.ENUM, full(enum.name), "", (", ".join(literal(label) for label in enum.labels),))


def clear_enum(_: Address, enum: EnumType) -> Statements:
    """DROP TYPE, while it still has its former labels."""
    empty = f"NOT EXISTS (SELECT FROM pg_catalog.pg_enum WHERE enumtypid = to_regtype({literal(full(enum.name))}))"
    test = is_still(_enum_check(enum)) if enum.labels else empty
    return (Statement(f"DROP TYPE {full(enum.name)}", When(test)),)


def drop_enum(_: Address, enum: EnumType) -> Statements:
    """DROP TYPE."""
    return _drop_type(enum.name)


def alter_enum(_: Address, before: EnumType, after: EnumType) -> Statements | None:
    """ADD VALUE where labels were only added; any other change needs a new type."""
    if tuple(label for label in after.labels if label in set(before.labels)) != before.labels:
        return None
    said: list[Statement] = []
    known = list(before.labels)
    for position, label in enumerate(after.labels):
        if label not in known:
            place = _beside(after.labels, position, known)
            known.append(label)
            rest = Text(f"{literal(label)}{place}")
            again = Native(compose("ALTER TYPE {} ADD VALUE IF NOT EXISTS {}", after.name, rest))
            said.append(Statement(compose("ALTER TYPE {} ADD VALUE {}", after.name, rest), again))
    return tuple(said)


def _beside(labels: tuple[str, ...], position: int, known: Collection[str]) -> str:
    if position > 0:
        return f" AFTER {literal(labels[position - 1])}"
    first = next((label for label in labels if label in known), None)
    return f" BEFORE {literal(first)}" if first is not None else ""


def _field(column: Column) -> str:
    collate = f" COLLATE {full(column.collation)}" if column.collation is not None else ""
    return f"{quoted(column.name)} {column.type}{collate}"


def composite_check(composite: CompositeType) -> Check | None:
    """What a file expects of its attributes; None if it has none."""
    expected = ", ".join(f"{quoted(column.name)} {column.type}" for column in composite.columns)
    return Check(CheckKind.COMPOSITE, full(composite.name), "", (expected,)) if expected else None


def create_composite(_: Address, composite: CompositeType) -> Statements:
    """CREATE TYPE … AS (fields)."""
    fields = ", ".join(_field(column) for column in composite.columns)
    check = composite_check(composite)
    sql = compose("CREATE TYPE {} AS ({})", composite.name, Text(fields))
    return (Statement(sql, _new_type(composite.name), check=check),)


def drop_composite(_: Address, composite: CompositeType) -> Statements:
    """DROP TYPE."""
    return _drop_type(composite.name)


def clear_composite(_: Address, composite: CompositeType) -> Statements:
    """DROP TYPE, while it still has its former attributes."""
    check = composite_check(composite)
    return (Statement(f"DROP TYPE {full(composite.name)}", When(is_still(check)) if check is not None else None),)


def alter_composite(_: Address, before: CompositeType, after: CompositeType) -> Statements | None:
    """ADD ATTRIBUTE, where some come behind those that are there; any other change needs a new type."""
    former, fresh = after.columns[: len(before.columns)], after.columns[len(before.columns) :]
    if former != before.columns:
        return None
    said = []
    for column in fresh:
        there = (
            "NOT EXISTS (\n        SELECT FROM pg_catalog.pg_attribute\n"
            f"        WHERE attrelid = to_regclass({literal(full(after.name))}) AND NOT attisdropped\n"
            f"            AND attname = {literal(column.name)}\n    )"
        )
        sql = compose("ALTER TYPE {} ADD ATTRIBUTE {} CASCADE", after.name, Text(_field(column)))
        said.append(Statement(sql, When(there), check=composite_check(after)))
    return tuple(said)


def create_range(_: Address, range_: RangeType) -> Statements:
    """CREATE TYPE … AS RANGE."""
    check = Check(CheckKind.RANGE, full(range_.name), "", (_subtype(range_.definition),))
    sql = compose("CREATE TYPE {} AS RANGE ({})", range_.name, Text(range_.definition))
    return (Statement(sql, _new_type(range_.name), check=check),)


def _subtype(definition: str) -> str:
    for item in definition.split(","):
        word, _, value = item.partition("=")
        if word.strip().lower() == "subtype":
            return value.strip()
    return definition


def drop_range(_: Address, range_: RangeType) -> Statements:
    """DROP TYPE."""
    return _drop_type(range_.name)


def create_domain(_: Address, domain: DomainType) -> Statements:
    """CREATE DOMAIN with its constraints."""
    lines = [compose("CREATE DOMAIN {} AS {}", domain.name, Text(domain.base))]
    if domain.collation is not None:
        lines.append(f"    COLLATE {full(domain.collation)}")
    if domain.default is not None:
        lines.append(f"    DEFAULT {domain.default}")
    if domain.not_null:
        lines.append("    NOT NULL")
    lines += [f"    CONSTRAINT {quoted(check.name)} {check.definition}" for check in domain.checks if check.validated]
    check = _domain_check(domain)
    return (Statement("\n".join(lines), _new_type(domain.name), check=check),)


def _domain_check(domain: DomainType) -> Check:
    return Check(CheckKind.DOMAIN, full(domain.name), "", (domain.base,))


def clear_domain(_: Address, domain: DomainType) -> Statements:
    """DROP DOMAIN, while it still stands on its former type."""
    return (Statement(f"DROP DOMAIN {full(domain.name)}", When(is_still(_domain_check(domain)))),)


def drop_domain(_: Address, domain: DomainType) -> Statements:
    """DROP DOMAIN."""
    return (Statement(f"DROP DOMAIN {full(domain.name)}", Native(f"DROP DOMAIN IF EXISTS {full(domain.name)}")),)


def alter_domain(_: Address, before: DomainType, after: DomainType) -> Statements | None:
    """Default and NOT NULL; its constraints are objects of their own."""
    if (before.base, before.collation) != (after.base, after.collation):
        return None
    said = []
    if before.default != after.default:
        said.append("DROP DEFAULT" if after.default is None else f"SET DEFAULT {after.default}")
    if before.not_null != after.not_null:
        said.append("SET NOT NULL" if after.not_null else "DROP NOT NULL")
    return tuple(Statement(compose("ALTER DOMAIN {} {}", after.name, Text(what)), lock=Lock.SHARE) for what in said)


def create_domain_constraint(address: Address, check: Constraint) -> Statements:
    """ALTER DOMAIN … ADD CONSTRAINT."""
    domain = address.name
    absent = When(
        "NOT EXISTS (\n        SELECT FROM pg_catalog.pg_constraint\n"
        f"        WHERE contypid = to_regtype({literal(full(domain))}) AND conname = {literal(check.name)}\n    )"
    )
    sql = compose("ALTER DOMAIN {} ADD CONSTRAINT {} {}", domain, check.name, Text(check.definition))
    seen = Check(CheckKind.DOMAIN_CONSTRAINT, full(domain), check.name, (check.definition,))
    return (Statement(sql, absent, Lock.SHARE, seen),)


def drop_domain_constraint(address: Address, check: Constraint) -> Statements:
    """ALTER DOMAIN … DROP CONSTRAINT."""
    plain = compose("ALTER DOMAIN {} DROP CONSTRAINT {}", address.name, check.name)
    return (
        Statement(plain, Native(compose("ALTER DOMAIN {} DROP CONSTRAINT IF EXISTS {}", address.name, check.name))),
    )


def alter_domain_constraint(address: Address, before: Constraint, after: Constraint) -> Statements | None:
    """VALIDATE CONSTRAINT."""
    if before.validated or not after.validated or _bare(before) != _bare(after):
        return None
    return (Statement(compose("ALTER DOMAIN {} VALIDATE CONSTRAINT {}", address.name, after.name), lock=Lock.SHARE),)


def _bare(check: Constraint) -> str:
    return check.definition.removesuffix(" NOT VALID")


def sequence_options(sequence: Sequence) -> str:
    """All options of a sequence but its type and owner, as SQL."""
    cycle = "CYCLE" if sequence.cycle else "NO CYCLE"
    return (
        f"INCREMENT BY {sequence.increment} MINVALUE {sequence.minimum} MAXVALUE {sequence.maximum}"
        f" START WITH {sequence.start} CACHE {sequence.cache} {cycle}"
    )


def short_options(sequence: Sequence) -> str:
    """Only the options that are not what the type gives by itself."""
    top = {"smallint": 2**15 - 1, "integer": 2**31 - 1}.get(sequence.type, 2**63 - 1)
    up = sequence.increment > 0
    minimum, maximum = (1, top) if up else (-top - 1, -1)
    said = [f"INCREMENT BY {sequence.increment}"] if sequence.increment != 1 else []
    said += [f"MINVALUE {sequence.minimum}"] if sequence.minimum != minimum else []
    said += [f"MAXVALUE {sequence.maximum}"] if sequence.maximum != maximum else []
    start = sequence.minimum if up else sequence.maximum
    said += [f"START WITH {sequence.start}"] if sequence.start != start else []
    said += [f"CACHE {sequence.cache}"] if sequence.cache != 1 else []
    return " ".join([*said, *(["CYCLE"] if sequence.cycle else [])])


def create_sequence(_: Address, sequence: Sequence) -> Statements:
    """CREATE SEQUENCE."""
    unlogged = "UNLOGGED " if sequence.persistence == "u" else ""
    rest = f"{full(sequence.name)} AS {sequence.type} {short_options(sequence)}".rstrip()
    return (Statement(f"CREATE {unlogged}SEQUENCE {rest}", Native(f"CREATE {unlogged}SEQUENCE IF NOT EXISTS {rest}")),)


def drop_sequence(_: Address, sequence: Sequence) -> Statements:
    """DROP SEQUENCE."""
    return (
        Statement(f"DROP SEQUENCE {full(sequence.name)}", Native(f"DROP SEQUENCE IF EXISTS {full(sequence.name)}")),
    )


def alter_sequence(_: Address, before: Sequence, after: Sequence) -> Statements:
    """Type, options, persistence."""
    said = []
    if before.type != after.type:
        said.append(f"AS {after.type}")
    if sequence_options(before) != sequence_options(after) or said:
        out = not after.minimum <= before.start <= after.maximum
        said.append(sequence_options(after) + (" RESTART" if out else ""))  # its position would stand out of bounds
    if before.persistence != after.persistence:
        said.append("SET UNLOGGED" if after.persistence == "u" else "SET LOGGED")
    return tuple(Statement(compose("ALTER SEQUENCE {} {}", after.name, Text(what))) for what in _joined(said))


def _joined(said: list[str]) -> list[str]:
    options = [what for what in said if not what.startswith("SET ")]
    return [" ".join(options), *said[len(options) :]] if options else said


def create_owned_by(address: Address, column: tuple[Name, str]) -> Statements:
    """ALTER SEQUENCE … OWNED BY: dropped with its column."""
    path = (column[0].schema, column[0].name, column[1])
    return (Statement(compose("ALTER SEQUENCE {} OWNED BY {}", address.name, Text(quoted(*path)))),)


def drop_owned_by(address: Address, _: tuple[Name, str]) -> Statements:
    """ALTER SEQUENCE … OWNED BY NONE, if it is still there."""
    plain = compose("ALTER SEQUENCE {} OWNED BY NONE", address.name)
    return (Statement(plain, Native(compose("ALTER SEQUENCE IF EXISTS {} OWNED BY NONE", address.name))),)


def alter_owned_by(address: Address, _: tuple[Name, str], after: tuple[Name, str]) -> Statements:
    """OWNED BY another column."""
    return create_owned_by(address, after)


ENUM = Grammar(create_enum, drop_enum, alter_enum, clear_enum)
COMPOSITE = Grammar(create_composite, drop_composite, alter_composite, clear_composite)
RANGE = Grammar(create_range, drop_range)
DOMAIN = Grammar(create_domain, drop_domain, alter_domain, clear_domain)
DOMAIN_CONSTRAINT = Grammar(create_domain_constraint, drop_domain_constraint, alter_domain_constraint)
SEQUENCE = Grammar(create_sequence, drop_sequence, alter_sequence)
OWNED_BY = Grammar(create_owned_by, drop_owned_by, alter_owned_by)
