"""When an interview is, as lists of the lead inspector say it, and why a case is proposed for somebody."""

from __future__ import annotations

from datetime import datetime

from hmip_desktop.services.balance import Why
from hmip_desktop.ui.text import t
from hmip_desktop.ui.words import month_words, weekday_words

NAMED = 3


def slot_words(interview_at: str) -> str:
    """An interview time as imported, "Mon 9 Nov 09:30"; other words of the sample stay as they are."""
    try:
        at = datetime.fromisoformat(interview_at)
    except ValueError:
        return interview_at
    clock = f" {at:%H:%M}" if len(interview_at) > len("2026-11-09") else ""
    return f"{weekday_words(at)} {month_words(at, short=True)}{clock}"


def why_words(why: Why) -> str:
    """One reason of a proposal."""
    names = ", ".join(why.names[:NAMED])
    if len(why.names) > NAMED:
        names = t("{names} and {count} more", names=names, count=len(why.names) - NAMED)
    return {
        "evens-out": t("evens out the numbers"),
        "free-then": t("free at that time; {names} not", names=names),
        "only-one-able": t("the only one who can"),
        "conflict-avoided": t("declared conflict of {names}", names=names),
        "all-declared": t("a declared conflict bars everybody: {names}", names=names),
        "nobody-free": t("at that time everybody who may have it is in an interview"),
    }[why.code]
