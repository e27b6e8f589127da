"""The rows of the inspector's places. No widgets here."""

from __future__ import annotations

from datetime import UTC, datetime

from hmip_desktop.services.practice import is_practice
from hmip_desktop.services.sitting import Overview
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.text import t
from hmip_desktop.ui.views.my_cases.rows import narrowed
from hmip_desktop.ui.widgets.rail import RailItem

MY_CASES, ALERTS, PACKAGES, EXPORT = "my-cases", "raise-alert", "packages", "export"
CONFLICTS, PRACTICE = "conflicts", "practice"


def rail_items(overview: Overview, desk: CaseDesk | None) -> list[RailItem]:
    """The places, and those of the open case under its reference."""
    alerts = sum(case.alerts_open for case in narrowed(overview.cases, "alert", datetime.now(UTC).date()))
    rows = [
        RailItem(MY_CASES, t("My cases"), "rows", count=str(len(overview.cases)), bold=True),
        RailItem(
            ALERTS, t("Raise an alert"), "alert", count=t("{count} open", count=alerts) if alerts else "",
            count_kind="warning" if alerts else "", bold=True,
        ),
        RailItem(PACKAGES, t("Take in a package"), "inbox", bold=True),
        RailItem(
            EXPORT, t("Export"), "export", bold=True,
            count=t("{count} changed", count=overview.changed_since) if overview.changed_since else "",
        ),
    ]  # fmt: skip
    if overview.conflicts:
        held = str(overview.conflicts)
        rows.insert(1, RailItem(CONFLICTS, t("Conflicts"), "conflict", count=held, count_kind="warning", bold=True))
    if desk is not None and not is_practice(desk.record.case_id):
        total = desk.flow.total
        left = len(desk.record.notes) - len(desk.record.placed)
        rows += [
            RailItem("line", kind="line"),
            RailItem("caption", t("Open case: {case}", case=desk.record.facts.case_ref), kind="caption"),
            RailItem("assessment", t("Assessment"), "clipboard", count=f"{total.answered}/{total.total}", bold=True),
            RailItem("details", t("Case details"), "facts", bold=True),
            RailItem(
                "interview", t("Interview"), "chat", count=t("{count} left", count=left) if left > 0 else "", bold=True
            ),
            RailItem("evaluate", t("Evaluate and sign off"), "done-line", bold=True),
        ]
    held_case = overview.practice
    done = f"{held_case.answered}/{held_case.total}" if held_case is not None and held_case.answered else ""
    rows += [
        RailItem("line-practice", kind="line"),
        RailItem(PRACTICE, t("Practice case"), "practice", count=done, bold=True),
    ]
    return rows
