"""What is said of an alert outside this program: a message without case details, and a sheet to read out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QUrl, QUrlQuery

from hmip_desktop.domain.alert import Alert, AlertScope
from hmip_desktop.domain.values import read_moment
from hmip_desktop.ui.text import t
from hmip_desktop.ui.words import month_words


def scopes() -> list[tuple[AlertScope, str]]:
    """What an alert can be about."""
    return [
        ("others", t("Harm to other people")),
        ("person_on_probation", t("Harm to the person on probation")),
        ("offence", t("An offence, such as fraud")),
        ("organisational", t("Practice that needs action at once")),
    ]


def test_words(alert: Alert) -> list[tuple[str, str]]:
    """What each test was answered with, below its name; one that is not met says so."""
    names = {
        "identifiable": t("Clear who and how"), "significant": t("Serious because"),
        "imminent": t("Imminent because"), "systemic": t("Systemic because"),
    }  # fmt: skip
    return [(names[code], why if met or not why else t("Not met: {why}", why=why)) for code, met, why in alert.tests]


def poor_practice_words() -> tuple[str, str]:
    """That practice fails a test, in bold and in plain words."""
    return (
        t("This looks like general poor practice."),
        t("However widespread, that belongs in the report and not in an alert."),
    )


def kind_words(scope: str) -> str:
    """What kind of alert it is."""
    return t("Organisational alert") if scope == "organisational" else t("Individual alert")


@dataclass(frozen=True, slots=True)
class AlertFacts:
    """What stands around an alert: its reference, where, by whom, when (local), and the code of the sealed file."""

    reference: str
    inspection: str
    raised_by: str
    raised_at: datetime
    code: str = ""
    file: str = ""


def message(facts: AlertFacts, scope: str) -> str:
    """A message ready to paste or to send: a reference and what to do, nothing about the case or a person."""
    lines = [
        t("{kind} {reference}, raised by {who} at {time}.", kind=kind_words(scope), reference=facts.reference,
          who=facts.raised_by, time=f"{facts.raised_at:%H:%M}"),
        t("Please phone me now, and then open the sealed file that comes with this message."),
    ]  # fmt: skip
    if facts.file:
        lines.append(t("File: {file}", file=facts.file))
    lines.append(t("This message holds no detail of the case. Please send a receipt with your next package."))
    return "\n".join(lines)


def mail_address(facts: AlertFacts, scope: str) -> QUrl:
    """The message for the mail program; whom it goes to is left to the person, for no address is held here."""
    url, query = QUrl("mailto:"), QUrlQuery()
    subject = t("{kind} {reference}: please phone", kind=kind_words(scope), reference=facts.reference)
    for key, words in (("subject", subject), ("body", message(facts, scope))):
        query.addQueryItem(key, bytes(QUrl.toPercentEncoding(words).data()).decode())
    url.setQuery(query)
    return url


def sheet(alert: Alert, facts: AlertFacts) -> str:
    """Everything to be said by telephone, in the order in which it is asked. It is for reading out, not for sending."""
    about = dict(scopes()).get(alert.scope, t("not said yet"))
    told = ", ".join(f"{one.who} {read_moment(one.told_at).astimezone():%H:%M}" for one in alert.told)
    parts = [
        (kind_words(alert.scope).upper(), facts.reference),
        (t("Inspection"), facts.inspection),
        (t("Raised by"), f"{facts.raised_by}, {month_words(facts.raised_at)} {facts.raised_at:%Y, %H:%M}"),
        (t("About"), about),
        (t("What happened"), alert.what_happened),
        (t("Who is at risk"), alert.at_risk),
        *test_words(alert),
        (t("Told so far"), told or t("nobody yet")),
        (t("Code of the sealed file"), facts.code or t("not made yet")),
    ]
    body = "\n\n".join(f"{label}\n{words}" for label, words in parts if words)
    end = t("Read this out by telephone. Say names only by telephone. Danger this minute: 999 first.")
    return f"{body}\n\n{end}"
