"""Seeds of a domain that nobody has written yet: every table by the auto mode."""

from __future__ import annotations

from pgworkbench.adoption import python
from pgworkbench.adoption.domains import DomainPlan

_HEAD = "made from the catalog alone, until somebody writes a plan of columns"


def seed_module(domain: DomainPlan) -> str:
    """`seeds/<domain>.py`."""
    title = domain.module.replace("_", " ").strip().capitalize()
    plans = python.call("automatic", *(python.text(str(table.name)) for table in domain.tables))
    body = python.assigned("PLANS", plans)
    head = python.docstring(f"{title}: {_HEAD}")
    return f"{head}\nfrom pgworkbench.seeding.plan import automatic\n\n{body}"
