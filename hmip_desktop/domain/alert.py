"""Alerts about serious and imminent risk, and advice below that threshold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from hmip_desktop.domain.values import (
    LONGEST_LINE,
    LONGEST_TEXT,
    Line,
    Moment,
    OptionalMoment,
    Short,
    Text,
    Value,
)

AlertTestCode = Literal["identifiable", "significant", "imminent", "systemic"]
TESTS: tuple[AlertTestCode, ...] = ("identifiable", "significant", "imminent", "systemic")
AlertState = Literal["raised", "told", "received", "assurance", "closed"]
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
    organisation has to be ``systemic`` too. ``not_met`` names the tests answered no, which only such practice may have;
    both are left away where it has none to say, so that alerts of before read as they were written.

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
    state: AlertState = "raised"
    closed_reason: Line = ""
    systemic: Line | msgspec.UnsetType = msgspec.UNSET
    not_met: tuple[AlertTestCode, ...] | msgspec.UnsetType = msgspec.UNSET

    @property
    def tests(self) -> tuple[tuple[AlertTestCode, bool, str], ...]:
        """The tests that this kind of alert has to pass: code, whether it is met, and why."""
        told: tuple[tuple[AlertTestCode, str], ...] = (
            ("identifiable", self.identifiable), ("significant", self.significant), ("imminent", self.imminent),
        )  # fmt: skip
        if self.scope == "organisational" and self.systemic is not msgspec.UNSET:
            told += (("systemic", self.systemic),)
        failed = self.not_met or ()
        return tuple((code, code not in failed and bool(why.strip()), why) for code, why in told)

    @property
    def looks_like_poor_practice(self) -> bool:
        """Practice that fails a test: however widespread, that is a finding and no alert."""
        return self.scope == "organisational" and not all(met for _, met, _ in self.tests)


STATES: tuple[AlertState, ...] = ("raised", "told", "received", "assurance", "closed")


def together(versions: Sequence[Alert]) -> Alert:
    """Versions of one alert that crossed on the way as one: everybody told, all assurance, the furthest state.

    The order does not matter. Words that differ all stay, as far as there is room for them. An alert that was closed
    while something else was asked for is open: whoever closed it did not know of that.
    """
    first, *others = sorted(versions, key=lambda one: (one.raised_at, msgspec.json.encode(one)))
    if not others:
        return first
    every = (first, *others)

    def words(name: str) -> str:
        joined = " / ".join(dict.fromkeys(text for one in every if (text := getattr(one, name))))
        limit = LONGEST_TEXT if name == "what_happened" else LONGEST_LINE
        return joined if len(joined) <= limit else f"{joined[: limit - 3]}..."

    assurance = _all_assurance(every)
    said: dict[str, Any] = {name: words(name) for name in ("what_happened", "at_risk", *TESTS, "closed_reason")}
    said["systemic"] = said["systemic"] or msgspec.UNSET
    failed = tuple(code for code in TESTS if any(code in (one.not_met or ()) for one in every))
    return msgspec.structs.replace(
        first,
        **said,
        told=tuple(sorted({told for one in every for told in one.told}, key=lambda told: (told.told_at, told.who))),
        received_at=min((one.received_at for one in every if one.received_at), default=""),
        assurance=assurance,
        state=_furthest(every, assurance),
        not_met=failed or msgspec.UNSET,
    )


def _furthest(versions: Sequence[Alert], assurance: Sequence[Assurance]) -> AlertState:
    asked = {one for one in assurance if not (one.evidence.strip() and one.seen_at)}
    closed = [one for one in versions if one.state == "closed"]
    open_states = [one.state for one in versions if one.state != "closed"]
    if closed and (not open_states or any(asked <= set(one.assurance) for one in closed)):
        return "closed"
    return max([*open_states, "assurance"] if closed else open_states, key=STATES.index)


def _all_assurance(versions: Sequence[Alert]) -> tuple[Assurance, ...]:
    """What stands in all of them as it stands, then what each alone has, in the order in which it was seen."""
    held = [one.assurance for one in versions]
    common = [one for one in held[0] if all(one in other for other in held)]
    rest = {one for other in held for one in other} - set(common)
    return (*common, *sorted(rest, key=lambda one: (one.seen_at, one.due_on, one.action, one.evidence)))


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
