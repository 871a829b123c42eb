"""The drill recovers every row to the moment before a disaster, and notices what would make it fail."""

from __future__ import annotations

import subprocess
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest

from pgworkbench.brief import Recovery
from pgworkbench.errors import ProofError
from pgworkbench.operations.backup import BackupOrder, damages, drill_backup
from pgworkbench.operations.backup.site import archive_command
from pgworkbench.server import Server, ServerOptions


def test_every_row_comes_back_and_every_failure_is_noticed(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-SUG-4: base backup, disaster, recovery to a point in time; missing log, target past the end, damaged backup."""
    own = Path(tempfile.mkdtemp(prefix="pgwb-"))  # a folder that the server's user may pass through
    own.chmod(0o711)
    monkeypatch.setattr(tempfile, "tempdir", str(own))
    bindir = ServerOptions.from_environment(tmp_path).bindir
    asked = Recovery(timedelta(minutes=5), timedelta(hours=1))
    report = drill_backup(ServerOptions(tmp_path, bindir=bindir), BackupOrder(2000), asked)
    assert report.version // 10000 == server.major or server.source == "url"
    assert report.rows == report.recovered == 6000
    assert len(report.noticed) == 3
    assert all("noticed" in each for each in report.noticed)
    assert report.wal_bytes > 0
    assert report.lost_seconds > 0  # something always is: the archive is behind by a segment
    assert report.recovery_seconds > report.copied_seconds > 0
    assert [("asked: at most" in each, "; kept (" in each) for each in report.steps[-2:]] == [(True, True)] * 2
    own.rmdir()  # nothing stays behind


def test_a_backup_is_held_against_its_manifest(tmp_path: Path) -> None:
    with pytest.raises(ProofError, match="take a new backup"):
        damages(tmp_path)
    (tmp_path / "backup_manifest").write_text(
        '{"Files": [{"Path": "a", "Size": 1, "Checksum-Algorithm": "SHA256", "Checksum": "00"},'
        ' {"Path": "b", "Size": 2}, {"Encoded-Path": "c3a4", "Size": 3}]}'
    )
    (tmp_path / "a").write_text("x")
    (tmp_path / "b").write_text("x")
    assert damages(tmp_path) == ("a has other content", "b has 1 bytes instead of 2", "ä is missing")


def test_the_archive_takes_whole_segments_once_whatever_its_folder_is_called(tmp_path: Path) -> None:
    folder = tmp_path / "an archive's $HOME, 100 % full"
    folder.mkdir()
    segment = tmp_path / "pg_wal segment"
    segment.write_bytes(b"log")
    command = archive_command(folder).replace("%p", f"'{segment}'").replace("%f", "0001").replace("%%", "%")
    assert subprocess.run(["/bin/sh", "-c", command], check=False).returncode == 0
    segment.write_bytes(b"other")
    assert subprocess.run(["/bin/sh", "-c", command], check=False).returncode != 0
    assert [(path.name, path.read_bytes()) for path in folder.iterdir()] == [("0001", b"log")]
