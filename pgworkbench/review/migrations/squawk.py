"""squawk's word on the statements that it can see: run as a program, read as JSON, told in our words and levels.

Only the way up is shown to it. What stands in DO blocks is cut out of them, on its own lines, so that it sees that too.
What it says is left out where it cannot know better: IF NOT EXISTS in a block that is itself the guard, a table dropped
after its rows were copied, the name of an index, timeouts where no table that was there before is locked.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from postgast import pg_query_pb2 as tree

from pgworkbench.catalog import Name
from pgworkbench.errors import WorkbenchError
from pgworkbench.review.finding import Finding, Kind, Level, ObjectName
from pgworkbench.review.migrations.reading import copied_from, dropped_tables, made, touched
from pgworkbench.review.migrations.script import Script

PREFIX = "squawk-"
_PAGES = "https://squawkhq.com/docs/"
_LONGEST = 60  # seconds; it takes some hundredths
_GUARDED = {"prefer-robust-stmts"}
_TIMEOUTS = {"require-lock-timeout", "require-statement-timeout", "require-timeout-settings"}
_NAMES_OF_NO_QUERY = {tree.OBJECT_INDEX, tree.OBJECT_TABCONSTRAINT, tree.OBJECT_TRIGGER, tree.OBJECT_POLICY}

# Rows are lost, or the migration fails as soon as there are rows.
_ERRORS = {
    "adding-required-field",
    "adding-not-nullable-field",
    "ban-drop-database",
    "ban-truncate-cascade",
    "syntax-error",
}
_ERRORS |= {"ban-concurrent-index-creation-in-transaction", "ban-uncommitted-transaction"}
# A better habit: nobody waits and nothing is lost.
_NOTICES = _GUARDED | _TIMEOUTS
_NOTICES |= {"identifier-too-long", "prefer-identity", "prefer-timestamp-tz", "prefer-timestamptz", "ban-char-field"}
_NOTICES |= {"require-table-schema", "require-enum-value-ordering", "prefer-text-field", "prefer-bigint-over-int"}


def find_squawk() -> Path | None:
    """The program: beside this Python, or on PATH."""
    beside = Path(sys.executable).with_name("squawk")
    found = shutil.which("squawk")
    return beside if beside.is_file() else Path(found) if found else None


def ask_squawk(program: Path, script: Script, excluded: Collection[str], version: int) -> Iterator[Finding]:
    """What squawk finds in a script; `version` as server_version_num. WorkbenchError if it does not answer."""
    options = ["--assume-in-transaction"] if script.transaction else []
    options += [f"--pg-version={version // 10000}.0", *_exclusions(excluded)]
    seen = set()
    for told in _ask(program, _laid_out(script), options):
        finding = _finding(script, told)
        if finding.key not in seen and not _is_noise(script, told):  # one rule may mark several places of a line
            seen.add(finding.key)
            yield finding


def _makes_wait(script: Script) -> bool:
    """Whether it locks a table that was there before against anybody: as it was seen, or else as it is read."""
    if script.locks is None:
        return bool(touched(script.up))
    return any(taken.is_felt for locks in script.locks.values() for taken in locks)


def _is_noise(script: Script, told: dict[str, Any]) -> bool:
    """Whether what squawk says is of no matter here: it sees no guard, no copy, and not who uses a name."""
    rule, line = told["rule_name"], int(told["line"]) + 1
    before = [statement for statement in script.up if statement.line <= line and statement.kind != "do_stmt"]
    if not before:
        return False
    here = [statement for statement in before if statement.line == before[-1].line]
    if rule in _TIMEOUTS:
        return not _makes_wait(script)
    if rule in _GUARDED:
        return all(statement.guarded for statement in here)
    if rule == "ban-drop-table":
        safe = made(before).union(*(copied_from(one) for one in before))
        return {table for statement in here for table in dropped_tables(statement)} <= safe
    return all(one.kind == "rename_stmt" and one.node.rename_type in _NAMES_OF_NO_QUERY for one in here)


def _exclusions(rules: Collection[str]) -> list[str]:
    return [f"--exclude={','.join(sorted(rules))}"] if rules else []


def _ask(program: Path, text: str, options: list[str]) -> list[dict[str, Any]]:
    command = [str(program), "--reporter=json", "--stdin-filepath=migration.sql", *options]
    try:
        done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=_LONGEST, check=False)
        told: list[dict[str, Any]] = json.loads(done.stdout or b"[]")
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise WorkbenchError(f"squawk did not answer ({error}): install squawk-cli anew") from error
    return told


def _finding(script: Script, told: dict[str, Any]) -> Finding:
    rule = str(told["rule_name"])
    about = ObjectName(Kind.FILE, Name("", script.name), str(int(told["line"]) + 1))
    message = str(told["message"]).strip()
    why = f"squawk warns of it: {_PAGES}{rule}"
    return Finding(
        PREFIX + rule, _level(rule), about, message, why, advice=str(told.get("help") or f"See {_PAGES}{rule}.")
    )


def _level(rule: str) -> Level:
    if rule in _ERRORS:
        return Level.ERROR
    return Level.NOTICE if rule in _NOTICES else Level.WARNING


def _laid_out(script: Script) -> str:
    """The way up without DO blocks around its statements, and squawk's own comments, each on its line."""
    lines = script.text.split("\n")
    kept = {n: line for n, line in enumerate(lines, 1) if re.match(r"\s*--\s*squawk-ignore", line)}
    for statement in (one for one in script.up if one.kind != "do_stmt"):
        taken = kept.get(statement.line, "")
        kept[statement.line] = f"{taken} {statement.sql};".strip()
    out: list[str] = []
    for line, text in sorted(kept.items()):
        out += [""] * (line - 1 - len(out))
        if len(out) >= line:  # it begins on the line on which the one before it ends
            out[-1] += f" {text}".replace("\n", " ")
        else:
            out += text.split("\n")
    return "\n".join(out) + "\n"
