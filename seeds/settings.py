"""Settings: what the platform holds, and what tenants, campuses and users have said otherwise."""

from pathlib import Path

from pgworkbench.seeding.plan import TablePlan, entry, moments, number, same
from seeds.rhythm import FOUNDED
from seeds.words import SETTINGS

_HERE = Path(__file__).parent / "sql"

PLATFORM_SETTINGS = TablePlan(
    "platform_settings",
    columns={
        "id": number(),
        "key": entry(SETTINGS, "key", "id"),
        "value": entry(SETTINGS, "value", "id"),
        "description": entry(SETTINGS, "description", "id"),
        "created_at": moments(days=FOUNDED + 900, until=FOUNDED + 890),
        "updated_at": same("created_at"),
    },
)
FEATURE_FLAGS = TablePlan("feature_flags", select=(_HERE / "feature_flags.sql").read_text(encoding="utf-8"))
OVERRIDES = TablePlan(
    "feature_flag_overrides", select=(_HERE / "feature_flag_overrides.sql").read_text(encoding="utf-8")
)
SETTINGS_PLAN = TablePlan("settings", select=(_HERE / "settings.sql").read_text(encoding="utf-8"))

PLANS = (PLATFORM_SETTINGS, SETTINGS_PLAN, FEATURE_FLAGS, OVERRIDES)
