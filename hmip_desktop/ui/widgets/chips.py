"""Removable chips in rows that wrap, with a link that adds one more."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLayout, QLayoutItem, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets import painting
from hmip_desktop.ui.widgets.buttons import LinkButton
from hmip_desktop.ui.widgets.inputs import LineInput


class FlowLayout(QLayout):
    """Puts its items side by side and goes on in the next row when one is full."""

    def __init__(self, gap: int) -> None:
        super().__init__()
        self._gap = gap
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, place: int) -> QLayoutItem | None:
        return self._items[place] if 0 <= place < len(self._items) else None

    def takeAt(self, place: int) -> QLayoutItem | None:
        return self._items.pop(place) if 0 <= place < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._place(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def invalidate(self) -> None:
        super().invalidate()
        self._heights.clear()

    def setGeometry(self, area: QRect) -> None:
        super().setGeometry(area)
        self._place(area, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        sizes = [item.minimumSize() for item in self._items]
        return QSize(
            max((size.width() for size in sizes), default=0), max((size.height() for size in sizes), default=0)
        )

    def _place(self, area: QRect, move: bool) -> int:
        """Fill row after row; in a row everything is centred on one line. The height of all rows."""
        top = area.top()
        for row in self._rows(area.width()):
            tall = max(item.sizeHint().height() for item in row)
            left = area.left()
            for item in row:
                size = item.sizeHint().boundedTo(QSize(max(area.width(), 1), tall))
                if move:
                    item.setGeometry(QRect(QPoint(left, top + (tall - size.height()) // 2), size))
                left += size.width() + self._gap
            top += tall + self._gap
        return max(top - self._gap - area.top(), 0)

    def _rows(self, width: int) -> list[list[QLayoutItem]]:
        """Which items stand in which row."""
        rows: list[list[QLayoutItem]] = []
        width = max(width, 1)
        used = width + 1
        for item in self._items:
            if item.isEmpty():
                continue
            wide = min(item.sizeHint().width(), width)
            if used + wide > width:
                rows.append([])
                used = 0
            rows[-1].append(item)
            used += wide + self._gap
        return rows


class Chip(QPushButton):
    """Words with a cross; pressing it takes the chip away."""

    def __init__(self, theme: Theme, words: str) -> None:
        super().__init__(words)
        self._theme = theme
        self.setAccessibleName(t("Take away: {words}", words=words))
        self.setToolTip(t("Take away"))
        self.setFont(theme.font("tag-bold"))
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text()) + self._theme.size(34)
        return QSize(width, max(self._theme.size(26), self.fontMetrics().height() + 6))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.size(60), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painting.crisp(QPainter(self))
        theme = self._theme
        edge = theme.colour("border") if theme.mode == "contrast" or self.underMouse() else None
        painting.box(painter, self.rect(), theme.colour("grey_bg"), edge, 3)
        painter.setPen(theme.colour("grey_fg"))
        painter.setFont(self.font())
        area = self.rect().adjusted(theme.size(10), 0, -theme.size(22), 0)
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), words)
        right = self.rect().adjusted(self.width() - theme.size(22), 0, -theme.size(6), 0)
        painter.drawText(right, int(Qt.AlignmentFlag.AlignCenter), "×")


class ChipRow(QWidget):
    """Chips of one sort. ``changed`` carries all their words after one came or went."""

    changed = Signal(tuple)

    def __init__(self, theme: Theme, name: str, add_words: str) -> None:
        super().__init__()
        self._theme, self._name = theme, name
        self._words: tuple[str, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(4))
        self._host = QWidget()
        self._flow = FlowLayout(theme.space(8))
        self._host.setLayout(self._flow)
        column.addWidget(self._host)
        self._add = LinkButton(theme, add_words, "plus")
        self._add.setAccessibleName(f"{add_words}, {name}")
        self._add.clicked.connect(self._ask)
        self.line = LineInput(theme, t("{name}: in a few words, without names", name=name))
        self.line.setPlaceholderText(t("In a few words, without names"))
        self.line.returnPressed.connect(self._take)
        self.line.left.connect(self._take)
        self.line.hide()
        column.addWidget(self.line)
        self.show_words(())

    def words(self) -> tuple[str, ...]:
        """The words of the chips."""
        return self._words

    def show_words(self, words: Sequence[str]) -> None:
        """Show other chips."""
        self._words = tuple(words)
        while (item := self._flow.takeAt(0)) is not None:
            if item.widget() is not self._add:
                item.widget().hide()
                item.widget().deleteLater()
        for text in self._words:
            chip = Chip(self._theme, text)
            chip.clicked.connect(lambda _=False, gone=text: self._remove(gone))
            self._flow.addWidget(chip)
        self._flow.addWidget(self._add)
        self._host.updateGeometry()

    def _remove(self, words: str) -> None:
        self.show_words(tuple(held for held in self._words if held != words))
        self.changed.emit(self._words)
        self._add.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self) -> None:
        self.line.clear()
        self.line.show()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_on_with(self, words: str) -> None:
        """Open the line with words that were being typed."""
        self._ask()
        self.line.setText(words)

    def _take(self) -> None:
        if self.line.isHidden():
            return
        words = self.line.text().strip()
        self.line.hide()
        if words and words not in self._words:
            self.show_words((*self._words, words))
            self.changed.emit(self._words)
