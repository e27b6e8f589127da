"""Dates, counts and sentences as the outputs print them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from hmip_desktop.domain.calendar_words import MONTHS
from hmip_desktop.domain.report_model import QuestionLine, Share

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_FRACTIONS = (
    (95, "nearly all"), (90, "about nine in ten"), (80, "about four in five"), (75, "about three quarters"),
    (70, "about seven in ten"), (67, "about two thirds"), (60, "about three in five"), (50, "about half"),
    (40, "about two in five"), (33, "about a third"), (30, "about three in ten"), (25, "about a quarter"),
    (20, "about one in five"), (17, "about one in six"), (10, "about one in ten"), (5, "very few"),
)  # fmt: skip
SHORT_NAME = 60
"""Characters that a short name may have to stand inside a sentence."""
MANY = 6
"""More key questions than this are summed up by the highest and the lowest."""


def long_date(day: date, language: str = "en") -> str:
    """``12 November 2026``."""
    return f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"


def date_span(first: date, last: date, language: str = "en") -> str:
    """``9 to 13 November 2026``, with what differs named on both sides."""
    months = MONTHS[language]
    word = "to" if language == "en" else "i"
    if first == last:
        return long_date(first, language)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} {word} {long_date(last, language)}"
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first.day} {months[first.month - 1]}{year} {word} {long_date(last, language)}"


def tight_span(first: date, last: date, language: str = "en") -> str:
    """``9 to 13 Nov`` or ``19 Oct to 13 Nov``, for pictures with little room."""
    months, word = MONTHS[language], "to" if language == "en" else "i"
    end = f"{last.day} {months[last.month - 1][:3]}"
    if first == last:
        return end
    start = f"{first.day}" if first.month == last.month else f"{first.day} {months[first.month - 1][:3]}"
    return f"{start} {word} {end}"


def long_moment(at: datetime, language: str = "en") -> str:
    """``12 November 2026, 16:52``, in the zone of ``at``."""
    return f"{long_date(at.date(), language)}, {at:%H:%M}"


def tight_moment(at: datetime, language: str = "en") -> str:
    """``12 Nov 16:52`` for tight tables, in the zone of ``at``."""
    return f"{at.day} {MONTHS[language][at.month - 1][:3]} {at:%H:%M}"


def tight_utc(at: datetime, language: str = "en") -> str:
    """``12 Nov 16:52`` in UTC, for histories, which say so in the head."""
    return tight_moment(at.astimezone(UTC), language)


def elapsed(seconds: int) -> str:
    """``0:29`` in hours and minutes on the interview clock."""
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}"


def count_words(number: int, capital: bool = False) -> str:
    """``two`` up to ten, figures above."""
    words = _NUMBERS[number] if 0 <= number < len(_NUMBERS) else str(number)
    return words.capitalize() if capital else words


def listed(parts: Sequence[str]) -> str:
    """``a, b and c``."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def question_names(questions: Sequence[QuestionLine]) -> dict[str, str]:
    """What key questions of one set are called, by reference: by their areas (Assessment, Planning) where each has
    one of its own, else by their short names."""
    areas = [question.area for question in questions]
    own = all(areas) and len(set(areas)) == len(areas)
    return {question.ref: question.area if own else question.short for question in questions}


def inside(ref: str, name: str) -> str:
    """A question as it stands inside a sentence: its name with a small first letter unless that opens with an
    abbreviation; its reference where it has no short name."""
    if not 0 < len(name) <= SHORT_NAME:
        return ref
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def fraction_words(percent: int) -> str:
    """``about half`` and the like: the nearest plain fraction of a whole per cent, 0 to 100."""
    if percent in (0, 100):
        return "none" if percent == 0 else "all"
    return min(_FRACTIONS, key=lambda pair: abs(pair[0] - percent))[1]


def overlap_by_half(first: Share, second: Share) -> bool:
    """The two intervals share at least half of the narrower one: the order of the shares then says nothing."""
    if first.low is None or first.high is None or second.low is None or second.high is None:
        return False
    common = min(first.high, second.high) - max(first.low, second.low)
    return common * 2 >= min(first.high - first.low, second.high - second.low)


def findings_sentence(questions: Sequence[QuestionLine], cases: int, set_name: str) -> str:
    """One sentence on how often the answer was yes, by area; plain fractions, never a rank."""
    shown = [(q, q.share) for q in questions if q.share is not None and q.share.percent is not None]
    names = question_names(questions)
    whole = f"the {cases} {set_name} cases" if set_name else f"the {cases} cases"
    if not shown:
        return f"Too few answers in {whole} can be shown to say how often the answer was yes."
    if len(shown) > MANY:
        ranked = sorted(shown, key=lambda pair: (-(pair[1].percent or 0), pair[0].ref))
        (high, top), (low, bottom) = ranked[0], ranked[-1]
        return (
            f"Of {len(shown)} key questions in {whole}, the answer was yes most often for {high.ref}"
            f" ({inside(high.ref, names[high.ref])}, {top.of_n}, {top.percent_words}) and least often for {low.ref}"
            f" ({inside(low.ref, names[low.ref])}, {bottom.of_n}, {bottom.percent_words})."
        )
    phrases: dict[str, list[str]] = {}
    for question, share in shown:
        phrases.setdefault(fraction_words(share.percent or 0), []).append(inside(question.ref, names[question.ref]))
    parts = [f"for {listed(areas)} in {phrase}" for phrase, areas in phrases.items()]
    parts[0] += f" of {whole}"
    text = f"The answer was yes {listed(parts)}" if len(parts) > 2 else f"The answer was yes {', and '.join(parts)}"
    hidden = len(questions) - len(shown)
    return f"{text}." if not hidden else f"{text}; {count_words(hidden)} had too few answers to show."


def ranking_caution(questions: Sequence[QuestionLine]) -> str:
    """``do not rank them`` where intervals overlap by half; empty where none do. Of many questions it is said of those
    next to each other: the first and the last, which the sentence before names, may well be apart."""
    shown = [(q, q.share) for q in questions if q.share is not None and q.share.low is not None]
    close: set[str] = set()
    for at, (first, share) in enumerate(shown):
        for second, other in shown[at + 1 :]:
            if overlap_by_half(share, other):
                close |= {first.ref, second.ref}
    if not close:
        return ""
    if len(close) > MANY:
        return "Many intervals overlap by half: do not rank neighbours."
    if len(close) == len(shown):
        return "Intervals overlap by half: do not rank them."
    known = question_names(questions)
    names = [inside(q.ref, known[q.ref]) for q, _ in shown if q.ref in close]
    return f"Intervals overlap by half: do not rank {listed(names)}."
