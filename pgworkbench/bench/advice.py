"""What a run of candidates comes down to, for a reader: what to build for which query, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator

from pgworkbench.bench.proposal import Proposal, designed, proposals
from pgworkbench.bench.run import Relation, Run


def advice(run: Run) -> str:
    """A paragraph a query, with the statement and the model's line of what is to be built."""
    return "\n\n".join("\n".join(_told(run, proposal)) for proposal in proposals(run))


def _told(run: Run, proposal: Proposal) -> Iterator[str]:
    yield f"### {_code(proposal.query)}\n"
    if proposal.best is None:
        yield "No index pays."
        return
    if proposal.index is None:
        served = (
            f"{_code(proposal.best.subject[0])} is there and serves it as well as any: {proposal.best.ratio} times."
        )
        yield served
        return
    gain = f"{proposal.confirmed} times" if proposal.confirmed else "not confirmed"
    yield f"Build {_code(proposal.index.name)}: beside all that are there, measured anew, {gain}."
    yield f"It takes {proposal.index.bytes / 2**20:.1f} MiB ({proposal.index.kind})."
    if (now := designed(run, proposal.query)) is not None and now.ratio is not None and proposal.best.ratio is not None:
        yield f"Against no index at all it brings {proposal.best.ratio}; those that are there, {now.ratio}."
    for price in proposal.prices:
        if price.ratio is not None:
            yield f"{_code(price.query)} takes {price.ratio.inverse} times as long with it."
    yield f"\n```sql\n{proposal.index.ddl};\n```\n"
    yield f"```python\n{proposal.index.model}\n```"


def _code(name: str) -> str:
    return "`" + " ".join(name.split()).replace("`", "'") + "`"


def has_advice(run: Run) -> bool:
    """Whether the run tried candidates for anything."""
    return any(c.relation in {Relation.CANDIDATE, Relation.DESIGNED} for c in run.comparisons)
