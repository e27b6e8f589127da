"""An inspector leaves in the middle of the week: nothing of theirs is lost, and nothing of theirs comes in after."""

from __future__ import annotations

from pathlib import Path

import pytest

from hmip_desktop.domain.assessment import Evidence
from hmip_desktop.errors import Refused
from hmip_desktop.services import assess, exporting, merge_picture, merge_plan, staffing
from hmip_desktop.services import team as teams
from hmip_desktop.services.auditing import audit
from hmip_desktop.store import ledger, projections
from hmip_desktop.store import revisions as journal
from tests.people import Team, finish
from tests.services.test_spine_laws import codes, held, join


@pytest.fixture
def out(team: Team) -> Team:
    team.give_out()
    return team


def test_a_newcomer_continues_the_cases_of_one_who_left(out: Team, tmp_path: Path) -> None:
    lead, (leaver, _) = out.lead, out.inspectors
    deputy, newcomer = join(out, tmp_path, "DL-01", "deputy"), join(out, tmp_path, "AI-09", "inspector")
    assert codes(out.receive(deputy, out.send(lead, deputy))) == []
    done, open_ = out.case_id(leaver, 0), out.case_id(leaver, 1)
    finish(leaver, done)
    assess.save_evidence(leaver, open_, Evidence("Seen by the first.", "oasys"))
    assess.record_answer(leaver, open_, "C1a", "yes")
    assert codes(out.receive(lead, out.send(leaver, lead))) == []
    assess.record_answer(leaver, open_, "C1a", "no")
    late = out.send(leaver, lead)
    before = held(lead)
    staffing.hand_over(lead, leaver.me, newcomer.me, "Ill.", revoke_from=2)
    assert [i.case_id for i in projections.case_list(lead.store, inspector=leaver.me)] == []
    # what comes later is held as revoked, with what it would bring
    assert codes(out.receive(lead, late)) == ["package-revoked"]
    (waiting,) = merge_picture.held_packages(lead)
    refs = (projections.case_item(lead.store, open_).case_ref,)
    assert (waiting.code, waiting.sender, waiting.sequence) == ("package-revoked", leaver.identity.name, 2)
    assert (waiting.revisions, waiting.case_refs) == (1, refs)
    assert before <= held(lead)
    # the newcomer has the old revisions and continues as a second author
    assert codes(out.receive(newcomer, out.send(lead, newcomer))) == []
    case = newcomer.case(open_)
    assert [one.value.text for one in case.evidence.values()] == ["Seen by the first."]
    assert case.answers["C1a"].author == leaver.me
    assess.record_answer(newcomer, open_, "C1a", None)
    finish(newcomer, open_)
    assert codes(out.receive(lead, out.send(newcomer, lead))) == []
    assert codes(out.receive(deputy, out.send(lead, deputy))) == []
    written = {r.header.author for r in journal.case_history(lead.store, open_)}
    assert {leaver.me, newcomer.me} <= written
    for ctx in (lead, deputy):
        assert projections.accounting(ctx.store).counted == 2
        assert projections.accounting(ctx.store).adds_up
        assert audit(ctx).sound
    with pytest.raises(Refused) as refused:
        exporting.export(lead, leaver.me, tmp_path)
    assert refused.value.code == "member-revoked"
    # the lead inspector may still take what was held, by naming a later number
    teams.revoke(lead, leaver.me, 3)
    assert merge_plan.plan(lead, [late]).packages[0].new == 1
    assert codes(out.receive(lead, late)) == []
    assert ledger.held(lead.store) == []
    assert len(projections.conflicts(lead.store, open_)) == 1
    for ctx in (deputy, newcomer):
        ctx.store.close()


def test_cases_go_to_somebody_who_is_in_the_team(out: Team) -> None:
    lead, (first, second) = out.lead, out.inspectors
    for to, code in (("1" * 30, "member-unknown"), (first.me, "member-unknown")):
        with pytest.raises(Refused) as refused:
            staffing.hand_over(lead, first.me, to, "Ill.", revoke_from=1)
        assert refused.value.code == code
    staffing.hand_over(lead, second.me, first.me, "Ill.", revoke_from=1)
    with pytest.raises(Refused) as refused:
        staffing.hand_over(lead, first.me, second.me, "Ill.", revoke_from=1)
    assert refused.value.code == "member-revoked"
    assert projections.case_count(lead.store, inspector=first.me) == 6
