"""Words on the screen. Plain text only: what people typed or sent can never be read as markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from hmip_desktop.ui.theme import Theme


class PlainLabel(QLabel):
    """A label that shows its text letter by letter, in a role of the type scale and a tone of the palette."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        role: str = "body",
        tone: str = "text",
        wrap: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._role, self._tone = theme, role, tone
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setText(text)
        policy = self.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Preferred if wrap else QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(wrap)
        self.setSizePolicy(policy)
        self.restyle()
        theme.changed.connect(self.restyle)

    def set_tone(self, tone: str) -> None:
        """Another colour role."""
        if tone != self._tone:
            self._tone = tone
            self.restyle()

    def restyle(self) -> None:
        """Take font and colour from the theme."""
        self.setFont(self._theme.font(self._role))
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, self._theme.colour(self._tone))
        self.setPalette(palette)


class Heading(PlainLabel):
    """A heading; ``level`` 1 is the page or key question, 2 a section, 3 a small section."""

    def __init__(self, theme: Theme, text: str = "", level: int = 2, wrap: bool = True) -> None:
        role = {1: "key", 2: "section", 3: "body-bold"}[level]
        super().__init__(theme, text, role, "text", wrap)


class ElidedLabel(PlainLabel):
    """One line that gives way: what does not fit ends in an ellipsis, and the tip holds all of it."""

    def __init__(self, theme: Theme, text: str = "", role: str = "body", tone: str = "text") -> None:
        super().__init__(theme, text, role, tone, wrap=False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(theme.size(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.setFont(self.font())
        shown = QFontMetrics(self.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(self.alignment()), shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fits = QFontMetrics(self.font()).horizontalAdvance(self.text()) <= self.width()
        self.setToolTip("" if fits else self.text())


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of words in one dress. ``tone`` and ``ground`` are colour roles, empty means the label's own."""

    text: str
    bold: bool = False
    tone: str = ""
    ground: str = ""
    underline: bool = False
    strike: bool = False


class RunsLabel(PlainLabel):
    """A wrapping label of several runs, laid out by hand so that no markup is ever parsed."""

    def __init__(self, theme: Theme, runs: Sequence[Run] = (), role: str = "body", tone: str = "text") -> None:
        self._runs: tuple[Run, ...] = tuple(runs)
        self._layout = QTextLayout()
        self._heights: dict[float, float] = {}  # of the words as they are, by width; the last is how they are laid out
        super().__init__(theme, "".join(run.text for run in runs), role, tone)

    def set_runs(self, runs: Sequence[Run]) -> None:
        """Show other words."""
        if tuple(runs) == self._runs:
            return
        self._runs = tuple(runs)
        self._heights.clear()
        self.setText("".join(run.text for run in self._runs))
        self.updateGeometry()
        self.update()

    def restyle(self) -> None:
        super().restyle()
        self._heights.clear()
        self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._heights.clear()

    def _height(self, width: float) -> float:
        """The height the words take in lines of ``width``."""
        return self._heights[width] if width in self._heights else self._lay_out(width)

    def _format(self, run: Run) -> QTextCharFormat:
        """The dress of one run."""
        made = QTextCharFormat()
        if run.bold:
            made.setFontWeight(QFont.Weight.DemiBold)
        made.setForeground(self._theme.colour(run.tone or self._tone))
        if run.ground:
            made.setBackground(self._theme.colour(run.ground))
        made.setFontUnderline(run.underline)
        made.setFontStrikeOut(run.strike)
        return made

    def _lay_out(self, width: float) -> float:
        """Break the words into lines of ``width``, unless they are; the height they take."""
        if self._heights and next(reversed(self._heights)) == width:
            return self._heights[width]
        layout = self._layout
        layout.setFont(self.font())
        layout.setText("".join(run.text for run in self._runs).replace("\n", "\u2028"))
        layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
        ranges, start = [], 0
        for run in self._runs:
            piece = QTextLayout.FormatRange()
            piece.start, piece.length, piece.format = start, len(run.text), self._format(run)
            ranges.append(piece)
            start += len(run.text)
        layout.setFormats(ranges)
        height = 0.0
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 1.0))
            line.setPosition(QPointF(0, height))
            height += line.height()
        layout.endLayout()
        self._heights.pop(width, None)
        self._heights[width] = height
        return height

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self._height(width) + 0.5)

    def sizeHint(self) -> QSize:
        natural = self._lay_out(100_000)
        width = round(self._layout.maximumWidth()) + 2
        widest = self._theme.size(420)
        if width <= widest:
            return QSize(width, round(natural + 0.5))
        return QSize(widest, self.heightForWidth(widest))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.size(80), self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        height = self._lay_out(self.width())
        top = max(0.0, (self.height() - height) / 2) if self.alignment() & Qt.AlignmentFlag.AlignVCenter else 0.0
        self._layout.draw(painter, QPointF(0, top))
