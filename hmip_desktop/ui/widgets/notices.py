"""Things that come and go: the ten-second undo bar, the empty state, the area to drop files on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets import painting
from hmip_desktop.ui.widgets.buttons import Button, LinkButton
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.tags import Glyph

UNDO_SECONDS = 10


class UndoBar(QFrame):
    """Says what was just done and takes it back for ten seconds; the seconds stop while it has the focus."""

    undone = Signal()

    def __init__(self, theme: Theme, seconds: int = UNDO_SECONDS) -> None:
        super().__init__()
        self._theme, self._seconds, self._left = theme, seconds, 0
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space(14), theme.space(6), theme.space(14), theme.space(6))
        row.setSpacing(theme.space(12))
        row.addWidget(Glyph(theme, "check", "tip_fg", 15))
        self._words = PlainLabel(theme, "", "control", "tip_fg")
        row.addWidget(self._words, 1)
        self.button = LinkButton(theme, t("Undo"), role="control-bold", tone="undo_link")
        self.button.clicked.connect(self._undo)
        row.addWidget(self.button)
        self._clock = PlainLabel(theme, "", "small", "tip_fg", wrap=False)
        row.addWidget(self._clock)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)
        self.hide()

    def offer(self, words: str) -> None:
        """Say what was done and start the ten seconds."""
        self._words.setText(words)
        self.setAccessibleName(words)
        self._left = self._seconds
        self._show_left()
        self.show()
        self._timer.start()

    def withdraw(self) -> None:
        """Nothing to take back any more."""
        self._timer.stop()
        self.hide()

    def _show_left(self) -> None:
        self._clock.setText(
            t("{keys} · {seconds} s", keys=self._theme.keys.shown("undo", "Ctrl+Z"), seconds=self._left)
        )

    def _tick(self) -> None:
        if self.button.hasFocus():
            return
        self._left -= 1
        self._show_left()
        if self._left <= 0:
            self.withdraw()

    def _undo(self) -> None:
        self.withdraw()
        self.undone.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painting.box(painting.crisp(QPainter(self)), self.rect(), self._theme.colour("tip_bg"), None, 4)


class EmptyState(QWidget):
    """What stands where nothing is yet: why it is empty, and the one thing to do about it."""

    asked = Signal()

    def __init__(self, theme: Theme, icon: str, title: str, text: str, act: str = "") -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.setSpacing(theme.space(8))
        glyph = Glyph(theme, icon, "link", 34)
        column.addWidget(glyph, 0, Qt.AlignmentFlag.AlignHCenter)
        heading = Heading(theme, title, 2)
        heading.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(heading)
        words = PlainLabel(theme, text, "control", "text2")
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        words.setMaximumWidth(theme.size(460))
        row = QHBoxLayout()  # aligned in the column, they would be given less width than their height is measured for
        row.addStretch(1)
        row.addWidget(words, 1000)
        row.addStretch(1)
        column.addLayout(row)
        if act:
            button = Button(theme, act)
            button.clicked.connect(self.asked)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)


class DropArea(QFrame):
    """A dashed area for files, with a button that does the same for the keyboard.

    ``dropped`` carries paths of local files whose names end in ``ending``; other things are not taken.
    """

    dropped = Signal(list)
    choose_asked = Signal()

    def __init__(self, theme: Theme, title: str, text: str, ending: str = ".hmip", icon: str = "package") -> None:
        super().__init__()
        self._theme, self._ending, self._over = theme, ending, False
        self.setAcceptDrops(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.space(16), theme.space(16), theme.space(16), theme.space(14))
        column.setSpacing(theme.space(8))
        column.addWidget(Glyph(theme, icon, "link", 28), 0, Qt.AlignmentFlag.AlignHCenter)
        heading = Heading(theme, title, 3)
        heading.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(heading)
        words = PlainLabel(theme, text, "tag", "text2")
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(words)
        self.button = Button(theme, t("Choose a file..."), "folder")
        self.button.clicked.connect(self.choose_asked)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)

    def _paths(self, event: QDragEnterEvent | QDropEvent) -> Sequence[Path]:
        urls = event.mimeData().urls()
        paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
        return [path for path in paths if path.suffix.lower() == self._ending]

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._paths(event):
            self._over = True
            self.update()
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._over = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        self._over = False
        self.update()
        paths = self._paths(event)
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(list(paths))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.size(140), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painting.crisp(QPainter(self))
        ground = self._theme.colour("info_bg" if self._over else "surface_alt")
        painting.box(painter, self.rect(), ground, self._theme.colour("control"), 6, 1.5, dashed=True)
