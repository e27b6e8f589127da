"""Words for codes: how sentence types, levels of risk, sources and states are called on the screen."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hmip_desktop.domain.calendar_words import DAYS_SHORT, MONTHS, MONTHS_SHORT
from hmip_desktop.ui.text import language, t


def sentence_words(code: str) -> str:
    """The name of a sentence type."""
    return {
        "community_order": t("Community order"),
        "suspended_sentence_order": t("Suspended sentence order"),
        "licence": t("Licence"),
        "pss": t("Post-sentence supervision"),
    }.get(code, code)


def rosh_words(code: str) -> str:
    """A level of risk of serious harm."""
    return {
        "low": t("Low"), "medium": t("Medium"), "high": t("High"), "very_high": t("Very high"),
    }.get(code, code)  # fmt: skip


def measure_words(code: str) -> str:
    """By what supervision was suspended."""
    return {"": t("Not suspended"), "reset": t("Probation Reset"), "impact": t("Probation Impact")}.get(code, code)


def route_words(code: str) -> str:
    """The question set of a case."""
    return {"core": t("Core"), "adjusted": t("Adjusted")}.get(code, code)


def source_words(code: str) -> str:
    """Where evidence comes from."""
    return {
        "ndelius": t("nDelius"),
        "oasys": t("OASys"),
        "visor": t("ViSOR"),
        "vcms": t("VCMS"),
        "mappa_minutes": t("MAPPA minutes"),
        "marac_minutes": t("MARAC minutes"),
        "professionals_minutes": t("Professionals' meeting"),
        "interview": t("Interview"),
        "other": t("Other"),
    }.get(code, code)


SOURCES = (
    "ndelius", "oasys", "visor", "vcms", "mappa_minutes", "marac_minutes", "professionals_minutes", "interview", "other",
)  # fmt: skip


def answer_words(code: str | None) -> str:
    """An answer as said in a sentence."""
    return {"yes": t("Yes"), "no": t("No"), "na": t("Not applicable")}.get(code or "", t("Not answered"))


def became_words(code: str) -> str:
    """What became of a question in a new version of the pack."""
    return {
        "kept": t("Kept"), "reworded": t("Reworded"), "replaced": t("Asked anew"), "split": t("Split"),
        "merged": t("Merged"), "retired": t("Not asked any more"), "new": t("New"),
    }.get(code, code)  # fmt: skip


def role_words(code: str) -> str:
    """A role in the inspection."""
    return {
        "lead": t("Lead inspector"),
        "deputy": t("Deputy lead"),
        "inspector": t("Assistant inspector"),
        "local_assessor": t("Local assessor"),
        "interviewer": t("Interviewer"),
        "quality_lead": t("Quality lead"),
        "data_team": t("Data team"),
    }.get(code, code)


def tag_words(code: str) -> str:
    """What a note of the interview is."""
    return {
        "strength": t("Strength"), "gap": t("Gap"), "quote": t("Quote"), "follow_up": t("Follow up"),
    }.get(code, "")  # fmt: skip


TAG_KINDS = {"strength": "ok", "gap": "gap", "quote": "quote", "follow_up": "info"}


def interviewed_words(code: str) -> str:
    """Who was interviewed."""
    return {
        "practitioner": t("Practitioner"),
        "line_manager": t("Line manager instead"),
        "other_substitute": t("Somebody else instead"),
        "nobody": t("Nobody"),
    }.get(code, code)


def day_words(text: str) -> str:
    """An ISO date as people write it, "12 May 2025"; empty stays empty and no date stays as it is."""
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return text
    return f"{month_words(day)} {day.year}"


def month_words(day: date, short: bool = False) -> str:
    """Day and month without the year, "12 May"; ``short`` where there is little room."""
    names = MONTHS_SHORT if short else MONTHS
    return f"{day.day} {names[language()][day.month - 1]}"


def weekday_words(day: date) -> str:
    """The short name of the day of the week, "Tue"."""
    return DAYS_SHORT[language()][day.weekday()]


def moment_words(stored: str, now: datetime) -> str:
    """A stored moment in local time, short: "14:32" today, "Tue 16:10" within a week, else "12 May"."""
    if not stored:
        return ""
    at = datetime.strptime(stored, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC).astimezone()
    here = now.astimezone()
    if at.date() == here.date():
        return f"{at:%H:%M}"
    if abs((here.date() - at.date()).days) < 7:
        return f"{weekday_words(at)} {at:%H:%M}"
    return month_words(at, short=True)


def clock_words(seconds: int) -> str:
    """Seconds as minutes and seconds, "13:20"; from an hour on the minutes simply go on."""
    return f"{seconds // 60:02d}:{seconds % 60:02d}"
