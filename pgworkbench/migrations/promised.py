"""Whether a database has what its files promise: they are replayed on a scratch database, and its catalog compared.

Only what the files make is looked for; what is there beside them is the owner's. Roles are left aside: whether one may
log in, and who is its member, is decided for each server.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import psycopg

from pgworkbench.catalog import Catalog, read_catalog
from pgworkbench.migrations.address import Address, Kind
from pgworkbench.migrations.files import File
from pgworkbench.migrations.kinds.privileges import Access
from pgworkbench.migrations.parts import comparable, take_apart
from pgworkbench.migrations.prove import roles_made
from pgworkbench.migrations.running import FailedError, Way, run
from pgworkbench.migrations.verdicts import Verdict, failed, passed, skipped
from pgworkbench.server import Server

_NAME = "structure"
_SHOWN = 8
_LEFT_ASIDE = {Kind.ROLE}
Values = dict[Address, object]


def promised(connection: psycopg.Connection[Any], server: Server | None, files: Sequence[File]) -> Verdict:
    """Compare a database with what `files`, replayed on `server`, make; skipped, with its reason, where that fails."""
    if server is None:
        return skipped(_NAME, "no server to replay the files on was given")
    there = connection.info.server_version // 10000
    if server.major != there:
        return skipped(_NAME, f"the files can be replayed on PostgreSQL {server.major}, and this is {there}")
    if not files:
        return passed(_NAME, "no file is applied, so nothing is promised")
    try:
        expected = _replayed(server, files)
    except FailedError as problem:
        return skipped(_NAME, f"the files do not begin with an empty database ({problem})")
    names = {address.path[0] for address in expected if address.kind is Kind.ROLE}
    found = _values(read_catalog(connection))
    missing, other = _compared(expected, found)
    if not missing and not other:
        return passed(_NAME, f"all {len(expected) - len(names)} objects and properties are as the files make them")
    said = [f"missing: {_some(missing)}"] * bool(missing) + [f"not as the files make it: {_some(other)}"] * bool(other)
    return failed(_NAME, "; ".join(said))


def _replayed(server: Server, files: Sequence[File]) -> Values:
    with server.scratch("promised", roles=roles_made(files)) as database:
        for file in files:
            run(database, file, Way.UP)
        names = {local: name for name, local in database.roles.items()}
        with database.connect(autocommit=True) as connection:
            return _values(read_catalog(connection, rename_roles=names))


def _values(catalog: Catalog) -> Values:
    owners = {role.name for role in catalog.roles if role.superuser}
    found = comparable(take_apart(catalog)).items()
    return {address: _plain(value, owners) for address, value in found if address.kind not in _LEFT_ASIDE}


def _plain(value: object, superusers: Collection[str]) -> object:
    """An owner that no file names is whoever ran it, and grants are told without him."""
    if not isinstance(value, Access):
        return value
    return frozenset(g for g in value.grants if g.grantee != value.owner and g.grantee not in superusers)


def _compared(expected: Values, found: Values) -> tuple[list[str], list[str]]:
    """What is not there, and what is otherwise; a property of what is missing is not told again."""
    missing = [address for address in expected if address not in found]
    gone = set(missing)
    shown = [address for address in missing if address.of not in gone and not _is_within(address, gone)]
    other = [address for address, value in expected.items() if address in found and found[address] != value]
    return sorted(map(str, shown)), sorted(map(str, other))


def _is_within(address: Address, gone: Collection[Address]) -> bool:
    return len(address.path) > 2 and Address(Kind.TABLE, address.path[:2]) in gone  # noqa: PLR2004 - schema and name


def _some(found: Sequence[str]) -> str:
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return ", ".join(found[:_SHOWN]) + more
