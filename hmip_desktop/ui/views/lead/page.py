"""What every place of the lead inspector has: heading with buttons, cards that stack in a narrow window, a footer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hmip_desktop.ui.screen import Screen
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.widgets.chips import FlowLayout
from hmip_desktop.ui.widgets.footer import Footer
from hmip_desktop.ui.widgets.frames import Card, PageColumn
from hmip_desktop.ui.widgets.identity import Identity
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.rail_panel import RailPanel
from hmip_desktop.ui.widgets.table import RowsView

MARGIN = 20


class PageHead(QWidget):
    """The heading of a place with a sentence below it and its buttons at the right, below when there is no room."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self._theme = theme
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(theme.space(8))
        words = QVBoxLayout()
        words.setSpacing(theme.space(2))
        self.heading = Heading(theme, title, 1)
        self.sentence = PlainLabel(theme, "", "control", "text2")
        words.addWidget(self.heading)
        words.addWidget(self.sentence)
        self._line.addLayout(words, 1)
        self._buttons = QWidget()
        self._flow = FlowLayout(theme.space(8))
        self._buttons.setLayout(self._flow)
        self._buttons.hide()
        self._line.addWidget(self._buttons)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def add_button(self, button: QWidget) -> None:
        """Put a button after those already there."""
        self._flow.addWidget(button)
        self._buttons.show()
        self.fit()

    def say(self, sentence: str) -> None:
        """The sentence below the heading."""
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Beside or below; to be called after a button came or went."""
        gap = self._theme.space(8)
        items = [self._flow.itemAt(place) for place in range(self._flow.count())]
        shown = [item.widget() for item in items if not item.widget().isHidden()]
        if not shown:
            return
        widths: list[int] = [button.sizeHint().width() + gap for button in shown]
        wide = sum(widths) - gap
        beside = self.width() - wide >= self._theme.size(330)
        directions = QBoxLayout.Direction
        self._line.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
        self._buttons.setFixedWidth(wide if beside else max(self.width(), 1))
        self._buttons.setFixedHeight(self._flow.heightForWidth(self._buttons.width()))


@runtime_checkable
class Stacking(Protocol):
    """A card that wants more height when it stands alone in its row."""

    def set_stacked(self, stacked: bool) -> None: ...


class Columns(QWidget):
    """Cards side by side in given shares, one above the other below ``least`` px at 100 %."""

    def __init__(self, theme: Theme, parts: Sequence[tuple[QWidget, int]], least: int = 760, gap: int = 12) -> None:
        super().__init__()
        self._theme, self._parts, self._least = theme, tuple(parts), least
        self._beside: bool | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.space(gap))
        for part, _ in self._parts:
            policy = part.sizePolicy()
            policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
            part.setSizePolicy(policy)
        self._place(True)

    def _place(self, beside: bool) -> None:
        if beside == self._beside:
            return
        self._beside = beside
        for place, (part, share) in enumerate(self._parts):
            self._grid.removeWidget(part)
            self._grid.addWidget(part, 0 if beside else place, place if beside else 0)
            self._grid.setColumnStretch(place, share if beside else int(place == 0))
            self._grid.setRowStretch(place, 1 if not beside or place == 0 else 0)
            if isinstance(part, Stacking):
                part.set_stacked(not beside)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(self.width() >= self._theme.size(self._least))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.size(200), super().minimumSizeHint().height())


class FlushCard(Card):
    """A card whose contents reach its edges; they keep their own distances."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, padding=0, gap=0)

    def restyle(self) -> None:
        self.body.setContentsMargins(1, 1, 1, 1)
        self.body.setSpacing(0)
        self.update()


class TableCard(FlushCard):
    """A card that is a table: a heading with room at its right, the rows, and room below them."""

    def __init__(self, theme: Theme, title: str, view: RowsView, rows: int = 4) -> None:
        self._rows, self._stacked = rows, False
        self.view = view
        super().__init__(theme)
        self.top = QHBoxLayout()
        self.top.setContentsMargins(theme.space(14), theme.space(10), theme.space(14), theme.space(4))
        self.top.setSpacing(theme.space(10))
        self.heading = Heading(theme, title, 2, wrap=False)
        self.note = PlainLabel(theme, "", "small", "text2", wrap=False)
        self.note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.top.addWidget(self.heading)
        self.top.addWidget(self.note, 1)
        self.body.addLayout(self.top)
        view.give_way()
        self.body.addWidget(view, 1)
        self.foot = QVBoxLayout()
        self.foot.setContentsMargins(theme.space(14), theme.space(6), theme.space(14), theme.space(8))
        self.foot.setSpacing(theme.space(6))
        self.body.addLayout(self.foot)

    def restyle(self) -> None:
        super().restyle()
        header = self._theme.row(36)
        rows = self._rows * (2 if self._stacked else 1)
        self.view.setMinimumHeight(header + rows * self.view.verticalHeader().defaultSectionSize())

    def set_titled(self, titled: bool) -> None:
        """With its heading, or without where rows are worth more."""
        self.heading.setVisible(titled)
        self.note.setVisible(titled)
        space = self._theme.space
        self.top.setContentsMargins(space(14), space(10) * titled, space(14), space(4) * titled)

    def set_stacked(self, stacked: bool) -> None:
        """Twice as many rows where the page scrolls anyway."""
        self._stacked = stacked
        self.restyle()


class LeadPage(Screen):
    """A place of the lead inspector. Subclasses build in their constructor and fill in ``refresh``."""

    def __init__(self, theme: Theme, desk: LeadDesk, rail: RailPanel, title: str) -> None:
        super().__init__(theme, title)
        self.desk, self.rail = desk, rail
        self.rail_words = t("Places")
        self._stale = True
        self.page_layout = outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.column = PageColumn(theme, title, widest=1720, centred=False, margin=MARGIN)
        outer.addWidget(self.column, 1)
        self.head = PageHead(theme, title)
        self.column.body.addWidget(self.head)
        self.footer: Footer = Footer(theme, desk.saving)
        desk.changed.connect(self._on_change)

    def identity(self) -> Identity:
        return self.desk.identity()

    def entered(self) -> None:
        if self._stale:
            self._stale = False
            self.refresh()

    def refresh(self) -> None:
        """Show what the store holds now."""
        raise NotImplementedError

    def _on_change(self) -> None:
        """Look again at once when in view, else when next entered."""
        self.identity_changed.emit()
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True
