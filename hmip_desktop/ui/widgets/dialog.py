"""A dialog in the look of the program: heading, a column, a row of buttons with one of them filled."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.focus_ring import FocusRing
from hmip_desktop.ui.widgets.help_keys import add_help_keys
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel


class TallDialog(QDialog):
    """Grows to the height that its words need, also when they come later. By itself a dialog takes two thirds of the
    screen at most, once, and cuts them off.
    """

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in (QEvent.Type.Show, QEvent.Type.LayoutRequest):
            self._grow()
        return done

    def _grow(self) -> None:
        layout = self.layout()
        if layout is None:
            return
        wide = self.width()
        needed = layout.totalHeightForWidth(wide) if layout.hasHeightForWidth() else layout.sizeHint().height()
        room = self.screen().availableGeometry().height()
        if self.height() < min(needed, room):
            self.resize(wide, min(needed, room))


class Sheet(TallDialog):
    """``body`` takes the contents. Escape closes without doing anything; the title holds no case detail."""

    help_page = ""  # the page of the help that belongs to this dialog

    def __init__(self, theme: Theme, parent: QWidget | None, title: str, sentence: str = "", width: int = 520) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setWindowTitle("HMIP Desktop")
        self.setAccessibleName(title)
        self.setMinimumWidth(min(theme.size(width), 1000))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.space(22),) * 4)
        column.setSpacing(theme.space(12))
        self.heading, self.about = Heading(theme, title, 1), PlainLabel(theme, sentence, "body", "text2")
        column.addWidget(self.heading)
        if sentence:
            column.addWidget(self.about)
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.space(10))
        column.addLayout(self.body, 1)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(theme.space(12))
        self.buttons.addStretch(1)
        column.addLayout(self.buttons)
        self.ring = FocusRing(theme, self)
        add_help_keys(self)

    def add_cancel(self, words: str = "") -> Button:
        """The button that leaves without doing anything."""
        button = Button(self.theme, words or t("Cancel"))
        button.clicked.connect(self.reject)
        self.buttons.addWidget(button)
        return button

    def add_main(self, words: str, icon: str = "") -> Button:
        """The one filled button; it accepts."""
        button = Button(self.theme, words, icon, filled=True)
        button.setDefault(True)
        button.clicked.connect(self.accept)
        self.buttons.addWidget(button)
        return button
