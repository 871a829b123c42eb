"""A difference as text: JSON for programs, SQL for people and for psql."""

from __future__ import annotations

import json

from pgworkbench.migrations.between import Difference
from pgworkbench.migrations.likely import hinted
from pgworkbench.migrations.text import commented


def to_json(difference: Difference) -> str:
    """`{"up": [...], "down": [...], "refused": [...]}`: statements in order; refusals with kind, object and reason.

    With `"likely"` where something looks like a rename that was not asked for.
    """
    refused = [{"kind": r.kind, "object": r.object, "reason": r.reason} for r in difference.refused]
    up, down = (list(difference.statements(down=way)) for way in (False, True))
    said: dict[str, object] = {"up": up, "down": down, "refused": refused}
    said |= {"likely": list(difference.likely)} if difference.likely else {}
    return json.dumps(said, indent=2, ensure_ascii=False) + "\n"


def to_sql(difference: Difference, *, guarded: bool = False) -> str:
    """The way up as a script for psql, and the way back as another one behind comments."""
    hints = "".join(f"{commented(words)}\n" for words in (*hinted(difference.likely), *difference.orders))
    if difference.refused:
        return hints + commented("\n".join(f"refused: {refusal}" for refusal in difference.refused)) + "\n"
    if difference.is_empty:
        return f"{hints}-- No difference.\n"
    up, down = (_script(difference.statements(down=way, guarded_=guarded)) for way in (False, True))
    return f"{hints}-- up\n\n{up}\n\n-- down: each line of it stands behind a comment\n\n{_behind(down)}\n"


def _script(statements: tuple[str, ...]) -> str:
    return "\n\n".join(f"{statement.rstrip()};" for statement in statements)


def _behind(text: str) -> str:
    return "\n".join(f"-- {line}".rstrip() for line in text.splitlines())
