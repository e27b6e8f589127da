"""Alerts about serious and imminent risk, and advice below that threshold."""

from __future__ import annotations

from typing import Literal

from hmip_desktop.domain.values import Line, Moment, OptionalMoment, Short, Text, Value

AlertTestCode = Literal["identifiable", "significant", "imminent", "systemic"]
AlertScope = Literal["others", "person_on_probation", "offence", "organisational"]


class Told(Value, frozen=True):
    """Somebody was told by telephone: who, and when."""

    who: Short
    told_at: Moment


class Assurance(Value, frozen=True):
    """Evidence that the responsible body acted: asked of whom, by when, and what was seen."""

    action: Line
    body: Short
    due_on: Short = ""
    evidence: Line = ""
    seen_at: OptionalMoment = ""


class Alert(Value, frozen=True):
    """An alert. The three tests are significant, imminent and identifiable, each with its why; practice in the
    organisation has to be ``systemic`` too. ``not_met`` names the tests answered no, which only such practice may have.

    The inspectorate never manages the risk; it seeks assurance that the responsible body acted
    (guidance manual 2025, alerts). ``state`` moves raised, told, received, assurance, closed.
    """

    scope: AlertScope
    what_happened: Text
    at_risk: Line
    significant: Line
    imminent: Line
    identifiable: Line
    raised_at: Moment
    told: tuple[Told, ...] = ()
    received_at: OptionalMoment = ""
    assurance: tuple[Assurance, ...] = ()
    state: Literal["raised", "told", "received", "assurance", "closed"] = "raised"
    closed_reason: Line = ""
    systemic: Line = ""
    not_met: tuple[AlertTestCode, ...] = ()

    @property
    def tests(self) -> tuple[tuple[AlertTestCode, bool, str], ...]:
        """The tests that this kind of alert has to pass: code, whether it is met, and why."""
        told: tuple[tuple[AlertTestCode, str], ...] = (
            ("identifiable", self.identifiable), ("significant", self.significant), ("imminent", self.imminent),
        )  # fmt: skip
        if self.scope == "organisational":
            told += (("systemic", self.systemic),)
        return tuple((code, code not in self.not_met and bool(why.strip()), why) for code, why in told)

    @property
    def looks_like_poor_practice(self) -> bool:
        """Practice that fails a test: however widespread, that is a finding and no alert."""
        return self.scope == "organisational" and not all(met for _, met, _ in self.tests)


class AlertCall(Value, frozen=True):
    """A telephone call about an alert before its sealed file is here: about which case (empty for the whole
    inspection), who rang by role or name, what was said and when. ``alert`` is the id of the alert that it was,
    ``no_alert`` why none came of it; both empty while it waits. The subject is ``alert-call:<id>``."""

    case_ref: Short
    caller: Short
    said: Text
    called_at: Moment
    alert: Short = ""
    no_alert: Line = ""


class Advice(Value, frozen=True):
    """Advice below the threshold of an alert: recorded, never chased."""

    text: Text
    given_at: Moment
