"""Where a server answers: libpq's parameters as a value that never shows its password."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

import psycopg
from psycopg import conninfo

from pgworkbench.errors import ServerError

_SECRET = ("password", "sslpassword")
_DRIVER = re.compile(r"^(postgres(?:ql)?)\+\w+(?=://)")
_WAIT = "10"  # seconds for a connection, unless the URL says otherwise

# libpq's parameter -> the variable that carries it to pg_dump, psql and others.
_VARIABLES = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "passfile": "PGPASSFILE",
    "options": "PGOPTIONS",
    "sslmode": "PGSSLMODE",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcrl": "PGSSLCRL",
    "gssencmode": "PGGSSENCMODE",
    "channel_binding": "PGCHANNELBINDING",
    "require_auth": "PGREQUIREAUTH",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
    "connect_timeout": "PGCONNECT_TIMEOUT",
    "service": "PGSERVICE",
}


# What a user's environment (PGOPTIONS and others) may say of his server must not reach ours.
_SHIELD = {"options": "", "gssencmode": "disable", "target_session_attrs": "any", "require_auth": ""}


@dataclass(frozen=True, slots=True)
class Address:
    """libpq parameters of one server; `database` is the one that maintenance goes through.

    With `shielded`, whatever the environment says of libpq's other parameters is overruled.
    """

    parameters: Mapping[str, str] = field(repr=False)
    database: str
    shielded: bool = False

    def __str__(self) -> str:
        """What a person may see: who, where, which database; no password."""
        known = self.parameters
        user = f"{known['user']}@" if "user" in known else ""
        host = known.get("host") or known.get("hostaddr") or known.get("service") or "the default socket"
        port = f":{known['port']}" if "port" in known else ""
        return f"{user}{host}{port}/{self.database}"

    def connect(self, database: str | None = None, *, autocommit: bool = True) -> psycopg.Connection:
        """A connection that never prepares by itself: plans must follow indexes that come and go."""
        return psycopg.connect(self._conninfo(database), autocommit=autocommit, prepare_threshold=None)

    def ping(self) -> psycopg.pq.Ping:
        """Whether a server is there and takes connections, whoever they are from."""
        return psycopg.pq.Ping(psycopg.pq.PGconn.ping(self._conninfo(None).encode()))

    @property
    def _all(self) -> dict[str, str]:
        return {**(_SHIELD if self.shielded else {}), **self.parameters}

    def _conninfo(self, database: str | None) -> str:
        wanted = {
            "connect_timeout": _WAIT,
            "application_name": "pgworkbench",
            **self._all,
            "client_encoding": "UTF8",
            "dbname": database or self.database,
        }
        return conninfo.make_conninfo(**wanted)

    def environment(self, database: str | None = None) -> dict[str, str]:
        """Variables for libpq's own programs, so that no command line carries a password."""
        named = {_VARIABLES[key]: value for key, value in self._all.items() if key in _VARIABLES}
        return {**named, "PGDATABASE": database or self.database, "PGCLIENTENCODING": "UTF8"}

    def url(self, database: str | None = None) -> str:
        """A libpq URL, password included: for a program's environment, never for a command line or a message."""
        rest = dict(self.parameters)
        user, password = quote(rest.pop("user", ""), safe=""), rest.pop("password", None)
        login = user if password is None else f"{user}:{quote(password, safe='')}"
        name = quote(database or self.database, safe="")
        return f"postgresql://{login}{'@' if login else ''}/{name}?{urlencode(rest, quote_via=quote)}"

    def scrubbed(self, text: str) -> str:
        """`text` on one line, without any secret of ours that found its way into it."""
        for key in _SECRET:
            if secret := self.parameters.get(key):
                text = text.replace(secret, "***")
        return " ".join(text.split())


def parse(url: str) -> Address:
    """The address in a libpq URL, a libpq `key=value` string, or an SQLAlchemy URL (`postgresql+psycopg://`)."""
    try:
        found = conninfo.conninfo_to_dict(_DRIVER.sub(r"\1", url.strip()))
    except psycopg.ProgrammingError:
        # libpq's own message repeats the part that it could not read, and that may be the password.
        raise ServerError(
            "the database URL cannot be read: expected postgresql://user@host:5432/database "
            "(in a password, write @ as %40, : as %3A and / as %2F)"
        ) from None
    parameters = {key: str(value) for key, value in found.items() if value is not None}
    database = parameters.pop("dbname", None) or "postgres"
    return Address(parameters, database)
