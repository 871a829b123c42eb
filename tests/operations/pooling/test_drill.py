"""The drill with the real PgBouncer: isolation holds, and would be seen to fail."""

from __future__ import annotations

import pytest

from pgworkbench.errors import ServerError
from pgworkbench.operations.pooling import PoolOrder, drill_pool
from pgworkbench.operations.pooling.drill import program
from pgworkbench.server import Server


def test_hundreds_of_clients_share_few_connections_and_no_tenant_sees_another(server: Server) -> None:
    """R-SUG-6: transaction pooling with a tenant per transaction; a session-level SET leaks, as it must."""
    try:
        program()
    except ServerError as error:
        pytest.skip(str(error))
    report = drill_pool(server, PoolOrder(clients=200, servers=4, transactions=5))
    assert (report.reads, report.wrong) == (1000, 0)
    assert report.leaked > report.control / 10
    assert report.connections <= 5
    assert report.refused
    assert "0 of 1000" in report.steps[1]
    assert "drivers that prepare: " in report.steps[3]  # whether they may is this version's to say
