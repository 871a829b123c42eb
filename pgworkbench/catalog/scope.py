"""What stands around tables: schemas, extensions, roles, default privileges, publications, foreign servers."""

from __future__ import annotations

from dataclasses import dataclass

from pgworkbench.catalog.name import Grant, Name


@dataclass(frozen=True, slots=True)
class Schema:
    """A PostgreSQL schema."""

    name: str
    owner: str
    grants: tuple[Grant, ...] = ()
    extension: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """An installed extension."""

    name: str
    schema: str
    version: str
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class DefaultGrant:
    """ALTER DEFAULT PRIVILEGES of one role; `kind` as pg_default_acl.defaclobjtype."""

    role: str
    schema: str | None
    kind: str
    grants: tuple[Grant, ...]


@dataclass(frozen=True, slots=True)
class Membership:
    """GRANT `role` TO somebody: its privileges at once (`inherit`), by SET ROLE (`assumable`), to hand on (`admin`)."""

    role: str
    inherit: bool = True
    assumable: bool = True
    admin: bool = False


@dataclass(frozen=True, slots=True)
class Role:
    """A role that the database's objects mention, with what makes it dangerous."""

    name: str
    superuser: bool = False
    bypass_rls: bool = False
    login: bool = False
    create_role: bool = False
    create_database: bool = False
    inherit: bool = True
    member_of: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()  # `TimeZone=UTC`, in every database
    memberships: tuple[Membership, ...] = ()  # `member_of`, with how
    replication: bool = False
    connection_limit: int = -1
    settings_here: tuple[str, ...] = ()  # in this database alone
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """A table in a publication: all its columns unless some are named, all its rows unless `where` says which."""

    table: Name
    columns: tuple[str, ...] = ()
    where: str | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """A publication for logical replication: of everything, of whole schemas, or of single tables."""

    name: str
    owner: str
    every_table: bool = False
    schemas: tuple[str, ...] = ()
    tables: tuple[Published, ...] = ()
    operations: tuple[str, ...] = ("insert", "update", "delete", "truncate")
    via_root: bool = False
    generated: str = "none"  # publish_generated_columns, since PostgreSQL 18: none or stored
    extension: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class ForeignWrapper:
    """A foreign-data wrapper."""

    name: str
    owner: str
    handler: str | None = None
    validator: str | None = None
    options: tuple[str, ...] = ()
    grants: tuple[Grant, ...] = ()
    extension: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class ForeignServer:
    """A foreign server; user mappings may hold passwords and are not read."""

    name: str
    wrapper: str
    owner: str
    type: str | None = None
    version: str | None = None
    options: tuple[str, ...] = ()
    grants: tuple[Grant, ...] = ()
    extension: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Other:
    """An object of a kind that a Catalog only counts: whoever must not overlook anything can refuse it by name."""

    kind: str  # as pg_identify_object says: `operator class`, `text search configuration`, …
    name: str  # its identity, quoted where SQL needs it
    extension: str | None = None
