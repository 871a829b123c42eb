"""Names made by rule (R-NAME): one place that spells indexes, keys, constraints, triggers, policies and partitions.

`tenant_id` stands first in every key and index, so no name repeats it. A name above PostgreSQL's 63 bytes is shortened
here and, for partitions that the server makes, by the same rule in `app.shorten_name`; the server never cuts one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Table
from sqlalchemy.dialects.postgresql import ExcludeConstraint

LONGEST = 63  # NAMEDATALEN - 1
_HEAD, _DIGEST, _TAIL = 34, 6, 19  # 60 bytes with an underscore (63 looks like the server's own cut);
# the tail keeps `_primary_constraint` whole


def shorten(name: str) -> str:
    """The name itself, or its beginning, six hexadecimal digits of its SHA-256 and its end: 60 bytes."""
    if len(name.encode()) <= LONGEST:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:_DIGEST]
    return f"{name[:_HEAD]}_{digest}{name[-_TAIL:]}"


def plural(noun: str) -> str:
    """The plural of the design's nouns (`campus` to `campuses`, `category` to `categories`, `run` to `runs`)."""
    if noun.endswith("y") and noun[-2:-1] not in set("aeiou"):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"


def foreign_key(child: str, parent: str, columns: Iterable[str]) -> str:
    """`fk_{child}_{parent}`, with the columns where they are not simply the parent's."""
    own = without_tenant(columns)
    plain = len(own) == 1 and plural(own[0].removesuffix("_id")) == parent
    return shorten("_".join(["fk", child, parent, *([] if plain else own)]))


def constraint(table: str, columns: Iterable[str], kind: str) -> str:
    """`{table}_{columns}_{kind}_constraint`."""
    return shorten("_".join([table, *without_tenant(columns), kind, "constraint"]))


def index(table: str, columns: Iterable[str], kind: str) -> str:
    """`{table}_{columns}_{kind}_idx`; the kind is `unique` or the access method."""
    return shorten("_".join([table, *without_tenant(columns), kind, "idx"]))


def trigger(table: str, what: str) -> str:
    """`{table}_{what}_trigger`."""
    return shorten(f"{table}_{what}_trigger")


def policy(table: str, whose: str) -> str:
    """`{table}_{whose}_policy`."""
    return shorten(f"{table}_{whose}_policy")


def without_tenant(columns: Iterable[str]) -> list[str]:
    """The columns but for the tenant, unless there is nothing else."""
    names = list(columns)
    return [name for name in names if name != "tenant_id"] or names


def _primary(key: Any, table: Table) -> str:
    return constraint(table.name, key.columns.keys(), "primary")


def _unique(key: Any, table: Table) -> str:
    return constraint(table.name, key.columns.keys(), "unique")


def _check(rule: CheckConstraint, table: Table) -> str:
    return constraint(table.name, [str(rule.name)], "check")


def _exclude(rule: Any, table: Table) -> str:
    return constraint(table.name, [str(rule.name)], "exclude")


def _index(own: Index, table: Table) -> str:
    method = own.dialect_options["postgresql"]["using"] or "btree"
    return index(table.name, own.info["columns"], "unique" if own.unique else method)


def _foreign_key(key: ForeignKeyConstraint, table: Table) -> str:
    parent = key.elements[0].target_fullname.rpartition(".")[0]
    return foreign_key(table.name, parent, key.column_keys)


# SQLAlchemy asks its convention for names. A token that contains the words `constraint_name` is asked even where a
# constraint has a name: a rule is named after what it is about (`email`), and its whole name is made from that.
CONVENTION: dict[Any, str | Callable[[Any, Table], str]] = {
    "primary_constraint_name": _primary,
    "unique_constraint_name": _unique,
    "check_constraint_name": _check,
    "exclude_constraint_name": _exclude,
    "foreign_constraint_name": _foreign_key,
    "index_constraint_name": _index,
    "pk": "%(primary_constraint_name)s",
    "uq": "%(unique_constraint_name)s",
    "ck": "%(check_constraint_name)s",
    "fk": "%(foreign_constraint_name)s",
    "ix": "%(index_constraint_name)s",
    ExcludeConstraint: "%(exclude_constraint_name)s",
}
