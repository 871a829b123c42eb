"""Doctor's facts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pgworkbench.server import ServerOptions, examine
from pgworkbench.server.find import OLDEST

pytestmark = pytest.mark.database


def test_tells_what_is_used_and_what_is_missing(options: ServerOptions) -> None:
    found = examine(options, ["plpgsql", "no_such_extension"])
    assert found.problem is None
    assert found.answer is not None
    assert found.answer.version // 10000 in found.majors
    assert "plpgsql" in dict(found.answer.extensions)
    assert "the extension no_such_extension" in found.missing
    assert found.free > 0
    assert found.user
    assert all(reason == f"{OLDEST} or newer is needed" for each, reason in found.passed_over if not each.usable)


def test_tells_why_there_is_no_server(options: ServerOptions) -> None:
    found = examine(replace(options, url="postgresql://ann:s3cret@127.0.0.1:1/x"))
    assert found.answer is None
    assert "no connection to ann@127.0.0.1:1/x" in (found.problem or "")
    assert "s3cret" not in repr(found)
    assert found.why.startswith("a database URL is given")


def test_examining_by_url_writes_nothing(options: ServerOptions) -> None:
    examine(replace(options, url="postgresql://127.0.0.1:1/x"))
    assert not options.state.exists()
