"""Designs to draw, written by hand as catalogs: a language of one line a column, and five schemas in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pgworkbench.catalog import (
    Action,
    Catalog,
    Column,
    Constraint,
    ConstraintKind,
    EnumType,
    Index,
    IndexKey,
    Name,
    Partition,
    Reference,
    Table,
    TableKind,
)

AUDIT = ("created_at timestamptz", "updated_at timestamptz null", "created_by uuid null", "updated_by uuid null")


def name(text: str) -> Name:
    """`leads` in public, `app.settings` in app."""
    schema, _, last = text.rpartition(".")
    return Name(schema or "public", last)


def column(line: str, position: int) -> Column:
    """`status text null` or `id uuid`, with `#` before a comment."""
    line, _, comment = line.partition(" # ")
    words = line.split(" ")
    null = words[-1] == "null"
    type_ = " ".join(words[1:-1] if null else words[1:]).replace("timestamptz", "timestamp with time zone")
    base = type_.removesuffix("[]")
    type_name = name(base) if base.endswith("_enum") else Name("pg_catalog", base)
    return Column(
        name=words[0].replace("␣", " "),
        type=type_,
        position=position,
        not_null=not null,
        type_name=type_name,
        array=type_.endswith("[]"),
        comment=comment or None,
    )


def key(columns: Sequence[str], kind: ConstraintKind, of: str) -> Constraint:
    """A primary or unique key."""
    word = "PRIMARY KEY" if kind is ConstraintKind.PRIMARY else "UNIQUE"
    return Constraint(f"{of}_{'_'.join(columns)}_{kind.name.lower()}", kind, tuple(columns), f"{word} (…)")


def foreign(child: str, line: str) -> Constraint:
    """`tenant_id, lead_id -> leads(tenant_id, id) cascade`; without a list the target is `id`."""
    own, _, far = line.partition(" -> ")
    target, _, rest = far.partition("(")
    listed, _, action = rest.partition(")") if rest else ("", "", "")
    target, _, bare = target.partition(" ")
    columns = tuple(own.split(", "))
    targets = tuple(listed.split(", ")) if listed else ("id",)
    on_delete = Action.CASCADE if "cascade" in action + bare else Action.RESTRICT
    reference = Reference(name(target), targets, on_delete, Action.NO_ACTION)
    suffix = "_".join(c for c in columns if c != "tenant_id") or "tenant_id"
    return Constraint(
        f"fk_{child}_{name(target).name}_{suffix}", ConstraintKind.FOREIGN, columns, "FOREIGN KEY …", reference
    )


def one_of(of: str, col: str, values: Iterable[str]) -> Constraint:
    """A CHECK as PostgreSQL prints `col IN (…)`."""
    listed = ", ".join(f"'{value}'::text" for value in values)
    definition = f"CHECK (({col} = ANY (ARRAY[{listed}])))"
    return Constraint(f"{of}_{col}_check_constraint", ConstraintKind.CHECK, (col,), definition)


def table(
    title: str, columns: Iterable[str], *constraints: str, pk: str = "id", comment: str | None = None, by: str = ""
) -> Table:
    """A table; each of `constraints` is `… -> …`, `unique a, b` or `check column: a b c`."""
    made = [column(line, index) for index, line in enumerate(columns, 1)]
    keys = [key(pk.split(", "), ConstraintKind.PRIMARY, title)] if pk else []
    for line in constraints:
        if line.startswith("unique "):
            keys.append(key(line.removeprefix("unique ").split(", "), ConstraintKind.UNIQUE, title))
        elif line.startswith("check "):
            col, _, values = line.removeprefix("check ").partition(": ")
            keys.append(one_of(title, col, values.split(" ")))
        else:
            keys.append(foreign(name(title).name, line))
    kind = TableKind.PARTITIONED if by else TableKind.TABLE
    return Table(name(title), kind, "owner", tuple(made), tuple(keys), partition_key=by or None, comment=comment)


def partition(parent: Table, suffix: str) -> Table:
    """One partition of a table, with its columns and keys."""
    return Table(
        Name(parent.name.schema, f"{parent.name.name}_{suffix}"),
        TableKind.TABLE,
        "owner",
        parent.columns,
        parent.constraints,
        partition=Partition(parent.name, f"FOR VALUES FROM ('{suffix}')"),
    )


def unique_index(title: str, *columns: str, predicate: str | None = None) -> Index:
    """A unique index."""
    keys = tuple(IndexKey(col, col, Name("pg_catalog", "text_ops")) for col in columns)
    return Index(title, "btree", keys, f"CREATE UNIQUE INDEX {title} …", unique=True, predicate=predicate)


def catalog(*tables: Table, enums: Iterable[EnumType] = ()) -> Catalog:
    """A catalog of these tables."""
    return Catalog(180000, "trial", tuple(sorted(tables, key=lambda t: t.name)), enums=tuple(enums))


def tenant_table(
    title: str, columns: Iterable[str], *constraints: str, comment: str | None = None, by: str = ""
) -> Table:
    """A table of a tenant: its key, its audit columns, and references that begin with the tenant."""
    return table(
        title,
        ["tenant_id uuid", "id uuid", *columns, *AUDIT],
        "tenant_id -> tenants cascade",
        *(_wide(line) for line in constraints),
        "tenant_id, created_by -> users(tenant_id, id)",
        "tenant_id, updated_by -> users(tenant_id, id)",
        pk="tenant_id, id",
        comment=comment,
        by=by,
    )


def _wide(line: str) -> str:
    """`lead_id -> leads` becomes `tenant_id, lead_id -> leads(tenant_id, id)`."""
    if "->" not in line or "(" in line:
        return line
    own, _, far = line.partition(" -> ")
    target, _, action = far.partition(" ")
    return f"tenant_id, {own} -> {target}(tenant_id, id){' ' + action if action else ''}"


# ---- five schemas -------------------------------------------------------------------------------------------------


def small() -> tuple[Catalog, dict[str, str]]:
    """Five tables: 1:1, m:n, a reference to itself, an enum, a CHECK with values."""
    tables = (
        table("people", ["id bigint", "name text # As on the passport", "boss_id bigint null"], "boss_id -> people"),
        table("passports", ["person_id bigint", "number varchar(20)"], "person_id -> people cascade", pk="person_id"),
        table(
            "courses", ["id bigint", "title text", "level public.courses_level_enum", "state text"], "check state: a b"
        ),
        table(
            "enrolments",
            ["person_id bigint", "course_id bigint", "marks numeric(4,1) null"],
            "person_id -> people cascade",
            "course_id -> courses",
            pk="person_id, course_id",
        ),
        table("notes", ["id bigint", "course_id bigint null", "body text"], "course_id -> courses"),
    )
    enum = EnumType(Name("public", "courses_level_enum"), ("first", "second", "third"), "owner")
    return catalog(*tables, enums=[enum]), {t.name.name: "school" for t in tables}


def generated(count: int) -> tuple[Catalog, dict[str, str]]:
    """`count` tables of a platform with tenants: domains of a centre and its satellites, all deterministic.

    Every table refers to the tenant and to the users who made it; every fourth satellite to another domain's centre,
    every fifth to itself, every sixth is a junction, every seventh is partitioned.
    """
    tables = [table("tenants", ["id uuid", "slug text"], "unique slug")]
    tables.append(tenant_table("users", ["email text", "status text"], "check status: invited active locked"))
    groups = {"tenants": "tenancy", "users": "tenancy"}
    number = 0
    while len(tables) < count:
        domain = f"domain_{number:02}"
        tables.append(tenant_table(f"{domain}_items", ["title varchar(200)", "amount numeric(12,2) null"]))
        groups[f"{domain}_items"] = domain
        for satellite in range(min(4 + number % 5, count - len(tables))):
            made = _satellite(domain, number, satellite)
            tables.append(made)
            groups[made.name.name] = domain
        number += 1
    partitioned = [t for t in tables if t.partition_key]
    parts = [partition(t, f"p2026_{month:02}") for t in partitioned for month in (1, 2, 3)]
    return catalog(*tables, *parts), groups


def _satellite(domain: str, number: int, satellite: int) -> Table:
    title = f"{domain}_{('notes', 'events', 'members', 'prices', 'files', 'tags', 'steps', 'logs')[satellite]}"
    own = ["item_id uuid", "kind text", "body text null", "at date"]
    keys = ["item_id -> " + f"{domain}_items cascade", "check kind: red green blue"]
    if (number + satellite) % 4 == 1 and number:
        own.append("other_id uuid null")
        keys.append(f"other_id -> domain_{number - 1:02}_items")
    if (number + satellite) % 5 == 2:
        own.append("parent_id uuid null")
        keys.append(f"parent_id -> {title}")
    if (number + satellite) % 6 == 3:
        own.append("user_id uuid")
        keys.append("user_id -> users")
    return tenant_table(title, own, *keys, by="RANGE (at)" if (number + satellite) % 7 == 4 else "")


HOSTILE = (
    'quo"te',
    "back\\slash",
    "\\N",
    "a.b",
    "100%",
    "<b>bold</b>",
    "a&b;",
    "{rec|ord}",
    "sp ace",
    "select",
    "Über",
    "名前",
    "x" * 63,
    "tab\there",
    "line\nbreak",
    "'",
    "`",
    "--",
    "/*",
    "]",
    "😀",
    "-",
    "\u202eright",
    "node",
    "graph",
)


def hostile() -> tuple[Catalog, dict[str, str]]:
    """Tables, columns, constraints, enum labels and domains with names that break careless writers."""
    tables = []
    for index, text in enumerate(HOSTILE):
        columns = (
            Column("id", "bigint", 1, not_null=True),
            Column(text, "text", 2, comment=f"about {text}", default=f"'{text}'::text"),
            Column("ref", "bigint", 3),
        )
        target = Name("public", HOSTILE[index - 1])
        reference = Reference(target, ("id",), Action.NO_ACTION, Action.NO_ACTION)
        constraints = (
            Constraint(f"pk {text}", ConstraintKind.PRIMARY, ("id",), "PRIMARY KEY (id)"),
            Constraint(f"fk {text}", ConstraintKind.FOREIGN, ("ref",), "FOREIGN KEY …", reference, comment=text),
            one_of(text, text, [text.replace("'", "''"), "plain"]),
        )
        tables.append(Table(Name("public", text), TableKind.TABLE, "o", columns, constraints, comment=f"{text}!"))
    return catalog(*tables), {text: f"domain {HOSTILE[index // 5]}" for index, text in enumerate(HOSTILE)}


def table_and_enum() -> Catalog:
    """A table and an enum of a schema other than public."""
    things = table("app.things", ["id int", "state app.state_enum"])
    return catalog(things, enums=[EnumType(Name("app", "state_enum"), ("on", "off"), "owner")])


def chain(length: int) -> tuple[Catalog, dict[str, str]]:
    """Tables of which each refers to the one before and to the seventh before: more ranks than a page is wide."""
    titles = [f"stage_{number:02}_of_a_rather_long_chain_of_tables" for number in range(length)]
    tables = []
    for number, title in enumerate(titles):
        keys = [f"previous_id -> {titles[number - 1]}"] if number else []
        keys += [f"other_id -> {titles[number - 7]}"] if number > 6 else []
        tables.append(
            table(title, ["id bigint", "previous_id bigint null", "other_id bigint null", "body text"], *keys)
        )
    return catalog(*tables), dict.fromkeys(titles, "chain")
