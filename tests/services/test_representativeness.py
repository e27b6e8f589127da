"""What has come in is compared with the caseload, never with itself, and says when there is nothing to compare with."""

from __future__ import annotations

from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.sample import Population, PopulationCount
from hmip_desktop.services.representativeness import DIMENSIONS, representativeness
from hmip_desktop.store.revisions import Write
from tests.people import Team, finish


def region(team: Team, *rows: PopulationCount) -> None:
    team.lead.write(Write(subject("population", team.lead.inspection().id), Population(rows)))


def test_without_a_caseload_nothing_is_checked(team: Team) -> None:
    found = representativeness(team.lead)
    assert [mix.dimension for mix in found.mixes] == list(DIMENSIONS)
    assert {mix.status for mix in found.mixes} == {"not-checked"}
    assert all(group.caseload is None and group.apart is None for mix in found.mixes for group in mix.groups)
    assert (found.listed, found.achieved, found.caseload) == (6, 0, 0)


def test_what_is_achieved_follows_the_cases_that_come_in(team: Team) -> None:
    region(
        team,
        PopulationCount("Aldermere", "low", 50, sex="Female"),
        PopulationCount("Kingsreach", "high", 30, sex="Male"),
        PopulationCount("Marlow Bay", "very_high", 20, sex="Male"),
    )
    before = {mix.dimension: mix for mix in representativeness(team.lead).mixes}
    assert before["pdu"].status == "not-yet" and before["sentence_type"].status == "not-checked"
    team.give_out()
    for ctx in team.inspectors:
        finish(ctx, team.case_id(ctx))
        team.receive(team.lead, team.send(ctx, team.lead))
    found = representativeness(team.lead)
    mixes = {mix.dimension: mix for mix in found.mixes}
    assert found.achieved == 2
    pdus = {group.code: group for group in mixes["pdu"].groups}
    assert list(pdus) == ["Aldermere", "Kingsreach", "Marlow Bay"]
    assert (pdus["Aldermere"].achieved, pdus["Aldermere"].apart) == (1, 0.0)
    assert (pdus["Marlow Bay"].listed, pdus["Marlow Bay"].apart) == (0, -20.0)
    assert mixes["pdu"].status == "off"
    rosh = {group.code: group.caseload for group in mixes["rosh"].groups}
    assert rosh == {"low": 50.0, "medium": 0.0, "high": 50.0}
    assert [group.code for group in mixes["sex"].groups] == ["Female", "Male", ""]
    assert sum(group.achieved for group in mixes["sex"].groups) == found.achieved
