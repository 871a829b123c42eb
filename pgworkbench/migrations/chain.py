"""A chain of hashes over the exported files: an old file that was rewritten, lost or slipped in is noticed, by name."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from pgworkbench.errors import ContentError
from pgworkbench.migrations.files import File

NAME = "chain.json"
_START = "0" * 64


@dataclass(frozen=True, slots=True)
class Chain:
    """Each file's name and hash in order, and whether any of them was released (then they hold for ever)."""

    links: tuple[tuple[str, str], ...] = ()
    released: bool = False

    @property
    def head(self) -> str:
        """A hash over all of them, in order."""
        head = _START
        for name, digest in self.links:
            head = sha256(f"{head} {name} {digest}".encode()).hexdigest()
        return head

    def text(self) -> str:
        """As it is written."""
        files = [{"name": name, "sha256": digest} for name, digest in self.links]
        return json.dumps({"released": self.released, "files": files, "head": self.head}, indent=2) + "\n"


def chain_of(files: Sequence[File], *, released: bool = False) -> Chain:
    """The chain over these files."""
    return Chain(tuple((file.name, file.digest) for file in files), released)


def read_chain(folder: Path) -> Chain | None:
    """The chain of a folder; None if there is none yet. ContentError if it cannot be read or does not hold together."""
    path = folder / NAME
    if not path.exists():
        return None
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        chain = Chain(tuple((str(f["name"]), str(f["sha256"])) for f in said["files"]), bool(said["released"]))
        head = str(said["head"])
    except (ValueError, KeyError, TypeError) as problem:
        raise ContentError(path, None, f"not a chain of migrations ({problem!r}); restore it from git") from None
    if head != chain.head:
        raise ContentError(path, None, "its own list was edited: restore it from git")
    return chain


def check(folder: Path, files: Sequence[File]) -> Chain:
    """The chain, after it was compared with the files; ContentError names the first file that broke it."""
    chain = read_chain(folder)
    if chain is None:
        if files:
            raise ContentError(folder / files[0].name, None, f"there is no {NAME} that knows it: restore it from git")
        return Chain()
    known, there = dict(chain.links), {file.name: file for file in files}
    for name, digest in chain.links:
        if name not in there:
            raise ContentError(folder / name, None, "exported before, and gone: restore it from git")
        if there[name].digest != digest:
            raise ContentError(folder / name, None, "rewritten after it was exported: restore it, and add a new one")
    for file in files:
        if file.name not in known:
            raise ContentError(folder / file.name, None, f"not in {NAME}: only `export` adds files here")
    return chain


def mark_released(folder: Path) -> None:
    """From now on the files of this folder hold for ever; ContentError if there are none."""
    chain = read_chain(folder)
    if chain is None:
        raise ContentError(folder / NAME, None, "nothing was exported yet")
    (folder / NAME).write_text(replace(chain, released=True).text(), encoding="utf-8")
