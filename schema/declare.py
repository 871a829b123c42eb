"""The words with which a domain says what its tables hold: rules, references, indexes, audit, partitions, erasure.

Constraints and indexes stand in `__table_args__`, column facts in `mapped_column(info=…)`; the rest are decorators:

    @audited()
    @about("lead", key="id")
    class Lead(…): …
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar, cast

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Table, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from schema.server_side import names
from schema.server_side.compose import Sql, compose, identifier, literals

_Model = TypeVar("_Model", bound=type[Any])
_BOOKKEEPING = ("updated_at", "updated_by", "version")

# ---- constraints ---------------------------------------------------------------------------------------------------


def rule(about: str, condition: str, why: str) -> CheckConstraint:
    """A business rule, named after what it is about (usually a column)."""
    return CheckConstraint(condition, name=about, comment=why)


def trimmed(column: str, why: str) -> CheckConstraint:
    """A text that can be shown: not empty, no white space of any kind at its edges."""
    return rule(column, compose("{column} <> '' AND {column} !~ '^\\s|\\s$'", column=column), why)


def amount(column: str, why: str, *, zero: bool = True) -> CheckConstraint:
    """A number from nought on (`zero=False`: above it). NUMERIC knows NaN, which is greater than every number: one such
    row would make every sum of the column NaN.
    """
    least = ">=" if zero else ">"
    return rule(column, compose("{column} {least} 0 AND {column} <> 'NaN'", column=column, least=Sql(least)), why)


def one_of(column: str, values: Sequence[str], why: str) -> CheckConstraint:
    """Only these texts enter. Text with a CHECK rather than an enum wherever the application filters by the column:
    under row-level security `enum =` cannot use an index, since the operator is not leakproof.
    """
    return rule(column, compose("{column} IN ({values})", column=column, values=literals(values)), why)


def unique(*columns: str, why: str, of_tenant: bool = True, nulls_alike: bool = False) -> UniqueConstraint:
    """A natural key, unique within the tenant; `nulls_alike`: two rows without a value are alike in it."""
    tenant = ("tenant_id",) if of_tenant else ()
    return UniqueConstraint(*tenant, *columns, comment=why, postgresql_nulls_not_distinct=nulls_alike)


def never_overlapping(about: str, *same: str, why: str, where: str | None = None) -> ExcludeConstraint:
    """Rows of the tenant that agree in `same` never overlap in the range column `about` (needs btree_gist)."""
    equal = [(column, "=") for column in ("tenant_id", *same)]
    condition = text(where) if where else None
    rule = ExcludeConstraint(*equal, (about, "&&"), name="_".join([*same, about]), using="gist", where=condition)
    rule.comment = why
    return rule


def reference(parent: str, *columns: str, of_tenant: bool = True, **options: Any) -> ForeignKeyConstraint:
    """A foreign key that cannot leave the tenant.

    Keys never change, so ON UPDATE is RESTRICT; so is ON DELETE, unless the domain argues for something else. Options:
    `to` (the parent's columns, if not `id`), `on_delete`, and `why` for whatever is unusual.
    """
    tenant = ("tenant_id",) if of_tenant else ()
    far = [f"{parent}.{column}" for column in (*tenant, *options.get("to", ("id",)))]
    return ForeignKeyConstraint(
        [*tenant, *columns],
        far,
        ondelete=options.get("on_delete", "RESTRICT"),
        onupdate="RESTRICT",
        comment=options.get("why"),
    )


def index(*columns: str, serves: Sequence[str], why: str, of_tenant: bool = True, **options: Any) -> Index:
    """An index with the workload's queries that it serves and a sentence that says why.

    A column may be followed by DESC. Options: `unique`, `storage` (parameters), `ignore` (a reviewer's rule and why it
    is wrong here), and SQLAlchemy's own without their prefix (`where`, `using`, `include`, `ops`).
    """
    keys = [*(("tenant_id",) if of_tenant else ()), *columns]
    info = {"serves": list(serves), "why": why, "columns": [key.split()[0] for key in keys]}
    info["ignore"] = options.pop("ignore", None)
    is_unique = options.pop("unique", False)
    if "where" in options:
        options["where"] = text(options["where"])
    if "storage" in options:
        options["with"] = options.pop("storage")
    dialect = {f"postgresql_{name}": value for name, value in options.items()}
    return Index(None, *(text(key) if " " in key else key for key in keys), unique=is_unique, info=info, **dialect)


# ---- facts about a column: mapped_column(info=…) -------------------------------------------------------------------


def personal(replacement: str = "NULL") -> dict[str, Any]:
    """Personal data; erasure puts the SQL expression `replacement` in its place, and takes it out of audit records."""
    return {"erased": replacement, "personal": True}


def secret(replacement: str = "NULL") -> dict[str, Any]:
    """A hash that nobody but the application reads: no grant for readers, hidden in audit records, erased."""
    return {**personal(replacement), "secret": True}


def on_erasure(replacement: str) -> dict[str, Any]:
    """No personal data, but it changes when the person is erased."""
    return {"erased": replacement}


def derived(by: str) -> dict[str, str]:
    """Kept by the trigger function `by` from other rows: no change of the row, so neither touched nor audited."""
    return {"derived": by}


# ---- facts about a table: decorators ------------------------------------------------------------------------------


def audited(key: str = "id", *, but: Sequence[str] = ()) -> Callable[[_Model], _Model]:
    """Every change of a row leaves a record in audit_logs, found by the UUID in column `key`.

    Bookkeeping, derived columns and those in `but` (noise) are left out; a secret's value is replaced by a mark.
    """

    def decorate(model: _Model) -> _Model:
        table = _table(model)
        left_out = [c.name for c in table.columns if c.name in {*_BOOKKEEPING, *but} or "derived" in c.info]
        hidden = [c.name for c in table.columns if "secret" in c.info]
        table.info["audit"] = [table.name, key, _array(left_out), _array(hidden)]
        return model

    return decorate


def about(subject: str, *, key: str, delete: bool = False, through: str | None = None) -> Callable[[_Model], _Model]:
    """Rows that hold data of a person (`lead`, `user`), whose id stands in column `key` (`id`: the person's own row);
    erasure blanks the personal columns, or deletes the rows.

    `through` is `table.column`: then `key` refers to a row of that table, whose column holds the person's id.
    """

    def decorate(model: _Model) -> _Model:
        _table(model).info.setdefault("about", {})[subject] = (key, delete, through)
        return model

    return decorate


def partitioned(by: str, *, first: date, last: date) -> Callable[[_Model], _Model]:
    """Partitioned by the month of column `by`, in UTC; the design itself makes the months from `first` to `last`."""

    def decorate(model: _Model) -> _Model:
        table = _table(model)
        table.dialect_options["postgresql"]["partition_by"] = compose("RANGE ({column})", column=by)
        table.info["months"] = list(_months(first, last))
        return model

    return decorate


def state_machine(column: str, steps: Mapping[str, Sequence[str]]) -> Callable[[_Model], _Model]:
    """Only these steps from one status to the next."""

    def decorate(model: _Model) -> _Model:
        table = _table(model)
        violated = names.constraint(table.name, [column, "step"], "check")
        allowed = [f"{here}>{there}" for here, targets in steps.items() for there in targets]
        when = compose(
            "BEFORE UPDATE OF {column} ON {table} FOR EACH ROW WHEN (OLD.{column} IS DISTINCT FROM NEW.{column})",
            column=column,
            table=table,
        )
        arguments = literals([column, violated, *allowed])
        call = compose("app.enforce_transition({arguments})", arguments=arguments)
        remark = f"Lets {column} go only from a step to one that may follow it."
        return triggered(column, when, call, remark)(model)

    return decorate


def triggered(what: str, when: str, call: str, remark: str) -> Callable[[_Model], _Model]:
    """A trigger of the domain's own; `when` stands between its name and EXECUTE FUNCTION, `{table}` is the table."""

    def decorate(model: _Model) -> _Model:
        table = _table(model)
        timing = Sql(when.replace("{table}", compose("{table}", table=table)))
        table.info.setdefault("triggers", []).append((what, timing, Sql(call), remark))
        return model

    return decorate


def passes(role: str, commands: str, why: str) -> Callable[[_Model], _Model]:
    """A role that sees the rows of all tenants (R-DEC-1), with the commands that it needs and the reason."""

    def decorate(model: _Model) -> _Model:
        _table(model).info.setdefault("passes", {})[role] = (commands, why)
        return model

    return decorate


def owner_sees_all(why: str) -> Callable[[_Model], _Model]:
    """The owner's functions see all tenants' rows and name the tenant themselves: for searches, since a policy's
    condition keeps operators that are not leakproof (`@@`, `@>`) out of every index.
    """

    def decorate(model: _Model) -> _Model:
        _table(model).info["owner_sees_all"] = why
        return model

    return decorate


def application_may(commands: str) -> Callable[[_Model], _Model]:
    """What the application may do, where that is not SELECT, INSERT and (if rows change) UPDATE."""

    def decorate(model: _Model) -> _Model:
        _table(model).info["application"] = commands
        return model

    return decorate


def _table(model: type[Any]) -> Table:
    return cast("Table", model.__table__)


def _array(values: Sequence[str]) -> str:
    """A text[] as a literal's content; the values are names of the design."""
    return "{" + ",".join(identifier(value) for value in values) + "}"


def _months(first: date, last: date) -> Iterator[date]:
    for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield date(month // 12, month % 12 + 1, 1)
