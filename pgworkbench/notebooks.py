"""Run notebooks unattended, top to bottom, and keep each as a page that needs nothing from outside itself."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from pgworkbench.errors import WorkbenchError

_CELL_SECONDS = 600  # a cell that runs longer is stuck
# What nbconvert's template loads from elsewhere: a page must work without a network.
_OUTSIDE = re.compile(
    r"<script[^>]*\bsrc=[\"'](?:https?:)?//[^>]*>\s*</script>|<script[^>]*\bsrc=[\"'][\"'][^>]*>\s*</script>"
)
_MERMAID = re.compile(r"<script type=\"module\">(?:(?!</script>).)*mermaid(?:(?!</script>).)*</script>", re.DOTALL)
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Page:
    """An executed notebook: where it came from, the executed copy, the page, and how long it took."""

    source: Path
    notebook: Path
    html: Path
    cells: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Order:
    """How notebooks are to be run: `parameters` replace those of the cell so tagged; `folder` gets the pages."""

    folder: Path
    parameters: Mapping[str, object]
    environment: Mapping[str, str]
    on_cell: Callable[[str, int, int], None] = lambda _name, _cell, _cells: None


def execute(source: Path, order: Order) -> Page:
    """Run one notebook; WorkbenchError names the cell that failed and why. An executed copy is left either way."""
    from nbclient import NotebookClient  # a second of imports that only this verb needs
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    started = time.monotonic()
    notebook = read_notebook(source)
    _set_parameters(notebook, order.parameters)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    client = NotebookClient(
        notebook,
        timeout=_CELL_SECONDS,
        kernel_name="python3",
        extra_arguments=["--IPKernelApp.log_level=40"],  # it warns of loopback at every start
        resources={"metadata": {"path": str(source.parent)}},
        on_cell_start=lambda cell, **_: order.on_cell(
            source.stem, code.index(cell) + 1 if cell in code else 0, len(code)
        ),
    )
    order.folder.mkdir(parents=True, exist_ok=True)
    copy = order.folder / source.name
    try:
        client.execute(env={**os.environ, **order.environment, "PYDEVD_DISABLE_FILE_VALIDATION": "1"})
    except CellExecutionError as error:
        raise WorkbenchError(f"{source.name}: {_failed(code, error.ename, error.evalue)}") from error
    except (CellTimeoutError, DeadKernelError, RuntimeError) as error:  # the last: a kernel that does not start
        raise WorkbenchError(f"{source.name}: {_failed(code, type(error).__name__, str(error))}") from error
    finally:
        nbformat.write(notebook, copy)
    page = copy.with_suffix(".html")
    page.write_text(as_html(notebook), encoding="utf-8")
    return Page(source, copy, page, len(code), time.monotonic() - started)


def execute_all(sources: Sequence[Path], order: Order, workers: int) -> tuple[Page, ...]:
    """Run several, `workers` at a time; those whose metadata says `alone` (they measure) last, one by one.

    The first error ends it: what has not begun does not begin.
    """
    alone = [source for source in sources if read_notebook(source).metadata.get("pgworkbench", {}).get("alone")]
    pages: dict[Path, Page] = {}
    with ThreadPoolExecutor(workers) as pool:
        waiting = {pool.submit(execute, source, order): source for source in sources if source not in alone}
        try:
            for done in as_completed(waiting):
                pages[waiting[done]] = done.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    pages |= {source: execute(source, order) for source in alone}
    return tuple(pages[source] for source in sources)


def read_notebook(source: Path) -> Any:
    """A notebook as nbformat reads it; WorkbenchError if it is none."""
    try:
        notebook = nbformat.read(source, as_version=4)
        nbformat.validate(notebook)
    except (OSError, ValueError, nbformat.ValidationError, nbformat.reader.NotJSONError) as error:
        raise WorkbenchError(f"{source.name} is not a notebook: {error}") from None
    return notebook


def as_html(notebook: Any) -> str:
    """An executed notebook as one page, with every address outside itself taken out."""
    from nbconvert import HTMLExporter  # only a page needs it, and it takes its time to load

    if "widgets" in notebook.metadata:
        raise WorkbenchError("a notebook with saved widget state cannot become an offline page; show plain values")
    exporter = HTMLExporter(mathjax_url="", require_js_url="", mermaid_js_url="", jquery_url="", embed_images=True)
    page, _ = exporter.from_notebook_node(notebook)
    return _MERMAID.sub("", _OUTSIDE.sub("", page))


def _set_parameters(notebook: Any, parameters: Mapping[str, object]) -> None:
    """Replace the assignments of the cell tagged `parameters` by those that were ordered, where it has them."""
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", ()):
            for name, value in parameters.items():
                cell.source = re.sub(
                    rf"^{re.escape(name)} = .*$", f"{name} = {value!r}", cell.source, flags=re.MULTILINE
                )


def _failed(code: list[Any], name: str, value: str) -> str:
    """Which cell stopped, its first line, and the error without colours."""
    number = next((i for i, cell in enumerate(code, 1) if _stopped(cell)), len(code))
    first = next(iter(code[number - 1].source.splitlines()), "")
    return _ANSI.sub("", f"cell {number} ({first.strip()}): {name}: {value}")


def _stopped(cell: Any) -> bool:
    return cell.get("execution_count") is None or any(o.output_type == "error" for o in cell.get("outputs", ()))
