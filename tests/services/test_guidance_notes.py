"""Notes to the guidance: signed, carried, shown with the answers that are older than they are."""

from __future__ import annotations

import pytest

from hmip_desktop.errors import Refused
from hmip_desktop.exchange.guidance import GuidanceNote, note_digest, write_note
from hmip_desktop.services import assess, guidance_notes, merge_plan
from hmip_desktop.store import keepsakes
from hmip_desktop.store.keepsakes import Signed
from tests.people import Team, finish

WORDS = "Children who visit at weekends count as children in the household."


def test_a_note_travels_signed_and_lists_the_answers_given_before_it(team: Team) -> None:
    team.give_out()
    ctx, other = team.inspectors
    case_id = team.case_id(ctx)
    assess.record_answer(ctx, case_id, "C1", "yes")
    digest = guidance_notes.write(team.lead, "C1", f"  {WORDS} ")
    assert team.receive(ctx, team.send(team.lead, ctx)).quarantined == 0
    note = guidance_notes.notes(ctx, "C1")[0]
    assert (note.digest, note.text, note.name, note.number) == (digest, WORDS, "LI-01", 1)
    assert [(one.case_id, one.answer) for one in guidance_notes.older_answers(ctx, note)] == [(case_id, "yes")]
    assert guidance_notes.notes(other) == ()


def test_an_answer_that_stands_or_is_given_anew_is_older_no_more(team: Team) -> None:
    team.give_out()
    ctx = team.inspectors[0]
    first, second = team.case_id(ctx, 0), team.case_id(ctx, 1)
    for case_id in (first, second):
        assess.record_answer(ctx, case_id, "C1", "yes")
    guidance_notes.write(team.lead, "C1", WORDS)
    team.receive(ctx, team.send(team.lead, ctx))
    note = guidance_notes.notes(ctx)[0]
    guidance_notes.stands(ctx, first, "C1")
    assess.record_answer(ctx, second, "C1", "no")
    assert guidance_notes.older_answers(ctx, note) == ()
    team.receive(team.lead, team.send(ctx, team.lead))
    assert guidance_notes.older_answers(team.lead, note) == ()
    assert ctx.case(first).answers["C1"].value.guidance == "1.0.0 note 1"


def test_a_clock_that_is_wrong_changes_nothing(team: Team) -> None:
    team.give_out()
    ctx = team.inspectors[0]
    case_id = team.case_id(ctx)
    guidance_notes.write(team.lead, "C1", WORDS)
    assess.record_answer(ctx, case_id, "C1", "yes")  # later by the clock, and not knowing of the note
    team.receive(ctx, team.send(team.lead, ctx))
    assert len(guidance_notes.older_answers(ctx, guidance_notes.notes(ctx)[0])) == 1


def test_a_note_is_replaced_and_taken_back(team: Team) -> None:
    team.give_out()
    lead, ctx = team.lead, team.inspectors[0]
    first = guidance_notes.write(lead, "C1", WORDS)
    second = guidance_notes.write(lead, "C1", "Only those who stay overnight.", first)
    guidance_notes.write(lead, "C2", "Plans made after day 15 count as late.")
    assert [note.number for note in guidance_notes.notes(lead)] == [3, 2]
    guidance_notes.write(lead, "C1", "", second)
    team.receive(ctx, team.send(lead, ctx))
    assert [note.ref for note in guidance_notes.notes(ctx)] == ["C2"]
    assert guidance_notes.guidance_of(ctx, ctx.pack_in_force(), "C1") == "1.0.0"


def test_a_signed_off_case_is_listed_and_not_touched(team: Team) -> None:
    team.give_out()
    ctx = team.inspectors[0]
    case_id = team.case_id(ctx)
    finish(ctx, case_id)
    guidance_notes.write(team.lead, "C1", WORDS)
    team.receive(ctx, team.send(team.lead, ctx))
    older = guidance_notes.older_answers(ctx, guidance_notes.notes(ctx)[0])
    assert [one.signed_off for one in older] == [True]
    with pytest.raises(Refused) as refused:
        guidance_notes.stands(ctx, case_id, "C1")
    assert refused.value.code == "case-signed-off"


def test_only_those_who_lead_write_notes(team: Team) -> None:
    team.give_out()
    cases = (
        (team.inspectors[0], "C1", WORDS, "", "guidance-not-yours"),
        (team.lead, "Z9", WORDS, "", "question-not-in-pack"),
        (team.lead, "C1", " ", "", "guidance-note-empty"),
        (team.lead, "C1", "x" * 1001, "", "guidance-note-too-long"),
        (team.lead, "C1", WORDS, "0" * 64, "guidance-note-unknown"),
    )  # fmt: skip
    for ctx, ref, words, replaces, code in cases:
        with pytest.raises(Refused) as refused:
            guidance_notes.write(ctx, ref, words, replaces)
        assert refused.value.code == code


def _keep(team: Team, note: GuidanceNote, seed: bytes) -> None:
    document = write_note(note, seed)
    keepsakes.keep_document(
        team.lead.store, "guidance", note_digest(document), Signed(document.data, document.signature)
    )


def test_a_note_signed_by_somebody_else_is_refused_with_its_package(team: Team) -> None:
    team.give_out()
    lead, ctx = team.lead, team.inspectors[0]
    forged = GuidanceNote(
        lead.me, "hmip-guidance", lead.inspection().id, 9, "C1", "", "Forged.", "2026-11-09T09:00:00.000Z"
    )
    _keep(team, forged, ctx.identity.signing_seed)
    assert guidance_notes.notes(lead) == ()
    plan = merge_plan.plan(ctx, [team.send(lead, ctx)])
    assert [p.refused.code for p in plan.refusals if p.refused] == ["guidance-signature-wrong"]


def test_a_note_of_another_inspection_is_not_shown(team: Team) -> None:
    stray = GuidanceNote(team.lead.me, "hmip-guidance", "0" * 16, 1, "C1", "", "Stray.", "2026-11-09T09:00:00.000Z")
    _keep(team, stray, team.lead.identity.signing_seed)
    assert guidance_notes.notes(team.lead) == ()


def test_an_answer_needs_to_be_there_to_stand(team: Team) -> None:
    team.give_out()
    ctx = team.inspectors[0]
    with pytest.raises(Refused) as refused:
        guidance_notes.stands(ctx, team.case_id(ctx), "C1")
    assert refused.value.code == "answer-missing"
