"""Cases are proposed with reasons, given out only when applied, and never against a declared conflict of interest."""

from __future__ import annotations

import pytest

from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.sample import Allocation, CaseFacts, Declaration
from hmip_desktop.errors import Refused
from hmip_desktop.services import balance, declarations, phone_list, sample, sending
from hmip_desktop.services.context import Context, stamp_of
from hmip_desktop.store import projections
from hmip_desktop.store.revisions import Write
from tests.people import Team

SLOTS = ("2026-11-09T09:30", "2026-11-09T09:30", "2026-11-09T10:00", "", "2026-11-10T09:30")


def add(ctx: Context, ref: str, slot: str, pdu: str = "Dunhaven") -> str:
    inspection = ctx.inspection()
    facts = CaseFacts(ref, pdu, f"PP-{ref}", "probation officer", "licence", "2026-04-13", "medium", interview_at=slot)
    case_id = sample.case_id_of(inspection.id, ref)
    ctx.write(Write(subject("case", case_id), facts, stamp_of(inspection.pack)))
    return case_id


def declare(team: Team, who: Context, words: str) -> None:
    assert team.receive(who, team.send(team.lead, who)).quarantined == 0
    who.write(Write(subject("declaration", who.me), Declaration(True, words, "2026-11-09T09:00:00.000Z")))
    assert team.receive(team.lead, team.send(who, team.lead)).quarantined == 0


def test_a_proposal_writes_nothing_and_applying_gives_the_cases_out(team: Team) -> None:
    ids = [add(team.lead, f"26-60{n}", slot) for n, slot in enumerate(SLOTS)]
    proposal = balance.propose(team.lead)
    assert all(not projections.case_item(team.lead.store, one).inspector for one in ids)
    assert balance.propose(team.lead) == proposal
    assert [line.case_ref for line in proposal.lines] == [f"26-60{n}" for n in range(5)]
    to = {line.case_ref: line.to for line in proposal.lines}
    assert to["26-600"] != to["26-601"]
    assert proposal.left[0].case_ref in ("26-600", "26-601", "26-602")
    assert proposal.left[0].reasons[0].code == "nobody-free"
    loads = [load.after for load in proposal.loads]
    assert max(loads) - min(loads) <= 1
    assert balance.apply_proposal(team.lead, proposal).cases == 4
    assert {projections.case_item(team.lead.store, one).inspector for one in ids} == {
        "",
        *(ctx.me for ctx in team.inspectors),
    }
    assert balance.propose(team.lead).placed == ()


def test_a_proposal_that_was_overtaken_changes_nothing(team: Team) -> None:
    case_id = add(team.lead, "26-600", "")
    proposal = balance.propose(team.lead)
    sending.give(team.lead, ["26-600"], team.inspectors[0].me)
    with pytest.raises(Refused) as refused:
        balance.apply_proposal(team.lead, proposal)
    assert refused.value.code == "proposal-overtaken"
    assert projections.case_item(team.lead.store, case_id).inspector == team.inspectors[0].me


def test_nobody_gets_a_case_that_their_declaration_names(team: Team) -> None:
    add(team.lead, "26-600", "", "Marlow Bay")
    add(team.lead, "26-601", "", "Marlow Bay")
    declare(team, team.inspectors[0], "My sister works in the marlow bay office.")
    proposal = balance.propose(team.lead)
    assert {line.to for line in proposal.lines} == {team.inspectors[1].me}
    assert {why.code for line in proposal.lines for why in line.reasons} == {"only-one-able", "conflict-avoided"}
    load = next(load for load in proposal.loads if load.fingerprint == team.inspectors[0].me)
    assert load.barred == ("26-600", "26-601")
    meets, named = balance.hindrances(team.lead, ["26-600"])[team.inspectors[0].me]
    assert (meets, named) == ((), ("26-600",))


def test_a_declaration_that_names_nothing_bars_all_until_it_is_decided(team: Team) -> None:
    add(team.lead, "26-600", "")
    declare(team, team.inspectors[0], "I used to manage somebody there.")
    load = next(load for load in balance.propose(team.lead).loads if load.fingerprint == team.inspectors[0].me)
    assert load.undecided and len(load.barred) == 7
    (declared,) = declarations.declared(team.lead)
    declarations.decide(team.lead, declared.revision, "They left years ago; no case is touched.")
    load = next(load for load in balance.propose(team.lead).loads if load.fingerprint == team.inspectors[0].me)
    assert not load.undecided and load.barred == ()


def test_what_was_sent_stays_and_what_was_not_can_be_placed_again(team: Team) -> None:
    assert len(balance.propose(team.lead, again=True).lines) == 6
    team.give_out()
    assert balance.propose(team.lead, again=True).lines == ()


def test_an_interview_held_for_somebody_else_makes_busy(team: Team) -> None:
    first, second = team.inspectors
    case_id = add(team.lead, "26-600", "2026-11-09T09:30")
    stamp = stamp_of(team.lead.inspection().pack)
    team.lead.write(Write(subject("allocation", case_id), Allocation(first.me, second.me), stamp))
    add(team.lead, "26-601", "2026-11-09T10:00")
    (line,) = balance.propose(team.lead).lines
    assert line.to == first.me
    assert {why.code for why in line.reasons} == {"only-one-able", "free-then"}


def test_two_interviews_at_one_time_are_named_where_they_stand(team: Team) -> None:
    for ref in ("26-600", "26-601"):
        add(team.lead, ref, "2026-11-09T09:30")
    sending.give(team.lead, ["26-600", "26-601"], team.inspectors[0].me)
    assert balance.propose(team.lead).standing == (("AI-01", "26-600", "26-601"),)


def test_only_whoever_leads_gives_cases_out(team: Team) -> None:
    team.give_out()
    with pytest.raises(Refused) as refused:
        balance.propose(team.inspectors[0])
    assert refused.value.code == "role-not-allowed"


def test_the_telephone_list_reaches_the_team_in_its_order(team: Team) -> None:
    first, second = team.inspectors
    lines = phone_list.phone_lines(team.lead)
    assert [line.number for line in lines] == ["", "", ""]
    assert lines[0].fingerprint == team.lead.me
    phone_list.save_phone_list(team.lead, [(second.me, " 07700 900 123 "), (team.lead.me, "+44 20 7946 0000 x12")])
    version = team.lead.inspection().roster.version
    again = [(one.fingerprint, one.number) for one in phone_list.phone_lines(team.lead)]
    assert again == [(second.me, "07700 900 123"), (team.lead.me, "+44 20 7946 0000 x12"), (first.me, "")]
    phone_list.save_phone_list(team.lead, again[:2])
    assert team.lead.inspection().roster.version == version
    team.give_out()
    assert [one.name for one in phone_list.phone_lines(first)] == ["AI-02", "LI-01", "AI-01"]
    with pytest.raises(Refused) as refused:
        phone_list.save_phone_list(team.lead, [(first.me, "ask reception")])
    assert refused.value.code == "phone-not-a-number"
    with pytest.raises(Refused):
        phone_list.save_phone_list(first, [(first.me, "07700 900 123")])
