"""Boxes that hold other things: card, banner, dividing line, page column."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from hmip_desktop.ui import icons
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets import painting
from hmip_desktop.ui.widgets.labels import Run, RunsLabel


class Card(QFrame):
    """A white card with a thin edge; ``body`` is its column of contents."""

    def __init__(self, theme: Theme, padding: int = 16, gap: int = 8, ground: str = "surface") -> None:
        super().__init__()
        self._theme, self._padding, self._gap, self._ground = theme, padding, gap, ground
        self.body = QVBoxLayout(self)
        self.restyle()
        theme.changed.connect(self.restyle)

    def restyle(self) -> None:
        """Take the spacing from the theme."""
        side, top = (
            self._theme.space(self._padding),
            max(self._theme.space(max(self._padding - 4, 0)), 1),
        )  # the edge stays free
        self.body.setContentsMargins(side, top, side, top)
        self.body.setSpacing(self._theme.space(self._gap))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painting.crisp(QPainter(self))
        theme = self._theme
        painting.box(painter, self.rect(), theme.colour(self._ground), theme.colour("border"), 6)


class Box(QWidget):
    """A column without a face, for things that belong together inside a card."""

    def __init__(self, theme: Theme, gap: int = 6) -> None:
        super().__init__()
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(theme.space(gap))


class PageStack(QWidget):
    """Shows one of its pages. Qt's own stack goes through every widget of all its pages, twice, at each turn."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._shown: QWidget | None = None

    def current(self) -> QWidget | None:
        """The page in view, None before the first."""
        return self._shown

    def show_page(self, page: QWidget) -> None:
        """Bring a page into view; it is taken in the first time."""
        if page is self._shown:
            return
        if self._shown is not None:
            self._shown.hide()
        if self._column.indexOf(page) < 0:
            self._column.addWidget(page)
        self._shown = page
        page.show()


class Line(QWidget):
    """A thin dividing line."""

    def __init__(self, theme: Theme, tone: str = "border") -> None:
        super().__init__()
        self._theme, self._tone = theme, tone
        self.setFixedHeight(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._theme.colour(self._tone))


# kind -> ground, ink, edge, icon
BANNERS = {
    "info": ("info_bg", "info_fg", "info", "info"),
    "warning": ("warn_bg", "warn_fg", "warn", "warning"),
    "alert": ("warn_bg", "warn_fg", "warn", "alert-full"),
    "strong": ("strong_bg", "strong_fg", "text", "offline"),
    "ok": ("ok_bg", "ok_fg", "ok", "done"),
    "error": ("err_bg", "err_fg", "err", "alert-full"),
}


class Banner(QFrame):
    """A coloured panel with a 4 px edge at the left: icon, words, and room for a link at the right.

    ``lead`` is bold and comes first. The icon carries the kind beside the colour. ``tail`` holds links.
    """

    def __init__(self, theme: Theme, kind: str = "info", lead: str = "", text: str = "", icon: str = "") -> None:
        super().__init__()
        self._theme, self._kind, self._icon = theme, kind, icon
        row = QHBoxLayout(self)
        self.label = RunsLabel(theme, (), "control", BANNERS[kind][1])
        self.label.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        row.addWidget(self.label, 1)
        self.tail = QHBoxLayout()
        row.addLayout(self.tail)
        self.say(lead, text)
        self.restyle()
        theme.changed.connect(self.restyle)

    def restyle(self) -> None:
        """Take the spacing from the theme."""
        theme = self._theme
        icon = theme.size(17) + theme.space(8) if self._icon != "none" else 0
        self.layout().setContentsMargins(theme.space(14) + 4 + icon, theme.space(7), theme.space(12), theme.space(7))
        self.layout().setSpacing(theme.space(12))

    def say(self, lead: str, text: str = "") -> None:
        """Show other words."""
        gap = " " if lead and text else ""
        runs = [run for run in (Run(lead + gap, bold=True), Run(text)) if run.text]
        self.label.set_runs(runs)
        self.setAccessibleName(lead + gap + text)

    def set_kind(self, kind: str, icon: str = "") -> None:
        """Turn into another kind of banner."""
        self._kind, self._icon = kind, icon
        self.label.set_tone(BANNERS[kind][1])
        self.restyle()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painting.crisp(QPainter(self))
        ground, ink, edge, icon = BANNERS[self._kind]
        theme = self._theme
        painter.fillRect(self.rect(), theme.colour(ground))
        painter.fillRect(0, 0, 4, self.height(), theme.colour(edge))
        if self._icon == "none":
            return
        size = theme.size(17)
        tone = ink if self._kind == "strong" else (edge if self._kind in ("ok", "info") else ink)
        area = QRectF(theme.space(14) + 2, (self.height() - size) / 2, size, size)
        icons.draw(painter, self._icon or icon, area, theme.colour(tone))


class PageColumn(QWidget):
    """A scrolling column of at most ``widest`` px at 100 %, centred or at the left, for the middle of a page."""

    def __init__(self, theme: Theme, name: str, widest: int = 820, centred: bool = True, margin: int = 28) -> None:
        super().__init__()
        self._theme, self._widest, self._margin, self._centred = theme, widest, margin, centred
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName(name)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.area)
        ground = QWidget()
        ground.setProperty("ground", True)
        self._sides = QHBoxLayout(ground)
        self.inner = _Column(theme, widest)
        self.body = QVBoxLayout(self.inner)
        self.body.setContentsMargins(0, 0, 0, 0)
        self._sides.addWidget(self.inner, 1000)
        if centred:
            self._sides.insertStretch(0, 1)
            self._sides.addStretch(1)
        else:
            self._sides.addStretch(1)
        self.area.setWidget(ground)
        self.area.viewport().setAutoFillBackground(False)
        self.restyle()
        theme.changed.connect(self.restyle)

    def bring_into_view(self, part: QWidget) -> None:
        """Scroll to a part that was put here only now: its place is known once the layouts have had their turn."""
        part.show()  # which a layout does later
        for _ in range(2):  # words take their height in the second
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        self.area.ensureWidgetVisible(part)

    def restyle(self) -> None:
        """Take the spacing from the theme."""
        side = self._theme.space(self._margin)
        self._sides.setContentsMargins(side, self._theme.space(14), side, self._theme.space(16))
        self.body.setSpacing(self._theme.space(12))
        self.inner.setMaximumWidth(self._theme.size(self._widest))


class _Column(QWidget):
    """The inner column: it may be made narrow without limit, its contents wrap."""

    def __init__(self, theme: Theme, widest: int) -> None:
        super().__init__()
        self._theme, self._widest = theme, widest

    def sizeHint(self) -> QSize:
        return QSize(self._theme.size(self._widest), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.size(200), super().minimumSizeHint().height())


class SidePanel(QWidget):
    """The white column at the right edge, 300 px wide, with a thin line towards the page."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(name)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("surface"))
        painter.fillRect(0, 0, 1, self.height(), self._theme.colour("border"))
