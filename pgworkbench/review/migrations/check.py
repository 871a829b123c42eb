"""The review of migration files: our rules and squawk's, suppressed by comments in the files themselves.

    -- pgworkbench:ignore update-without-where a list of nine rows
    UPDATE countries SET code = upper(code);

A comment holds for the statement below it; one above the first mark or statement holds for the whole file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from pgworkbench.errors import ContentError, UnknownNameError
from pgworkbench.review.conventions import Conventions
from pgworkbench.review.finding import Finding, Review, Skipped
from pgworkbench.review.migrations.reading import at
from pgworkbench.review.migrations.script import Script, Taken, Way, read_script
from pgworkbench.review.migrations.squawk import PREFIX, ask_squawk, find_squawk
from pgworkbench.review.rule import Rule, every_migration_rule
from pgworkbench.review.suppression import Suppression, apply, in_text

SQUAWK = "squawk"
SEEN = "locks by tracing"
_RUNS = "files that run on a scratch database"
_PROGRAM = "the program squawk (install squawk-cli)"


@dataclass(frozen=True, slots=True)
class MigrationText:
    """A migration file: its name (as findings give it) and its text."""

    name: str
    text: str

    @classmethod
    def of(cls, path: Path) -> MigrationText:
        """A file's; ContentError if it cannot be read."""
        try:
            return cls(path.name, path.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError) as error:
            raise ContentError(path, None, f"cannot be read: {error}") from None


@dataclass(frozen=True, slots=True)
class Migrations:
    """What is under review: files in the order in which they run, for which server (`version` as server_version_num).

    `squawk` is its program; None: the one beside this Python, or on PATH. `locks` has, by file and line, what each
    statement was seen to take; of a file that is not in it nothing was seen, and `unseen` says why.
    """

    texts: tuple[MigrationText, ...]
    conventions: Conventions = field(default_factory=Conventions)
    version: int = 180000
    squawk: Path | None = None
    locks: Mapping[str, Mapping[int, tuple[Taken, ...]]] = field(default_factory=dict)
    unseen: str = ""


def review_migrations(
    migrations: Migrations,
    only: Collection[str] = (),
    *,
    suppressions: Collection[Suppression] = (),
    today: date | None = None,
) -> Review:
    """Ask the migration rules and squawk (`only` these ids, or `squawk` for all of its; none: all) about files.

    ContentError with file and line for SQL that does not parse.
    """
    scripts = tuple(
        replace(read_script(text.name, text.text), locks=migrations.locks.get(text.name)) for text in migrations.texts
    )
    rules = _chosen(only)
    program = (migrations.squawk or find_squawk()) if _wants_squawk(only) else None
    found = [finding for rule in rules for script in scripts for finding in _of_rule(rule, scripts, script)]
    asked = [rule.id for rule in rules]
    if program is not None:
        exclude = migrations.conventions.squawk_exclude
        told = [f for script in scripts for f in ask_squawk(program, script, exclude, migrations.version)]
        found += [finding for finding in told if not only or {finding.rule, SQUAWK} & set(only)]
        asked += sorted({SQUAWK, *(finding.rule for finding in told)})
    skipped = (Skipped(SQUAWK, (_PROGRAM,)),) if _wants_squawk(only) and program is None else ()
    if migrations.unseen:
        skipped = (*skipped, Skipped(SEEN, (f"{_RUNS} ({migrations.unseen}); they were read instead",)))
    everything = [*suppressions, *(one for script in scripts for one in _in_comments(script))]
    kept = apply(sorted(found, key=_order), everything, asked, today or datetime.now(UTC).date())
    return Review(kept.findings, skipped, kept.suppressed, kept.idle, tuple(asked))


def _order(finding: Finding) -> tuple[int, str, str, int]:
    """The gravest first, then by rule, then as they stand in the files."""
    return finding.level.rank, finding.rule, finding.where.name, int(finding.object.part or 0)


def _chosen(only: Collection[str]) -> tuple[Rule, ...]:
    rules = every_migration_rule()
    known = {rule.id for rule in rules} | {SQUAWK}
    for name in only:
        if name not in known and not name.startswith(PREFIX):
            raise UnknownNameError("migration rule", name, known)
    return tuple(rule for rule in rules if not only or rule.id in only)


def _wants_squawk(only: Collection[str]) -> bool:
    return not only or any(name == SQUAWK or name.startswith(PREFIX) for name in only)


def _of_rule(rule: Rule, scripts: tuple[Script, ...], script: Script) -> Iterator[Finding]:
    for flaw in rule.check(scripts, script):
        about = flaw.about or at(script)
        why = rule.documentation.why
        yield Finding(rule.id, rule.level, about, flaw.message, why, flaw.fix, flaw.advice, dict(flaw.details))


def _in_comments(script: Script) -> Iterator[Suppression]:
    """The suppressions of a file's own comments, each with the statement (or the file) that it holds for."""
    marked = _MARK.search(script.text)
    head = script.text.count("\n", 0, marked.start()) + 1 if marked else 0
    lines = sorted(statement.line for way in Way for statement in script.way(way))
    for number, line in enumerate(script.text.split("\n"), 1):
        if not line.lstrip().startswith("--"):
            continue
        below = next((each for each in lines if each >= number), None)
        place = script.name if number < head or below is None else at(script).name + f":{below}"
        yield from in_text(line, place)


_MARK = re.compile(r"^--[ \t]*migrate:", re.MULTILINE)
