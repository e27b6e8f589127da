"""A call about an alert that comes before its sealed file: noted, waiting, and said which alert it was."""

from __future__ import annotations

import pytest

from hmip_desktop.errors import Refused
from hmip_desktop.services import alert_calls, alerts
from hmip_desktop.services.alert_register import read_register
from hmip_desktop.services.auditing import audit
from hmip_desktop.store import projections
from hmip_desktop.store import revisions as journal
from tests.people import Team
from tests.services.test_spine_laws import alert_of, codes, join


def refusal(call, *arguments) -> str:
    with pytest.raises(Refused) as refused:
        call(*arguments)
    return refused.value.code


def test_a_call_waits_until_its_file_came_and_is_the_first_time_that_the_lead_was_told(team: Team, tmp_path) -> None:
    team.give_out()
    lead, ai = team.lead, team.inspectors[0]
    case_id = team.case_id(ai)
    ref = lead.case(case_id).facts.case_ref
    alert_calls.record_call(lead, f" {ref} ", "AI-01", "A child moved in on Friday.")
    (waiting,) = alert_calls.waiting_calls(lead)
    assert (waiting.value.case_ref, waiting.by, waiting.fitting) == (ref, "LI-01", ())
    alert_id, _ = alerts.raise_alert(ai, case_id, alert_of(ai))
    assert codes(team.receive(lead, team.send(ai, lead, only_alerts=True))) == []
    (waiting,) = alert_calls.waiting_calls(lead)
    assert waiting.fitting == ((alert_id, 1),)
    assert not {step.code: step.done for step in read_register(lead)[0].steps}["told"]
    alert_calls.reconcile(lead, waiting.call_id, alert_id)
    assert alert_calls.waiting_calls(lead) == ()
    alerts.acknowledge(lead, case_id, alert_id)
    told = next(step for step in read_register(lead)[0].steps if step.code == "told")
    assert (told.done, told.who, told.at) == (True, "LI-01", waiting.value.called_at)
    deputy = join(team, tmp_path, "DL-01", "deputy")
    assert codes(team.receive(deputy, team.send(lead, deputy))) == []
    assert alert_calls.reconciled(deputy)[alert_id].at == waiting.value.called_at
    assert codes(team.receive(ai, team.send(lead, ai))) == []
    assert alert_calls.KIND not in {one.header.kind for one in journal.case_history(ai.store, "lead")}
    assert audit(lead).sound and projections.matches_rebuild(lead.store)
    deputy.store.close()


def test_a_call_that_was_no_alert_leaves_the_list_with_a_reason(team: Team) -> None:
    lead = team.lead
    alert_calls.record_call(lead, "", "Head of operations", "Nobody answers at weekends.")
    (waiting,) = alert_calls.waiting_calls(lead)
    assert refusal(alert_calls.close_call, lead, waiting.call_id, " ") == "alert-call-incomplete"
    alert_calls.close_call(lead, waiting.call_id, "General poor practice.")
    assert alert_calls.waiting_calls(lead) == () and alert_calls.reconciled(lead) == {}


def test_what_a_call_needs_and_who_may_note_one(team: Team) -> None:
    team.give_out()
    lead = team.lead
    assert refusal(alert_calls.record_call, lead, "26-401", "", "Something") == "alert-call-incomplete"
    assert refusal(alert_calls.record_call, lead, "26-999", "AI-01", "Something") == "alert-call-case-unknown"
    assert refusal(alert_calls.record_call, team.inspectors[0], "", "AI-01", "Something") == "role-not-allowed"
    alert_calls.record_call(lead, "", "AI-01", "Something")
    (waiting,) = alert_calls.waiting_calls(lead)
    assert refusal(alert_calls.reconcile, lead, waiting.call_id, "0" * 16) == "alert-unknown"
