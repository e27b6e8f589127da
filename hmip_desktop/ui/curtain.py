"""The first picture of the program: its frame and the passphrase line, there at once and ready for typing.

It needs Qt and nothing else of this program; the real window takes its place, and what was typed, in a moment.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow

from hmip_desktop import __version__

# ground, menu bar, identity bar, ink on it, line: as resources/theme has them
LIGHT = ("#f3f3f3", "#ffffff", "#0f385c", "#ffffff", "#6f7070")
DARK = ("#121517", "#1c2124", "#0f385c", "#ffffff", "#8d9296")
MENU, BAR = 27, 37
LINE = QRect(277, 233, 372, 38)  # where the start screen has its passphrase line at 1366 x 768


def make_application(arguments: Sequence[str]) -> QApplication:
    """The one QApplication of this process, named, in Fusion style."""
    made = QApplication.instance()
    app = made if isinstance(made, QApplication) else QApplication(list(arguments))
    app.setApplicationName("HMIP Desktop")
    app.setApplicationVersion(__version__)
    app.setStyle("Fusion")
    return app


class Curtain(QMainWindow):
    """``painted`` is emitted once, after the first picture is on the screen."""

    painted = Signal()

    def __init__(self, asks_passphrase: bool) -> None:
        super().__init__()
        self.setWindowTitle("HMIP Desktop")
        self.resize(1366, 768)
        dark = QApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        self._colours = tuple(QColor(name) for name in (DARK if dark else LIGHT))
        self._shown = False
        self._line: QLineEdit | None = None
        if asks_passphrase:
            self._line = QLineEdit(self)
            self._line.setEchoMode(QLineEdit.EchoMode.Password)
            self._line.setAccessibleName("Passphrase")
            self._line.setGeometry(LINE)
            self._line.setFocus()

    def typed(self) -> str:
        """What was typed into the passphrase line so far."""
        return self._line.text() if self._line is not None else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, menu bar, identity bar with the program's name."""
        ground, menu, bar, ink, _ = self._colours
        painter = QPainter(self)
        painter.fillRect(self.rect(), ground)
        painter.fillRect(0, 0, self.width(), MENU, menu)
        painter.fillRect(0, MENU, self.width(), BAR, bar)
        painter.setPen(ink)
        painter.drawText(QRect(12, MENU, self.width(), BAR), int(Qt.AlignmentFlag.AlignVCenter), "HMIP Desktop")
        painter.end()
        if not self._shown:
            self._shown = True
            QTimer.singleShot(0, self.painted.emit)
