"""The interviewer on a laptop of their own: what reaches them, what they send, and where it joins the case."""

from __future__ import annotations

import pytest

from hmip_desktop.domain.interview import Interview, InterviewNote
from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.services import allocate, assess, interview, merge_plan, note_sending, sitting, team
from hmip_desktop.store import projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.ui.text import sentence
from tests.people import Team, finish, make_team, person


class Three(Team):
    """Lead, assessor and interviewer, by name."""

    @property
    def assessor(self):
        return self.inspectors[0]

    @property
    def talker(self):
        return self.inspectors[1]


@pytest.fixture
def three(tmp_path) -> Three:
    """A case assessed by one person and interviewed by another; both have their package."""
    made = make_team(tmp_path, inspectors=1, cases=3)
    talker = person(tmp_path, "IV-01", "interviewer", made.lead.now)
    team.trust(made.lead, team.save_card(talker, tmp_path / "iv.card"), talker.me)
    team.trust(talker, team.save_card(made.lead, tmp_path / "lead.card"), made.lead.me)
    table = tmp_path / "who.csv"
    table.write_text("case_ref,inspector,interviewer\n26-401,AI-01,IV-01\n", encoding="utf-8")
    allocate.allocate(made.lead, table)
    three = Three(tmp_path, made.lead, [*made.inspectors, talker])
    three.give_out()
    yield three
    three.close()


def _talk(ctx, case_id: str) -> list[str]:
    """An interview held with two notes, one sent to a question; ids of the notes."""
    now = moment(ctx.now())
    interview.save_interview(ctx, case_id, Interview("practitioner", started_at=now))
    first, _ = interview.save_note(ctx, case_id, InterviewNote("Knows the MAPPA level.", now, 60, "", "strength"))
    second, _ = interview.save_note(ctx, case_id, InterviewNote("No supervision since June.", now, 90, "", "gap"))
    interview.place_on_judgement(ctx, case_id, first, "C1a", "supports")
    return [first, second]


def test_the_interviewer_holds_the_interview_and_nothing_else(three) -> None:
    cases = projections.case_list(three.talker.store)
    assert [case.case_ref for case in cases] == ["26-401"]
    kinds = {revision.header.kind for revision in journal.case_history(three.talker.store, cases[0].case_id)}
    assert kinds == {"case", "allocation"}
    assert [case.case_ref for case in sitting.overview(three.talker, sentence).cases] == ["26-401"]


def test_judgements_of_the_assessor_never_reach_the_interviewer(three) -> None:
    case_id = projections.case_list(three.talker.store)[0].case_id
    finish(three.assessor, case_id)
    three.receive(three.lead, three.send(three.assessor, three.lead))
    three.receive(three.talker, three.send(three.lead, three.talker))
    record = three.talker.case(case_id)
    assert not record.answers
    assert not record.evidence
    assert record.evaluation is None


def test_notes_join_the_case_at_the_assessors_and_at_the_leads(three) -> None:
    case_id = projections.case_list(three.talker.store)[0].case_id
    notes = _talk(three.talker, case_id)
    assert [name for _, name in note_sending.receivers(three.talker)] == ["LI-01", "AI-01"]
    to_lead, to_assessor = note_sending.send_notes(three.talker, three.folder / "notes")
    assert to_lead.kind == to_assessor.kind == "work"
    assert three.receive(three.lead, to_lead.package).quarantined == 0
    assert three.receive(three.assessor, to_assessor.package).quarantined == 0
    for ctx in (three.lead, three.assessor):
        record = ctx.case(case_id)
        assert set(record.notes) == set(notes)
        assert [held.value.links[0].ref for held in record.evidence.values()] == ["C1a"]
        assert interview.untriaged(record) == (notes[1],)
    interview.place_on_judgement(three.assessor, case_id, notes[1], "C2", "gap")
    three.receive(three.lead, three.send(three.assessor, three.lead))
    assert interview.untriaged(three.lead.case(case_id)) == ()
    assert assess.open_case(three.lead, case_id).record.conflicts == ()


def test_a_package_meant_for_the_assessor_opens_for_nobody_else(three) -> None:
    _talk(three.talker, projections.case_list(three.talker.store)[0].case_id)
    _, to_assessor = note_sending.send_notes(three.talker, three.folder / "notes")
    refusals = merge_plan.plan(three.lead, [to_assessor.package]).refusals
    assert [refusal.refused.code for refusal in refusals] == ["package-not-for-you"]


def test_an_interviewer_judges_nothing_and_makes_no_theme(three) -> None:
    case_id = projections.case_list(three.talker.store)[0].case_id
    assert interview.is_interview_only(three.talker, three.talker.case(case_id))
    assert not interview.is_interview_only(three.assessor, three.assessor.case(case_id))
    with pytest.raises(Refused) as refused:
        assess.record_answer(three.talker, case_id, "C1", "yes")
    assert refused.value.code == "role-not-allowed"
    interview.save_interview(three.talker, case_id, Interview("practitioner"))
    interview.give_feedback(three.talker, case_id, True)
    assert [held.value.text for held in three.talker.case(case_id).notes.values()] == ["Feedback was given."]
