"""A candidate as the line of a SQLAlchemy model: what a designer pastes into the table's `__table_args__`."""

from __future__ import annotations

from collections.abc import Sequence

from pgworkbench.bench.candidates import Candidate, Key


def model_line(candidate: Candidate, serves: Sequence[str]) -> str:
    """`Index("…", …, info={"serves": […]})`; `text` and `Index` are SQLAlchemy's."""
    parts = [repr(candidate.name), *(_key(key) for key in candidate.keys)]
    if candidate.method != "btree":
        parts.append(f"postgresql_using={candidate.method!r}")
    classes = {key.text: key.opclass for key in candidate.keys if key.opclass and key.column}
    if classes:
        parts.append(f"postgresql_ops={classes!r}")
    if candidate.include:
        parts.append(f"postgresql_include={list(candidate.include)!r}")
    if candidate.predicate:
        parts.append(f"postgresql_where=text({candidate.predicate!r})")
    parts.append(f"info={ {'serves': list(serves)}!r}")
    return f"Index({', '.join(parts)})"


def _key(key: Key) -> str:
    if key.column and not key.descending:
        return repr(key.text)
    quoted = '"' + key.text.replace('"', '""') + '"' if key.column else f"({key.text})"
    return f"text({quoted + (' DESC' if key.descending else '')!r})"
