"""Themes of an interview, sending one note to several places, and calling notes back."""

from __future__ import annotations

import pytest

from hmip_desktop.domain.assessment import Evaluation, Theme
from hmip_desktop.domain.interview import Interview, InterviewNote, SecondPerson
from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.services import advice, alerts, assess, interview, placing, themes
from tests.people import Team, make_team


@pytest.fixture(scope="module")
def team(tmp_path_factory) -> Team:
    """An inspector with cases enough for every test here."""
    made = make_team(tmp_path_factory.mktemp("themes"), inspectors=1, cases=12)
    made.give_out()
    yield made
    made.close()


@pytest.fixture
def desk(team, request):
    """A case of its own for each test, with one note of an interview in Welsh."""
    ctx = team.inspectors[0]
    names = [name for name in sorted(globals()) if name.startswith("test_")]
    case_id = team.case_id(ctx, names.index(request.function.__name__))
    interview.save_interview(ctx, case_id, Interview("practitioner", started_at=moment(ctx.now()), language="cy"))
    note = InterviewNote("Nobody covered the inbox in June.", moment(ctx.now()), 300, "", "gap")
    note_id, _ = interview.save_note(ctx, case_id, note)
    return ctx, case_id, note_id


def _refused(code: str, act, *arguments, **options) -> None:
    with pytest.raises(Refused) as refused:
        act(*arguments, **options)
    assert refused.value.code == code


def test_one_note_serves_several_judgements_as_one_piece_of_evidence(desk) -> None:
    ctx, case_id, note_id = desk
    interview.place_on_judgement(ctx, case_id, note_id, "C1a", "gap")
    interview.place_on_judgement(ctx, case_id, note_id, "C3", "supports")
    record = ctx.case(case_id)
    (held,) = record.evidence.values()
    assert [(link.ref, link.stance) for link in held.value.links] == [("C1a", "gap"), ("C3", "supports")]
    assert (held.value.source, held.value.language, held.value.note) == ("interview", "cy", note_id)
    assert held.value.dated_on == record.notes[note_id].value.noted_at[:10]
    assert placing.judgements_of(record, note_id) == ("C1a", "C3")


def test_a_note_called_back_is_nowhere_again(desk) -> None:
    ctx, case_id, note_id = desk
    interview.place_on_judgement(ctx, case_id, note_id, "C1a", "gap")
    interview.place_on_judgement(ctx, case_id, note_id, "C2", "gap")
    placing.call_back(ctx, case_id, note_id)
    record = ctx.case(case_id)
    assert (record.evidence, record.placed) == ({}, {})
    assert interview.untriaged(record) == (note_id,)
    _refused("note-unknown", placing.call_back, ctx, case_id, "0" * 16)


def test_a_note_becomes_a_theme_of_the_case_and_comes_back_from_there(desk) -> None:
    ctx, case_id, note_id = desk
    assess.evaluate(ctx, case_id, Evaluation(("Kept in touch.",), (), (Theme("enabler", "Co-located police"),)))
    interview.place_on_judgement(ctx, case_id, note_id, "C1a", "gap")
    themes.note_to_theme(ctx, case_id, note_id, "barrier", "No cover  for absences")
    themes.note_to_theme(ctx, case_id, note_id, "line_of_enquiry", "Who covers absences?")
    record = ctx.case(case_id)
    assert [theme.text for theme in record.evaluation.value.themes] == [
        "Co-located police", "No cover for absences", "Who covers absences?",
    ]  # fmt: skip
    assert record.placed[note_id].value.place == "theme"
    assert len(record.evidence) == 1
    placing.call_back(ctx, case_id, note_id)
    record = ctx.case(case_id)
    assert record.evaluation.value.themes == (Theme("enabler", "Co-located police"),)
    assert record.evaluation.value.strengths == ("Kept in touch.",)
    assert (record.placed, record.evidence) == ({}, {})


@pytest.mark.parametrize("words", ["Mr Harris never answers", "See X123456", "Told on 12/05/2026", "PP-{number}"])
def test_words_that_tell_who_is_meant_are_refused_until_they_were_read_again(desk, words: str) -> None:
    ctx, case_id, note_id = desk
    told = words.format(number=ctx.case(case_id).facts.practitioner.removeprefix("PP-"))
    _refused("theme-identifies", themes.note_to_theme, ctx, case_id, note_id, "barrier", told)
    assert themes.marks_in(ctx.case(case_id), told)
    themes.note_to_theme(ctx, case_id, note_id, "barrier", told, read_again=True)
    assert Theme("barrier", told) in ctx.case(case_id).evaluation.value.themes
    placing.call_back(ctx, case_id, note_id)


def test_a_theme_is_one_short_line_of_a_note_that_is_there(desk) -> None:
    ctx, case_id, note_id = desk
    _refused("theme-empty", themes.note_to_theme, ctx, case_id, note_id, "barrier", "  ")
    _refused("theme-too-long", themes.note_to_theme, ctx, case_id, note_id, "barrier", "x" * 301)
    _refused("note-unknown", themes.note_to_theme, ctx, case_id, "0" * 16, "barrier", "Cover")
    for letter in "abc":
        themes.note_to_theme(ctx, case_id, note_id, "barrier", letter * 300)
    _refused("note-in-enough-themes", themes.note_to_theme, ctx, case_id, note_id, "barrier", "d" * 300)


def test_a_placed_note_is_called_back_before_it_is_set_aside(desk) -> None:
    ctx, case_id, note_id = desk
    interview.place_on_judgement(ctx, case_id, note_id, "C1", "supports")
    _refused("note-is-placed", interview.set_aside_note, ctx, case_id, note_id)
    placing.call_back(ctx, case_id, note_id)
    interview.set_aside_note(ctx, case_id, note_id)
    assert ctx.case(case_id).placed[note_id].value.place == "aside"


def test_feedback_waits_for_the_second_person_to_leave(desk) -> None:
    ctx, case_id, _ = desk
    _refused("nobody-second", interview.second_has_left, ctx, case_id)
    interview.save_interview(ctx, case_id, Interview("practitioner", second=SecondPerson("very_new")))
    assert interview.feedback_rule(ctx.case(case_id)).code == "second-person-still-there"
    _refused("feedback-not-allowed", interview.give_feedback, ctx, case_id, True)
    interview.second_has_left(ctx, case_id)
    assert ctx.case(case_id).interview.value.second.left_at
    interview.give_feedback(ctx, case_id, True)
    assert ctx.case(case_id).evaluation.value.feedback.given


def test_no_feedback_to_a_substitute_who_does_not_supervise(desk) -> None:
    ctx, case_id, _ = desk
    interview.save_interview(ctx, case_id, Interview("other_substitute", supervises_case=False))
    _refused("feedback-not-allowed", interview.give_feedback, ctx, case_id, True)
    interview.give_feedback(ctx, case_id, False, "Does not supervise")
    feedback = ctx.case(case_id).evaluation.value.feedback
    assert (feedback.given, feedback.reason) == (False, "Does not supervise")


def test_the_advice_log_keeps_the_order_and_what_was_taken_out_stays_in_the_history(desk) -> None:
    ctx, case_id, _ = desk
    alerts.record_advice(ctx, case_id, "Ask for the home visit record.")
    alerts.record_advice(ctx, case_id, "Talk to the housing officer.")
    first, second = advice.advice_log(ctx.case(case_id))
    assert (first.text, second.author) == ("Ask for the home visit record.", ctx.me)
    advice.withdraw_advice(ctx, case_id, first.advice_id)
    assert [line.text for line in advice.advice_log(ctx.case(case_id))] == ["Talk to the housing officer."]
    _refused("advice-unknown", advice.withdraw_advice, ctx, case_id, first.advice_id)
