"""Replica identities that stand in the way: a published table refuses that its rows change or leave.

So it is without an identity, or with one that holds a generated column which is not published. While rows are moved
such a table has its primary key as one, or else the whole row. The expressions are about a row `c` of pg_class.
"""

from __future__ import annotations

from pgworkbench.migrations.text import indented

_REFUSES = """\
CASE c.relreplident
    WHEN 'n' THEN true
    WHEN 'f' THEN EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = c.oid AND attgenerated <> '')
    ELSE NOT EXISTS (
        SELECT FROM pg_catalog.pg_index AS i
        WHERE i.indrelid = c.oid AND CASE c.relreplident WHEN 'd' THEN i.indisprimary ELSE i.indisreplident END
            AND NOT EXISTS (
                SELECT FROM pg_catalog.pg_attribute AS a
                WHERE a.attrelid = c.oid AND a.attgenerated <> '' AND a.attnum = ANY (i.indkey)
            )
    )
END"""
_MEANWHILE = """\
CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_index WHERE indrelid = c.oid AND indisprimary) THEN 'DEFAULT'
    ELSE 'FULL' END"""
# As ALTER TABLE … REPLICA IDENTITY says it; of an index that is gone nothing is left.
_SAID = """\
CASE c.relreplident WHEN 'd' THEN 'DEFAULT' WHEN 'f' THEN 'FULL' ELSE coalesce((
    SELECT format('USING INDEX %I', x.relname)
    FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
    WHERE c.relreplident = 'i' AND i.indrelid = c.oid AND i.indisreplident
), 'NOTHING') END"""


def identities(width: int) -> dict[str, str]:
    """Words for templates, so far indented: `refuses` (a condition), `meanwhile` and `said` (what the identity is)."""
    texts = {"refuses": _REFUSES, "meanwhile": _MEANWHILE, "said": _SAID}
    return {name: indented(text, width).lstrip() for name, text in texts.items()}
