"""Graphviz, in this process: DOT in, bytes out, the same bytes everywhere, and no message lost.

This is the one module that imports pygraphviz, whose wheel carries Graphviz as libraries and no `dot` program.
Fonts are matplotlib's DejaVu, whatever the system has. Graphviz reports by writing to file descriptor 2 and goes on:
that is captured, and what Graphviz says becomes a DiagramError; what others write there is passed on.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import matplotlib as mpl
from pygraphviz import AGraph

from pgworkbench.errors import DiagramError

FONT = "DejaVu Sans"
_FONT_FILES = "DejaVuSans*.ttf"
_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <config><rescan><int>0</int></rescan></config>
</fontconfig>
"""
_NOISE = re.compile(r"^(Fontconfig |\s*$)")
_GRAPHVIZ = re.compile(r"^(Error|Warning|syntax error|in label of|\.\.\. |.*libpath|Assertion|.*not found\. Table)")
_lock = threading.Lock()  # Graphviz is not thread-safe, and neither is file descriptor 2


def render(dot: str, form: str, *, program: str = "dot") -> bytes:
    """Lay out and draw; `form` is Graphviz's name of a format (svg, png, pdf, json …)."""
    with _lock, _fonts(), _heard() as said:
        drawn = b""
        try:
            graph = AGraph(string=dot)
            drawn = graph.draw(prog=program, format=form)
            graph.close()
        except (TypeError, ValueError) as error:  # what pygraphviz makes of Graphviz's return codes
            said.append(f"Error: {error}")
    if said:
        raise DiagramError(f"Graphviz cannot draw this: {' '.join(said)}")
    return drawn


@contextmanager
def _fonts() -> Iterator[None]:
    """FONTCONFIG_FILE for the time of a drawing: processes started later have the system's fonts."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(_configuration())
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


@cache
def _configuration() -> Path:
    """A configuration of fontconfig with four files of DejaVu, in a folder that goes with the process."""
    try:
        folder = Path(tempfile.mkdtemp(prefix="pgworkbench-fonts-"))
    except OSError as error:
        raise DiagramError(f"no folder for temporary files to draw with: set TMPDIR to one ({error})") from None
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    fonts = folder / "fonts"
    fonts.mkdir()
    for file in sorted((Path(mpl.get_data_path()) / "fonts" / "ttf").glob(_FONT_FILES)):
        (fonts / file.name).symlink_to(file)
    conf = folder / "fonts.conf"
    conf.write_text(_CONF.format(fonts=fonts, cache=folder / "cache"), encoding="utf-8")
    return conf


@contextmanager
def _heard() -> Iterator[list[str]]:
    """What Graphviz writes to file descriptor 2 meanwhile, filled at the end."""
    said: list[str] = []
    sys.stderr.flush()
    kept = os.dup(2)
    with tempfile.TemporaryFile() as written:
        os.dup2(written.fileno(), 2)
        try:
            yield said
        finally:
            os.dup2(kept, 2)
            os.close(kept)
        written.seek(0)
        lines = written.read().decode("utf-8", "replace").splitlines()
    mine, others = _sorted(lines)
    said.extend(mine)
    if others:
        os.write(2, ("\n".join(others) + "\n").encode())


def _sorted(lines: list[str]) -> tuple[list[str], list[str]]:
    """Graphviz's messages, and those of others."""
    telling = [line for line in lines if not _NOISE.match(line)]
    mine = [line for line in telling if _GRAPHVIZ.match(line)]
    return mine, [line for line in telling if line not in mine]
