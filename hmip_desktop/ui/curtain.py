"""The first picture of the program: its frame and the passphrase line, there at once and ready for typing.

It needs Qt and nothing else of this program; the real window takes its place, and what was typed, in a moment.
Nothing here touches the ``Qt`` namespace or ``QStyle``, nor a call with an overload on them: making their Python
classes takes as long as the rest of the start.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QColor, QPaintEvent, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMainWindow

from hmip_desktop import __version__

# ground, menu bar, identity bar, ink on it: as resources/theme has them
LIGHT = ("#f3f3f3", "#ffffff", "#0f385c", "#ffffff")
DARK = ("#121517", "#1c2124", "#0f385c", "#ffffff")
MENU, BAR = 27, 37
LINE = (277, 233, 372, 38)  # where the start screen has its passphrase line at 1366 x 768


def make_application(arguments: Sequence[str]) -> QApplication:
    """The one QApplication of this process, named, in Fusion style."""
    made = QApplication.instance()
    if isinstance(made, QApplication):
        made.setStyle("Fusion")
        app = made
    else:
        app = QApplication([*arguments, "-style", "Fusion"])
    app.setApplicationName("HMIP Desktop")
    app.setApplicationVersion(__version__)
    return app


class Curtain(QMainWindow):
    """``painted`` is emitted once, after the first picture is on the screen."""

    painted = Signal()

    def __init__(self, asks_passphrase: bool) -> None:
        super().__init__()
        self.setWindowTitle("HMIP Desktop")
        self.resize(1366, 768)
        dark = self.palette().color(QPalette.ColorRole.Window).lightness() < 128
        ground, menu, bar, ink = DARK if dark else LIGHT
        self._dye(self, ground)
        self._stripe("", 0, MENU, menu, ink)
        self._stripe("HMIP Desktop", MENU, BAR, bar, ink)
        self._shown = False
        self._line: QLineEdit | None = None
        if asks_passphrase:
            self._line = QLineEdit(self)
            self._line.setEchoMode(QLineEdit.EchoMode.Password)
            self._line.setAccessibleName("Passphrase")
            self._line.setGeometry(*LINE)
            self._line.setFocus()

    def _stripe(self, words: str, top: int, height: int, ground: str, ink: str) -> None:
        """A coloured stripe as wide as the widest screen."""
        stripe = QLabel(words, self)
        stripe.setIndent(12)
        stripe.setGeometry(0, top, 16_000, height)
        stripe.setAutoFillBackground(True)
        self._dye(stripe, ground, ink)

    def _dye(self, part: QMainWindow | QLabel, ground: str, ink: str = "") -> None:
        colours = part.palette()
        colours.setColor(QPalette.ColorRole.Window, QColor(ground))
        if ink:
            colours.setColor(QPalette.ColorRole.WindowText, QColor(ink))
        part.setPalette(colours)

    def typed(self) -> str:
        """What was typed into the passphrase line so far."""
        return self._line.text() if self._line is not None else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._shown:
            self._shown = True
            QTimer.singleShot(0, self.painted.emit)
