"""Settings, spelling: for which language, and the words that the person added."""

from __future__ import annotations

from PySide6.QtCore import Qt

from hmip_desktop.ui.spelling import SpellingDesk
from hmip_desktop.ui.text import error_sentence, t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.settings.section import SettingsSection
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.frames import Banner
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView


class SpellingSection(SettingsSection):
    """Only after unlocking: the words that a person added lie in their encrypted store, for they may be names."""

    def __init__(self, theme: Theme, desk: SpellingDesk) -> None:
        words = t(
            "Words that stand in no list get a wavy line where you write several lines. Nothing leaves this computer."
        )
        super().__init__(theme, t("Spelling"), words)
        self._desk = desk
        if desk.trouble is not None:
            self.body.addWidget(Banner(theme, "warning", text=error_sentence(desk.trouble)))  # type: ignore[arg-type]
        choices = (
            ("en", t("English")), ("cy", t("Welsh")), ("both", t("English and Welsh")), ("off", t("No checking")),
        )  # fmt: skip
        keys = theme.keys
        hint = t(
            "{next} goes to the next word, {suggest} opens suggestions. The menu of a field changes it for that field alone.",
            next=keys.shown("next-spelling"), suggest=keys.shown("spelling"),
        )  # fmt: skip
        self.choices = self.add_choice(t("Check for"), choices, desk.choice(), desk.choose, hint)
        self.body.addWidget(PlainLabel(theme, t("My words"), "control-bold"))
        self.none = PlainLabel(theme, t("None yet. Add one from the menu of a marked word."), "control", "text2")
        self.body.addWidget(self.none)
        model = RowsModel([Column(t("Word"), 200, stretch=True)], lambda row, place: Cell(row))
        self.list = RowsView(theme, t("My words"), model, header=False)
        self.list.setMinimumHeight(theme.size(150))
        self.body.addWidget(self.list, 1)
        self.remove = Button(theme, t("Remove this word"), "trash")
        self.remove.clicked.connect(self._remove)
        self.body.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignLeft)
        sources = t(
            "Word lists: British English from SCOWL, Welsh from Bangor University, and the inspectorate's own words."
        )
        self.body.addWidget(PlainLabel(theme, sources, "small", "text2"))
        self.end()
        self._show([])

    def entered(self) -> None:
        """Read the person's words."""
        self._desk.mine(self._show)

    def _show(self, words: list[str]) -> None:
        for part in (self.list, self.remove):
            part.setVisible(bool(words))
        self.none.setVisible(not words)
        self.list.show_rows(words, max(0, min(self.list.current_row(), len(words) - 1)))

    def _remove(self) -> None:
        row = self.list.current_row()
        if 0 <= row < len(self.list.rows_model.rows):
            self._desk.forget(self.list.rows_model.rows[row], self.entered)
