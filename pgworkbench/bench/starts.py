"""Where a search of sets begins: thought of by estimates, which are times as far as plans were timed."""

from __future__ import annotations

from pgworkbench.bench.search import SAME, Chosen, Judge, Trail, order
from pgworkbench.catalog import Name

_PAGE = 8192  # bytes: no index is smaller
_REFINED = 4  # times that a start is thought of anew


def densest(judge: Judge, start: Chosen) -> Chosen:
    """Where adding leads that saves most for a byte, by estimates, as long as the set keeps to its bounds: a start.

    What an index saved beside fewer others is about the most that it saves, so only those that lead by what they saved
    when they were last asked about are asked about again.
    """
    here, cost = start, judge.estimate(start)
    saved = {name: float("inf") for name in judge.competitors if name not in here}
    fresh = set[Name]()
    while saved and not judge.over():
        name = max(sorted(saved), key=lambda each: saved[each])
        if saved[name] <= 0:
            break
        new = judge.estimate(here | {name})
        if name in fresh:
            if new.slowed > cost.slowed:  # what was of no use before may mend that
                saved = dict.fromkeys(saved, float("inf"))
            here, cost, fresh = here | {name}, new, set()
            del saved[name]
            continue
        worth = new.broken <= cost.broken and new.weighed * SAME < cost.weighed
        saved[name] = (cost.weighed - new.weighed) / max(new.bytes - cost.bytes, _PAGE) if worth else 0.0
        fresh.add(name)
    return here


def sparsest(judge: Judge, start: Chosen) -> Chosen:
    """Where dropping leads that loses least for a byte, by estimates, until the set keeps to its bounds: a start."""
    here, cost = start, judge.estimate(start)
    losses = dict.fromkeys(here, 0.0)
    while cost.broken > 0 and losses and not judge.over():
        name = min(sorted(losses), key=lambda each: losses[each])
        if not judge.allowed(here - {name}):
            del losses[name]
            continue
        new = judge.estimate(here - {name})
        loss = (new.weighed - cost.weighed) / max(cost.bytes - new.bytes, _PAGE)
        if loss > losses[name] + 1e-12:  # what others lost when it was asked about may be its to lose now
            losses[name] = loss
        else:
            here, cost = here - {name}, new
            del losses[name]
    return here


def refined(judge: Judge, start: Chosen, trail: Trail) -> Chosen:
    """The densest set by what is known once the densest sets before it were measured: estimates that were wrong are
    wrong once.
    """
    chosen = densest(judge, start)
    for _ in range(_REFINED):
        if judge.over() or chosen in trail.costs:
            break
        trail.costs[chosen] = judge.cost(chosen)
        chosen = densest(judge, start)
    return min(trail.costs, key=lambda each: order(each, trail.costs[each])) if trail.costs else chosen
