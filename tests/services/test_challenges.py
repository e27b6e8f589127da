"""A challenge is tied to a judgement, proposed upon, decided, and changes an answer by a moderation that names it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from hmip_desktop.domain.retention import Hold
from hmip_desktop.errors import Refused
from hmip_desktop.services import challenges
from hmip_desktop.services.challenges import Decided, NewChallenge
from hmip_desktop.services.context import Context
from hmip_desktop.store import projections
from tests.people import Team, finish, make_team

DAY = date(2026, 11, 9)
COO = Decided("upheld", "The log of 12 May shows it.", "J. Okafor", "Chief operating officer", DAY)


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    made = make_team(tmp_path, inspectors=1, cases=2)
    made.give_out()
    inspector = made.inspectors[0]
    finish(inspector, made.case_id(inspector), "no")
    made.receive(made.lead, made.send(inspector, made.lead))
    yield made
    made.close()


@pytest.fixture
def lead(team: Team) -> Context:
    return team.lead


def holds(ctx: Context, case_id: str) -> list[Hold]:
    """What forbids destroying copies of that case."""
    found = (one.value for one in projections.current_inspection(ctx.store, ("hold",)).values())
    return [one for one in found if isinstance(one, Hold) and case_id in one.cases and not one.lifted_at]


def raised(team: Team, **other) -> str:
    given = {"kind": "factual_accuracy", "text": "The plan was shared.", "by": "Head of PDU", "raised_on": DAY}
    new = NewChallenge(team.case_id(team.inspectors[0]), "C1", **(given | other))
    return challenges.raise_challenge(team.lead, new)[0]


def refusal(act, *args) -> str:
    with pytest.raises(Refused) as refused:
        act(*args)
    return refused.value.code


def test_an_upheld_challenge_changes_what_counts_and_keeps_the_assessors_answer(team: Team, lead: Context) -> None:
    case_id = team.case_id(team.inspectors[0])
    one = raised(team)
    assert [hold.ground for hold in holds(lead, case_id)] == ["factual_accuracy"]
    challenges.propose(lead, one, "yes", "Seen in the log.")
    assert challenges.challenges(lead)[0].state == "proposed"
    changed = challenges.decide(lead, one, COO)
    line = challenges.challenges(lead)[0]
    assert (line.name, line.state, line.answer) == ("FA-1", "upheld", "yes")
    assert changed.cases == {case_id}
    record = lead.case(case_id)
    assert record.answers["C1"].value.answer == "no"
    assert record.moderations["C1"].value.reason == "FA-1: The log of 12 May shows it."
    counted = {found.tally.ref: found.tally for found in projections.tally(lead.store)}
    assert (counted["C1"].yes, counted["C1"].no) == (1, 0)
    assert holds(lead, case_id) == []
    assert challenges.upheld_since(lead, "2026-01-01") == {"C1"}
    assert [value.decision for _, value in challenges.trail(lead, one)] == ["", "", "upheld"]
    assert line.value.decided_by == "J. Okafor"


def test_a_challenge_that_is_not_upheld_changes_nothing(team: Team, lead: Context) -> None:
    one = raised(team, kind="complaint")
    challenges.propose(lead, one, "", "The log shows a call, not the plan.")
    assert refusal(challenges.decide, lead, one, COO) == "challenge-nothing-to-uphold"
    decided = Decided("not_upheld", "As proposed.", "J. Okafor", "Chief operating officer", DAY)
    challenges.decide(lead, one, decided)
    line = challenges.challenges(lead)[0]
    assert (line.name, line.state, line.answer) == ("CO-1", "not-upheld", "no")
    assert not lead.case(line.value.case_id).moderations
    assert refusal(challenges.propose, lead, one, "yes", "Again.") == "challenge-decided"


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"kind": "grumble"}, "challenge-kind-unknown"), ({"text": " "}, "challenge-needs-text"),
        ({"by": ""}, "challenge-needs-role"), ({"raised_on": None}, "challenge-needs-day"),
        ({"raised_on": date(2027, 1, 1)}, "challenge-needs-day"),
    ],
)  # fmt: skip
def test_what_is_missing_is_refused(team: Team, other: dict, code: str) -> None:
    assert refusal(lambda: raised(team, **other)) == code
    assert challenges.challenges(team.lead) == ()


def test_steps_keep_their_order_and_their_people(team: Team, lead: Context) -> None:
    one = raised(team)
    assert refusal(challenges.decide, lead, one, COO) == "challenge-not-proposed"
    assert refusal(challenges.propose, lead, one, "no", "It says so.") == "challenge-changes-nothing"
    assert refusal(challenges.propose, lead, one, "yes", " ") == "challenge-needs-reason"
    challenges.propose(lead, one, "yes", "Seen.")
    unnamed = Decided("upheld", "Because.", "", "Chief operating officer", DAY)
    assert refusal(challenges.decide, lead, one, unnamed) == "challenge-decider-unnamed"
    assert refusal(challenges.challenges, team.inspectors[0]) == "role-not-allowed"
    assert refusal(challenges.challenge, lead, "0" * 16) == "challenge-unknown"


def test_challenges_never_leave_lead_and_deputy(team: Team, lead: Context) -> None:
    raised(team)
    inspector = team.inspectors[0]
    team.receive(inspector, team.send(lead, inspector))
    assert len(holds(inspector, team.case_id(inspector))) == 1
    held = projections.current_inspection(inspector.store)
    assert not [subject for subject in held if subject.startswith("challenge:")]
