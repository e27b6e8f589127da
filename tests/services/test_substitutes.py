"""A case and its substitute count both only knowingly."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from hmip_desktop.domain.assessment import SignOff
from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.sample import CaseFacts
from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.services import merge_picture, merge_plan, results, sample, substitutes
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


def test_a_case_counts_beside_its_substitute_with_a_reason_only(team: Team) -> None:
    lead = team.lead
    case_id = projections.case_by_ref(lead.store, "26-401").case_id
    spare = msgspec.structs.replace(lead.case(case_id).imported, case_ref="26-900")
    substitute = sample.exclude_case(lead, case_id, "transferred-out", "Moved away.", spare)
    assert refusal(sample.include_case, lead, case_id, "It came back.") == "substitute-still-counts"
    assert substitutes.doubled(lead) == ()
    sample.include_case(lead, case_id, "It came back, and both were inspected.", beside=True)
    (pair,) = substitutes.doubled(lead)
    assert (pair.case_ref, pair.substitute_ref) == ("26-401", "26-900")
    assert pair.reason == "It came back, and both were inspected."
    for one in (case_id, substitute):
        _sign(lead, one)
    assert results.account(lead).counted == 2


def test_a_case_does_not_come_back_beside_the_substitute_of_its_substitute(team: Team, tmp_path: Path) -> None:
    lead = team.lead
    case_id = projections.case_by_ref(lead.store, "26-401").case_id
    spare = lead.case(case_id).imported
    first = sample.exclude_case(
        lead, case_id, "other", "Moved away.", msgspec.structs.replace(spare, case_ref="26-900")
    )
    deputy = join(team, tmp_path, "DL-01", "deputy")
    assert codes(team.receive(deputy, team.send(lead, deputy))) == []
    last = sample.exclude_case(lead, first, "other", "No records.", msgspec.structs.replace(spare, case_ref="26-901"))
    assert refusal(sample.include_case, lead, case_id, "It came back.") == "substitute-still-counts"
    assert substitutes.substitutes_that_count(lead) == {case_id: "26-901", first: "26-901"}

    sample.include_case(deputy, case_id, "It came back.", beside=True)
    sample.exclude_case(deputy, first, "other", "It came back.")
    package = team.send(lead, deputy)
    assert merge_picture.picture(deputy, merge_plan.plan(deputy, [package])).doubled == ("26-401",)

    sample.include_case(lead, case_id, "Both were inspected.", beside=True)
    (pair,) = substitutes.doubled(lead)
    assert (pair.case_ref, pair.substitute_ref, pair.reason) == ("26-401", "26-901", "Both were inspected.")
    for one in (case_id, last):
        _sign(lead, one)
    assert results.account(lead).counted == 2
    deputy.store.close()


def test_what_two_who_lead_decided_at_once_is_told_and_stops_the_count(team: Team, tmp_path: Path) -> None:
    lead = team.lead
    deputy = join(team, tmp_path, "DL-01", "deputy")
    case_id = projections.case_by_ref(lead.store, "26-401").case_id
    sample.exclude_case(lead, case_id, "other", "Not found.")
    assert codes(team.receive(deputy, team.send(lead, deputy))) == []
    spare = msgspec.structs.replace(lead.case(case_id).imported, case_ref="26-900", substitute_for="26-401")
    sample.include_case(deputy, case_id, "It was found.")
    substitute = _substitute(lead, spare)
    package = team.send(deputy, lead)
    shown = merge_picture.picture(lead, merge_plan.plan(lead, [package]))
    assert shown.doubled == ("26-401",)
    assert codes(team.receive(lead, package)) == []
    for one in (case_id, substitute):
        _sign(lead, one)
    assert refusal(results.account, lead) == "counts-beside-substitute"
    sample.exclude_case(lead, substitute, "other", "The first one was found.")
    assert results.account(lead).counted == 1
    assert audit(lead).sound
    deputy.store.close()


def _sign(ctx: Context, case_id: str) -> None:
    ctx.write(Write(subject("signoff", case_id), SignOff(True, ctx.identity.name, moment(ctx.now()))))


def _substitute(lead: Context, facts: CaseFacts) -> str:
    inspection = lead.inspection()
    case_id = sample.case_id_of(inspection.id, facts.case_ref)
    lead.write(Write(subject("case", case_id), facts, stamp_of(inspection.pack)))
    return case_id
