"""Commands that work on the whole design: its notebooks, its laboratory, what it keeps."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from pgworkbench.cli.base import Context, Profile, Server, app, say, workbench_of


@app.command()
def run(
    context: Context,
    notebooks: Annotated[list[str] | None, typer.Argument(help="Parts of their names; left out: all.")] = None,
    profile: Profile = "small",
    database_url: Server = None,
) -> None:
    """The main job: every notebook, top to bottom, unattended; what it makes goes to build/."""
    from pgworkbench.display import made_text

    with workbench_of(context, database_url) as workbench:
        made = workbench.run(profile, notebooks or ())
        say(made_text(made, workbench.build))


@app.command()
def lab(context: Context) -> None:
    """JupyterLab on the notebooks."""
    with workbench_of(context) as workbench:
        root = workbench.root
    allow = ["--allow-root"] if os.geteuid() == 0 else []
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={root}", *allow, str(root / "notebooks")]
    os.execv(sys.executable, command)  # noqa: S606  (this process becomes JupyterLab)


@app.command()
def clean(context: Context, database_url: Server = None) -> None:
    """Drop every database that the workbench made on its server, and the roles that came with them."""
    with workbench_of(context, database_url) as workbench:
        say(*workbench.clean())
