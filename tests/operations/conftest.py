"""A temporary folder of a drill's own, so that what it leaves behind is seen."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


@pytest.fixture
def own_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], list[Path]]]:
    """Temporary files go to a folder that the server's user may pass through; called, it lists what is left there."""
    folder = Path(tempfile.mkdtemp(prefix="pgwb-"))
    folder.chmod(0o711)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield lambda: sorted(folder.iterdir())
    shutil.rmtree(folder)
