"""A note from the keyboard to the paper: typed beside the call, placed, merged, printed for the team only."""

from __future__ import annotations

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt

from hmip_desktop.errors import Refused
from hmip_desktop.services import assess, exporting, merge_apply, merge_plan
from hmip_desktop.services.report import ReportRequest, report
from hmip_desktop.services.report_log import makings

NOTE = "Told us that nobody asked about the lodger"


def _pages(file) -> list[str]:
    return [page.extract_text().replace("\n", " ") for page in PdfReader(file).pages]


def _records(world, folder, **more):
    """The PDF of the case; Word copies of it are left aside."""
    cases = (world.case_ids["0417"],)
    request = ReportRequest(folder, ("case",), "team", clear=True, reason="Read in a test", cases=cases, **more)
    return [file for file in report(world.lead, request).outputs if file.suffix == ".pdf"]


def test_a_note_typed_in_the_interview_is_on_paper_only_in_the_version_with_interview(
    qtbot, program, world, case, settled, tmp_path
) -> None:
    case.open_interview()
    case.talk.setup.start.click()
    settled()
    qtbot.keyClicks(case.talk.talk.box, f"-{NOTE}")
    qtbot.keyClick(case.talk.talk.box, Qt.Key.Key_Return)
    settled()
    case.talk.talk.stop.click()
    settled()
    assert program.window.screen_shown is case.triage
    ref = case.triage.targets._suggestions[0].ref
    qtbot.keyClick(case.triage.targets.rows[0], Qt.Key.Key_1)
    settled()
    question = case.desk.pack.element(ref).question or ref
    case.space.open_ref(question)
    settled()
    (evidence,) = [held.value for held in case.desk.record.evidence.values()]
    assert (evidence.text, evidence.source, evidence.links[0].ref) == (NOTE, "interview", ref)

    sent = exporting.export(world.inspector, world.lead.me, tmp_path / "sent")
    assert merge_apply.apply(world.lead, merge_plan.plan(world.lead, [sent.package])).quarantined == 0
    merged = assess.open_case(world.lead, world.case_ids["0417"]).record
    assert [held.value.links[0].ref for held in merged.evidence.values()] == [ref]
    assert [held.value.text for held in merged.notes.values()] == [NOTE]

    (plain,) = _records(world, tmp_path / "plain")
    assert NOTE not in " ".join(_pages(plain))
    (full,) = _records(world, tmp_path / "full", with_interview=True)
    pages = _pages(full)
    assert full.name == "case-24-0417-with-interview.pdf"
    assert all("Team only: holds interview notes" in page for page in pages)
    assert sum(page.count(NOTE) for page in pages) >= 2  # as evidence of its question, and among the notes
    assert [making.interviews for making in makings(world.lead)][-1] == 1
    with pytest.raises(Refused) as refused:
        report(world.lead, ReportRequest(tmp_path / "body", ("case",), "body", with_interview=True))
    assert refused.value.code == "output-not-for-audience"
