"""Whatever the lead inspector takes back and brings back, a deputy's numbers come to be the same."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hmip_desktop.errors import Refused
from hmip_desktop.services import assess, merge_undo
from hmip_desktop.services.auditing import audit
from hmip_desktop.services.context import Context
from hmip_desktop.store import ledger, projections
from tests.people import Team, make_team
from tests.services.test_spine_laws import codes, join

WHAT = ("answer", "answer", "send", "send", "undo", "redo", "forward", "back")
small = st.integers(0, 5)
steps = st.lists(st.tuples(st.sampled_from(WHAT), small, small), min_size=14, max_size=24)


@settings(max_examples=6, phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck))
@given(steps)
def test_a_deputys_numbers_follow_the_leads(chosen) -> None:
    with tempfile.TemporaryDirectory(prefix="hmip-follow-") as folder:
        team = make_team(Path(folder), inspectors=1, cases=2)
        team.give_out()
        deputy = join(team, Path(folder), "DL-01", "deputy")
        try:
            assert codes(team.receive(deputy, team.send(team.lead, deputy))) == []
            for what, n, m in chosen:
                with suppress(Refused):
                    _act(team, deputy, what, n, m)
            for sender, to in ((deputy, team.lead), (team.lead, deputy)) * 2:
                with suppress(Refused):
                    assert set(codes(team.receive(to, team.send(sender, to)))) <= {"package-stale"}
            _check(team.lead, deputy)
        finally:
            deputy.store.close()
            team.close()


def _act(team: Team, deputy: Context, what: str, n: int, m: int) -> None:
    lead, ai = team.lead, team.inspectors[0]
    if what == "answer":
        assess.record_answer(ai, team.case_id(ai, n % 2), ("C1a", "C1b", "C2a")[m % 3], ("yes", "no", None)[n % 3])
    elif what == "send":
        assert set(codes(team.receive(lead, team.send(ai, lead)))) <= {"package-stale"}
        team.receive(ai, team.send(lead, ai))
    elif what == "undo":
        merge_undo.undo_merge(lead, "Wrong.")
    elif what == "redo":
        aside = [package.package_id for package in ledger.received(lead.store) if not package.counts]
        merge_undo.redo_merge(lead, tuple(aside), "Right.")
    else:
        sender, to = (lead, deputy) if what == "forward" else (deputy, lead)
        assert set(codes(team.receive(to, team.send(sender, to)))) <= {"package-stale"}


def _check(lead: Context, deputy: Context) -> None:
    for ctx in (lead, deputy):
        assert audit(ctx).sound
    for item in projections.case_list(lead.store):
        mine, theirs = (projections.current(ctx.store, item.case_id) for ctx in (lead, deputy))
        assert {s: c.heads for s, c in mine.items()} == {s: c.heads for s, c in theirs.items()}
    found = [projections.accounting(ctx.store) for ctx in (lead, deputy)]
    assert (found[0].listed, found[0].counted, found[0].adds_up) == (2, 0, True)
    assert found[0].counted == found[1].counted


def test_what_a_deputy_forwards_is_no_return_of_a_case(team: Team, tmp_path: Path) -> None:
    team.give_out()
    deputy = join(team, tmp_path, "DL-01", "deputy")
    assert codes(team.receive(deputy, team.send(team.lead, deputy))) == []
    assert codes(team.receive(team.lead, team.send(deputy, team.lead))) == []
    assert projections.accounting(team.lead.store).returned_unsigned == 0
    assert audit(team.lead).sound
    deputy.store.close()
