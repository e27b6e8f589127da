"""The help window: it stands beside the work, is searched by words and never blocks what it explains."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from hmip_desktop.services.help_pages import GROUPS, FoundPage, HelpBook
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.help.browser import HelpBrowser
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.focus_ring import FocusRing
from hmip_desktop.ui.widgets.inputs import SearchBox
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.rail import RailItem, RailView

WIDTH, HEIGHT = 460, 680
CAPTION = "caption:"


def group_words(group: str) -> str:
    """What a group of pages is called in the contents."""
    return {
        "trouble": t("When something goes wrong"),
        "task": t("How to"),
        "role": t("Who does what"),
        "place": t("Places of the program"),
        "more": t("More"),
    }.get(group, group)


class HelpWindow(QWidget):
    """Contents and search at the top, the page below. ``shown_page`` carries the id of the page that is read."""

    shown_page = Signal(str)

    def __init__(self, theme: Theme, book: HelpBook, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._theme, self._book = theme, book
        self._past: list[str] = []
        self.page_id = ""
        self.setWindowTitle(t("Help") + " - HMIP Desktop")
        self.setAccessibleName(t("Help"))
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self._build(theme, folder)
        self.ring = FocusRing(theme, self)
        self.restyle()
        theme.changed.connect(self.restyle)
        self._fill_contents()

    def _build(self, theme: Theme, folder: Path) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._head = QWidget()
        top = QVBoxLayout(self._head)
        row = QHBoxLayout()
        row.addWidget(Heading(theme, t("Help"), 1, wrap=False))
        row.addStretch(1)
        self.back = Button(theme, t("Back"), "arrow-left", height=30)
        self.back.clicked.connect(self.go_back)
        self.contents_button = Button(theme, t("Contents"), height=30)
        self.contents_button.clicked.connect(self.show_contents)
        row.addWidget(self.back)
        row.addWidget(self.contents_button)
        top.addLayout(row)
        self.search = SearchBox(theme, t("Search the help"), t("Search the help"))
        self.search.searched.connect(self._search)
        self.search.returnPressed.connect(self._open_first)
        top.addWidget(self.search)
        self.found_words = PlainLabel(theme, "", "small", "text2")
        self.found_words.hide()
        top.addWidget(self.found_words)
        column.addWidget(self._head)
        self.contents = RailView(theme, t("Contents of the help"), glyphs=False)
        self.contents.opened.connect(self.show_page)
        self.found = RailView(theme, t("Pages found"), glyphs=False)
        self.found.opened.connect(self.show_page)
        self.browser = HelpBrowser(theme, t("Help page"), folder)
        self.browser.page_asked.connect(self.show_page)
        self.stack = QStackedWidget()
        for part in (self.contents, self.found, self.browser):
            self.stack.addWidget(part)
        column.addWidget(self.stack, 1)

    def restyle(self) -> None:
        """Take ground and spacing from the theme."""
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Window, self._theme.colour("surface"))
        self.setPalette(palette)
        side = self._theme.space(20)
        self._head.layout().setContentsMargins(side, self._theme.space(14), side, self._theme.space(10))
        self._head.layout().setSpacing(self._theme.space(10))
        self.setMinimumSize(min(self._theme.size(320), 640), 320)

    # contents and pages -----------------------------------------------------------------------------------

    def _fill_contents(self) -> None:
        rows: list[RailItem] = []
        for group in GROUPS:
            pages = [page for page in self._book.pages if page.group == group]
            if pages:
                rows.append(RailItem(CAPTION + group, group_words(group), kind="caption"))
                rows += [RailItem(page.id, page.title) for page in pages]
        self.contents.show_items(rows, self.page_id)

    def show_contents(self) -> None:
        """All pages, those for trouble first."""
        self.search.clear()
        self._fill_contents()
        self._bring(self.contents)
        self.contents.setFocus()

    def show_page(self, page_id: str) -> None:
        """Read a page; an id that is no page shows the contents."""
        if not self._book.has(page_id):
            self.show_contents()
            return
        if self.page_id and self.page_id != page_id:
            self._past.append(self.page_id)
        self._show(page_id)

    def _show(self, page_id: str) -> None:
        self.page_id = page_id
        page = self._book.page(page_id)
        self.browser.show_markdown(f"# {page.title}\n\n{page.body}")
        self.browser.setAccessibleDescription(page.title)
        self._bring(self.browser)
        self.browser.setFocus()
        self.shown_page.emit(page_id)

    def go_back(self) -> None:
        """To the page read before; from contents and search to the page; from the first page to the contents."""
        if self.stack.currentWidget() is not self.browser and self.page_id:
            self._show(self.page_id)
        elif self._past:
            self._show(self._past.pop())
        else:
            self.show_contents()

    def _bring(self, part: QWidget) -> None:
        self.stack.setCurrentWidget(part)
        self.found_words.setVisible(part is self.found)
        self.back.setEnabled(bool(self._past) or (part is not self.browser and bool(self.page_id)))
        self.contents_button.setEnabled(part is not self.contents)

    # search -----------------------------------------------------------------------------------------------

    def _search(self, query: str) -> None:
        if not query.strip():
            if self.stack.currentWidget() is self.found:
                self._bring(self.browser if self.page_id else self.contents)
            return
        found = self._book.search(query)
        room, metrics = self.width() - self._theme.size(60), self._theme.metrics("small")

        def cut(words: str) -> str:
            return metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)

        self.found_words.setText(_count_words(found))
        self.found.show_items(
            [
                RailItem(
                    one.page.id, one.page.title, detail=cut(one.excerpt), spoken=f"{one.page.title}. {one.excerpt}"
                )
                for one in found
            ],
            found[0].page.id if found else "",
        )
        self._bring(self.found)

    def _open_first(self) -> None:
        keys = self.found.keys()
        if self.stack.currentWidget() is self.found and keys:
            self.show_page(self.found.shown_key() if self.found.shown_key() in keys else keys[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() == Qt.Key.Key_Down and self.search.hasFocus() and self.stack.currentWidget() is self.found:
            self.found.setFocus()
        elif event.key() == Qt.Key.Key_Left and event.modifiers() == Qt.KeyboardModifier.AltModifier:
            self.go_back()
        else:
            super().keyPressEvent(event)

    # place ------------------------------------------------------------------------------------------------

    def place_beside(self, work: QRect, screen: QRect) -> None:
        """Stand right of the work where the screen has room, else over its right edge."""
        width = min(self._theme.size(WIDTH), screen.width())
        height = min(max(self._theme.size(HEIGHT), work.height()), screen.height())
        left = min(work.right() + 1, screen.right() + 1 - width)
        top = min(max(work.top(), screen.top()), screen.bottom() + 1 - height)
        self.setGeometry(left, top, width, height)


def _count_words(found: Sequence[FoundPage]) -> str:
    if not found:
        return t("No page holds all these words. Try fewer, or open the contents.")
    return t("1 page") if len(found) == 1 else t("{count} pages", count=len(found))
