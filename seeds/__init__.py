"""The volumes of the reference design: a plan for each table, in modules named as those of schema/."""

from seeds import audit, campaigns, campuses, content, courses, cycles, events, leads, settings, tenancy, users

PLANS = (
    *tenancy.PLANS,
    *users.PLANS,
    *campuses.PLANS,
    *cycles.PLANS,
    *courses.PLANS,
    *campaigns.PLANS,
    *leads.PLANS,
    *content.PLANS,
    *settings.PLANS,
    *events.PLANS,
    *audit.PLANS,
)

__all__ = ["PLANS"]
