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

    from pgworkbench.bench import Choice, Comparison, Run
    from pgworkbench.diagram import Diagram
    from pgworkbench.migrations import File, Proof
    from pgworkbench.notebooks import Page
    from pgworkbench.review import Review
    from pgworkbench.seeding import Manifest

_MB = 2**20
_MOST_ROWS = 60


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
    for words in proof.orders:
        yield "order", words


def lines(facts: Iterator[tuple[str, str]]) -> str:
    """Facts for a terminal."""
    told = list(facts)
    width = max((len(name) for name, _ in told), default=0)
    return "\n".join(f"{name:<{width}}  {value}" for name, value in told)


def rows(facts: Iterator[tuple[str, str]]) -> str:
    """Facts for a notebook."""
    return table_html(("", ""), list(facts))


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
    heads = ("level", "where", "what", "how to mend it")
    told = [(f.level, str(f.object), f.message, f.fix or f.advice) for f in review.findings]
    return head + table_html(heads, told) if told else head


# ---- a benchmark ---------------------------------------------------------------------------------------------------


_RUN_HEADS = ("query", "compared with", "times longer", "pages", "kB", "")


def run_text(run: Run) -> str:
    """What each index (or variant) is worth, for a terminal."""
    lines = [_meaning(run), "", *_aligned([_RUN_HEADS, *_compared(run)])]
    failed = [f"{f.query} could not be measured: {f.reason}" for f in run.failures]
    return "\n".join([*lines, *failed, *run.notes])


def run_html(run: Run) -> str:
    """What each index (or variant) is worth, most first: the ratio with its interval before any time."""
    failed = "".join(f"<p>{escape(f.query)} could not be measured: {escape(f.reason)}</p>" for f in run.failures)
    notes = "".join(f"<p>{escape(note)}</p>" for note in run.notes)
    return f"<p>{escape(_meaning(run))}</p>{table_html(_RUN_HEADS, _compared(run))}{failed}{notes}"


def _meaning(run: Run) -> str:
    """What a ratio says, which depends on what was compared."""
    from pgworkbench.bench import RunKind

    if run.kind is RunKind.VARIANTS and run.comparisons:
        return f"How many times longer it takes in {run.comparisons[0].base} than in the variant named."
    return "How many times longer it takes without the index named, with a 95 % interval."


def _compared(run: Run) -> list[tuple[str, ...]]:
    from pgworkbench.bench import Relation

    compared = (c for c in run.comparisons if c.relation is not Relation.NOISE)
    return [_cells(c) for c in sorted(compared, key=_worth)]


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(f"{c:<{w}}" for c, w in zip(row, widths, strict=True)).rstrip() for row in rows]


def _worth(comparison: Comparison) -> tuple[float, str]:
    return -(comparison.ratio.median if comparison.ratio else comparison.at_least or 1.0), comparison.query


def _cells(c: Comparison) -> tuple[str, ...]:
    ratio = f"{c.ratio.median:.3g} ({c.ratio.low:.3g} to {c.ratio.high:.3g})" if c.ratio else ""
    ratio = f"at least {c.at_least:.3g}" if c.at_least else ratio
    pages = f"{c.pages[0]:,} → {c.pages[1]:,}" if c.pages else ""
    return c.query, c.arm, ratio, pages, f"{c.bytes // 1024:,}", c.note or str(c.outcome)


def plot(run: Run | Choice) -> Shown:
    """The plot of a run; of a choice: what each query gains, the front, and how it grows."""
    from pgworkbench.bench import Choice, front_plot, growth_plot, queries_plot
    from pgworkbench.bench import plot as drawn

    if isinstance(run, Choice):
        growth = run.beyond.growth if run.beyond is not None else None
        pictures = [queries_plot(run), front_plot(run), growth_plot(growth) if growth is not None else ""]
        return Shown("".join(f"<div>{each}</div>" for each in pictures if each), f"{len(run.served)} queries")
    return Shown(drawn(run), f"the plot of {len(run.comparisons)} comparisons")


def choice_html(choice: Choice) -> str:
    """A choice as it is told, then its indexes and its queries."""
    parts = [_code(str(choice)), frame_html(choice.candidates()), frame_html(choice.frame())]
    return "".join(parts)


def plans(run: Run | Choice, query: str) -> Shown:
    """The plans of a query in every arm of a run, one below the other; of a choice: before, and with the chosen set."""
    from pgworkbench.bench import Choice
    from pgworkbench.bench.plan import outline

    if isinstance(run, Choice):
        found = [each.plans for each in run.served if each.query == query]
        if not found:
            raise UnknownNameError("measured query", query, {each.query for each in run.served})
        text = f"before:\n{found[0][0]}\n\nwith the chosen set:\n{found[0][1]}"
        return Shown(_code(text), text)
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
    """A frame with whole texts on the left, numbers on the right with thousands apart; at most 60 rows."""
    import pandas as pd  # loaded already: the frame is one of its own

    named = any(frame.index.names)
    labelled = named or not isinstance(frame.index, pd.RangeIndex)
    plain = frame.reset_index(names=None if named else "") if labelled else frame
    cells = [[_cell(value) for value in row] for row in plain.head(_MOST_ROWS).itertuples(index=False)]
    rest = len(plain) - _MOST_ROWS
    more = f"<p>… and {rest:,} more rows</p>" if rest > 0 else ""
    return table_html([str(name) for name in plain.columns], cells) + more


def table_html(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table; a column whose cells are all numbers stands right. Styles stand in each cell: pages have their own."""
    columns = zip(*rows, strict=True) if rows else ([] for _ in heads)
    sides = ["right" if all(map(_is_number, column)) else "left" for column in columns]
    body = "".join(_row("td", row, sides) for row in rows)
    return f"<table><thead>{_row('th', heads, sides)}</thead><tbody>{body}</tbody></table>"


def _row(tag: str, texts: Sequence[str], sides: Sequence[str]) -> str:
    pairs = zip(texts, sides, strict=True)
    cells = (f'<{tag} style="text-align:{side}">{escape(text)}</{tag}>' for text, side in pairs)
    return f"<tr>{''.join(cells)}</tr>"


def _is_number(text: str) -> bool:
    return not text.strip("0123456789,.-+e ")


def _cell(value: object) -> str:
    if value is None or value != value:  # noqa: PLR0124  (not a number)
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.4g}"


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
    "pgworkbench.migrations.rehearsal.Rehearsal": lambda rehearsal: _code(rehearsal.text()),
    "pgworkbench.seeding.manifest.Manifest": lambda manifest: rows(manifest_facts(manifest)),
    "pgworkbench.bench.run.Run": run_html,
    "pgworkbench.bench.choice.Choice": choice_html,
}
