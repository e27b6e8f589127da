"""An inspector's work on one case."""

from __future__ import annotations

import pytest

from hmip_desktop.domain.alert import Alert, Assurance
from hmip_desktop.domain.assessment import Evaluation, Evidence, EvidenceLink
from hmip_desktop.domain.interview import Interview, InterviewNote, SecondPerson
from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.services import alerts, assess, interview
from hmip_desktop.services.context import Context
from hmip_desktop.store import revisions as journal
from tests.people import Team, finish


@pytest.fixture
def work(team: Team) -> tuple[Context, str]:
    team.give_out()
    return team.inspectors[0], team.case_id(team.inspectors[0])


def refusal(call, *arguments, **named) -> str:
    with pytest.raises(Refused) as refused:
        call(*arguments, **named)
    return refused.value.code


def test_an_answer_is_kept_with_its_history(work) -> None:
    ctx, case_id = work
    for answer in ("yes", "no", None):
        assess.record_answer(ctx, case_id, "C1a", answer)
    held = assess.open_case(ctx, case_id).record.answers["C1a"]
    assert held.value.answer is None
    assert [r.value().answer for r in journal.history(ctx.store, f"answer:{case_id}/C1a")] == ["yes", "no", None]


def test_the_same_answer_again_writes_nothing(work) -> None:
    ctx, case_id = work
    assess.record_answer(ctx, case_id, "C1a", "yes")
    assert assess.record_answer(ctx, case_id, "C1a", "yes").subjects == frozenset()


def test_not_applicable_only_where_the_pack_allows_it(work) -> None:
    ctx, case_id = work
    assert refusal(assess.record_answer, ctx, case_id, "C1", "na") == "na-not-allowed"
    assert refusal(assess.record_answer, ctx, case_id, "C9", "yes") == "question-not-in-pack"


def test_a_contradiction_asks_for_a_reason_and_never_blocks_the_answer(work) -> None:
    ctx, case_id = work
    assess.record_answer(ctx, case_id, "C1a", "no")
    assess.record_answer(ctx, case_id, "C1", "yes")
    opened = assess.open_case(ctx, case_id)
    assert opened.record.answers["C1"].value.answer == "yes"
    assert "contradiction-yes-with-prompt-no" in {item.code for item in assess.open_items(opened)}
    assess.explain(ctx, case_id, "C1", "What mattered most was done.")
    codes = {item.code for item in assess.open_items(assess.open_case(ctx, case_id))}
    assert "contradiction-yes-with-prompt-no" not in codes


def test_a_changed_fact_changes_the_route_and_drops_no_answer(work) -> None:
    ctx, case_id = work
    assess.record_answer(ctx, case_id, "C1a", "yes")
    assess.correct_fact(ctx, case_id, "measure_date", "2026-05-20")
    assess.correct_fact(ctx, case_id, "measure", "impact")
    opened = assess.open_case(ctx, case_id)
    assert opened.record.route_used == "adjusted"
    assert opened.record.answers["C1a"].value.answer == "yes"
    assert "C1a" in opened.flow.inactive
    assert opened.flow.is_visible("A1")
    assess.use_route(ctx, case_id, "core", "Contact went on weekly all the same.")
    again = assess.open_case(ctx, case_id)
    assert (again.record.route.computed, again.record.route.used) == ("adjusted", "core")
    assert again.flow.answer("C1a") == "yes"


def test_an_override_needs_a_reason(work) -> None:
    ctx, case_id = work
    assert refusal(assess.use_route, ctx, case_id, "adjusted", "  ") == "override-needs-reason"


def test_sign_off_waits_for_what_is_open_and_then_locks(work) -> None:
    ctx, case_id = work
    assert refusal(assess.sign_off, ctx, case_id) == "sign-off-blocked"
    finish(ctx, case_id)
    assert refusal(assess.record_answer, ctx, case_id, "C1a", "no") == "case-signed-off"
    assert refusal(assess.reopen, ctx, case_id, "") == "reopen-needs-reason"
    assess.reopen(ctx, case_id, "A note was missed.")
    assess.record_answer(ctx, case_id, "C1a", "no")
    assert assess.open_case(ctx, case_id).record.answers["C1a"].value.answer == "no"


def test_evidence_needs_words_and_questions_that_exist(work) -> None:
    ctx, case_id = work
    assert refusal(assess.save_evidence, ctx, case_id, Evidence(" ", "oasys")) == "evidence-empty"
    stray = Evidence("Words.", "oasys", links=(EvidenceLink("Z9", "gap"),))
    assert refusal(assess.save_evidence, ctx, case_id, stray) == "question-not-in-pack"
    note_id, _ = assess.save_evidence(ctx, case_id, Evidence("Words.", "oasys", links=(EvidenceLink("C1", "gap"),)))
    assess.withdraw_evidence(ctx, case_id, note_id)
    assert note_id not in assess.open_case(ctx, case_id).record.evidence


def test_a_note_placed_on_a_judgement_becomes_evidence(work) -> None:
    ctx, case_id = work
    interview.save_interview(ctx, case_id, Interview("practitioner", started_at=moment(ctx.now())))
    note = InterviewNote("Checks were asked for twice.", moment(ctx.now()), 65)
    note_id, _ = interview.save_note(ctx, case_id, note)
    assert interview.untriaged(ctx.case(case_id)) == (note_id,)
    interview.place_on_judgement(ctx, case_id, note_id, "C1b", "supports")
    record = ctx.case(case_id)
    assert interview.untriaged(record) == ()
    (evidence,) = [held.value for held in record.evidence.values()]
    assert (evidence.source, evidence.text, evidence.note) == ("interview", note.text, note_id)


@pytest.mark.parametrize(
    ("held", "allowed", "code"),
    [
        (Interview("practitioner"), True, ""),
        (Interview("line_manager", supervises_case=True), True, ""),
        (Interview("line_manager", supervises_case=False), False, "substitute-does-not-supervise"),
        (Interview("practitioner", second=SecondPerson("very_new")), False, "second-person-still-there"),
        (Interview("practitioner", second=SecondPerson("very_new", "2026-11-09T10:00:00.000Z")), True, ""),
        (Interview("nobody", file_read=True), False, "nobody-interviewed"),
    ],
)
def test_feedback_follows_the_rules(work, held: Interview, allowed: bool, code: str) -> None:
    ctx, case_id = work
    interview.save_interview(ctx, case_id, held)
    rule = interview.feedback_rule(ctx.case(case_id))
    assert (rule.allowed, rule.code) == (allowed, code)


def test_an_alert_needs_its_tests_and_closes_only_on_evidence(team: Team, work) -> None:
    ctx, case_id = work
    blank = Alert("others", "Something happened.", "", "s", "i", "n", moment(ctx.now()))
    assert refusal(alerts.raise_alert, ctx, case_id, blank) == "alert-incomplete"
    whole = Alert("others", "Something happened.", "A child.", "s", "i", "n", moment(ctx.now()))
    alert_id, _ = alerts.raise_alert(ctx, case_id, whole)
    alerts.record_told(ctx, case_id, alert_id, "LI-01")
    assert refusal(alerts.close_alert, ctx, case_id, alert_id, "done") == "role-not-allowed"
    package = team.send(ctx, team.lead, only_alerts=True)
    assert team.receive(team.lead, package).quarantined == 0
    (row,) = alerts.register(team.lead)
    assert (row.alert_id, row.alert.value.state) == (alert_id, "told")
    assert refusal(alerts.close_alert, team.lead, case_id, alert_id, "done") == "alert-needs-evidence"
    seen = Assurance("Check on the child", "children's services", "2026-11-10", "Visit recorded", moment(ctx.now()))
    alerts.seek_assurance(team.lead, case_id, alert_id, seen)
    alerts.close_alert(team.lead, case_id, alert_id, "The visit was made.")
    assert alerts.register(team.lead)[0].alert.value.state == "closed"


def test_an_evaluation_is_one_value_that_can_be_changed(work) -> None:
    ctx, case_id = work
    assess.evaluate(ctx, case_id, Evaluation(("One.",)))
    assess.evaluate(ctx, case_id, Evaluation(("One.", "Two.")))
    assert assess.open_case(ctx, case_id).record.evaluation.value.strengths == ("One.", "Two.")
