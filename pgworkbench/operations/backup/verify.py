"""Whether a base backup is what was taken: every file of its manifest, by size and SHA-256.

As pg_verifybackup does, which fits one major only and is not part of every installation.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from pgworkbench.errors import ProofError

MANIFEST = "backup_manifest"


def damages(folder: Path) -> tuple[str, ...]:
    """What is wrong with the backup in `folder`, a line for each file; ProofError if it cannot be told."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ProofError("verify the backup", f"{path} cannot be read ({error}): take a new backup") from None
    return tuple(_damages(folder, manifest))


def _damages(folder: Path, manifest: dict[str, list[dict[str, object]]]) -> Iterator[str]:
    for file in manifest["Files"]:
        name = (
            str(file["Path"]) if "Path" in file else bytes.fromhex(str(file["Encoded-Path"])).decode(errors="replace")
        )
        path = folder / name
        if not path.is_file():
            yield f"{name} is missing"
        elif path.stat().st_size != file["Size"]:
            yield f"{name} has {path.stat().st_size} bytes instead of {file['Size']}"
        elif file.get("Checksum-Algorithm") == "SHA256":
            with path.open("rb") as content:
                if hashlib.file_digest(content, "sha256").hexdigest() != file["Checksum"]:
                    yield f"{name} has other content"
