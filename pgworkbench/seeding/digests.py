"""Digests of rows as a database has them, to hold against those of rows as they were made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import psycopg
from psycopg import sql

from pgworkbench.seeding.encode import SIGNATURE, TRAILER
from pgworkbench.seeding.rowhash import Digest, digest_of

_BATCH = 20_000  # rows whose bytes are looked at together
_BATCH_BYTES = 16_000_000


def query_digest(
    connection: psycopg.Connection, query: sql.Composable, parameters: Mapping[str, Any] | None = None
) -> Digest:
    """The digest of a query's rows, as COPY sends them."""
    copy = sql.SQL("COPY ({}) TO STDOUT (FORMAT binary)").format(query)
    digest, batch, size, header = Digest(), [], 0, len(SIGNATURE)
    with connection.cursor() as cursor, cursor.copy(copy, parameters) as stream:
        for sent in stream:
            row = bytes(sent[header:])
            header = 0
            if row == TRAILER:
                continue  # to the end of the stream: COPY must be heard out
            batch.append(row)
            size += len(row)
            if len(batch) == _BATCH or size > _BATCH_BYTES:
                digest, batch, size = digest + _of_batch(batch), [], 0
    return digest + _of_batch(batch)


def _of_batch(batch: list[bytes]) -> Digest:
    ends = np.cumsum([0, *map(len, batch)])
    return digest_of(b"".join(batch), ends)
