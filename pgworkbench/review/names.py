"""Names by template: made for the SQL that mends, and compared with the names that are there."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from hashlib import sha256
from itertools import chain, count

from pgworkbench.catalog import ConstraintKind, Index, Table
from pgworkbench.review.conventions import Templates
from pgworkbench.review.english import is_named_after
from pgworkbench.review.expression import plain
from pgworkbench.review.subject import Subject

LIMIT = 63  # bytes of a name; PostgreSQL cuts the rest off (NAMEDATALEN - 1)
_SHORTENED = 50  # bytes from which a name may be one that was shortened by rule
_DIGEST = 6
SNAKE_CASE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
MIXED_CASE = re.compile(r"_?[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*")
_SLOT = re.compile(r"\{(\w+)\}|(\*)")

TYPES = {
    ConstraintKind.PRIMARY: "primary",
    ConstraintKind.UNIQUE: "unique",
    ConstraintKind.CHECK: "check",
    ConstraintKind.EXCLUDE: "exclude",
}


def filled(template: str, **words: str) -> str:
    """A template with its slots filled, shortened to 63 bytes by a digest of the whole name."""
    name = _SLOT.sub(lambda slot: words.get(slot[1] or "any", ""), template)
    if len(name.encode()) <= LIMIT:
        return name
    digest = sha256(name.encode()).hexdigest()[:_DIGEST]
    head = name.encode()[: LIMIT - _DIGEST - 1].decode(errors="ignore")
    return f"{head}_{digest}"


def fits(template: str, name: str, **words: str) -> bool:
    """Whether a name is of the template; `{columns}` may have more words beside them, `*` is any words, or none.

    A name near the limit may have been shortened: then only that it is plain snake_case can be asked.
    """
    if len(name.encode()) >= _SHORTENED and "*" not in template:
        return re.fullmatch(r"[a-z0-9_]+", name) is not None
    if name == filled(template, **words):
        return True
    pattern, position = "", 0
    for slot in _SLOT.finditer(template):
        pattern += re.escape(template[position : slot.start()]) + _pattern(slot, words)
        position = slot.end()
    numbered = r"\d*" if ".*" in pattern else ""  # such a template is of names that PostgreSQL or a tool made
    return re.fullmatch(pattern + re.escape(template[position:]) + numbered, name) is not None


def _pattern(slot: re.Match[str], words: dict[str, str]) -> str:
    if slot[2]:
        return r"\w+" if slot.string[: slot.start()].endswith("_") else r".*"
    word = re.escape(words[slot[1]])
    return rf"(?:\w+_)?{word}(?:_\w+)?" if slot[1] == "columns" and word else word or r"\w+"


def named_columns(subject: Subject, columns: Sequence[str | None]) -> str:
    """The columns as they stand in a name: without the tenant, which leads them all; empty if expressions matter."""
    if None in columns:
        return ""
    named = [column for column in columns if column is not None and column != subject.tenant]
    return "_".join(named or [column for column in columns if column is not None])


def constraint_name(subject: Subject, table: Table, kind: ConstraintKind, columns: Sequence[str]) -> str:
    """What a constraint on these columns would be called."""
    template = constraint_template(subject, kind)
    only_one = kind is ConstraintKind.PRIMARY and "*" in template
    named = "" if only_one else named_columns(subject, columns)
    return filled(_starred(template, table, named), table=table.name.name, columns=named, type=TYPES[kind])


def _starred(template: str, table: Table, columns: str) -> str:
    """A template with the columns, and the table if it has no slot for it, in the place of its `*`."""
    of_table = "" if "{table}" in template or "{child}" in template else table.name.name
    return starred(template, "_".join(word for word in (of_table, columns) if word))


def starred(template: str, words: str) -> str:
    """A template with these words in the place of its `*`, joined by _."""
    before, _, after = template.partition("*")
    joint = "_" if before and not before.endswith("_") and words else ""
    return f"{before}{joint}{words}{after}".strip("_") if "*" in template else template


def trigger_name(subject: Subject, table: Table, what: str) -> str:
    """What a trigger would be called that does this."""
    template = subject.conventions.templates.trigger
    return filled(starred(Templates().trigger if template == "*" else template, what), table=table.name.name)


def policy_name(subject: Subject, table: Table, whose: str) -> str:
    """What a policy would be called that shows these rows."""
    template = subject.conventions.templates.policy
    return filled(starred(Templates().policy if template == "*" else template, whose), table=table.name.name)


def constraint_template(subject: Subject, kind: ConstraintKind) -> str:
    """How constraints of a kind are named."""
    templates = subject.conventions.templates
    return str(getattr(templates, TYPES[kind])) or templates.constraint


def index_name(subject: Subject, table: Table, columns: Sequence[str], kind: str = "btree") -> str:
    """What an index on these columns would be called; `kind` is its method, or `unique`."""
    template, named = subject.conventions.templates.index, named_columns(subject, columns)
    return filled(_starred(template, table, named), table=table.name.name, columns=named, type=kind)


def foreign_key_name(subject: Subject, table: Table, columns: Sequence[str], parent: Table) -> str:
    """What a foreign key would be called: with its columns where they are not simply the parent's."""
    named = named_columns(subject, columns)
    templates = subject.conventions.templates
    template = templates.foreign_key if is_parents_own(named, parent) else templates.foreign_key_of_column
    template = _starred(template, table, named)
    return filled(template, child=table.name.name, parent=parent.name.name, columns=named)


def is_parents_own(columns: str, parent: Table) -> bool:
    """Whether a column is simply the parent's: `order_id` of `orders` (any singular that begins as the plural does)."""
    name = plain(columns)
    stem = name.rpartition("_")[0] or name
    return len(stem) > 2 and is_named_after(stem, parent.name.name)  # noqa: PLR2004 - a word, not an initial


def index_kind(index: Index) -> str:
    """What stands for an index's type in its name."""
    return "unique" if index.unique else index.method


def snake_case(name: str) -> str:
    """A name in snake_case: `OrderLine` and `order line` become order_line; other letters are left out."""
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    plain = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")
    return plain if plain and not plain[0].isdigit() else f"x_{plain}".strip("_")


def unused_index_name(
    subject: Subject, table: Table, columns: Sequence[str], kind: str, beside: Collection[str] = ()
) -> str:
    """What an index would be called beside those that are there (and those of `beside`): numbered, if it is taken."""
    taken = subject.relation_names(table.name.schema)
    numbered = (index_name(subject, table, [*columns, str(number)], kind) for number in count(2))
    return next(
        name
        for name in chain([index_name(subject, table, columns, kind)], numbered)
        if name not in taken and name not in beside
    )
