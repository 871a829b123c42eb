"""What the workbench knows, as tables for people: DataFrames that a notebook shows and the CLI prints."""

from __future__ import annotations

import platform
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from psycopg import sql

from pgworkbench.brief import Brief
from pgworkbench.catalog import Catalog, Name, Table
from pgworkbench.project import Project
from pgworkbench.workload import QueryKind, Workload

if TYPE_CHECKING:
    import pandas as pd


def brief_frame(brief: Brief, tables: Collection[str], profile: str) -> pd.DataFrame:
    """One row a table: rows in the profile and in production, growth, retention, consistency, and why."""
    rows = [{"table": name, "profile rows": brief.rows(name, profile), **_answers(brief, name)} for name in tables]
    return _frame(rows, "table")


def open_questions(brief: Brief) -> pd.DataFrame:
    """What the brief leaves open (R-ASK), table by table."""
    asked = ("production", "growth", "retention", "consistency")
    missing = {name: [key for key in asked if getattr(table, key) is None] for name, table in brief.tables.items()}
    return _frame([{"table": name, "not said": ", ".join(keys)} for name, keys in missing.items() if keys], "table")


def tables_frame(catalog: Catalog, tables: Collection[str]) -> pd.DataFrame:
    """One row a table: what it is for, its key, how many columns, references, indexes, and what guards it."""
    return _frame([_told(catalog.table(name)) for name in tables], "table")


def indexes_frame(
    catalog: Catalog, tables: Collection[str], serves: Mapping[str, Iterable[str]], why: Mapping[str, str]
) -> pd.DataFrame:
    """One row an index: what it is on, which queries it claims to serve, why, and its bytes."""
    rows = [
        {
            "index": index.name,
            "on": index.definition.partition(" USING ")[2],
            "serves": ", ".join(serves.get(index.name, ())),
            "why": why.get(index.name, "behind a constraint" if index.constraint else ""),
            "kB": index.bytes // 1024,
        }
        for name in tables
        for index in catalog.table(name).indexes
    ]
    return _frame(rows, "index")


def rows_frame(catalog: Catalog, tables: Collection[str]) -> pd.DataFrame:
    """One row a table: rows, kilobytes of heap and of indexes, partitions counted with their parent."""
    return _frame([_size(catalog, catalog.table(name)) for name in tables], "table")


def queries_frame(workload: Workload) -> pd.DataFrame:
    """One row a query: its purpose, whether it reads or writes, how often it runs, and how quick it must be."""
    rows = [
        {
            "query": query.name,
            "purpose": query.purpose,
            "kind": str(query.kind),
            "calls/h": query.calls_per_hour,
            "target ms": query.target_ms,
        }
        for query in workload.queries
    ]
    return _frame(rows, "query")


def domains_frame(project: Project) -> pd.DataFrame:
    """One row a domain: its title, its tables, and how many reads and writes its workload names."""
    rows = []
    for domain in project.domains:
        kinds = [query.kind for query in project.workload.queries if query.domain == domain.name]
        counts = {"reads": kinds.count(QueryKind.READ), "writes": kinds.count(QueryKind.WRITE)}
        rows.append({"domain": domain.name, "what": domain.title, "tables": ", ".join(domain.tables), **counts})
    return _frame(rows, "domain")


def facts_frame(facts: Mapping[str, Any]) -> pd.DataFrame:
    """Names and values, one a row."""
    return _frame([{"fact": name, "value": str(value)} for name, value in facts.items()], "fact")


def versions() -> dict[str, str]:
    """The versions that a notebook's figures depend on."""
    names = ("pgworkbench", "sqlalchemy", "psycopg", "pandas", "numpy", "faker", "eralchemy2", "jupyterlab")
    return {"python": platform.python_version(), **{name: version(name) for name in names}}


def sample_query(table: Name, rows: int) -> str:
    """The first rows of a table, as SQL."""
    query = sql.SQL("SELECT * FROM {} LIMIT {}").format(sql.Identifier(table.schema, table.name), rows)
    return query.as_string()


def _answers(brief: Brief, name: str) -> dict[str, Any]:
    answers = asdict(brief.tables[name])
    return {key: answers[key] for key in ("production", "growth", "retention", "consistency", "why")}


def _told(table: Table) -> dict[str, Any]:
    key = table.primary_key
    guards = [
        "row-level security" if table.row_security and table.force_row_security else "",
        f"{len(table.triggers)} triggers" if table.triggers else "",
        "partitioned" if table.partition_key else "",
    ]
    return {
        "table": str(table.name),
        "for": table.comment or "",
        "key": ", ".join(key.columns) if key else "",
        "columns": len(table.columns),
        "references": len(table.foreign_keys),
        "indexes": len(table.indexes),
        "guards": ", ".join(filter(None, guards)),
    }


def _size(catalog: Catalog, table: Table) -> dict[str, Any]:
    leaves = _leaves(catalog, table)
    return {
        "table": str(table.name),
        "rows": int(sum(max(leaf.rows, 0) for leaf in leaves)),
        "kB": sum(leaf.bytes for leaf in leaves) // 1024,
        "index kB": sum(leaf.index_bytes for leaf in leaves) // 1024,
        "partitions": len(leaves) if table.partition_key else 0,
    }


def _leaves(catalog: Catalog, table: Table) -> list[Table]:
    if not table.partition_key:
        return [table]
    return [leaf for child in catalog.partitions_of(table.name) for leaf in _leaves(catalog, child)]


def _frame(rows: list[dict[str, Any]], index: str) -> pd.DataFrame:
    import pandas as pd  # for people only: not worth its start-up time elsewhere

    return pd.DataFrame(rows).set_index(index) if rows else pd.DataFrame()
