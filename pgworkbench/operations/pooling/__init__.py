"""Connections through PgBouncer: how many, with which configuration, what a pool breaks, and a drill with it."""

from pgworkbench.operations.pooling.configuration import configuration, user_lookup
from pgworkbench.operations.pooling.drill import PoolOrder, PoolReport, drill_pool
from pgworkbench.operations.pooling.hazards import Hazard, hazards
from pgworkbench.operations.pooling.sizing import Machine, PoolSize, parse_size, size

__all__ = [
    "Hazard",
    "Machine",
    "PoolOrder",
    "PoolReport",
    "PoolSize",
    "configuration",
    "drill_pool",
    "hazards",
    "parse_size",
    "size",
    "user_lookup",
]
