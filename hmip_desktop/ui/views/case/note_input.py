"""Where the words of a note of evidence are typed or pasted."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Signal

from hmip_desktop.domain.pasted import plain_text
from hmip_desktop.ui.widgets.inputs import TextInput


class NoteInput(TextInput):
    """The words of a note. ``pasted`` carries what was pasted, which goes in as plain text."""

    pasted = Signal(str)

    def insertFromMimeData(self, source: QMimeData) -> None:
        words = plain_text(source.text())
        self.insertPlainText(words)
        self.pasted.emit(words)
