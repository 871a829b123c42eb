"""The line under a picture: what it shows, and by name and number what it does not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable

from pgworkbench.catalog import Name
from pgworkbench.diagram.entities import Change, Link
from pgworkbench.diagram.reading import Reading, telling

_NAMED = 6  # columns that a caption names before it says "and more"


class Caption:
    """Grows while a picture is put together: what is taken out of it is told to its caption."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._opening = ""
        self._links: list[Link] = []
        self._columns: tuple[str, ...] = ()

    def opens(self, words: str) -> None:
        """Set the first words."""
        self._opening = words

    def without(self, links: Iterable[Link], is_hidden: Callable[[Link], bool]) -> list[Link]:
        """The links that stay; the others will be counted."""
        kept: list[Link] = []
        for link in links:
            (self._links if is_hidden(link) else kept).append(link)
        return kept

    def without_columns(self, tables: Iterable[Name], hidden: Collection[str]) -> None:
        """Columns that these tables have and the picture leaves out."""
        columns = [column.name for name in tables for column in self._reading.entities[name].columns]
        self._columns = tuple(dict.fromkeys(name for name in columns if name in hidden))

    def text(self, drawn: Iterable[Link]) -> str:
        """One or more sentences on a picture with these links."""
        hidden = [*self._hidden_links()]
        if self._columns:
            hidden.append(f"column{'' if len(self._columns) == 1 else 's'} {', '.join(self._columns)}")
        dashed = "Dashed: may be NULL" if any(link.optional for link in drawn) else ""
        sentences = [self._opening, f"Hidden: {'; '.join(hidden)}" if hidden else "", dashed, self._changes()]
        return " ".join(f"{sentence}." for sentence in sentences if sentence)

    def _hidden_links(self) -> list[str]:
        """`34 tenant_id edges to tenants`, the most frequent first."""
        columns: dict[Name, Counter[str]] = defaultdict(Counter)
        count: Counter[Name] = Counter()
        for link in self._links:
            count[link.parent] += 1
            columns[link.parent][", ".join(telling(self._reading, link))] += 1
        parents = sorted(count, key=lambda parent: (-count[parent], parent))
        return [_edges(count[parent], columns[parent], parent) for parent in parents]

    def _changes(self) -> str:
        changes = Counter(entity.change for entity in self._reading.entities.values())
        words = ((Change.ADDED, "added"), (Change.ALTERED, "altered"), (Change.DROPPED, "dropped"))
        said = [f"{changes[change]} {word}" for change, word in words if changes[change]]
        return f"Since the earlier state {', '.join(said)} (in the whole design)" if said else ""


def _edges(count: int, columns: Counter[str], parent: Name) -> str:
    edges = "edge" if count == 1 else "edges"
    names = sorted(columns, key=lambda name: (-columns[name], name))
    if len(names) == 1:
        return f"{count} {names[0]} {edges} to {parent}"
    more = ", …" if len(names) > _NAMED else ""
    return f"{count} {edges} to {parent} ({', '.join(names[:_NAMED])}{more})"
