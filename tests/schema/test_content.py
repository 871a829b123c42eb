"""The website: searches by one function, revisions, media with an honest discriminator, long texts out of the row."""

from __future__ import annotations

import psycopg
import pytest
from psycopg.errors import CheckViolation, InsufficientPrivilege, UniqueViolation
from reference import Campus

from pgworkbench.catalog import Catalog

pytestmark = pytest.mark.database


def found(connection: psycopg.Connection, words: str) -> list[tuple[str, str]]:
    rows = connection.execute("SELECT kind, address FROM app.search_content(%s, 10)", [words])
    return [(row[0], row[1]) for row in rows]


def publish(connection: psycopg.Connection) -> None:
    connection.execute("UPDATE blog_posts SET status = 'published', published_at = now()")
    connection.execute("SELECT app.publish_revision(id, 1) FROM pages")


def test_what_is_published_is_found_and_nothing_else(campus: Campus) -> None:
    """R-DEC-9: in the tenant's language; R-EDGE-1: the owner's function stays within the tenant."""
    with campus.transaction(role=None, tenant=None) as connection:
        connection.execute("UPDATE tenants SET search_language = 'english'")
        connection.execute("UPDATE blog_posts SET body = body || ' Laboratory visits.'")
        campus.enter(connection, "a")
        connection.execute(f"SET LOCAL ROLE {campus.database.roles['campus_application']}")
        assert found(connection, "laboratories") == []
        publish(connection)
        assert found(connection, "visiting laboratories") == [("blog_post", "open-days")]
        assert found(connection, "apply") == [("page", "studies")]
        connection.execute("UPDATE blog_posts SET deleted_at = now()")
        assert found(connection, "laboratories") == []
    with campus.transaction(tenant="b") as connection:
        assert found(connection, "apply") == []
    with campus.transaction(tenant=None) as connection:
        assert found(connection, "apply") == []


def test_the_search_uses_its_index(campus: Campus) -> None:
    """R-PERF-2: as the owner, whose policy is constant; as the application the operator is not leakproof."""
    many = (
        "INSERT INTO blog_posts (author_id, slug, title, body, status, published_at)"
        " SELECT %s, 'post-' || n, 'Post ' || n, 'Words ' || n, 'published', now() FROM generate_series(1, 1000) AS n"
    )
    query = (
        "EXPLAIN SELECT id FROM blog_posts WHERE tenant_id = %s AND status = 'published' AND deleted_at IS NULL"
        " AND search @@ to_tsquery('simple', '777')"
    )
    conditions = {}
    for role in ("campus_owner", "campus_application"):
        with campus.transaction(role=None) as connection:
            connection.execute(many, [campus.row("users")["id"]])
            connection.execute("ANALYZE blog_posts")
            connection.execute(f"SET LOCAL ROLE {campus.database.roles[role]}")
            plan = "\n".join(row[0] for row in connection.execute(query, [campus.row("tenants")["id"]]))
            conditions[role] = plan.partition("Index Cond")[2].partition("\n")[0]
    assert "search @@" in conditions["campus_owner"]
    assert "search @@" not in conditions["campus_application"]


def test_revisions_are_counted_and_never_rewritten(campus: Campus) -> None:
    page = campus.row("pages")["id"]
    insert = "INSERT INTO page_revisions (page_id, title, body) VALUES (%s, 'Studies', 'Anew.') RETURNING number"
    with campus.transaction() as connection:
        assert [connection.execute(insert, [page]).fetchone() for _ in range(2)] == [(2,), (3,)]
        with pytest.raises(InsufficientPrivilege):
            connection.execute("UPDATE page_revisions SET body = 'Other.'")


def test_one_revision_is_shown_at_a_time(campus: Campus) -> None:
    page = campus.row("pages")["id"]
    with campus.transaction() as connection:
        connection.execute("INSERT INTO page_revisions (page_id, title, body) VALUES (%s, 'Studies', 'Anew.')", [page])
        for number in (1, 2, 1):
            assert connection.execute("SELECT app.publish_revision(%s, %s)", [page, number]).fetchone() == (True,)
            shown = connection.execute("SELECT number FROM page_revisions WHERE is_published").fetchall()
            assert shown == [(number,)]
        assert connection.execute("SELECT app.publish_revision(%s, 9)", [page]).fetchone() == (False,)
    with campus.transaction() as connection:
        connection.execute("UPDATE page_revisions SET is_published = true")
        more = "INSERT INTO page_revisions (page_id, title, body, is_published) VALUES (%s, 'More', 'More.', true)"
        with pytest.raises(UniqueViolation):
            connection.execute(more, [page])


@pytest.mark.parametrize(
    "change",
    ["attached_to = 'page'", "blog_post_id = NULL", "attached_to = 'course'", "page_id = (SELECT id FROM pages)"],
)
def test_the_discriminator_of_media_is_honest(campus: Campus, change: str) -> None:
    """R-INT-7."""
    with campus.transaction() as connection, pytest.raises(CheckViolation) as refused:
        connection.execute(f"UPDATE media_assets SET {change}")
    assert refused.value.diag.constraint_name == "media_assets_owner_check_constraint"


def test_long_texts_leave_the_row(campus: Campus, catalog: Catalog) -> None:
    """R-EDGE-4: from 256 bytes on, so that lists read narrow rows."""
    for table in ("blog_posts", "page_revisions"):
        assert "toast_tuple_target=256" in catalog.table(table).options
    noise = "SELECT string_agg(md5(n::text), '') FROM generate_series(1, 30) AS n"
    size = "SELECT pg_relation_size(reltoastrelid) FROM pg_class WHERE oid = 'blog_posts'::regclass"
    with campus.transaction(role=None, tenant=None) as connection:
        assert connection.execute(size).fetchone() == (0,)
        connection.execute(f"UPDATE blog_posts SET body = ({noise})")  # 960 bytes: by default it would stay in the row
        assert connection.execute(size).fetchone() == (8192,)
