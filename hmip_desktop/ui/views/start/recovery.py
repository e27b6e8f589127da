"""The recovery key: shown once, two groups covered and typed back from paper. It never reaches the clipboard."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase, QPageLayout, QTextDocument
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.frames import Card, PageColumn
from hmip_desktop.ui.widgets.inputs import LineInput, Tick
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel

COLUMNS = 4
COVER = "••••"


class RecoveryPage(QWidget):
    """Step 3 of the first run. ``changed`` is emitted while the person types the two groups."""

    changed = Signal()

    def __init__(self, theme: Theme, random: Callable[[int], bytes]) -> None:
        super().__init__()
        self._theme, self._random = theme, random
        self._groups: list[str] = []
        self._asked: tuple[int, int] = (0, 1)
        self._labels: list[PlainLabel] = []
        page = PageColumn(theme, t("Recovery key"), widest=820)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page)
        page.body.addWidget(PlainLabel(theme, t("Step 3 of 3"), "control", "text2"))
        page.body.addWidget(Heading(theme, t("Write down your recovery key"), 1))
        once = t("If you forget your passphrase, this key opens your work. It is shown once, and nobody keeps a copy.")
        page.body.addWidget(PlainLabel(theme, once))
        page.body.addWidget(self._key_card(theme))
        page.body.addWidget(self._proof_card(theme))
        page.body.addStretch(1)

    def _key_card(self, theme: Theme) -> QWidget:
        card = Card(theme, gap=10)
        card.body.addWidget(Heading(theme, t("Your recovery key"), 2))
        self.covered = PlainLabel(theme, "", "control", "text2")
        card.body.addWidget(self.covered)
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(theme.space(8))
        card.body.addLayout(self._grid)
        row = QHBoxLayout()
        self.print_page = Button(theme, t("Print a page"), "print")
        self.print_page.clicked.connect(self._print)
        self.hide_key = Button(theme, t("Hide the key"), "eye-off")
        self.hide_key.setCheckable(True)
        self.hide_key.toggled.connect(self._refresh)
        row.addWidget(self.print_page)
        row.addWidget(self.hide_key)
        row.addStretch(1)
        row.addWidget(PlainLabel(theme, t("It is not put on the clipboard"), "control", "text2", wrap=False))
        card.body.addLayout(row)
        return card

    def _proof_card(self, theme: Theme) -> QWidget:
        card = Card(theme, gap=10)
        card.body.addWidget(Heading(theme, t("Show that you wrote it down"), 2))
        words = t("Type these two groups from your paper. Capital and small letters both work.")
        card.body.addWidget(PlainLabel(theme, words, "control", "text2"))
        row = QHBoxLayout()
        row.setSpacing(theme.space(16))
        self.fields: list[Field] = []
        for _ in range(2):
            editor = LineInput(theme)
            editor.setMaxLength(8)
            editor.textChanged.connect(self._typed)
            field = Field(theme, "", editor)
            self.fields.append(field)
            row.addWidget(field)
        row.addStretch(1)
        card.body.addLayout(row)
        self.tick = Tick(theme, t("I wrote the key on paper, and I will not keep that paper with this laptop."))
        self.tick.toggled.connect(self.changed)
        card.body.addWidget(self.tick)
        return card

    def show_key(self, recovery: str) -> None:
        """Show the groups and choose which two are to be typed back."""
        self._groups = recovery.replace("-", " ").split()
        count = len(self._groups)
        first, step = self._random(1)[0] % count, 1 + self._random(1)[0] % (count - 1)
        second = (first + step) % count
        self._asked = (min(first, second), max(first, second))
        for place, group in enumerate(self._groups):
            label = PlainLabel(self._theme, "", "body-bold", wrap=False)
            fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
            fixed.setPointSizeF(self._theme.font("section").pointSizeF())
            fixed.setWeight(QFont.Weight.Bold)
            label.setFont(fixed)
            self._labels.append(label)
            self._grid.addWidget(label, place // COLUMNS, place % COLUMNS, Qt.AlignmentFlag.AlignLeft)
            label.setAccessibleName(t("Group {n}: {letters}", n=place + 1, letters=" ".join(group)))
        for field, asked in zip(self.fields, self._asked, strict=True):
            field.label.setText(t("Group {n}", n=asked + 1))
            field.editor.setAccessibleName(t("Group {n}", n=asked + 1))
        self._refresh()

    def _refresh(self) -> None:
        typing = any(field.editor.text() for field in self.fields)
        for place, label in enumerate(self._labels):
            hidden = self.hide_key.isChecked() or (typing and place in self._asked)
            label.setText(f"{place + 1:>2}  {COVER if hidden else self._groups[place]}")
        first, second = (n + 1 for n in self._asked)
        words = t("Groups {a} and {b} are covered while you type them below", a=first, b=second)
        self.covered.setText(words if typing else "")

    def _typed(self) -> None:
        self._refresh()
        self.changed.emit()

    def missing(self) -> str:
        """What still stands against finishing, in words; empty when nothing does."""
        for field, asked in zip(self.fields, self._asked, strict=True):
            typed = field.editor.text().strip().upper()
            if not self._groups or typed != self._groups[asked].upper():
                return t("To finish: type group {n} from your paper", n=asked + 1)
        return "" if self.tick.isChecked() else t("To finish: tick the box")

    def first_field(self) -> QWidget:
        """Where typing begins."""
        return self.fields[0].editor

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # printing is rarely asked for and slow to load

        printer = QPrinter()
        printer.setPageOrientation(QPageLayout.Orientation.Portrait)
        dialog = QPrintDialog(printer, self)
        if dialog.exec() == QPrintDialog.DialogCode.Accepted:
            page = QTextDocument()
            page.setPlainText("\n\n".join([t("HMIP Desktop recovery key"), *self._groups]))
            page.print_(printer)

    def forget(self) -> None:
        """Take the key out of the window."""
        for label in self._labels:
            label.clear()
            label.setAccessibleName("")
        self._groups = []
        for field in self.fields:
            field.editor.clear()
