"""Where help is asked for: by key and menu from any place, and from a message about what was refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from shiboken6 import isValid

from hmip_desktop.paths import resources
from hmip_desktop.services.help_pages import FIRST_PAGE, HelpBook, read_help
from hmip_desktop.ui.text import language, refusals
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.help.window import HelpWindow
from hmip_desktop.ui.window import MainWindow


def help_folder() -> Path:
    """Where the pages and their pictures lie."""
    return resources() / "help"


class HelpDesk(QObject):
    """Opens the one help window beside the work and keeps it in the language of the program."""

    def __init__(self, theme: Theme, main: MainWindow) -> None:
        super().__init__(main)
        self._theme, self._main = theme, main
        self._window: HelpWindow | None = None
        self._book: HelpBook | None = None

    @property
    def window(self) -> HelpWindow | None:
        """The help window, if it was opened and still is."""
        return self._window if self._window is not None and isValid(self._window) else None

    @property
    def book(self) -> HelpBook:
        """The pages in the language of the program; read when first wanted."""
        if self._book is None or self._book.language != language():
            self._book = read_help(help_folder(), language(), refusals(language()))
        return self._book

    def handlers(self) -> dict[str, Callable[[], None]]:
        """The commands that open the help."""
        return {
            "help": self.open_here,
            "help-contents": lambda: self.open("contents"),
            "help-trouble": lambda: self.open(FIRST_PAGE),
        }

    def open_here(self) -> None:
        """The page of the dialog or place in view."""
        self.open(page_of(self._main))

    def open_code(self, code: str) -> None:
        """The page that says what to do about a refusal."""
        self.open(self.book.page_for_code(code))

    def open(self, page_id: str) -> None:
        """Show a page beside the work; an open dialog does not shut the help out, for it becomes its parent."""
        window = self.window
        if window is None:
            window = HelpWindow(self._theme, self.book, help_folder(), self._main)
            window.place_beside(self._main.frameGeometry(), self._main.screen().availableGeometry())
            self._window = window
        modal = QApplication.activeModalWidget()
        if isinstance(modal, QDialog) and window.parentWidget() is not modal:
            _give_to(window, modal)
            modal.finished.connect(self._take_home)
        window.show_page(page_id)
        window.show()
        window.activateWindow()

    def _take_home(self) -> None:
        """The dialog that the help stood with is gone: the help stays."""
        window = self.window
        if window is not None and window.parentWidget() is not self._main:
            shown = window.isVisible()
            _give_to(window, self._main)
            window.setVisible(shown)

    def close(self) -> None:
        """The program ends."""
        if self.window is not None:
            self.window.close()

    def speak_again(self) -> None:
        """After the language changed: the same page in the new one."""
        window = self.window
        if window is None:
            return
        page_id, shown = window.page_id, window.isVisible()
        where = window.geometry()
        window.close()
        window.deleteLater()
        self._window = None
        if shown:
            self.open(page_id or "contents")
            if self.window is not None:
                self.window.setGeometry(where)


def _give_to(window: HelpWindow, owner: QWidget) -> None:
    """Make a window the child of another without moving it."""
    where = window.geometry()
    window.setParent(owner, Qt.WindowType.Window)
    window.setGeometry(where)


def page_of(main: MainWindow) -> str:
    """The page that belongs to what has the keyboard: a dialog, else the screen in the window."""
    front: QWidget | None = QApplication.activeModalWidget() or QApplication.activeWindow()
    named = getattr(front, "help_page", "")
    return named or getattr(main.screen_shown, "help_page", "") or "contents"
