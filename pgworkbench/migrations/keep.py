"""Rows that a migration would destroy: kept in schema `kept`, and put back by the way in the other direction.

A dropped table is kept whole; a dropped or retyped column with the primary key of its table. What cannot be found
again (a column of a table without a primary key) is named as lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from pgworkbench.catalog.model import Column, Name, Table
from pgworkbench.migrations.address import Address, Kind
from pgworkbench.migrations.guard import block
from pgworkbench.migrations.kinds.casts import converted
from pgworkbench.migrations.kinds.columnorder import in_order
from pgworkbench.migrations.kinds.identities import identities
from pgworkbench.migrations.kinds.naming import there
from pgworkbench.migrations.parts import KEPT
from pgworkbench.migrations.positions import noted, numbered, restored
from pgworkbench.migrations.statement import Lock, Statement, Statements
from pgworkbench.migrations.text import Text, compose, filled, full, indented, literal, quoted, wrapped

_LONGEST = 63
_OURS = "Rows that migrations keep for the way back; it goes with the last of them."
_SCHEMA = f"""\
IF to_regnamespace('{KEPT}') IS NULL THEN
    CREATE SCHEMA {KEPT};
    COMMENT ON SCHEMA {KEPT} IS {literal(_OURS)};
END IF;
"""
# The owner of the rows owns what is kept of them: what may reach them there (to erase a person, say) may reach it here.
_OWNED = """\
DECLARE
    owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass({table}));
BEGIN
    IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
        EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
    END IF;
    EXECUTE format('ALTER TABLE %s OWNER TO %s', {place}, owner);
END;"""
_EMPTIED = f"""\
IF obj_description(to_regnamespace('{KEPT}'), 'pg_namespace') = {literal(_OURS)}
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('{KEPT}')) THEN
    DROP SCHEMA {KEPT};
END IF;"""
_SWITCHES = """\
DECLARE
    command text;
    pauses CONSTANT text[] := ARRAY(
        SELECT format('ALTER TABLE %s DISABLE TRIGGER %I', tgrelid::regclass, tgname)
        FROM pg_catalog.pg_trigger
        WHERE tgrelid = to_regclass({table}) AND NOT tgisinternal AND tgenabled <> 'D' ORDER BY tgname
    );
    resumes CONSTANT text[] := ARRAY(
        SELECT format('ALTER TABLE %s ENABLE %s TRIGGER %I', tgrelid::regclass,
            CASE tgenabled WHEN 'A' THEN 'ALWAYS' WHEN 'R' THEN 'REPLICA' ELSE '' END, tgname)
        FROM pg_catalog.pg_trigger
        WHERE tgrelid = to_regclass({table}) AND NOT tgisinternal AND tgenabled <> 'D' ORDER BY tgname
    );
"""
_IDENTITIES = """\
    nameless CONSTANT oid[] := ARRAY(
        SELECT c.oid FROM pg_catalog.pg_class AS c
        WHERE (c.oid = to_regclass({table}) OR c.oid IN (SELECT relid FROM pg_partition_tree(to_regclass({table}))))
            AND {refuses}
    );
    namings CONSTANT text[] := ARRAY(
        SELECT format('ALTER TABLE %s REPLICA IDENTITY %s', c.oid::regclass,
            {meanwhile})
        FROM pg_catalog.pg_class AS c WHERE c.oid = ANY (nameless)
    );
    renamings CONSTANT text[] := ARRAY(
        SELECT format('ALTER TABLE %s REPLICA IDENTITY %s', c.oid::regclass,
            {said})
        FROM pg_catalog.pg_class AS c WHERE c.oid = ANY (nameless)
    );
"""


@dataclass(frozen=True, slots=True)
class Loss:
    """A table's rows, or one column's values, that go in one direction; `column` then has its former type.

    `version` tells the file, and the way down from the way up; `becomes` is the new type where the column stays;
    `published` that there are publications, which may hold the table. `alone`: its own rows without those of its heirs,
    each of which is kept for itself; `through` is the parent that an inherited column comes and goes with;
    `attributes` are those of a composite value that go alone; `yields`: another kind of object gets the table's name;
    `order` is that of the columns of a table whose rows come back at once, into one that has them in another order.
    """

    table: Table
    column: Column | None
    version: str
    becomes: str | None = None
    published: bool = False
    alone: bool = False
    through: Name | None = None
    attributes: tuple[str, ...] = ()
    yields: bool = False
    order: tuple[str, ...] = ()

    @property
    def place(self) -> Name:
        """The table in schema `kept`: `leads__email__20260106093000`, cut by rule where it is too long."""
        table = self.table.name
        words = table.name if table.schema == "public" else f"{table.schema}__{table.name}"
        name = "__".join([words, *([self.column.name] if self.column is not None else []), self.version])
        if len(name.encode()) > _LONGEST:
            start = words.encode()[:28].decode(errors="ignore")
            name = f"{start}__{sha256(name.encode()).hexdigest()[:12]}__{self.version}"
        return Name(KEPT, name)

    @property
    def what(self) -> str:
        """For people: `leads` or `leads.email`."""
        return str(self.table.name) if self.column is None else f"{self.table.name}.{self.column.name}"

    @property
    def columns(self) -> tuple[Column, ...]:
        """What is kept: all that can be written back, or the key and the value."""
        if self.column is None:
            return tuple(column for column in self.table.columns if not column.generated)
        return (*(key for key in key_of(self.table) if key.name != self.column.name), self.column)


@dataclass(frozen=True, slots=True)
class Move:
    """Keeping or putting back, as something that stands among operations."""

    loss: Loss
    back: bool = False

    @property
    def table(self) -> Name:
        """Whose rows move."""
        return self.loss.table.name

    @property
    def lock(self) -> Lock:
        """What it takes on a table that others use; a table that comes back has no users yet."""
        return Lock.NONE if self.back and self.loss.column is None else Lock.ACCESS_EXCLUSIVE

    @property
    def statements(self) -> Statements:
        """One block, which does nothing if there is nothing to move, or if it was moved before."""
        keep, restore = ("rebuild", "fill") if self.loss.order else ("keep", "restore")
        if not self.back:
            return (Statement(block(_kept(self.loss), keep)),)
        text = _rows_back(self.loss) if self.loss.column is None else _values_back(self.loss)
        return (Statement(block(text, restore)),)


def key_of(table: Table) -> tuple[Column, ...]:
    """The columns that its rows are found by; none without a primary key."""
    key = table.primary_key
    return tuple(table.column(name) for name in key.columns) if key is not None else ()


def _is_foreign_type(column: Column) -> bool:
    """Whether the kept table would hold on to a type that may have to go: then its text is kept."""
    return column.type_name.schema != "pg_catalog"


def _out(column: Column) -> str:
    name = quoted(column.name)
    kind = "text[]" if column.array else "text"
    return f"{name}::{kind} AS {name}" if _is_foreign_type(column) else name


def _in(column: Column, source: str) -> str:
    name = f"{source}.{quoted(column.name)}"
    return f"{name}::{column.type}" if _is_foreign_type(column) else name


def _kept(loss: Loss) -> str:
    table, place = loss.table, full(loss.place)
    selected = wrapped(tuple(_out(column) for column in loss.columns), " " * 4, 100)
    back = "put back in the same run" if loss.order else "put back by its next run in the other direction"
    remark = literal(f"{loss.what}, kept by {loss.version}; {back}.")
    whole = loss.column is None and numbered(table)
    said = noted(table.name, place, remark) if whole else f"COMMENT ON TABLE {place} IS {remark};\n"
    free = f"ALTER TABLE {full(table.name)} NO FORCE ROW LEVEL SECURITY;\n" if table.force_row_security else ""
    force = f"ALTER TABLE {full(table.name)} FORCE ROW LEVEL SECURITY;\n" if free and loss.column is not None else ""
    inner = (f"{_SCHEMA}CREATE TABLE {place} AS\nSELECT\n    {selected}\nFROM {_own(loss)};\n{said}") + _OWNED.replace(
        "{table}", literal(full(table.name))
    ).replace("{place}", literal(place))
    lock = f"LOCK TABLE {full(table.name)} IN ACCESS EXCLUSIVE MODE; -- nobody writes what would not come back\n"
    lock = lock if loss.order else ""
    some = inner if loss.order else f"IF EXISTS (SELECT FROM {_own(loss)}) THEN\n{indented(inner, 4)}\nEND IF;\n{force}"
    body = f"{lock}{free}{some}".rstrip()
    test = f"to_regclass({literal(place)}) IS NULL AND {_there(loss)}"
    return f"BEGIN\n    IF {test} THEN\n{indented(body, 8)}\n    END IF;\nEND\n"


def _own(loss: Loss) -> str:
    """Its rows as SQL names them: without its heirs' if it has any."""
    return f"{'ONLY ' if loss.alone else ''}{full(loss.table.name)}"


def _there(loss: Loss) -> str:
    table = literal(full(loss.table.name))
    if loss.order:
        return in_order(loss.table.name, loss.order)
    if loss.column is None:
        address = Address(Kind.TABLE, (loss.table.name.schema, loss.table.name.name))
        return there(address) if loss.yields else f"to_regclass({table}) IS NOT NULL"
    kind = f"\n            AND format_type(atttypid, atttypmod) = {literal(loss.column.type)}"
    if loss.attributes:
        kind += _with_attribute(loss.column, loss.attributes[0])
    return (
        "EXISTS (\n        SELECT FROM pg_catalog.pg_attribute\n"
        f"        WHERE attrelid = to_regclass({table}) AND NOT attisdropped\n"
        f"            AND attname = {literal(loss.column.name)}{kind}\n"
        "    )"
    )


def _with_attribute(column: Column, attribute: str) -> str:
    inner = f"WHERE inside.attrelid = to_regclass({literal(full(column.type_name))}) AND NOT inside.attisdropped"
    test = f"{inner} AND inside.attname = {literal(attribute)}"
    return f"\n            AND EXISTS (SELECT FROM pg_catalog.pg_attribute AS inside {test})"


def _rows_back(loss: Loss) -> str:
    table, place = loss.table.name, full(loss.place)
    names = wrapped(tuple(quoted(column.name) for column in loss.columns), " " * 4, 100)
    values = wrapped(tuple(_in(column, "k") for column in loss.columns), " " * 4, 100)
    over = Text("OVERRIDING SYSTEM VALUE\n" if any(c.identity for c in loss.columns) else "")
    insert = compose(
        "INSERT INTO {} (\n    {}\n)\n{}SELECT\n    {}\nFROM {} AS k;",
        table,
        Text(names),
        over,
        Text(values),
        Text(place),
    )
    if not loss.columns:
        insert = compose("INSERT INTO {} SELECT FROM {};", table, Text(place))
    numbers = [restored(place)] if numbered(loss.table) else []
    inner = "\n".join(["SET CONSTRAINTS ALL IMMEDIATE;", insert, *numbers, f"DROP TABLE {place};", _EMPTIED])
    return f"BEGIN\n    IF to_regclass({literal(place)}) IS NOT NULL THEN\n{indented(inner, 8)}\n    END IF;\nEND\n"


def _values_back(loss: Loss) -> str:
    column, table = loss.column, full(loss.table.name)
    assert column is not None  # noqa: S101  (only columns come here)
    name, place = quoted(column.name), full(loss.place)
    keys = [key for key in key_of(loss.table) if key.name != column.name]  # a key itself is found by its new value
    where = " AND ".join(f"t.{quoted(key.name)} = {_in(key, 'k')}" for key in keys) or "true"
    changes = f"{name} = {_in(column, 'k')}"
    if loss.attributes:
        where += f"\n    AND t.{name}::text IS NOT NULL"
        changes = ", ".join(f"{name}.{quoted(a)} = ({_in(column, 'k')}).{quoted(a)}" for a in loss.attributes)
    elif loss.becomes is not None:
        former = f"({_in(column, 'k')})"
        there = converted(f"({converted(former, column.type, loss.becomes)})", loss.becomes, column.type)
        where += f"\n    AND t.{name}::text IS DISTINCT FROM {former}::text"  # what came back by itself stays
        where += f"\n    AND t.{name}::text IS NOT DISTINCT FROM ({there})::text"  # and so does what was changed since
    forced = loss.table.force_row_security
    inner = "\n".join(
        [
            "SET CONSTRAINTS ALL IMMEDIATE;",
            *([f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;"] if forced else []),
            "FOREACH command IN ARRAY pauses LOOP EXECUTE command; END LOOP;",
            *(["FOREACH command IN ARRAY namings LOOP EXECUTE command; END LOOP;"] if loss.published else []),
            f"UPDATE {_own(loss)} AS t\nSET {changes}\nFROM {place} AS k\nWHERE {where};",
            *(["FOREACH command IN ARRAY renamings LOOP EXECUTE command; END LOOP;"] if loss.published else []),
            "FOREACH command IN ARRAY resumes LOOP EXECUTE command; END LOOP;",
            *([f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"] if forced else []),
            f"DROP TABLE {place};",
            _EMPTIED,
        ]
    )
    head = filled(_SWITCHES + (_IDENTITIES if loss.published else ""), {"table": literal(table), **identities(12)})
    return (
        f"{head}BEGIN\n    IF to_regclass({literal(place)}) IS NOT NULL THEN\n{indented(inner, 8)}\n    END IF;\nEND\n"
    )
