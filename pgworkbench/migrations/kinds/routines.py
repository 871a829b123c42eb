"""Functions, views, rules, triggers and policies: objects that hold SQL of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pgworkbench.catalog.model import Function, Name, Policy, Rule, Table, Trigger
from pgworkbench.migrations.address import Address
from pgworkbench.migrations.kinds.grammar import Grammar
from pgworkbench.migrations.kinds.naming import there
from pgworkbench.migrations.kinds.privileges import grantee
from pgworkbench.migrations.kinds.tables import option_changes
from pgworkbench.migrations.statement import Check, CheckKind, Lock, Native, Statement, Statements, When
from pgworkbench.migrations.text import Text, broken, compose, full, literal, quoted

_TRIGGER = re.compile(r"CREATE TRIGGER ")
_RULE = re.compile(r"CREATE RULE ")
_ENABLED = {"O": "ENABLE", "D": "DISABLE", "R": "ENABLE REPLICA", "A": "ENABLE ALWAYS"}
_LETTERS = {"ALL": "*", "SELECT": "r", "INSERT": "a", "UPDATE": "w", "DELETE": "d"}


def create_function(_: Address, function: Function) -> Statements:
    """CREATE OR REPLACE FUNCTION or PROCEDURE, as PostgreSQL prints it; an aggregate is put together from its parts."""
    if function.kind == "a":
        head = f"CREATE OR REPLACE AGGREGATE {full(function.name)}({_arguments(function)})"
        return (Statement(f"{head} (\n    {function.aggregate}\n)"),)
    return (Statement((function.definition or "").rstrip()),)


def drop_function(address: Address, function: Function) -> Statements:
    """DROP FUNCTION or PROCEDURE."""
    word = Text("PROCEDURE" if function.kind == "p" else "AGGREGATE" if function.kind == "a" else "FUNCTION")
    rest = Text(f"{full(function.name)}({_arguments(function)})")
    del address
    return (Statement(compose("DROP {} {}", word, rest), Native(compose("DROP {} IF EXISTS {}", word, rest))),)


def clear_function(address: Address, function: Function) -> Statements:
    """DROP FUNCTION or PROCEDURE, while it still is the one and not the other."""
    if function.kind not in {"f", "p"}:
        return drop_function(address, function)
    test = f"{there(address)[:-1]} AND prokind = {literal(function.kind)})"
    return tuple(replace(statement, guard=When(test)) for statement in drop_function(address, function))


def _arguments(function: Function) -> str:
    """As DROP takes them; an aggregate without any has a star."""
    return "*" if function.kind == "a" and not function.arguments else function.arguments


def alter_function(address: Address, before: Function, after: Function) -> Statements | None:
    """OR REPLACE, as long as what it gives back stays the same."""
    if (before.kind, before.result) != (after.kind, after.result) or _defaults(before) > _defaults(after):
        return None
    return create_function(address, after)


def _defaults(function: Function) -> int:
    """How many arguments have defaults: OR REPLACE may add them, never take one away."""
    head = (function.definition or "").split("\n", 1)[0]
    return head.count(" DEFAULT ")


@dataclass(frozen=True, slots=True)
class Shown:
    """A view or materialized view without its parts; `columns` as (name, type)."""

    view: Table
    columns: tuple[tuple[str, str], ...]


def _select(view: Table) -> str:
    return (view.definition or "").strip().removesuffix(";")


def _options(view: Table) -> str:
    options = ", ".join(option.replace("=", " = ") for option in view.options)
    return f" WITH ({options})" if options else ""


def create_view(_: Address, shown: Shown) -> Statements:
    """CREATE OR REPLACE VIEW."""
    view = shown.view
    text = f"VIEW {full(view.name)}{_options(view)} AS\n{_select(view)}"
    return (Statement(f"CREATE {text}", Native(f"CREATE OR REPLACE {text}")),)


def drop_view(_: Address, shown: Shown) -> Statements:
    """DROP VIEW."""
    name = full(shown.view.name)
    return (Statement(f"DROP VIEW {name}", Native(f"DROP VIEW IF EXISTS {name}"), Lock.ACCESS_EXCLUSIVE),)


def alter_view(address: Address, before: Shown, after: Shown) -> Statements | None:
    """OR REPLACE where columns were only added at the end."""
    if after.columns[: len(before.columns)] != before.columns:
        return None
    if before.view.definition != after.view.definition:
        return tuple(Statement(guard.sql if isinstance(guard := made.guard, Native) else made.sql)
                     for made in create_view(address, after))  # fmt: skip
    words = option_changes(before.view.options, after.view.options)
    return tuple(Statement(compose("ALTER VIEW {} {}", after.view.name, Text(what))) for what in words)


def create_materialized(_: Address, shown: Shown) -> Statements:
    """CREATE MATERIALIZED VIEW, filled as the former one was."""
    view = shown.view
    using = f" USING {quoted(view.access_method)}" if view.access_method is not None else ""
    place = f" TABLESPACE {quoted(view.tablespace)}" if view.tablespace is not None else ""
    data = "WITH DATA" if view.populated else "WITH NO DATA"
    text = f"{full(view.name)}{using}{_options(view)}{place} AS\n{_select(view)}\n{data}"
    made = Native(f"CREATE MATERIALIZED VIEW IF NOT EXISTS {text}")
    return (Statement(f"CREATE MATERIALIZED VIEW {text}", made),)


def drop_materialized(_: Address, shown: Shown) -> Statements:
    """DROP MATERIALIZED VIEW."""
    name = full(shown.view.name)
    kind = Native(f"DROP MATERIALIZED VIEW IF EXISTS {name}")
    return (Statement(f"DROP MATERIALIZED VIEW {name}", kind, Lock.ACCESS_EXCLUSIVE),)


def alter_materialized(_: Address, before: Shown, after: Shown) -> Statements | None:
    """Storage parameters; a change of its query needs a new one."""
    if before.view.definition != after.view.definition:
        return None
    words = option_changes(before.view.options, after.view.options)
    return tuple(Statement(compose("ALTER MATERIALIZED VIEW {} {}", after.view.name, Text(what))) for what in words)


def create_trigger(address: Address, trigger: Trigger) -> Statements:
    """CREATE OR REPLACE TRIGGER; a constraint trigger needs a guard."""
    table = Name(*address.path[:2])
    written = broken(
        trigger.definition, ("BEFORE", "AFTER", "INSTEAD OF", "REFERENCING", "FOR EACH", "WHEN", "EXECUTE")
    )
    if trigger.constraint:
        absent = When(
            "NOT EXISTS (\n        SELECT FROM pg_catalog.pg_trigger\n"
            f"        WHERE tgrelid = to_regclass({literal(full(table))}) AND tgname = {literal(trigger.name)}\n    )"
        )
        check = Check(CheckKind.TRIGGER, full(table), trigger.name, (trigger.definition,))
        made = Statement(written, absent, Lock.SHARE_ROW_EXCLUSIVE, check)
    else:
        again = _TRIGGER.sub("CREATE OR REPLACE TRIGGER ", written, count=1)
        made = Statement(written, Native(again), Lock.SHARE_ROW_EXCLUSIVE)
    return (made, *_enabled(table, trigger)) if trigger.enabled != "O" else (made,)


def _enabled(table: Name, trigger: Trigger) -> Statements:
    word = Text(_ENABLED[trigger.enabled])
    sql = compose("ALTER TABLE {} {} TRIGGER {}", table, word, trigger.name)
    return (Statement(sql, lock=Lock.SHARE_ROW_EXCLUSIVE),)


def drop_trigger(address: Address, trigger: Trigger) -> Statements:
    """DROP TRIGGER."""
    rest = Text(f"{quoted(trigger.name)} ON {quoted(*address.path[:2])}")
    kind = Native(compose("DROP TRIGGER IF EXISTS {}", rest))
    return (Statement(compose("DROP TRIGGER {}", rest), kind, Lock.ACCESS_EXCLUSIVE),)


def alter_trigger(address: Address, before: Trigger, after: Trigger) -> Statements | None:
    """Whether it fires."""
    return _enabled(Name(*address.path[:2]), after) if before.definition == after.definition else None


def create_rule(address: Address, rule: Rule) -> Statements:
    """CREATE OR REPLACE RULE."""
    definition = rule.definition.rstrip().removesuffix(";")
    made = Statement(
        definition, Native(_RULE.sub("CREATE OR REPLACE RULE ", definition, count=1)), Lock.ACCESS_EXCLUSIVE
    )
    if rule.enabled == "O":
        return (made,)
    sql = compose("ALTER TABLE {} {} RULE {}", Name(*address.path[:2]), Text(_ENABLED[rule.enabled]), rule.name)
    return (made, Statement(sql, lock=Lock.ACCESS_EXCLUSIVE))


def drop_rule(address: Address, rule: Rule) -> Statements:
    """DROP RULE."""
    rest = Text(f"{quoted(rule.name)} ON {quoted(*address.path[:2])}")
    kind = Native(compose("DROP RULE IF EXISTS {}", rest))
    return (Statement(compose("DROP RULE {}", rest), kind, Lock.ACCESS_EXCLUSIVE),)


def _roles(policy: Policy) -> Text:
    return Text(", ".join(grantee(role).as_string() for role in policy.roles))


def _clauses(policy: Policy) -> list[str]:
    said = [f"USING ({policy.using})"] if policy.using is not None else []
    return said + ([f"WITH CHECK ({policy.check})"] if policy.check is not None else [])


def create_policy(address: Address, policy: Policy) -> Statements:
    """CREATE POLICY."""
    table = Name(*address.path[:2])
    kind = "" if policy.permissive else " AS RESTRICTIVE"
    head = compose(
        "CREATE POLICY {} ON {}{} FOR {} TO {}", policy.name, table, Text(kind), Text(policy.command), _roles(policy)
    )
    absent = When(
        "NOT EXISTS (\n        SELECT FROM pg_catalog.pg_policy\n"
        f"        WHERE polrelid = to_regclass({literal(full(table))}) AND polname = {literal(policy.name)}\n    )"
    )
    words = ["PERMISSIVE" if policy.permissive else "RESTRICTIVE", _LETTERS[policy.command]]
    words += [f"USING {policy.using}"] if policy.using is not None else []
    words += [f"CHECK {policy.check}"] if policy.check is not None else []
    sql = "\n    ".join([head, *_clauses(policy)])
    check = Check(CheckKind.POLICY, full(table), policy.name, (" ".join(words),))
    return (Statement(sql, absent, Lock.ACCESS_EXCLUSIVE, check),)


def drop_policy(address: Address, policy: Policy) -> Statements:
    """DROP POLICY."""
    rest = Text(f"{quoted(policy.name)} ON {quoted(*address.path[:2])}")
    return (
        Statement(
            compose("DROP POLICY {}", rest), Native(compose("DROP POLICY IF EXISTS {}", rest)), Lock.ACCESS_EXCLUSIVE
        ),
    )


def alter_policy(address: Address, before: Policy, after: Policy) -> Statements | None:
    """Its roles and expressions; an expression cannot be taken away."""
    gone = (before.using is not None and after.using is None) or (before.check is not None and after.check is None)
    if gone or (before.command, before.permissive) != (after.command, after.permissive):
        return None
    head = compose("ALTER POLICY {} ON {} TO {}", after.name, Name(*address.path[:2]), _roles(after))
    return (Statement("\n    ".join([head, *_clauses(after)]), lock=Lock.ACCESS_EXCLUSIVE),)


FUNCTION = Grammar(create_function, drop_function, alter_function, clear_function)
VIEW = Grammar(create_view, drop_view, alter_view)
MATERIALIZED_VIEW = Grammar(create_materialized, drop_materialized, alter_materialized)
TRIGGER = Grammar(create_trigger, drop_trigger, alter_trigger)
RULE = Grammar(create_rule, drop_rule)
POLICY = Grammar(create_policy, drop_policy, alter_policy)
