"""Choosing one answer of a few: joined segments for prompts, large ones for the judgement.

All answers look alike, chosen or not: the form does not nudge. The group is one tab stop, lands on the chosen
answer, and never changes an answer because somebody tabbed through it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QButtonGroup, QMenu, QRadioButton, QSizePolicy, QWidget

from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets import painting
from hmip_desktop.ui.widgets.painting import Corners

KEPT = 3
"""Buttons of answers that are not offered now."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible answer: its code, its words, and the key shown on it."""

    code: str
    words: str
    keys: str = ""


class AnswerButton(QRadioButton):
    """A radio button drawn as a segment. ``large`` is the judgement's size.

    ``entered`` tells that the focus came, ``typed`` carries a digit (1 to 9) or 0 for "take the answer away".
    """

    entered = Signal()
    typed = Signal(int)

    def __init__(self, theme: Theme, choice: Choice, large: bool) -> None:
        super().__init__(choice.words)
        self._theme, self.choice, self._large = theme, choice, large
        self.corners = Corners()
        self.key_shown = bool(choice.keys)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.restyle()

    def restyle(self) -> None:
        """Take the font from the theme."""
        self.setFont(self._theme.font("answer" if self._large else "control"))

    def _cap_width(self) -> int:
        if not (self.key_shown and self.choice.keys):
            return 0
        return self._theme.metrics("tag").horizontalAdvance(self.choice.keys) + self._theme.size(12)

    def least_width(self) -> int:
        """The narrowest width that shows the circle, the words and the key."""
        theme = self._theme
        words = theme.metrics("answer" if self._large else "control").horizontalAdvance(self.choice.words)
        cap = self._cap_width() + (theme.size(16) if self._cap_width() else 0)
        if self._large:
            return theme.size(16 + 16 + 8) + words + cap + theme.size(16)
        return theme.size(9 + 15 + 7) + words + cap + theme.size(10)

    def sizeHint(self) -> QSize:
        floor = self.fontMetrics().height() + 8
        return QSize(self.least_width(), max(self._theme.size(48 if self._large else 34), floor))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, position: QPoint) -> bool:
        return self.rect().contains(position)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painting.crisp(QPainter(self))
        theme = self._theme
        chosen = self.isChecked()
        ink = theme.colour("on_sel" if chosen else "text")
        ground = theme.colour("sel" if chosen else "hover" if self.underMouse() else "surface")
        edge = theme.colour("sel" if chosen else "control")
        painting.box(painter, self.rect(), ground, edge, 6 if self._large else 4, 1, corners=self.corners)
        radius = theme.size(8 if self._large else 7)
        left = theme.size(16 if self._large else 9)
        middle = self.height() / 2
        mark = ink if chosen else theme.colour("control")
        painting.radio_mark(painter, QPointF(left + radius, middle), radius, mark, chosen)
        painter.setPen(ink if self.isEnabled() or self.isChecked() else theme.colour("text2"))
        painter.setFont(self.font())
        start = left + 2 * radius + theme.size(7)
        area = QRectF(start, 0, self.width() - start, self.height())
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), self.choice.words)
        if self._cap_width():
            self._paint_cap(painter, ink if chosen else theme.colour("text2"))

    def _paint_cap(self, painter: QPainter, ink: QColor) -> None:
        width, height = self._cap_width(), self._theme.metrics("tag").height() + 2
        area = QRect(self.width() - width - self._theme.size(11), (self.height() - height) // 2, width, height)
        painting.box(painter, area, None, ink, 3)
        painter.setPen(ink)
        painter.setFont(self._theme.font("tag"))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), self.choice.keys)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.key() - Qt.Key.Key_0
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.typed.emit(0)
        elif 1 <= digit <= 9:
            self.typed.emit(digit)
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()


class AnswerGroup(QWidget):
    """A row of answers of which at most one is chosen.

    ``chosen`` is emitted with the code, or with "" when the person cleared the answer; never when a value is
    set from saved data. ``entered`` tells that the focus came into the group.
    """

    chosen = Signal(str)
    entered = Signal()

    def __init__(self, theme: Theme, name: str, choices: Sequence[Choice], large: bool = False) -> None:
        super().__init__()
        self._theme, self._large = theme, large
        self._group = QButtonGroup(self)
        self.buttons: list[AnswerButton] = []
        self._spare: dict[Choice, AnswerButton] = {}  # from question to question "not applicable" comes and goes
        self._fill_width = large
        self._stacked = False
        self._name = name
        self.setSizePolicy(
            QSizePolicy.Policy.Preferred if large else QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed
        )
        self.set_choices(choices)
        self._group.buttonToggled.connect(self._keep_tab_stop)
        self._group.buttonClicked.connect(self._on_clicked)
        theme.changed.connect(self.restyle)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer other answers; nothing is chosen afterwards. Buttons that stay are kept."""
        self.set_value("")
        pairs = zip(self.buttons, choices, strict=False)
        same = next((place for place, (button, choice) in enumerate(pairs) if button.choice != choice),
                    min(len(self.buttons), len(choices)))  # fmt: skip
        if same == len(self.buttons) == len(choices):
            return
        for button in self.buttons[same:]:
            self._group.removeButton(button)
            button.hide()
            if len(self._spare) < KEPT:
                self._spare[button.choice] = button
            else:
                button.deleteLater()
        del self.buttons[same:]
        for choice in choices[same:]:
            button = self._spare.pop(choice) if choice in self._spare else self._make(choice)
            self._group.addButton(button)
            self.buttons.append(button)
            button.show()
        self.set_name(self._name)
        self._put_in_order()
        self._keep_tab_stop()
        self.updateGeometry()
        self._place()

    def _put_in_order(self) -> None:
        """Let Tab come to answers that were offered later where the group stands, and not after everything else."""
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # without any, Qt takes nothing into an order
        before: QWidget = self
        for button in self.buttons:
            QWidget.setTabOrder(before, button)
            before = button
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _make(self, choice: Choice) -> AnswerButton:
        button = AnswerButton(self._theme, choice, self._large)
        button.setParent(self)
        button.entered.connect(self.entered)
        button.typed.connect(self._on_typed)
        return button

    def set_name(self, name: str) -> None:
        """What the answers are about, said before each answer's words."""
        self._name = name
        self.setAccessibleName(name)
        for button in self.buttons:
            button.setAccessibleName(f"{button.choice.words}, {name}" if name else button.choice.words)

    def value(self) -> str:
        """The chosen code, or "" while nothing is chosen."""
        button = self._group.checkedButton()
        return button.choice.code if isinstance(button, AnswerButton) else ""

    def set_value(self, code: str) -> None:
        """Show a saved answer without telling anybody."""
        if code == self.value():
            return
        self._group.setExclusive(False)
        for button in self.buttons:
            button.setChecked(button.choice.code == code)
        self._group.setExclusive(True)
        self._keep_tab_stop()

    def choose(self, code: str) -> None:
        """Choose as if the person had clicked; "" clears. Says nothing when that is already the answer."""
        if code == self.value():
            return
        self.set_value(code)
        self.chosen.emit(code)

    def focus_answer(self) -> None:
        """Put the focus on the chosen answer, else on the first."""
        target = self._group.checkedButton() or (self.buttons[0] if self.buttons else None)
        if target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def has_focus(self) -> bool:
        """True while one of the answers has the keyboard."""
        return any(button.hasFocus() for button in self.buttons)

    def _keep_tab_stop(self, *_: object) -> None:
        """Let Tab land on the chosen answer only: without this it lands on the first and arrows change it."""
        stop = self._group.checkedButton() or (self.buttons[0] if self.buttons else None)
        for button in self.buttons:
            wanted = Qt.FocusPolicy.StrongFocus if button is stop else Qt.FocusPolicy.ClickFocus
            if button.focusPolicy() != wanted:
                button.setFocusPolicy(wanted)

    def _on_clicked(self, button: AnswerButton) -> None:
        self.chosen.emit(button.choice.code)

    def _on_typed(self, digit: int) -> None:
        """1 to 9 choose, 0 clears, while the group has the focus."""
        if digit == 0:
            self.choose("")
        elif digit <= len(self.buttons):
            button = self.buttons[digit - 1]
            self.choose(button.choice.code)
            button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        clear = QAction(t("Clear this answer"), menu)
        clear.setEnabled(bool(self.value()))
        clear.triggered.connect(lambda: self.choose(""))
        menu.addAction(clear)
        menu.exec(event.globalPos())
        menu.deleteLater()

    def restyle(self) -> None:
        """Take fonts and sizes from the theme."""
        for button in (*self.buttons, *self._spare.values()):
            button.restyle()
        self.updateGeometry()
        self._place()

    def show_keys(self, shown: bool) -> None:
        """Show or hide the key caps; narrow windows have no room for them."""
        for button in self.buttons:
            button.key_shown = shown and bool(button.choice.keys)
        self.updateGeometry()
        self._place()

    def row_width(self) -> int:
        """The width that all answers need side by side."""
        return sum(button.sizeHint().width() for button in self.buttons) - max(len(self.buttons) - 1, 0)

    def set_stacked(self, stacked: bool) -> None:
        """Answers below each other instead of side by side."""
        if stacked != self._stacked:
            self._stacked = stacked
            self.updateGeometry()
            self._place()

    def sizeHint(self) -> QSize:
        if not self.buttons:
            return QSize(0, 0)
        height = self.buttons[0].sizeHint().height()
        if self._stacked:
            widest = max(button.sizeHint().width() for button in self.buttons)
            return QSize(widest, height * len(self.buttons) - (len(self.buttons) - 1))
        return QSize(self.row_width(), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        """Put the segments edge on edge; large ones share the width."""
        count = len(self.buttons)
        if not count:
            return
        if self._stacked:
            height = self.buttons[0].sizeHint().height()
            for number, button in enumerate(self.buttons):
                button.corners = Corners()
                button.setGeometry(0, number * (height - 1), self.width(), height)
            return
        spare = max(self.width() - self.row_width(), 0) if self._fill_width else 0
        hints = [button.sizeHint().width() for button in self.buttons]
        left = 0
        for number, button in enumerate(self.buttons):
            extra = spare // count + (1 if number < spare % count else 0)
            button.corners = Corners(number == 0, number == count - 1)
            button.setGeometry(left, 0, hints[number] + extra, self.height())
            left += hints[number] + extra - 1
            button.update()


def yes_no(na: bool = False, short: bool = True) -> list[Choice]:
    """The answers of a question; not applicable only where the pack offers it."""
    choices = [Choice("yes", t("Yes")), Choice("no", t("No"))]
    if na:
        choices.append(Choice("na", t("N/A") if short else t("Not applicable")))
    return choices
