"""Evidence in depth: pasting, people, several questions, late dates, deleting, and finding it all again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QApplication

from hmip_desktop.domain.assessment import Evidence, EvidenceLink
from hmip_desktop.domain.values import read_moment
from hmip_desktop.services import assess
from hmip_desktop.services.find_in_case import Passage
from hmip_desktop.ui.views.case.case_search import about_words
from hmip_desktop.ui.views.case.composer import ELSEWHERE
from hmip_desktop.ui.views.case.narrative_language import flag_words

NOTE = "a" * 16
PASTED = "OASys, 3 Sept 2026.\u00a0Home visit with Mr Daniel Harker (X123456); next on 10/09/2026."


def _record(world):
    return assess.open_case(world.inspector, world.case_ids["0417"]).record


@pytest.fixture
def composer(case, settled):
    """The composer for a new note on C1."""
    case.space.open_ref("C1")
    settled()
    case.space.assessment.page.add_evidence()
    return case.space.assessment.page.evidence.composer


def _paste(composer, text: str) -> None:
    mime = QMimeData()
    mime.setText(text)
    mime.setHtml(f"<b style='color:red'>{text}</b>")
    composer.text.insertFromMimeData(mime)


def test_pasting_sets_source_and_date_and_escape_takes_them_back(qtbot, composer) -> None:
    _paste(composer, PASTED)
    assert "\u00a0" not in composer.text.toPlainText()
    assert (composer._source.value(), composer._date.text()) == ("oasys", "03/09/2026")
    assert composer.pasted.isVisible()
    assert "OASys, 3 September 2026" in composer.pasted.label.text()
    qtbot.keyClick(composer.text, Qt.Key.Key_Escape)
    assert (composer._source.value(), composer._date.text()) == ("ndelius", "")
    assert not composer.pasted.isVisible()
    assert composer.text.toPlainText().startswith("OASys")


def test_another_of_the_dates_can_be_taken(composer) -> None:
    _paste(composer, PASTED)
    composer.pasted._others[0].click()
    assert composer._date.text() == "10/09/2026"


def test_people_are_named_and_replaced_and_the_editor_can_undo_it(composer) -> None:
    _paste(composer, PASTED)
    assert "“Mr Daniel Harker”, “X123456” (CRN)" in composer.people.label.text()
    composer.people.initials.click()
    assert "with D.H. ([CRN])" in composer.text.toPlainText()
    assert not composer.people.isVisible()
    composer.text.undo()
    assert "Mr Daniel Harker" in composer.text.toPlainText()
    composer.people.look()
    composer.people.leave.click()
    assert not composer.people.isVisible()
    assert composer.keep()


def test_one_note_is_used_for_several_questions_each_with_its_stance(world, case, composer, settled) -> None:
    composer.text.setPlainText("Police call-outs are not in the plan")
    composer.further.toggle.click()
    rows = {row.ref: row for row in composer.further.rows if row.isVisible()}
    assert "C1" not in rows
    rows["C2"].tick.click()
    row = next(row for row in composer.further.rows if row.ref == "C2")
    row.stance.choose("gap")
    composer.further.search.setText("C3 ")
    next(row for row in composer.further.rows if row.ref == "C3").tick.click()
    assert composer.keep()
    settled()
    (held,) = _record(world).evidence.values()
    assert {(link.ref, link.stance) for link in held.value.links[1:]} == {("C2", "gap"), ("C3", "supports")}
    case.space.open_ref("C2")
    settled()
    (card,) = case.space.assessment.page.evidence._cards
    assert card.used.text().startswith("Used for 3 questions: ")


def test_a_note_moves_to_another_question(world, case, composer, settled) -> None:
    composer.text.setPlainText("Belongs to planning")
    composer._about.set_value(ELSEWHERE)
    assert not composer.keep()
    assert "which question" in composer._problem.text()
    composer.further.toggle.click()
    next(row for row in composer.further.rows if row.ref == "C2").tick.click()
    assert composer.keep()
    settled()
    (held,) = _record(world).evidence.values()
    assert [link.ref for link in held.value.links] == ["C2"]


def test_a_note_is_changed_in_its_own_place(world, case, settled) -> None:
    case.space.open_ref("C1")
    for number, day in enumerate(("2026-05-01", "2026-05-02")):
        note = Evidence(f"Note {number}", "oasys", day, (EvidenceLink("C1", "gap"),))
        case.desk.save_evidence(note, f"{number}" * 16)
    settled()
    page = case.space.assessment.page
    page.edit_evidence("0" * 16)
    stack = page.evidence._stack
    assert stack.indexOf(page.evidence.composer) == 0
    page.evidence.composer.text.setPlainText("Note 0 changed")
    assert page.evidence.composer.keep()
    settled()
    assert page.evidence.card_of("0" * 16)._words.text() == "Note 0 changed"


def test_deleting_has_ten_seconds_to_be_taken_back_whatever_is_done_meanwhile(world, case, settled) -> None:
    case.space.open_ref("C1")
    case.desk.save_evidence(Evidence("Wrong case", "oasys", "", (EvidenceLink("C1", "gap"),)), NOTE)
    settled()
    screen = case.space.assessment
    screen.page.evidence._cards[0]._delete.click()
    settled()
    assert screen.undo_bar.isVisible()
    assert NOTE not in _record(world).evidence
    case.desk.answer("C1a", "yes")
    settled()
    screen.undo_bar.button.click()
    settled()
    assert _record(world).evidence[NOTE].value.text == "Wrong case"
    assert _record(world).answers["C1a"].value.answer == "yes"


def test_a_search_finds_marks_and_goes_to_the_note(qtbot, program, world, case, settled) -> None:
    case.desk.save_evidence(Evidence("Police call-outs", "oasys", "", (EvidenceLink("C2", "gap"),)), NOTE)
    settled()
    case.space.open_ref("C1")
    program.window.perform("find")
    sheet = case.space.dialogs.search
    qtbot.keyClicks(sheet.search, "call pol")
    row = next(row for row in sheet._rows if row.isVisible())
    marked = [run.text for run in row.words._runs if run.bold]
    assert marked == ["Police", "call"]
    qtbot.keyClick(sheet, Qt.Key.Key_Return)
    settled()
    assert case.space.assessment.shown_ref() == "C2"
    card = case.space.assessment.page.evidence.card_of(NOTE)
    assert card.isAncestorOf(program.window.focusWidget())
    program.window.perform("find")
    assert case.space.dialogs.search.search.text() == "call pol"
    case.space.dialogs.search.reject()


def test_a_note_that_is_found_says_its_day_and_time() -> None:
    noted = "2026-11-09T08:40:12.000000Z"
    at = read_moment(noted).astimezone()
    words = about_words(Passage("note", "", "a" * 16, "Joint visit.", "interview", noted))
    assert words == f"9 November 2026, {at:%H:%M}"


def test_the_history_of_an_answer_says_who_when_what_and_brings_it_back(program, world, case, settled) -> None:
    case.space.open_ref("C1a")
    for code in ("yes", "no"):
        case.desk.answer("C1a", code)
        settled()
    case.space.assessment.page.focus_element("C1a")
    program.window.perform("history")
    settled()
    sheet = case.space.dialogs.history
    assert [card.back.isVisible() for card in sheet.cards] == [False, True]
    sheet.cards[1].back.click()
    settled()
    assert _record(world).answers["C1a"].value.answer == "yes"
    case.desk.undo()
    settled()
    assert _record(world).answers["C1a"].value.answer == "no"


def test_an_undo_of_what_somebody_changed_since_opens_the_history(world, case, settled) -> None:
    case.space.open_ref("C1")
    case.desk.answer("C1a", "yes")
    settled()
    assess.record_answer(world.inspector, world.case_ids["0417"], "C1a", "no")
    case.desk.undo()
    settled()
    sheet = case.space.dialogs.history
    assert "changed C1a since" in " ".join(
        label.text() for label in sheet.findChildren(type(case.space.assessment.page.caption))
    )
    assert _record(world).answers["C1a"].value.answer == "no"
    assert case.desk.given("C1a") == "no"
    sheet.reject()


def test_a_note_dated_after_the_day_judged_up_to_is_asked_about(world_until, late_case, late_settled) -> None:
    case, settled = late_case, late_settled
    case.space.open_ref("C1")
    settled()
    page = case.space.assessment.page
    assert page.judged_up_to.text() == "Judged up to 12 May 2026"
    page.add_evidence()
    composer = page.evidence.composer
    composer.text.setPlainText("Seen later")
    composer._date.setText("13/5/2026")
    assert composer.late.isVisible()
    assert not composer.keep()
    assert composer.late.reason.hasFocus()
    assert composer.keep()  # it never blocks
    settled()
    (note_id,) = case.desk.record.evidence
    assert [item.ref for item in case.desk.open_items() if item.code == "evidence-after"] == [note_id]
    page.edit_evidence(note_id)
    composer.late.reason.setText("The only plan on file")
    assert composer.keep()
    settled()
    assert case.desk.record.late_reasons[note_id].value.reason == "The only plan on file"
    assert not [item for item in case.desk.open_items() if item.code == "evidence-after"]
    assert "The only plan on file" in page.evidence.card_of(note_id).late.text()


@pytest.fixture
def world_until(made_up, tmp_path):
    """A world whose inspection judges cases up to 12 May 2026."""
    from datetime import date

    made = made_up.make_world(tmp_path / "until", cases=2, judged_up_to=date(2026, 5, 12))
    made_up.assess.declare(made.inspector, False, "")
    yield made
    made.close()


@pytest.fixture
def late_program(qtbot, world_until):
    from hmip_desktop.ui.curtain import make_application
    from hmip_desktop.ui.program import Program

    running = Program(make_application(["tests"]), world_until.folder / "AI-07", remember=False)
    running.window.show()
    running.window.activateWindow()
    running.enter(world_until.inspector)
    qtbot.waitUntil(lambda: not running.jobs.is_busy)
    yield running
    running.places.leave()
    qtbot.waitUntil(lambda: not running.jobs.is_busy)
    running.context = None
    running.places = None
    running.window.close()
    running.end()
    running.window.deleteLater()


@pytest.fixture
def late_settled(qtbot, late_program):
    def wait() -> None:
        qtbot.waitUntil(lambda: not late_program.jobs.is_busy, timeout=20_000)
        for _ in range(4):
            QApplication.processEvents()

    return wait


@pytest.fixture
def late_case(late_program, world_until, late_settled):
    late_program.places.open_case(world_until.case_ids["0417"])
    late_settled()
    return late_program.places.case


def test_a_note_in_welsh_is_flagged_for_translation_and_kept_so(composer, world, settled) -> None:
    composer.text.setPlainText("Gwelwyd y teulu ddwywaith.")
    composer._language.set_value("cy+")
    composer._language.picked.emit("cy+")
    assert composer.keep()
    settled()
    (note,) = [held.value for held in _record(world).evidence.values() if held.value.text.startswith("Gwelwyd")]
    assert (note.language, note.translate) == ("cy", True)
    assert flag_words(note) == "For translation"
    composer._language.show_note(note)
    assert composer._language.value() == "cy+"
