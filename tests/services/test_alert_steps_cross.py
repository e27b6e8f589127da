"""Steps of an alert that crossed on the way: told by telephone there, acknowledged here. Both count, nobody settles."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from hmip_desktop.domain.alert import Alert, Assurance, Told, together
from hmip_desktop.domain.values import moment
from hmip_desktop.services import alert_register, alert_watch, alerts, conflict_queue, conflicts, merge_plan
from hmip_desktop.services.auditing import audit
from hmip_desktop.services.merge_picture import picture
from hmip_desktop.store import projections
from tests.people import Team, finish, make_team
from tests.services.test_spine_laws import codes

SEEN = ("A child moved in.", "A child", "Grave", "Tonight", "One home")
AT = "2026-11-10T09:00:00.000Z"


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    made = make_team(tmp_path, inspectors=1, cases=1)
    made.give_out()
    yield made
    made.close()


def test_what_was_told_there_and_acknowledged_here_stands_together(team: Team) -> None:
    (ai,), lead = team.inspectors, team.lead
    case_id = team.case_id(ai)
    finish(ai, case_id)
    alert_id, _ = alerts.raise_alert(ai, case_id, Alert("others", *SEEN, moment(ai.now())))
    assert codes(team.receive(lead, team.send(ai, lead))) == []
    alerts.acknowledge(lead, case_id, alert_id)
    alerts.record_told(ai, case_id, alert_id, "Duty line")
    package = team.send(ai, lead)
    assert picture(lead, merge_plan.plan(lead, [package])).conflicts == ()
    assert codes(team.receive(lead, package)) == []

    (line,) = alert_register.read_register(lead)
    assert (line.alert.state, [one.who for one in line.alert.told]) == ("received", ["Duty line"])
    assert line.alert.received_at and line.next == "ask"
    assert alert_watch.waiting(lead) == ()  # acknowledged, whichever step came last
    assert conflict_queue.queue(lead) == conflict_queue.to_settle(lead) == conflicts.list_conflicts(lead) == ()
    item = projections.case_item(lead.store, case_id)
    assert item is not None and item.conflicts == 0 and item.counted

    alerts.seek_assurance(lead, case_id, alert_id, Assurance("Visit tonight", "Head of PDU", "2026-11-12"))
    (line,) = alert_register.read_register(lead)
    assert line.alert.state == "assurance" and [one.who for one in line.alert.told] == ["Duty line"]
    assert len(line.row.alert.heads) == 1  # the next step named both
    assert audit(lead).sound
    assert codes(team.receive(ai, team.send(lead, ai))) == []
    assert alert_register.read_register(ai)[0].alert == line.alert


def test_together_loses_nothing_whatever_the_order() -> None:
    first = Alert("others", *SEEN, AT)
    asked = Assurance("Visit tonight", "Head of PDU", "2026-11-12")
    seen = Assurance("", "Head of PDU", evidence="A visit was made", seen_at="2026-11-11T10:00:00.000Z")
    change = msgspec.structs.replace
    versions = (
        change(first, told=(Told("Duty line", AT),), state="told"),
        change(first, received_at="2026-11-10T10:00:00.000Z", assurance=(asked,), state="assurance"),
        change(first, assurance=(asked, seen), state="closed", closed_reason="Seen", received_at=AT),
    )
    made = {together(order) for order in itertools.permutations(versions)}
    assert made == {change(first, told=(Told("Duty line", AT),), received_at=AT, assurance=(asked, seen),
                           state="closed", closed_reason="Seen")}  # fmt: skip
    assert together([first]) == first
    assert together([change(versions[2], closed_reason=mark * 900) for mark in "ab"]).closed_reason == (
        "a" * 900 + " / " + "b" * 94 + "..."
    )  # what a package can carry
    other = change(first, what_happened="Two children moved in.")
    assert set(together([first, other]).what_happened.split(" / ")) == {"A child moved in.", "Two children moved in."}


def test_an_alert_closed_while_something_else_was_asked_for_is_open() -> None:
    asked = Assurance("Visit tonight", "Head of PDU", "2026-11-12")
    seen = Assurance("", "Head of PDU", evidence="A visit was made", seen_at="2026-11-11T10:00:00.000Z")
    more = Assurance("Move the child", "Head of PDU", "2026-11-13")
    change = msgspec.structs.replace
    first = change(Alert("others", *SEEN, AT), received_at=AT, assurance=(asked,), state="assurance")
    closed = change(first, assurance=(asked, seen), state="closed", closed_reason="Seen")
    found = together([change(first, assurance=(asked, more)), closed])
    assert (found.state, set(found.assurance)) == ("assurance", {asked, seen, more})
    assert together([change(first, told=(Told("Duty line", AT),)), closed]).state == "closed"
    evidence = change(seen, evidence="A letter came")
    assert together([change(first, assurance=(asked, evidence)), closed]).state == "closed"


def test_the_list_says_of_crossed_steps_what_the_register_says(team: Team) -> None:
    (ai,), lead = team.inspectors, team.lead
    case_id = team.case_id(ai)
    raised = [alerts.raise_alert(ai, case_id, Alert("others", *SEEN, moment(ai.now())))[0] for _ in range(6)]
    team.receive(lead, team.send(ai, lead))
    for alert_id in raised:
        alerts.acknowledge(lead, case_id, alert_id)
        alerts.record_told(ai, case_id, alert_id, "Duty line")
        alert_register.record_evidence(lead, case_id, alert_id, "A visit was made", "Head of PDU")
        alerts.close_alert(lead, case_id, alert_id, "Seen")
    team.receive(lead, team.send(ai, lead))
    assert {line.alert.state for line in alert_register.read_register(lead)} == {"closed"}
    item = projections.case_item(lead.store, case_id)
    assert item is not None and item.alerts_open == 0  # as the register says, whatever the digests are
    assert audit(lead).sound
