"""Alerts about serious and imminent risk, and advice below that threshold."""

from __future__ import annotations

from typing import Literal

from hmip_desktop.domain.values import Line, Moment, OptionalMoment, Short, Text, Value

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
    """An alert. The three tests are significant, imminent and identifiable, each answered yes with its why.

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
