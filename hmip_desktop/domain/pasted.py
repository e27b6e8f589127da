"""What pasted words say of themselves: plain text, the date of the entry, and the system they come from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from hmip_desktop.domain.identifying import sightings
from hmip_desktop.domain.values import EvidenceSource

HEADER = 160
"""Letters at the beginning in which a date is that of the entry itself."""
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "ion"), ("feb", "chwe"), ("mar", "maw"), ("apr", "ebr"), ("may", "mai"), ("jun", "meh"),
            ("jul", "gor"), ("aug", "aws"), ("sep", "med"), ("oct", "hyd"), ("nov", "tach"), ("dec", "rhag"),
        ),
        1,
    )
    for name in names
}  # fmt: skip
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|ionawr|chwefror|mawrth|ebrill|mai|mehefin|gorffennaf|awst|medi|hydref|tachwedd|rhagfyr)"
)
_DATES = (
    re.compile(r"(?<![\w/.-])(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})(?![\d/-])"),
    re.compile(r"(?<![\w/.-])(?P<day>\d{1,2})(?P<sep>[/.-])(?P<number>\d{1,2})(?P=sep)(?P<year>\d{4}|\d{2})(?![\w/-]|\.\d)"),
    re.compile(
        rf"(?<!\w)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?{_MONTH}\.?,?[\s-]+(?P<year>\d{{4}})(?!\d)", re.I
    ),
    re.compile(rf"(?<!\w){_MONTH}\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?!\d)", re.I),
)  # fmt: skip
_LABEL = re.compile(
    r"(?:contact|entry|event|assessment|completed|meeting|created)?\s*(?:date|dyddiad)[^\n\d]{0,20}$", re.I
)
_SOURCES: tuple[tuple[EvidenceSource, re.Pattern[str]], ...] = (
    ("ndelius", re.compile(r"\bn?delius\b", re.I)),
    ("oasys", re.compile(r"\boasys\b", re.I)),
    ("visor", re.compile(r"\bvisor\b", re.I)),
    ("vcms", re.compile(r"\bvcms\b|\bvictim contact management\b", re.I)),
    ("mappa_minutes", re.compile(r"\bmappa\b[^\n.]{0,30}\b(?:minutes|meeting)|\bminutes\b[^\n.]{0,20}\bmappa\b", re.I)),
    ("marac_minutes", re.compile(r"\bmarac\b", re.I)),
    ("professionals_minutes", re.compile(r"\bprofessionals[’']? meeting\b|\bstrategy meeting\b|\bcore group\b", re.I)),
)  # fmt: skip
# Without its name a system is known by the words of its own pages.
_CUES: tuple[tuple[EvidenceSource, re.Pattern[str]], ...] = (
    ("ndelius", re.compile(r"^\s*(?:contact (?:type|date|notes|outcome)|enforcement action|nsi\b)", re.I | re.M)),
    ("oasys", re.compile(r"\b(?:rosh (?:summary|screening)|risk management plan|initial sentence plan)\b", re.I)),
)  # fmt: skip
_GAPS = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was found. ``dates`` in the order in which they stand; ``dated_on`` is the one taken for the entry's own.

    ``source`` is "" when the words do not say where they come from.
    """

    text: str
    dates: tuple[date, ...]
    dated_on: date | None
    source: EvidenceSource | str


def read_pasted(text: str, today: date) -> Pasted:
    """Look through pasted words. Dates after ``today`` and dates of birth are no dates of an entry."""
    plain = plain_text(text)
    births = [(one.start, one.end) for one in sightings(plain) if one.mark == "birth-date"]
    found = [
        (place, day) for place, day in _dates(plain)
        if day <= today and not any(start <= place < end for start, end in births)
    ]  # fmt: skip
    return Pasted(plain, tuple(dict.fromkeys(day for _, day in found)), _own(plain, found), _source(plain))


def plain_text(text: str) -> str:
    """The words without their dress: nothing unseen, single gaps, no blanks at line ends, one empty line at most."""
    lines = [_GAPS.sub(" ", _printable(line)).strip(" ") for line in re.split(r"\r\n?|[\n\u2028\u2029\v\f]", text)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _printable(line: str) -> str:
    """Without what cannot be seen: marks of direction, zero widths and control characters, a tab being a gap."""
    return "".join(one for one in line if one == "\t" or unicodedata.category(one) not in ("Cc", "Cf", "Co", "Cs"))


def _dates(text: str) -> list[tuple[int, date]]:
    """Dates with where they stand, in order; what is no day of the calendar is left out."""
    return sorted(dict(_matches(text)).items())


def _matches(text: str) -> Iterator[tuple[int, date]]:
    for pattern in _DATES:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            name = (parts.get("month") or "").lower()
            month = (
                next((n for start, n in _MONTHS.items() if name.startswith(start)), 0) if name else int(parts["number"])
            )
            year = int(parts["year"])
            try:
                yield match.start(), date(2000 + year if year < 100 else year, month, int(parts["day"]))
            except ValueError:
                continue


def _own(text: str, found: list[tuple[int, date]]) -> date | None:
    """The date of the entry: one with a label before it, else one in the header, else the only one there is."""
    for place, day in found:
        if _LABEL.search(text[max(place - 40, 0) : place]):
            return day
    if found and (found[0][0] < HEADER or len({day for _, day in found}) == 1):
        return found[0][1]
    return None


def _source(text: str) -> EvidenceSource | str:
    """The system named first; without a name the one whose own words stand there."""
    for group in (_SOURCES, _CUES):
        named = [(match.start(), source) for source, pattern in group if (match := pattern.search(text))]
        if named:
            return min(named)[1]
    return ""
