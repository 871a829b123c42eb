"""The reference design: a multi-tenant platform for education. Plain SQLAlchemy; any service could import it.

`metadata.create_all(connection)` builds the whole design on PostgreSQL 16 or newer. DOMAINS is in dependency order.
"""

from schema import audit, campaigns, leads, tenancy, users
from schema.base import Base

DOMAINS = ("tenancy", "audit", "users", "campaigns", "leads")
metadata = Base.metadata

__all__ = ["DOMAINS", "audit", "campaigns", "leads", "metadata", "tenancy", "users"]
