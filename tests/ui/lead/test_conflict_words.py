"""What stands against each other is read in words, several of one case one after the other, and a close keeps both."""

from __future__ import annotations

import msgspec
import pytest

from hmip_desktop.domain.assessment import Evaluation, Feedback, Flag, Reason, SignOff
from hmip_desktop.domain.interview import Interview
from hmip_desktop.domain.organisational import OrgEvidence
from hmip_desktop.domain.revisions import KINDS, subject
from hmip_desktop.domain.sample import Allocation, PanelRating, SampleDecision
from hmip_desktop.services.conflicts import joined_close, list_conflicts
from hmip_desktop.services.context import stamp_of
from hmip_desktop.store.revisions import Write
from hmip_desktop.ui.views.conflict.words import about_words, value_words
from hmip_desktop.ui.widgets.labels import PlainLabel

AT = "2026-11-10T09:05:00.000Z"


@pytest.fixture
def screen(scene, at):
    """Two more conflicts on the case that has two: its close, and why a judgement stands."""
    lead = scene.lead
    case_id = list_conflicts(lead)[0].conflict.case_id
    stamp = stamp_of(lead.inspection().pack)
    base, began = lead.case(case_id).evaluation, ()
    for strength, why in (("Saw the home", "The plan was seen."), ("Acted at once", "It was thin.")):
        value = msgspec.structs.replace(base.value, strengths=(strength,))
        lead.write(Write(subject("evaluation", case_id), value, stamp, base.heads))
        lead.write(Write(subject("reason", case_id, "C2"), Reason(why), stamp, began))
    return at("conflicts")


def to(screen, kind: str, settled) -> None:
    while screen.shown.kind != kind:
        screen.later.click()
        settled()


def test_no_column_shows_how_a_value_is_stored(screen, settled) -> None:
    kinds = [one.kind for one in screen.queue]
    assert {"answer", "evidence", "evaluation", "reason"} <= set(kinds)
    assert len({one.case_ref for one in screen.queue}) == 1
    for kind in kinds:
        to(screen, kind, settled)
        said = " ".join(label.text() for one in screen.versions.columns for label in one.findChildren(PlainLabel))
        words = " ".join(one.spoken for one in screen.versions.columns)
        assert "{" not in said + words and '":' not in said + words
    to(screen, "evaluation", settled)
    assert all("Strength: " in one.spoken for one in screen.versions.columns)
    assert any("Acted" in one.spoken for one in screen.versions.columns)


def test_both_closes_of_a_case_can_be_kept_and_the_others_wait(screen, scene, settled) -> None:
    to(screen, "evaluation", settled)
    shown, before = screen.shown, len(screen.queue)
    assert screen.bar.both.isVisible()
    screen.bar.both.setChecked(True)
    screen.settle.click()
    settled()
    value = scene.lead.case(shown.named.conflict.case_id).evaluation.value
    assert set(value.strengths) == {"Saw the home", "Acted at once"}
    assert len(screen.queue) == before - 1


def test_closes_that_tell_of_different_feedback_are_not_joined() -> None:
    given, refused = Feedback(True, given_at="16:00"), Feedback(False, "No time was left")
    assert joined_close([Evaluation(feedback=given), Evaluation(feedback=refused)]) is None
    assert joined_close([Evaluation(("A",), feedback=given), Evaluation(("B",))]) == Evaluation(
        ("A", "B"), feedback=given
    )
    assert joined_close([Evaluation(), None]) is None


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (SignOff(False, "AI-01", AT, "A mistyped answer"), "Unlocked: AI-01\nA mistyped answer"),
        (Interview("line_manager", started_at=AT), "Interviewed: Line manager instead\nTime: 09:05\nLanguage: English"),
        (Allocation("1" * 30), "Assessor: AI-01"),
        (SampleDecision("included", reason="Agreed"), "Counts\nAgreed"),
        (PanelRating("good", "Seen on site"), "Proposed: Good\nSeen on site"),
        (OrgEvidence("document", "2026-10-02", ("L1",), "Three priorities", "Plan", "Head"),
         "Plan · Head · 2 October 2026 · L1\nThree priorities"),
        (Flag(True), "Flagged"),
        (None, ""),
    ],
)  # fmt: skip
def test_a_value_is_said_in_words(value, said: str) -> None:
    assert value_words(value, lambda _: "AI-01") == said


def test_every_kind_that_can_stand_in_two_versions_has_a_name() -> None:
    named = {kind for kind in KINDS if about_words(kind) != "other work"}
    assert {"answer", "evaluation", "signoff", "panel", "theme-group", "org-evidence", "decision"} <= named
