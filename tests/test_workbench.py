"""The workbench: what a notebook and the command line call, on the reference design with the rows of profile tiny."""

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from pgworkbench.errors import ContentError, UnknownNameError, WorkbenchError
from pgworkbench.server import Database, Server
from pgworkbench.workbench import ExportOptions, Workbench

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2027, 1, 6, 9, 30, tzinfo=UTC)

# What a designer adds to a domain: R-USE-4.
NEW_TABLE = '''

class CampaignNote(Keyed, Edited, Base):
    """A remark on a campaign."""

    __tablename__ = "campaign_notes"
    __table_args__ = (
        reference("campaigns", "campaign_id"),
        index("campaign_id", serves=["foreign key"], why="A campaign's remarks."),
        {"comment": "Remarks on campaigns."},
    )

    campaign_id: Mapped[uuid.UUID] = mapped_column()
    body: Mapped[str] = mapped_column(comment="What was said.")
'''


@pytest.fixture
def copy(tmp_path: Path, server: Server) -> Path:
    """The reference design in a folder of its own, to be edited, on the same server."""
    for name in ("schema", "seeds", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / ".pgworkbench").symlink_to(ROOT / ".pgworkbench")
    assert server.version
    return tmp_path


def test_every_domain_has_its_tables_queries_indexes_and_rows(workbench: Workbench, tiny: Database) -> None:
    assert tiny.name
    for domain in workbench.project.domains:
        assert list(workbench.tables(domain.name).index) == list(domain.tables)
        assert len(workbench.queries(domain.name)) > 0
        assert workbench.rows(domain.name, "tiny")["rows"].sum() > 0
        assert set(workbench.indexes(domain.name, "tiny").columns) == {"on", "serves", "why", "kB"}


def test_the_brief_leaves_nothing_open(workbench: Workbench) -> None:
    """R-ASK."""
    assert workbench.open_questions().empty


def test_the_design_is_clean(workbench: Workbench) -> None:
    """R-CHK-1, R-CHK-2, R-CHK-3, R-CHK-5."""
    assert workbench.review().findings == ()


def test_a_draft_is_reviewed_on_a_copy(workbench: Workbench) -> None:
    """R-USE-3: what is missing is found in the draft; the design itself is as clean as before."""
    found = workbench.review_draft("leads", "DROP INDEX leads_campaign_ad_id_btree_idx")
    assert [finding.rule for finding in found.findings] == ["foreign-key-without-index"]
    assert not workbench.review("leads").findings


def test_the_rows_are_the_ones_that_the_seeds_promise(workbench: Workbench) -> None:
    assert workbench.verify("tiny") == ()
    assert workbench.seed("tiny").tables.keys() == set(workbench.project.groups)


def test_the_lead_search_is_measured_with_its_index_and_without(workbench: Workbench) -> None:
    """R-USE-2: the index is chosen by the planner, and not having it costs pages."""
    run = workbench.bench(profile="tiny", queries=["leads_by_campaign_and_date"], seconds=20)
    compared = run.comparison("leads_by_campaign_and_date", "leads_campaign_id_created_at_id_btree_idx")
    assert compared.used
    assert compared.same_rows
    assert compared.pages is not None
    assert compared.pages[1] > compared.pages[0]


@pytest.mark.parametrize("name", ["leeds", "public.leads", ""])
def test_what_does_not_exist_is_answered_with_what_does(workbench: Workbench, name: str) -> None:
    with pytest.raises(UnknownNameError, match="leads"):
        workbench.review(name)
    with pytest.raises(UnknownNameError):
        workbench.bench(profile="tiny", queries=[name])


@pytest.mark.parametrize(
    "query",
    [
        "EXPLAIN ANALYZE CREATE TABLE taken AS SELECT 1 AS id",
        "SELECT 1 AS id INTO taken",
        "COMMIT; CREATE TABLE taken (id int)",
        "SET transaction_read_only = off",
        "DELETE FROM tenants",
        "WITH gone AS (DELETE FROM tenants RETURNING 1) SELECT * FROM gone",
    ],
)
def test_what_a_notebook_asks_writes_nothing(workbench: Workbench, query: str) -> None:
    before = workbench.sql("SELECT count(*) FROM tenants", "tiny").iloc[0, 0]
    with pytest.raises((WorkbenchError, psycopg.Error)):
        workbench.sql(query, "tiny")
    assert workbench.sql("SELECT to_regclass('taken') IS NULL", "tiny").iloc[0, 0]
    assert workbench.sql("SELECT count(*) FROM tenants", "tiny").iloc[0, 0] == before


def test_a_query_that_names_a_missing_column_is_told_with_its_line(copy: Path) -> None:
    path = copy / "schema" / "workloads" / "leads.sql"
    path.write_text(re.sub(r"\bassigned_to\b", "asigned_to", path.read_text()))
    with Workbench(copy) as edited, pytest.raises(ContentError, match=r"leads\.sql:\d+: query .*asigned_to"):
        edited.bench(profile="tiny")


def test_an_edit_is_seen_in_the_same_session(copy: Path) -> None:
    with Workbench(copy) as session:
        assert session.catalog().table("leads").column("score").comment != "edited"
        path = copy / "schema" / "leads.py"
        path.write_text(path.read_text().replace('comment="How likely an enrolment is, 0 to 100."', 'comment="edited"'))
        assert session.catalog().table("leads").column("score").comment == "edited"


def test_a_new_table_is_one_edit_and_one_new_file(copy: Path) -> None:
    """R-USE-4, R-MIG-1, R-MIG-2, R-MIG-8: a versioned file with its way back, and no old file touched."""
    folder = copy / "schema" / "migrations"
    before = {path.name: path.read_bytes() for path in folder.glob("*.sql")}
    add_table(copy)
    with Workbench(copy) as session:
        made = session.export("add_campaign_notes", ExportOptions(now=NOW, profile="tiny"))
        assert [file.name for file in made.files] == ["20270106093000_add_campaign_notes.sql"]
        assert "CREATE TABLE IF NOT EXISTS public.campaign_notes" in made.files[0].up.sql
        assert "DROP TABLE IF EXISTS public.campaign_notes" in made.files[0].down.sql
        assert session.export("again", ExportOptions(now=NOW)).files == ()
    after = {path.name: path.read_bytes() for path in folder.glob("*.sql")}
    assert {name: text for name, text in after.items() if name in before} == before
    assert len(after) == len(before) + 1


def test_a_change_is_told_as_if_a_draft_had_been_released(workbench: Workbench) -> None:
    """R-MIG-3, R-MIG-5: what goes is kept, comes back, and may be reached by whoever may reach the rows."""
    draft = "ALTER TABLE leads ADD fax text; UPDATE leads SET fax = phone WHERE phone IS NOT NULL;"
    files, rehearsal = workbench.change("drop_fax", draft)
    assert [file.name[15:] for file in files] == ["drop_fax.sql"]
    assert "DROP COLUMN IF EXISTS fax" in files[0].up.sql
    assert rehearsal.back == ""
    assert rehearsal.broken == {}  # erasing a person goes through what is kept, too
    assert not list((workbench.root / "schema" / "migrations").glob("*drop_fax*"))


def add_table(copy: Path) -> None:
    models = copy / "schema" / "campaigns.py"
    models.write_text(models.read_text() + NEW_TABLE)
    brief = copy / "schema" / "brief.toml"
    brief.write_text(brief.read_text() + "\n[tables.campaign_notes]\nrows = 0\n")
    seeds = copy / "seeds" / "__init__.py"
    plan = "TablePlan('campaign_notes', {'tenant_id': owner(), 'campaign_id': parent('campaigns'), 'body': prose(3, 9)}"
    seeds.write_text(
        seeds.read_text()
        + "\nfrom pgworkbench.seeding.plan import Spread, TablePlan, owner, parent, prose\n"
        + f"PLANS = (*PLANS, {plan}, spread=Spread('tenants')))\n"
    )


def test_the_documents_in_the_repository_are_fresh(workbench: Workbench) -> None:
    assert workbench.stale_docs() == ()


def test_every_released_file_has_a_version_a_way_back_and_a_head(workbench: Workbench) -> None:
    """R-MIG-1, R-MIG-2, R-MIG-7."""
    files = workbench.migrations()
    assert len(files) > len(workbench.project.domains)
    for file in files:
        assert re.fullmatch(r"\d{14}_[a-z0-9_]+\.sql", file.name)
        assert file.up.sql.strip()
        assert file.down.sql.strip()
        head = file.text.partition("-- migrate:up")[0]
        assert all(word in head for word in ("Purpose:", "Application:", "Locks:", "Way back:", "Trade-offs:"))


def test_the_released_files_lead_to_the_design_and_are_proven(workbench: Workbench) -> None:
    """R-MIG-3, R-MIG-4, R-MIG-5: nothing is left to export; up, up again, down, up on loaded rows."""
    assert workbench.export("nothing", ExportOptions(now=NOW)).files == ()
    proof = workbench.prove("tiny")[0]
    assert proof.rows > 0
    assert {"up", "up again changes nothing", "down", "up after down"} <= {step.what for step in proof.steps}
