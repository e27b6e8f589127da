"""Second assessments: the draw, agreement, drift, moderation and looking back, on real stores."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from hmip_desktop.domain.assessment import AnswerValue, SignOff
from hmip_desktop.domain.interview import InterviewNote
from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.sample import Allocation
from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.services import moderation, quality, replay, second_sample
from hmip_desktop.services.context import stamp_of
from hmip_desktop.services.second_sample import DrawRequest
from hmip_desktop.store import projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.revisions import Write
from tests.made_up_inspection import NOTE, MadeUp, assess, assess_all, make_inspection
from tests.people import make_team

SEED = "0123456789abcdef"


def code_of(act, *given: object) -> str:
    with pytest.raises(Refused) as refused:
        act(*given)
    return refused.value.code


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> MadeUp:
    """Forty-nine cases signed off, twenty-four of them with a second that is signed off too, one left open."""
    made = make_inspection(tmp_path_factory.mktemp("quality"))
    assess_all(made)
    ctx = made.lead
    second_sample.draw_seconds(ctx, DrawRequest(25, "pdu", people_of(made), SEED))
    for place, pair in enumerate(quality.pairs(ctx)):
        assess(made, pair.second, 0, sign=place < 24)
        _mostly_agree(made, pair, place)
    return made


def _mostly_agree(made: MadeUp, pair: quality.Pair, place: int) -> None:
    """The second says what the first said, but for one question in five."""
    ctx, chance = made.lead, random.Random(place)
    stamp = stamp_of(ctx.inspection().pack)
    first = ctx.case(pair.first.case_id)
    for ref, held in first.answers.items():
        value = held.value.answer if chance.random() < 0.8 else "yes"
        ctx.write(Write(subject("answer", pair.second.case_id, ref), AnswerValue(value, "1.0.0"), stamp))


def people_of(made: MadeUp) -> tuple[str, ...]:
    return tuple(fingerprint for fingerprint, _, _ in second_sample.offer(made.lead).people)


@pytest.fixture
def fresh(tmp_path: Path) -> MadeUp:
    """All signed off, no second yet."""
    made = make_inspection(tmp_path)
    assess_all(made, but=tuple(f"26-{number}" for number in range(412, 450)))
    return made


# the draw --------------------------------------------------------------------------------------------------


def test_a_draw_is_blind_written_down_and_never_given_to_the_first(made: MadeUp) -> None:
    ctx = made.lead
    found = quality.pairs(ctx)
    assert len(found) == 25
    assert len({pair.first.pdu for pair in found}) == 5
    for pair in found:
        assert pair.first.inspector != pair.second.inspector
        assert pair.second.second and not pair.second.counted
        kinds = {one.header.kind for one in journal.case_history(ctx.store, pair.second.case_id)[:2]}
        assert kinds == {"case", "allocation"}
        assert ctx.case(pair.second.case_id).imported == ctx.case(pair.first.case_id).imported
    told = second_sample.draws(ctx)[0]
    assert (told.value.seed, told.value.by, told.value.frame, len(told.value.drawn)) == (SEED, "pdu", 49, 25)
    places = [one.header.stream.partition("/")[2] for one in journal.case_history(ctx.store, "lead")]
    assert places and set(places) == {"lead"}


def test_the_same_seed_draws_the_same_cases(made: MadeUp, tmp_path: Path) -> None:
    other = make_inspection(tmp_path)
    again = second_sample.draw_seconds(other.lead, DrawRequest(25, "pdu", people_of(other), SEED))
    assert {ref for ref, _ in again.given} == set(second_sample.draws(made.lead)[0].value.drawn)
    assert second_sample.offer(other.lead).frame == 24


def test_whoever_had_the_first_at_any_time_is_not_the_second(fresh: MadeUp) -> None:
    ctx, people = fresh.lead, people_of(fresh)
    for item in fresh.items.values():  # handed on: two of the three had it
        other = next(one for one in people if one != item.inspector)
        ctx.write(Write(subject("allocation", item.case_id), Allocation(other), stamp_of(ctx.inspection().pack)))
    made = second_sample.draw_seconds(ctx, DrawRequest(6, "none", people))
    assert len(made.seed) == 16
    for pair in quality.pairs(ctx):
        had = {
            one.value().inspector for one in journal.case_history(ctx.store, pair.first.case_id)
            if one.header.kind == "allocation"
        }  # fmt: skip
        assert len(had) == 2
        assert pair.second.inspector not in had
    assert code_of(second_sample.draw_seconds, ctx, DrawRequest(50, "none", people[:1])) == "draw-nobody-may"


def test_what_cannot_be_drawn_is_refused(fresh: MadeUp) -> None:
    ctx, people = fresh.lead, people_of(fresh)
    for request, code in (
        (DrawRequest(0, "none", people), "draw-nothing-wanted"),
        (DrawRequest(3, "none", ()), "draw-nobody"),
        (DrawRequest(3, "none", people, "xyz"), "draw-seed-not-valid"),
        (DrawRequest(3, "none", (ctx.me,)), "member-unknown"),
    ):
        assert code_of(second_sample.draw_seconds, ctx, request) == code
    assert second_sample.draws(ctx) == ()


def test_interview_notes_follow_the_first_sign_off_without_tag_and_triage(fresh: MadeUp) -> None:
    ctx, stamp = fresh.lead, stamp_of(fresh.lead.inspection().pack)
    second_sample.draw_seconds(ctx, DrawRequest(49, "none", people_of(fresh)))
    by_ref = {pair.first.case_ref: pair for pair in quality.pairs(ctx)}
    signed, unsigned = by_ref["26-401"], by_ref["26-420"]
    for pair in (signed, unsigned):
        note = InterviewNote("A note.", moment(ctx.now()), 30, "learning", "gap", "C1a", "0" * 16)
        ctx.write(Write(subject("note", pair.first.case_id, ctx.new_id()), note, stamp))
    assert [pair[0] for pair in second_sample.notes_due(ctx)] == [signed.first.case_id]
    second_sample.lend_notes(ctx)
    lent = [held.value for held in ctx.case(signed.second.case_id).notes.values()]
    assert {note.text for note in lent} == {"A note.", NOTE}
    assert all((note.tag, note.placed, note.evidence) == ("", "", "") for note in lent)
    assert not ctx.case(unsigned.second.case_id).notes
    assert not ctx.case(signed.second.case_id).evidence
    assert second_sample.notes_due(ctx) == ()


# agreement and drift -----------------------------------------------------------------------------------------


def test_agreement_counts_pairs_and_gives_intervals_from_twenty(made: MadeUp) -> None:
    found = quality.quality(made.lead)
    assert (len(found.pairs), found.ready, found.frame) == (25, 24, 49)
    row = next(row for row in found.rows if row.asked.ref == "C1")
    by_hand = {"yes": 0, "no": 0, "na": 0, "differ": 0}
    for pair in found.pairs:
        one, two = (made.lead.case(item.case_id) for item in (pair.first, pair.second))
        if pair.ready and "C1" in one.answers:
            both = (one.answers["C1"].value.answer, two.answers["C1"].value.answer)
            by_hand[both[0] if both[0] == both[1] else "differ"] += 1
    assert (row.both_yes, row.both_no, row.both_na, row.differ) == (
        by_hand["yes"], by_hand["no"], by_hand["na"], by_hand["differ"]
    )  # fmt: skip
    assert row.measured.agreeing == row.n - row.differ
    assert (row.kappa.interval is not None) == (row.n >= 20)
    adjusted = next(row for row in found.rows if row.asked.ref == "A1")
    assert 0 < adjusted.n < 20
    assert adjusted.kappa.interval is None
    assert not adjusted.enough or adjusted.kappa.value is not None or adjusted.kappa.reason


def test_drift_is_shown_only_when_everything_is_signed_off(made: MadeUp, fresh: MadeUp) -> None:
    whole = quality.quality(made.lead).inspectors
    assert [one.name for one in whole] == ["AI-01", "AI-02", "AI-03"]
    assert all(one.signed == one.given and one.whole is not None for one in whole)
    assert sum(one.whole.cases for one in whole) == 49
    part = quality.quality(fresh.lead).inspectors
    assert all(one.signed < one.given and one.drifts == () for one in part)


def test_questions_are_ranked_by_what_differs_and_what_went_against_its_prompts(made: MadeUp) -> None:
    ranking = quality.quality(made.lead).ranking
    firm = [one.points for one in ranking if not one.is_thin]
    assert firm == sorted(firm, reverse=True)
    assert [one.is_thin for one in ranking] == sorted(one.is_thin for one in ranking)  # few cases come last
    assert {one.is_thin for one in ranking} == {False, True}
    assert all(one.judged < 10 for one in ranking if one.is_thin)
    against = 0
    ctx = made.lead
    for item in projections.case_list(ctx.store, second=False):
        if item.counted:
            record = ctx.case(item.case_id)
            against += record.flow(ctx.inspection().pack).contradiction("C2") is not None
    assert next(one for one in ranking if one.asked.ref == "C2").against == against > 0


# moderation and replay ---------------------------------------------------------------------------------------


def test_moderation_settles_what_counts_and_both_totals_stay(made: MadeUp) -> None:
    ctx = made.lead
    before = moderation.differences(ctx)
    one = next(d for d in before if d.asked.kind == "key_question")
    assert before[0].asked.kind == "key_question" and {d.settled for d in before} == {None}
    both = moderation.sides(ctx, one)
    assert (both.first.answer, both.second.answer) == (one.first, one.second)
    assert both.first.evidence and both.first.prompts
    ref, own = one.asked.ref, {g.group: g.tally for g in projections.tally(ctx.store, refs=[one.asked.ref])}
    assert code_of(moderation.moderate, ctx, one, one.second, " ") == "moderation-needs-reason"
    moderation.moderate(ctx, one, one.second, "The plan of 12 May was read by both.")
    after = moderation.differences(ctx)
    assert len(after) == len(before)
    settled = next(d for d in after if d.id == one.id)
    assert settled.settled is not None and settled.settled.value.answer == one.second
    assert after.index(settled) >= sum(d.settled is None for d in after)
    now = projections.tally(ctx.store, refs=[ref])[0].tally
    assert getattr(now, one.second) == getattr(own[""], one.second) + 1
    assert projections.tally(ctx.store, refs=[ref], original=True)[0].tally == own[""]
    assert ctx.case(one.pair.first.case_id).answers[ref].value.answer == one.first
    assert projections.accounting(ctx.store).second_assessments == 25
    moderation.take_back(ctx, settled)
    assert projections.tally(ctx.store, refs=[ref])[0].tally == own[""]


def test_a_pair_that_is_open_again_is_not_moderated(fresh: MadeUp) -> None:
    ctx, stamp = fresh.lead, stamp_of(fresh.lead.inspection().pack)
    second_sample.draw_seconds(ctx, DrawRequest(49, "none", people_of(fresh)))
    pair = next(pair for pair in quality.pairs(ctx) if pair.first.signed_off_at)
    assess(fresh, pair.second, 0)
    for ref, held in ctx.case(pair.second.case_id).answers.items():
        other = "no" if held.value.answer == "yes" else "yes"
        ctx.write(Write(subject("answer", pair.second.case_id, ref), AnswerValue(other), stamp))
    one = moderation.differences(ctx)[0]
    signed = SignOff(False, "AI", moment(ctx.now()), "A mistake")
    ctx.write(Write(subject("signoff", one.pair.second.case_id), signed, stamp))
    assert moderation.differences(ctx) == ()
    assert code_of(moderation.moderate, ctx, one, "yes", "Why") == "moderation-not-open"
    assert code_of(replay.replay, ctx, pair.first.case_id, "Why") == "replay-not-for-moderation"


def test_looking_back_shows_each_moment_and_is_recorded(made: MadeUp) -> None:
    ctx = made.lead
    pair = next(pair for pair in quality.pairs(ctx) if pair.ready)
    assert code_of(replay.replay, ctx, pair.first.case_id, "") == "replay-needs-reason"
    assert replay.past_replays(ctx) == ()
    found = replay.replay(ctx, pair.second.case_id, "Which answer came first?")
    assert len(found.stops) == len(found.states) > 10
    assert [stop.at for stop in found.stops] == sorted(stop.at for stop in found.stops)
    told = replay.past_replays(ctx)
    assert [(one.case_ref, one.reason) for one in told] == [(pair.first.case_ref, "Which answer came first?")]
    history = journal.case_history(ctx.store, pair.second.case_id)
    last = replay.as_at(pair.second.case_id, history, found.stops[-1].at)
    now = ctx.case(pair.second.case_id)
    assert last.given == now.given
    assert last.evidence == now.evidence
    changed = next(stop for stop in found.stops if stop.kind == "answer")
    early = replay.as_at(pair.second.case_id, history, changed.at)
    assert early.given[changed.ref] == changed.answer


def test_only_those_who_lead_draw_and_look(tmp_path: Path) -> None:
    team = make_team(tmp_path, inspectors=2, cases=4)
    team.give_out()
    person = team.inspectors[0]
    assert code_of(second_sample.offer, person) == "role-not-allowed"
    assert code_of(quality.quality, person) == "role-not-allowed"
    assert code_of(moderation.differences, person) == "role-not-allowed"
    made = second_sample.draw_seconds(team.lead, DrawRequest(4, "inspector", tuple(i.me for i in team.inspectors)))
    assert len(made.given) == 4
    for ctx in team.inspectors:
        team.receive(ctx, team.send(team.lead, ctx))
        assert second_sample.links(ctx) == ()
        mine = [item for item in projections.case_list(ctx.store) if item.second]
        assert len(mine) == 2 and all(item.answered == 0 for item in mine)
        drawn = [one.header.kind for one in journal.case_history(ctx.store, "lead")]
        assert "draw" not in drawn and "second" not in drawn
    team.close()
