"""Many transactions of the reference design at once, for tests of what they may do to each other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psycopg
from reference import Campus

AT_ONCE = 8


def together(campus: Campus, work: Callable[[psycopg.Connection, int], object]) -> list[object]:
    """What each of so many connections gets or is refused with, all starting at once, each in a transaction."""
    start = Barrier(AT_ONCE)

    def one(number: int) -> object:
        with campus.database.connect(role="campus_application") as connection:
            campus.enter(connection, "a")
            start.wait()
            try:
                result = work(connection, number)
                connection.commit()
            except psycopg.Error as error:
                return error.sqlstate
            return result

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))
