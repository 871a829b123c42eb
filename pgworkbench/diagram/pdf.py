"""A PDF without what differs from run to run."""

from __future__ import annotations

import re

_FACTS = re.compile(rb"/(?:CreationDate|Producer) \((?:[^()\\]|\\.|\([^()]*\))*\)")


def undated(pdf: bytes) -> bytes:
    """The same without its date and the version of what drew it; as long as before, since a PDF counts its bytes."""
    return _FACTS.sub(lambda found: b" " * len(found[0]), pdf)
