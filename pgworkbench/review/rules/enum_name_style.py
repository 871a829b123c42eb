"""An enum whose name does not say that it is one.

What: the name is not `{table}_{column}_enum` (configurable; by default only the ending is asked for).
Why: types, tables and columns share the look of a name; the ending tells which one is read.
Wrong when: the type is shared by many columns and has a good name of its own.
Source: R-NAME.

Bad:
    CREATE TYPE mood AS ENUM ('calm', 'wild');

Good:
    CREATE TYPE pets_mood_enum AS ENUM ('calm', 'wild');
"""

from __future__ import annotations

from pgworkbench.catalog import EnumType
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.names import filled, fits, snake_case, starred
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject


@rule.check(EnumType, level=Level.NOTICE, category=Category.NAMES)
def enum_name_style(subject: Subject, enum: EnumType) -> Flaws:
    """An enum named otherwise than by template."""
    template = subject.conventions.templates.enum
    if not fits(template, enum.name.name):
        wanted = filled(starred(template, snake_case(enum.name.name)))
        fix = ddl("ALTER TYPE {enum} RENAME TO {name};", enum=enum.name, name=wanted)
        yield Flaw(f"its name does not follow {template}", fix, details={"wanted": wanted})
