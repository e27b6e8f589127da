"""A new passphrase: typed twice, with how hard it is to guess, and five words by chance for whoever wants them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.chips import FlowLayout
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.grid import FieldGrid
from hmip_desktop.ui.widgets.inputs import PassphraseInput
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.tags import Glyph

STRONG_ENOUGH, LEAST_LETTERS = 3, 12


class NewPassphrase(QWidget):
    """``changed`` comes at every key; ``missing`` says what is still wanted. There is no hint, and no rule but strength.

    ``strength`` gives 0 to 4 for words, ``suggest`` five words by chance.
    """

    changed = Signal()

    def __init__(
        self, theme: Theme, strength: Callable[[str], int], suggest: Callable[[], str], name: str = ""
    ) -> None:
        super().__init__()
        self._theme, self._strength, self._suggest = theme, strength, suggest
        self._score = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(8))
        name = name or t("Passphrase")
        self.first = PassphraseInput(theme, name)
        self.second = PassphraseInput(theme, t("Type it again"))
        self.strength_words = PlainLabel(theme, "", "control")
        self._glyph = Glyph(theme, "", "ok", 15)
        self._same_words = PlainLabel(theme, "", "control", "text2")
        fields = FieldGrid(theme, 2, 250)
        fields.add(self._part(Field(theme, name, self.first), self._glyph, self.strength_words))
        fields.add(self._part(Field(theme, t("Type it again"), self.second), None, self._same_words))
        column.addWidget(fields)
        column.addWidget(self._buttons())
        self.first.textChanged.connect(self._on_typed)
        self.second.textChanged.connect(self._on_typed)

    def _part(self, field: Field, glyph: Glyph | None, words: PlainLabel) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.space(4))
        column.addWidget(field)
        below = QHBoxLayout()
        below.setSpacing(self._theme.space(8))
        if glyph is not None:
            below.addWidget(glyph)
        below.addWidget(words, 1)
        column.addLayout(below)
        return part

    def _buttons(self) -> QWidget:
        host = QWidget()
        row = FlowLayout(self._theme.space(8))
        host.setLayout(row)
        self._show = Button(self._theme, t("Show both"), "eye")
        self._show.setCheckable(True)
        self._show.toggled.connect(self._on_show)
        suggest = Button(self._theme, t("Suggest five words"), "dice")
        suggest.clicked.connect(self._on_suggest)
        row.addWidget(self._show)
        row.addWidget(suggest)
        return host

    def _on_typed(self) -> None:
        words = self.first.text()
        self._score = self._strength(words) if len(words) >= LEAST_LETTERS else 0
        strong = self._score >= STRONG_ENOUGH
        count = len(words.split())
        if not words:
            said = ""
        elif len(words) < LEAST_LETTERS:
            said = t("Too short: {more} more characters", more=LEAST_LETTERS - len(words))
        elif self._score == STRONG_ENOUGH:
            said = t("Enough. One more word makes it strong")
        elif strong:
            said = t("Strong: {count} words", count=count) if count > 1 else t("Strong")
        else:
            said = t("Too easy to guess: add a word that has nothing to do with the others")
        self.strength_words.setText(said)
        self._glyph.show_glyph("" if not words else "done" if strong else "circle", "ok" if strong else "text2")
        again = self.second.text()
        same = t("The same") if again == words else t("Not the same yet")
        self._same_words.setText(same if again else "")
        self.changed.emit()

    def _on_show(self, shown: bool) -> None:
        self.first.show_words(shown)
        self.second.show_words(shown)
        self._show.setText(t("Hide both") if shown else t("Show both"))
        self._show.set_icon("eye-off" if shown else "eye")
        self._show.updateGeometry()

    def _on_suggest(self) -> None:
        """Put five words in, shown, to be typed again by hand so that they are learnt."""
        self.first.setText(self._suggest())
        self._show.setChecked(True)
        self.second.clear()
        self.second.setFocus(Qt.FocusReason.OtherFocusReason)

    def text(self) -> str:
        """The passphrase as typed."""
        return self.first.text()

    def missing(self) -> str:
        """What is still wanted; "" when both are alike and strong."""
        if self._score < STRONG_ENOUGH:
            return t("a strong passphrase")
        return "" if self.first.text() == self.second.text() else t("type the passphrase again")

    def forget(self) -> None:
        """Take the passphrase off the screen."""
        self.first.clear()
        self.second.clear()
        self._show.setChecked(False)
