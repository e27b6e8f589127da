"""What a change would do is said before it is done, and every version can be seen and brought back."""

from __future__ import annotations

import pytest

from hmip_desktop.domain.assessment import AnswerValue, Evidence, EvidenceLink
from hmip_desktop.errors import Refused
from hmip_desktop.services import assess
from hmip_desktop.services.context import Context
from hmip_desktop.services.past_versions import bring_back, versions_of
from hmip_desktop.services.preview_change import ChangePreview, preview_fact, preview_route
from tests.people import Team, finish


@pytest.fixture
def work(team: Team) -> tuple[Context, str]:
    """An inspector with a community order in the core set and two answers."""
    team.give_out()
    ctx = team.inspectors[0]
    case_id = team.case_id(ctx)
    assess.record_answer(ctx, case_id, "C1a", "yes")
    assess.record_answer(ctx, case_id, "C1", "no")
    return ctx, case_id


def _preview(ctx: Context, case_id: str, **facts: str) -> ChangePreview:
    """The last of these facts is previewed, those before it are made."""
    *made, (name, value) = facts.items()
    for before, given in made:
        assess.correct_fact(ctx, case_id, before, given)
    return preview_fact(assess.open_case(ctx, case_id), name, value)


def test_a_preview_says_what_the_change_then_does(work: tuple[Context, str]) -> None:
    ctx, case_id = work
    start = assess.open_case(ctx, case_id).record.facts.start_date
    preview = _preview(ctx, case_id, measure_date=start, measure="impact")
    assert (preview.before, preview.after, preview.matters) == ("core", "adjusted", True)
    assert {"C1", "C2"} <= set(preview.go)
    assert {"A1", "A2"} <= set(preview.come)
    assert preview.set_aside == ("C1a", "C1")
    before = assess.open_case(ctx, case_id)
    assert before.record.route_used == "core"  # nothing was written
    assess.correct_fact(ctx, case_id, "measure", "impact")
    after = assess.open_case(ctx, case_id)
    assert set(after.flow.visible) == (set(before.flow.visible) - set(preview.go)) | set(preview.come)
    assert set(after.flow.inactive) == set(preview.set_aside)
    assert after.flow.total.total == preview.total_after
    back = preview_fact(after, "measure", "")
    assert set(back.taken_up) == {"C1", "C1a"}


def test_an_override_keeps_the_set_in_the_preview_too(work: tuple[Context, str]) -> None:
    ctx, case_id = work
    assess.use_route(ctx, case_id, "adjusted", "The edge was read otherwise.")
    start = assess.open_case(ctx, case_id).record.facts.start_date
    preview = _preview(ctx, case_id, measure_date=start, measure="impact")
    assert (preview.before, preview.after) == ("adjusted", "adjusted")


def test_a_detail_that_decides_nothing_changes_no_question(work: tuple[Context, str]) -> None:
    ctx, case_id = work
    preview = preview_fact(assess.open_case(ctx, case_id), "office", "Harbour House")
    assert (preview.matters, preview.come, preview.set_aside) == (False, (), ())
    with pytest.raises(Refused, match="fact-not-valid"):
        preview_fact(assess.open_case(ctx, case_id), "rosh", "enormous")


def test_another_set_is_previewed_as_it_would_be_used(work: tuple[Context, str]) -> None:
    ctx, case_id = work
    preview = preview_route(assess.open_case(ctx, case_id), "adjusted")
    assess.use_route(ctx, case_id, "adjusted", "The edge was read otherwise.")
    assert assess.open_case(ctx, case_id).flow.total.total == preview.total_after


def test_versions_say_who_when_what_and_under_which_guidance(work: tuple[Context, str]) -> None:
    ctx, case_id = work
    assess.record_answer(ctx, case_id, "C1a", "no")
    latest, first = versions_of(ctx, case_id, f"answer:{case_id}/C1a")
    assert [version.value.answer for version in (latest, first)] == ["no", "yes"]  # type: ignore[union-attr]
    assert (latest.stands, first.stands, latest.mine) == (True, False, True)
    assert latest.name == ctx.identity.name
    assert latest.guidance == ctx.pack_in_force().guidance_version
    assert latest.pack == "dipp-2025 1.0.0"
    assert latest.at > first.at


def test_bringing_back_is_a_revision_like_any_other(work: tuple[Context, str]) -> None:
    ctx, case_id = work
    assess.record_answer(ctx, case_id, "C1a", "no")
    subject = f"answer:{case_id}/C1a"
    first = versions_of(ctx, case_id, subject)[-1]
    bring_back(ctx, case_id, subject, first.digest)
    held = assess.open_case(ctx, case_id).record.answers["C1a"]
    assert isinstance(held.value, AnswerValue)
    assert (held.value.answer, held.conflicting) == ("yes", False)
    assert len(versions_of(ctx, case_id, subject)) == 3


def test_a_withdrawn_note_comes_back_from_its_history(work: tuple[Context, str]) -> None:
    ctx, case_id = work
    note = Evidence("Seen in the file", "oasys", "", (EvidenceLink("C1", "gap"),))
    note_id, _ = assess.save_evidence(ctx, case_id, note)
    assess.withdraw_evidence(ctx, case_id, note_id)
    subject = f"evidence:{case_id}/{note_id}"
    gone, made = versions_of(ctx, case_id, subject)
    assert gone.value is None
    bring_back(ctx, case_id, subject, made.digest)
    assert assess.open_case(ctx, case_id).record.evidence[note_id].value == note
    with pytest.raises(Refused, match="version-gone"):
        bring_back(ctx, case_id, subject, "0" * 64)


def test_nothing_is_brought_back_in_a_signed_off_case(work: tuple[Context, str]) -> None:
    ctx, case_id = work
    finish(ctx, case_id)
    subject = f"evaluation:{case_id}"
    digest = versions_of(ctx, case_id, subject)[0].digest
    with pytest.raises(Refused, match="case-signed-off"):
        bring_back(ctx, case_id, subject, digest)


def test_a_late_note_stands_before_sign_off_until_its_reason_is_given(work: tuple[Context, str]) -> None:
    ctx, case_id = work
    opened = assess.open_case(ctx, case_id)
    late = Evidence("Later", "oasys", "2026-05-13", (EvidenceLink("C1", "gap"),))
    talk = Evidence("Said", "interview", "2026-11-09", (EvidenceLink("C1", "gap"),))
    note_id, _ = assess.save_evidence(ctx, case_id, late)
    assess.save_evidence(ctx, case_id, talk)
    held = assess.open_case(ctx, case_id).record.evidence
    assert assess.late_evidence(held, "2026-05-12") == (note_id,)
    assert assess.late_evidence(held, "2026-05-13") == ()
    assert assess.late_evidence(held, opened.judged_up_to) == ()
    assess.save_evidence(ctx, case_id, late, note_id, late_reason="The only plan on file")
    assert assess.open_case(ctx, case_id).record.late_reasons[note_id].value.reason == "The only plan on file"
    assess.save_evidence(ctx, case_id, late, note_id, late_reason="")
    assert note_id not in assess.open_case(ctx, case_id).record.late_reasons
