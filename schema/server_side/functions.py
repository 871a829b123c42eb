"""Functions of the design: one file each in `schema/functions/`, whose head says what it is for and who may call it.

-- What it does, in a sentence or more: its comment on the server.
-- execute: application, jobs        (roles that may call it; without this line only the owner and triggers can)
-- after the tables                  (its body names tables, and its language looks at them when it is created)
CREATE OR REPLACE FUNCTION app.its_name(…) …
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from schema.server_side.compose import Sql, compose, identifiers, literal
from schema.server_side.roles import ROLES

_FOLDER = Path(__file__).parent.parent / "functions"
_ARGUMENT = re.compile(r"^\s*(\w+)\s+(\w+(?:\[\])?)")
_SIGNATURE = re.compile(r"CREATE OR REPLACE FUNCTION (app\.\w+)\s*\((.*?)\)\s*RETURNS", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Function:
    """A function as its file gives it; `signature` is `app.name(type, …)`."""

    signature: Sql
    remark: str
    execute: tuple[str, ...]
    after_tables: bool
    definition: Sql

    def statements(self) -> Iterator[Sql]:
        """Make it, say what it is for, and let only those call it who may."""
        yield self.definition
        yield compose("COMMENT ON FUNCTION {it} IS {remark}", it=self.signature, remark=literal(self.remark))
        yield compose("REVOKE ALL ON FUNCTION {it} FROM PUBLIC", it=self.signature)
        if self.execute:
            roles = identifiers(ROLES[key] for key in self.execute)
            yield compose("GRANT EXECUTE ON FUNCTION {it} TO {roles}", it=self.signature, roles=roles)


@cache
def read_function(name: str) -> Function:
    """The function in `schema/functions/{name}.sql`."""
    return parse_function((_FOLDER / f"{name}.sql").read_text(encoding="utf-8"))


def parse_function(text: str) -> Function:
    """A function from a file's text; ValueError where its head or its signature is not as it should be."""
    lines = text.strip().splitlines()
    length = next(number for number, line in enumerate(lines) if not line.startswith("--"))
    head = [line.removeprefix("--").strip() for line in lines[:length]]
    definition = "\n".join(lines[length:]).rstrip().rstrip(";")
    found = _SIGNATURE.match(definition)
    prose = [line for line in head if not line.startswith("execute:") and line != "after the tables"]
    if found is None or not prose:
        raise ValueError(
            f"a function opens with its comment, then CREATE OR REPLACE FUNCTION app.name(…): {lines[0]!r}"
        )
    may = next((line.removeprefix("execute:").split(",") for line in head if line.startswith("execute:")), [])
    return Function(
        signature=Sql(f"{found[1]}({', '.join(_types(found[2]))})"),
        remark=" ".join(prose),
        execute=tuple(key.strip() for key in may),
        after_tables="after the tables" in head,
        definition=Sql(definition),
    )


def _types(arguments: str) -> Iterator[str]:
    """The types of `p_name type, p_name type DEFAULT …`."""
    for argument in arguments.split(","):
        if found := _ARGUMENT.match(argument):
            yield found[2]
