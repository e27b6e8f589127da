"""The clipboard: what was copied here stays out of clipboard histories, and goes when the work is locked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard

KEPT_MINUTES = 10
# Asks of the systems' own clipboard histories, of Windows and of KDE, to leave this out.
MARKS = {
    "ExcludeClipboardContentFromMonitorProcessing": b"1",
    "CanIncludeInClipboardHistory": b"\0\0\0\0",
    "CanUploadToCloudClipboard": b"\0\0\0\0",
    "x-kde-passwordManagerHint": b"secret",
}


class ClipboardGuard(QObject):
    """Marks text that this program puts on the clipboard as not to be kept; ``clear`` takes it away again.

    Text copied in another program is never touched: ``owns`` says whose it is. Ten minutes after copying it goes by
    itself.
    """

    def __init__(
        self, clipboard: QClipboard, minutes: float = KEPT_MINUTES, owns: Callable[[], bool] | None = None
    ) -> None:
        super().__init__()
        self._clipboard = clipboard
        self.owns = owns or clipboard.ownsClipboard
        self._marking = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(round(minutes * 60_000))
        self._timer.timeout.connect(self.clear)
        clipboard.dataChanged.connect(self._on_change)

    def _on_change(self) -> None:
        if self._marking or not self.owns():
            return
        words = self._clipboard.text()
        if not words:
            return
        marked = QMimeData()
        marked.setText(words)
        for name, value in MARKS.items():
            marked.setData(name, value)
        self._marking = True
        self._clipboard.setMimeData(marked)
        self._marking = False
        self._timer.start()

    def clear(self) -> None:
        """Empty the clipboard and the selection where they hold text of this program."""
        self._timer.stop()
        if self.owns():
            self._clipboard.clear()
        if self._clipboard.supportsSelection() and self._clipboard.ownsSelection():
            self._clipboard.clear(QClipboard.Mode.Selection)

    def stop(self) -> None:
        """Clear, and watch no more."""
        self.clear()
        self._clipboard.dataChanged.disconnect(self._on_change)
