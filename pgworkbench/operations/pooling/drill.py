"""The drill: hundreds of clients on a few server connections through the real PgBouncer, each with its own tenant.

Done right (the tenant set per transaction) not one read may see another's rows. Done wrong (SET for the session) many
do: the negative control, without which the first figure would prove nothing.
"""

from __future__ import annotations

import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier
from urllib.parse import parse_qs, urlsplit

import psycopg
from psycopg import sql

from pgworkbench.errors import ProofError, ServerError
from pgworkbench.operations.pooling.configuration import user_lookup
from pgworkbench.operations.pooling.prepared import SINCE, try_prepared, version_of
from pgworkbench.server import Database, Server
from pgworkbench.server.account import choose_account

_PLACES = ("/usr/sbin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/bin")
_START_SECONDS = 20.0
_TENANTS = 20
_QUEUE_FULL = "Resource temporarily unavailable"  # so many at once that the socket lets some wait outside
_PORT = "6432"  # part of the socket's name only

_SETUP = """
CREATE TABLE public.rows_of_tenants (tenant int NOT NULL, value int NOT NULL);
INSERT INTO public.rows_of_tenants SELECT t, v FROM generate_series(1, {tenants}) AS t, generate_series(1, 5) AS v;
CREATE INDEX ON public.rows_of_tenants (tenant);
ALTER TABLE public.rows_of_tenants ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON public.rows_of_tenants USING (tenant = nullif(current_setting('drill.tenant', true), '')::int);
GRANT SELECT ON public.rows_of_tenants TO {application};
ALTER ROLE {application} LOGIN PASSWORD {password};
ALTER ROLE {pooler} LOGIN;
"""

_INI = """
[databases]
drill = host={host} port={port} dbname={database} auth_user={pooler}

[pgbouncer]
unix_socket_dir = {folder}
listen_addr =
listen_port = {listen}
unix_socket_mode = 0777
auth_type = scram-sha-256
auth_file = {folder}/users.txt
auth_query = SELECT username, verifier FROM pgbouncer.user_lookup($1)
pool_mode = transaction
default_pool_size = {servers}
max_client_conn = {clients}
ignore_startup_parameters = extra_float_digits,options
query_wait_timeout = 60
{prepared}
"""


@dataclass(frozen=True, slots=True)
class PoolOrder:
    """So many `clients` on so many `servers` connections, each with so many `transactions`."""

    clients: int = 200
    servers: int = 4
    transactions: int = 10


@dataclass(frozen=True, slots=True)
class PoolReport:
    """`reads` of which `wrong` saw another tenant's rows, on at most `connections`; `leaked` of `control` reads with
    a session-level SET did. `refused`: a wrong password was turned away. `rate` in transactions a second.
    """

    version: str
    clients: int
    connections: int
    reads: int
    wrong: int
    control: int
    leaked: int
    refused: bool
    rate: float
    steps: tuple[str, ...]


def program() -> Path:
    """The PgBouncer of this machine; ServerError if there is none."""
    for path in (shutil.which("pgbouncer"), *(f"{place}/pgbouncer" for place in _PLACES)):
        if path and Path(path).is_file():
            return Path(path)
    raise ServerError("pgbouncer is not installed: on Debian and Ubuntu, apt-get install pgbouncer")


def drill_pool(server: Server, order: PoolOrder = PoolOrder()) -> PoolReport:
    """Run the drill on a scratch database of `server`; ProofError if isolation fails, or the control shows no leak."""
    found = program()
    said = _said(found)
    with (
        server.scratch("pool", roles=["application", "pooler"]) as database,
        _pooled(found, database, order) as connect,
    ):
        begun = time.monotonic()
        seen = _together(order, lambda tenant: _transactions(connect, tenant, order.transactions))
        seconds = time.monotonic() - begun
        wrong = sum(tenant != read for tenant, reads in seen for read in reads)
        reads = sum(len(each) for _, each in seen)
        with database.connect(autocommit=True) as connection:
            connections = _count(connection, database)
        few = PoolOrder(min(order.clients, 40), order.servers, order.transactions)
        control = _together(few, lambda tenant: _session(connect, tenant, few.transactions))
        leaked = sum(tenant != read for tenant, each in control for read in each)
        refused = _refuses(connect)
        prepared = try_prepared(lambda: connect(True), version_of(said))
    report = PoolReport(
        said, order.clients, connections, reads, wrong, sum(len(each) for _, each in control), leaked, refused,
        reads / seconds,
        (f"{said}: {order.clients} clients on {connections} server connections, users by auth_query and SCRAM",
         f"tenant set per transaction: {wrong} of {reads} reads saw another tenant's rows",
         f"negative control, SET for the session: {leaked} of {sum(len(each) for _, each in control)} did",
         prepared.told),
    )  # fmt: skip
    _judge(report, order)
    return report


def _judge(report: PoolReport, order: PoolOrder) -> None:
    if report.wrong:
        raise ProofError("pool drill", f"{report.wrong} of {report.reads} reads saw another tenant's rows")
    if not report.leaked:
        raise ProofError("pool drill", "the negative control leaked nothing, so the drill proves nothing")
    if report.connections > order.servers:
        raise ProofError("pool drill", f"{report.connections} server connections instead of {order.servers}")
    if not report.refused:
        raise ProofError("pool drill", "a wrong password was let in")


Connect = Callable[[bool], psycopg.Connection]


@contextmanager
def _pooled(found: Path, database: Database, order: PoolOrder) -> Iterator[Connect]:
    """A running PgBouncer before `database`; yields how to connect (with the right password or a wrong one)."""
    account = choose_account()
    password = secrets.token_hex(16)
    _prepare(database, password)
    folder = Path(tempfile.mkdtemp(prefix="pgwb-pool-"))
    try:
        folder.chmod(0o755)
        account.own(folder)
        where = parse_qs(urlsplit(database.server.url(database.name)).query)
        (folder / "users.txt").write_text(f'"{database.roles["pooler"]}" ""\n', encoding="utf-8")
        (folder / "pgbouncer.ini").write_text(
            _INI.format(
                host=where.get("host", ["127.0.0.1"])[0], port=where.get("port", ["5432"])[0], database=database.name,
                pooler=database.roles["pooler"], folder=folder, listen=_PORT, servers=order.servers,
                clients=order.clients + 50, prepared=_prepared(found),
            ),
            encoding="utf-8",
        )  # fmt: skip
        (folder / "users.txt").chmod(0o644)

        def connect(right: bool) -> psycopg.Connection:  # noqa: FBT001  (a callable's parameters have no names)
            deadline = time.monotonic() + _START_SECONDS
            while True:
                try:
                    return psycopg.connect(
                        host=str(folder), port=_PORT, dbname="drill", user=database.roles["application"],
                        password=password if right else "wrong", prepare_threshold=None, autocommit=True,
                        connect_timeout=60,
                    )  # fmt: skip
                except psycopg.OperationalError as error:
                    if _QUEUE_FULL not in str(error) or time.monotonic() > deadline:
                        raise
                    time.sleep(0.01)

        with (
            (folder / "log").open("wb") as log,
            _running(account.start([found, folder / "pgbouncer.ini"], log.fileno(), log.fileno()), connect, folder),
        ):
            yield connect
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(process: subprocess.Popen[bytes], connect: Connect, folder: Path) -> Iterator[None]:
    try:
        deadline = time.monotonic() + _START_SECONDS
        while not _answers(folder / f".s.PGSQL.{_PORT}"):
            if process.poll() is not None or time.monotonic() > deadline:
                said = (folder / "log").read_text(encoding="utf-8", errors="replace").strip().splitlines()
                raise ServerError(f"pgbouncer did not start: {(said or ['it said nothing'])[-1]}")
            time.sleep(0.01)
        connect(True).close()
        yield
    finally:
        process.terminate()
        process.wait(_START_SECONDS)


def _prepared(found: Path) -> str:
    """The line for prepared statements, where this version knows it."""
    return "max_prepared_statements = 200" if version_of(_said(found)) >= SINCE else ""


def _said(found: Path) -> str:
    return subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout.split("\n")[0]


def _answers(path: Path) -> bool:
    """Whether somebody listens there: the socket's file is there a moment before."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


def _prepare(database: Database, password: str) -> None:
    application, pooler = (sql.Identifier(database.roles[name]) for name in ("application", "pooler"))
    with database.connect(autocommit=True) as connection:
        connection.execute(
            sql.SQL(_SETUP).format(
                tenants=sql.Literal(_TENANTS), application=application, pooler=pooler, password=sql.Literal(password)
            )
        )
        connection.execute(user_lookup(database.roles["pooler"]).encode())


def _together(order: PoolOrder, client: Callable[[int], list[int | None]]) -> list[tuple[int, list[int | None]]]:
    """All clients at once, each with its tenant; what each of its reads saw."""
    start = Barrier(order.clients)

    def run(number: int) -> tuple[int, list[int | None]]:
        tenant = number % _TENANTS + 1
        start.wait()
        return tenant, client(tenant)

    with ThreadPoolExecutor(order.clients) as threads:
        return list(threads.map(run, range(order.clients)))


_READ = "SELECT CASE WHEN count(DISTINCT tenant) = 1 THEN min(tenant) END FROM public.rows_of_tenants"


def _transactions(connect: Connect, tenant: int, count: int) -> list[int | None]:
    """As an application should: the tenant is set in each transaction, and ends with it."""
    seen: list[int | None] = []
    with connect(True) as connection:
        for _ in range(count):
            with connection.transaction():
                connection.execute("SELECT set_config('drill.tenant', %s, true)", [str(tenant)])
                seen += [row[0] for row in connection.execute(_READ)]
    return seen


def _session(connect: Connect, tenant: int, count: int) -> list[int | None]:
    """As an application must not: set once, for a session that is not its own."""
    with connect(True) as connection:
        connection.execute("SELECT set_config('drill.tenant', %s, false)", [str(tenant)])
        return [row[0] for _ in range(count) for row in connection.execute(_READ)]


def _count(connection: psycopg.Connection, database: Database) -> int:
    found = connection.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND usename = %s",
        [database.name, database.roles["application"]],
    ).fetchone()
    return int(found[0]) if found else 0


def _refuses(connect: Connect) -> bool:
    try:
        connect(False).close()
    except psycopg.OperationalError:
        return True
    return False
