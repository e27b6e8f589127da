"""Decisions about people: a revoked key, cases handed over, a deputy; each with its reason in the history."""

from __future__ import annotations

from pathlib import Path

import pytest

from hmip_desktop.errors import Refused
from hmip_desktop.services import assess, staffing
from hmip_desktop.services.auditing import audit
from hmip_desktop.store import projections
from tests.people import Team, make_team


@pytest.fixture
def out(tmp_path: Path) -> Team:
    made = make_team(tmp_path, inspectors=2, cases=6)
    made.give_out()
    yield made
    made.close()


def test_a_revoked_key_keeps_what_came_before_and_holds_what_comes_later(out: Team) -> None:
    lead, ai = out.lead, out.inspectors[0]
    case_id = out.case_id(ai)
    assess.record_answer(ai, case_id, "C1a", "yes")
    out.receive(lead, out.send(ai, lead))
    who = staffing.post(lead, ai.me)
    assert (who.last_number, len(who.cases), who.revoked_from) == (1, 3, None)
    staffing.revoke_key(lead, ai.me, who.last_number + 1, "Laptop stolen on the train")
    assess.record_answer(ai, case_id, "C1b", "no")
    late = out.receive(lead, out.send(ai, lead))
    assert [package.refused.code for package in late.plan.packages] == ["package-revoked"]
    assert {ref: held.value.answer for ref, held in lead.case(case_id).answers.items()} == {"C1a": "yes"}
    (decided,) = staffing.decisions(lead)
    assert (decided.what, decided.reason, decided.sequence) == ("key_revoked", "Laptop stolen on the train", 2)
    assert audit(lead).sound


def test_cases_of_somebody_who_leaves_go_on_with_somebody_else(out: Team) -> None:
    lead, (leaver, heir) = out.lead, out.inspectors
    case_id = out.case_id(leaver)
    assess.record_answer(leaver, case_id, "C1a", "yes")
    out.receive(lead, out.send(leaver, lead))
    before = len(projections.case_list(lead.store, inspector=heir.me))
    staffing.hand_over(lead, leaver.me, heir.me, "Long-term illness", revoke_from=2)
    assert staffing.post(lead, leaver.me).cases == ()
    assert len(projections.case_list(lead.store, inspector=heir.me)) == before + 3
    out.receive(heir, out.send(lead, heir))
    assert heir.case(case_id).answers["C1a"].value.answer == "yes"
    assess.record_answer(heir, case_id, "C1b", "no")
    out.receive(lead, out.send(heir, lead))
    assert {ref: h.value.answer for ref, h in lead.case(case_id).answers.items()} == {"C1a": "yes", "C1b": "no"}
    assert staffing.decisions(lead)[0].to == heir.identity.name


def test_a_deputy_gets_everything_and_may_lead(out: Team) -> None:
    lead, (one, two) = out.lead, out.inspectors
    case_id = out.case_id(two)
    assess.record_answer(two, case_id, "C1a", "yes")
    out.receive(lead, out.send(two, lead))
    staffing.set_deputy(lead, one.me, True, "Stands in during week 2")
    out.receive(one, out.send(lead, one))
    assert one.role == "deputy"
    assert one.case(case_id).answers["C1a"].value.answer == "yes"
    staffing.hand_over(one, two.me, lead.me, "Leaves the inspectorate")
    out.receive(lead, out.send(one, lead))
    assert staffing.post(lead, two.me).cases == ()
    staffing.set_deputy(lead, one.me, False, "Back to casework")
    assert staffing.post(lead, one.me).role == "inspector"


@pytest.mark.parametrize(
    ("who", "reason", "code"), [("lead", "Why", "revoke-yourself"), ("first", " ", "staffing-needs-reason")]
)
def test_a_decision_needs_a_reason_and_somebody_else(out: Team, who: str, reason: str, code: str) -> None:
    fingerprint = out.lead.me if who == "lead" else out.inspectors[0].me
    for decide in (
        lambda: staffing.revoke_key(out.lead, fingerprint, 1, reason),
        lambda: staffing.hand_over(out.lead, fingerprint, out.inspectors[1].me, reason),
        lambda: staffing.set_deputy(out.lead, fingerprint, True, reason),
    ):
        with pytest.raises(Refused, match=code):
            decide()
    assert staffing.decisions(out.lead) == ()


def test_an_inspector_decides_about_nobody(out: Team) -> None:
    one, two = out.inspectors
    with pytest.raises(Refused, match="role-not-allowed"):
        staffing.revoke_key(one, two.me, 1, "I do not like them")
