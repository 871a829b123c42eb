"""Synthetic volumes: plans become rows in a database, always the same for the same seed.

The vocabulary of plans is `pgworkbench.seeding.plan`, which needs no driver; what loads is imported when first used.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pgworkbench.seeding.load import Progress, seed
    from pgworkbench.seeding.manifest import Manifest, read_manifest
    from pgworkbench.seeding.verification import Deviation, verify

_HOMES = {
    "Deviation": "verification",
    "Manifest": "manifest",
    "Progress": "load",
    "read_manifest": "manifest",
    "seed": "load",
    "verify": "verification",
}

__all__ = ["Deviation", "Manifest", "Progress", "read_manifest", "seed", "verify"]


def __getattr__(name: str) -> Any:
    """What loads rows, from the module that has it."""
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
