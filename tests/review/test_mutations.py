"""Each rule finds what one change breaks in the reference design, and no other rule finds anything new.

The changes run on a copy of the design's database, each in a transaction that is rolled back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from pgworkbench.catalog import Catalog, read_catalog
from pgworkbench.project import Project
from pgworkbench.review import Subject, review
from pgworkbench.server import Database, Server

pytestmark = pytest.mark.database

LEADS, TENANTS, ADS = "ALTER TABLE leads ", "ALTER TABLE tenants ", "ALTER TABLE campaigns "
FUNCTION = "CREATE FUNCTION app.do_it() RETURNS int LANGUAGE sql {} AS 'SELECT 1';"
FUNCTION += "COMMENT ON FUNCTION app.do_it IS 'Nothing.'; REVOKE ALL ON FUNCTION app.do_it FROM PUBLIC;"
INDEX = "CREATE INDEX leads_{0}_btree_idx ON leads ({1})"
NAMED = "COMMENT ON COLUMN leads.{} IS 'For the test.'"

MUTATIONS = {
    "audit-columns-missing": "ALTER TABLE tenants DROP COLUMN updated_at",
    "audit-trigger-missing": "DROP TRIGGER leads_touch_trigger ON leads",
    "boolean-leading-index": LEADS
    + "ADD hot boolean NOT NULL DEFAULT false; "
    + INDEX.format("hot_id", "tenant_id, hot, id"),
    "btree-on-document": INDEX.format("attribution", "tenant_id, attribution"),
    "cascade-unargued": LEADS
    + (
        "DROP CONSTRAINT fk_leads_tenants, ADD CONSTRAINT fk_leads_tenants FOREIGN KEY "
        "(tenant_id) REFERENCES tenants ON DELETE CASCADE ON UPDATE RESTRICT"
    ),
    "check-without-comment": "COMMENT ON CONSTRAINT leads_contact_check_constraint ON leads IS NULL",
    "column-name-style": LEADS + 'RENAME message TO "Message"',
    "constraint-name-style": LEADS + "RENAME CONSTRAINT leads_contact_check_constraint TO contact",
    "constraint-not-validated": LEADS
    + (
        "DROP CONSTRAINT leads_score_check_constraint, ADD CONSTRAINT "
        "leads_score_check_constraint CHECK (score BETWEEN 0 AND 100) NOT VALID; COMMENT "
        "ON CONSTRAINT leads_score_check_constraint ON leads IS 'A share.'"
    ),
    "created-at-not-kept": LEADS + "ALTER created_at DROP NOT NULL",
    "duplicate-foreign-key": LEADS
    + (
        "ADD CONSTRAINT fk_leads_campaigns_campaign_id FOREIGN KEY (tenant_id, "
        "campaign_id) REFERENCES campaigns (tenant_id, id) ON DELETE RESTRICT"
    ),
    "duplicate-index": "CREATE INDEX leads_campaign_ad_id_two_btree_idx ON leads (tenant_id, campaign_ad_id)",
    "fixed-length-char": LEADS + "ADD grade char(1); " + NAMED.format("grade"),
    "foreign-key-name-style": LEADS + "RENAME CONSTRAINT fk_leads_campaigns TO leads_campaigns_fkey",
    "foreign-key-without-action": LEADS
    + "DROP CONSTRAINT fk_leads_tenants, ADD CONSTRAINT fk_leads_tenants FOREIGN KEY (tenant_id) REFERENCES tenants",
    "foreign-key-without-index": "DROP INDEX leads_campaign_ad_id_btree_idx",
    "foreign-key-without-tenant": "ALTER TABLE campaigns ADD CONSTRAINT campaigns_id_unique_constraint UNIQUE (id); "
    + LEADS
    + (
        "DROP CONSTRAINT fk_leads_campaigns, ADD CONSTRAINT fk_leads_campaigns FOREIGN "
        "KEY (campaign_id) REFERENCES campaigns (id) ON DELETE RESTRICT"
    ),
    "function-without-comment": FUNCTION.format("") + "COMMENT ON FUNCTION app.do_it IS NULL",
    "granted-to-public": "GRANT SELECT ON tags TO PUBLIC",
    "index-name-style": "ALTER INDEX leads_phone_btree_idx RENAME TO by_phone",
    "json-not-jsonb": LEADS + "ADD extra json; " + NAMED.format("extra"),
    "keys-in-array": LEADS + "ADD tag_ids uuid[]; " + NAMED.format("tag_ids"),
    "leaf-without-row-security": (
        "ALTER TABLE audit_logs_default DISABLE ROW LEVEL SECURITY; GRANT SELECT ON "
        "audit_logs_default TO campus_application"
    ),
    "likely-missing-foreign-key": LEADS + "DROP CONSTRAINT fk_leads_campaign_ads",
    "materialized-view-bypasses-policies": (
        "CREATE MATERIALIZED VIEW lead_counts AS SELECT count(*) FROM leads; COMMENT ON "
        "MATERIALIZED VIEW lead_counts IS 'All.'; GRANT SELECT ON lead_counts TO "
        "campus_application"
    ),
    "money-as-float": LEADS + "ADD bonus_amount real; " + NAMED.format("bonus_amount"),
    "needless-index-condition": (
        "DROP INDEX leads_last_activity_at_btree_idx; CREATE INDEX "
        "leads_last_activity_at_btree_idx ON leads (tenant_id, last_activity_at) WHERE "
        "last_activity_at IS NOT NULL"
    ),
    "no-primary-key": "ALTER TABLE lead_consents DROP CONSTRAINT lead_consents_id_primary_constraint",
    "nullable-boolean": LEADS + "ADD is_hot boolean; " + NAMED.format("is_hot"),
    "numeric-without-scale": LEADS + "ADD bonus_amount numeric; " + NAMED.format("bonus_amount"),
    "opaque-column-without-comment": "COMMENT ON COLUMN leads.attribution IS NULL",
    "plain-text-password": "ALTER TABLE users ADD password varchar(80); COMMENT ON COLUMN users.password IS 'Words.'",
    "policy-always-true": (
        "DROP POLICY leads_tenant_policy ON leads; CREATE POLICY leads_tenant_policy ON "
        "leads TO campus_application USING (true) WITH CHECK (true)"
    ),
    "policy-name-style": "ALTER POLICY leads_tenant_policy ON leads RENAME TO mine",
    "public-may-create": "GRANT CREATE ON SCHEMA public TO PUBLIC",
    "repeated-columns": LEADS + "ADD phone1 text, ADD phone2 text, ADD phone3 text",
    "redundant-index": "DROP INDEX leads_assigned_to_last_activity_at_btree_idx; "
    + INDEX.format("assigned_to_score", "tenant_id, assigned_to, score"),
    "reserved-word": LEADS + 'RENAME message TO "order"',
    "rewrite-rule": "CREATE RULE quiet AS ON DELETE TO tags DO INSTEAD NOTHING",
    "row-security-not-forced": LEADS + "NO FORCE ROW LEVEL SECURITY",
    "security-definer-open-to-public": "GRANT EXECUTE ON FUNCTION app.drop_kept_rows TO PUBLIC",
    "security-definer-without-search-path": FUNCTION.format("SECURITY DEFINER"),
    "security-definer-path-open": FUNCTION.format("SECURITY DEFINER SET search_path = public"),
    "sensitive-table-without-records": "DROP TRIGGER users_audit_trigger ON users",
    "serial-not-identity": LEADS + "ADD number bigserial; " + NAMED.format("number"),
    "status-without-values": TENANTS + "DROP CONSTRAINT tenants_status_check_constraint",
    "table-without-comment": "COMMENT ON TABLE leads IS NULL",
    "time-with-time-zone": LEADS + "ADD called timetz; " + NAMED.format("called"),
    "timestamp-without-time-zone": LEADS + "ADD called timestamp; " + NAMED.format("called"),
    "trigger-disabled": LEADS + "DISABLE TRIGGER leads_status_trigger",
    "trigger-name-style": "ALTER TRIGGER leads_status_trigger ON leads RENAME TO check_it",
    "truncate-granted": "GRANT TRUNCATE ON leads TO campus_application",
    "unique-key-blind-to-soft-delete": LEADS
    + "ADD CONSTRAINT leads_email_unique_constraint UNIQUE NULLS NOT DISTINCT (tenant_id, email)",
    "unique-key-without-tenant": (
        "CREATE UNIQUE INDEX leads_email_unique_idx ON leads (email) WHERE deleted_at IS NULL AND email IS NOT NULL"
    ),
    "view-bypasses-policies": (
        "CREATE VIEW hot_leads AS SELECT id FROM leads; COMMENT ON VIEW hot_leads IS "
        "'Hot.'; GRANT SELECT ON hot_leads TO campus_application"
    ),
    "view-without-comment": "CREATE VIEW hot_leads WITH (security_invoker = true) AS SELECT id FROM leads",
    "unlogged-table": "ALTER TABLE password_resets SET UNLOGGED",
}

# What else a change breaks, by its nature.
BESIDE = {
    "btree-on-document": {"index-useless-under-policies"},
    "foreign-key-without-tenant": {"foreign-key-without-index"},
}
NEVER_CLAIMED = {"index-without-purpose"}  # an index of these tests serves no query


@pytest.fixture(scope="module")
def connection(server: Server, design_db: Database) -> Iterator[psycopg.Connection[Any]]:
    """One to a copy of the design's database."""
    with server.clone(design_db, "mutations") as copy, copy.connect(autocommit=False) as opened:
        yield opened
        opened.rollback()


Keys = Callable[[], dict[str, str]]


@pytest.fixture(scope="module")
def keys(connection: psycopg.Connection[Any], design_db: Database, project: Project) -> Keys:
    """The keys of what is found now, each with its message."""
    names = {here: name for name, here in design_db.roles.items()}

    def run() -> dict[str, str]:
        catalog: Catalog = read_catalog(connection, rename_roles=names)
        subject = Subject(catalog, project.brief, project.workload, claims=project.claims)
        return {finding.key: finding.message for finding in review(subject).findings}

    return run


@pytest.fixture(scope="module")
def before(keys: Keys) -> dict[str, str]:
    return keys()


@pytest.mark.parametrize(("rule", "change"), MUTATIONS.items(), ids=MUTATIONS)
def test_a_mutation_is_found_by_its_rule_alone(
    rule: str, change: str, connection: psycopg.Connection[Any], design_db: Database, keys: Keys, before: dict[str, str]
) -> None:
    with connection.transaction(force_rollback=True):
        connection.execute(design_db.localise(change).encode())
        after = keys()
    new = {key.partition(":")[0] for key in after.keys() - before.keys()}
    assert new - NEVER_CLAIMED - BESIDE.get(rule, set()) == {rule}
