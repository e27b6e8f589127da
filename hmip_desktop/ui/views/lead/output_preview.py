"""A page of an output as it will be printed."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from hmip_desktop.services.output_list import PreviewPage
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets import painting
from hmip_desktop.ui.widgets.buttons import IconButton
from hmip_desktop.ui.widgets.frames import Card
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel


class PreviewCard(Card):
    """The page with its number and the way to the next; ``page_asked`` carries the page to show."""

    page_asked = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, padding=12, gap=8, ground="grey_bg")
        self._theme = theme
        self._page, self._pages = 1, 1
        row = QHBoxLayout()
        row.setSpacing(theme.space(6))
        self.title = Heading(theme, "", 3, wrap=False)
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(self.title, 1)
        self.back = IconButton(theme, "left", t("Previous page"))
        self.back.clicked.connect(lambda: self.page_asked.emit(self._page - 1))
        self.number = PlainLabel(theme, "", "small", wrap=False)
        self.forth = IconButton(theme, "right", t("Next page"))
        self.forth.clicked.connect(lambda: self.page_asked.emit(self._page + 1))
        for part in (self.back, self.number, self.forth):
            row.addWidget(part)
        self.body.addLayout(row)
        self.sheet = Sheet(theme)
        self.body.addWidget(self.sheet, 1)
        self._turn(False)

    def set_stacked(self, stacked: bool) -> None:
        """A page alone in its row is shown at reading size."""
        self.sheet.setMinimumHeight(self._theme.size(900) if stacked else 0)

    def _turn(self, shown: bool) -> None:
        for part in (self.back, self.number, self.forth):
            part.setVisible(shown)

    def show_page(self, title: str, found: PreviewPage) -> None:
        """Show a page."""
        self._page, self._pages = found.page, found.pages
        more = t(", the first of {count}", count=found.files) if found.files > 1 else ""
        self.title.setText(title + more)
        self.number.setText(t("Page {page} of {pages}", page=found.page, pages=found.pages))
        self.back.setEnabled(found.page > 1)
        self.forth.setEnabled(found.page < found.pages)
        self._turn(True)
        self.sheet.show_picture(QImage.fromData(found.picture), f"{title}, {self.number.text()}")

    def say(self, title: str, words: str) -> None:
        """Say why there is no page to see."""
        self.title.setText(title)
        self._turn(False)
        self.sheet.say(words)


class Sheet(QWidget):
    """The page, as large as the room allows."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._picture: QImage | None = None
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)

    def show_picture(self, picture: QImage, name: str) -> None:
        """Show another page."""
        self._picture, self._words = picture, ""
        self.setAccessibleName(name)
        self.update()

    def say(self, words: str) -> None:
        """Show words in place of a page."""
        self._picture, self._words = None, words
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.size(380), self._theme.size(500))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.size(200), self._theme.size(360))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painting.crisp(QPainter(self))
        if self._picture is None:
            painter.setPen(self._theme.colour("text2"))
            painter.setFont(self._theme.font("control"))
            flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(self.rect().adjusted(20, 20, -20, -20), flags, self._words)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = self._picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left = (self.width() - size.width()) / 2
        painter.fillRect(QRectF(left + 2, 2, size.width(), size.height()), self._theme.colour("control"))
        ratio = self.devicePixelRatioF()
        shown = self._picture.scaled(
            QSize(round(size.width() * ratio), round(size.height() * ratio)),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        painter.drawImage(QRectF(left, 0, size.width(), size.height()), shown)
