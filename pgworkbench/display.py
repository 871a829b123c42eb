"""How values show themselves: as text in a terminal, as tables in a notebook. The values know nothing of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pgworkbench.server import Examination

if TYPE_CHECKING:  # what is not shown need not be loaded
    from pgworkbench.diagram import Diagram
    from pgworkbench.migrations import Proof
    from pgworkbench.notebooks import Page
    from pgworkbench.review import Review
    from pgworkbench.seeding import Manifest

_MB = 2**20


# ---- facts, one a line; the same in a terminal and in a notebook ---------------------------------------------------


def examination_facts(found: Examination) -> Iterator[tuple[str, str]]:
    """What `doctor` found."""
    answer = found.answer
    if answer is not None:
        yield "server", f"PostgreSQL {_dotted(answer.version)} ({answer.source}), {answer.where}"
        yield from (("note", note) for note in answer.notes)
    yield "because", found.why
    yield from (("passed over", f"{each.major} in {each.bindir}: {reason}") for each, reason in found.passed_over)
    yield "majors here", ", ".join(map(str, found.majors)) or "none"
    if answer is not None:
        yield "extensions", ", ".join(name for name, _ in answer.extensions)
        yield "databases of ours", f"{answer.databases}, {answer.bytes // _MB} MB"
    yield from (("missing", what) for what in found.missing)
    yield "files", f"{found.state}, {found.free // _MB} MB free, as {found.user}"


def manifest_facts(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """What was seeded, and what makes it the same elsewhere."""
    yield "rows", f"{manifest.rows:,}"
    yield "seed", str(manifest.seed)
    yield from ((f"as of, {i}", g.as_of.isoformat()) for i, g in enumerate(manifest.generations, 1))
    yield from ((name, f"{record.rows:,} rows, digest {record.digest}") for name, record in manifest.tables.items())


def proof_facts(proof: Proof) -> Iterator[tuple[str, str]]:
    """What was shown of migrations, on which server, with how many rows."""
    yield "proven on", f"PostgreSQL {_dotted(proof.version)}, with {proof.rows:,} rows"
    for name in proof.files:
        shown = [step.what for step in proof.steps if step.file == name]
        yield name, "; ".join(shown)


def lines(facts: Iterator[tuple[str, str]]) -> str:
    """Facts for a terminal."""
    told = list(facts)
    width = max((len(name) for name, _ in told), default=0)
    return "\n".join(f"{name:<{width}}  {value}" for name, value in told)


def rows(facts: Iterator[tuple[str, str]]) -> str:
    """Facts for a notebook."""
    body = "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in facts)
    return f"<table>{body}</table>"


def _dotted(version: int) -> str:
    return f"{version // 10000}.{version % 10000}"


# ---- a review ------------------------------------------------------------------------------------------------------


def review_text(review: Review, form: str) -> str:
    """The findings in one of the forms text, json, sarif, markdown."""
    from pgworkbench.review import render

    forms = {"json": render.as_json, "sarif": render.as_sarif, "markdown": render.as_markdown}
    return forms[form](review) if form in forms else render.as_text(review)


def reaches(review: Review, level: str) -> bool:
    """Whether anything at least as grave as `level` was found."""
    from pgworkbench.review import Level

    return bool(review.at_least(Level(level)))


def review_html(review: Review) -> str:
    """The findings as a table, the gravest first, under a line that counts them."""
    from pgworkbench.review.render import summary

    head = f"<p>{escape(summary(review))}</p>"
    if not review.findings:
        return head
    cells = (
        f"<tr><td>{finding.level}</td><td>{escape(str(finding.object))}</td><td>{escape(finding.message)}</td>"
        f"<td><pre>{escape(finding.fix or finding.advice)}</pre></td></tr>"
        for finding in review.findings
    )
    heads = "".join(f"<th>{name}</th>" for name in ("level", "where", "what", "how to mend it"))
    return f"{head}<table><tr>{heads}</tr>{''.join(cells)}</table>"


# ---- pictures and pages --------------------------------------------------------------------------------------------


def write_picture(picture: Diagram, stem: Path, form: str) -> Path:
    """Write a diagram as svg, png, pdf, mermaid, dbml or dot, beside others of the same stem."""
    endings = {"mermaid": "mmd"}
    path = stem.with_name(f"{stem.name}.{endings.get(form, form)}")
    made: str | bytes = getattr(picture, form)()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(made.encode() if isinstance(made, str) else made)
    return path


def made_text(pages: Sequence[Page], build: Path) -> str:
    """What a run of the notebooks made, and where."""
    told = [f"{page.html}  ({page.cells} cells, {page.seconds:.0f} s)" for page in pages]
    others = sorted({path.parent for path in build.rglob("*") if path.is_file() and path.parent.name != "notebooks"})
    kinds = [f"{folder}  ({sum(path.is_file() for path in folder.iterdir())} files)" for folder in others]
    return "\n".join([*told, *kinds])


# ---- notebooks -----------------------------------------------------------------------------------------------------


def install() -> None:
    """Teach the notebook that we are in, if we are in one, to show our values."""
    from IPython import get_ipython  # only a notebook has it loaded already

    shell = get_ipython()
    if shell is None:
        return
    html = shell.display_formatter.formatters["text/html"]
    for name, show in _SHOWN.items():
        module, _, kind = name.rpartition(".")
        html.for_type_by_name(module, kind, show)


_SHOWN: dict[str, Callable[[Any], str]] = {
    "pgworkbench.review.finding.Review": review_html,
    "pgworkbench.server.examine.Examination": lambda found: rows(examination_facts(found)),
    "pgworkbench.migrations.prove.Proof": lambda proof: rows(proof_facts(proof)),
    "pgworkbench.seeding.manifest.Manifest": lambda manifest: rows(manifest_facts(manifest)),
    "pgworkbench.bench.run.Run": lambda run: run.frame().to_html(),
}
