"""Free text that may point to a person: looked for in everything that leaves the team."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal

Mark = Literal["crn", "prison-number", "date", "name", "known-reference"]

_PATTERNS: tuple[tuple[Mark, re.Pattern[str]], ...] = (
    ("crn", re.compile(r"\b[A-Z]\d{6}\b", re.IGNORECASE)),
    ("prison-number", re.compile(r"\b[A-Z]\d{4}[A-Z]{2}\b", re.IGNORECASE)),
    ("date", re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b|\b(?:born|d\.?o\.?b\.?)\b", re.I)),
    ("name", re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.?\s+[A-Z]\w+")),
)


def identifying(text: str, known: Collection[str] = ()) -> tuple[Mark, ...]:
    """What in ``text`` may identify somebody: a CRN, a prison number, a date, a title with a name, or one of the
    ``known`` references and names of this inspection. Empty when nothing was found; a person still reads it."""
    found = [mark for mark, pattern in _PATTERNS if pattern.search(text)]
    words = {word.casefold() for word in known if len(word) > 2}
    if words and any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text.casefold()) for word in words):
        found.append("known-reference")
    return tuple(found)
