"""A difference as text: JSON for programs, SQL for people and for psql."""

from __future__ import annotations

import json

from pgworkbench.migrations.between import Difference
from pgworkbench.migrations.text import commented


def to_json(difference: Difference) -> str:
    """`{"up": [...], "down": [...], "refused": [...]}`: statements in order; refusals with kind, object and reason."""
    refused = [{"kind": r.kind, "object": r.object, "reason": r.reason} for r in difference.refused]
    up, down = (list(difference.statements(down=way)) for way in (False, True))
    return json.dumps({"up": up, "down": down, "refused": refused}, indent=2, ensure_ascii=False) + "\n"


def to_sql(difference: Difference, *, guarded: bool = False) -> str:
    """The way up as a script for psql, and the way back as another one behind comments."""
    if difference.refused:
        return commented("\n".join(f"refused: {refusal}" for refusal in difference.refused)) + "\n"
    if difference.is_empty:
        return "-- No difference.\n"
    up, down = (_script(difference.statements(down=way, guarded_=guarded)) for way in (False, True))
    return f"-- up\n\n{up}\n\n-- down: each line of it stands behind a comment\n\n{_behind(down)}\n"


def _script(statements: tuple[str, ...]) -> str:
    return "\n\n".join(f"{statement.rstrip()};" for statement in statements)


def _behind(text: str) -> str:
    return "\n".join(f"-- {line}".rstrip() for line in text.splitlines())
