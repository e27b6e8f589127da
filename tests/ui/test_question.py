"""A whole key question by keyboard alone, and what reaches the disk."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from hmip_desktop.services import assess
from hmip_desktop.ui.widgets.buttons import LinkButton

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def _press(qtbot, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)


def _read(world):
    return assess.open_case(world.inspector, world.case_ids["0417"])


def test_a_whole_question_by_keyboard_only(qtbot, program, world, case, settled) -> None:
    screen = case.space.assessment
    case.space.open_ref("C1a")
    settled()
    prompts = [ref for ref in screen.page.page.elements if ref != "C1"]
    for place, _ in enumerate(prompts):
        _press(qtbot, Qt.Key.Key_2 if place == 1 else Qt.Key.Key_1)
        settled()
        _press(qtbot, Qt.Key.Key_Return, CTRL)
        settled()
    assert screen.judgement.answers.has_focus()
    _press(qtbot, Qt.Key.Key_Y, ALT)
    settled()
    assert screen.judgement.contradiction.isVisible()
    _press(qtbot, Qt.Key.Key_E, CTRL)
    settled()
    composer = screen.page.evidence.composer
    assert composer.text.hasFocus()
    for letter in "Seen in OASys":
        qtbot.keyClick(composer.text, letter)
    for _ in range(12):
        if QApplication.focusWidget().text() == "Keep note" if hasattr(QApplication.focusWidget(), "text") else False:
            break
        _press(qtbot, Qt.Key.Key_Tab)
    _press(qtbot, Qt.Key.Key_Space)
    settled()
    record = _read(world).record
    assert record.answers["C1"].value.answer == "yes"
    assert {ref: record.answers[ref].value.answer for ref in prompts} == {
        ref: ("no" if place == 1 else "yes") for place, ref in enumerate(prompts)
    }
    assert [held.value.text for held in record.evidence.values()] == ["Seen in OASys"]


def test_an_answer_shows_at_once_and_is_on_the_disk_when_saved_is_said(qtbot, program, world, case, settled) -> None:
    case.space.open_ref("C1")
    case.space.assessment.judgement.answers.choose("no")
    assert case.desk.given("C1") == "no"
    assert "C1" not in case.desk.flow.missing
    with qtbot.waitSignal(case.desk.saving.changed):
        pass
    assert _read(world).record.answers["C1"].value.answer == "no"
    assert program.places.saving.state.value == "saved"


def test_clearing_is_a_revision_like_any_other_and_undo_brings_the_answer_back(program, world, case, settled) -> None:
    case.space.open_ref("C1")
    for code in ("yes", ""):
        case.space.assessment.judgement.answers.choose(code)
        settled()
    assert _read(world).record.answers["C1"].value.answer is None
    case.desk.undo()
    settled()
    assert _read(world).record.answers["C1"].value.answer == "yes"
    case.desk.redo()
    settled()
    assert _read(world).record.answers["C1"].value.answer is None


def test_quick_answers_one_after_another_all_arrive(program, world, case, settled) -> None:
    case.space.open_ref("C1")
    for code in ("yes", "no", "yes", "no"):
        case.space.assessment.judgement.answers.choose(code)
    assert case.space.assessment.judgement.answers.value() == "no"
    settled()
    assert _read(world).record.answers["C1"].value.answer == "no"
    assert case.desk.record.conflicts == ()


def test_ctrl_enter_goes_to_the_next_unanswered_and_alt_left_back(qtbot, program, case, settled) -> None:
    screen = case.space.assessment
    case.space.open_ref("C1a")
    settled()
    _press(qtbot, Qt.Key.Key_Return, CTRL)
    settled()
    assert screen.page.element_in_focus() == "C1b"
    program.window.perform("continue")
    settled()
    assert screen.page.element_in_focus() == "C1c"
    case.space.open_ref("C2")
    program.window.perform("back")
    settled()
    assert screen.shown_ref() == "data:assessment"


def test_the_rail_opens_with_enter_and_arrows_only_move(qtbot, program, case, settled) -> None:
    case.space.open_ref("C1")
    settled()
    view = case.space.rail.view
    view.setFocus()
    _press(qtbot, Qt.Key.Key_Down)
    assert case.space.assessment.shown_ref() == "C1"
    _press(qtbot, Qt.Key.Key_Return)
    settled()
    assert case.space.assessment.shown_ref() == "data:assessment"
    assert view.shown_key() == "data:assessment"


def test_data_questions_are_saved_as_they_are_answered(program, world, case, settled) -> None:
    case.space.open_ref("data:assessment")
    settled()
    page = case.space.assessment.page
    page._editors["D2"][1].ticks["domestic_abuse"].click()
    settled()
    assert _read(world).record.data["D2"].value.chosen == ("domestic_abuse",)
    case.space.open_ref("C1")
    assert "Domestic abuse" in _guidance_words(case)


def _guidance_words(case) -> str:
    from PySide6.QtWidgets import QLabel

    return " ".join(label.text() for label in case.space.assessment.guidance.findChildren(QLabel))


def test_guidance_can_be_searched_and_leads_to_its_question(qtbot, program, case, settled) -> None:
    case.space.open_ref("C1")
    program.window.perform("find-guidance")
    guidance = case.space.assessment.guidance
    assert guidance.search.hasFocus()
    guidance.search.setText("zzz nothing")
    assert "Nothing found" in _guidance_words(case)
    guidance.search.setText("planning")
    links = [link for link in guidance.findChildren(LinkButton) if link.text().startswith("C")]
    with qtbot.waitSignal(guidance.question_asked):
        links[-1].click()
    assert guidance.search.text() == ""


def test_guidance_of_another_question_set_is_read_without_leaving_the_page(program, case, settled) -> None:
    case.space.open_ref("C1")
    guidance = case.space.assessment.guidance
    words = next(q.text for q in case.desk.pack.questions("adjusted") if q.ref == "A1")
    guidance.search.setText(words)
    assert "Not asked in this case" in _guidance_words(case)
    next(link for link in guidance.findChildren(LinkButton) if link.text().startswith("A1")).click()
    assert case.space.assessment.shown_ref() == "C1"
    assert guidance._ref == "A1"


def test_a_flag_shows_in_the_rail_and_can_be_taken_away(program, world, case, settled) -> None:
    case.space.open_ref("C1")
    program.window.perform("flag")
    settled()
    rows = {item.key: item for item in case.space.rail.view._items[0].children}
    assert rows["C1"].icon == "flag"
    assert rows["C1"].spoken.endswith("Flagged")
    program.window.perform("flag")
    settled()
    assert not case.desk.is_flagged("C1")


def test_a_note_can_be_changed_and_deleted_with_undo(program, world, case, settled) -> None:
    from hmip_desktop.domain.assessment import Evidence, EvidenceLink

    case.space.open_ref("C1")
    case.desk.save_evidence(Evidence("First words", "oasys", "2026-05-12", (EvidenceLink("C1a", "gap"),)))
    settled()
    page = case.space.assessment.page
    note_id = next(iter(case.desk.record.evidence))
    page.edit_evidence(note_id)
    page.evidence.composer.text.setPlainText("Other words")
    assert page.evidence.composer.keep()
    settled()
    held = _read(world).record.evidence[note_id].value
    assert (held.text, held.dated_on, held.links[0].stance) == ("Other words", "2026-05-12", "gap")
    page.edit_evidence(note_id)
    page.evidence.composer._delete.click()
    settled()
    assert not _read(world).record.evidence
    case.desk.undo()
    settled()
    assert _read(world).record.evidence[note_id].value.text == "Other words"


def test_an_empty_note_and_a_wrong_date_are_said(program, case, settled) -> None:
    case.space.open_ref("C1")
    case.space.assessment.page.add_evidence()
    composer = case.space.assessment.page.evidence.composer
    assert not composer.keep()
    assert composer._problem.isVisible()
    composer.text.setPlainText("Seen")
    composer._date.setText("31/31/2026")
    assert not composer.keep()
    composer._date.setText("3/6/26")
    assert composer.keep()
    settled()
    assert next(iter(case.desk.record.evidence.values())).value.dated_on == "2026-06-03"
