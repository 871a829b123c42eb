"""Fixtures for tests of the server itself: clusters of their own, and second processes that use them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from pgworkbench.server import ServerOptions
from pgworkbench.server.home import elsewhere, private_roots

_ROOT = Path(__file__).parents[2]


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every user may enter, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="pgworkbench test ä "))
    folder.chmod(0o755)
    yield folder
    _end_servers(folder)
    for base in elsewhere(folder / "state"):
        shutil.rmtree(base, ignore_errors=True)
    for root in private_roots():
        with suppress(OSError):  # there is none, or it is in use
            root.rmdir()
    shutil.rmtree(folder)


def _end_servers(folder: Path) -> None:
    """End what killed clients left running, and remove its sockets."""
    for each in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if folder in (each / "cwd").readlink().parents:
                os.kill(int(each.name), signal.SIGKILL)
    for record in folder.rglob("socket"):
        with suppress(OSError):
            shutil.rmtree(record.read_text())


@pytest.fixture
def options(place: Path) -> ServerOptions:
    """Options for a cluster of the test's own, in a path with spaces and non-ASCII letters; never the user's URL."""
    found = ServerOptions.from_environment(place / "state")
    return ServerOptions(found.state, bindir=found.bindir)


class Client:
    """Another Python process, told what to do by lines of code; each ends by printing one line that is returned."""

    def __init__(self, before: Sequence[str] = (), **how: object) -> None:
        environment = {**os.environ, "PYTHONPATH": f"{_ROOT}:{_site_packages()}", "PYTHONIOENCODING": "utf-8"}
        program = how.pop("python", sys.executable)
        self.process = subprocess.Popen(
            [program, *before, "-u", "-c", _LOOP],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=environment,
            cwd="/",
            **how,
        )

    def begin(self, code: str) -> None:
        """Give it work without waiting for the answer."""
        self.process.stdin.write(repr(code) + "\n")
        self.process.stdin.flush()

    def answer(self) -> str:
        """What the last work said; `error: …` for an error of the workbench's."""
        return self.process.stdout.readline().rstrip("\n")

    def does(self, code: str) -> str:
        """Work and its answer; `say(…)` in the code gives it."""
        self.begin(code)
        return self.answer()

    def end(self) -> None:
        """Let it leave in good order."""
        self.process.stdin.close()
        self.process.wait(60)

    def kill(self) -> None:
        """Kill -9."""
        self.process.kill()
        self.process.wait(60)


_LOOP = """
import sys, ast
from contextlib import ExitStack
from pathlib import Path
from pgworkbench.errors import WorkbenchError
from pgworkbench.server import *
said = []
names = {**globals(), "say": lambda *words: said.append(" ".join(map(str, words)))}
with ExitStack() as stack:
    names["enter"] = stack.enter_context
    for line in sys.stdin:
        said.clear()
        try:
            exec(ast.literal_eval(line), names)
        except WorkbenchError as error:
            said.append(f"error: {error}")
        print("; ".join(said), flush=True)
"""


def _site_packages() -> str:
    return str(Path(pytest.__file__).parents[1])


@pytest.fixture
def client() -> Iterator[Callable[..., Client]]:
    """Start other processes; those that are left are killed at the end."""
    started: list[Client] = []

    def start(**how: object) -> Client:
        started.append(Client(**how))
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.kill()
        each.process.stdout.close()
