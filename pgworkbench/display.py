"""How values show themselves: as text in a terminal, as tables in a notebook. The values know nothing of it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pgworkbench.errors import UnknownNameError
from pgworkbench.server import Examination

if TYPE_CHECKING:  # what is not shown need not be loaded
    import pandas as pd

    from pgworkbench.bench import Comparison, Run
    from pgworkbench.diagram import Diagram
    from pgworkbench.migrations import File, Proof
    from pgworkbench.notebooks import Page
    from pgworkbench.review import Review
    from pgworkbench.seeding import Manifest

_MB = 2**20


def _code(text: str) -> str:
    """Text as it is written, in letters of one width whatever the page thinks of them."""
    return f'<pre style="font-family:monospace;line-height:1.3">{escape(text)}</pre>'


@dataclass(frozen=True, slots=True)
class Shown:
    """Something that is there to be looked at: as HTML or SVG in a notebook, as text elsewhere."""

    html: str
    text: str

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}


# ---- facts, one a line; the same in a terminal and in a notebook ---------------------------------------------------


def examination_facts(found: Examination) -> Iterator[tuple[str, str]]:
    """What `doctor` found."""
    answer = found.answer
    if answer is not None:
        yield "server", f"PostgreSQL {dotted(answer.version)} ({answer.source}), {answer.where}"
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
    yield "proven on", f"PostgreSQL {dotted(proof.version)}, with {proof.rows:,} rows"
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


def dotted(version: int) -> str:
    """18.6 for 180006."""
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
        f"<td>{_code(finding.fix or finding.advice)}</td></tr>"
        for finding in review.findings
    )
    heads = "".join(f"<th>{name}</th>" for name in ("level", "where", "what", "how to mend it"))
    return f"{head}<table><tr>{heads}</tr>{''.join(cells)}</table>"


# ---- a benchmark ---------------------------------------------------------------------------------------------------


def run_html(run: Run) -> str:
    """What each index (or variant) is worth, most first: the ratio with its interval before any time."""
    from pgworkbench.bench import Relation

    compared = sorted((c for c in run.comparisons if c.relation is not Relation.NOISE), key=_worth)
    heads = ("query", "compared with", "times longer", "pages", "kB", "")
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in _cells(c))}</tr>" for c in compared)
    failed = "".join(f"<p>{escape(f.query)} could not be measured: {escape(f.reason)}</p>" for f in run.failures)
    notes = "".join(f"<p>{escape(note)}</p>" for note in run.notes)
    return f"<table><tr>{''.join(f'<th>{head}</th>' for head in heads)}</tr>{body}</table>{failed}{notes}"


def _worth(comparison: Comparison) -> tuple[float, str]:
    return -(comparison.ratio.median if comparison.ratio else comparison.at_least or 1.0), comparison.query


def _cells(c: Comparison) -> tuple[str, ...]:
    ratio = f"{c.ratio.median:.3g} ({c.ratio.low:.3g} to {c.ratio.high:.3g})" if c.ratio else ""
    ratio = f"at least {c.at_least:.3g}" if c.at_least else ratio
    pages = f"{c.pages[0]:,} → {c.pages[1]:,}" if c.pages else ""
    return c.query, c.arm, ratio, pages, f"{c.bytes // 1024:,}", c.note or str(c.outcome)


def plot(run: Run) -> Shown:
    """The plot of a run."""
    from pgworkbench.bench import plot as drawn

    return Shown(drawn(run), f"the plot of {len(run.comparisons)} comparisons")


def plans(run: Run, query: str) -> Shown:
    """The plans of a query in every arm of a run, one below the other."""
    from pgworkbench.bench.plan import outline

    arms = [(t.arm, [outline(plan) for plan in t.plans.values()]) for t in run.timings if t.query == query]
    if not arms:
        raise UnknownNameError("measured query", query, {t.query for t in run.timings})
    text = "\n\n".join("\n".join([f"{arm}:", *outlines]) for arm, outlines in arms)
    return Shown(_code(text), text)


# ---- pictures and pages --------------------------------------------------------------------------------------------


def write_picture(picture: Diagram, stem: Path, form: str) -> Path:
    """Write a diagram as svg, png, pdf, mermaid, dbml or dot, beside others of the same stem."""
    endings = {"mermaid": "mmd"}
    path = stem.with_name(f"{stem.name}.{endings.get(form, form)}")
    made: str | bytes = getattr(picture, form)()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(made.encode() if isinstance(made, str) else made)
    return path


def file_text(file: File) -> Shown:
    """A migration as it is written."""
    return Shown(_code(file.text), file.text)


def made_text(pages: Sequence[Page], build: Path) -> str:
    """What a run of the notebooks made, and where."""
    told = [f"{page.html}  ({page.cells} cells, {page.seconds:.0f} s)" for page in pages]
    others = sorted({path.parent for path in build.rglob("*") if path.is_file() and path.parent.name != "notebooks"})
    kinds = [f"{folder}  ({sum(path.is_file() for path in folder.iterdir())} files)" for folder in others]
    return "\n".join([*told, *kinds])


# ---- notebooks -----------------------------------------------------------------------------------------------------


def frame_html(frame: pd.DataFrame) -> str:
    """A table with whole texts, left; numbers right, with thousands apart; at most the first and last 30 rows."""
    from pandas.api.types import is_numeric_dtype  # pandas is loaded: the frame is one of its own

    first = frame.index.nlevels if any(frame.index.names) else 1
    right = [i for i, kind in enumerate(frame.dtypes, first + 1) if is_numeric_dtype(kind)]
    plain = frame.rename_axis(columns=None)
    plain = plain.reset_index() if any(frame.index.names) else plain
    texts = {name: _whole if is_numeric_dtype(plain[name]) else str for name in plain.columns}
    table = plain.to_html(index=not any(frame.index.names), formatters=texts, border=0, max_rows=60, na_rep="")
    style = "".join(f".pgwb td:nth-child({n}),.pgwb th:nth-child({n}){{text-align:right}}" for n in right)
    return f'<div class="pgwb"><style>.pgwb td,.pgwb th{{text-align:left}}{style}</style>{table}</div>'


def _whole(value: float) -> str:
    return "" if value != value else f"{value:,.0f}" if float(value).is_integer() else f"{value:,.4g}"  # noqa: PLR0124


def install() -> None:
    """Teach the notebook that we are in, if we are in one, to show our values."""
    if "IPython" not in sys.modules:
        return
    from IPython import get_ipython

    shell = get_ipython()
    if shell is None:
        return
    html = shell.display_formatter.formatters["text/html"]
    for name, show in _SHOWN.items():
        module, _, kind = name.rpartition(".")
        html.for_type_by_name(module, kind, show)


_SHOWN: dict[str, Callable[[Any], str]] = {
    "pandas.DataFrame": frame_html,
    "pgworkbench.review.finding.Review": review_html,
    "pgworkbench.server.examine.Examination": lambda found: rows(examination_facts(found)),
    "pgworkbench.migrations.prove.Proof": lambda proof: rows(proof_facts(proof)),
    "pgworkbench.seeding.manifest.Manifest": lambda manifest: rows(manifest_facts(manifest)),
    "pgworkbench.bench.run.Run": run_html,
}
