"""Databases of other people's making, each adopted once for all tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pgworkbench.adoption import Adoption, AdoptOptions, adopt
from pgworkbench.server import Database, Server

SCHEMAS = Path(__file__).parent / "schemas"
ROLES = {
    "odd_names": ("odd_names_application", "odd_names_reader"),
    "tenants": ("tenants_application", "tenants_owner"),
}
NAMES = sorted(path.stem for path in SCHEMAS.glob("*.sql"))
AS_OF = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    """A database, and what came of adopting it."""

    name: str
    source: Database
    adoption: Adoption

    @property
    def url(self) -> str:
        return self.source.server.url(self.source.name)


@pytest.fixture(scope="package", params=NAMES)
def case(request: pytest.FixtureRequest, server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """Each of the schemas, adopted."""
    name = request.param
    with server.scratch("source", roles=ROLES.get(name, ())) as source:
        with source.connect(autocommit=True) as connection:
            connection.execute(source.localise((SCHEMAS / f"{name}.sql").read_text(encoding="utf-8")))
        folder = tmp_path_factory.mktemp("adopted") / name
        made = adopt(server.url(source.name), folder, AdoptOptions(server.url("postgres"), AS_OF))
        yield Case(name, source, made)
