"""Choices measured, not guessed: `bench(database, workload, catalog, options)` -> Run."""

from pgworkbench.bench.advise import advise
from pgworkbench.bench.beyond import Beyond, Growing, Wider
from pgworkbench.bench.changes import Change, Verdict, changes
from pgworkbench.bench.choice import Choice
from pgworkbench.bench.choicechanges import compare_choices, compare_recorded
from pgworkbench.bench.choiceplot import front_plot, growth_plot, queries_plot
from pgworkbench.bench.choicereport import choice_report
from pgworkbench.bench.choose import choose
from pgworkbench.bench.compare import CompareOptions, compare
from pgworkbench.bench.explore import explore
from pgworkbench.bench.extended import Known, extended_statistics
from pgworkbench.bench.grow import grow
from pgworkbench.bench.growth import Growth
from pgworkbench.bench.indexes import BenchOptions, Progress, bench
from pgworkbench.bench.interleave import Effort
from pgworkbench.bench.kept import Kept, kept_sums
from pgworkbench.bench.laboratory import ChooseOptions
from pgworkbench.bench.measure import Limits
from pgworkbench.bench.plot import plot
from pgworkbench.bench.proposal import Proposal, designed, proposals
from pgworkbench.bench.record import read_run, record
from pgworkbench.bench.recordchoice import Asked, Recorded, again, read_choice, record_choice
from pgworkbench.bench.remarks import Remark
from pgworkbench.bench.report import report
from pgworkbench.bench.rewrites import Rewording, reword
from pgworkbench.bench.run import Built, Comparison, Environment, Failure, Outcome, Relation, Run, RunKind, Timing
from pgworkbench.bench.statistics import Ratio
from pgworkbench.bench.variants import Variant, read_variants

__all__ = [
    "Asked",
    "BenchOptions",
    "Beyond",
    "Built",
    "Change",
    "Choice",
    "ChooseOptions",
    "CompareOptions",
    "Comparison",
    "Effort",
    "Environment",
    "Failure",
    "Growing",
    "Growth",
    "Kept",
    "Known",
    "Limits",
    "Outcome",
    "Progress",
    "Proposal",
    "Ratio",
    "Recorded",
    "Relation",
    "Remark",
    "Rewording",
    "Run",
    "RunKind",
    "Timing",
    "Variant",
    "Verdict",
    "Wider",
    "advise",
    "again",
    "bench",
    "changes",
    "choice_report",
    "choose",
    "compare",
    "compare_choices",
    "compare_recorded",
    "designed",
    "explore",
    "extended_statistics",
    "front_plot",
    "grow",
    "growth_plot",
    "kept_sums",
    "plot",
    "proposals",
    "queries_plot",
    "read_choice",
    "read_run",
    "read_variants",
    "record",
    "record_choice",
    "report",
    "reword",
]
