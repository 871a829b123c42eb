"""A sum that is asked for far more often than it changes.

What: a query of the workload counts or sums rows of a child table for its parent at least a thousand times an hour,
    and at least twenty times as often as the child is written, unless the brief keeps the child below a million rows
    (all configurable).
Why: the same rows are read and added up again for every reader; a result that is kept (a column of the parent kept by
    a trigger, a summary table, a materialized view) is read in one step.
Wrong when: the query is quick enough with its index: measure it first, a kept result can be wrong.
Source: requirement R-SUG-2 (denormalization where reads outweigh writes).

Bad:
    CREATE TABLE posts (id bigint PRIMARY KEY);
    CREATE TABLE likes (
        post_id bigint REFERENCES posts ON DELETE RESTRICT, person text, PRIMARY KEY (post_id, person)
    );
    -- query 9000/h likes_of_posts: SELECT p.id, count(*) FROM posts p JOIN likes l ON l.post_id = p.id GROUP BY p.id
    -- query 90/h like_post: INSERT INTO likes (post_id, person) VALUES (:post, :person)

Good:
    CREATE TABLE posts (id bigint PRIMARY KEY, likes_count integer NOT NULL DEFAULT 0);
    CREATE TABLE likes (
        post_id bigint REFERENCES posts ON DELETE RESTRICT, person text, PRIMARY KEY (post_id, person)
    );
    -- query 9000/h likes_of_posts: SELECT id, likes_count FROM posts
    -- query 90/h like_post: INSERT INTO likes (post_id, person) VALUES (:post, :person)
"""

from __future__ import annotations

from pgworkbench.catalog import Table
from pgworkbench.review import rule
from pgworkbench.review.finding import Flaw, Level
from pgworkbench.review.rule import Category, Flaws, Need
from pgworkbench.review.subject import Subject
from pgworkbench.review.volumes import rows_ahead


@rule.check(Table, level=Level.NOTICE, category=Category.DESIGN, needs=[Need.WORKLOAD])
def denormalization_pays(subject: Subject, table: Table) -> Flaws:
    """A child that is added up more often than it changes."""
    parents = {key.reference.table for key in table.foreign_keys if key.reference is not None} - {table.name}
    writes = subject.usage.writes_per_hour(table.name)
    asked = [
        use for use in subject.usage.of(table.name) if use.aggregates and not use.changes and use.relations & parents
    ]
    reads = sum(use.per_hour for use in asked)
    agreed = subject.conventions
    rows = rows_ahead(subject, table)
    if rows is not None and rows < agreed.worth_keeping_rows:
        return
    if writes and reads >= agreed.frequent_per_hour and reads >= agreed.reads_per_write * writes:
        names = ", ".join(sorted(use.query.name for use in asked))
        message = f"{names}: added up {reads:,.0f} times an hour, written {writes:,.0f} times"
        yield Flaw(message, advice="Keep the result where it is read, or measure that the query needs no help.")
