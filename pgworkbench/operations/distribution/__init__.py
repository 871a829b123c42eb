"""More than one machine: tables spread by tenant (Citus), and reads sent to replicas."""

from pgworkbench.operations.distribution.citus import Distribution, Placement, Role, distribute
from pgworkbench.operations.distribution.drill import ReplicaReport, drill_replica
from pgworkbench.operations.distribution.refusals import Refusal
from pgworkbench.operations.distribution.replicas import Reading, Where, disproved, replicas, replicas_page
from pgworkbench.operations.distribution.script import citus_page, citus_script

__all__ = [
    "Distribution",
    "Placement",
    "Reading",
    "Refusal",
    "ReplicaReport",
    "Role",
    "Where",
    "citus_page",
    "citus_script",
    "disproved",
    "distribute",
    "drill_replica",
    "replicas",
    "replicas_page",
]
