"""Where the sequences of a table stood when its rows were kept: noted in the comment of what is kept, and given back.

The largest value in the rows would not do: the numbers of rows that were deleted must not be given out again.
"""

from __future__ import annotations

from pgworkbench.catalog.model import Name, Table
from pgworkbench.migrations.text import filled, full, literal

_NOTED = """\
EXECUTE format('COMMENT ON TABLE %s IS %L', {place}, concat({remark}, E'\\nSequences: ', (
    SELECT jsonb_object_agg(format('%I.%I', n.nspname, c.relname), pg_sequence_last_value(s.seqrelid))
    FROM pg_catalog.pg_depend AS d
    JOIN pg_catalog.pg_sequence AS s ON s.seqrelid = d.objid
    JOIN pg_catalog.pg_class AS c ON c.oid = s.seqrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE d.refobjid = to_regclass({table}) AND d.classid = 'pg_catalog.pg_class'::regclass
        AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
        AND pg_sequence_last_value(s.seqrelid) IS NOT NULL
)));
"""
_RESTORED = """\
PERFORM setval(to_regclass(key), value::bigint)
FROM jsonb_each_text(substring(obj_description(to_regclass({place}), 'pg_class') FROM E'^.*\\nSequences: (.+)$')::jsonb)
WHERE to_regclass(key) IS NOT NULL;"""


def numbered(table: Table) -> bool:
    """Whether a sequence gives numbers to its rows."""
    return any(column.identity or "nextval(" in (column.default or "") for column in table.columns)


def noted(table: Name, place: str, remark: str) -> str:
    """Note them at the kept table `place` (as SQL), behind its `remark` (a constant, as SQL)."""
    return filled(_NOTED, {"place": literal(place), "remark": remark, "table": literal(full(table))})


def restored(place: str) -> str:
    """Set them as they were noted; those that are not there any more are passed over."""
    return filled(_RESTORED, {"place": literal(place)})
