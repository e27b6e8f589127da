"""Where people type or pick: one line, many lines, a list, a tick, a date, a search, a passphrase."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSizePolicy

from hmip_desktop.ui import icons
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets import painting
from hmip_desktop.ui.widgets.text_input import TextInput

__all__ = ["DateInput", "LineInput", "PassphraseInput", "PickList", "SearchBox", "TextInput", "Tick", "parse_date"]


class LineInput(QLineEdit):
    """One line of text, 34 px high. ``name`` is said by screen readers when no label stands beside it."""

    left = Signal()

    def __init__(self, theme: Theme, name: str = "", hint: str = "") -> None:
        super().__init__()
        self._theme, self._widest = theme, 0
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.restyle()
        theme.changed.connect(self.restyle)

    def restyle(self) -> None:
        """Take font, height and the limit of the width from the theme."""
        self.setFont(self._theme.font("control"))
        self.setMinimumHeight(self._theme.size(26))
        if self._widest:
            self.setMaximumWidth(self._theme.size(self._widest))
        self.updateGeometry()

    def limit_width(self, widest: int) -> None:
        """At most ``widest`` px at 100 %."""
        self._widest = widest
        self.restyle()

    def show_problem(self, wrong: bool) -> None:
        """A red edge while the value is wrong; the words stand below the field."""
        if bool(self.property("problem")) != wrong:
            self.setProperty("problem", wrong)
            self.style().unpolish(self)
            self.style().polish(self)

    def sizeHint(self) -> QSize:
        wide = self._widest or 160
        return QSize(self._theme.size(wide), max(self._theme.size(34), self.fontMetrics().height() + 10))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.size(60), self.sizeHint().height())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class DateInput(LineInput):
    """A date typed as day, month, year: 4/6/2025, 4.6.25 or 2025-06-04. ``value`` is None while it is no date."""

    def __init__(self, theme: Theme, name: str = "") -> None:
        super().__init__(theme, name, "dd/mm/yyyy")

    def value(self) -> date | None:
        """The date, or None when the words are empty or no date."""
        return parse_date(self.text())

    def set_value(self, day: date | None) -> None:
        """Show a date."""
        self.setText(day.strftime("%d/%m/%Y") if day else "")

    def is_wrong(self) -> bool:
        """True when something is written that is no date."""
        return bool(self.text().strip()) and self.value() is None


def parse_date(words: str) -> date | None:
    """Read day, month, year in that order, or an ISO date; two figures mean this century. None when it is none."""
    parts = words.strip().replace(".", "/").replace("-", "/").replace(" ", "/").split("/")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    day, month, year = numbers[::-1] if len(parts[0]) == 4 else numbers
    try:
        return date(2000 + year if year < 100 else year, month, day)
    except ValueError:
        return None


class PickList(QComboBox):
    """Choose one of a list; never editable. ``picked`` carries the code, only when the person chose."""

    picked = Signal(str)

    def __init__(self, theme: Theme, name: str, options: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.offer(options)
        self.activated.connect(lambda place: self.picked.emit(self.itemData(place)))
        self.restyle()
        theme.changed.connect(self.restyle)

    def offer(self, options: Sequence[tuple[str, str]]) -> None:
        """Other choices, as (code, words)."""
        self.clear()
        for code, words in options:
            self.addItem(words, code)

    def value(self) -> str:
        """The chosen code, "" when nothing is chosen."""
        return self.currentData() or ""

    def set_value(self, code: str) -> None:
        """Show a saved choice without telling anybody; an unknown code shows nothing chosen."""
        self.setCurrentIndex(self.findData(code))

    def restyle(self) -> None:
        """Take font and height from the theme."""
        self.setFont(self._theme.font("control"))
        self.setMinimumHeight(self._theme.size(26))
        self.view().setFont(self._theme.font("control"))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        words = [self.itemText(place) for place in range(self.count())] or [""]
        widest = max(self.fontMetrics().horizontalAdvance(word) for word in words)
        return QSize(min(widest + self._theme.size(44), self._theme.size(320)), self.tall())

    def tall(self) -> int:
        """The height of the closed list."""
        return max(self._theme.size(34), self.fontMetrics().height() + 10)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.size(72), self.tall())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def shown_words(self) -> str:
        """What stands in the closed list."""
        return self.currentText() or self.placeholderText()

    def tones(self) -> tuple[str, str]:
        """Ground and edge of the closed list."""
        return "surface" if self.isEnabled() else "surface_alt", "text" if self.hasFocus() else "control"

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painting.crisp(QPainter(self))
        theme = self._theme
        ground, edge = self.tones()
        wide = 2 if self.hasFocus() else 1
        painting.box(painter, self.rect(), theme.colour(ground), theme.colour(edge), 4, wide)
        side = theme.size(15)
        spot = QRectF(self.width() - side - theme.size(10), (self.height() - side) / 2, side, side)
        icons.draw(painter, "down", spot, theme.colour("text"))
        room = int(spot.left()) - theme.size(14)
        painter.setPen(theme.colour("text" if self.isEnabled() and self.currentText() else "text2"))
        painter.setFont(self.font())
        shown = self.fontMetrics().elidedText(self.shown_words(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(theme.size(10), 0, room, self.height()), int(Qt.AlignmentFlag.AlignVCenter), shown)


class Tick(QCheckBox):
    """A check box with a 22 px square; its words are part of the target."""

    def __init__(self, theme: Theme, text: str, role: str = "body") -> None:
        super().__init__(text)
        self._theme, self._role = theme, role
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.restyle()
        theme.changed.connect(self.restyle)

    def restyle(self) -> None:
        """Take the font from the theme."""
        self.setFont(self._theme.font(self._role))
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.updateGeometry()

    def _side(self) -> int:
        return self._theme.size(20)

    def _words_left(self) -> int:
        return self._side() + self._theme.size(10)

    def hitButton(self, position: QPoint) -> bool:
        return self.rect().contains(position)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        room = max(width - self._words_left(), 40)
        flags = int(Qt.TextFlag.TextWordWrap)
        words = self.fontMetrics().boundingRect(0, 0, room, 10_000, flags, self.text())
        return max(self._theme.size(28), words.height() + 6)

    def sizeHint(self) -> QSize:
        width = self._words_left() + self.fontMetrics().horizontalAdvance(self.text()) + 4
        return QSize(width, max(self._theme.size(28), self.fontMetrics().height() + 6))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.size(110), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painting.crisp(QPainter(self))
        theme, side = self._theme, self._side()
        square = QRectF(1, (self.height() - side) / 2, side, side)
        chosen = self.isChecked()
        ground = theme.colour("sel" if chosen else "surface")
        painting.box(painter, square, ground, theme.colour("sel" if chosen else "control"), 4, 1.5)
        if chosen:
            inset = side * 0.12
            icons.draw(painter, "check", square.adjusted(inset, inset, -inset, -inset), theme.colour("on_sel"))
        painter.setPen(theme.colour("text" if self.isEnabled() else "text2"))
        painter.setFont(self.font())
        area = QRectF(self._words_left(), 0, self.width() - self._words_left(), self.height())
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextWordWrap)
        painter.drawText(area, flags, self.text())


class SearchBox(LineInput):
    """A line with a magnifying glass; Escape empties it. ``searched`` carries the words as they are typed.

    ``command`` is the command that brings the focus here: its keys stand behind the hint.
    """

    searched = Signal(str)

    def __init__(self, theme: Theme, name: str, hint: str, command: str = "") -> None:
        super().__init__(theme, name, hint)
        self._hint, self._command = hint, command
        self.textChanged.connect(self.searched)
        self._dress()
        theme.changed.connect(self._dress)

    def _dress(self) -> None:
        self.setTextMargins(self._theme.size(24), 0, 0, 0)
        keys = self._theme.keys.shown(self._command, "Ctrl+F") if self._command else ""
        self.setPlaceholderText(f"{self._hint} ({keys})" if keys else self._hint)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = painting.crisp(QPainter(self))
        side = self._theme.size(15)
        area = QRectF(self._theme.size(9), (self.height() - side) / 2, side, side)
        icons.draw(painter, "search", area, self._theme.colour("text2"))


class PassphraseInput(LineInput):
    """A hidden line with big dots; ``show_words`` uncovers it. Nothing is offered to the clipboard or predicted."""

    caps_changed = Signal(bool)

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(theme, name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        hints = Qt.InputMethodHint
        self.setInputMethodHints(hints.ImhHiddenText | hints.ImhNoPredictiveText | hints.ImhSensitiveData)

    def show_words(self, shown: bool) -> None:
        """Uncover or cover what was typed."""
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.size(260), max(self._theme.size(38), self.fontMetrics().height() + 12))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        letter = event.text()
        if len(letter) == 1 and letter.isalpha():
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps_changed.emit(letter.isupper() != shifted)
