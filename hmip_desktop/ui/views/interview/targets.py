"""The places a note can go to: numbered rows that answer to their number while the list has the focus."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.interview.suggest import Suggestion
from hmip_desktop.ui.widgets import painting
from hmip_desktop.ui.widgets.inputs import PickList
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel

OTHER, ASIDE = 5, 0


class TargetRow(QPushButton):
    """A number, a reference, words, and the reason at the right."""

    pointed = Signal()

    def __init__(self, theme: Theme, number: int) -> None:
        super().__init__()
        self._theme, self._number = theme, number
        self._ref, self._reason = "", ""
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def say(self, ref: str, words: str, reason: str) -> None:
        """Show another place."""
        self._ref, self._reason = ref, reason
        self.setText(words)
        self.setToolTip(words)
        self.setAccessibleName(" ".join(part for part in (str(self._number), ref, words, reason) if part))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.size(160), max(self._theme.size(44), self._theme.metrics("body").height() + 12))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.size(120), self.sizeHint().height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.pointed.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painting.crisp(QPainter(self))
        theme, size = self._theme, self._theme.size
        ground = theme.colour("hover" if self.underMouse() else "surface")
        painting.box(painter, self.rect(), ground, theme.colour("control"), 4, 1)
        key = QRectF(size(11), (self.height() - size(26)) / 2, size(26), size(26))
        painting.box(painter, key, theme.colour("surface_alt"), theme.colour("control"), 4)
        painter.setPen(theme.colour("text"))
        painter.setFont(theme.font("body-bold"))
        painter.drawText(key, int(Qt.AlignmentFlag.AlignCenter), str(self._number))
        left = key.right() + size(14)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        if self._ref:
            wide = theme.metrics("small-bold").horizontalAdvance(self._ref) + size(18)
            tag = QRectF(left, (self.height() - size(22)) / 2, wide, size(22))
            painting.box(painter, tag, theme.colour("info_bg"), None, 3)
            painter.setPen(theme.colour("info_fg"))
            painter.setFont(theme.font("small-bold"))
            painter.drawText(tag, int(Qt.AlignmentFlag.AlignCenter), self._ref)
            left = tag.right() + size(10)
        reason = theme.metrics("small").horizontalAdvance(self._reason) if self._reason else 0
        if self._reason:
            painter.setPen(theme.colour("text2"))
            painter.setFont(theme.font("small"))
            area = QRectF(self.width() - reason - size(14), 0, reason + 2, self.height())
            painter.drawText(area, middle, self._reason)
        room = self.width() - left - reason - size(26)
        words = theme.metrics("body").elidedText(self.text(), Qt.TextElideMode.ElideRight, round(room))
        painter.setPen(theme.colour("text"))
        painter.setFont(theme.font("body"))
        painter.drawText(QRectF(left, 0, room, self.height()), middle, words)


class TargetList(QWidget):
    """Suggestions 1 to 4, 5 another question, 0 set aside.

    ``chosen`` carries the reference and whether the note stays in view (Shift with the number); ``pointed`` the
    reference that has the focus, so that the panel can show what is already there.
    """

    chosen = Signal(str, bool)
    set_aside = Signal()
    pointed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._suggestions: list[Suggestion] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(8))
        top = QHBoxLayout()
        top.addWidget(Heading(theme, t("Suggested"), 2, wrap=False))
        top.addWidget(PlainLabel(theme, t("from the topic and the words"), "control", "text2"), 1)
        top.addWidget(PlainLabel(theme, t("Press the number"), "control", "text2", wrap=False))
        column.addLayout(top)
        self.rows = [TargetRow(theme, number) for number in range(1, 5)]
        for place, row in enumerate(self.rows):
            row.clicked.connect(lambda _=False, place=place: self._choose(place, False))
            row.pointed.connect(lambda place=place: self._point(place))
            row.installEventFilter(self)
            column.addWidget(row)
        last = QHBoxLayout()
        last.setSpacing(theme.space(8))
        self.other = TargetRow(theme, OTHER)
        self.other.say("", t("Another question..."), "")
        self.other.clicked.connect(self._ask_other)
        self.aside = TargetRow(theme, ASIDE)
        self.aside.say("", t("Set aside, keep it"), "")
        self.aside.clicked.connect(self.set_aside)
        for row in (self.other, self.aside):
            row.installEventFilter(self)
            last.addWidget(row)
        column.addLayout(last)
        self.places = PickList(theme, t("Another question"))
        self.places.picked.connect(self._take_other)
        self.places.hide()
        column.addWidget(self.places)
        hint = t("Hold Shift with a number to keep the note here and send it to a second place too.")
        column.addWidget(PlainLabel(theme, hint, "control", "text2"))

    def offer(self, suggestions: Sequence[Suggestion], places: Sequence[Suggestion]) -> None:
        """Show other suggestions, and all places for "Another question"."""
        self._suggestions = list(suggestions)
        for row, one in zip(self.rows, [*suggestions, None, None, None, None], strict=False):
            row.setVisible(one is not None)
            if one is not None:
                row.say(f"{one.question} {one.letter}".strip(), one.words, one.reason)
        offered = [(one.ref, f"{one.question} {one.letter}  {one.words[:70]}") for one in places]
        if [self.places.itemData(place) for place in range(self.places.count())] != [ref for ref, _ in offered]:
            self.places.offer(offered)
        self.places.hide()

    def focus_first(self) -> None:
        """Put the focus on the first suggestion."""
        target = self.rows[0] if self._suggestions else self.other
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _point(self, place: int) -> None:
        if place < len(self._suggestions):
            self.pointed.emit(self._suggestions[place].ref)

    def _choose(self, place: int, stay: bool) -> None:
        if place < len(self._suggestions):
            self.chosen.emit(self._suggestions[place].ref, stay)

    def _ask_other(self) -> None:
        self.places.show()
        self.places.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _take_other(self, ref: str) -> None:
        self.places.hide()
        self.chosen.emit(ref, False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._take_key(event)
        return False

    def _take_key(self, event: QKeyEvent) -> bool:
        """Numbers choose, with Shift the note stays; up and down move."""
        stay = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        digit = _digit(event)
        if digit is None:
            return False
        if 1 <= digit <= 4:
            self._choose(digit - 1, stay)
        elif digit == OTHER:
            self._ask_other()
        elif digit == ASIDE:
            self.set_aside.emit()
        return True


def _digit(event: QKeyEvent) -> int | None:
    """The digit of a key press; with Shift the key gives another sign, so its place on the keyboard counts too."""
    if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
        return None
    if Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_9:
        return event.key() - Qt.Key.Key_0
    shifted = {"!": 1, '"': 2, "@": 2, "£": 3, "#": 3, "$": 4, "%": 5}
    return shifted.get(event.text())
