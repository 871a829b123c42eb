"""One direction of a file, run as dbmate runs it: sent whole, inside a transaction unless it says transaction:false."""

from __future__ import annotations

from enum import StrEnum

import psycopg

from pgworkbench.migrations.files import File, Section
from pgworkbench.server import Database


class Way(StrEnum):
    """Which part of a file."""

    UP = "up"
    DOWN = "down"


class FailedError(Exception):
    """A statement that the server refused: `line` of the file, what the server said, and the SQLSTATE where known."""

    def __init__(self, file: File, line: int, said: str, state: str | None = None) -> None:
        self.file, self.line, self.said, self.state = file, line, said, state
        super().__init__(f"{file.name}:{line}: {said}")


def run(database: Database, file: File, way: Way) -> None:
    """Run one direction of a file; FailedError with its line if the server refuses a statement."""
    section = file.up if way is Way.UP else file.down
    text = database.localise(section.sql)
    with database.connect(autocommit=True) as connection:
        connection.execute("SET client_min_messages = warning")
        try:
            if section.transaction:
                with connection.transaction():
                    connection.execute(text)
            else:
                connection.execute(text)
        except psycopg.Error as error:
            raise FailedError(file, _line(section, text, error), _said(error), error.sqlstate) from None


def _line(section: Section, text: str, error: psycopg.Error) -> int:
    position = error.diag.statement_position
    return section.line + (text.count("\n", 0, int(position) - 1) if position else 0)


def _said(error: psycopg.Error) -> str:
    said = error.diag
    parts = [said.message_primary, said.message_detail, said.message_hint, said.context]
    return "; ".join(part for part in parts if part) or str(error)
