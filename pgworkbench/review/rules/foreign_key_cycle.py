"""Tables that each need a row of the other first.

What: a ring of foreign keys between tables, every one over columns that are never null and checked at once.
Why: no first row can be inserted into any of them, and neither a dump of the rows nor a migration can be put in order.
Wrong when: never; a ring is opened by one nullable or deferrable key.
Source: SchemaCrawler (cycles in relationships); PostgreSQL documentation, SET CONSTRAINTS.

Bad:
    CREATE TABLE teams (id bigint PRIMARY KEY, captain_id bigint NOT NULL);
    CREATE TABLE players (id bigint PRIMARY KEY, team_id bigint NOT NULL REFERENCES teams ON DELETE RESTRICT);
    ALTER TABLE teams ADD FOREIGN KEY (captain_id) REFERENCES players ON DELETE RESTRICT;
    CREATE INDEX ON teams (captain_id);
    CREATE INDEX ON players (team_id);

Good:
    CREATE TABLE teams (id bigint PRIMARY KEY, captain_id bigint NOT NULL);
    CREATE TABLE players (id bigint PRIMARY KEY, team_id bigint NOT NULL REFERENCES teams ON DELETE RESTRICT);
    ALTER TABLE teams ADD FOREIGN KEY (captain_id) REFERENCES players DEFERRABLE INITIALLY DEFERRED;
    CREATE INDEX ON teams (captain_id);
    CREATE INDEX ON players (team_id);
"""

from __future__ import annotations

from pgworkbench.catalog import Constraint, Name, Table
from pgworkbench.review import rule
from pgworkbench.review.ddl import ddl
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws
from pgworkbench.review.subject import Subject, constraint_of


@rule.check(Subject, level=Level.ERROR, category=Category.KEYS)
def foreign_key_cycle(subject: Subject) -> Flaws:
    """Each ring of mandatory foreign keys, reported once, at the first of its tables by name."""
    needed = {table.name: _needed(table) for table in subject.tables}
    for table in subject.tables:
        for constraint in _binding(table):
            ring = _way_back(needed, table.name, constraint.reference.table if constraint.reference else table.name)
            if ring and table.name == min(ring):
                fix = ddl(
                    "ALTER TABLE {table} ALTER CONSTRAINT {name} DEFERRABLE INITIALLY DEFERRED;",
                    table=table.name,
                    name=constraint.name,
                )
                told = " → ".join(str(name) for name in (*ring, ring[0]))
                yield Flaw(f"no first row can be inserted: {told}", fix, about=constraint_of(table, constraint))


def _binding(table: Table) -> list[Constraint]:
    """Foreign keys to other tables that every row must satisfy at once."""
    return [
        key
        for key in table.foreign_keys
        if key.reference is not None
        and key.reference.table != table.name
        and not key.deferrable
        and all(table.column(name).not_null for name in key.columns)
    ]


def _needed(table: Table) -> tuple[Name, ...]:
    return tuple(sorted({key.reference.table for key in _binding(table) if key.reference is not None}))


def _way_back(needed: dict[Name, tuple[Name, ...]], home: Name, start: Name) -> tuple[Name, ...]:
    """The shortest way from `start` back to `home`, as the ring that begins at home; empty if there is none."""
    came_from: dict[Name, Name] = {start: home}
    queue = [start]
    for here in queue:
        if here == home:
            break
        for there in needed.get(here, ()):
            if there not in came_from:
                came_from[there] = here
                queue.append(there)
    if home not in came_from:
        return ()
    ring = [came_from[home]]
    while ring[-1] != home:
        ring.append(came_from[ring[-1]])
    return tuple(reversed(ring))
