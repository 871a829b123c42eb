"""Migrations: the difference of two states of a database as files that were proven before they are written."""

from pgworkbench.migrations.apply import Applied, How, Target, apply, rollback, status
from pgworkbench.migrations.applying import Moment, Pace
from pgworkbench.migrations.between import Difference, Wanted, between
from pgworkbench.migrations.difference import Choices, difference
from pgworkbench.migrations.export import Export, Request, export, plan_files
from pgworkbench.migrations.files import File, read_files
from pgworkbench.migrations.links import Both, read_links
from pgworkbench.migrations.operations import Operation, Phase, Plan, Verb
from pgworkbench.migrations.order import Grouping
from pgworkbench.migrations.prove import Proof, Step, prove
from pgworkbench.migrations.refusals import Refusal
from pgworkbench.migrations.rehearsal import Rehearsal
from pgworkbench.migrations.rehearse import Rehearsing, rehearse, taken_back
from pgworkbench.migrations.rehearse_copy import rehearse_copy
from pgworkbench.migrations.render import to_json, to_sql
from pgworkbench.migrations.source import Source
from pgworkbench.migrations.statement import Lock
from pgworkbench.migrations.status import Standing, Status
from pgworkbench.migrations.trace import Traced, trace
from pgworkbench.migrations.traffic import Load

__all__ = [
    "Applied",
    "Both",
    "Choices",
    "Difference",
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
    "Refusal",
    "Rehearsal",
    "Rehearsing",
    "Request",
    "Source",
    "Standing",
    "Status",
    "Step",
    "Target",
    "Traced",
    "Verb",
    "Wanted",
    "apply",
    "between",
    "difference",
    "export",
    "plan_files",
    "prove",
    "read_files",
    "read_links",
    "rehearse",
    "rehearse_copy",
    "rollback",
    "status",
    "taken_back",
    "to_json",
    "to_sql",
    "trace",
]
