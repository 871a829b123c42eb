"""Blog posts and pages: the institution's website, its revisions, tags and media.

Full-text search under row-level security goes through one function of the owner: `@@` is not leakproof, so no query of
the application's own could use the index.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, LargeBinary, SmallInteger, String, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from schema.base import Base, CreatedBy, Edited, Keyed, OfTenant, SoftDeleted, Versioned
from schema.declare import (
    application_may,
    derived,
    index,
    one_of,
    owner_sees_all,
    reference,
    rule,
    state_machine,
    triggered,
    trimmed,
    unique,
)

POST_STEPS = {
    "draft": ("in_review", "published"),
    "in_review": ("draft", "published"),
    "published": ("draft", "archived"),
    "archived": ("published",),
}
PAGE_STEPS = {"draft": ("published",), "published": ("draft", "archived"), "archived": ("draft", "published")}
PLACES = {"blog_post": "blog_post_id", "page": "page_id", "course": "course_id", "campus": "campus_id"}
SEARCHED = "The search is the owner's function, which names the tenant itself: `@@` is not leakproof."
# Long texts leave the row from 256 bytes on: lists read rows without them, so more rows fit on a page (R-EDGE-4).
LONG_TEXTS = {"toast_tuple_target": 256}
SLUG = "slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'"

LAST_PART = (
    "The last part of the address.\npgworkbench:ignore natural-key-unguarded the path, which ends with it, is unique"
)

Base.metadata.info["extensions"] += ["btree_gin"]
Base.metadata.info["functions"] += [
    "keep_search",
    "number_revision",
    "publish_revision",
    "search_content",
]


@owner_sees_all(SEARCHED)
@state_machine("status", POST_STEPS)
@triggered(
    "search",
    "BEFORE INSERT OR UPDATE OF title, excerpt, body ON {table} FOR EACH ROW",
    "app.keep_search('title', 'A', 'excerpt', 'B', 'body', 'C')",
    "Keeps search, in the tenant's language (R-DEC-9).",
)
class BlogPost(Keyed, Edited, SoftDeleted, Versioned, Base):
    """A post of the institution's blog."""

    __tablename__ = "blog_posts"
    __table_args__ = (
        reference("users", "author_id"),
        rule("slug", SLUG, "Fits into an address."),
        trimmed("title", "A title that can be shown."),
        one_of("status", tuple(POST_STEPS), "Where it stands; a trigger sees that each step may follow the last."),
        rule("published_at", "status <> 'published' OR published_at IS NOT NULL", "What is published was, some time."),
        rule("meta", "jsonb_typeof(meta) = 'object'", "Named marks."),
        index(
            "slug",
            unique=True,
            where="deleted_at IS NULL",
            serves=["post_by_slug"],
            why="The address of a post; a deleted one gives its address back.",
        ),
        index(
            "published_at DESC",
            "id DESC",
            where="status = 'published' AND deleted_at IS NULL",
            serves=["posts_newest"],
            why="The blog's front page, page by page: what is published, and nothing else.",
        ),
        index(
            "author_id",
            "created_at DESC",
            serves=["posts_of_author", "foreign key"],
            why="An author's own posts, whatever their status.",
        ),
        index(
            "search",
            using="gin",
            where="status = 'published' AND deleted_at IS NULL",
            serves=["search_content"],
            why="Full-text search. The tenant comes first by btree_gin, so a common word of others costs nothing.",
        ),
        {"comment": "Posts of the institution's blog.", "postgresql_with": LONG_TEXTS},
    )

    author_id: Mapped[uuid.UUID] = mapped_column(comment="Whose name stands above it.")
    slug: Mapped[str] = mapped_column(String(120), comment="The last part of the address.")
    title: Mapped[str] = mapped_column(String(200), comment="For people.")
    excerpt: Mapped[str | None] = mapped_column(String(500), comment="In lists.")
    body: Mapped[str] = mapped_column(comment="In full; out of line and compressed from 256 bytes on.")
    status: Mapped[str] = mapped_column(String(20), server_default="draft", comment="Where it stands.")
    published_at: Mapped[datetime | None] = mapped_column(comment="When it first appeared.")
    meta: Mapped[dict[str, Any]] = mapped_column(
        server_default=text("'{}'"), comment="For search engines: description, canonical address; never filtered by."
    )
    search: Mapped[str] = mapped_column(
        TSVECTOR, server_default=text("''"), info=derived("keep_search"), comment="Title, excerpt and body, by weight."
    )


@state_machine("status", PAGE_STEPS)
@triggered(
    "path",
    "BEFORE INSERT OR UPDATE OF parent_id, slug, path ON {table} FOR EACH ROW",
    "app.keep_tree_path()",
    "Keeps path, and refuses circles.",
)
@triggered(
    "subtree",
    "AFTER UPDATE ON {table} FOR EACH ROW WHEN (OLD.path IS DISTINCT FROM NEW.path)",
    "app.keep_tree_path()",
    "Moves what lies below along.",
)
class Page(Keyed, Edited, SoftDeleted, Versioned, Base):
    """A page in the tree of the website; what it says stands in its revisions."""

    __tablename__ = "pages"
    __table_args__ = (
        reference("pages", "parent_id"),
        rule("slug", SLUG, "Fits into an address."),
        trimmed("title", "A title that can be shown."),
        one_of("status", tuple(PAGE_STEPS), "Where it stands; a trigger sees that each step may follow the last."),
        index(
            "path",
            unique=True,
            where="deleted_at IS NULL",
            serves=["page_by_path", "pages_below"],
            why="An address leads to one page; a subtree is a range of paths, in byte order.",
        ),
        index("parent_id", "position", serves=["page_menu", "foreign key"], why="The menu below a page, in order."),
        {"comment": "The tree of the website."},
    )

    parent_id: Mapped[uuid.UUID | None] = mapped_column(comment="The page above; NULL: a root.")
    title: Mapped[str] = mapped_column(String(200), comment="In menus.")
    slug: Mapped[str] = mapped_column(String(60), comment=LAST_PART)
    path: Mapped[str] = mapped_column(
        String(500, collation="C"),
        server_default=text("''"),
        info=derived("keep_tree_path"),
        comment="Slugs from the root, with slashes, kept by a trigger.",
    )
    position: Mapped[int] = mapped_column(SmallInteger, server_default="0", comment="Among its brothers.")
    is_in_menu: Mapped[bool] = mapped_column(server_default=text("true"), comment="Or reached by links only.")
    status: Mapped[str] = mapped_column(String(20), server_default="draft", comment="Where it stands.")


@owner_sees_all(SEARCHED)
@triggered(
    "number",
    "BEFORE INSERT ON {table} FOR EACH ROW",
    "app.number_revision()",
    "Counts the revisions of a page.",
)
@triggered(
    "search",
    "BEFORE INSERT OR UPDATE OF title, body ON {table} FOR EACH ROW",
    "app.keep_search('title', 'A', 'body', 'C')",
    "Keeps search, in the tenant's language (R-DEC-9).",
)
@application_may("SELECT, INSERT, UPDATE (is_published)")
class PageRevision(OfTenant, Edited, Base):
    """What a page said at some time. Never changed: an edit is a new revision, and publishing chooses one."""

    __tablename__ = "page_revisions"
    __table_args__ = (
        reference("pages", "page_id"),
        trimmed("title", "A title that can be shown."),
        rule("number", "number > 0", "Counted from 1."),
        index(
            "page_id",
            unique=True,
            where="is_published",
            serves=["page_by_path", "publish_revision"],
            why="One revision of a page is published.",
        ),
        index(
            "search",
            using="gin",
            where="is_published",
            serves=["search_content"],
            why="Full-text search over what is published; old revisions are not in it.",
        ),
        {"comment": "What pages said, from the first revision to the latest.", "postgresql_with": LONG_TEXTS},
    )

    page_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, server_default=text("0"), comment="Counted by a trigger, from 1."
    )
    title: Mapped[str] = mapped_column(String(200), comment="Above the text.")
    body: Mapped[str] = mapped_column(comment="In full; out of line and compressed from 256 bytes on.")
    is_published: Mapped[bool] = mapped_column(server_default=text("false"), comment="Whether visitors see this one.")
    search: Mapped[str] = mapped_column(
        TSVECTOR, server_default=text("''"), info=derived("keep_search"), comment="Title and body, by weight."
    )


@application_may("SELECT, INSERT, UPDATE, DELETE")
class Tag(Keyed, Edited, Base):
    """A word that posts share."""

    __tablename__ = "tags"
    __table_args__ = (
        unique("slug", why="An address leads to one tag."),
        rule("slug", SLUG, "Fits into an address."),
        trimmed("name", "A name that can be shown."),
        {"comment": "Words that posts share."},
    )

    slug: Mapped[str] = mapped_column(String(60), comment="The last part of the address.")
    name: Mapped[str] = mapped_column(String(60), comment="For people.")


@application_may("SELECT, INSERT, DELETE")
class BlogPostTag(OfTenant, CreatedBy, Base):
    """A tag on a post."""

    __tablename__ = "blog_post_tags"
    __table_args__ = (
        reference("blog_posts", "blog_post_id"),
        reference(
            "tags",
            "tag_id",
            on_delete="CASCADE",
            why="A tag that is taken away is taken off its posts; some dozens of rows, and no post is lost.",
        ),
        index(
            "tag_id",
            "blog_post_id",
            serves=["posts_with_tag", "tag_cloud", "foreign key"],
            why="From a tag to its posts.",
        ),
        {"comment": "Which posts have which tags."},
    )

    blog_post_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    tag_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)


class MediaAsset(Keyed, Edited, SoftDeleted, Base):
    """A picture, film or document, and what it belongs to. The file itself lies in object storage: only its address and
    digest are here (R-EDGE-4). `attached_to` tells which of the references holds, and a rule keeps it honest.
    """

    __tablename__ = "media_assets"
    __table_args__ = (
        reference("blog_posts", "blog_post_id"),
        reference("pages", "page_id"),
        reference("courses", "course_id"),
        reference("campuses", "campus_id"),
        one_of("attached_to", tuple(PLACES), "What it can belong to."),
        rule(
            "owner",
            " AND ".join(f"(attached_to = '{kind}') = ({column} IS NOT NULL)" for kind, column in PLACES.items()),
            "It belongs to one thing, of the kind that attached_to says.",
        ),
        rule("storage_key", "storage_key ~ '^[A-Za-z0-9/_.-]+$'", "An address within the storage."),
        rule("media_type", "media_type ~ '^(image|video|audio|application|text)/[a-z0-9.+-]+$'", "IANA media type."),
        rule("byte_size", "byte_size > 0", "Bytes."),
        rule("pixels", "(width IS NULL) = (height IS NULL) AND width > 0 AND height > 0", "A picture has both."),
        rule("sha256", "octet_length(sha256) = 32", "A SHA-256 digest."),
        unique("storage_key", why="A file belongs to one row; even a deleted row holds its file until that is gone."),
        index("blog_post_id", "position", serves=["media_of_post", "foreign key"], why="A post's media, in order."),
        index("page_id", "position", serves=["media_of_page", "foreign key"], why="A page's media, in order."),
        index("course_id", "position", serves=["media_of_course", "foreign key"], why="A course's media, in order."),
        index("campus_id", "position", serves=["media_of_campus", "foreign key"], why="A campus's media, in order."),
        index(
            "sha256",
            where="deleted_at IS NULL",
            serves=["media_by_digest"],
            why="A file that is uploaded again is found by its digest.",
        ),
        {
            "comment": "Pictures, films and documents; the files themselves lie in object storage.\n"
            "pgworkbench:ignore unique-key-blind-to-soft-delete the file is there until a job removes it",
        },
    )

    attached_to: Mapped[str] = mapped_column(String(20), comment="What kind of thing it belongs to.")
    blog_post_id: Mapped[uuid.UUID | None] = mapped_column()
    page_id: Mapped[uuid.UUID | None] = mapped_column()
    course_id: Mapped[uuid.UUID | None] = mapped_column()
    campus_id: Mapped[uuid.UUID | None] = mapped_column()
    storage_key: Mapped[str] = mapped_column(String(500), comment="Where the file lies.")
    media_type: Mapped[str] = mapped_column(String(100), comment="What it is (IANA).")
    byte_size: Mapped[int] = mapped_column(BigInteger, comment="Bytes.")
    width: Mapped[int | None] = mapped_column(comment="Pixels.")
    height: Mapped[int | None] = mapped_column(comment="Pixels.")
    alternative_text: Mapped[str | None] = mapped_column(String(500), comment="For those who do not see it.")
    sha256: Mapped[bytes] = mapped_column(LargeBinary, comment="Digest of the file.")
    position: Mapped[int] = mapped_column(SmallInteger, server_default="0", comment="Among its brothers.")
