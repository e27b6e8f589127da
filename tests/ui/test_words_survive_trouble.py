"""Words on the screen while something is wrong: a full disk, another case, a lock, a wrong passphrase."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication, QPlainTextEdit

from hmip_desktop.services import drafting
from hmip_desktop.ui.program import Program
from hmip_desktop.ui.views.start.unlock import UnlockScreen
from tests.people import PASSPHRASE, make_team
from tests.store.desk import bytes_of

LONG = "Long words that need room. " * 1500


def _compose(case):
    case.space.open_ref("C1")
    case.space.assessment.page.add_evidence()
    return case.space.assessment.page.evidence.composer


def _room(program: Program, pages: int) -> None:
    with program.context.store.quiet() as raw:
        raw.execute(f"PRAGMA max_page_count={pages}")


def test_a_full_disk_leaves_the_words_in_the_editor_and_they_are_kept_once_there_is_room(
    qtbot, program, world, case, settled
) -> None:
    with program.context.store.quiet() as raw:
        pages = raw.execute("PRAGMA page_count").fetchone()[0]
    _room(program, pages)
    composer = _compose(case)
    with qtbot.waitSignal(program.door.presented, timeout=5000) as told:
        composer.text.setPlainText(LONG)
    assert told.args[0].code == "disk-full"
    assert composer.text.toPlainText() == LONG
    program.door.dialog.close()
    _room(program, 1 << 30)
    with qtbot.waitSignal(case.drafts.kept, timeout=5000):
        qtbot.keyClicks(composer.text, "!")
    settled()
    (draft,) = drafting.left_over(world.inspector, world.case_ids["0417"])
    assert drafting.typed_words(draft) == composer.text.toPlainText()
    assert len(drafting.typed_words(draft)) == len(LONG) + 1


def test_undo_brings_no_word_of_another_case_back(qtbot, program, world, case, settled) -> None:
    secret = "only of the first case"
    composer = _compose(case)
    qtbot.keyClicks(composer.text, secret)
    program.places.open_case(next(case_id for ref, case_id in sorted(world.case_ids.items()) if ref != "0417"))
    settled()
    other = program.places.case
    other.space.open_ref("C1")
    other.space.assessment.page.add_evidence()
    settled()
    for editor in program.window.findChildren(QPlainTextEdit):
        if editor.isVisible():
            editor.undo()
            assert secret not in editor.toPlainText()


def test_after_locking_no_editor_and_no_undo_holds_a_word(qtbot, program, made_up, case, settled) -> None:
    secret = "typed just before locking"
    composer = _compose(case)
    presented: list[BaseException] = []
    program.door.presented.connect(presented.append)
    qtbot.keyClicks(composer.text, secret)
    program.lock()
    settled()
    assert presented == [], "saving goes on until it is done, and then the store is closed"
    assert isinstance(program.window.screen_shown, UnlockScreen)
    for widget in QApplication.allWidgets():
        if isinstance(widget, QPlainTextEdit):
            widget.undo()
            assert secret not in widget.toPlainText()
    program.unlock_screen.unlock_asked.emit(made_up.PASSPHRASE)  # for whoever tidies up after the test
    qtbot.waitUntil(lambda: program.places is not None and not program.jobs.is_busy, timeout=20_000)
    program.context.store.close()


def test_with_a_wrong_passphrase_no_command_changes_a_byte(qtbot, qapp, tmp_path: Path) -> None:
    team = make_team(tmp_path, inspectors=1, cases=2)
    team.give_out()
    team.close()
    folder = tmp_path / "AI-01"
    before = bytes_of(folder)
    program = Program(qapp, folder, remember=False)
    program.window.show()
    program.window.screen_shown.unlock_asked.emit("not the passphrase at all")
    qtbot.waitUntil(lambda: not program.jobs.is_busy, timeout=20_000)
    assert program.context is None
    waits = ("quit", "keys", "accessibility", "about", "safety", "settings")  # these open a dialog and stay in it
    tried = [name for name in program.window._actions if name not in waits]
    for name in tried:
        if program.window._actions[name].isEnabled():
            program.window.perform(name)
            QApplication.processEvents()
    assert tried
    assert bytes_of(folder) == before
    assert PASSPHRASE not in program.window.windowTitle()
    for dialog in QApplication.topLevelWidgets():
        if dialog is not program.window:
            dialog.close()
    program.window.close()
    program.end()
    program.window.deleteLater()
