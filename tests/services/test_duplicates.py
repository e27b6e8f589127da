"""The same case entered twice is noticed, asked about once, and counts as a person decided."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.sample import CaseFacts
from hmip_desktop.errors import Refused
from hmip_desktop.services import duplicates, sample, sending
from hmip_desktop.services.auditing import audit
from hmip_desktop.services.context import Context, stamp_of
from hmip_desktop.store import projections
from hmip_desktop.store.revisions import Write
from tests.people import Team
from tests.services.test_spine_laws import codes, join


def refusal(call, *arguments, **named) -> str:
    with pytest.raises(Refused) as refused:
        call(*arguments, **named)
    return refused.value.code


def put(ctx: Context, facts: CaseFacts) -> str:
    inspection = ctx.inspection()
    case_id = sample.case_id_of(inspection.id, facts.case_ref)
    ctx.write(Write(subject("case", case_id), facts, stamp_of(inspection.pack)))
    return case_id


def again(team: Team, **changes: object) -> tuple[str, str]:
    """A case of the list and a second row for it."""
    first = projections.case_by_ref(team.lead.store, "26-401").case_id
    facts = team.lead.case(first).imported
    return first, put(team.lead, msgspec.structs.replace(facts, **changes))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"case_ref": "26/0401"}, "same-reference"),
        ({"case_ref": "26 401 "}, "same-reference"),
        ({"case_ref": "26-4011"}, "near-reference"),
        ({"case_ref": "26-410", "practitioner": "PP-0."}, "near-reference"),
    ],
)
def test_a_case_entered_twice_is_noticed(team: Team, changes, reason) -> None:
    assert duplicates.likely(team.lead) == ()
    first, second = again(team, **changes)
    (pair,) = duplicates.likely(team.lead)
    assert {pair.first, pair.second} == {first, second}
    assert pair.reasons[0] == reason


def test_another_person_or_another_row_is_no_duplicate(team: Team) -> None:
    again(team, case_ref="26-950", practitioner="PP-77", start_date="2026-03-02")
    again(team, case_ref="26-402b", start_date="2026-03-02")
    assert duplicates.likely(team.lead) == ()


def test_the_same_person_under_the_same_practitioner_is_asked_about(team: Team) -> None:
    one = again(team, case_ref="26-950", person="k-17")[1]
    other = again(team, case_ref="26-960", person="K-17 ", start_date="2026-04-14")[1]
    pairs = {frozenset((pair.first, pair.second)): pair for pair in duplicates.likely(team.lead)}
    assert pairs[frozenset((one, other))].reasons[0] == "same-person"


def test_a_mistake_counts_once_and_can_be_decided_otherwise(team: Team) -> None:
    lead = team.lead
    first, second = again(team, case_ref="26/0401")
    listed = projections.accounting(lead.store).listed
    assert refusal(duplicates.decide, lead, first, second, "mistake", " ", first) == "duplicate-needs-reason"
    assert refusal(duplicates.decide, lead, first, second, "mistake", "Typed twice.") == "duplicate-needs-kept"
    assert refusal(duplicates.decide, lead, first, "ab" * 8, "two_cases", "No.") == "case-not-on-list"
    assert refusal(duplicates.decide, team.inspectors[0], first, second, "two_cases", "No.") in (
        "role-not-allowed", "inspection-missing",
    )  # fmt: skip
    duplicates.decide(lead, first, second, "mistake", "Typed twice.", first)
    found = projections.accounting(lead.store)
    assert (found.listed, dict(found.excluded), found.adds_up) == (listed, {"entered-twice": 1}, True)
    assert duplicates.likely(lead) == ()
    duplicates.decide(lead, second, first, "two_cases", "The person has two orders.")
    assert projections.accounting(lead.store).excluded == {}
    assert duplicates.likely(lead) == ()
    (decision,) = duplicates.decisions(lead).values()
    assert (decision.verdict, decision.reason) == ("two_cases", "The person has two orders.")
    assert audit(lead).sound


def test_a_second_assessment_never_counts(team: Team) -> None:
    lead, (one, other) = team.lead, team.inspectors
    first, second = again(team, case_ref="26/0401")
    assert refusal(duplicates.decide, lead, first, second, "second_assessment", "Drawn.", first) == (
        "second-needs-assessor"
    )
    sending.give(lead, ["26/0401"], one.me)
    assert refusal(duplicates.decide, lead, first, second, "second_assessment", "Drawn.", first) == (
        "second-by-first-assessor"
    )
    sending.give(lead, ["26/0401"], other.me)
    duplicates.decide(lead, first, second, "second_assessment", "Both judged it.", first)
    found = projections.accounting(lead.store)
    assert (found.second_assessments, found.adds_up) == (1, True)
    duplicates.decide(lead, first, second, "mistake", "It was none.", second)
    found = projections.accounting(lead.store)
    assert (found.second_assessments, dict(found.excluded)) == (0, {"entered-twice": 1})


def test_a_deputy_is_not_asked_again(team: Team, tmp_path) -> None:
    lead = team.lead
    deputy = join(team, tmp_path, "DL-01", "deputy")
    first, second = again(team, case_ref="26/0401")
    duplicates.decide(lead, first, second, "two_cases", "Two orders.")
    assert codes(team.receive(deputy, team.send(lead, deputy))) == []
    assert duplicates.likely(deputy) == ()
    assert len(duplicates.decisions(deputy)) == 1
    deputy.store.close()


@settings(max_examples=60, deadline=None)
@given(st.text("0123456789-/ abAB", min_size=1, max_size=10))
def test_a_reference_is_the_same_however_it_is_written(text: str) -> None:
    plain = duplicates._plain(text)
    assert duplicates._plain(f" {text.upper()} ") == plain
    assert duplicates._plain(plain) == plain
