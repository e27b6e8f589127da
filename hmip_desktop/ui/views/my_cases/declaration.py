"""The conflict-of-interest declaration, before the first case opens."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hmip_desktop.services.drafting import DECLARATION
from hmip_desktop.ui.draft_keeper import DraftKeeper, KeptFields
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.answers import AnswerGroup, Choice
from hmip_desktop.ui.widgets.dialog import Sheet
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.inputs import TextInput


class DeclarationDialog(Sheet):
    """Asks once; a declared conflict goes to the lead inspector with the next export."""

    def __init__(self, theme: Theme, parent: QWidget | None) -> None:
        super().__init__(
            theme, parent, t("Before the first case"),
            t("Do you know anybody in these cases, or have you worked with them or for this service?"),
        )  # fmt: skip
        choices = [Choice("no", t("No conflict of interest")), Choice("yes", t("Yes, or perhaps"))]
        self.answer = AnswerGroup(theme, t("Conflict of interest"), choices)
        self.answer.chosen.connect(self._fit)
        self.body.addWidget(self.answer)
        self.detail = TextInput(theme, t("What is it?"), t("In a few words, without names"), lines=3)
        self.field = Field(theme, t("What is it? Your lead inspector decides."), self.detail)
        self.detail.textChanged.connect(self._fit)
        self.body.addWidget(self.field)
        self.add_cancel(t("Not now"))
        self.main = self.add_main(t("Declare"))
        self._kept: KeptFields | None = None
        self._fit()

    def _fit(self, _: str = "") -> None:
        conflict = self.answer.value() == "yes"
        self.field.setVisible(conflict)
        told = bool(self.detail.toPlainText().strip())
        self.main.setEnabled(self.answer.value() == "no" or (conflict and told))

    def keep_typing(self, keeper: DraftKeeper) -> KeptFields:
        """Keep the words while they are typed, and look for those of before."""
        kept = KeptFields(keeper, lambda: DECLARATION, {"text": self.detail}, parent=self)
        self._kept = kept
        keeper.found.connect(self._go_on)  # a method, so that it ends with the dialog
        keeper.look()
        self.rejected.connect(kept.let_go)
        return kept

    def _go_on(self, _: object) -> None:
        """Put back what was being declared when the program stopped."""
        if not self.detail.toPlainText() and self._kept is not None and self._kept.take_up():
            self.answer.set_value("yes")
            self._fit()

    def values(self) -> tuple[bool, str]:
        """Whether there is a conflict, and what it is."""
        return self.answer.value() == "yes", self.detail.toPlainText().strip()
