"""Collations, operators, casts, event triggers, publications, foreign servers: objects without parts."""

from __future__ import annotations

from pgworkbench.catalog.model import (
    Cast,
    Collation,
    EventTrigger,
    ForeignServer,
    ForeignWrapper,
    Operator,
    Publication,
    Published,
)
from pgworkbench.migrations.address import Address
from pgworkbench.migrations.kinds.grammar import Grammar
from pgworkbench.migrations.statement import Native, Statement, Statements, When
from pgworkbench.migrations.text import Text, columns, compose, full, literal, quoted

_ENABLED = {"O": "ENABLE", "D": "DISABLE", "R": "ENABLE REPLICA", "A": "ENABLE ALWAYS"}


def create_collation(_: Address, collation: Collation) -> Statements:
    """CREATE COLLATION."""
    rest = f"{full(collation.name)} ({collation.definition})"
    return (Statement(f"CREATE COLLATION {rest}", Native(f"CREATE COLLATION IF NOT EXISTS {rest}")),)


def drop_collation(_: Address, collation: Collation) -> Statements:
    """DROP COLLATION."""
    name = full(collation.name)
    return (Statement(f"DROP COLLATION {name}", Native(f"DROP COLLATION IF EXISTS {name}")),)


def signature(address: Address) -> str:
    """An operator as SQL: `app.<<>> (integer, integer)`."""
    return f"{quoted(address.path[0])}.{address.path[1]} ({address.path[2]})"


def create_operator(address: Address, operator: Operator) -> Statements:
    """CREATE OPERATOR; one that another names as its commutator or negator is there, but empty."""
    there = f"to_regoperator({literal(signature(address))})"
    absent = When(f"NOT EXISTS (SELECT FROM pg_catalog.pg_operator WHERE oid = {there} AND oprcode <> 0)")
    head = f"CREATE OPERATOR {quoted(operator.name.schema)}.{operator.name.name}"
    return (Statement(f"{head} ({operator.definition})", absent),)


def drop_operator(address: Address, _: Operator) -> Statements:
    """DROP OPERATOR."""
    rest = signature(address)
    return (Statement(f"DROP OPERATOR {rest}", Native(f"DROP OPERATOR IF EXISTS {rest}")),)


def create_cast(_: Address, cast: Cast) -> Statements:
    """CREATE CAST."""
    absent = When(
        "NOT EXISTS (\n        SELECT FROM pg_catalog.pg_cast\n"
        f"        WHERE castsource = to_regtype({literal(cast.source)})"
        f" AND casttarget = to_regtype({literal(cast.target)})\n    )"
    )
    return (Statement(f"CREATE CAST ({cast.source} AS {cast.target}) {cast.definition}", absent),)


def drop_cast(_: Address, cast: Cast) -> Statements:
    """DROP CAST; with one of its types it is gone already."""
    pair = f"({cast.source} AS {cast.target})"
    return (Statement(f"DROP CAST {pair}", Native(f"DROP CAST IF EXISTS {pair}")),)


def create_event_trigger(_: Address, trigger: EventTrigger) -> Statements:
    """CREATE EVENT TRIGGER, and whether it fires."""
    tags = f"\n    WHEN TAG IN ({', '.join(literal(tag) for tag in trigger.tags)})" if trigger.tags else ""
    sql = compose("CREATE EVENT TRIGGER {} ON {}{}\n    EXECUTE FUNCTION {}()",
                  trigger.name, trigger.event, Text(tags), trigger.function)  # fmt: skip
    absent = When(f"NOT EXISTS (SELECT FROM pg_catalog.pg_event_trigger WHERE evtname = {literal(trigger.name)})")
    made = Statement(sql, absent)
    return (made, *_enabled(trigger)) if trigger.enabled != "O" else (made,)


def _enabled(trigger: EventTrigger) -> Statements:
    return (Statement(compose("ALTER EVENT TRIGGER {} {}", trigger.name, Text(_ENABLED[trigger.enabled]))),)


def drop_event_trigger(_: Address, trigger: EventTrigger) -> Statements:
    """DROP EVENT TRIGGER."""
    name = quoted(trigger.name)
    return (Statement(f"DROP EVENT TRIGGER {name}", Native(f"DROP EVENT TRIGGER IF EXISTS {name}")),)


def alter_event_trigger(_: Address, before: EventTrigger, after: EventTrigger) -> Statements | None:
    """Whether it fires."""
    same = (before.event, before.function, before.tags) == (after.event, after.function, after.tags)
    return _enabled(after) if same else None


def create_publication(_: Address, publication: Publication) -> Statements:
    """CREATE PUBLICATION."""
    absent = When(f"NOT EXISTS (SELECT FROM pg_catalog.pg_publication WHERE pubname = {literal(publication.name)})")
    what = "FOR ALL TABLES" if publication.every_table else ""
    if publication.tables or publication.schemas:
        what = f"FOR {_published(publication)}"
    head = f"CREATE PUBLICATION {quoted(publication.name)} {what}".rstrip()
    return (Statement(f"{head}\n    WITH ({_options(publication)})", absent),)


def _published(publication: Publication) -> str:
    said = [_table(table) for table in publication.tables]
    return ", ".join([*said, *(f"TABLES IN SCHEMA {quoted(schema)}" for schema in publication.schemas)])


def _table(table: Published) -> str:
    chosen = f" ({columns(table.columns).as_string()})" if table.columns else ""
    where = f" WHERE ({table.where})" if table.where is not None else ""
    return f"TABLE ONLY {full(table.table)}{chosen}{where}"


def _options(publication: Publication) -> str:
    said = [f"publish = {literal(', '.join(publication.operations))}"]
    said += [f"publish_via_partition_root = {str(publication.via_root).lower()}"]
    if publication.generated != "none":
        said.append(f"publish_generated_columns = {publication.generated}")
    return ", ".join(said)


def drop_publication(_: Address, publication: Publication) -> Statements:
    """DROP PUBLICATION."""
    name = quoted(publication.name)
    return (Statement(f"DROP PUBLICATION {name}", Native(f"DROP PUBLICATION IF EXISTS {name}")),)


def alter_publication(_: Address, before: Publication, after: Publication) -> Statements | None:
    """What it publishes and how; one of everything cannot become one of something."""
    if before.every_table != after.every_table or before.generated != after.generated:
        return None
    was, now = (before.tables, before.schemas), (after.tables, after.schemas)
    if was != now and not any(now):
        return None
    said = [f"SET {_published(after)}"] if was != now else []
    said += [f"SET ({_options(after)})"] if _options(before) != _options(after) else []
    return tuple(Statement(compose("ALTER PUBLICATION {} {}", after.name, Text(what))) for what in said)


def told_options(options: tuple[str, ...]) -> str:
    """OPTIONS (…) of a foreign thing, with a blank before it; empty without any."""
    pairs = (option.split("=", 1) for option in options)
    said = ", ".join(f"{quoted(name)} {literal(value)}" for name, value in pairs)
    return f" OPTIONS ({said})" if said else ""


def changed_options(before: tuple[str, ...], after: tuple[str, ...]) -> str:
    """OPTIONS (ADD …, SET …, DROP …), empty if they are the same."""
    was, now = (dict(option.split("=", 1) for option in options) for options in (before, after))
    said = [f"DROP {quoted(name)}" for name in was if name not in now]
    for name, value in now.items():
        if was.get(name) != value:
            said.append(f"{'SET' if name in was else 'ADD'} {quoted(name)} {literal(value)}")
    return f"OPTIONS ({', '.join(said)})" if said else ""


def options_differ(catalog: str, column: str, key: str, options: tuple[str, ...]) -> When:
    """Whether the options of a foreign thing, found by `key`, are not these yet: they can be dropped only once."""
    wanted = f"ARRAY[{', '.join(literal(option) for option in options)}]::text[]"
    found = f"coalesce({column}, '{{}}')"
    return When(
        f"EXISTS (\n        SELECT FROM pg_catalog.{catalog}\n        WHERE {key}\n"
        f"            AND NOT ({found} @> {wanted} AND {found} <@ {wanted})\n    )"
    )


def create_wrapper(_: Address, wrapper: ForeignWrapper) -> Statements:
    """CREATE FOREIGN DATA WRAPPER."""
    absent = When(
        f"NOT EXISTS (SELECT FROM pg_catalog.pg_foreign_data_wrapper WHERE fdwname = {literal(wrapper.name)})"
    )
    words = f"{_programs(wrapper)}{told_options(wrapper.options)}"
    return (Statement(compose("CREATE FOREIGN DATA WRAPPER {}{}", wrapper.name, Text(words)), absent),)


def _programs(wrapper: ForeignWrapper) -> str:
    handler = f" HANDLER {wrapper.handler}" if wrapper.handler else ""
    return handler + (f" VALIDATOR {wrapper.validator}" if wrapper.validator else "")


def drop_wrapper(_: Address, wrapper: ForeignWrapper) -> Statements:
    """DROP FOREIGN DATA WRAPPER."""
    name = quoted(wrapper.name)
    return (Statement(f"DROP FOREIGN DATA WRAPPER {name}", Native(f"DROP FOREIGN DATA WRAPPER IF EXISTS {name}")),)


def alter_wrapper(_: Address, before: ForeignWrapper, after: ForeignWrapper) -> Statements | None:
    """Its options."""
    if _programs(before) != _programs(after):
        return None
    words = changed_options(before.options, after.options)
    key = f"fdwname = {literal(after.name)}"
    test = options_differ("pg_foreign_data_wrapper", "fdwoptions", key, after.options)
    return (Statement(compose("ALTER FOREIGN DATA WRAPPER {} {}", after.name, Text(words)), test),)


def create_server(_: Address, server: ForeignServer) -> Statements:
    """CREATE SERVER."""
    rest = quoted(server.name)
    rest += f" TYPE {literal(server.type)}" if server.type is not None else ""
    rest += f" VERSION {literal(server.version)}" if server.version is not None else ""
    rest += f" FOREIGN DATA WRAPPER {quoted(server.wrapper)}{told_options(server.options)}"
    return (Statement(f"CREATE SERVER {rest}", Native(f"CREATE SERVER IF NOT EXISTS {rest}")),)


def drop_server(_: Address, server: ForeignServer) -> Statements:
    """DROP SERVER."""
    name = quoted(server.name)
    return (Statement(f"DROP SERVER {name}", Native(f"DROP SERVER IF EXISTS {name}")),)


def alter_server(_: Address, before: ForeignServer, after: ForeignServer) -> Statements | None:
    """Its version and options."""
    if (before.wrapper, before.type) != (after.wrapper, after.type):
        return None
    version = "NULL" if after.version is None else literal(after.version)
    made = [Statement(compose("ALTER SERVER {} VERSION {}", after.name, Text(version)))]
    options = changed_options(before.options, after.options)
    test = options_differ("pg_foreign_server", "srvoptions", f"srvname = {literal(after.name)}", after.options)
    changed = [Statement(compose("ALTER SERVER {} {}", after.name, Text(options)), test)] if options else []
    return (*(made if before.version != after.version else []), *changed)


COLLATION = Grammar(create_collation, drop_collation)
OPERATOR = Grammar(create_operator, drop_operator)
CAST = Grammar(create_cast, drop_cast)
EVENT_TRIGGER = Grammar(create_event_trigger, drop_event_trigger, alter_event_trigger)
PUBLICATION = Grammar(create_publication, drop_publication, alter_publication)
FOREIGN_WRAPPER = Grammar(create_wrapper, drop_wrapper, alter_wrapper)
FOREIGN_SERVER = Grammar(create_server, drop_server, alter_server)
