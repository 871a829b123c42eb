"""A column's type as the encoder needs it: what the server calls it, and what it is made of."""

from __future__ import annotations

from dataclasses import dataclass

_HEADER = 4  # a typmod counts the four bytes of a length


@dataclass(frozen=True, slots=True)
class PgType:
    """A base type (`text`), an enum, or with `part` an array (of part) or a range (over part)."""

    name: str
    oid: int
    typmod: int = -1
    array: bool = False
    range: bool = False
    enum: bool = False
    part: PgType | None = None

    @property
    def scale(self) -> int | None:
        """Digits after the point of a numeric(p, s); None for one without."""
        return (self.typmod - _HEADER) & 0x7FF if self.name == "numeric" and self.typmod > 0 else None

    @property
    def length(self) -> int | None:
        """The characters of a char(n) or varchar(n); None without a limit."""
        return self.typmod - _HEADER if self.name in {"bpchar", "varchar"} and self.typmod > 0 else None
