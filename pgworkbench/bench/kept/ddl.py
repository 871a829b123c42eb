"""The statements that make a summary and keep it right: table, function, triggers, first rows, indexes, rights.

Triggers of statements see all rows of a statement at once, however it wrote them (COPY, MERGE, ON CONFLICT, a cascade),
and only after the rows are what they will be. Groups are written in the order of their keys, so that two writers never
wait for each other in a circle. A group without rows is deleted. What TRUNCATE leaves is summed anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from psycopg import sql

from pgworkbench.bench.kept.summary import Part, Summary
from pgworkbench.catalog import Name, TableKind

_SPARE = 70  # percent of a page that are filled at first: a sum that changes stays on its page, and in its index
_WAYS = (("INSERT", "NEW TABLE AS new_rows"), ("DELETE", "OLD TABLE AS old_rows"),
         ("UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"), ("TRUNCATE", ""))  # fmt: skip
_UPSERT = """INSERT INTO {summary} AS kept ({columns})
        SELECT {columns}
          FROM (SELECT {grouped} FROM ({moved}) AS moved GROUP BY {keys}) AS changed
         WHERE {changes}
         ORDER BY {keys}
            ON CONFLICT ON CONSTRAINT {unique} DO UPDATE SET {added}
        RETURNING kept.ctid AS place, kept.{rows} AS remaining"""
_FUNCTION = """
#variable_conflict use_column
<<keeping>>
DECLARE
    emptied tid[];
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        LOCK TABLE {summary} IN SHARE ROW EXCLUSIVE MODE;
        DELETE FROM {summary};
        {fill};
        RETURN NULL;
    ELSIF TG_OP = 'INSERT' THEN
        {inserted};
    ELSIF TG_OP = 'DELETE' THEN
        {deleted};
    ELSE
        {updated};
    END IF;
    IF keeping.emptied IS NOT NULL THEN
        DELETE FROM {summary} AS kept WHERE kept.ctid = ANY (keeping.emptied);
    END IF;
    RETURN NULL;
END
"""


@dataclass(frozen=True, slots=True)
class Script:
    """How a summary is made, in the order of the statements, how it is filled anew, and how it goes."""

    make: tuple[str, ...]
    refill: tuple[str, ...]
    drop: tuple[str, ...]

    @property
    def text(self) -> str:
        """To be run as it is: nobody writes into the table until its sums are there."""
        return "\n".join(("BEGIN;", *(f"{statement};" for statement in self.make), "COMMIT;"))


def script(summary: Summary) -> Script:
    """The statements, with every name quoted where it must be."""
    name, function = _qualified(summary.name), _qualified(summary.function)
    fill = _filled(summary)
    make = [
        _table(summary),
        _commented(summary),
        _function(summary),
        sql.SQL("REVOKE ALL ON FUNCTION {}() FROM PUBLIC").format(function),
        *_triggers(summary),
        fill,
        *_indexes(summary),
        *_rights(summary),
        sql.SQL("ANALYZE {}").format(name),
    ]
    gone = [sql.SQL("DROP FUNCTION {}() CASCADE").format(function), sql.SQL("DROP TABLE {}").format(name)]
    anew = [sql.SQL("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE").format(_qualified(summary.table.name)),
            sql.SQL("TRUNCATE {}").format(name), fill]  # fmt: skip
    return Script(_told(make), _told(anew), _told(gone))


def _told(statements: Sequence[sql.Composable]) -> tuple[str, ...]:
    return tuple(each.as_string(None) for each in statements)


def _qualified(name: Name) -> sql.Identifier:
    return sql.Identifier(name.schema, name.name)


def _listed(items: Sequence[sql.Composable], by: str = ", ") -> sql.Composed:
    return sql.SQL(by).join(items)


def _table(summary: Summary) -> sql.Composed:
    """Its columns; NaN and infinities, which no subtraction takes away again, are refused."""
    line = sql.SQL("{} {}{}")
    columns = [line.format(sql.Identifier(p.name), sql.SQL(p.type), sql.SQL("")) for p in summary.keys]
    kept = [Part(summary.rows, "", "bigint"), *summary.counts, *summary.sums]
    columns += [line.format(sql.Identifier(p.name), sql.SQL(p.type), sql.SQL(" NOT NULL")) for p in kept]
    keys = _listed([sql.Identifier(part.name) for part in summary.keys])
    unique = sql.SQL("CONSTRAINT {} UNIQUE NULLS NOT DISTINCT ({})").format(
        sql.Identifier(summary.belonging("_key")), keys
    )
    finite = [
        sql.SQL("CONSTRAINT {} CHECK ({} > '-Infinity' AND {} < 'Infinity')").format(
            sql.Identifier(f"finite_{number}"),
            *2 * [sql.Identifier(part.name)],
        )
        for number, part in enumerate(summary.sums, start=1)
        if part.type == "numeric"
    ]
    return sql.SQL("CREATE TABLE {} (\n    {}\n) WITH (fillfactor = {})").format(
        _qualified(summary.name), _listed([*columns, unique, *finite], ",\n    "), _SPARE
    )


def _commented(summary: Summary) -> sql.Composed:
    said = f"Sums of {summary.table.name}, kept by its triggers; written by nobody else."
    return sql.SQL("COMMENT ON TABLE {} IS {}").format(_qualified(summary.name), sql.Literal(said))


def _filled(summary: Summary) -> sql.Composed:
    """All groups of the table as it is."""
    count_of = sql.SQL("count(*) FILTER (WHERE {}) AS {}")
    values = [
        *_keys(summary),
        sql.SQL("count(*) AS {}").format(sql.Identifier(summary.rows)),
        *(count_of.format(sql.SQL(part.text), sql.Identifier(part.name)) for part in summary.counts),
        *(
            sql.SQL("coalesce(sum({}), 0) AS {}").format(sql.SQL(part.text), sql.Identifier(part.name))
            for part in summary.sums
        ),
    ]
    grouped = _listed([sql.SQL(str(number)) for number in range(1, len(summary.keys) + 1)])
    return sql.SQL("INSERT INTO {} ({})\n        SELECT {} FROM {} GROUP BY {}").format(
        _qualified(summary.name), _columns(summary), _listed(values), _qualified(summary.table.name), grouped
    )


def _keys(summary: Summary) -> Iterator[sql.Composed]:
    for part in summary.keys:
        yield sql.SQL("{} AS {}").format(sql.SQL(part.text), sql.Identifier(part.name))


def _columns(summary: Summary) -> sql.Composed:
    names = [part.name for part in (*summary.keys, Part(summary.rows, "", ""), *summary.counts, *summary.sums)]
    return _listed([sql.Identifier(name) for name in names])


def _function(summary: Summary) -> sql.Composed:
    """What the triggers do: in the owner's name, so that a writer of the table needs no right on its sums."""
    new, old = _moved(summary, 1, "new_rows"), _moved(summary, -1, "old_rows")
    body = sql.SQL(_FUNCTION).format(
        summary=_qualified(summary.name),
        fill=_filled(summary),
        inserted=_changed(summary, new),
        deleted=_changed(summary, old),
        updated=_changed(summary, sql.SQL("{} UNION ALL {}").format(new, old)),
    )
    text = body.as_string(None)
    quote = next(tag for tag in (f"$kept{n or ''}$" for n in count()) if tag not in text)
    return sql.SQL(
        "CREATE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp\n"
        "AS {}{}{}"
    ).format(_qualified(summary.function), sql.SQL(quote), sql.SQL(text), sql.SQL(quote))


def _moved(summary: Summary, sign: int, rows: str) -> sql.Composed:
    """Each row that came or went, with its sign."""
    values = [
        *_keys(summary),
        sql.SQL("{} AS {}").format(sign, sql.Identifier(summary.rows)),
        *(
            sql.SQL("{} AS {}").format(sql.SQL(part.text), sql.Identifier(part.name))
            for part in (*summary.counts, *summary.sums)
        ),
    ]
    return sql.SQL("SELECT {} FROM {}").format(_listed(values), sql.Identifier(rows))


def _changed(summary: Summary, moved: sql.Composed) -> sql.Composed:
    """What becomes of the groups by the rows that came and went; those to which nothing happened are not touched."""
    rows = sql.Identifier(summary.rows)
    kept = [rows, *(sql.Identifier(part.name) for part in (*summary.counts, *summary.sums))]
    upsert = sql.SQL(_UPSERT).format(
        summary=_qualified(summary.name),
        columns=_columns(summary),
        grouped=_listed([*(sql.Identifier(part.name) for part in summary.keys), *_differences(summary)]),
        moved=moved,
        keys=_listed([sql.Identifier(part.name) for part in summary.keys]),
        changes=_listed([sql.SQL("{} <> 0").format(name) for name in kept], " OR "),
        unique=sql.Identifier(summary.belonging("_key")),
        added=_listed([sql.SQL("{0} = kept.{0} + excluded.{0}").format(name) for name in kept]),
        rows=rows,
    )
    return sql.SQL(
        "WITH written AS (\n        {})\n"
        "        SELECT array_agg(place) FILTER (WHERE remaining = 0) INTO keeping.emptied FROM written"
    ).format(upsert)


def _differences(summary: Summary) -> Iterator[sql.Composed]:
    """By how much a group's rows, counts and sums change."""
    rows = sql.Identifier(summary.rows)
    yield sql.SQL("sum({0}) AS {0}").format(rows)
    for part in summary.counts:
        name = sql.Identifier(part.name)
        yield sql.SQL("coalesce(sum({1}) FILTER (WHERE {0}), 0) AS {0}").format(name, rows)
    more = "coalesce(sum({0}) FILTER (WHERE {1} > 0), 0) - coalesce(sum({0}) FILTER (WHERE {1} < 0), 0) AS {0}"
    for part in summary.sums:
        yield sql.SQL(more).format(sql.Identifier(part.name), rows)


def _triggers(summary: Summary) -> Iterator[sql.Composed]:
    """On the table and on each partition: a statement fires those of the table that it names.

    A MERGE that inserts into a partitioned table and updates it shows rows that it inserted as if they were updated
    (PostgreSQL 16 to 18), unless the partitions have a trigger before each insert: one that never runs will do.
    """
    function = _qualified(summary.function)
    if summary.table.kind is TableKind.PARTITIONED:
        yield sql.SQL("CREATE TRIGGER {} BEFORE INSERT ON {} FOR EACH ROW WHEN (false) EXECUTE FUNCTION {}()").format(
            sql.Identifier(summary.belonging("_exact")), _qualified(summary.table.name), function
        )
    for table in (summary.table.name, *summary.partitions):
        for event, seen in _WAYS:
            yield sql.SQL("CREATE TRIGGER {} AFTER {} ON {}{} FOR EACH STATEMENT EXECUTE FUNCTION {}()").format(
                sql.Identifier(summary.belonging(f"_{event.lower()}")),
                sql.SQL(event),
                _qualified(table),
                sql.SQL(f" REFERENCING {seen}" if seen else ""),
                function,
            )


def _indexes(summary: Summary) -> Iterator[sql.Composed]:
    for number, columns in enumerate(summary.leads, start=1):
        yield sql.SQL("CREATE INDEX {} ON {} ({})").format(
            sql.Identifier(summary.belonging(f"_idx_{number}")),
            _qualified(summary.name),
            _listed([sql.Identifier(column) for column in columns]),
        )


def _rights(summary: Summary) -> Iterator[sql.Composed]:
    """Owned as the table is, and read by those who read all its columns."""
    owner = sql.Identifier(summary.table.owner)
    yield sql.SQL("ALTER TABLE {} OWNER TO {}").format(_qualified(summary.name), owner)
    yield sql.SQL("ALTER FUNCTION {}() OWNER TO {}").format(_qualified(summary.function), owner)
    for grant in summary.table.grants:
        if grant.column is None and "SELECT" in grant.privileges and grant.grantee != summary.table.owner:
            to = sql.SQL("PUBLIC") if grant.grantee == "PUBLIC" else sql.Identifier(grant.grantee)
            yield sql.SQL("GRANT SELECT ON {} TO {}").format(_qualified(summary.name), to)
