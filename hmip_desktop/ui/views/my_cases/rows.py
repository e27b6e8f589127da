"""What the list of cases shows in its cells. No widgets here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from hmip_desktop.services.case_rows import NOT_READ, CaseRows, ListedCase, holds
from hmip_desktop.ui.text import t
from hmip_desktop.ui.widgets.table import EMPTY, Cell, Column
from hmip_desktop.ui.words import interviewed_words, moment_words, month_words, route_words, weekday_words


def columns() -> list[Column]:
    """Titles and widths: the words on which a day is planned are never cut off; a PDU may be, and goes before they are."""
    states = (t("Returned"), t("Signed off"), t("In progress"), t("Not yet started"), t("{count} to answer", count=3))
    talks = (Cell(t("Today {time}", time="00:00"), bold=True, icon="clock"), Cell(t("File-read"), icon="file"))
    return [
        Column(t("Case"), 84),
        Column(t("PDU"), 116, stretch=True, spare=1),
        Column(t("Route"), 70, whole=tuple(Cell(route_words(code)) for code in ("core", "adjusted"))),
        Column(t("State"), 150, whole=tuple(Cell(words, icon="done", end="34/34") for words in states)),
        Column(t("Interview"), 100, whole=(*talks, Cell(t("Not planned"))), firm=True),
        Column(t("Queries"), 70, whole=(Cell("22", tag="warning"),)),
        Column(t("Last export"), 84, whole=(Cell(t("Received"), icon="done"),)),
    ]


def state_of(case: ListedCase) -> tuple[str, str, str]:
    """Icon, tone and words of how far a case is."""
    if case.excluded:
        return "minus-circle", "text2", t("Taken out")
    if case.queries and case.signed_off_at:
        return "reply", "warn", t("Returned")
    if case.signed_off_at:
        return "done", "ok", t("Signed off")
    if case.total and case.total - case.answered in range(1, 4):
        return "half", "brand", t("{count} to answer", count=case.total - case.answered)
    if case.answered:
        return "half", "brand", t("In progress")
    return "circle", "text2", t("Not yet started")


def interview_day(case: ListedCase) -> datetime | None:
    """When the interview is planned, None when it is not or the sample says it in other words."""
    try:
        return datetime.fromisoformat(case.interview_at)
    except ValueError:
        return None


def _interview(case: ListedCase, today: date) -> Cell:
    if case.file_read:
        return Cell(t("File-read"), icon="file", icon_tone="text2")
    at = interview_day(case)
    if case.interviewed and case.interviewed != "nobody":
        when = weekday_words(at) if at else ""
        words = t("Held {day}", day=when).strip()
        return Cell(words, tone="text2", spoken=f"{words}, {interviewed_words(case.interviewed)}")
    if at is None:
        return Cell(case.interview_at or t("Not planned"), tone="text" if case.interview_at else "text2")
    if at.date() == today:
        return Cell(t("Today {time}", time=f"{at:%H:%M}"), bold=True, icon="clock")
    near = abs((at.date() - today).days) < 7
    return Cell(f"{weekday_words(at) if near else month_words(at, short=True)} {at:%H:%M}")


def cell_of(case: ListedCase, column: int, now: datetime) -> Cell:
    """The cell of a case in a column."""
    if column == 0:
        return Cell(case.case_ref, bold=True)
    if column == 1:
        return Cell(case.pdu)
    if column == 2:
        if case.route == "adjusted":
            return Cell(
                route_words("adjusted"), dotted=True, tip=case.route_reason,
                spoken=case.route_reason or route_words("adjusted"),
            )  # fmt: skip
        return Cell(route_words(case.route))
    if column == 3:
        icon, tone, words = state_of(case)
        done = f"{case.answered}/{case.total}"
        spoken = t("{state}, {done} of {total}", state=words, done=case.answered, total=case.total)
        return Cell(words, icon=icon, icon_tone=tone, end=done, spoken=spoken)
    if column == 4:
        return _interview(case, now.astimezone().date())
    if column == 5:
        if not case.queries:
            return EMPTY
        words = t("1 query") if case.queries == 1 else t("{count} queries", count=case.queries)
        return Cell(str(case.queries), tag="warning", tip=words, spoken=words)
    if case.exported_at == NOT_READ:
        return EMPTY
    if case.received:
        return Cell(t("Received"), icon="done", icon_tone="ok")
    return Cell(moment_words(case.exported_at, now) or t("Not yet"), tone="text" if case.exported_at else "text2")


FILTERS = ("all", "today", "open", "returned")


def filter_words(code: str) -> str:
    """The name of a filter."""
    return {"all": t("All"), "today": t("Today"), "open": t("To finish"), "returned": t("Returned")}[code]


def passes(case: ListedCase, code: str, today: date) -> bool:
    """True when a filter keeps a case."""
    if code == "today":
        at = interview_day(case)
        return at is not None and at.date() == today and not case.interviewed
    if code == "open":
        return not case.signed_off_at and not case.excluded
    if code == "planned":
        at = interview_day(case)
        return at is not None and at.date() == today
    if code == "returned":
        return case.queries > 0
    if code == "alert":
        return case.alerts_open > 0
    return True


def narrowed(cases: Sequence[ListedCase], code: str, today: date, words: str = "") -> Sequence[ListedCase]:
    """The cases that a filter (or "planned", "alert") keeps and that hold the words; long lists look in the store."""
    if isinstance(cases, CaseRows):
        return cases.narrowed(code, words, today)
    return [case for case in cases if passes(case, code, today) and holds(case, words)]


def find(cases: Sequence[ListedCase], case_id: str) -> ListedCase | None:
    """The case of that id, None when it is not on the list."""
    if isinstance(cases, CaseRows):
        return cases.find(case_id)
    return next((case for case in cases if case.case_id == case_id), None)


def place_of(cases: Sequence[ListedCase], case_id: str) -> int:
    """The number of a case's row, 0 when it is not among these."""
    if not case_id:
        return 0
    if isinstance(cases, CaseRows):
        return cases.place_of(case_id)
    return next((number for number, case in enumerate(cases) if case.case_id == case_id), 0)
