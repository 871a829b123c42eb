"""R-SUG-2: where reads outweigh writes, a kept result is suggested."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

LIKES = """CREATE TABLE posts (id bigint PRIMARY KEY);
CREATE TABLE likes (post_id bigint REFERENCES posts ON DELETE RESTRICT, person text, PRIMARY KEY (post_id, person));"""
LIKE = "\n-- query 90/h like_post: INSERT INTO likes (post_id, person) VALUES (:post, :person)"
COUNT = "SELECT p.id, count(*) FROM posts p JOIN likes l ON l.post_id = p.id GROUP BY p.id"
FOUND = {
    "counted": (f"{LIKES}{LIKE}\n-- query 9000/h likes_of_posts: {COUNT}", ["table likes"]),
    "in a subquery": (
        f"{LIKES}{LIKE}\n-- query 9000/h likes_of_posts: SELECT p.id, (SELECT max(person) FROM likes) FROM posts p",
        ["table likes"],
    ),
    "two queries together": (
        f"{LIKES}{LIKE}\n-- query 900/h one: {COUNT}\n-- query 901/h two: {COUNT} ORDER BY 2",
        ["table likes"],
    ),
}
CLEAN = {
    "seldom": f"{LIKES}{LIKE}\n-- query 90/h likes_of_posts: {COUNT}",
    "written as often": LIKES + LIKE.replace("90/h", "9000/h") + f"\n-- query 9000/h likes_of_posts: {COUNT}",
    "without its parent": f"{LIKES}{LIKE}\n-- query 9000/h all: SELECT count(*) FROM likes",
    "listed, not added up": (
        f"{LIKES}{LIKE}\n-- query 9000/h people: SELECT p.id, l.person FROM posts p JOIN likes l ON l.post_id = p.id"
    ),
    "never written, by the workload": f"{LIKES}\n-- query 9000/h likes_of_posts: {COUNT}",
    "small, by the brief": (
        f"{LIKES}{LIKE}\n-- query 9000/h likes_of_posts: {COUNT}"
        "\n-- brief: likes.fixed = true\n-- brief: likes.production = 900\n-- brief: posts.fixed = true"
    ),
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("denormalization-pays", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("denormalization-pays", sql)
