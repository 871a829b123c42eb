"""The two ends of a difference: a database by its URL, a SQL file, a folder of migrations, or a database of ours.

Whatever it is, it becomes a scratch database: a URL is only read, and its structure restored by pg_dump and psql.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import psycopg

from pgworkbench.catalog import Role, read_catalog
from pgworkbench.catalog.model import Catalog, Name, TableKind
from pgworkbench.errors import ContentError, ServerError
from pgworkbench.migrations.address import Address, Kind
from pgworkbench.migrations.files import read_files
from pgworkbench.migrations.kinds.cluster import create_role
from pgworkbench.migrations.running import FailedError, Way, run
from pgworkbench.migrations.state import read_roles
from pgworkbench.migrations.structure import feed, restore
from pgworkbench.migrations.text import compose
from pgworkbench.server import Database, Server
from pgworkbench.server.address import parse

Source = Database | Path | str
_URL = re.compile(r"postgres(?:ql)?(?:\+\w+)?://|(?:\w+\s*=\s*\S+\s*)*\bdbname\s*=")
_ROLE = re.compile(r'\b(CREATE\s+(?:ROLE|USER|GROUP)\s+)("(?:[^"]|"")+"|[a-z_][\w$]*)(?!\s+MAPPING\b)', re.IGNORECASE)
_ERROR = re.compile(r"psql:<stdin>:(\d+): (?:ERROR|FATAL|error):\s*(.*)")
_PLAIN_FILES = "*.up.sql"


@dataclass(frozen=True)
class End:
    """What is known of one end before it is built: its roles, and how an empty database becomes it.

    `roles` has everyone who is mentioned; `there` those who exist already.
    """

    name: str
    roles: tuple[str, ...]
    build: Callable[[Database], object]
    there: frozenset[str] = frozenset()
    known: Callable[[Sequence[str]], frozenset[str]] = field(default=lambda _: frozenset())


def end_of(server: Server, source: Source) -> End:
    """What a word on the command line means; ContentError if it means nothing."""
    if isinstance(source, Database):
        return _of_database(source)
    text = str(source)
    if isinstance(source, str) and _URL.match(text):
        return _of_url(server, text)
    path = Path(text)
    if path.is_dir():
        return _of_folder(path)
    if path.is_file():
        return _of_file(path)
    raise ContentError(path, None, "expected a database URL, a SQL file, a folder of migrations, or the design")


@contextmanager
def opened(server: Server, first: End, second: End) -> Iterator[tuple[Database, Database]]:
    """Both ends as scratch databases that have stand-ins for the roles of both."""
    roles = tuple(dict.fromkeys([*first.roles, *second.roles]))
    with server.scratch("from", roles=roles) as one, server.scratch("to", roles=roles) as other:
        first.build(one)
        second.build(other)
        yield one, other


def _of_database(database: Database) -> End:
    roles = tuple(database.roles)

    def build(target: Database) -> None:
        _same_roles(database, target)
        restore(database, target)
        with database.connect(autocommit=True) as connection:
            filled = _filled(read_catalog(connection))
        _fill(target, filled)

    return End("the design", roles, build, frozenset(roles))


def _same_roles(source: Database, target: Database) -> None:
    with source.connect(autocommit=True) as connection:
        _give_roles(target, read_roles(connection, source.roles))


def _filled(catalog: Catalog) -> tuple[Name, ...]:
    """Materialized views that can be read: a dump of the structure alone leaves them unfilled."""
    views = (table for table in catalog.tables if table.kind is TableKind.MATERIALIZED_VIEW)
    return tuple(view.name for view in views if view.populated and view.extension is None)


def _fill(target: Database, views: Sequence[Name]) -> None:
    """Fill them, of no rows; one that reads another comes after it."""
    waiting = list(views)
    with target.connect(autocommit=True) as connection:
        while waiting:
            left = [name for name in waiting if not _refreshed(connection, name)]
            if len(left) == len(waiting):
                return
            waiting = left


def _refreshed(connection: psycopg.Connection, name: Name) -> bool:
    try:
        connection.execute(compose("REFRESH MATERIALIZED VIEW {}", name))
    except psycopg.Error:
        return False
    return True


def _give_roles(target: Database, roles: Sequence[Role]) -> None:
    """Attributes, memberships and settings: pg_dump does not tell them."""
    with target.connect(autocommit=True) as connection:
        for role in roles:
            for statement in create_role_again(role):
                connection.execute(target.localise(statement))


def create_role_again(role: Role) -> tuple[str, ...]:
    """What a role has beyond its name, as SQL."""
    address = Address(Kind.ROLE, (role.name,))
    return tuple(statement.sql for statement in create_role(address, role)[1:])


def _of_file(path: Path) -> End:
    text = path.read_text(encoding="utf-8-sig")
    roles = _roles_made(text)
    return End(path.name, roles, lambda database: _load(database, path, text), frozenset(roles))


def _of_folder(folder: Path) -> End:
    plain = sorted(folder.glob(_PLAIN_FILES))
    if plain:  # pairs of files, as golang-migrate has them
        texts = [(path, path.read_text(encoding="utf-8-sig")) for path in plain]
        roles = tuple(dict.fromkeys(role for _, text in texts for role in _roles_made(text)))
        return End(folder.name, roles, partial(_load_all, texts), frozenset(roles))
    files = read_files(folder)
    roles = tuple(dict.fromkeys(role for file in files for role in _roles_made(file.text)))

    def build(database: Database) -> None:
        for file in files:
            try:
                run(database, file, Way.UP)
            except FailedError as failed:
                raise ContentError(folder / file.name, failed.line, f"the server refuses it: {failed.said}") from None

    return End(folder.name, roles, build, frozenset(roles))


def _load_all(texts: Sequence[tuple[Path, str]], database: Database) -> None:
    for path, text in texts:
        _load(database, path, text)


def _roles_made(text: str) -> tuple[str, ...]:
    names = (match[2] for match in _ROLE.finditer(text))
    return tuple(dict.fromkeys(n[1:-1].replace('""', '"') if n.startswith('"') else n.lower() for n in names))


def _load(database: Database, path: Path, text: str) -> None:
    """Run a SQL file by psql, which knows its own commands in dumps; roles are there already, by other names."""
    made = _ROLE.sub(lambda found: f"{_again(found[1])}{found[2]}", text) if database.roles else text
    said = feed(database, database.localise(made))
    if said is not None:
        line, problem = next(((int(m[1]), m[2]) for m in _ERROR.finditer(said)), (None, said))
        raise ContentError(path, line, f"the server refuses it: {database.globalise(problem)}")


def _again(words: str) -> str:
    """CREATE ROLE becomes ALTER ROLE: in a scratch database a stand-in is there before."""
    return "ALTER USER " if words.split()[1].upper() == "USER" else "ALTER ROLE "


def _of_url(server: Server, url: str) -> End:
    address = parse(url)
    try:
        with address.connect() as connection:
            connection.execute("SET default_transaction_read_only = on")
            major = connection.info.server_version // 10000
            catalog = read_catalog(connection)
            us = connection.info.user
            nobody = {us, *(role.name for role in catalog.roles if role.superuser)}
            names = tuple(r.name for r in catalog.roles if r.name not in nobody and not r.name.startswith("pg_"))
            roles = read_roles(connection, {name: name for name in names})
    except psycopg.OperationalError as error:
        raise ServerError(f"no connection to {address}: {address.scrubbed(str(error))}") from None
    if major > server.major:
        raise ServerError(f"{address} is PostgreSQL {major}; it cannot be compared on {server.major}")

    def build(database: Database) -> None:
        dump = _dump(server, address.environment())
        with database.connect() as connection:
            owner = connection.info.user
        said = feed(database, database.localise(_without(dump, frozenset(nobody), owner)))
        if said is not None:
            raise ServerError(f"{address} cannot be rebuilt in a scratch database: {_first(said)}")
        _give_roles(database, roles)
        _fill(database, _filled(catalog))

    def known(others: Sequence[str]) -> frozenset[str]:
        with address.connect() as connection:
            rows = connection.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY (%s)", [list(others)])
            return frozenset(name for (name,) in rows.fetchall())

    return End(str(address), names, build, frozenset(names), known)


def _dump(server: Server, environment: Mapping[str, str]) -> str:
    command = [str(server.tool("pg_dump")), "--schema-only", "--no-password", "--encoding=UTF8"]
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, check=False)
    if done.returncode:
        raise ServerError(f"pg_dump: {_first(done.stderr.decode(errors='replace'))}")
    return done.stdout.decode()


def _without(dump: str, nobody: frozenset[str], owner: str) -> str:
    """Superusers and the reader himself are nobody in particular: what is theirs is ours here."""
    names = "|".join(re.escape(name if re.fullmatch(r"[a-z_]\w*", name) else f'"{name}"') for name in nobody)
    mine = '"' + owner.replace('"', '""') + '"'
    words = "ALTER .* OWNER TO |(?:GRANT|REVOKE) .* (?:TO|FROM) |ALTER DEFAULT PRIVILEGES FOR ROLE "
    return re.sub(rf"^({words})(?:{names})(?=[; ])", lambda found: found[1] + mine, dump, flags=re.MULTILINE)


def _first(said: str) -> str:
    lines = [line for line in said.strip().splitlines() if line]
    found = next((m[2] for m in _ERROR.finditer(said)), None)
    return found or (lines[0] if lines else "it says nothing")
