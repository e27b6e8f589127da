"""What lead inspector and deputy do side by side: teams, alerts, moderation, merges taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from hmip_desktop.domain.assessment import Moderation
from hmip_desktop.domain.revisions import subject
from hmip_desktop.errors import Refused
from hmip_desktop.exchange.writer import Content, Recipient, write_package
from hmip_desktop.services import (
    alert_register,
    alerts,
    assess,
    conflicts,
    guidance_notes,
    merge_picture,
    merge_plan,
    merge_undo,
    purging,
    sample,
    sending,
    staffing,
)
from hmip_desktop.services import team as teams
from hmip_desktop.services.auditing import audit
from hmip_desktop.services.context import Context, stamp_of
from hmip_desktop.store import ledger, projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.revisions import Write
from tests.people import Clock, Team, finish, person
from tests.services.test_spine_laws import alert_of, codes, join


@pytest.fixture
def out(team: Team) -> Team:
    team.give_out()
    return team


@pytest.fixture
def deputy(out: Team, tmp_path: Path) -> Iterator[Context]:
    ctx = join(out, tmp_path, "DL-01", "deputy")
    assert codes(out.receive(ctx, out.send(out.lead, ctx))) == []
    yield ctx
    ctx.store.close()


def names(ctx: Context) -> set[str]:
    return {member.name for member in ctx.inspection().roster.members}


def newcomer(ctx: Context, folder: Path, name: str) -> Context:
    """Somebody whom only ``ctx`` takes into the team."""
    new = person(folder, name, "inspector", Clock())
    teams.trust(ctx, teams.save_card(new, folder / f"{name}.card"), new.me)
    return new


def both_ways(out: Team, deputy: Context) -> None:
    assert codes(out.receive(out.lead, out.send(deputy, out.lead))) == []
    assert codes(out.receive(deputy, out.send(out.lead, deputy))) == []


def test_people_taken_in_side_by_side_are_all_in_the_team(out: Team, deputy: Context, tmp_path: Path) -> None:
    lead, ai = out.lead, out.inspectors[0]
    one, other = newcomer(lead, tmp_path, "AI-08"), newcomer(deputy, tmp_path, "AI-09")
    both_ways(out, deputy)
    everybody = {"LI-01", "DL-01", "AI-01", "AI-02", "AI-08", "AI-09"}
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    for ctx in (lead, deputy, ai):
        assert names(ctx) == everybody
        assert ctx.inspection().disputed == frozenset()
    (found,) = conflicts.list_conflicts(lead)
    conflicts.resolve(lead, found.conflict.id, "A", "Both are in the team.")
    both_ways(out, deputy)
    for ctx in (lead, deputy):
        assert names(ctx) == everybody
        assert conflicts.list_conflicts(ctx) == ()
        assert audit(ctx).sound
    for ctx in (one, other):
        ctx.store.close()


def test_the_next_person_joins_while_rosters_stand_side_by_side(out: Team, deputy: Context, tmp_path: Path) -> None:
    lead = out.lead
    three = [newcomer(lead, tmp_path, "AI-07"), newcomer(deputy, tmp_path, "AI-08")]
    both_ways(out, deputy)
    three.append(newcomer(lead, tmp_path, "AI-09"))
    assert names(lead) >= {"AI-07", "AI-08", "AI-09"}
    assert conflicts.list_conflicts(lead) == ()
    for ctx in three:
        ctx.store.close()


def test_a_key_that_one_of_them_revoked_stays_revoked(out: Team, deputy: Context) -> None:
    lead, ai = out.lead, out.inspectors[0]
    teams.revoke(lead, ai.me, 5)
    teams.revoke(deputy, ai.me, 3)
    both_ways(out, deputy)
    for ctx in (lead, deputy):
        assert ctx.inspection().member(ai.me).revoked_from == 3
        assert ctx.inspection().disputed == {ai.me}
    with pytest.raises(Refused) as refused:
        teams.revoke(lead, out.inspectors[1].me, 1)
    assert refused.value.code == "subject-in-conflict"
    (found,) = conflicts.list_conflicts(lead)
    conflicts.keep_both(lead, found.conflict.id, "The earlier number.")
    assert lead.inspection().member(ai.me).revoked_from == 3
    assert conflicts.list_conflicts(lead) == ()


def test_the_team_list_says_what_a_deputy_was_not_sent_yet(out: Team, tmp_path: Path) -> None:
    lead, ai = out.lead, out.inspectors[0]
    deputy = join(out, tmp_path, "DL-01", "deputy")

    def seat():
        return next(one for one in sending.seats(lead) if one.fingerprint == deputy.me)

    assert seat().copy > 0 and seat().due and not seat().waiting
    assert [one.due for one in sending.seats(lead) if one.fingerprint == ai.me] == [False]
    sending.send(lead, [deputy.me], tmp_path / "first")
    assert seat().copy == 0 and not seat().due
    finish(ai, out.case_id(ai))
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    assert seat().copy > 10
    assert codes(out.receive(deputy, *(tmp_path / "first").glob("*.hmip"))) == []
    assert (
        codes(out.receive(deputy, *[made.package for made in sending.send(lead, [deputy.me], tmp_path / "next")])) == []
    )
    assert deputy.case(out.case_id(ai)).is_signed_off and seat().copy == 0
    case_id = out.case_id(ai)
    lead.write(
        Write(subject("moderated", case_id, "C1"), Moderation("no", "Read again."), stamp_of(lead.inspection().pack))
    )
    assert seat().copy == 1
    deputy.store.close()


def test_an_alert_never_waits_for_its_case(out: Team, tmp_path: Path) -> None:
    ai, lead = out.inspectors[0], out.lead
    deputy = join(out, tmp_path, "DL-01", "deputy")
    teams.trust(deputy, teams.save_card(lead, tmp_path / "lead2.card"), lead.me)
    first = out.send(lead, deputy)
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    case_id = _new_case(out, lead, ai)
    assert codes(out.receive(deputy, first)) == []
    alert_id, _ = alerts.raise_alert(ai, case_id, alert_of(ai))
    assert codes(out.receive(deputy, out.send(ai, deputy, only_alerts=True))) == []
    (line,) = alert_register.read_register(deputy)
    assert (line.row.alert_id, line.row.case_ref, line.alert.at_risk) == (alert_id, "", "A child.")
    alerts.acknowledge(deputy, case_id, alert_id)
    assert codes(out.receive(deputy, out.send(lead, deputy))) == []
    assert codes(out.receive(deputy, out.send(ai, deputy))) == []
    (line,) = alert_register.read_register(deputy)
    assert line.row.case_ref == "26-499"
    assert {step.code: step.who for step in line.steps}["received"] == "DL-01"
    assert projections.accounting(deputy.store).adds_up
    assert audit(deputy).sound
    deputy.store.close()


def _new_case(out: Team, lead: Context, ai: Context) -> str:
    """A case that joins the list after the deputy's first package was written, given to the inspector."""
    file = out.folder / "more.csv"
    head = "case_ref,pdu,practitioner,grade,sentence_type,start_date,rosh,requirement,inspector"
    facts = f"26-499,Aldermere,PP-9,probation officer,community_order,2026-04-13,high,rar,{ai.identity.name}"
    file.write_text(f"{head}\r\n{facts}\r\n", encoding="utf-8")
    sample.import_sample(lead, file)
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    return projections.case_by_ref(ai.store, "26-499").case_id


def test_a_quality_leads_moderation_counts_without_a_case_of_their_own(out: Team, tmp_path: Path) -> None:
    lead, ai = out.lead, out.inspectors[0]
    case_id = out.case_id(ai)
    finish(ai, case_id)
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    quality = join(out, tmp_path, "QL-01", "quality_lead")
    assert codes(out.receive(quality, out.send(lead, quality))) == []
    stamp = stamp_of(quality.inspection().pack)
    quality.write(Write(subject("moderation", case_id, "C1"), Moderation("no", "Read again."), stamp))
    assert codes(out.receive(lead, _whole(out, quality, case_id))) == []
    assert lead.case(case_id).moderations["C1"].value.answer == "no"
    quality.write(Write(subject("answer", case_id, "C1a"), ai.case(case_id).answers["C1a"].value, stamp))
    assert codes(out.receive(lead, _whole(out, quality, case_id))) == ["author-never-had-case"]
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    assert ai.case(case_id).moderations["C1"].value.answer == "no"
    quality.store.close()


def _whole(out: Team, ctx: Context, case_id: str) -> Path:
    """A package with what a quality lead wrote about a case that is not on their own list."""
    found = ctx.inspection()
    to = found.member(out.lead.me)
    number, previous = ledger.next_sequence(ctx.store, out.lead.me)
    lines = ((case_id, journal.lines(ctx.store, case_id, {})),)
    written = write_package(
        Content("work", found.id, number, previous or None, found.roster.version, lines), sender=ctx.identity,
        recipients=(Recipient(to.fingerprint, to.recipient),), folder=out.folder / "packages", entropy=ctx.entropy,
        now=ctx.now(),
    )  # fmt: skip
    sent = ledger.Sent(written.package_id, out.lead.me, "work", number, written.manifest_digest, "", {})
    ledger.record_sent(ctx.store, sent)
    return written.path


def test_the_last_merge_is_the_last_one_even_when_the_clock_was_set_back(out: Team) -> None:
    lead = out.lead
    first, second = out.inspectors
    assess.record_answer(first, out.case_id(first), "C1a", "yes")
    assess.record_answer(second, out.case_id(second), "C1a", "yes")
    assert codes(out.receive(lead, out.send(first, lead))) == []
    lead.now.at -= timedelta(days=1)
    assert codes(out.receive(lead, out.send(second, lead))) == []
    (last,) = merge_undo.last_merge(lead).packages
    assert last.sender == second.me
    merge_undo.undo_merge(lead, "Wrong file.")
    (left,) = merge_undo.last_merge(lead).packages
    assert left.sender == first.me


def test_a_merge_set_aside_at_the_lead_reaches_the_deputys_counts(out: Team, deputy: Context) -> None:
    lead, (first, second) = out.lead, out.inspectors
    case_id = out.case_id(first)
    finish(second, out.case_id(second))
    assert codes(out.receive(lead, out.send(second, lead))) == []
    finish(first, case_id)
    assert codes(out.receive(lead, out.send(first, lead))) == []
    assert codes(out.receive(deputy, out.send(lead, deputy))) == []
    assert projections.accounting(deputy.store).counted == 2
    merge_undo.undo_merge(lead, "The wrong file.")
    assert codes(out.receive(deputy, out.send(lead, deputy))) == []
    for ctx in (lead, deputy):
        assert projections.accounting(ctx.store).counted == 1
        assert ctx.case(case_id).answers == {}
        assert audit(ctx).sound
    # what the deputy sends back does not make it count again
    assert codes(out.receive(lead, out.send(deputy, lead))) == []
    assert projections.accounting(lead.store).counted == 1
    # the inspector was told that it was withdrawn, sends it again, and it counts at both
    assert codes(out.receive(first, out.send(lead, first))) == []
    assert codes(out.receive(lead, out.send(first, lead))) == []
    assert codes(out.receive(deputy, out.send(lead, deputy))) == []
    for ctx in (lead, deputy):
        assert projections.accounting(ctx.store).counted == 2
        assert projections.matches_rebuild(ctx.store)


def test_what_is_set_aside_says_by_whom_and_why_with_both_who_lead(out: Team, deputy: Context) -> None:
    """A package that the deputy never had is told of as what it is, and nothing is offered that could not be done."""
    lead, ai = out.lead, out.inspectors[0]
    finish(ai, out.case_id(ai))
    file = out.send(ai, lead)
    assert codes(out.receive(lead, file)) == []
    assert codes(out.receive(deputy, out.send(lead, deputy))) == []
    merge_undo.undo_merge(lead, "The wrong file.")
    assert codes(out.receive(deputy, out.send(lead, deputy))) == []
    (here,) = [line for line in merge_picture.history(lead) if line.state == "aside"]
    (package,) = [one for one in ledger.received(lead.store) if not one.counts]
    assert (here.sender, here.by, here.reason, here.brought_back) == (
        "AI-01", "LI-01", "The wrong file.", (package.package_id,),
    )  # fmt: skip
    told, *rest = merge_picture.history(deputy)
    assert (told.state, told.by, told.count, told.reason) == ("elsewhere", "LI-01", 1, "The wrong file.")
    assert told.brought_back == ()
    assert {line.state for line in rest} == {"merged"}
    # the same file again is known, says why it does not count, and how it would
    again = merge_picture.picture(lead, merge_plan.plan(lead, [file])).packages[0]
    assert (again.state, again.reason, again.brought_back) == ("aside", "The wrong file.", here.brought_back)
    assert not again.has_effect
    with pytest.raises(Refused, match="bring-back-needs-reason"):
        merge_undo.redo_merge(lead, here.brought_back, " ")
    merge_undo.redo_merge(lead, here.brought_back, "It was right.")
    assert codes(out.receive(deputy, out.send(lead, deputy))) == []
    for ctx in (lead, deputy):
        assert {line.state for line in merge_picture.history(ctx)} == {"merged"}
        assert projections.accounting(ctx.store).counted == 1


def test_what_a_deputy_has_from_the_inspector_counts_there_whatever_the_lead_sets_aside(
    out: Team, deputy: Context
) -> None:
    lead, ai = out.lead, out.inspectors[0]
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    finish(ai, out.case_id(ai))
    for ctx in (lead, deputy):
        assert codes(out.receive(ctx, out.send(ai, ctx))) == []
    merge_undo.undo_merge(lead, "The wrong file.")
    assert codes(out.receive(deputy, out.send(lead, deputy))) == []
    assert projections.accounting(deputy.store).counted == 1
    packages = [p.package_id for p in ledger.received(lead.store) if not p.counts]
    merge_undo.redo_merge(lead, tuple(packages), "It was right.")
    assert codes(out.receive(deputy, out.send(lead, deputy))) == []
    assert projections.accounting(lead.store).counted == 1
    assert audit(deputy).sound


def test_numbers_run_per_addressee_and_so_does_a_revocation(out: Team, deputy: Context) -> None:
    """The deputy got fewer packages than the lead: one number for both would let a stolen key go on there."""
    lead, ai = out.lead, out.inspectors[0]
    case_id = out.case_id(ai)
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    for answer in ("yes", "no", "yes"):
        assess.record_answer(ai, case_id, "C1a", answer)
        assert codes(out.receive(lead, out.send(ai, lead))) == []
    assert codes(out.receive(deputy, out.send(ai, deputy))) == []
    under_way = out.send(ai, deputy)
    assess.record_answer(ai, case_id, "C1b", "no")
    stolen = [out.send(ai, deputy), out.send(ai, lead)]
    assert teams.last_number(lead, ai.me) == 3
    staffing.revoke_key(lead, ai.me, 4, "Laptop stolen.", {deputy.me: 3})
    both_ways(out, deputy)
    assert [c.inspection().member(ai.me).refused_from((c.me,)) for c in (lead, deputy)] == [4, 3]
    assert codes(out.receive(deputy, under_way)) in ([], ["package-stale"])
    assert codes(out.receive(deputy, stolen[0])) == ["package-revoked"]
    assert codes(out.receive(lead, stolen[1])) == ["package-revoked"]
    assert "C1b" not in deputy.case(case_id).answers
    assert staffing.post(deputy, ai.me).revoked_from == 3


def test_whoever_is_not_named_keeps_what_they_have_and_takes_nothing_more(out: Team, deputy: Context) -> None:
    lead, ai = out.lead, out.inspectors[0]
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    case_id = out.case_id(ai)
    assess.record_answer(ai, case_id, "C1a", "yes")
    had = out.send(ai, deputy)
    assert codes(out.receive(deputy, had)) == []
    teams.revoke(lead, ai.me, 9)
    both_ways(out, deputy)
    assess.record_answer(ai, case_id, "C1b", "no")
    assert codes(out.receive(deputy, out.send(ai, deputy))) == ["package-revoked"]
    assert [p.status for p in merge_plan.plan(deputy, [had]).packages] == ["known"]
    assert set(deputy.case(case_id).answers) == {"C1a"}


def test_a_roster_from_before_still_revokes_for_everybody(out: Team, deputy: Context) -> None:
    lead, ai = out.lead, out.inspectors[0]
    found = lead.inspection()
    members = tuple(
        msgspec.structs.replace(m, revoked_from=2) if m.fingerprint == ai.me else m for m in found.roster.members
    )
    teams.write_roster(lead, found, members)
    both_ways(out, deputy)
    assert [c.inspection().member(ai.me).refused_from((c.me,)) for c in (lead, deputy)] == [2, 2]
    teams.revoke(deputy, ai.me, 5)
    both_ways(out, deputy)
    assert [c.inspection().member(ai.me).refused_from((c.me,)) for c in (lead, deputy)] == [2, 5]


def test_notes_to_the_guidance_reach_who_leads_beside_after_the_first_allocation_too(
    out: Team, deputy: Context
) -> None:
    lead = out.lead
    guidance_notes.write(lead, "C1", "Of the lead.")
    assert codes(out.receive(deputy, out.send(lead, deputy))) == []
    guidance_notes.write(deputy, "C2", "Of the deputy.")
    assert codes(out.receive(lead, out.send(deputy, lead))) == []
    for ctx in (lead, deputy):
        assert {one.text for one in guidance_notes.notes(ctx)} == {"Of the lead.", "Of the deputy."}
    kinds = [p.kind for p in ledger.sent(lead.store, addressee=deputy.me)]
    assert kinds[0] == kinds[1] == "allocation"
    assess.record_answer(lead, out.case_id(out.inspectors[0]), "C1a", "yes")
    assert codes(out.receive(deputy, out.send(lead, deputy))) == []
    assert [p.kind for p in ledger.sent(lead.store, addressee=deputy.me)][-1] == "work"


def test_a_receipt_says_how_many_stores_hold_the_cases(out: Team, deputy: Context) -> None:
    lead, ai = out.lead, out.inspectors[0]
    assert codes(out.receive(ai, out.send(lead, ai))) == []

    def told() -> int:
        (held,) = (one for one in purging.own_copy(ai).receipts if one.role == "lead")
        return held.stores

    finish(ai, out.case_id(ai))
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    assert told() == 1
    assert codes(out.receive(deputy, out.send(lead, deputy))) == []
    assert codes(out.receive(lead, out.send(deputy, lead))) == []
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    assert told() == 2
    assess.reopen(ai, out.case_id(ai), "A word was missing.")  # what only the lead inspector has since is in one store
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    assert told() == 1
