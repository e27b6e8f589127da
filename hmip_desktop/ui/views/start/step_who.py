"""Step 1: who you are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt

from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.start.step import Step
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.frames import Banner, Card
from hmip_desktop.ui.widgets.inputs import LineInput, PickList
from hmip_desktop.ui.widgets.labels import PlainLabel


class WhoStep(Step):
    """Name and role; both can be read by the team, and by nobody else."""

    def __init__(self, theme: Theme, roles: Sequence[tuple[str, str]]) -> None:
        super().__init__(
            theme, 1, t("Who you are"), t("Who will work on this computer?"),
            t("Your name and role go into everything you sign, so that the team knows whose work it is."),
        )  # fmt: skip
        card = Card(theme, gap=12)
        self.name = LineInput(theme, t("Name in the team"))
        self.name.limit_width(420)
        self.name.setMaxLength(60)
        self.name.textChanged.connect(lambda _: self.changed.emit())
        card.body.addWidget(Field(theme, t("Name in the team"), self.name))
        hint = t("Your own name, or the short name that your team uses, such as AI-07.")
        card.body.addWidget(PlainLabel(theme, hint, "control", "text2"))
        self.role = PickList(theme, t("Role"), roles)
        self.role.setMaximumWidth(theme.size(420))
        self.role.setCurrentIndex(-1)
        self.role.setPlaceholderText(t("Choose"))
        self.role.picked.connect(lambda _: self.changed.emit())
        card.body.addWidget(Field(theme, t("Role"), self.role))
        self.body.addWidget(card)
        self.note = Banner(theme, "info", icon="key")
        self.role.currentIndexChanged.connect(lambda _: self._say_note())
        self._say_note()
        self.body.addWidget(self.note)
        self.body.addStretch(1)

    def _say_note(self) -> None:
        if self.role.value() in ("lead", "local_assessor"):
            self.note.say(
                "", t("You check the key of everybody in your team by telephone before you send them a case.")
            )
        else:
            self.note.say("", t("Your lead inspector checks your key by telephone before any case is sent to you."))

    def values(self) -> tuple[str, str]:
        """Name and role code."""
        return self.name.text().strip(), self.role.value()

    def summary(self) -> str:
        """What the rail says about this step."""
        name, role = self.values()
        return ", ".join(part for part in (name, self.role.currentText().lower() if role else "") if part)

    def missing(self) -> str:
        if not self.name.text().strip():
            return t("your name in the team")
        return "" if self.role.value() else t("your role")

    def focus_first(self) -> None:
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
