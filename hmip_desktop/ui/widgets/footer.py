"""The bottom bar, 54 px: is it saved, where is it, what is left; the page's buttons, one of them filled."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.buttons import Button, LinkButton
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.save_state import SaveState, SaveStateLabel
from hmip_desktop.ui.widgets.tags import Glyph


class Footer(QWidget):
    """Left: save state, a link to what is open, "On this computer only". Right: buttons, at most one filled.

    When there is no room the place goes first, then link and note (which becomes the tip of the main button), then the
    words of the save state, and at last the buttons that are not filled go behind "More".
    """

    link_asked = Signal()

    def __init__(self, theme: Theme, state: SaveState | None = None) -> None:
        super().__init__()
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._save = SaveStateLabel(theme, state) if state is not None else None
        if self._save is not None and state is not None:
            self._row.addWidget(self._save)
            state.changed.connect(self._make_room)
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
        self._told = ""
        self._behind: list[QPushButton] = []
        self._left_out: set[QWidget] = set()
        self._more = Button(theme, t("More"), "more")
        self._more.clicked.connect(self._open_more)
        self._more.hide()
        self._row.addWidget(self._more)
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
        self._make_room()
        return button

    def add_toggle(self, name: str, words: str, icon: str) -> Button:
        """A button beside the save state for a pane that a narrow window hides, out of sight until it is needed."""
        button = Button(self._theme, words, icon)
        button.setObjectName(name)
        button.setCheckable(True)
        button.hide()
        self.toggles.addWidget(button)
        return button

    def show_toggle(self, name: str, wanted: bool, on: bool) -> None:
        """Show the toggle of that name or hide it; ``on`` while its pane is in view."""
        toggle = self.findChild(Button, name)
        if toggle is not None:
            toggle.setVisible(wanted)
            toggle.setChecked(on)

    def say_note(self, words: str, icon: str = "info") -> None:
        """What is missing for the main button, or nothing."""
        if words == self._note.text():
            return
        self._note.setText(words)
        self._note_glyph.show_glyph(icon, "text")
        self._make_room()

    def say_link(self, words: str) -> None:
        """The link to what is still open, or nothing."""
        if words == self._link.text():
            return
        self._link.setText(words)
        self._link.updateGeometry()
        self._make_room()

    def say_place(self, words: str, changed: str = "") -> None:
        """Where the work is and when it last left, which is always true and always here."""
        if (words, changed) == (self._place.text(), self._changed.text()):
            return
        self._place.setText(words)
        self._changed.setText(changed)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Show what fits, the least needed leaving first: place, link, note, words of the save state, buttons."""
        if self.width() < 100:
            return
        groups: list[tuple[list[QWidget], str]] = [
            ([self._note, self._note_glyph], self._note.text()),
            ([self._link], self._link.text()),
            ([self._place, self._place_glyph], self._place.text()),
            ([self._changed], self._changed.text()),
        ]
        used = self._fit_buttons()
        gap = self._row.spacing()
        for widgets, words in groups:
            needed = sum(widget.sizeHint().width() + gap for widget in widgets)
            fits = bool(words) and used + needed <= self.width()
            used += needed if fits else 0
            for widget in widgets:
                widget.setVisible(fits)
        self._tell_at_button("" if self._note.isVisibleTo(self) else self._note.text())

    def _tell_at_button(self, words: str) -> None:
        """Words for which there is no room are the tip of the main button, which they are about."""
        if not self._buttons or (self._buttons[-1].toolTip() not in ("", self._told)):
            return
        self._buttons[-1].setToolTip(words)
        self._buttons[-1].setAccessibleDescription(words)
        self._told = words

    def _fit_buttons(self) -> int:
        """Put buttons that do not fit behind "More"; the width that what must stay takes."""
        gap = self._row.spacing()
        fixed = self._row.contentsMargins().left() * 2 + gap
        if self.toggles.count():
            shown = [self.toggles.itemAt(place).widget() for place in range(self.toggles.count())]
            fixed += sum(part.sizeHint().width() + gap for part in shown if part and not part.isHidden())
        buttons = [button for button in self._buttons if button not in self._left_out]
        wide = {button: button.sizeHint().width() + gap for button in buttons}
        if self._save is not None:
            self._save.set_compact(False)
            if fixed + self._save.sizeHint().width() + gap + sum(wide.values()) > self.width():
                self._save.set_compact(True)
            fixed += self._save.sizeHint().width() + gap if self._save.words() else 0
        behind: list[QWidget] = []
        more = self._more.sizeHint().width() + gap
        for button in buttons[:-1]:
            left = sum(wide[one] for one in buttons if one not in behind)
            if fixed + left + (more if behind else 0) <= self.width():
                break
            behind.append(button)
        for button in buttons:
            button.setVisible(button not in behind)
        self._more.setVisible(any(isinstance(button, QPushButton) for button in behind))
        self._behind = [button for button in behind if isinstance(button, QPushButton)]
        left = sum(wide[one] for one in buttons if one not in behind)
        return fixed + left + (more if self._behind else 0)

    def set_shown(self, button: QWidget, shown: bool) -> None:
        """Show a button or leave it out altogether; ``setVisible`` alone would be undone by the next resize."""
        self._left_out.discard(button) if shown else self._left_out.add(button)
        button.setVisible(shown)
        self._make_room()

    def _open_more(self) -> None:
        """The buttons that did not fit, as a menu."""
        menu = QMenu(self)
        for button in self._behind:
            action = QAction(button.text(), menu)
            action.setEnabled(button.isEnabled())
            action.triggered.connect(button.click)
            menu.addAction(action)
        menu.exec(self._more.mapToGlobal(self._more.rect().topLeft()))
        menu.deleteLater()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("surface"))
        painter.setPen(self._theme.colour("border"))
        painter.drawLine(0, 0, self.width(), 0)
        painter.setPen(Qt.PenStyle.NoPen)
