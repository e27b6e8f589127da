"""What moderation settled stays with those who lead: the first assessor gets nothing of it, and it counts the same."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from hmip_desktop.domain.assessment import AnswerValue, Moderation, SignOff
from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.values import moment
from hmip_desktop.services import conflicts, erasing, merge_undo, moderation, quality, releases, second_sample
from hmip_desktop.services.auditing import audit
from hmip_desktop.services.context import Context, stamp_of
from hmip_desktop.services.second_sample import DrawRequest
from hmip_desktop.store import casebook, projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.revisions import Write
from tests.people import Team, finish, make_team
from tests.services.test_spine_laws import codes, join

WHY = "Heron read both plans again."


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    """Two inspectors with a case each, signed off; each did the other's for the second time, and says no at C1."""
    made = make_team(tmp_path, inspectors=2, cases=2)
    made.give_out()
    for ctx in made.inspectors:
        finish(ctx, made.case_id(ctx))
        assert codes(made.receive(made.lead, made.send(ctx, made.lead))) == []
    second_sample.draw_seconds(made.lead, DrawRequest(2, "none", tuple(ctx.me for ctx in made.inspectors)))
    for ctx in made.inspectors:
        assert codes(made.receive(ctx, made.send(made.lead, ctx))) == []
        second = next(i.case_id for i in projections.case_list(ctx.store, inspector=ctx.me) if i.second)
        finish(ctx, second)
        stamp = stamp_of(ctx.inspection().pack)
        ctx.write(Write(subject("signoff", second), SignOff(False, "AI", moment(ctx.now()), "C1 again"), stamp))
        ctx.write(Write(subject("answer", second, "C1"), AnswerValue("no", "1.0.0"), stamp))
        ctx.write(Write(subject("signoff", second), SignOff(True, "AI", moment(ctx.now())), stamp))
        assert codes(made.receive(made.lead, made.send(ctx, made.lead))) == []
    yield made
    made.close()


def moderate(ctx: Context, case_id: str = "") -> moderation.Difference:
    """Settle the first difference of this case as the second had it."""
    found = moderation.differences(ctx)
    one = next(d for d in found if d.pair.first.case_id == case_id or not case_id)
    moderation.moderate(ctx, one, one.second, WHY)
    return one


def counted(ctx: Context) -> tuple[int, int]:
    """Yes and no to C1 over the cases that count."""
    (found,) = projections.tally(ctx.store, refs=["C1"])
    return found.tally.yes, found.tally.no


def everything(ctx: Context) -> str:
    """Every line of every revision that a store holds."""
    with ctx.store.read() as db:
        files = casebook.all_files(db)
    held = itertools.chain.from_iterable(journal.case_history(ctx.store, case_id) for _, case_id in files)
    return "\n".join(f"{one.header_line!r} {one.value_line!r}" for one in held)


def test_the_first_assessor_gets_nothing_of_a_moderation(team: Team) -> None:
    lead = team.lead
    one = moderate(lead)
    first = next(ctx for ctx in team.inspectors if ctx.me == one.pair.first.inspector)
    for ctx in team.inspectors:
        assert codes(team.receive(ctx, team.send(lead, ctx))) == []
        said = everything(ctx)
        assert "moderat" not in said and WHY not in said
        assert ctx.case(team.case_id(ctx)).moderations == {}
    assert first.case(one.pair.first.case_id).answers["C1"].value.answer == "yes"
    assert WHY in everything(lead)


def test_results_count_it_and_both_totals_stay(team: Team) -> None:
    lead = team.lead
    assert counted(lead) == (2, 0)
    one = moderate(lead)
    assert counted(lead) == (1, 1)
    (before,) = projections.tally(lead.store, refs=["C1"], original=True)
    assert (before.tally.yes, before.tally.no) == (2, 0)
    assert projections.matches_rebuild(lead.store) and audit(lead).sound
    found = releases.recompute(lead)
    assert {check.code: check.holds for check in found.checks}["answers-agree"]
    (settled,) = [d for d in moderation.differences(lead) if d.id == one.id]
    moderation.take_back(lead, settled)
    assert counted(lead) == (2, 0)
    assert lead.case(one.pair.first.case_id).moderations == {}
    assert projections.matches_rebuild(lead.store)


def test_one_of_before_still_counts_until_the_lead_says_otherwise(team: Team) -> None:
    lead = team.lead
    case_id = next(p.first.case_id for p in quality.pairs(lead))
    stamp = stamp_of(lead.inspection().pack)
    lead.write(Write(subject("moderation", case_id, "C1"), Moderation("no", "As it was written before."), stamp))
    assert counted(lead) == (1, 1)
    held = next(d for d in moderation.differences(lead) if d.pair.first.case_id == case_id)
    assert held.settled is not None and held.settled.value.reason == "As it was written before."
    moderation.moderate(lead, held, "yes", WHY)
    assert counted(lead) == (2, 0)
    assert lead.case(case_id).moderations["C1"].value.answer == "yes"
    projections.rebuild(lead.store)
    assert counted(lead) == (2, 0)
    moderation.take_back(lead, held)
    assert (counted(lead), lead.case(case_id).moderations) == ((2, 0), {})
    assert projections.matches_rebuild(lead.store)
    lead.write(Write(subject("moderated", case_id, "C1"), Moderation("no", WHY), stamp))
    assert counted(lead) == (1, 1)


def test_a_deputy_counts_the_same_and_stops_with_the_merge(team: Team, tmp_path: Path) -> None:
    lead = team.lead
    deputy = join(team, tmp_path, "DL-01", "deputy")
    assert codes(team.receive(deputy, team.send(lead, deputy))) == []
    assert counted(deputy) == (2, 0)
    moderate(lead)
    arrived = team.receive(deputy, team.send(lead, deputy))  # nothing but what those who lead hold has changed
    assert codes(arrived) == []
    assert counted(deputy) == counted(lead) == (1, 1)
    assert projections.matches_rebuild(deputy.store) and audit(deputy).sound
    merge_undo.undo_merge(deputy, "Looked at again.")
    assert counted(deputy) == (2, 0)
    assert projections.matches_rebuild(deputy.store)
    deputy.store.close()


def test_two_who_lead_can_settle_one_question_apart_and_it_waits_for_one_word(team: Team, tmp_path: Path) -> None:
    lead = team.lead
    deputy = join(team, tmp_path, "DL-01", "deputy")
    assert codes(team.receive(deputy, team.send(lead, deputy))) == []
    one = moderate(lead)
    stamp = stamp_of(lead.inspection().pack)
    deputy.write(Write(subject("moderated", *one.id[::2]), Moderation("na", "Otherwise."), stamp))
    assert codes(team.receive(lead, team.send(deputy, lead))) == []
    assert counted(lead) == (2, 0)
    (found,) = conflicts.list_conflicts(lead)
    assert found.conflict.subject == subject("moderated", *one.id[::2])
    conflicts.resolve(lead, found.conflict.id, "A", "Talked about it.")
    assert lead.case(one.pair.first.case_id).moderations["C1"].conflicting is False
    assert projections.matches_rebuild(lead.store)
    deputy.store.close()


def test_erasing_a_case_reaches_the_words_of_its_moderation(team: Team, tmp_path: Path) -> None:
    lead = team.lead
    deputy = join(team, tmp_path, "DL-01", "deputy")
    one = moderate(lead)
    case_id = one.pair.first.case_id
    assert codes(team.receive(deputy, team.send(lead, deputy))) == []
    text = subject("moderated", case_id, "C1")
    assert text in {thing.subject for thing in erasing.things(lead, case_id)}
    erasing.erase(lead, case_id, "thing", "not-needed", "Names somebody.", text)
    assert WHY not in everything(lead)
    assert counted(lead) == (2, 0)
    assert audit(lead).sound
    assert codes(team.receive(deputy, team.send(lead, deputy))) == []
    assert WHY not in everything(deputy)
    assert counted(deputy) == (2, 0)
    assert audit(deputy).sound
    deputy.store.close()


def test_the_leads_record_of_the_case_tells_it(team: Team) -> None:
    lead = team.lead
    one = moderate(lead)
    told = journal.whole_history(lead.store, one.pair.first.case_id)
    assert [r.header.subject for r in told if r.header.kind == "moderated"] == [subject("moderated", *one.id[::2])]
    assert [r.header.at for r in told] == sorted(r.header.at for r in told)
