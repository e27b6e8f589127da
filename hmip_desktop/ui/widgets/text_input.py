"""Several lines of text: a plain field, with the menu that mends spelling."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QShowEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

from hmip_desktop.ui.theme import Theme


class TextInput(QPlainTextEdit):
    """Several lines of plain text. Tab leaves it, pasted text loses its dress.

    ``left`` is emitted when the focus goes, ``entered`` when it comes. ``spelling`` is what is checked here, a key of
    ``ui.spelling.CHOICES``; "" is what the program checks for. ``menu_made`` carries the menu of the field before it
    opens, with the position of the text that it is about.
    """

    left = Signal()
    entered = Signal()
    spelling_changed = Signal()
    menu_made = Signal(object, int)

    def __init__(self, theme: Theme, name: str = "", hint: str = "", lines: int = 3) -> None:
        super().__init__()
        self._theme, self._lines, self.spelling = theme, lines, ""
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.restyle()
        theme.changed.connect(self.restyle)

    def restyle(self) -> None:
        """Take font and height from the theme."""
        self.setFont(self._theme.font("body"))
        hint = self.placeholderText()  # it keeps the layout of the size before until it is set anew
        self.setPlaceholderText("")
        self.setPlaceholderText(hint)
        self.updateGeometry()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._paint_own_ground()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.ReadOnlyChange):
            self._paint_own_ground()

    def _paint_own_ground(self) -> None:
        """Fill the ground below the words here. Left to the style sheet, Qt thinks that it shines through and paints all
        that lies behind the field again at every key."""
        self.viewport().setAutoFillBackground(not self.isReadOnly())

    def sizeHint(self) -> QSize:
        line = self.fontMetrics().lineSpacing()
        return QSize(self._theme.size(240), line * self._lines + self._theme.space(12) + 12)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.size(80), self.sizeHint().height())

    def insertFromMimeData(self, source: QMimeData) -> None:
        self.insertPlainText(source.text())

    def set_spelling(self, choice: str) -> None:
        """Check for another language here than elsewhere; "" as elsewhere, "off" for what is no language."""
        self.spelling = choice
        self.spelling_changed.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            self.open_menu(event.pos(), self.cursorForPosition(event.pos()).position())
        else:
            self.open_menu(self.cursorRect().bottomLeft(), self.textCursor().position())

    def open_menu(self, point: QPoint, position: int) -> None:
        """The menu of the field at a point of it, about the word at a position of the text."""
        menu = self.createStandardContextMenu()
        menu.setFont(self._theme.font("control"))
        self.menu_made.emit(menu, position)
        menu.exec(self.viewport().mapToGlobal(point))
        menu.deleteLater()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()
