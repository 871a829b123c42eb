"""Synthetic volumes: plans become rows in a database, always the same for the same seed.

The vocabulary of plans is `pgworkbench.seeding.plan`, which needs no driver; what loads is imported when first used.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pgworkbench.seeding.growth import kept_columns, top_up
    from pgworkbench.seeding.load import seed
    from pgworkbench.seeding.loading import Progress
    from pgworkbench.seeding.manifest import Manifest, read_manifest
    from pgworkbench.seeding.rows import Generation
    from pgworkbench.seeding.verification import Deviation, verify

_HOMES = {
    "Deviation": "verification",
    "Generation": "rows",
    "Manifest": "manifest",
    "Progress": "loading",
    "kept_columns": "growth",
    "read_manifest": "manifest",
    "seed": "load",
    "top_up": "growth",
    "verify": "verification",
}

__all__ = [
    "Deviation",
    "Generation",
    "Manifest",
    "Progress",
    "kept_columns",
    "read_manifest",
    "seed",
    "top_up",
    "verify",
]


def __getattr__(name: str) -> Any:
    """What loads rows, from the module that has it."""
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
