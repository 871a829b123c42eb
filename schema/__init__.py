"""The reference design: a multi-tenant platform for education. Plain SQLAlchemy; any service could import it.

`metadata.create_all(connection)` builds the whole design on PostgreSQL 16 or newer. DOMAINS is in dependency order.
"""

from schema import audit, campaigns, campuses, content, courses, cycles, events, leads, settings, tenancy, users
from schema.base import Base

DOMAINS = (
    "tenancy",
    "audit",
    "users",
    "campuses",
    "cycles",
    "courses",
    "campaigns",
    "leads",
    "content",
    "settings",
    "events",
)
metadata = Base.metadata

__all__ = [
    "DOMAINS",
    "audit",
    "campaigns",
    "campuses",
    "content",
    "courses",
    "cycles",
    "events",
    "leads",
    "metadata",
    "settings",
    "tenancy",
    "users",
]
