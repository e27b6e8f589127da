"""Warns of what may point to a person in a text that somebody types or pastes, and offers to replace it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QTextCursor

from hmip_desktop.domain.identifying import Sighting, sightings, without_people
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.case.strips import Strip
from hmip_desktop.ui.widgets.inputs import TextInput
from hmip_desktop.ui.widgets.labels import Run

MOST_NAMED = 6
PAUSE_MS = 700
LOOKED_THROUGH = 20_000
"""Letters that are looked through while somebody types."""


def mark_words(mark: str) -> str:
    """What a sighting is called in a sentence; names need no word beside them."""
    return {
        "crn": t("CRN"),
        "prison-number": t("prison number"),
        "pnc": t("PNC number"),
        "ni-number": t("National Insurance number"),
        "birth-date": t("date of birth"),
        "postcode": t("postcode"),
        "telephone": t("telephone number"),
    }.get(mark, "")


def replacements() -> dict[str, str]:
    """What is written instead of each sort of sighting."""
    marks = ("crn", "prison-number", "pnc", "ni-number", "birth-date", "postcode", "telephone")
    return {mark: f"[{mark_words(mark)}]" for mark in marks} | {"name": t("[name]")}


class PeopleStrip(Strip):
    """Watches a text and names what may point to a person, with what can be done about it; it never blocks.

    It looks when the typing pauses, when the field is left, and when ``look`` is called, say after pasting.
    """

    def __init__(self, theme: Theme, text: TextInput) -> None:
        super().__init__(theme, "warning")
        self._text = text
        self._dismissed: set[str] = set()
        self.initials = self.add_link(t("Replace by initials"))
        self.initials.clicked.connect(lambda: self._replace(initials=True))
        self.names = self.add_link(t("Replace by [name]"))
        self.names.clicked.connect(lambda: self._replace(initials=False))
        self.leave = self.add_link(t("Leave as it is"))
        self.leave.clicked.connect(self._dismiss)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.look)
        text.textChanged.connect(self._on_typed)
        text.left.connect(self.look)

    def begin(self) -> None:
        """Another text: nothing is said about it yet, and nothing was allowed to stay."""
        self._dismissed.clear()
        self._pause.stop()
        self.hide()

    def look(self) -> None:
        """Look through the words now."""
        self._pause.stop()
        self._tell([one for one in sightings(self._text.toPlainText()[:LOOKED_THROUGH]) if self._asks(one)])

    def _asks(self, one: Sighting) -> bool:
        return one.text not in self._dismissed

    def _on_typed(self) -> None:
        if self._text.hasFocus():
            self._pause.start()

    def _replace(self, *, initials: bool) -> None:
        words = self._text.toPlainText()
        found = [one for one in sightings(words) if self._asks(one)]
        cursor = QTextCursor(self._text.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(without_people(words, found, replacements(), initials=initials))  # a step of its own undo
        self.look()
        self._text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _dismiss(self) -> None:
        self._dismissed |= {one.text for one in sightings(self._text.toPlainText())}
        self.look()
        self._text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self, found: Sequence[Sighting]) -> None:
        """Name the words that were seen; nothing seen hides the strip."""
        if not found:
            self.hide()
            return
        named = list(dict.fromkeys((one.text.replace("\n", " "), one.mark) for one in found))
        parts = [
            t("“{words}” ({mark})", words=words, mark=mark_words(mark)) if mark_words(mark) else
            t("“{words}”", words=words) for words, mark in named[:MOST_NAMED]
        ]  # fmt: skip
        if len(named) > MOST_NAMED:
            parts.append(t("{count} more", count=len(named) - MOST_NAMED))
        has_names = any(one.mark == "name" for one in found)
        self.initials.setVisible(has_names)
        self.names.setText(t("Replace by [name]") if has_names else t("Replace by what they are"))
        self.names.updateGeometry()
        self.say([Run(t("This may point to a person:") + " ", bold=True), Run(", ".join(parts))])
