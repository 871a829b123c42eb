"""Where a cluster's files lie: in the project's state folder, or, if the server's user cannot work there, elsewhere."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pgworkbench.errors import ServerError
from pgworkbench.server.account import Account
from pgworkbench.server.locks import is_free

_NEEDED = 250 * 2**20  # bytes: a new cluster is 60 MB, and a design with its volumes wants room
_LONGEST = 700  # bytes of a path: PostgreSQL's limit is 1024, for the files inside
_SOCKET_LONGEST = 100  # bytes: the kernel's limit is 107 (103 on macOS)
FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class Home:
    """The files of one cluster: locks and log are ours, `cluster/` is the server user's alone."""

    folder: Path
    notes: tuple[str, ...] = ()

    @property
    def gate(self) -> Path:
        """Lock: held while the cluster is made, started, looked at or stopped."""
        return self.folder / "gate.lock"

    @property
    def users(self) -> Path:
        """Lock: shared by every process that uses the server."""
        return self.folder / "users.lock"

    @property
    def alive(self) -> Path:
        """Lock: held by the server's own processes, so it tells whether any of them lives."""
        return self.folder / "alive.lock"

    @property
    def log(self) -> Path:
        """The server's log since its last start."""
        return self.folder / "log"

    @property
    def boot(self) -> Path:
        """Which boot of this machine the server was last started in."""
        return self.folder / "boot"

    @property
    def socket(self) -> Path:
        """A file that names the socket's folder."""
        return self.folder / "socket"

    @property
    def data(self) -> Path:
        """The data directory; complete if it exists."""
        return self.folder / "cluster" / "data"


def find_home(state: Path, key: str, account: Account) -> Home:
    """A folder for the cluster `key`: under `state`, else in a private folder of the system's, with a note on why."""
    reasons: list[str] = []
    for base in (state.absolute(), *elsewhere(state)):
        try:
            if base.parent in private_roots():
                claim(base.parent)
            folder = _prepared(base, key, account)
        except OSError as error:
            if error.errno in FULL:
                raise full(base) from None
            reasons.append(f"{base}: {error.strerror or error}")
            continue
        return Home(folder, (f"the server's files are in {folder} ({reasons[0]})",) if reasons else ())
    raise ServerError(f"no folder for the server's files ({'; '.join(reasons)}): make one of them writable")


def full(folder: Path) -> ServerError:
    """The error for a disk without room."""
    return ServerError(f"the disk that holds {folder} is full: free {_NEEDED // 2**20} MB there and try again")


def room(folder: Path) -> int:
    """Bytes that are free for an ordinary user on the disk of `folder`, or of its nearest ancestor that exists."""
    for each in (folder, *folder.parents):
        with suppress(OSError):
            return shutil.disk_usage(each).free
    return 0


def require_room(folder: Path) -> None:
    """Refuse to make a cluster where there is no room for one."""
    if room(folder) < _NEEDED:
        raise full(folder)


def private_roots() -> tuple[Path, ...]:
    """Folders of ours in the system's temporary ones; not made before they are claimed."""
    bases = dict.fromkeys((Path("/var/tmp"), Path(tempfile.gettempdir())))  # noqa: S108  (see `claim`)
    return tuple(base / f"pgworkbench-{os.geteuid()}" for base in bases)


def claim(root: Path) -> None:
    """Make such a folder; OSError if somebody else made it first, or may write there."""
    root.mkdir(mode=0o700, exist_ok=True)
    status = root.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o022:
        raise PermissionError(errno.EACCES, "somebody else may write there")
    root.chmod(0o711 if os.geteuid() == 0 else 0o700)  # the server's user passes through root's


def elsewhere(state: Path) -> tuple[Path, ...]:
    """Where a project's files go when its state folder will not do; the same folders every time."""
    project = hashlib.sha256(os.fsencode(state.resolve())).hexdigest()[:12]
    return tuple(root / project for root in private_roots())


def _prepared(base: Path, key: str, account: Account) -> Path:
    folder = base / "server" / key
    if len(os.fsencode(folder)) > _LONGEST:
        raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG))
    if not base.exists():
        base.parent.mkdir(parents=True, exist_ok=True)
        _make(base, 0o711 if account.switched else 0o755)
    for each in (folder.parent, folder):
        each.mkdir(exist_ok=True)
        each.chmod(0o711 if account.switched else 0o700)
    cluster = folder / "cluster"
    if not cluster.exists():
        _make(cluster, 0o700, account)
    if not is_private(cluster, account):
        raise OSError(errno.EPERM, "its disk does not keep permissions")
    if not account.may_write(cluster):
        raise OSError(errno.EACCES, f"the user {account.name} may not enter it")
    is_free(folder / "gate.lock")  # locks must work here; some network disks have none
    return folder


def _make(folder: Path, mode: int, owner: Account | None = None) -> None:
    """Make a folder that has its mode and owner from its first moment: another process may come in that moment."""
    fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))
    try:
        fresh.chmod(mode)
        if owner is not None:
            owner.own(fresh)
        fresh.rename(folder)
    except OSError:
        fresh.rmdir()
        if not folder.is_dir():  # else another process was quicker
            raise


def socket_folder(home: Home, account: Account) -> Path:
    """A short private folder for the socket: the one of the last start if it is still ours, else a new one."""
    with suppress(OSError):
        if is_private(recorded := recorded_socket(home), account):
            return recorded
    made = _new_socket_folder(account)
    try:
        home.socket.write_bytes(os.fsencode(made))
    except OSError:
        made.rmdir()
        raise
    return made


def recorded_socket(home: Home) -> Path:
    """The socket's folder as of the last start; OSError if the server was stopped in good order, or never started."""
    return Path(os.fsdecode(home.socket.read_bytes()))


def is_private(folder: Path, account: Account) -> bool:
    """Whether it is a folder that only `account` (and root) may enter."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == account.uid and not status.st_mode & 0o077


def _new_socket_folder(account: Account) -> Path:
    tried = dict.fromkeys((tempfile.gettempdir(), "/tmp", "/var/tmp"))  # noqa: S108  (mkdtemp makes a private one)
    for base in tried:
        if len(os.fsencode(base)) > _SOCKET_LONGEST - 30 or "," in base or not base.isascii():
            continue  # libpq reads a comma as a list of hosts
        try:
            made = Path(tempfile.mkdtemp(prefix="pgwb-", dir=base))
            account.own(made)
            if account.may_write(made):
                return made
            made.rmdir()
        except OSError as error:
            if error.errno in FULL:
                raise full(Path(base)) from None
    raise ServerError(f"no folder for the server's socket: none of {', '.join(tried)} can be used")
