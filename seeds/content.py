"""The website: posts about courses, a tree of pages with their revisions, tags and pictures.

Posts and revisions are made by the server from the courses' own texts: their search vectors must be in the tenant's
language, as the trigger would have written them.
"""

from pathlib import Path

from pgworkbench.seeding.plan import TablePlan

_HERE = Path(__file__).parent / "sql"


def _plan(table: str) -> TablePlan:
    return TablePlan(table, select=(_HERE / f"{table}.sql").read_text(encoding="utf-8"))


PLANS = tuple(map(_plan, ("blog_posts", "pages", "page_revisions", "tags", "blog_post_tags", "media_assets")))
