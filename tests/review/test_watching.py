"""R-CHK-4: likely N+1 queries of a running application are found, at the line that sends them, with what to send."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, ForeignKey, create_engine, func, insert, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, joinedload, mapped_column, relationship, selectinload

from pgworkbench.review import Level, watch
from pgworkbench.review.render import as_sarif, as_text
from pgworkbench.server import Server

pytestmark = pytest.mark.database


class Base(DeclarativeBase):
    """The models of a small application."""


class Author(Base):
    """Who writes."""

    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    books: Mapped[list[Book]] = relationship(back_populates="author")


class Book(Base):
    """What is written."""

    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"))
    author: Mapped[Author] = relationship(back_populates="books")


@pytest.fixture(scope="module")
def engine(server: Server) -> Iterator[Engine]:
    with server.scratch("watch") as database:
        made = create_engine("postgresql+psycopg://", creator=database.connect)
        Base.metadata.create_all(made)
        with Session(made) as session:
            session.add_all(Author(id=n, books=[Book(id=n * 10), Book(id=n * 10 + 1)]) for n in range(1, 9))
            session.commit()
        yield made
        made.dispose()


def test_a_collection_loaded_in_a_loop_is_found_with_its_loader_option(engine: Engine) -> None:
    with watch(engine) as seen, Session(engine) as session:
        assert sum(len(author.books) for author in session.scalars(select(Author))) == 16
    (found,) = seen.review().findings
    assert found.level is Level.WARNING
    assert "8 statements of one shape" in found.message
    assert found.advice == "Load it with the first query: .options(selectinload(Author.books))."
    assert "= ANY(%(param_1)s::int[])" in found.fix
    assert found.object.within.name.endswith("tests/review/test_watching.py")


def test_a_parent_loaded_in_a_loop_is_found(engine: Engine) -> None:
    with watch(engine) as seen, Session(engine) as session:
        for book in session.scalars(select(Book)):
            assert book.author.id
    (found,) = seen.review().findings
    assert found.advice == "Load it with the first query: .options(selectinload(Book.author))."


@pytest.mark.parametrize("option", [selectinload(Author.books), joinedload(Author.books)])
def test_loaded_at_once_is_clean(engine: Engine, option: object) -> None:
    with watch(engine) as seen, Session(engine) as session:
        assert len(list(session.scalars(select(Author).options(option)).unique())) == 8
    assert seen.statements
    assert seen.review().findings == ()


def test_the_proposed_statement_gives_the_same_rows(engine: Engine) -> None:
    one = text("SELECT id FROM books WHERE author_id = :author AND id > :least")
    best = text("SELECT id FROM books WHERE author_id = :author ORDER BY id DESC LIMIT 1")
    counted = text("SELECT count(*) FROM books WHERE author_id = :author")
    for statement, column in ((one, 0), (best, 1), (counted, 1)):
        with engine.connect() as connection, watch(engine) as seen:
            given = [{"author": n, "least": 0} if statement is one else {"author": n} for n in range(1, 9)]
            rows = [row[0] for each in given for row in connection.execute(statement, each)]
        (found,) = seen.review().findings
        with engine.connect() as connection:
            cursor = connection.connection.cursor()
            cursor.execute(found.fix, {"author": list(range(1, 9)), "least": 0})
            together = cursor.fetchall()
            assert sorted(row[column] for row in together) == sorted(rows)
            assert {len(row) for row in together} == {2}, "each row says for which value it is"


@pytest.mark.parametrize(
    ("sql", "advice"),
    [
        ("UPDATE books SET author_id = author_id WHERE id = :n", "unnest"),
        ("SELECT 1 FROM books WHERE id IN (:n, :m)", "unnest"),
        ("SELECT 1 FROM books WHERE id = 7", "keep the answer"),
    ],
)
def test_other_loops_are_told_what_to_do(engine: Engine, sql: str, advice: str) -> None:
    with engine.connect() as connection, watch(engine) as seen:
        for n in range(6):
            given = {name: n + place for place, name in enumerate(["n", "m"]) if f":{name}" in sql}
            connection.execute(text(sql), given)
    (found,) = seen.review().findings
    assert advice in found.advice


def test_rows_inserted_one_by_one_are_found_and_together_are_clean(engine: Engine) -> None:
    rows = [{"id": 100 + n, "author_id": 1} for n in range(6)]
    with engine.connect() as connection, watch(engine) as seen:
        for row in rows:
            connection.execute(insert(Book), row)
        connection.rollback()
    assert "list of rows" in seen.review().findings[0].advice
    with engine.connect() as connection, watch(engine) as seen:
        connection.execute(insert(Book), rows)
        connection.rollback()
    assert seen.review().findings == ()


def test_one_shape_from_several_lines_and_few_of_a_shape_are_clean(engine: Engine) -> None:
    query = select(func.count()).select_from(Book).where(Book.author_id == 1)
    with engine.connect() as connection, watch(engine) as seen:
        connection.execute(query)
        connection.execute(query)
        for _ in range(3):
            connection.execute(query)
        for _ in range(9):
            connection.execute(text("SELECT now()"))  # no table: settings, clocks, pings
    assert seen.statements == 14
    assert seen.review().findings == ()


def test_lists_of_any_length_are_one_shape(engine: Engine) -> None:
    with engine.connect() as connection, watch(engine, least=3) as seen:
        for n in range(2, 6):
            connection.execute(select(Book.id).where(Book.author_id.in_(range(n))))
    assert [group.calls for group in seen.suspects()] == [4]


def test_it_stops_watching_and_shows_in_every_form(engine: Engine) -> None:
    with engine.connect() as connection, watch(engine) as seen:
        for n in range(7):
            connection.execute(select(Book.id).where(Book.author_id == n))
    with engine.connect() as connection:
        connection.execute(select(Book.id))
    assert seen.statements == 7
    assert "n-plus-one" in as_text(seen.review())
    assert '"startLine"' in as_sarif(seen.review())
