"""One help page as it is read. Only pages of our own resources come here, never stored text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QColor, QFont, QPalette, QPixmap, QResizeEvent, QTextBlockFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QTextBrowser

from hmip_desktop.ui.theme import Theme

LINE_HEIGHT = 140  # per cent: as far apart as the lines of the other pages
PICTURE = "\ufffc"  # how Qt writes a picture; its caption stands in the same paragraph
HEADING_ROLES = {1: "key", 2: "section", 3: "body-bold"}
MONO = ("Consolas", "Menlo", "monospace")  # where the first one is not installed
_SMOOTH = Qt.TransformationMode.SmoothTransformation


class HelpBrowser(QTextBrowser):
    """Shows a page of ``folder``; ``page_asked`` carries the id of the page behind a link."""

    page_asked = Signal(str)

    def __init__(self, theme: Theme, name: str, folder: Path) -> None:
        super().__init__()
        self._theme, self._folder, self._markdown = theme, folder, ""
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(False)
        self.anchorClicked.connect(self._follow)
        theme.changed.connect(self.restyle)
        self.restyle()

    def show_markdown(self, markdown: str) -> None:
        """Show a page from its beginning."""
        self._markdown = markdown
        self._lay_out()
        self.verticalScrollBar().setValue(0)

    def restyle(self) -> None:
        """Take fonts and colours from the theme and lay the page out again where it was being read."""
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, self._theme.colour("surface"))
        palette.setColor(QPalette.ColorRole.Text, self._theme.colour("text"))
        palette.setColor(QPalette.ColorRole.Link, self._theme.colour("link"))
        self.setPalette(palette)
        bar = self.verticalScrollBar()
        share = bar.value() / bar.maximum() if bar.maximum() else 0.0
        self._lay_out()
        bar.setValue(round(share * bar.maximum()))

    def _lay_out(self) -> None:
        document = QTextDocument(self)  # a used one would lend the first line the letters of its last page
        document.setDefaultFont(self._theme.font("body"))
        document.setDocumentMargin(self._theme.space(20))
        self.setDocument(document)
        self.setMarkdown(self._markdown)
        self._dress(document)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _dress(self, document: QTextDocument) -> None:
        """Headings, distances and code letters as the rest of the program has them."""
        theme, block = self._theme, document.begin()
        while block.isValid():
            cursor = QTextCursor(block)
            shape = QTextBlockFormat(block.blockFormat())
            level = shape.headingLevel()
            high = 100 if PICTURE in block.text() else LINE_HEIGHT  # else a picture has half of itself empty by it
            shape.setLineHeight(high, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            shape.setTopMargin(theme.space(16 if level > 1 else 0))
            shape.setBottomMargin(theme.space(4 if level > 1 or (block.textList() and block.next().textList()) else 10))
            cursor.setBlockFormat(shape)
            if level:
                cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
                letters = cursor.charFormat()
                letters.setFont(theme.font(HEADING_ROLES.get(level, "body-bold")))
                letters.setForeground(theme.colour("text"))
                cursor.mergeCharFormat(letters)
            self._dress_letters(document, block)
            block = block.next()

    def _dress_letters(self, document: QTextDocument, block: Any) -> None:
        """Keys and commands in the monospaced letters of the program; links in its link colour."""
        spans = []
        step = block.begin()
        while not step.atEnd():
            piece = step.fragment()
            if piece.charFormat().fontFixedPitch() or piece.charFormat().isAnchor():
                spans.append((piece.position(), piece.length(), piece.charFormat()))
            step += 1
        for position, length, letters in spans:
            cursor = QTextCursor(document)
            cursor.setPosition(position)
            cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
            if letters.isAnchor():
                letters.setForeground(QColor(self._theme.colour("link")))
            else:
                mono = QFont(self._theme.font("control"))
                mono.setFamilies([self._theme.mono_family, *MONO])
                letters.setFont(mono)
            cursor.mergeCharFormat(letters)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Pictures of our own folder, no wider than the page."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return None
        picture = QPixmap(str(self._folder / "pictures" / Path(QUrl(name).path()).name))
        room = self.viewport().width() - 2 * self._theme.space(20)
        return picture.scaledToWidth(room, _SMOOTH) if picture.width() > room > 0 else picture

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width() and self._markdown:
            self.restyle()

    def _follow(self, link: QUrl) -> None:
        self.page_asked.emit(Path(link.path()).stem)
