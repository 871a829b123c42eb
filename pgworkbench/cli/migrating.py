"""Commands about migrations."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pgworkbench.cli.base import Context, Server, app, say, shown, workbench_of


@app.command()
def export(
    context: Context,
    name: Annotated[str, typer.Option(help="What it is about: add_ads_templates.")],
    purpose: Annotated[str, typer.Option(help="A sentence for the head of the file.")] = "",
    profile: Annotated[str, typer.Option(help="The rows on which it is proven.")] = "tiny",
    rebaseline: Annotated[bool, typer.Option("--rebaseline", help="All anew; only before a release.")] = False,
    allow_lossy: Annotated[bool, typer.Option("--allow-lossy", help="Let rows go for good.")] = False,
    out: Annotated[Path | None, typer.Option(help="The folder (default: schema/migrations).")] = None,
    database_url: Server = None,
) -> None:
    """The difference between the last export and the design, as new migrations, proven before they are written."""
    from pgworkbench.workbench import ExportOptions

    options = ExportOptions(out, None, purpose, profile, allow_lossy, rebaseline)
    with workbench_of(context, database_url) as workbench:
        made = workbench.export(name, options)
    say(*([str(made)] if not made.files else map(shown, made.paths)))


@app.command()
def prove(
    context: Context,
    profile: Annotated[str, typer.Option(help="The rows that are in the tables meanwhile.")] = "tiny",
    folder: Annotated[Path | None, typer.Option(help="The files (default: schema/migrations).")] = None,
    database_url: Server = None,
) -> None:
    """Every exported file and the set, on loaded data: up, up again, down, up; on each major that is here."""
    from pgworkbench.display import lines, proof_facts

    with workbench_of(context, database_url) as workbench:
        proofs = workbench.prove(profile, folder)
    say(*(lines(proof_facts(proof)) for proof in proofs))
