"""R-INT and R-AUD: keys, required values and audit columns of every table, on the built catalog."""

from __future__ import annotations

import pytest
from reference import metadata

from pgworkbench.catalog import Action, Catalog, Constraint, ConstraintKind, Table

pytestmark = pytest.mark.database

PLATFORM = {"tenants", "permissions", "platform_settings", "feature_flags"}  # rows of no tenant (R-DEC-4)
ARGUED_CASCADES = {("role_permissions", "roles"), ("blog_post_tags", "tags")}
# No relationship but testimony: a record is written whoever is named.
TESTIMONY = {("audit_logs", "actor_id"), ("audit_logs", "record_id"), ("events", "actor_id")}


def tenant_tables(catalog: Catalog) -> list[Table]:
    return [table for table in catalog.base_tables if any(column.name == "tenant_id" for column in table.columns)]


def test_every_row_but_the_platforms_belongs_to_a_tenant(catalog: Catalog) -> None:
    without = {str(t.name) for t in catalog.base_tables} - {str(t.name) for t in tenant_tables(catalog)}
    assert without == PLATFORM


def test_every_table_has_a_key_that_begins_with_the_tenant(catalog: Catalog) -> None:
    """R-INT-1."""
    for table in catalog.base_tables:
        assert table.primary_key is not None, table.name
    for table in tenant_tables(catalog):
        assert table.primary_key is not None
        assert table.primary_key.columns[0] == "tenant_id", table.name


def test_every_key_and_index_of_a_tenants_table_begins_with_the_tenant(catalog: Catalog) -> None:
    """R-INT-1: a global key tells one tenant of another's row."""
    for table in tenant_tables(catalog):
        for index in table.indexes:
            assert index.columns[0] == "tenant_id", f"{table.name}.{index.name}"
        for constraint in table.of_kind(ConstraintKind.EXCLUDE):
            assert constraint.columns[0] == "tenant_id"


def test_foreign_keys_stay_within_the_tenant(catalog: Catalog) -> None:
    """R-INT-2: a single-column key accepts another tenant's row."""
    tenants = {table.name for table in tenant_tables(catalog)}
    for table in tenant_tables(catalog):
        for key in table.foreign_keys:
            assert key.reference is not None
            if key.reference.table in tenants:
                assert (key.columns[0], key.reference.columns[0]) == ("tenant_id", "tenant_id"), key.name


def test_everything_that_looks_like_a_reference_is_one(catalog: Catalog) -> None:
    """R-INT-2."""
    for table in catalog.base_tables:
        referring = {column for key in table.foreign_keys for column in key.columns}
        looks = {c.name for c in table.columns if c.name.endswith(("_id", "_by")) and c.type in {"uuid", "bigint"}}
        loose = looks - referring - {"transaction_id"}
        polymorphic = metadata.tables[table.name.name].info.get("polymorphic", set())
        assert loose <= {column for name, column in TESTIMONY if name == str(table.name)} | set(polymorphic), table.name


def test_actions_are_chosen_and_cascades_are_argued(catalog: Catalog) -> None:
    """R-INT-2, R-EDGE-3."""
    for table in catalog.base_tables:
        for key in table.foreign_keys:
            assert key.reference is not None
            assert key.reference.on_update is Action.RESTRICT, key.name
            if key.reference.on_delete is Action.CASCADE:
                assert (str(table.name), str(key.reference.table)) in ARGUED_CASCADES, key.name
            else:
                assert key.reference.on_delete in {Action.RESTRICT, Action.SET_NULL}, key.name


def test_a_foreign_key_has_the_types_of_what_it_refers_to(catalog: Catalog) -> None:
    """R-CHK-1."""
    for table in catalog.base_tables:
        for key in table.foreign_keys:
            assert key.reference is not None
            far = catalog.table(key.reference.table)
            for own, there in zip(key.columns, key.reference.columns, strict=True):
                assert table.column(own).type == far.column(there).type, key.name


def checked(table: Table) -> set[str]:
    return {column for rule in table.of_kind(ConstraintKind.CHECK) for column in rule.columns}


def test_closed_sets_are_closed(catalog: Catalog) -> None:
    """R-INT-4, R-CHK-5: statuses, kinds and the like are enums or have a CHECK."""
    words = ("status", "kind", "channel", "source", "purpose", "plan", "scope", "operation", "provider", "objective")
    free = {
        ("lead_status_changes", "from_status"),  # copied by a trigger from where the rule stands
        ("lead_status_changes", "to_status"),
        ("leads", "utm_source"),  # whatever the link says
    }
    for table in catalog.base_tables:
        for column in table.columns:
            if column.name.endswith(words) and column.type.startswith("character varying"):
                closed = column.name in checked(table) or (str(table.name), column.name) in free
                assert closed, f"{table.name}.{column.name}"


def test_jsonb_is_an_object_or_a_record(catalog: Catalog) -> None:
    """R-INT-9."""
    for table in catalog.base_tables:
        for column in table.columns:
            if column.type == "jsonb" and column.name != "value":  # a setting is any JSON
                assert column.name in checked(table), f"{table.name}.{column.name}"


def test_rules_are_validated_and_commented(catalog: Catalog) -> None:
    rules: list[Constraint] = [r for t in catalog.base_tables for r in t.of_kind(ConstraintKind.CHECK)]
    assert len(rules) > 50
    assert all(rule.validated and rule.comment for rule in rules)


def test_rows_say_when_they_were_made_and_changed(catalog: Catalog) -> None:
    """R-AUD-1: append-only tables have no updated_at; the others' is kept by a trigger."""
    for table in catalog.base_tables:
        columns = {column.name: column for column in table.columns}
        made = columns.get("created_at") or columns.get("occurred_at")
        assert made is not None, table.name
        assert (made.not_null, made.default) == (True, "now()"), table.name
        kept = any(trigger.function.name == "touch_row" for trigger in table.triggers)
        assert ("updated_at" in columns) == kept, table.name
        if "updated_at" in columns:
            assert columns["updated_at"].not_null


def test_who_made_and_changed_a_row_is_a_user(catalog: Catalog) -> None:
    """R-AUD-2."""
    for table in catalog.base_tables:
        actors = {c.name for c in table.columns} & {"created_by", "updated_by"}
        users = {k.columns[-1] for k in table.foreign_keys if k.reference and str(k.reference.table) == "users"}
        assert actors <= users


def test_sensitive_tables_leave_records(catalog: Catalog) -> None:
    """R-AUD-4: users, campaigns, settings, and whatever else holds personal data and is not deleted with it."""
    audited = {str(t.name) for t in catalog.base_tables if any(g.function.name == "record_change" for g in t.triggers)}
    assert {"tenants", "users", "user_profiles", "user_roles", "campaigns", "leads", "lead_consents"} <= audited
    assert not catalog.has_table("settings") or "settings" in audited


def test_denormalized_values_name_the_trigger_that_keeps_them(catalog: Catalog) -> None:
    """R-INT-8."""
    derived = [(t, c) for t in metadata.tables.values() for c in t.columns if "derived" in c.info]
    assert derived
    called = {trigger.function.name for table in catalog.base_tables for trigger in table.triggers}
    for table, column in derived:
        assert column.info["derived"] in called, f"{table.name}.{column.name}"
