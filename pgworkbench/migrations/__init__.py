"""Migrations: the difference of two states of a database as files that were proven before they are written."""

from pgworkbench.migrations.apply import Applied, How, Target, apply, rollback, status
from pgworkbench.migrations.applying import Moment, Pace
from pgworkbench.migrations.difference import Choices, difference
from pgworkbench.migrations.export import Export, Request, export
from pgworkbench.migrations.files import File, read_files
from pgworkbench.migrations.links import Both, read_links
from pgworkbench.migrations.operations import Operation, Phase, Plan, Verb
from pgworkbench.migrations.order import Grouping
from pgworkbench.migrations.prove import Proof, Step, prove
from pgworkbench.migrations.rehearsal import Rehearsal
from pgworkbench.migrations.rehearse import Rehearsing, rehearse, taken_back
from pgworkbench.migrations.statement import Lock
from pgworkbench.migrations.status import Standing, Status
from pgworkbench.migrations.trace import Traced, trace
from pgworkbench.migrations.traffic import Load

__all__ = [
    "Applied",
    "Both",
    "Choices",
    "Export",
    "File",
    "Grouping",
    "How",
    "Load",
    "Lock",
    "Moment",
    "Operation",
    "Pace",
    "Phase",
    "Plan",
    "Proof",
    "Rehearsal",
    "Rehearsing",
    "Request",
    "Standing",
    "Status",
    "Step",
    "Target",
    "Traced",
    "Verb",
    "apply",
    "difference",
    "export",
    "prove",
    "read_files",
    "read_links",
    "rehearse",
    "rollback",
    "status",
    "taken_back",
    "trace",
]
