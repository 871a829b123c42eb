"""What is said about an object: its owner and its comment."""

from __future__ import annotations

from dataclasses import dataclass

from pgworkbench.migrations.address import Address, Kind
from pgworkbench.migrations.kinds.grammar import Grammar
from pgworkbench.migrations.statement import Statement, Statements, When
from pgworkbench.migrations.text import Text, compose, full, literal, quoted

_INSIDE = {Kind.CONSTRAINT, Kind.TRIGGER, Kind.POLICY, Kind.RULE}
_WORDS = {Kind.ENUM: "TYPE", Kind.COMPOSITE: "TYPE", Kind.RANGE: "TYPE", Kind.FUNCTION: "ROUTINE"}
_ORDERED = " ORDER BY "  # of an ordered-set aggregate, which ROUTINE does not take


def target(address: Address) -> Text:
    """How COMMENT ON and ALTER … OWNER name an object: `TABLE public.leads`."""
    word = _WORDS.get(address.kind, address.kind.value.upper())
    if address.kind in _INSIDE:
        return Text(f"{word} {quoted(address.path[2])} ON {quoted(*address.path[:2])}")
    if address.kind is Kind.DOMAIN_CONSTRAINT:
        return Text(f"CONSTRAINT {quoted(address.path[2])} ON DOMAIN {quoted(*address.path[:2])}")
    if address.kind is Kind.CAST:
        return Text(f"CAST ({address.path[0]} AS {address.path[1]})")
    if address.kind is Kind.OPERATOR:
        return Text(f"OPERATOR {quoted(address.path[0])}.{address.path[1]} ({address.path[2]})")
    if address.kind is Kind.FUNCTION:
        word = "AGGREGATE" if _ORDERED in address.path[2] else word
        return Text(f"{word} {full(address.name)}({address.path[2]})")
    return Text(f"{word} {quoted(*address.path)}")


def _of(address: Address) -> Text:
    return target(address.of or address)


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment on an object whose kind is called otherwise there: `word` says how."""

    text: str
    word: str

    def __str__(self) -> str:
        return self.text


def _remarked(address: Address, remark: str | Remark) -> Text:
    of = address.of or address
    return Text(f"{remark.word} {quoted(*of.path)}") if isinstance(remark, Remark) else target(of)


def create_comment(address: Address, text: str | Remark) -> Statements:
    """COMMENT ON."""
    return (Statement(compose("COMMENT ON {} IS {}", _remarked(address, text), Text(literal(str(text))))),)


def drop_comment(address: Address, text: str | Remark) -> Statements:
    """COMMENT ON … IS NULL."""
    there = None
    if address.of is not None and address.of.kind is Kind.INDEX:  # a partition's may have got another name by now
        there = When(f"to_regclass({literal(full(address.name))}) IS NOT NULL")
    return (Statement(compose("COMMENT ON {} IS NULL", _remarked(address, text)), there),)


def alter_comment(address: Address, _: str | Remark, after: str | Remark) -> Statements:
    """COMMENT ON again."""
    return create_comment(address, after)


def create_owner(address: Address, owner: str) -> Statements:
    """ALTER … OWNER TO."""
    return (Statement(compose("ALTER {} OWNER TO {}", _of(address), owner)),)


def drop_owner(address: Address, _: str) -> Statements:
    """Back to whoever runs the migration."""
    return (Statement(compose("ALTER {} OWNER TO CURRENT_USER", _of(address))),)


def alter_owner(address: Address, _: str, after: str) -> Statements:
    """ALTER … OWNER TO."""
    return create_owner(address, after)


COMMENT = Grammar(create_comment, drop_comment, alter_comment)
OWNER = Grammar(create_owner, drop_owner, alter_owner)
