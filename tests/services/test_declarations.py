"""A declared conflict of interest reaches the lead inspector, who says what was decided about it."""

from __future__ import annotations

import pytest

from hmip_desktop.errors import Refused
from hmip_desktop.services import assess, declarations, sample
from hmip_desktop.services.overview import overview
from tests.people import Team

DETAIL = "I supervised this practitioner until March."


def _declare(team: Team, conflict: bool = True, detail: str = DETAIL) -> None:
    ctx = team.inspectors[0]
    assess.declare(ctx, conflict, detail)
    team.receive(team.lead, team.send(ctx, team.lead))


def test_it_comes_with_the_next_package_and_names_the_cases(team: Team) -> None:
    team.give_out()
    assert declarations.own(team.inspectors[0]) is None
    _declare(team)
    found = declarations.declared(team.lead)
    assert [(one.name, one.detail, one.decided) for one in found] == [("AI-01", DETAIL, "")]
    assert found[0].cases == ("26-401", "26-403", "26-405")
    assert overview(team.lead).declared == 1
    own = declarations.own(team.inspectors[0])
    assert own is not None and own.conflict and own.sent


def test_a_decision_is_kept_and_a_new_declaration_asks_again(team: Team) -> None:
    team.give_out()
    _declare(team)
    declarations.decide(team.lead, declarations.declared(team.lead)[0].revision, "AI-02 takes over 26-401.")
    assert declarations.declared(team.lead)[0].decided == "AI-02 takes over 26-401."
    assert overview(team.lead).declared == 0
    assert sample.overrides(team.lead) == {}
    _declare(team, detail="And I know the practitioner of 26-403.")
    assert declarations.declared(team.lead)[0].decided == ""


def test_no_conflict_is_no_matter_for_the_lead(team: Team) -> None:
    team.give_out()
    _declare(team, False, "")
    assert declarations.declared(team.lead) == ()
    own = declarations.own(team.inspectors[0])
    assert own is not None and not own.conflict


def test_a_decision_stays_with_those_who_lead(team: Team) -> None:
    team.give_out()
    _declare(team)
    revision = declarations.declared(team.lead)[0].revision
    declarations.decide(team.lead, revision, "No case is touched.")
    team.receive(team.inspectors[0], team.send(team.lead, team.inspectors[0]))
    assert declarations.declared(team.inspectors[0])[0].decided == ""


def test_what_cannot_be_decided_is_refused(team: Team) -> None:
    team.give_out()
    _declare(team)
    revision = declarations.declared(team.lead)[0].revision
    cases = (
        (team.lead, "0" * 64, "Fine", "declaration-unknown"), (team.lead, revision, " ", "declaration-needs-decision"),
        (team.inspectors[0], revision, "Fine", "role-not-allowed"),
    )  # fmt: skip
    for ctx, named, words, code in cases:
        with pytest.raises(Refused) as refused:
            declarations.decide(ctx, named, words)
        assert refused.value.code == code
