"""Arrow, imported when the first value is made: every command loads the plans, and few make rows."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class Late:
    """A module that is imported when something of it is first used."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        value = getattr(import_module(self._name), attribute)
        setattr(self, attribute, value)  # found without us the next time
        return value


# Arrow's stubs know neither dictionaries nor mixed arguments of kernels, so its values are not checked.
pa: Any = Late("pyarrow")
pc: Any = Late("pyarrow.compute")
Array = Any
"""An Arrow array: one value a row, null is NULL."""
