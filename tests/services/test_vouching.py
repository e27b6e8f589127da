"""Going on after a lost passphrase: the team takes the new card, and nothing that was written before is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.trust import Vouch
from hmip_desktop.domain.values import grouped
from hmip_desktop.errors import Refused
from hmip_desktop.services import assess, inspection, recovering, vouching
from hmip_desktop.services import team as teams
from hmip_desktop.services.auditing import audit
from hmip_desktop.services.context import Context
from hmip_desktop.store import projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.revisions import Write
from tests.people import FIELDWORK, Clock, Team, finish, person
from tests.services.test_spine_laws import codes, held, join

NEW = "harbour lantern thistle canyon 9"


@pytest.fixture
def out(team: Team) -> Team:
    team.give_out()
    return team


def refusal(call, *arguments, **named) -> str:
    with pytest.raises(Refused) as refused:
        call(*arguments, **named)
    return refused.value.code


def recovered(folder: Path, ctx: Context) -> Context:
    """The same store opened with the recovery text; the person has a new identity."""
    text = (folder / f"{ctx.identity.name}.sheet").read_text().split("Recovery key:\n")[1].split("\n")[0]
    place = ctx.store.folder
    ctx.store.close()
    return recovering.recover(place, text, NEW, now=ctx.now, entropy=ctx.entropy)


def groups(ctx: Context, count: int = 3) -> dict[int, str]:
    """Groups of a fingerprint as they are read out."""
    return dict(list(enumerate(grouped(ctx.me).split(), 1))[:count])


def card(folder: Path, ctx: Context) -> Path:
    return teams.save_card(ctx, folder / f"{ctx.identity.name}-new.card")


def test_an_inspector_goes_on_after_recovery(out: Team, tmp_path: Path) -> None:
    ai, lead = out.inspectors[0], out.lead
    former, case_id = ai.me, out.case_id(ai)
    assess.record_answer(ai, case_id, "C1a", "yes")
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    assess.record_answer(ai, case_id, "C1b", "no")
    out.inspectors[0] = ai = recovered(tmp_path, ai)
    needed = vouching.need(ai)
    assert needed is not None
    assert (needed.former.fingerprint, needed.by, needed.who) == (former, "lead", ("LI-01",))
    assert refusal(vouching.vouch, lead, card(tmp_path, ai), groups(ai, 1), former) == "fingerprint-needed"
    vouching.vouch(lead, card(tmp_path, ai), groups(ai, 2), former)
    assert projections.case_item(lead.store, case_id).inspector == ai.me
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    assert vouching.need(ai) is None
    merged = out.receive(lead, out.send(ai, lead))
    assert (codes(merged), merged.gaps) == ([], 0)
    assert held(ai) <= held(lead)
    assert lead.case(case_id).answers["C1b"].value.answer == "no"
    assert audit(lead).sound
    assert audit(ai).sound


def test_the_lead_goes_on_by_the_word_of_a_deputy(out: Team, tmp_path: Path) -> None:
    ai, lead = out.inspectors[0], out.lead
    deputy = join(out, tmp_path, "DL-01", "deputy")
    assert codes(out.receive(deputy, out.send(lead, deputy))) == []
    former, case_id = lead.me, out.case_id(ai)
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    assess.record_answer(lead, case_id, "C2", "no")
    out.lead = lead = recovered(tmp_path, lead)
    needed = vouching.need(lead)
    assert needed is not None
    assert (needed.by, needed.who) == ("deputy", ("DL-01",))
    new = card(tmp_path, lead)
    assert refusal(vouching.vouch, deputy, new, groups(lead, 2), former) == "fingerprint-needed"
    vouching.vouch(deputy, new, groups(lead), former)
    assert codes(out.receive(lead, out.send(deputy, lead))) == []
    assert vouching.need(lead) is None
    assert lead.inspection().leads()[0].fingerprint == lead.me
    assert codes(out.receive(ai, out.send(lead, ai))) == ["package-stranger"]
    assert codes(out.receive(ai, out.send(deputy, ai))) == []
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    assert ai.case(case_id).answers["C2"].value.answer == "no"
    finish(ai, case_id)
    assert codes(out.receive(lead, out.send(ai, lead))) == []
    assert codes(out.receive(ai, out.send(lead, ai))) == []
    assert projections.accounting(lead.store).counted == 1
    for ctx in (lead, deputy, ai):
        assert audit(ctx).sound
    deputy.store.close()


def test_without_a_deputy_each_of_the_team_takes_the_new_card_of_the_lead(out: Team, tmp_path: Path) -> None:
    first, second = out.inspectors
    former, case_id = out.lead.me, out.case_id(first)
    assess.record_answer(first, case_id, "C1a", "yes")
    assert codes(out.receive(out.lead, out.send(first, out.lead))) == []
    out.lead = lead = recovered(tmp_path, out.lead)
    assert vouching.need(lead).by == "team"
    assert refusal(vouching.vouch, first, card(tmp_path, lead), groups(lead), former) == "role-not-allowed"
    vouching.resume(lead)
    assert vouching.need(lead) is None
    assert refusal(vouching.resume, lead) == "vouch-not-needed"
    package = out.send(lead, first)
    assert codes(out.receive(first, package)) == ["package-stranger"]
    new = card(tmp_path, lead)
    assert refusal(vouching.accept_lead, first, new, groups(lead, 2)) == "fingerprint-needed"
    assert refusal(vouching.accept_lead, first, new, {**groups(lead), 1: "00000"}) == "fingerprint-differs"
    vouching.accept_lead(first, new, groups(lead), former)
    merged = out.receive(first, package)
    assert (codes(merged), merged.gaps) == ([], 0)
    assert codes(out.receive(lead, out.send(first, lead))) == []
    assert [(one.person, one.accepted) for one in vouching.acceptances(lead)] == [("AI-01", True), ("AI-02", False)]
    # whoever has accepted can send before anything came from the new card
    assess.record_answer(second, out.case_id(second), "C1a", "no")
    assert codes(out.receive(second, out.send(lead, second))) == ["package-stranger"]
    vouching.accept_lead(second, new, groups(lead))
    assert codes(out.receive(lead, out.send(second, lead))) == []
    assert codes(out.receive(second, out.send(lead, second))) == []
    assert held(second) <= held(lead)
    for ctx in (lead, first, second):
        assert audit(ctx).sound
        assert ctx.inspection().disputed == frozenset()


def test_nobody_takes_a_card_in_the_name_of_somebody_else(out: Team, tmp_path: Path) -> None:
    ai, other, lead = *out.inspectors, out.lead
    stranger = person(tmp_path, "XX-01", "lead", Clock())
    member = lead.inspection().member(lead.me)
    forged = Vouch(lead.me, member, (1, 2, 3), "2026-11-09T09:00:00.000Z")
    write = Write(subject("vouch", other.me, stranger.me), forged)
    journal.append(ai.store, [write], author=ai.me, now=ai.now(), entropy=ai.entropy)
    assert codes(out.receive(lead, out.send(ai, lead))) == ["author-not-allowed"]
    assert refusal(vouching.accept_lead, other, card(tmp_path, ai), groups(ai)) == "card-not-lead"
    assert refusal(vouching.accept_lead, ai, card(tmp_path, ai), groups(ai)) == "vouch-for-yourself"
    assert refusal(teams.trust, ai, card(tmp_path, other), other.me, lead.me) == "role-not-allowed"
    stranger.store.close()


def test_a_recovered_self_assessment_goes_on(tmp_path: Path) -> None:
    first = person(tmp_path, "LA-01", "local_assessor", Clock())
    new = inspection.NewInspection("Own", "Westmarch", FIELDWORK, "dipp-2025", self_assessment=True)
    inspection.create_inspection(first, new)
    first = recovered(tmp_path, first)
    vouching.resume(first)
    assert first.inspection().is_led_by(first.me)
    assert first.inspection().leads()[0].fingerprint == first.me
    assert audit(first).sound
    first.store.close()
