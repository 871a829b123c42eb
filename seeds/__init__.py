"""The volumes of the reference design: a plan for each table, in modules named as those of schema/."""

from seeds import audit, campaigns, leads, tenancy, users

PLANS = (*tenancy.PLANS, *users.PLANS, *campaigns.PLANS, *leads.PLANS, *audit.PLANS)

__all__ = ["PLANS"]
