"""A review of migration files knows their locks as they were seen, and says so where they could not be."""

from __future__ import annotations

from pathlib import Path

import pytest

from pgworkbench.review import Review
from pgworkbench.reviews import ReviewOptions, migrations_judged
from pgworkbench.server import Server

pytestmark = pytest.mark.database
T = '"Läden"."Order.s"'
FIRST = f"""-- migrate:up
CREATE SCHEMA "Läden";
CREATE TABLE {T} (id int PRIMARY KEY, n int);
CREATE TABLE log (at date) PARTITION BY RANGE (at);
-- migrate:down
DROP TABLE log;
DROP SCHEMA "Läden" CASCADE;
"""
RULE = "work-after-exclusive-lock"
TOUCH = "suppress_redundant_updates_trigger"
WORK = f"UPDATE {T} SET n = 1 WHERE n = 2;"


def judged(server: Server, folder: Path, up: str, *, all_files: bool = False) -> Review:
    (folder / "20260101000000_create_shop.sql").write_text(FIRST, encoding="utf-8")
    second = folder / "20260101000001_change_shop.sql"
    second.write_text(f"-- migrate:up\n{up}\n-- migrate:down\nSELECT 1;\n", encoding="utf-8")
    return migrations_judged([folder if all_files else second], ReviewOptions([RULE]), folder, server)


@pytest.mark.parametrize(
    ("up", "lines"),
    [
        (
            f"CREATE TRIGGER t BEFORE UPDATE ON {T} FOR EACH ROW EXECUTE FUNCTION {TOUCH}();\n{WORK}",
            [],
        ),
        (f"ALTER TABLE {T} ADD COLUMN v int;\n{WORK}", ["3"]),
        (f"DO $$BEGIN EXECUTE 'ALTER TABLE {T} ADD COLUMN v int'; END$$;\n{WORK}", ["3"]),
        (f"DO $$BEGIN IF false THEN ALTER TABLE {T} ADD COLUMN v int; END IF; END$$;\n{WORK}", []),
        (f"DO $$BEGIN ALTER TABLE {T} ADD COLUMN v int; END$$;\n{WORK}", ["3"]),
        (f"DO $$BEGIN\n{WORK}\nEXECUTE 'ALTER TABLE {T} ADD COLUMN v int'; END$$;", []),
        (f"CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');\n{WORK}", ["3"]),
        (f"LOCK TABLE log;\n{WORK}", ["3"]),
        (f"LOCK TABLE log;\nDO $$BEGIN IF false THEN {WORK} END IF; END$$;", []),
        (f"LOCK TABLE log;\nDO $$BEGIN IF true THEN {WORK} END IF; END$$;", ["3"]),
        (f"LOCK TABLE log;\nDO $$BEGIN IF true THEN CREATE INDEX ON {T} (n); END IF; END$$;", ["3"]),
        (f"ALTER TABLE {T} ALTER n SET STATISTICS 9;\n{WORK}", []),
    ],
)
def test_locks_are_those_that_were_seen(server: Server, tmp_path: Path, up: str, lines: list[str]) -> None:
    """Made up as a block runs, or never taken though it is written: what reading alone gets wrong."""
    found = judged(server, tmp_path, up)
    assert found.skipped == ()
    assert [one.object.part for one in found.findings] == lines


def test_a_whole_folder(server: Server, tmp_path: Path) -> None:
    up = f"ALTER TABLE {T} ADD COLUMN v int;\n{WORK}"
    assert [one.object.name for one in judged(server, tmp_path, up, all_files=True).findings] == [
        "20260101000001_change_shop.sql:3"
    ]


@pytest.mark.parametrize(
    ("up", "why"),
    [
        ("SELECT 1 / 0;", "20260101000001_change_shop.sql:2: division by zero"),
        (f"ALTER TABLE {T} ADD COLUMN v int;\n{WORK}\nDROP TABLE absent;", 'table "absent" does not exist'),
    ],
)
def test_a_file_that_cannot_be_run_is_read_and_the_review_says_so(
    server: Server, tmp_path: Path, up: str, why: str
) -> None:
    found = judged(server, tmp_path, up)
    (skipped,) = found.skipped
    assert why in str(skipped)
    assert "they were read instead" in str(skipped)
    assert [one.object.part for one in found.findings] == (["3"] if "ALTER" in up else [])
