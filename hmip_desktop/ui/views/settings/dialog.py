"""The one dialog for settings: sections at the left, the chosen one at the right. What is changed holds at once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QWidget

from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.settings.section import SettingsSection
from hmip_desktop.ui.widgets.dialog import Sheet
from hmip_desktop.ui.widgets.rail import RailItem, RailView

WIDE, HIGH = 860, 560


class SettingsDialog(Sheet):
    """Shows ``sections``; ``first`` is the title of the one that is open at the beginning."""

    def __init__(
        self, theme: Theme, parent: QWidget | None, sections: Sequence[SettingsSection], first: str = ""
    ) -> None:
        super().__init__(theme, parent, t("Settings"), width=WIDE)
        self.sections = list(sections)
        self.list = RailView(theme, t("Sections"), glyphs=False)
        self.stack = QStackedWidget()
        self.stack.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for section in self.sections:
            self.stack.addWidget(_scrolled(section))
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addWidget(self.stack, 1)
        self.body.addLayout(row, 1)
        rows = [RailItem(str(place), section.title) for place, section in enumerate(self.sections)]
        titles = [section.title for section in self.sections]
        self.list.show_items(rows)
        self.list.selectionModel().currentChanged.connect(lambda now, _: self._open(self.list.current_key()))
        self.list.opened.connect(self._open)
        self.stack.setCurrentIndex(-1)
        self._open(str(titles.index(first) if first in titles else 0))
        self.add_main(t("Close"))
        theme.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        """As large as the text asks for and the screen allows."""
        owner = self.parentWidget()
        room = owner.window().size() if owner is not None else self.screen().availableSize()
        self.list.setFixedWidth(min(self.theme.size(170), room.width() // 4))
        self.setMinimumSize(
            min(self.theme.size(WIDE), room.width() - 60), min(self.theme.size(HIGH), room.height() - 70)
        )

    def _open(self, key: str) -> None:
        if key and key != self.list.shown_key():
            self.list.show_current(key)
        if key and self.stack.currentIndex() != int(key):
            self.stack.setCurrentIndex(int(key))
            self.sections[int(key)].entered()


def _scrolled(section: SettingsSection) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setAccessibleName(section.title)
    section.setProperty("ground", True)
    area.setWidget(section)
    area.viewport().setAutoFillBackground(False)
    return area
