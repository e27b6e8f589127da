"""English and Welsh: switched while the program runs, and everybody finds their place and words again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QDate, QLocale
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
    QWizard,
    QWizardPage,
)

from hmip_desktop.ui.carried import Carried
from hmip_desktop.ui.curtain import make_application
from hmip_desktop.ui.program import Program
from hmip_desktop.ui.text import choose_language, language, t
from hmip_desktop.ui.widgets.save_state import Saving
from hmip_desktop.ui.words import day_words, moment_words


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """Leave the process in the language it began with."""
    before = language()
    yield
    choose_language(before)


@pytest.fixture
def speak(qtbot, program, settled) -> Callable[[str], None]:
    """Change the language and wait until the person is back where they were."""

    def change(code: str) -> None:
        with qtbot.waitSignal(program.speech.changed, timeout=60_000):
            program.window.perform(f"language-{code}")
        settled()

    return change


def menus(program) -> list[str]:
    return [action.text() for action in program.window.menuBar().actions()]


def test_the_list_of_cases_is_built_anew_and_back(program, settled, speak) -> None:
    old = program.places.cases
    speak("cy")
    assert language() == "cy"
    assert menus(program)[0] == "&Ffeil"
    assert program.window.screen_shown is program.places.cases is not old
    assert program.places.cases.accessibleName() == "Fy achosion"
    assert program.places.cases.table.model().rowCount() == 4
    assert program.settings.text("language") == "cy"
    speak("en")
    assert menus(program)[0] == "&File"
    assert program.window.screens_held().count(program.places.cases) == 1


def test_an_open_question_keeps_its_place_and_the_words_of_a_note(program, settled, speak, case) -> None:
    case.space.open_ref("C2")
    settled()
    program.window.perform("add-evidence")
    box = program.places.case.space.assessment.page.evidence.composer.text
    box.setPlainText("A visit was planned and not made.")
    speak("cy")
    fresh = program.places.case
    assert fresh is not case
    assert fresh.space.assessment.shown_ref() == "C2"
    composer = fresh.space.assessment.page.evidence.composer
    assert composer.isVisible()
    assert composer.text.toPlainText() == "A visit was planned and not made."
    assert [held.value.text for held in fresh.desk.record.evidence.values()] == ["A visit was planned and not made."]
    assert "asesu" in fresh.desk.pack.stage_title("assessment").lower()


def test_questions_and_the_words_of_answers_are_those_of_the_pack(program, settled, speak, case) -> None:
    speak("cy")
    page = program.places.case.space.assessment.page
    program.places.case.space.open_ref("C1")
    settled()
    words = {button.text() for row in page._rows if row.isVisible() for button in row.answers.buttons}
    assert {"Ydy", "Nac ydy", "Ydyn", "Do"} <= words
    assert program.places.case.desk.pack.text("C1").startswith("A yw")
    assert program.places.case.desk.opened.pack.text("C1", language="en").startswith("Does")


def test_the_question_that_was_left_is_named_in_the_language_in_use(program, settled, speak, case) -> None:
    case.space.open_ref("C2")
    settled()
    program.places.show_cases()
    settled()
    english = program.places.overview.place_label
    speak("cy")
    program.places.refresh()
    settled()
    assert english
    assert program.places.overview.place_label == case.desk.book.read().pack.text("C2", "label", "cy") != english


def test_when_was_saved_last_is_still_said(program, settled, speak, case) -> None:
    case.desk.answer("C1a", "yes")
    settled()
    saved_at = program.places.saving.saved_at
    assert saved_at is not None
    speak("cy")
    assert program.places.saving.state is Saving.SAVED
    assert program.places.saving.saved_at == saved_at


def test_what_could_not_be_saved_is_still_said(program, settled, speak, case) -> None:
    case.desk.answer("C1a", "yes")
    settled()
    program.places.saving.fail("The disk is full.")
    speak("cy")
    saving = program.places.saving
    assert (saving.state, saving.reason) == (Saving.FAILED, "The disk is full.")
    assert saving.blocks_close


def test_what_was_done_can_still_be_taken_back(program, settled, speak, case) -> None:
    case.desk.answer("C1a", "yes")
    case.desk.answer("C1b", "no")
    settled()
    case.desk.undo()
    settled()
    speak("cy")
    desk = program.places.case.desk
    desk.redo()
    settled()
    assert desk.given("C1b") == "no"
    for _ in range(2):
        desk.undo()
        settled()
    assert (desk.given("C1a"), desk.given("C1b")) == (None, None)
    assert desk.saving.state is not Saving.FAILED


@pytest.mark.parametrize("command", ["case-details", "evaluate"])
def test_the_other_screens_of_a_case_are_found_again(program, settled, speak, case, command: str) -> None:
    program.window.perform(command)
    settled()
    before = type(program.window.screen_shown)
    speak("cy")
    assert type(program.window.screen_shown) is before
    assert program.window.screen_shown in program.places.case.space.screens


def test_an_alert_that_is_being_written_stays_written(program, settled, speak, case) -> None:
    case.raise_alert()
    settled()
    case.alert.form.happened.setPlainText("He moved back to the address.")
    speak("cy")
    alert = program.places.case.alert
    assert program.window.screen_shown is alert
    assert alert.form.happened.toPlainText() == "He moved back to the address."


def test_an_interview_goes_on(program, settled, speak, case) -> None:
    from hmip_desktop.domain.interview import Interview

    case.open_interview()
    settled()
    case.talk._start(Interview("practitioner"))
    settled()
    case.talk.talk.box.setPlainText("She had not read the plan")
    speak("cy")
    talk = program.places.case.talk
    assert talk is not None
    assert talk.isVisible()
    assert talk.session.is_running
    assert talk.talk.box.toPlainText() == "She had not read the plan"
    assert program.places.case.desk.record.notes == {}


def test_the_first_page_and_what_is_typed_there(qtbot, tmp_path) -> None:
    running = Program(make_application(["tests"]), tmp_path / "none", remember=False)
    running.window.show()
    running.first_run.who.name.setText("AI-07")
    running.window.perform("language-cy")
    qtbot.waitUntil(lambda: running.first_run.who.name.text() == "AI-07")
    assert running.first_run.step_view.model().item(0).text() == "1  Pwy ydych chi"
    running.first_run.show_recovery("-".join(["ABCD"] * 14))
    running.window.perform("language-en")
    QApplication.processEvents()
    assert running.first_run.recovery == "-".join(["ABCD"] * 14)
    running.window.close()
    running.end()
    running.window.deleteLater()


def test_days_and_moments_have_welsh_names(program) -> None:
    now = program.context.now()
    choose_language("cy")
    assert day_words("2025-05-12") == "12 Mai 2025"
    assert day_words("2025-08-01") == "1 Awst 2025"
    assert moment_words("2020-02-03T10:00:00.000000Z", now) == "3 Chwef"
    choose_language("en")
    assert day_words("2025-05-12") == "12 May 2025"


def test_words_without_a_translation_stay_english() -> None:
    choose_language("cy")
    assert t("Save all") == "Save all"
    assert t("Yes") == "Ie"


def test_only_what_differs_is_put_back(qtbot) -> None:
    def build() -> tuple[QWidget, QLineEdit, QPlainTextEdit]:
        host = QWidget()
        column = QVBoxLayout(host)
        line, text = QLineEdit(), QPlainTextEdit()
        column.addWidget(line)
        column.addWidget(text)
        qtbot.addWidget(host)
        return host, line, text

    host, line, text = build()
    line.setText("one")
    text.setPlainText("two words")
    carried = Carried([host, None])
    other, new_line, new_text = build()
    heard: list[str] = []
    new_text.textChanged.connect(lambda: heard.append(new_text.toPlainText()))
    carried.put_back([other, None])
    assert (new_line.text(), new_text.toPlainText()) == ("one", "two words")
    carried.put_back([other, None])
    assert heard == ["two words"]


def _said_by_qt() -> dict[str, list[str]]:
    """What Qt itself says in its standard parts, in their order."""
    buttons, line, text, wizard = QDialogButtonBox(), QLineEdit(), QPlainTextEdit(), QWizard()
    for button in QDialogButtonBox.StandardButton:
        if button.name.isalpha() and button not in (QDialogButtonBox.StandardButton.NoButton,):
            buttons.addButton(button)
    wizard.addPage(QWizardPage())
    files = QFileDialog()
    files.setOption(QFileDialog.Option.DontUseNativeDialog)
    said = {
        "buttons": [one.text() for one in buttons.buttons()],
        "line": [one.text() for one in line.createStandardContextMenu().actions()],
        "text": [one.text() for one in text.createStandardContextMenu().actions()],
        "wizard": [
            wizard.buttonText(one)
            for one in (
                QWizard.WizardButton.BackButton,
                QWizard.WizardButton.NextButton,
                QWizard.WizardButton.FinishButton,
                QWizard.WizardButton.CancelButton,
            )
        ],
        "files": [
            words
            for one in files.findChildren(QWidget)
            for words in (getattr(one, "text", str)(), one.toolTip())
            if words and not isinstance(one, QLineEdit)
        ],
    }
    for one in (buttons, line, text, wizard, files):
        one.deleteLater()
    return {part: [words.partition("\t")[0] for words in all_words if words] for part, all_words in said.items()}


def test_qt_speaks_welsh_too_and_english_again(program, speak) -> None:
    english = _said_by_qt()
    assert len(english["buttons"]) > 15
    speak("cy")
    welsh = _said_by_qt()
    for part, words in english.items():
        same = [one for one, other in zip(words, welsh[part], strict=True) if one == other]
        assert not same, f"{part}: still English"
    assert welsh["line"][0] == "&Dadwneud"
    assert "Canslo" in welsh["buttons"]
    assert QKeySequence("Ctrl+Del").toString(QKeySequence.SequenceFormat.NativeText) == "Ctrl+Del"
    assert QLocale().toString(QDate(2026, 3, 1), "dddd d MMMM") == "Dydd Sul 1 Mawrth"
    keys = [re.search("&(.)", one).group(1).lower() for one in welsh["text"] if "&" in one]
    assert len(keys) == len(set(keys))
    speak("en")
    assert _said_by_qt() == english
