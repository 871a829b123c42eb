"""A PostgreSQL to work on: the user's by URL, one found on this machine, or the embedded wheel's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import psycopg

from pgworkbench.errors import ServerError
from pgworkbench.server import binaries, inventory, scratch
from pgworkbench.server.account import choose_account
from pgworkbench.server.address import Address, parse
from pgworkbench.server.cluster import Cluster
from pgworkbench.server.database import Database
from pgworkbench.server.find import OLDEST, Installation, Origin, choose
from pgworkbench.server.home import find_home
from pgworkbench.server.marks import Marked
from pgworkbench.server.options import ServerOptions
from pgworkbench.server.settings import effective
from pgworkbench.server.sharing import joined, revive
from pgworkbench.server.tools import find_tool

_SETTINGS = """
SELECT name, current_setting(name)
  FROM pg_settings
 WHERE source NOT IN ('default', 'client', 'session')
   AND context <> 'internal'
   AND category <> 'File Locations'
   AND name <> 'unix_socket_directories'
 ORDER BY name
"""


@dataclass(frozen=True, repr=False)
class Server:
    """A server that answers. `version` is 180006 for 18.6; `source` is "url", "binaries" or "embedded"."""

    version: int
    source: str
    notes: tuple[str, ...]
    _url: Address | None = None
    _cluster: Cluster | None = None
    _bindir: Path | None = None

    def __repr__(self) -> str:
        return f"Server({self.where}, version={self.version}, source={self.source!r})"

    @property
    def major(self) -> int:
        """18 for 180006."""
        return self.version // 10000

    @property
    def where(self) -> str:
        """Who, where and which database, for a person; never a password."""
        try:
            return str(self._address)
        except OSError:
            return "a server that was stopped"

    @property
    def folder(self) -> Path | None:
        """Where the files of a server of ours are; None for a user's."""
        return self._cluster.home.folder if self._cluster else None

    @property
    def _address(self) -> Address:
        if self._url is not None:
            return self._url
        assert self._cluster is not None  # noqa: S101  (one of the two is given)
        return self._cluster.address

    def connect(self, database: str | None = None) -> psycopg.Connection:
        """To `database`, or the maintenance one; autocommit, nothing prepared, as the server's own user.

        A server of ours that has died since it was opened is started again.
        """
        try:
            return self._address.connect(database)
        except (psycopg.OperationalError, OSError) as error:
            if self._cluster is None:
                raise _unreachable(self._address, error) from None
        revive(self._cluster)
        try:
            return self._address.connect(database)
        except psycopg.OperationalError as error:
            raise _unreachable(self._address, error) from None

    def tool(self, name: str) -> Path:
        """The program `name` (pg_dump, psql, pg_basebackup) that works with this server."""
        return find_tool(name, self.major, self._bindir)

    def environment(self, database: str | None = None) -> dict[str, str]:
        """PGHOST and others for such a program, beside `os.environ`; the password is here and on no command line."""
        return self._address.environment(database)

    def url(self, database: str | None = None) -> str:
        """A libpq URL for a third party's program; it holds the password: pass it by an environment variable."""
        return self._address.url(database)

    def settings(self) -> dict[str, str]:
        """Every setting that is not the server's default, with its unit, without paths: for a run's manifest."""
        with self.connect() as connection:
            return dict(connection.execute(_SETTINGS).fetchall())

    def scratch(self, label: str, *, roles: Sequence[str] = ()) -> AbstractContextManager[Database]:
        """An empty database with its own `roles`; both are dropped at the end."""
        return scratch.scratch(self, label, roles)

    def kept(
        self,
        label: str,
        fingerprint: str,
        build: Callable[[Database], None],
        *,
        roles: Sequence[str] = (),
        template: Database | None = None,
    ) -> Database:
        """The database of this label and fingerprint: found if it is complete, otherwise made and filled by `build`.

        With a `template` it begins as a copy of that one and shares its roles. Of several processes one builds, the
        others wait; what a failed or killed builder left is dropped.
        """
        return scratch.kept(self, scratch.kept_order(label, fingerprint, roles, template), build)

    def clone(self, database: Database, label: str) -> AbstractContextManager[Database]:
        """A copy of `database` with the same roles, dropped at the end."""
        return scratch.clone(self, database, label)

    def databases(self) -> tuple[Marked, ...]:
        """All databases of the workbench's on this server."""
        with self.connect() as connection:
            return inventory.marked(connection, sizes=True)

    def drop(self, name: str) -> None:
        """Drop a database of the workbench's and its roles; ServerError for any other."""
        with self.connect() as connection:
            inventory.drop(connection, name)


@contextmanager
def open_server(options: ServerOptions) -> Iterator[Server]:
    """The server that `options` lead to: by URL, else by `bindir`, else on PATH (16 or newer), else the embedded one.

    Several processes may open the same one at once: the first starts it, the last stops it.
    """
    if options.url:
        yield _by_url(parse(options.url))
        return
    chosen, notes = choose(options.bindir)
    account = choose_account()
    settings = effective(options.settings)
    home = find_home(options.state, _key(chosen, account.uid, settings), account)
    bindir, more = binaries.reachable(chosen, account)
    cluster = Cluster(bindir, chosen.major, home, account, settings)
    with joined(cluster) as started:
        with cluster.address.connect() as connection:
            version = connection.info.server_version
            inventory.sweep(connection, own=True)
        source = "embedded" if chosen.origin is Origin.EMBEDDED else "binaries"
        yield Server(version, source, (*notes, *home.notes, *more, *started), None, cluster, chosen.bindir)


def _by_url(address: Address) -> Server:
    try:
        with address.connect() as connection:
            version = connection.info.server_version
    except psycopg.OperationalError as error:
        raise _unreachable(address, error) from None
    if version // 10000 < OLDEST:
        raise ServerError(f"{address} is PostgreSQL {version // 10000}: {OLDEST} or newer is needed")
    return Server(version, "url", (), address)


def _key(chosen: Installation, uid: int, settings: tuple[tuple[str, str], ...]) -> str:
    """Clusters of another major, other binaries, another user or other settings lie apart."""
    apart = repr((str(chosen.bindir), uid, settings))
    return f"{chosen.major}-{sha256(apart.encode(errors='surrogateescape')).hexdigest()[:10]}"


def _unreachable(address: Address, error: Exception) -> ServerError:
    return ServerError(f"no connection to {address}: {address.scrubbed(str(error))}")
