"""The bottom bar, 54 px: is it saved, where is it, what is left; the page's buttons, one of them filled."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.buttons import Button, LinkButton
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.save_state import SaveState, SaveStateLabel
from hmip_desktop.ui.widgets.tags import Glyph


class Footer(QWidget):
    """Left: save state, a link to what is open, "On this computer only". Right: buttons, at most one filled.

    When there is no room the place goes first, then the link and the note.
    """

    link_asked = Signal()

    def __init__(self, theme: Theme, state: SaveState | None = None) -> None:
        super().__init__()
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        if state is not None:
            self._row.addWidget(SaveStateLabel(theme, state))
        self._note_glyph = Glyph(theme, "info", "text", 15)
        self._row.addWidget(self._note_glyph)
        self._note = PlainLabel(theme, "", "control", wrap=False)
        self._row.addWidget(self._note)
        self.toggles = QHBoxLayout()
        self._row.addLayout(self.toggles)
        self._link = LinkButton(theme, "")
        self._link.clicked.connect(self.link_asked)
        self._row.addWidget(self._link)
        self._place_glyph = Glyph(theme, "laptop", "text2", 18)
        self._row.addWidget(self._place_glyph)
        self._place = PlainLabel(theme, "", "control", "text2", wrap=False)
        self._row.addWidget(self._place)
        self._changed = PlainLabel(theme, "", "control-bold", wrap=False)
        self._row.addWidget(self._changed)
        self._row.addStretch(1)
        self._buttons: list[QWidget] = []
        self.say_note("")
        self.say_link("")
        self.say_place("")
        self.restyle()
        theme.changed.connect(self.restyle)

    def restyle(self) -> None:
        """Take the spacing from the theme."""
        self._row.setContentsMargins(self._theme.space(13), 0, self._theme.space(12), 0)
        self._row.setSpacing(self._theme.space(12))
        self.updateGeometry()
        self._make_room()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.size(400), max(self._theme.size(54), 54))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def add_button(self, button: QWidget) -> QWidget:
        """Put a button at the right end, after those already there."""
        self._row.addWidget(button)
        self._buttons.append(button)
        return button

    def add_toggle(self, button: Button) -> Button:
        """Put a button beside the save state, for panes that a narrow window hides."""
        self.toggles.addWidget(button)
        return button

    def say_note(self, words: str, icon: str = "info") -> None:
        """What is missing for the main button, or nothing."""
        self._note.setText(words)
        self._note_glyph.show_glyph(icon, "text")
        self._make_room()

    def say_link(self, words: str) -> None:
        """The link to what is still open, or nothing."""
        self._link.setText(words)
        self._link.updateGeometry()
        self._make_room()

    def say_place(self, words: str, changed: str = "") -> None:
        """Where the work is and when it last left, which is always true and always here."""
        self._place.setText(words)
        self._changed.setText(changed)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Show what fits, the least needed leaving first."""
        groups: list[tuple[list[QWidget], str]] = [
            ([self._note, self._note_glyph], self._note.text()),
            ([self._link], self._link.text()),
            ([self._place, self._place_glyph], self._place.text()),
            ([self._changed], self._changed.text()),
        ]
        optional = {widget for widgets, _ in groups for widget in widgets}
        gap = self._row.spacing()
        used = self._row.contentsMargins().left() * 2
        for place in range(self._row.count()):
            item = self._row.itemAt(place)
            widget = item.widget()
            if widget is not None and widget not in optional and not widget.isHidden():
                used += widget.sizeHint().width() + gap
            elif item.layout() is not None and item.layout().count():
                used += item.sizeHint().width() + gap
        for widgets, words in groups:
            needed = sum(widget.sizeHint().width() + gap for widget in widgets)
            fits = bool(words) and (used + needed <= self.width() or self.width() < 100)
            used += needed if fits else 0
            for widget in widgets:
                widget.setVisible(fits)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("surface"))
        painter.setPen(self._theme.colour("border"))
        painter.drawLine(0, 0, self.width(), 0)
        painter.setPen(Qt.PenStyle.NoPen)
