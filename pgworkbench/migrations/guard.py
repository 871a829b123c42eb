"""Guards and checks as SQL: exact tests of the catalog in DO blocks, where SQL has no IF [NOT] EXISTS.

A guard looks for the name; the checks at the end of a file compare what is found under each name with what the file
makes, and stop if it is something else. Never EXCEPTION WHEN duplicate_object: it would hide other errors, and this.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import LiteralString

from pgworkbench.migrations.statement import Check, CheckKind, Native, Statement, When
from pgworkbench.migrations.text import dollars, indented, literal, wrapped

_FOUND: dict[CheckKind, LiteralString] = {
    CheckKind.INDEX: "pg_get_indexdef(to_regclass(e.relation))",
    CheckKind.CONSTRAINT: (
        "(SELECT pg_get_constraintdef(c.oid) FROM pg_catalog.pg_constraint AS c\n"
        "    WHERE c.conrelid = to_regclass(e.relation) AND c.conname = e.name)"
    ),
    CheckKind.DOMAIN_CONSTRAINT: (
        "(SELECT pg_get_constraintdef(c.oid) FROM pg_catalog.pg_constraint AS c\n"
        "    WHERE c.contypid = to_regtype(e.relation) AND c.conname = e.name)"
    ),
    CheckKind.TRIGGER: (
        "(SELECT pg_get_triggerdef(t.oid) FROM pg_catalog.pg_trigger AS t\n"
        "    WHERE t.tgrelid = to_regclass(e.relation) AND t.tgname = e.name)"
    ),
    CheckKind.POLICY: (
        "(SELECT concat_ws(' ', CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END, p.polcmd,\n"
        "        'USING ' || pg_get_expr(p.polqual, p.polrelid), 'CHECK ' || pg_get_expr(p.polwithcheck, p.polrelid))\n"
        "    FROM pg_catalog.pg_policy AS p WHERE p.polrelid = to_regclass(e.relation) AND p.polname = e.name)"
    ),
    CheckKind.ENUM: (
        "(SELECT string_agg(quote_literal(l.enumlabel), ', ' ORDER BY l.enumsortorder) FROM pg_catalog.pg_enum AS l\n"
        "    WHERE l.enumtypid = to_regtype(e.relation))"
    ),
    CheckKind.COMPOSITE: (
        "(SELECT string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod), ', '\n"
        "        ORDER BY a.attnum)\n"
        "    FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_type AS t ON t.typrelid = a.attrelid\n"
        "    WHERE t.oid = to_regtype(e.relation) AND a.attnum > 0 AND NOT a.attisdropped)"
    ),
    CheckKind.RANGE: (
        "(SELECT format_type(r.rngsubtype, NULL) FROM pg_catalog.pg_range AS r\n"
        "    WHERE r.rngtypid = to_regtype(e.relation))"
    ),
    CheckKind.DOMAIN: (
        "(SELECT format_type(t.typbasetype, t.typtypmod) FROM pg_catalog.pg_type AS t\n"
        "    WHERE t.oid = to_regtype(e.relation))"
    ),
}
_COLUMNS = """\
SELECT e.relation, 'column' AS name, wanted.definition AS expected, NULL AS found
FROM (VALUES
{rows}
) AS e (relation, definitions)
CROSS JOIN unnest(e.definitions) AS wanted (definition)
WHERE NOT EXISTS (
    SELECT FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = to_regclass(e.relation) AND a.attnum > 0 AND NOT a.attisdropped
        AND concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'not null' END)
            = wanted.definition
)"""
_OTHERS = """\
SELECT e.relation, e.name, e.expected,
{found}
FROM (VALUES
{rows}
) AS e (relation, name, expected)"""
_CHECK = """\
DECLARE
    wrong CONSTANT text := (
        SELECT string_agg(concat_ws(' ', compared.relation, compared.name, 'is', coalesce(compared.found, 'not there'),
            'instead of', compared.expected), '; ')
        FROM (
{queries}
        ) AS compared (relation, name, expected, found)
        WHERE compared.found IS DISTINCT FROM compared.expected
    );
BEGIN
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION USING
            MESSAGE = 'already there with another definition: ' || wrong,
            HINT = 'Rename or drop what was there before, and run this file again.';
    END IF;
END
"""


def guarded(statement: Statement) -> str:
    """The statement in the form that may run twice, without a semicolon."""
    match statement.guard:
        case None:
            return statement.sql
        case Native(sql):
            return sql
        case When(test):
            return block(f"BEGIN\n    IF {test} THEN\n{indented(statement.sql, 8)};\n    END IF;\nEND\n", "guard")


def within(statement: Statement) -> str:
    """The same as it stands inside a block, with its semicolon."""
    match statement.guard:
        case When(test):
            return f"IF {test} THEN\n{indented(statement.sql, 4)};\nEND IF;"
        case Native(sql):
            return f"{sql};"
        case None if statement.sql.startswith("DO "):
            return f"EXECUTE {literal(statement.sql)};"
        case None:
            return f"{statement.sql};"


def checks(statements: Iterable[Statement]) -> str | None:
    """One DO block that compares every definition where the guards looked at names alone; None if there are none."""
    found = [statement.check for statement in statements if statement.check is not None]
    wanted = list({(check.kind, check.relation, check.name): check for check in found}.values())  # the last one counts
    queries = [_query(kind, [check for check in wanted if check.kind is kind]) for kind in CheckKind]
    whole = "\nUNION ALL\n".join(query for query in queries if query)
    return block(_CHECK.replace("{queries}", indented(whole, 12)), "check") if whole else None


def _query(kind: CheckKind, wanted: list[Check]) -> str:
    if not wanted:
        return ""
    if kind is CheckKind.COLUMNS:
        return _COLUMNS.replace("{rows}", ",\n".join(_columns(check) for check in wanted))
    rows = ",\n".join(f"    ({literal(c.relation)}, {literal(c.name)}, {literal(c.expected[0])})" for c in wanted)
    return _OTHERS.replace("{found}", indented(_FOUND[kind], 4)).replace("{rows}", rows)


def _columns(check: Check) -> str:
    inner = wrapped(tuple(literal(text) for text in check.expected), " " * 8)
    return f"    ({literal(check.relation)}, ARRAY[\n        {inner}\n    ])"


def is_still(check: Check) -> str:
    """A test, as SQL: whether what is found under a name is what the check expects."""
    values = f"({literal(check.relation)}, {literal(check.name)}, {literal(check.expected[0])})"
    found = indented(_FOUND[check.kind], 12)
    row = f"(VALUES {values}) AS e (relation, name, expected)"
    return f"EXISTS (\n        SELECT FROM {row}\n        WHERE e.expected =\n{found}\n    )"


def block(body: str, word: str) -> str:
    """A DO block; names in its statements mean columns, never variables."""
    return "DO " + dollars(f"\n#variable_conflict use_column\n{body}", word)
