"""Named queries, how often they run, as whom, and where their parameters come from.

A workload file is SQL that psql could read; what the workbench must know stands in comments:

    -- Prose about the file. `role` and `set` here hold for every query of the file.
    -- role: reporting
    -- set: app.tenant_id = :tenant_id
    -- name: orders_by_customer
    -- One or more lines of purpose.
    -- calls per hour: 1200
    -- target: 20 ms
    -- params: SELECT tenant_id, customer_id FROM orders
    --     ORDER BY …                       (indented lines continue it)
    SELECT … WHERE customer_id = :customer_id;

A query that writes only inside a function that it calls says so: `-- kind: write`.
"""

from pgworkbench.workload.check import check_workload
from pgworkbench.workload.parse import parse_workload, read_workload
from pgworkbench.workload.query import Query, QueryKind, Workload

__all__ = ["Query", "QueryKind", "Workload", "check_workload", "parse_workload", "read_workload"]
