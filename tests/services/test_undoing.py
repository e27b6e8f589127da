"""Undo takes back this person's last change, whole, and never what somebody else has brought since."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hmip_desktop.domain.assessment import Evidence
from hmip_desktop.errors import Refused
from hmip_desktop.services import assess, conflicts, undoing
from hmip_desktop.services.auditing import audit
from hmip_desktop.services.context import Context
from hmip_desktop.services.undoing import Sitting, Taken
from tests.people import Team, finish
from tests.services.test_spine_laws import codes


@pytest.fixture
def out(team: Team) -> Team:
    team.give_out()
    return team


def refusal(call, *arguments, **named) -> Refused:
    with pytest.raises(Refused) as refused:
        call(*arguments, **named)
    return refused.value


def do(sitting: Sitting, case_id: str, act: Callable[[], object]) -> Taken:
    taken = Taken()
    sitting.doing(case_id, taken, act)
    return taken


def answers(ctx: Context, case_id: str) -> dict[str, str | None]:
    return {ref: held.value.answer for ref, held in ctx.case(case_id).answers.items() if held.value.answer}


def test_answers_are_undone_and_redone_in_their_order(out: Team) -> None:
    ai = out.inspectors[0]
    case_id, sitting = out.case_id(ai), undoing.Sitting(ai)
    acts = [("C1a", "yes"), ("C1a", "no"), ("C1b", "yes"), ("C1a", None)]
    steps, states = [], [answers(ai, case_id)]
    for ref, answer in acts:
        steps.append(do(sitting, case_id, lambda r=ref, a=answer: assess.record_answer(ai, case_id, r, a)))
        states.append(answers(ai, case_id))
    for _ in range(2):
        for number in reversed(range(len(steps))):
            assert sitting.take_back(steps[number]).subjects
            assert answers(ai, case_id) == states[number]
        for number, step in enumerate(steps, 1):
            sitting.take_back(step)
            assert answers(ai, case_id) == states[number]
    assert audit(ai).sound


def test_one_action_on_several_subjects_is_undone_as_one(out: Team) -> None:
    ai = out.inspectors[0]
    case_id, sitting = out.case_id(ai), Sitting(ai)
    assess.record_answer(ai, case_id, "C1b", "no")
    page = do(sitting, case_id, lambda: assess.record_page(ai, case_id, {"C1a": "yes", "C1b": "yes", "C2": "no"}))
    assert len(page.revisions) == 3
    assert sitting.take_back(page).subjects == {f"answer:{case_id}/{ref}" for ref in ("C1a", "C1b", "C2")}
    assert answers(ai, case_id) == {"C1b": "no"}
    before = ai.case(case_id)
    fact = do(sitting, case_id, lambda: assess.correct_fact(ai, case_id, "release_date", "2026-05-01"))
    sitting.take_back(fact)
    assert ai.case(case_id).facts == before.facts
    assert ai.case(case_id).route_used == before.route_used
    assert not do(sitting, case_id, lambda: assess.record_answer(ai, case_id, "C1b", "no"))


def test_what_a_merge_brought_since_is_never_written_over(out: Team) -> None:
    ai, lead = out.inspectors[0], out.lead
    case_id, sitting = out.case_id(ai), Sitting(ai)
    assess.record_answer(ai, case_id, "C1a", "no")
    step = do(sitting, case_id, lambda: assess.record_answer(ai, case_id, "C1a", "yes"))
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    assess.record_answer(lead, case_id, "C1a", None)
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    before = ai.case(case_id).answers["C1a"]
    refused = refusal(sitting.take_back, step)
    assert (refused.code, refused.params["who"], refused.params["ref"]) == ("undo-changed-since", "LI-01", "C1a")
    assert refused.params["subject"] == f"answer:{case_id}/C1a"
    assert ai.case(case_id).answers["C1a"] == before


def test_nothing_of_an_action_is_undone_when_part_of_it_was_changed_since(out: Team) -> None:
    ai, lead = out.inspectors[0], out.lead
    case_id, sitting = out.case_id(ai), Sitting(ai)
    page = do(sitting, case_id, lambda: assess.record_page(ai, case_id, {"C1a": "yes", "C1b": "yes"}))
    assess.record_answer(lead, case_id, "C1b", "no")
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    assert refusal(sitting.take_back, page).params["who"] == "LI-01"
    assert ai.case(case_id).answers["C1a"].value.answer == "yes"
    (found,) = conflicts.list_conflicts(ai)
    settled = do(sitting, case_id, lambda: conflicts.resolve(ai, found.conflict.id, "A", "Read again."))
    assert refusal(sitting.take_back, settled).code == "undo-of-settlement"


def test_a_note_comes_back_and_a_signed_case_stays_as_it_is(out: Team) -> None:
    ai = out.inspectors[0]
    case_id, sitting = out.case_id(ai), Sitting(ai)
    note, _ = assess.save_evidence(ai, case_id, Evidence("First words.", "oasys"))
    gone = do(sitting, case_id, lambda: assess.withdraw_evidence(ai, case_id, note))
    sitting.take_back(gone)
    assert ai.case(case_id).evidence[note].value.text == "First words."
    finish(ai, case_id)
    assert refusal(sitting.take_back, gone).code == "case-signed-off"


ACTS = st.lists(st.tuples(st.sampled_from(["C1a", "C1b"]), st.sampled_from(["yes", "no", None])), max_size=8)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(ACTS, st.lists(st.integers(0, 8), max_size=6))
def test_however_far_back_and_forth_the_case_is_as_it_was(out: Team, acts, places) -> None:
    ai = out.inspectors[0]
    case_id, sitting = out.case_id(ai), Sitting(ai)
    steps, states = [], [answers(ai, case_id)]
    for ref, answer in acts:
        steps.append(do(sitting, case_id, lambda r=ref, a=answer: assess.record_answer(ai, case_id, r, a)))
        states.append(answers(ai, case_id))
    place = len(steps)
    for target in (min(one, len(steps)) for one in places):
        while place != target:
            sitting.take_back(steps[place - 1] if target < place else steps[place])
            place += 1 if target > place else -1
            assert answers(ai, case_id) == states[place]
    assert audit(ai).sound
