"""Small forms over a place: a heading, some fields, Cancel and one filled button; and choosing files and folders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.errors import Refused
from hmip_desktop.ui.text import error_sentence, t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.dialog import TallDialog
from hmip_desktop.ui.widgets.focus_ring import FocusRing
from hmip_desktop.ui.widgets.frames import Banner
from hmip_desktop.ui.widgets.help_keys import add_help_keys
from hmip_desktop.ui.widgets.inputs import LineInput, PassphraseInput, SearchBox, TextInput
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel


class FormDialog(TallDialog):
    """A form. ``form`` is its column; ``carry_out`` is called by the filled button and closes nothing by itself."""

    def __init__(self, theme: Theme, parent: QWidget | None, title: str, act: str, sentence: str = "") -> None:
        super().__init__(parent)
        self.theme = theme
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setMinimumWidth(theme.size(460))
        self.carry_out: Callable[[], object] = self.accept
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*(theme.space(20),) * 4)
        outer.setSpacing(theme.space(12))
        outer.addWidget(Heading(theme, title, 1 if theme.scale < 1.5 else 2))  # large text needs the room for fields
        if sentence:
            outer.addWidget(PlainLabel(theme, sentence, "control", "text2"))
        self.form = QVBoxLayout()
        self.form.setSpacing(theme.space(10))
        outer.addLayout(self.form, 1)
        self.trouble = Banner(theme, "warning")
        self.trouble.hide()
        outer.addWidget(self.trouble)
        row = QHBoxLayout()
        row.setSpacing(theme.space(10))
        self.needed = PlainLabel(theme, "", "small", "text2")
        row.addWidget(self.needed, 1)
        self.cancel = Button(theme, t("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self.act = Button(theme, act, filled=True)
        self.act.clicked.connect(self._carry_out_now)
        row.addWidget(self.cancel)
        row.addWidget(self.act)
        outer.addLayout(row)
        self.ring = FocusRing(theme, self)
        add_help_keys(self)
        self.finished.connect(self.deleteLater)

    def keep_words(self, desk: LeadDesk, place: str, about: str = "", name: str = "") -> None:
        """Keep what is typed here while it is typed. ``about`` is the id of what the form is about, ``name`` its name.

        To be called once all fields are there. Cancel puts the words in the bin.
        """
        fields = [
            one for one in self.findChildren(QWidget)
            if isinstance(one, LineInput | TextInput) and not isinstance(one, PassphraseInput | SearchBox)
        ]  # fmt: skip
        title = " · ".join(part for part in (self.windowTitle(), name) if part)
        at = f"{place}/{type(self).__name__}"
        self.typed = desk.keep_words(at, lambda: (about, title), *fields, parent=self)
        self.typed.follow(self)
        self.accepted.connect(self.typed.saved)

    def showEvent(self, event: QShowEvent) -> None:
        """The focus goes to the first field, not to Cancel."""
        super().showEvent(event)
        if self.focusWidget() in (None, self.cancel, self.act):
            for child in self.findChildren(QWidget):
                fields = child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible() and child.isEnabled()
                if fields and child not in (self.cancel, self.act):
                    child.setFocus(Qt.FocusReason.TabFocusReason)
                    break

    def need(self, words: str) -> None:
        """Say beside the filled button what is still missing before it can be chosen; "" lets it be chosen."""
        self.needed.setText(words)
        self.act.setAccessibleDescription(words)
        self.act.setEnabled(not words)

    def _carry_out_now(self) -> None:
        self.carry_out()

    def say_trouble(self, error: Exception | str) -> None:
        """Say in the form what was refused, so that what was typed stays."""
        words = error_sentence(error) if isinstance(error, Refused) else str(error)
        self.trouble.say("", words)
        self.trouble.setVisible(bool(words))


class FileChooser:
    """Asks for files and folders with the system's own dialogs."""

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent

    def file(self, title: str, endings: str) -> Path | None:
        """One file to read; ``endings`` as "Words (*.a *.b)"."""
        name, _ = QFileDialog.getOpenFileName(self._parent, title, "", endings)
        return Path(name) if name else None

    def files(self, title: str, endings: str) -> list[Path]:
        """Some files to read."""
        names, _ = QFileDialog.getOpenFileNames(self._parent, title, "", endings)
        return [Path(name) for name in names]

    def folder(self, title: str) -> Path | None:
        """A folder to write to."""
        name = QFileDialog.getExistingDirectory(self._parent, title)
        return Path(name) if name else None
