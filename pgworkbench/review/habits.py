"""What a database's own names agree on, for one that no configuration speaks of: a habit is no mistake.

A convention is a team's to choose. Where none is configured, most names of a kind that begin or end alike (`idx_…`,
`…_pkey`, `PK_…`) are the convention, tables in the singular are, and so is mixed case: the rules on names then tell of
the names that are otherwise than the others. Where there is no majority, the defaults hold.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from itertools import takewhile

from pgworkbench.catalog import Catalog, Column, ConstraintKind, Table
from pgworkbench.review.conventions import Conventions, Templates
from pgworkbench.review.english import is_plural
from pgworkbench.review.expression import plain
from pgworkbench.review.names import TYPES

_FEWEST = 3  # names of a kind, from which they can agree on something
_SHARE = 2 / 3  # of them
_NUMBER = re.compile(r"_?\d+$")
_TIMES = ("timestamp", "date")
_MADE = re.compile(r"(?:^|_)(?:created?|creation|inserted?|added)(?:_|$)")
_CHANGED = re.compile(r"(?:^|_)(?:updated?|modified|modification|changed)(?:_|$)")
_DELETED = re.compile(r"(?:^|_)(?:deleted|removed)(?:_|$)")

_Named = tuple[Table | None, str]  # a table and the name of something on it


def accustomed(conventions: Conventions, catalog: Catalog) -> Conventions:
    """The conventions with what the names of a catalog agree on in the place of the defaults."""
    tables = catalog.base_tables
    defaults = Conventions()
    return replace(
        conventions,
        templates=_templates(conventions.templates, catalog),
        plural_tables=not _are_singular(tables),
        mixed_case=_are_mixed(tables),
        created_column=_usual(tables, _MADE, defaults.created_column),
        updated_column=_usual(tables, _CHANGED, defaults.updated_column),
        soft_delete_column=_usual(tables, _DELETED, defaults.soft_delete_column),
        moments_of_making=True,
    )


def told_habits(conventions: Conventions) -> tuple[str, ...]:
    """What differs from the defaults, a line each."""
    usual, own = Conventions(), conventions
    told = [
        f"{kind.replace('_', ' ')} names are {template}"
        for kind in (field.name for field in fields(Templates) if field.name != "foreign_key_of_column")
        if (template := getattr(own.templates, kind)) not in {getattr(usual.templates, kind), "*"}
    ]
    if not own.plural_tables:
        told.append("tables are called in the singular")
    if own.mixed_case:
        told.append("names are in mixed case")
    columns = ("created_column", "updated_column", "soft_delete_column")
    other = (column for column in columns if getattr(own, column) != getattr(usual, column))
    return (*told, *(f"the {column.replace('_', ' ')} is {getattr(own, column)}" for column in other))


def as_configuration(conventions: Conventions) -> str:
    """A review.toml that says what differs from the defaults; empty if nothing does."""
    usual = Conventions()
    plain_ones = [field.name for field in fields(Conventions) if field.name != "templates"]
    said = _assignments(conventions, usual, plain_ones)
    named = _assignments(conventions.templates, usual.templates, [field.name for field in fields(Templates)])
    if not said and not named:
        return ""
    head = "# What the names of the database agree on, as it was found; the review asks for it from now on."
    return "\n".join([head, "[conventions]", *said, "", "[conventions.templates]", *named, ""])


def _assignments(own: object, usual: object, names: Sequence[str]) -> list[str]:
    """As TOML: a text or a truth, as JSON writes it."""
    told = {name: getattr(own, name) for name in names if getattr(own, name) != getattr(usual, name)}
    return [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in told.items()]


def _templates(templates: Templates, catalog: Catalog) -> Templates:
    tables = catalog.base_tables
    named = {TYPES[kind]: _constraints(tables, kind) for kind in TYPES}
    named |= {"index": _indexes(tables), "foreign_key": _constraints(tables, ConstraintKind.FOREIGN)}
    found = {kind: _template(names) for kind, names in named.items()}
    if any(found.values()):  # a kind of which there are too few to agree on something is no exception to it
        found |= {kind: "*" for kind, names in named.items() if len(names) < _FEWEST}
    found["foreign_key"] = found["foreign_key_of_column"] = found["foreign_key"].replace("{table}", "{child}")
    found["trigger"] = _template(_parts(tables, lambda table: table.triggers)) or "*"
    found["policy"] = _template(_parts(tables, lambda table: table.policies)) or "*"
    found["enum"] = _template([(None, one.name.name) for one in catalog.enums if one.extension is None]) or "*"
    return replace(templates, **{kind: template for kind, template in found.items() if template})


def _constraints(tables: Sequence[Table], kind: ConstraintKind) -> list[_Named]:
    return [(table, one.name) for table in tables for one in table.of_kind(kind) if not one.inherited]


def _indexes(tables: Sequence[Table]) -> list[_Named]:
    return [(table, i.name) for table in tables for i in table.indexes if i.constraint is None and not i.primary]


def _parts(tables: Sequence[Table], of: Callable[[Table], Sequence[object]]) -> list[_Named]:
    return [(table, str(getattr(part, "name"))) for table in tables for part in of(table)]  # noqa: B009


def _template(names: Sequence[_Named]) -> str:
    """How most of the names begin and end, as a template; empty if they agree on neither."""
    if len(names) < _FEWEST:
        return ""
    tokens = [_tokens(table, name) for table, name in names]
    first = _agreed([words[0] for words in tokens if len(words) > 1], of=len(tokens))  # `a1`, `a2` only count
    ends = [words[-1] for words, (table, _) in zip(tokens, names, strict=True) if _ends_itself(words, table)]
    last = _agreed(ends, of=len(tokens))
    last = "" if last == "{table}" and first == "{table}" else last
    if not first and not last:
        return _prefix([name for _, name in names])
    return f"{first}*_{last}" if first and last else f"{first}*" if first else f"*_{last}"


def _prefix(names: Sequence[str]) -> str:
    """The letters that all names begin with, where a tool made up the rest (`fk6dotkott2kjsp8`); not mere counting."""
    shared = takewhile(lambda letters: len(set(letters)) == 1 and letters[0].isalpha(), zip(*names, strict=False))
    prefix = "".join(letters[0] for letters in shared)
    told = len(prefix) > 1 and all(re.search(r"[^\W\d_]", name[len(prefix) :]) for name in names)
    return f"{prefix}*" if told else ""


def _ends_itself(words: Sequence[str], table: Table | None) -> bool:
    """Whether a name ends with a word of its own, and not with a column's."""
    columns = {word for one in (table.columns if table else ()) for word in one.name.split("_")}
    return len(words) > 1 and words[-1] not in columns


def _tokens(table: Table | None, name: str) -> list[str]:
    """A name's words, with the table's own name as one; a number that tells it from others is no word of it."""
    marked = name
    if table is not None:
        marked = re.sub(rf"(?<![^\W_]){re.escape(table.name.name)}(?![^\W_])", "\0", name, count=1)
    words = [word for word in _NUMBER.sub("", marked).split("_") if word]
    return ["{table}" if word == "\0" else word for word in words] or [name]


def _agreed(words: Sequence[str], of: int) -> str:
    """The word that most are; a `*` or a brace in it would be read as the template's own."""
    if not words:
        return ""
    word, count = Counter(words).most_common(1)[0]
    plain_word = word == "{table}" or not set("{}*") & set(word)
    return word if count >= _SHARE * of and plain_word else ""


def _are_singular(tables: Sequence[Table]) -> bool:
    names = [plain(table.name.name) for table in tables]
    return len(names) >= _FEWEST and sum(1 for name in names if not is_plural(name)) > len(names) / 2


def _are_mixed(tables: Sequence[Table]) -> bool:
    """Whether the names of tables and columns that have a capital outweigh those that join words by _."""
    names = [*(table.name.name for table in tables), *(one.name for table in tables for one in table.columns)]
    mixed = sum(1 for name in names if name != name.lower())
    joined = sum(1 for name in names if name == name.lower() and "_" in name)
    return mixed >= _FEWEST and mixed >= _SHARE * (mixed + joined)


def _usual(tables: Sequence[Table], meaning: re.Pattern[str], default: str) -> str:
    """The column of that meaning that most tables have; the default where it is as usual."""
    counts = Counter(
        column.name for table in tables for column in _moments(table) if meaning.search(plain(column.name))
    )
    if not counts:
        return default
    column, count = min(counts.items(), key=lambda item: (-item[1], item[0]))
    return column if count > counts[default] and count > 1 else default


def _moments(table: Table) -> Iterator[Column]:
    return (column for column in table.columns if column.type.startswith(_TIMES) and not column.array)
