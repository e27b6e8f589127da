"""How alerts read: scopes, states, steps, and what is next."""

from __future__ import annotations

from hmip_desktop.services.alert_register import RegisterLine
from hmip_desktop.ui.text import t


def scope_words(code: str) -> str:
    """What an alert is about."""
    return {
        "others": t("Harm to others"),
        "person_on_probation": t("Harm to the person on probation"),
        "offence": t("An offence, such as fraud"),
        "organisational": t("Organisational"),
    }.get(code, code)


def state_words(code: str) -> str:
    """How far an alert has come."""
    return {
        "raised": t("Raised"),
        "told": t("Told by telephone"),
        "received": t("Received"),
        "asked": t("Assurance asked"),
        "evidence": t("Evidence seen"),
        "closed": t("Closed with evidence"),
    }.get(code, code)


def step_words(code: str) -> str:
    """One of the five steps."""
    return {
        "raised": t("Raised"),
        "told": t("Told by telephone"),
        "received": t("Received by the lead"),
        "assurance": t("Evidence seen"),
        "closed": t("Closed with evidence"),
    }.get(code, code)


def next_words(code: str) -> str:
    """What the lead inspector does next."""
    return {
        "acknowledge": t("Acknowledge it"),
        "ask": t("Ask for assurance"),
        "evidence": t("Look for evidence"),
        "close": t("Close it"),
    }.get(code, "")


def due_words(line: RegisterLine) -> tuple[str, str]:
    """Time left, and the tag it is dressed in; empty without a day."""
    left = line.days_left
    if left is None:
        return "", ""
    if left < 0:
        return (t("1 day late") if left == -1 else t("{days} days late", days=-left)), "warning"
    if left == 0:
        return t("due today"), "warning"
    return (t("1 day left") if left == 1 else t("{days} days left", days=left)), "info"


def open_words(line: RegisterLine) -> str:
    """For how long an alert has been open, or was before it was closed; empty on its first day."""
    days = line.open_days
    if not days:
        return ""
    if line.alert.state == "closed":
        return t("for 1 day") if days == 1 else t("for {days} days", days=days)
    return t("1 day open") if days == 1 else t("{days} days open", days=days)


def number_words(number: int) -> str:
    """How an alert is called: AL-007."""
    return f"AL-{number:03d}"
