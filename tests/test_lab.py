"""JupyterLab as people use it: a notebook of the design, opened in a real Chromium, all its cells run."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell
from playwright.sync_api import Page, sync_playwright

from pgworkbench.server import Database

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PATIENCE = 180_000  # ms for everything that a loaded machine may take its time for
SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True},
    "docmanager-extension/plugin": {"autosave": False},
    "notebook-extension/tracker": {"windowingMode": "none"},  # else what is out of sight is not on the page
}
READY = """() => {
  const widget = window.jupyterapp?.shell.currentWidget;
  return widget?.context?.isReady && widget.sessionContext?.session?.kernel?.status === 'idle';
}"""
DONE = """() => {
  const widget = window.jupyterapp.shell.currentWidget, cells = [...widget.content.model.cells];
  const code = cells.filter((cell) => cell.type === 'code').map((cell) => cell.toJSON());
  const failed = code.some((cell) => cell.outputs.some((output) => output.output_type === 'error'));
  const idle = widget.sessionContext.session.kernel.status === 'idle';
  return idle && (failed || code.every((cell) => cell.execution_count !== null));
}"""
CELLS = "() => [...window.jupyterapp.shell.currentWidget.content.model.cells].map((cell) => cell.toJSON())"
PICTURES = """() => [...document.querySelectorAll('.jp-OutputArea-output :is(img, svg)')].map((picture) => {
  const box = picture.getBoundingClientRect();
  const area = picture.closest('.jp-OutputArea-output').getBoundingClientRect();
  return { drawn: picture.naturalWidth ?? box.width, height: box.height, over: box.right - area.right };
})"""

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")]


@pytest.fixture
def copied(tmp_path: Path, design_db: Database) -> Path:
    """A copy of the design, as Lab writes files; with the databases that are there already, and one more cell."""
    assert design_db.name
    project = tmp_path / "project"
    for name in ("schema", "seeds", "notebooks"):
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    (project / ".pgworkbench").symlink_to(ROOT / ".pgworkbench")
    path = project / "notebooks" / "00_brief.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(new_code_cell("wb.diagram()", id="picture"))
    nbformat.write(notebook, path)
    return project


@pytest.fixture
def lab(copied: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a JupyterLab on that copy, with `%s` for a file's path."""
    settings = tmp_path / "settings" / "@jupyterlab"
    for name, values in SETTINGS.items():
        path = settings / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))
    token = secrets.token_hex(16)
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    folders = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}",
        f"--ServerApp.root_dir={copied}", "--LabApp.expose_app_in_browser=True",
        "--LabApp.extension_manager=readonly", f"--LabApp.workspaces_dir={tmp_path / 'workspaces'}",
        f"--LabApp.user_settings_dir={tmp_path / 'settings'}",
    ]  # fmt: skip
    environment = {**os.environ, **{name: str(tmp_path / name.lower()) for name in folders}}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as started:
        try:
            assert started.stderr is not None
            log = iter(started.stderr.readline, "")
            assert any("is running at" in line for line in log), "JupyterLab did not start"
            Thread(target=started.stderr.read, daemon=True).start()  # a full pipe would hold it up
            yield f"http://127.0.0.1:{port}/doc/tree/%s?token={token}"
        finally:
            started.terminate()
            started.wait(60)


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path / "browser", executable_path=CHROMIUM, headless=True, args=list(FLAGS),
            viewport={"width": 1280, "height": 900},
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        yield context.new_page()
        context.close()


def outputs(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [output for cell in cells if cell["cell_type"] == "code" for output in cell["outputs"]]


def test_a_notebook_runs_in_jupyterlab_and_its_pictures_are_whole(lab: str, page: Page) -> None:
    page.goto(lab % "notebooks/00_brief.ipynb")
    page.wait_for_function(READY)
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_function(DONE)
    cells = page.evaluate(CELLS)
    assert [o.get("evalue") for o in outputs(cells) if o["output_type"] == "error"] == []
    assert [o["text"] for o in outputs(cells) if o["output_type"] == "stream" and o["name"] == "stderr"] == []
    assert page.locator(".jp-OutputArea-output table").count() >= 4
    page.wait_for_function("() => [...document.images].every((image) => image.complete)")
    pictures = page.evaluate(PICTURES)
    assert pictures, "the diagram is not there"
    assert all(each["drawn"] > 0 and each["height"] > 100 and each["over"] <= 1 for each in pictures), pictures
