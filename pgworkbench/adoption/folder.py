"""Files into a folder, all or none: made beside it, tried there, and moved when everything is right."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pgworkbench.errors import WorkbenchError


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """A folder to write to, which becomes `folder` if all goes well; `folder` must be new or empty."""
    refuse_full(folder)
    above = folder.resolve().parent
    try:
        above.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".pgworkbench-", dir=above))
    except OSError as error:
        raise WorkbenchError(f"{folder} cannot be made: {error.strerror}") from None
    try:
        made = work / "design"
        made.mkdir()
        yield made
        _without_caches(made)
        refuse_full(folder)
        if folder.exists():
            folder.rmdir()
        made.rename(folder.resolve())
    except OSError as error:
        raise WorkbenchError(f"{folder} cannot be written: {error}") from None
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _without_caches(root: Path) -> None:
    """Loading has left compiled files, which belong to nobody's first commit."""
    for path in root.rglob("__pycache__"):
        for each in path.iterdir():
            each.unlink()
        path.rmdir()


def refuse_full(folder: Path) -> None:
    """WorkbenchError if something is there already."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise WorkbenchError(f"{folder} is no folder: name one that is new or empty")
    if folder.is_dir() and any(folder.iterdir()):
        raise WorkbenchError(f"{folder} is not empty: nothing was written; name a folder that is new or empty")


def write(root: Path, files: Mapping[str, str]) -> None:
    """Texts by their paths below `root`."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


@contextmanager
def all_or_none(root: Path, files: Mapping[str, str], changed: Mapping[str, str]) -> Iterator[None]:
    """Write new files and change others; put everything back if what is tried then fails."""
    there = [name for name in files if (root / name).exists()]
    if there:
        raise WorkbenchError(f"{there[0]} is there already: nothing was written")
    former = {name: (root / name).read_text(encoding="utf-8") for name in changed}
    try:
        write(root, {**files, **changed})
        yield
    except BaseException:
        for name in files:
            (root / name).unlink(missing_ok=True)
        write(root, former)
        raise
