"""Migrations: the difference of two states of a database as files that were proven before they are written."""

from pgworkbench.migrations.difference import Choices, difference
from pgworkbench.migrations.export import Export, Request, export
from pgworkbench.migrations.files import File, read_files
from pgworkbench.migrations.links import Both, read_links
from pgworkbench.migrations.operations import Operation, Phase, Plan, Verb
from pgworkbench.migrations.order import Grouping
from pgworkbench.migrations.prove import Proof, Step, prove
from pgworkbench.migrations.statement import Lock

__all__ = [
    "Both",
    "Choices",
    "Export",
    "File",
    "Grouping",
    "Lock",
    "Operation",
    "Phase",
    "Plan",
    "Proof",
    "Request",
    "Step",
    "Verb",
    "difference",
    "export",
    "prove",
    "read_files",
    "read_links",
]
