"""The help in the window: from a place, a dialog and a refusal; read, searched, left; in both languages."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication

from hmip_desktop.errors import Refused
from hmip_desktop.services.help_pages import read_help
from hmip_desktop.ui.text import refusals
from hmip_desktop.ui.views.help.desk import help_folder
from hmip_desktop.ui.views.help.window import HelpWindow


def test_the_key_opens_the_page_of_the_place(qtbot, program) -> None:
    program.window.perform("help")
    assert program.help.window.page_id == "my-cases"
    assert program.help.window.isVisible()
    assert "My cases" in program.help.window.browser.toPlainText()


def test_a_case_has_a_page_of_its_own(qtbot, program, case) -> None:
    qtbot.keyClick(program.window, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    assert program.help.window.page_id == "assess-a-case"
    case.window.perform("evaluate")
    program.window.activateWindow()
    program.window.perform("help")
    assert program.help.window.page_id == "sign-off"


def test_the_menu_leads_to_trouble_first_and_to_the_contents(qtbot, program) -> None:
    program.window.perform("help-trouble")
    assert program.help.window.page_id == "something-went-wrong"
    program.window.perform("help-contents")
    keys = program.help.window.contents.keys()
    assert keys[0] == "something-went-wrong"
    assert len(keys) == len(program.help.book.pages)


def test_a_refusal_explains_itself_and_the_help_outlives_the_dialog(qtbot, program, settled) -> None:
    program.door.present(Refused("disk-full"))
    settled()
    qtbot.mouseClick(program.door.dialog.help_button, Qt.MouseButton.LeftButton)
    window = program.help.window
    assert window.page_id == "disk-full"
    assert window.parentWidget() is program.door.dialog
    program.door.dialog.accept()
    settled()
    assert program.help.window is window
    assert window.isVisible()
    assert window.parentWidget() is program.window


def _window(theme, shown, language: str = "en") -> HelpWindow:
    book = read_help(help_folder(), language, refusals(language))
    return shown(HelpWindow(theme, book, help_folder()), 460, 680)


def test_pages_are_followed_and_left_again(qtbot, theme, shown) -> None:
    window = _window(theme, shown)
    window.show_page("lost-passphrase")
    window.browser.page_asked.emit("recover-with-the-sheet")
    assert window.page_id == "recover-with-the-sheet"
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.page_id == "lost-passphrase"
    window.show_contents()
    assert window.stack.currentWidget() is window.contents
    window.back.click()
    assert window.stack.currentWidget() is window.browser


def test_words_find_pages_and_enter_opens_the_first(qtbot, theme, shown) -> None:
    window = _window(theme, shown)
    window.show_contents()
    qtbot.keyClicks(window.search, "laptop stolen")
    qtbot.waitUntil(lambda: window.stack.currentWidget() is window.found)
    assert window.found.keys()[0] == "laptop-lost"
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    assert window.page_id == "laptop-lost"
    window.search.setText("qqqq")
    qtbot.waitUntil(lambda: window.found.keys() == [])
    assert "No page" in window.found_words.text()


def test_pictures_are_shown_no_wider_than_the_page(theme, shown) -> None:
    window = _window(theme, shown)
    window.show_page("my-cases")
    QApplication.processEvents()
    kind = QTextDocument.ResourceType.ImageResource.value
    picture = window.browser.loadResource(kind, "pictures/my-cases.png")
    assert 100 < picture.width() <= window.browser.viewport().width()
    assert window.browser.loadResource(QTextDocument.ResourceType.HtmlResource.value, "my-cases.md") is None


def test_no_empty_space_stands_by_a_picture_with_a_caption(theme, shown) -> None:
    window = _window(theme, shown)
    window.show_page("assess-a-case")
    QApplication.processEvents()
    document = window.browser.document()
    block = document.begin()
    while "\ufffc" not in block.text():
        block = block.next()
    picture = window.browser.loadResource(QTextDocument.ResourceType.ImageResource.value, "pictures/assessment.png")
    caption = block.text().removeprefix("\ufffc").strip()
    lines = 1 + window.browser.fontMetrics().horizontalAdvance(caption) // window.browser.viewport().width() + 1
    room = document.documentLayout().blockBoundingRect(block).height()
    assert caption and room < picture.height() + lines * 2 * window.browser.fontMetrics().height()


def test_the_page_follows_text_size_and_look(theme, shown) -> None:
    window = _window(theme, shown)
    window.show_page("merge")
    before = window.browser.document().size().height()
    theme.set_scale(2.0)
    assert window.browser.document().size().height() > before
    theme.set_mode("dark")
    assert window.browser.palette().base().color() == theme.colour("surface")
