"""Partitions: how a table comes to hang on a partitioned one, and leaves it; rows of its own in the default partition.

A new partition takes the rows that were put into the default one for want of it; one that goes gives its rows back.
Moving rows is no change of them: triggers and rules of the default partition rest meanwhile, and so do row security
that is forced on the owner and a missing replica identity. A foreign key to the partitioned table would take each move
for the end of a row (and delete what refers to it): it is dropped and made again, but only if rows do move.
"""

from __future__ import annotations

from dataclasses import dataclass

from pgworkbench.catalog.model import Name, Partition
from pgworkbench.migrations.address import Address
from pgworkbench.migrations.guard import block
from pgworkbench.migrations.kinds.grammar import Grammar
from pgworkbench.migrations.kinds.identities import identities
from pgworkbench.migrations.statement import Lock, Statement, Statements, When
from pgworkbench.migrations.text import Text, compose, filled, full, indented, literal

_DECLARED = """\
DECLARE
    rest CONSTANT regclass := to_regclass({rest_text});
    part CONSTANT regclass := to_regclass({part_text});
    leaving CONSTANT oid[] := ARRAY(SELECT relid::oid FROM pg_partition_tree({leaving}));
    staying CONSTANT oid[] := ARRAY(SELECT relid::oid FROM pg_partition_tree(rest));
    named CONSTANT text := (
        SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_catalog.pg_attribute
        WHERE attrelid = rest AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
    );
    keys oid[];
    nameless oid[];
    fasten text[];
    resumes text[];
    command text;
    fits text;
    moves boolean;
"""
# What refers to rows that leave: the foreign key to the partitioned table (or to one above it) that somebody wrote.
_LOOSE = """\
SET CONSTRAINTS ALL IMMEDIATE;
keys := ARRAY(
    WITH RECURSIVE upward (key) AS (
        SELECT oid FROM pg_catalog.pg_constraint WHERE contype = 'f' AND confrelid = ANY (leaving)
        UNION SELECT c.conparentid FROM upward AS u JOIN pg_catalog.pg_constraint AS c ON c.oid = u.key
        WHERE c.conparentid <> 0
    )
    SELECT c.oid FROM upward AS u JOIN pg_catalog.pg_constraint AS c ON c.oid = u.key WHERE c.conparentid = 0
);
IF EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE oid = ANY (keys) AND confrelid = ANY (leaving)) THEN
    RAISE EXCEPTION USING
        MESSAGE = format('rows move between %s and %s, and a foreign key refers to one of them by name', rest, part),
        HINT = 'Let the foreign key refer to the partitioned table, and run this file again.';
END IF;
fasten := ARRAY(
    SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_catalog.pg_constraint WHERE oid = ANY (keys)
    UNION ALL
    SELECT format('COMMENT ON CONSTRAINT %I ON %s IS %L', conname, conrelid::regclass, said)
    FROM pg_catalog.pg_constraint CROSS JOIN obj_description(oid, 'pg_constraint') AS said
    WHERE oid = ANY (keys) AND said IS NOT NULL
);
FOREACH command IN ARRAY ARRAY(
    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)
    FROM pg_catalog.pg_constraint WHERE oid = ANY (keys)
) LOOP EXECUTE command; END LOOP;"""
_FASTEN = "FOREACH command IN ARRAY fasten LOOP EXECUTE command; END LOOP;"
_REST = """\
nameless := ARRAY( -- a published table without a replica identity refuses that rows leave
    SELECT c.oid FROM pg_catalog.pg_class AS c
    WHERE c.oid = ANY (staying) AND EXISTS (SELECT FROM pg_catalog.pg_publication)
        AND {refuses}
);
resumes := ARRAY(
    SELECT format('ALTER TABLE ONLY %s ENABLE %s TRIGGER %I', tgrelid::regclass,
        CASE tgenabled WHEN 'A' THEN 'ALWAYS' WHEN 'R' THEN 'REPLICA' ELSE '' END, tgname)
    FROM pg_catalog.pg_trigger WHERE tgrelid = ANY (staying) AND NOT tgisinternal AND tgenabled <> 'D'
    UNION ALL
    SELECT format('ALTER TABLE %s ENABLE %s RULE %I', ev_class::regclass,
        CASE ev_enabled WHEN 'A' THEN 'ALWAYS' WHEN 'R' THEN 'REPLICA' ELSE '' END, rulename)
    FROM pg_catalog.pg_rewrite WHERE ev_class = ANY (staying) AND ev_enabled <> 'D'
    UNION ALL
    SELECT format('ALTER TABLE ONLY %s FORCE ROW LEVEL SECURITY', oid::regclass)
    FROM pg_catalog.pg_class WHERE oid = ANY (staying) AND relforcerowsecurity
    UNION ALL
    SELECT format('ALTER TABLE ONLY %s REPLICA IDENTITY %s', c.oid::regclass,
        {said})
    FROM pg_catalog.pg_class AS c WHERE c.oid = ANY (nameless)
);
FOREACH command IN ARRAY ARRAY(
    SELECT format('ALTER TABLE ONLY %s DISABLE TRIGGER %I', tgrelid::regclass, tgname)
    FROM pg_catalog.pg_trigger WHERE tgrelid = ANY (staying) AND NOT tgisinternal AND tgenabled <> 'D'
    UNION ALL
    SELECT format('ALTER TABLE %s DISABLE RULE %I', ev_class::regclass, rulename)
    FROM pg_catalog.pg_rewrite WHERE ev_class = ANY (staying) AND ev_enabled <> 'D'
    UNION ALL
    SELECT format('ALTER TABLE ONLY %s NO FORCE ROW LEVEL SECURITY', oid::regclass)
    FROM pg_catalog.pg_class WHERE oid = ANY (staying || leaving) AND relforcerowsecurity
    UNION ALL
    SELECT format('ALTER TABLE ONLY %s REPLICA IDENTITY %s', c.oid::regclass,
        {meanwhile})
    FROM pg_catalog.pg_class AS c WHERE c.oid = ANY (nameless)
) LOOP EXECUTE command; END LOOP;"""
_RESUME = "FOREACH command IN ARRAY resumes LOOP EXECUTE command; END LOOP;"
_SETTINGS = "PERFORM set_config('search_path', '', true), set_config('row_security', 'off', true);"
# The server forgets to tell the parts of the default partition that they hold more now: any change of theirs does.
_TOLD = """\
FOREACH command IN ARRAY ARRAY(
    SELECT format('ALTER TABLE ONLY %s NO FORCE ROW LEVEL SECURITY', member::regclass) FROM unnest(staying) AS member
) LOOP EXECUTE command; END LOOP;"""
_SWEEP = """\
BEGIN
    IF part IS NOT NULL AND NOT {hangs} THEN
        {settings}
        LOCK TABLE {rest} IN ACCESS EXCLUSIVE MODE;
{rested}
        -- Which rows fit is asked of the server, by the same partition of an empty table.
        CREATE TEMPORARY TABLE pgworkbench_probe (LIKE {table}) PARTITION BY {key};
        CREATE TEMPORARY TABLE pgworkbench_part PARTITION OF pg_temp.pgworkbench_probe {bound};
        fits := pg_get_partition_constraintdef('pg_temp.pgworkbench_part'::regclass);
        DROP TABLE pg_temp.pgworkbench_probe;
        EXECUTE format('SELECT EXISTS (SELECT FROM %s WHERE %s)', rest, fits) INTO moves;
        IF moves THEN
{loose}
            EXECUTE format('WITH moved AS (DELETE FROM %1$s WHERE %2$s RETURNING %3$s)
                INSERT INTO %4$s (%3$s) OVERRIDING SYSTEM VALUE SELECT %3$s FROM moved', rest, fits, named, part);
        END IF;
        {resume}
        ALTER TABLE {table} ATTACH PARTITION {part} {bound};
        IF moves THEN
            {fasten}
        END IF;
    END IF;
END
"""
_HAND_OVER = """\
BEGIN
    IF {hangs} THEN
        {settings}
        LOCK TABLE {part}, {rest} IN ACCESS EXCLUSIVE MODE;
{rested}
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', part) INTO moves;
        IF moves THEN
{loose}
        END IF;
        ALTER TABLE {table} DETACH PARTITION {part};
        IF moves THEN
{told}
            EXECUTE format('INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %2$s FROM %3$s', rest, named, part);
        END IF;
        {resume}
        IF moves THEN
            {fasten}
        END IF;
    END IF;
END
"""


@dataclass(frozen=True, slots=True)
class Hanging:
    """A partition whose rows come out of `rest`, the default partition, and go back into it; `key` is the parent's."""

    partition: Partition
    rest: Name
    key: str


def create_partition(address: Address, value: Partition | Hanging) -> Statements:
    """ATTACH PARTITION, and before it what stands in the default partition is moved over."""
    if isinstance(value, Hanging):
        note = (
            f"Rows of {value.rest} that belong in it move over: the fewer there are, the shorter that table is locked."
        )
        return (Statement(_moving(address, value, _SWEEP), lock=Lock.ACCESS_EXCLUSIVE, note=note),)
    sql = compose("ALTER TABLE {} ATTACH PARTITION {} {}", value.parent, address.name, Text(value.bound))
    return (Statement(sql, When(f"NOT {hangs(address.name, value.parent)}"), Lock.ACCESS_EXCLUSIVE),)


def drop_partition(address: Address, value: Partition | Hanging) -> Statements:
    """DETACH PARTITION: its rows stay in it, or go to the default partition."""
    if isinstance(value, Hanging):
        note = f"Its rows go to {value.rest}, where they would be without it."
        return (Statement(_moving(address, value, _HAND_OVER), lock=Lock.ACCESS_EXCLUSIVE, note=note),)
    sql = compose("ALTER TABLE {} DETACH PARTITION {}", value.parent, address.name)
    return (Statement(sql, When(hangs(address.name, value.parent)), Lock.ACCESS_EXCLUSIVE),)


def _moving(address: Address, value: Hanging, body: str) -> str:
    """One block: what moves and what hangs on it change together or not at all."""
    part, rest, parent = address.name, value.rest, value.partition.parent
    words = {
        "loose": indented(_LOOSE, 12),
        "rested": indented(filled(_REST, identities(8)), 8),
        "told": indented(_TOLD, 12),
        "resume": _RESUME,
        "fasten": _FASTEN,
        "settings": _SETTINGS,
        "leaving": "rest" if body is _SWEEP else "part",
        "hangs": indented(hangs(part, parent), 4).lstrip(),
        "table": full(parent),
        "rest": full(rest),
        "part": full(part),
        "rest_text": literal(full(rest)),
        "part_text": literal(full(part)),
        "key": value.key,
        "bound": value.partition.bound,
    }
    return block(filled(_DECLARED + body, words), "move")


def hangs(child: Name, parent: Name) -> str:
    """A test, as SQL: whether the one is a partition or an heir of the other."""
    return (
        "EXISTS (\n        SELECT FROM pg_catalog.pg_inherits\n"
        f"        WHERE inhrelid = to_regclass({literal(full(child))})\n"
        f"            AND inhparent = to_regclass({literal(full(parent))})\n"
        "    )"
    )


PARTITION = Grammar(create_partition, drop_partition)
