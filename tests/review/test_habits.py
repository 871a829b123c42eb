"""Where nothing is configured, what most names agree on is the convention, and the odd ones out are told of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pgworkbench.catalog import Catalog
from pgworkbench.review import (
    Category,
    Conventions,
    Subject,
    accustomed,
    as_configuration,
    read_config,
    told_habits,
)
from pgworkbench.reviews import ReviewOptions, judged

pytestmark = pytest.mark.database

RAILS = """
CREATE TABLE users (id bigserial PRIMARY KEY, name text NOT NULL);
CREATE TABLE topics (id bigserial PRIMARY KEY, user_id bigint CONSTRAINT fk_rails_1a REFERENCES users);
CREATE TABLE posts (id bigserial PRIMARY KEY, user_id bigint CONSTRAINT fk_rails_2b REFERENCES users,
    topic_id bigint CONSTRAINT fk_rails_3c REFERENCES topics);
CREATE INDEX index_users_on_name ON users (name);
CREATE INDEX index_topics_on_user_id ON topics (user_id);
CREATE INDEX index_posts_on_user_id ON posts (user_id);
"""
PRISMA = """
CREATE TYPE "Role" AS ENUM ('A', 'B');
CREATE TABLE "User" (id uuid CONSTRAINT "User_pkey" PRIMARY KEY, "fullName" text, "createdAt" timestamptz NOT NULL,
    "updatedAt" timestamptz NOT NULL, role "Role");
CREATE TABLE "Order" (id uuid CONSTRAINT "Order_pkey" PRIMARY KEY, "userId" uuid NOT NULL CONSTRAINT
    "Order_userId_fkey" REFERENCES "User" ON DELETE RESTRICT, "createdAt" timestamptz NOT NULL,
    "updatedAt" timestamptz NOT NULL);
CREATE INDEX "Order_userId_idx" ON "Order" ("userId");
CREATE TABLE "OrderItem" ("orderId" uuid NOT NULL CONSTRAINT "OrderItem_orderId_fkey" REFERENCES "Order"
    ON DELETE RESTRICT, line integer, CONSTRAINT "OrderItem_pkey" PRIMARY KEY ("orderId", line),
    "createdAt" timestamptz NOT NULL, "updatedAt" timestamptz NOT NULL);
"""
PLAIN = """
CREATE TABLE account (id bigint PRIMARY KEY, number text UNIQUE, CHECK (id > 0));
CREATE TABLE posting (id bigint PRIMARY KEY, account_id bigint NOT NULL REFERENCES account ON DELETE RESTRICT);
CREATE INDEX ON posting (account_id);
CREATE TABLE journal (id bigint PRIMARY KEY);
"""
HIBERNATE = """
CREATE TABLE app_user (id bigint PRIMARY KEY);
CREATE TABLE customer_order (id bigint PRIMARY KEY, user_id bigint CONSTRAINT fkccc1b2c3d4 REFERENCES app_user);
CREATE TABLE order_item (id bigint PRIMARY KEY, order_id bigint CONSTRAINT fkddd1b2c3d4 REFERENCES customer_order,
    user_id bigint CONSTRAINT fk9dd1b2c3d4 REFERENCES app_user);
"""
HOUSE = """
CREATE TABLE orders (id bigint CONSTRAINT orders_id_primary_constraint PRIMARY KEY, placed_on date);
CREATE TABLE lines (id bigint CONSTRAINT lines_id_primary_constraint PRIMARY KEY);
CREATE TABLE shops (id bigint CONSTRAINT shops_id_primary_constraint PRIMARY KEY);
CREATE INDEX orders_placed_on_btree_idx ON orders (placed_on);
"""


@pytest.mark.parametrize(
    "sql", [RAILS, PRISMA, PLAIN, HIBERNATE, HOUSE], ids=["rails", "prisma", "server", "hibernate", "ours"]
)
def test_a_habit_is_no_mistake(read: Callable[[str], Catalog], sql: str) -> None:
    found = judged(Subject(read(sql)), ReviewOptions([Category.NAMES]), Path("/nowhere"), foreign=True)
    assert [str(one.object) for one in found.findings if one.rule != "reserved-word"] == []
    assert found.habits


@pytest.mark.parametrize(
    ("sql", "odd"),
    [
        ("CREATE INDEX foo ON users (id, name)", "index users.foo"),
        ("ALTER TABLE topics RENAME CONSTRAINT topics_pkey TO xx", "constraint topics.xx"),
        ("ALTER TABLE posts RENAME CONSTRAINT fk_rails_2b TO posts_user", "constraint posts.posts_user"),
        ('CREATE TABLE "Tags" (id bigint CONSTRAINT "Tags_pkey" PRIMARY KEY)', "table "),
        ("CREATE TABLE tag (id bigint PRIMARY KEY)", "table tag"),
        ('ALTER TABLE users ADD COLUMN "nickName" text', "column users."),
    ],
)
def test_the_odd_one_out_is_told_of_and_its_sql_follows_the_habit(
    read: Callable[[str], Catalog], sql: str, odd: str
) -> None:
    tail = """ALTER TABLE users ADD CONSTRAINT users_check CHECK (id > 0);
        CREATE INDEX index_topics_on_id ON topics (id) WHERE user_id > 0;"""
    found, *others = judged(
        Subject(read(RAILS + tail + sql)), ReviewOptions([Category.NAMES]), Path("/nowhere"), foreign=True
    ).findings
    assert [str(one) for one in others] == []
    assert str(found.object).startswith(odd)
    if found.fix:
        after = judged(Subject(read(found.fix)), ReviewOptions([Category.NAMES]), Path("/nowhere"), foreign=True)
        assert not [one for one in after.findings if one.rule == found.rule and one.object.part == found.object.part]


def test_names_that_only_count_are_no_habit(read: Callable[[str], Catalog]) -> None:
    sql = PLAIN + "".join(f"CREATE INDEX a{n} ON posting (id) WHERE id > {n};" for n in range(4))
    assert accustomed(Conventions(), read(sql)).templates.index == Conventions().templates.index


def test_what_is_configured_holds(read: Callable[[str], Catalog], tmp_path: Path) -> None:
    (tmp_path / "review.toml").write_text("[conventions]\nplural_tables = false\n")
    found = judged(Subject(read(PLAIN)), ReviewOptions(["constraint-name-style"]), tmp_path, foreign=True)
    assert found.habits == ()
    assert "constraint account.account_pkey" in {str(one.object) for one in found.findings}


def test_columns_of_time_by_other_names_are_found(read: Callable[[str], Catalog]) -> None:
    habits = accustomed(Conventions(), read(PRISMA))
    assert (habits.created_column, habits.updated_column) == ("createdAt", "updatedAt")
    assert "the created column is createdAt" in told_habits(habits)


def test_few_tables_agree_on_nothing(read: Callable[[str], Catalog]) -> None:
    habits = accustomed(Conventions(), read("CREATE TABLE a (id bigint PRIMARY KEY)"))
    assert habits.templates.primary == ""
    assert habits.plural_tables


LISTS = """
CREATE TABLE currencies (code text PRIMARY KEY, name text NOT NULL);
CREATE TABLE journals (id bigint PRIMARY KEY, booked_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE postings (journal_id bigint REFERENCES journals, line integer, amount bigint,
    money text REFERENCES currencies,
    PRIMARY KEY (journal_id, line));
CREATE TABLE readings (meter bigint, read_at timestamptz, value bigint, PRIMARY KEY (meter, read_at));
CREATE FUNCTION stay() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION $$no$$; END';
CREATE TRIGGER stay BEFORE UPDATE OR DELETE ON journals FOR EACH ROW EXECUTE FUNCTION stay();
"""


def test_lists_moments_and_what_never_changes_need_no_more_columns_of_time(read: Callable[[str], Catalog]) -> None:
    options = ReviewOptions(["audit-columns-missing"])
    found = judged(Subject(read(LISTS)), options, Path("/nowhere"), foreign=True).findings
    assert [str(one.object) for one in found] == ["table postings"]
    assert {str(one.object) for one in judged(Subject(read("")), options, Path("/nowhere")).findings} >= {
        "table currencies",
        "table readings",
    }


@pytest.mark.parametrize("sql", [RAILS, PRISMA, PLAIN], ids=["rails", "prisma", "the server's own"])
def test_habits_written_down_are_read_back(read: Callable[[str], Catalog], tmp_path: Path, sql: str) -> None:
    habits = accustomed(Conventions(), read(sql))
    (tmp_path / "review.toml").write_text(as_configuration(habits), "utf-8")
    assert read_config(tmp_path / "review.toml").conventions == habits
    assert as_configuration(Conventions()) == ""
