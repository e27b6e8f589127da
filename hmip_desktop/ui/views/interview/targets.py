"""The places a note can go to: numbered rows that answer to their number while the list has the focus."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.interview.suggest import Suggestion
from hmip_desktop.ui.views.interview.target_row import TargetRow
from hmip_desktop.ui.widgets.inputs import PickList
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel

OTHER, THEME, ASIDE = 5, 6, 0
SUGGESTED = 4
# what Shift makes of the digits, for keyboards that tell only the sign (British and American)
SHIFTED = {"!": 1, '"': 2, "@": 2, "£": 3, "#": 3, "$": 4, "%": 5, "^": 6, ")": 0}


class TargetList(QWidget):
    """Suggestions 1 to 4, 5 another question, 6 another theme, 0 set aside.

    ``chosen`` carries the reference and whether the note stays in view (Shift with the number), ``theme_chosen`` the
    kind ("" asks for it) and the same; ``pointed`` the reference that has the focus, so that the panel can show what
    is already there.
    """

    chosen = Signal(str, bool)
    theme_chosen = Signal(str, bool)
    set_aside = Signal()
    pointed = Signal(str)

    def __init__(self, theme: Theme, with_theme: bool = True) -> None:
        super().__init__()
        self._theme, self.with_theme = theme, with_theme
        self._suggestions: list[Suggestion] = []
        self._stay = False
        self._beside: bool | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(8))
        column.addLayout(self._heading(theme))
        self.rows = [TargetRow(theme, number) for number in range(1, SUGGESTED + 1)]
        for place, row in enumerate(self.rows):
            row.clicked.connect(lambda _=False, place=place: self._choose(place, False))
            row.pointed.connect(lambda place=place: self._point(place))
            row.installEventFilter(self)
            column.addWidget(row)
        column.addLayout(self._last_row(theme))
        self.places = PickList(theme, t("Another question"))
        self.places.picked.connect(self._take_other)
        self.places.hide()
        column.addWidget(self.places)
        hint = t("Hold Shift with a number to keep the note here and send it to a second place too.")
        column.addWidget(PlainLabel(theme, hint, "control", "text2"))

    def _heading(self, theme: Theme) -> QHBoxLayout:
        top = QHBoxLayout()
        top.setSpacing(theme.space(10))
        top.addWidget(Heading(theme, t("Suggested"), 2, wrap=False))
        top.addWidget(PlainLabel(theme, t("from the topic and the words"), "control", "text2"), 1)
        top.addWidget(PlainLabel(theme, t("Press the number"), "control", "text2", wrap=False))
        return top

    def _last_row(self, theme: Theme) -> QGridLayout:
        self._last = QGridLayout()
        self._last.setSpacing(theme.space(8))
        self.other = TargetRow(theme, OTHER)
        self.other.say("", t("Another question..."), "")
        self.other.clicked.connect(lambda: self._ask_other(False))
        self.theme_row = TargetRow(theme, THEME)
        self.theme_row.say("", t("Another theme..."), "")
        self.theme_row.clicked.connect(lambda: self.theme_chosen.emit("", False))
        if not self.with_theme:
            self.theme_row.hide()
        self.aside = TargetRow(theme, ASIDE)
        self.aside.say("", t("Set aside, keep it"), "")
        self.aside.clicked.connect(self.set_aside)
        for row in self._ends():
            row.installEventFilter(self)
        self._lay_ends(True)
        return self._last

    def _ends(self) -> list[TargetRow]:
        return [row for row in (self.other, self.theme_row, self.aside) if row is not self.theme_row or self.with_theme]

    def _lay_ends(self, beside: bool) -> None:
        if beside == self._beside:
            return
        self._beside = beside
        for place, row in enumerate(self._ends()):
            self._last.removeWidget(row)
            self._last.addWidget(row, 0 if beside else place, place if beside else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_ends(self.width() >= self._theme.size(560))

    def offer(self, suggestions: Sequence[Suggestion], places: Sequence[Suggestion], placed: bool = False) -> None:
        """Show other suggestions, and all places for "Another question"; a placed note cannot be set aside."""
        self._suggestions = list(suggestions)
        for row, one in zip(self.rows, [*suggestions, *[None] * SUGGESTED], strict=False):
            row.setVisible(one is not None)
            if one is not None and one.theme:
                row.say(t("Theme"), one.words, one.reason, "purple")
            elif one is not None:
                row.say(f"{one.question} {one.letter}".strip(), one.words, one.reason)
        offered = [(one.ref, f"{one.question} {one.letter}  {one.words[:70]}") for one in places]
        if [self.places.itemData(place) for place in range(self.places.count())] != [ref for ref, _ in offered]:
            self.places.offer(offered)
        self.aside.setEnabled(not placed)
        self.places.hide()

    def focus_first(self) -> None:
        """Put the focus on the first suggestion."""
        target = self.rows[0] if self._suggestions else self.other
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _point(self, place: int) -> None:
        if place < len(self._suggestions) and self._suggestions[place].ref:
            self.pointed.emit(self._suggestions[place].ref)

    def _choose(self, place: int, stay: bool) -> None:
        if place >= len(self._suggestions):
            return
        one = self._suggestions[place]
        self.theme_chosen.emit(one.theme, stay) if one.theme else self.chosen.emit(one.ref, stay)

    def _ask_other(self, stay: bool) -> None:
        self._stay = stay
        self.places.show()
        self.places.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _take_other(self, ref: str) -> None:
        self.places.hide()
        self.chosen.emit(ref, self._stay)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._take_key(event)
        return False

    def _take_key(self, event: QKeyEvent) -> bool:
        """Numbers choose, with Shift the note stays; up and down move."""
        digit = _digit(event)
        if digit is None:
            return self._move(event)
        stay = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if 1 <= digit <= SUGGESTED:
            self._choose(digit - 1, stay)
        elif digit == OTHER:
            self._ask_other(stay)
        elif digit == THEME and self.with_theme:
            self.theme_chosen.emit("", stay)
        elif digit == ASIDE and self.aside.isEnabled():
            self.set_aside.emit()
        return True

    def _move(self, event: QKeyEvent) -> bool:
        """The row above or below."""
        if event.modifiers() or event.key() not in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            return False
        rows = [row for row in (*self.rows, *self._ends()) if row.isVisible() and row.isEnabled()]
        here = next((place for place, row in enumerate(rows) if row.hasFocus()), -1)
        step = 1 if event.key() == Qt.Key.Key_Down else -1
        rows[min(max(here + step, 0), len(rows) - 1)].setFocus(Qt.FocusReason.TabFocusReason)
        return True


def _digit(event: QKeyEvent) -> int | None:
    """The digit of a key press; with Shift the key gives another sign, so its place on the keyboard counts too."""
    if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
        return None
    if Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_9:
        return event.key() - Qt.Key.Key_0
    return SHIFTED.get(event.text())
