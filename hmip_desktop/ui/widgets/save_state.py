"""Whether what was typed is safe: one state for the whole program, shown wherever a footer is."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.tags import Glyph

SLOW_AFTER_MS = 300  # a save that is quicker than this says nothing while it runs


class Saving(Enum):
    """The four states, and quiet before the first save of a sitting."""

    QUIET = "quiet"
    SAVING = "saving"
    SAVED = "saved"
    FAILED = "failed"
    READ_ONLY = "read-only"


class SaveState(QObject):
    """Counts saves under way and remembers the last outcome.

    ``changed`` is emitted when what is to be shown changed. A failure stays until a later save succeeds, and
    ``blocks_close`` is true as long.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = Saving.QUIET
        self.saved_at: datetime | None = None
        self.reason = ""
        self.recovered = False
        self._under_way = 0
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(SLOW_AFTER_MS)
        self._slow.timeout.connect(self._show_saving)

    def begin(self) -> None:
        """A save has started."""
        self._under_way += 1
        if self.state is not Saving.FAILED and not self._slow.isActive():
            self._slow.start()

    def succeed(self, at: datetime) -> None:
        """A save ended well at ``at`` (local time)."""
        self._end()
        self.recovered = self.state is Saving.FAILED
        self.saved_at = at
        self.reason = ""
        self._move(Saving.SAVED)

    def fail(self, reason: str) -> None:
        """A save was refused; ``reason`` says what to do and stays on screen until a save succeeds."""
        self._end()
        self.reason = reason
        self._move(Saving.FAILED)

    def withdraw(self) -> None:
        """What was asked was refused before anything was written: the state is what it was before."""
        self._end()
        if self.state is Saving.SAVING:
            self._move(Saving.SAVED if self.saved_at else Saving.QUIET)

    def read_only(self, reason: str) -> None:
        """Nothing can be saved here, for example because another window has the store."""
        self.reason = reason
        self._move(Saving.READ_ONLY)

    def go_on_from(self, before: SaveState) -> None:
        """Say what another one said: the screens are built anew, and what is not saved stays not saved."""
        self.saved_at, self.reason = before.saved_at, before.reason
        settled = Saving.SAVED if before.saved_at else Saving.QUIET
        self._move(settled if before.state is Saving.SAVING else before.state)

    @property
    def blocks_close(self) -> bool:
        """True while something typed is not on the disk."""
        return self.state is Saving.FAILED or self._under_way > 0

    def _end(self) -> None:
        self._under_way = max(self._under_way - 1, 0)
        if not self._under_way:
            self._slow.stop()

    def _show_saving(self) -> None:
        if self._under_way and self.state is not Saving.FAILED:
            self._move(Saving.SAVING)

    def _move(self, state: Saving) -> None:
        self.state = state
        self.changed.emit()


class SaveStateLabel(QWidget):
    """Icon and words of the save state. Screen readers hear failures and the first recovery, never each save."""

    def __init__(self, theme: Theme, state: SaveState) -> None:
        super().__init__()
        self._state = state
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(12))
        self._glyph = Glyph(theme, "", "ok", 17)
        self._words = PlainLabel(theme, "", "control", wrap=False)
        self._compact = False
        row.addWidget(self._glyph)
        row.addWidget(self._words)
        state.changed.connect(self.refresh)
        self.refresh()

    def words(self) -> str:
        """What the label says."""
        return self._words.text()

    def set_compact(self, compact: bool) -> None:
        """The icon alone, its words in the tip; a failure always keeps its words."""
        self._compact = compact
        failed = self._state.state is Saving.FAILED
        self._words.setVisible(bool(self._words.text()) and (not compact or failed))
        self.setToolTip(self._words.text() if compact else "")
        self.setAccessibleName(self._words.text())
        self.updateGeometry()

    def refresh(self) -> None:
        """Show the state."""
        state = self._state
        at = state.saved_at.strftime("%H:%M") if state.saved_at else ""
        look = {
            Saving.QUIET: ("", "text", ""),
            Saving.SAVING: ("refresh", "text2", t("Saving...")),
            Saving.SAVED: ("done", "ok", t("Saved {time}", time=at)),
            Saving.FAILED: ("alert-full", "err", t("Not saved: {reason}", reason=state.reason)),
            Saving.READ_ONLY: ("lock", "text", t("Read only: {reason}", reason=state.reason)),
        }
        icon, tone, words = look[state.state]
        self._glyph.setVisible(bool(words))
        self._glyph.show_glyph(icon, tone)
        self._words.setText(words)
        self._words.set_tone("err" if state.state is Saving.FAILED else "text")
        self.set_compact(self._compact)
        if state.state is Saving.FAILED or state.recovered:
            self._announce(words)
            state.recovered = False

    def _announce(self, words: str) -> None:
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))
