"""`--rename old=new` as it is written: names as in SQL, so that a name may hold dots, blanks or an equals sign.

`[kind ]path=name`: a path goes from the outside in, joined by dots (`app.orders`, `app.orders.total`,
`app.mood.'so so'`, `app.total(integer)`); what stands in no other schema than `public` may leave it out. Names that are
not in double quotes are lower case, as in SQL: `'app."Or=der"=purchases'`. A kind is only said where two objects share
a path: `index app.orders_idx=orders_by_day`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pgworkbench.errors import WorkbenchError
from pgworkbench.migrations.address import Kind
from pgworkbench.migrations.kinds.naming import NAMED

_NAME = r"""(?:"(?:[^"]|"")+"|'(?:[^']|'')+'|[^\s"'.=()]+)"""
_ASKED = re.compile(
    rf"\s*(?:(?P<kind>{'|'.join(sorted((re.escape(kind.value) for kind in NAMED), key=len, reverse=True))}|type)\s+)?"
    rf"(?P<old>{_NAME}(?:\.{_NAME})*)\s*(?P<arguments>\((?:[^()]|\([^()]*\))*\))?\s*=\s*(?P<new>{_NAME}(?:\.{_NAME})*)\s*",
    re.IGNORECASE,
)
_PART = re.compile(_NAME)
TYPES = frozenset({Kind.ENUM, Kind.COMPOSITE, Kind.RANGE, Kind.DOMAIN})


@dataclass(frozen=True, slots=True)
class Asked:
    """One wish: the path of what there is, its new name, and its kinds if that was said; `text` as it was written."""

    text: str
    path: tuple[str, ...]
    name: str
    kinds: frozenset[Kind] = NAMED
    arguments: str | None = None


def read_asked(text: str) -> Asked:
    """A wish from its words; WorkbenchError if they are none."""
    found = _ASKED.fullmatch(text)
    if found is None:
        raise WorkbenchError(f'--rename {text}: expected old=new, as in app.orders.total=amount or app."Or=der"=orders')
    path, new = _path(found["old"]), _path(found["new"])
    if len(new) > 1 and new[:-1] != path[:-1]:
        raise WorkbenchError(f"--rename {text}: the new name stays where the old one is: name it alone, without a path")
    word = (found["kind"] or "").lower()
    kinds = TYPES if word == "type" else frozenset({Kind(word)}) if word else NAMED
    arguments = found["arguments"]
    return Asked(text.strip(), path, new[-1], kinds, None if arguments is None else arguments[1:-1].strip())


def _path(text: str) -> tuple[str, ...]:
    return tuple(_bare(part) for part in _PART.findall(text))


def _bare(part: str) -> str:
    sign = part[0]
    return part[1:-1].replace(sign * 2, sign) if sign in {'"', "'"} else part.lower()
