"""An accessibility audit of a window in this process: the tree that assistive technology would get, and pixels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QColor, QImage, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QLabel, QLineEdit, QScrollBar, QWidget

from hmip_desktop.ui.theme import contrast

ROLES = {
    QAccessible.Role.Button, QAccessible.Role.RadioButton, QAccessible.Role.CheckBox, QAccessible.Role.EditableText,
    QAccessible.Role.ComboBox, QAccessible.Role.Tree, QAccessible.Role.Table, QAccessible.Role.List,
    QAccessible.Role.PageTabList, QAccessible.Role.Link,
}  # fmt: skip
LEAST_TARGET, LEAST_CONTRAST = 24, 4.5


@dataclass(frozen=True)
class Finding:
    """One fault: the criterion, and what it is about."""

    rule: str
    what: str


def audit(window: QWidget) -> list[Finding]:
    """Missing names, small targets, clipped words, words too faint; only of what is in view."""
    found: list[Finding] = []
    _walk(QAccessible.queryAccessibleInterface(window), window, found)
    for label in window.findChildren(QLabel):
        found += _label_faults(label)
    for view in window.findChildren(QAbstractItemView):
        found += _row_faults(view)
    for button in window.findChildren(QAbstractButton):
        if button.isVisible() and button.text() and button.width() + 1 < button.minimumSizeHint().width():
            found.append(Finding("button clipped", f"{button.text()} {button.width()}"))
    return found


def _walk(node: QAccessibleInterface | None, window: QWidget, found: list[Finding]) -> None:
    if node is None or not node.isValid():
        return
    widget = node.object()
    if isinstance(widget, QWidget) and node.role() in ROLES and widget.isVisibleTo(window):
        name = node.text(QAccessible.Text.Name).strip()
        if not name and not isinstance(widget.parent(), QLineEdit):
            found.append(Finding("no name", f"{type(widget).__name__} {widget.objectName()}"))
        too_small = widget.width() < LEAST_TARGET or widget.height() < LEAST_TARGET
        if too_small and not isinstance(widget, QScrollBar) and not widget.visibleRegion().isEmpty():
            found.append(Finding("target too small", f"{name} {widget.width()}x{widget.height()}"))
    for place in range(node.childCount()):
        child = node.child(place)
        if child is not None and child.object() is not widget:
            _walk(child, window, found)


def _row_faults(view: QAbstractItemView) -> list[Finding]:
    """Rows of lists and tables are targets too."""
    first = view.model().index(0, 0) if view.model() is not None else None
    if first is None or not first.isValid() or not view.isVisible() or view.visibleRegion().isEmpty():
        return []
    high = view.visualRect(first).height()
    return [Finding("row too low", f"{view.accessibleName()} {high}")] if 0 < high < LEAST_TARGET else []


def _label_faults(label: QLabel) -> list[Finding]:
    if not label.isVisible() or not label.text() or label.visibleRegion().isEmpty():
        return []
    found = []
    needed = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
    narrow = not label.wordWrap() and label.width() + 1 < label.sizeHint().width()
    if narrow and type(label).__name__ == "ElidedLabel":
        narrow = False
    if label.height() + 1 < needed or narrow:
        found.append(Finding("words clipped", f"{label.text()[:40]} {label.width()}x{label.height()} of {needed}"))
    ratio = _ink(label)
    if ratio is not None and ratio < LEAST_CONTRAST:
        found.append(Finding("words too faint", f"{label.text()[:40]} {ratio:.2f}"))
    return found


def _ink(label: QLabel) -> float | None:
    """Contrast measured from pixels, where the words should stand, else anywhere on the label."""
    if not (QRegion(label.rect()) - label.visibleRegion()).isEmpty():
        return None  # cut off at the edge of what scrolls
    flags = int(label.alignment()) | (int(Qt.TextFlag.TextWordWrap) if label.wordWrap() else 0)
    words = label.fontMetrics().boundingRect(label.contentsRect(), flags, label.text()) & label.rect()
    ratio = _contrast_in(label, words)
    return ratio if ratio is None or ratio >= LEAST_CONTRAST else max(ratio, _contrast_in(label, label.rect()) or 0)


def _contrast_in(label: QLabel, part: QRect) -> float | None:
    """The commonest colour against the one farthest from it that covers enough."""
    window = label.window()
    area = QRect(label.mapTo(window, part.topLeft()), part.size()) & window.rect()
    picture = window.grab(area).toImage().convertToFormat(QImage.Format.Format_ARGB32)
    if picture.isNull():
        return None
    # Four bytes a pixel leave no gaps between lines, and are counted without a step of Python for each.
    pixels = picture.constBits().cast("I")
    counts = Counter(pixels[:: max(len(pixels) // 60_000, 1)])
    total = counts.total()
    ground = QColor(counts.most_common(1)[0][0])
    enough = max(2, min(total * 0.002, 8))  # few words in a wide label are still words
    inks = [QColor(value) for value, count in counts.items() if count >= enough]
    return max((contrast(ground, ink) for ink in inks), default=None)


def tab_ring(window: QWidget, most: int = 220) -> tuple[list[QWidget], bool]:
    """Press Tab until the focus comes round: the order, and whether it did come round."""
    window.activateWindow()
    QApplication.processEvents()
    order: list[QWidget] = []
    for _ in range(most):
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        QApplication.processEvents()
        widget = QApplication.focusWidget()
        if widget is None:
            return order, False
        if widget in order:
            return order, True
        order.append(widget)
    return order, False


class _Shown(QObject):
    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self.window, self.names = window, list[str]()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        shows = event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow()
        if shows and watched is not self.window:
            self.names.append(f"{type(watched).__name__} {watched.accessibleName()}".strip())
        return False


@contextmanager
def other_windows(window: QWidget) -> Iterator[list[str]]:
    """What is a window of its own meanwhile, if only for a moment: a part that was shown before it had a place."""
    shown = _Shown(window)
    app = QApplication.instance()
    app.installEventFilter(shown)
    try:
        yield shown.names
    finally:
        app.removeEventFilter(shown)
