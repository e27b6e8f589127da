"""Joining an inspection that somebody else created: hand over a card, trust theirs, merge what they send."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from hmip_desktop.errors import Refused
from hmip_desktop.services.context import Context
from hmip_desktop.services.merge_apply import apply
from hmip_desktop.services.merge_plan import MergePlan, plan
from hmip_desktop.services.team import save_card
from hmip_desktop.ui.jobs import JobRunner
from hmip_desktop.ui.screen import Screen
from hmip_desktop.ui.text import error_sentence, t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.forms import FileChooser
from hmip_desktop.ui.views.lead.trusting import TrustDialog, Trusting
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.footer import Footer
from hmip_desktop.ui.widgets.frames import Banner, Card, PageColumn
from hmip_desktop.ui.widgets.identity import Identity
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.save_state import SaveState


class JoinScreen(Screen):
    """Three steps on one page. ``joined`` is emitted when the inspection is there."""

    help_page = "join-an-inspection"

    joined = Signal()
    failed = Signal(object)

    def __init__(self, theme: Theme, ctx: Context, jobs: JobRunner, saving: SaveState) -> None:
        super().__init__(theme, t("Join an inspection"))
        self._ctx, self._jobs = ctx, jobs
        self.choose = FileChooser(self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        column = PageColumn(theme, t("Join an inspection"), widest=760)
        outer.addWidget(column)
        column.body.addWidget(Heading(theme, t("Join an inspection"), 1))
        self.card = Button(theme, t("Save your card..."), "person")
        self.card.clicked.connect(self._save_card)
        self.trust = Button(theme, t("Trust their key..."), "key")
        self.trust.clicked.connect(self._trust)
        steps = (
            (t("1  Give the lead inspector your identity card"),
             t("It holds no secret. They trust it after a telephone call with you."), self.card),
            (t("2  Trust the lead inspector's card"),
             t("Call them on a number you know and compare the fingerprint."), self.trust),
            (t("3  Open the package they send you"), t("It brings the inspection, its question pack and the team."), None),
        )  # fmt: skip
        for title, words, button in steps:
            box = Card(theme)
            box.body.addWidget(Heading(theme, title, 2))
            box.body.addWidget(PlainLabel(theme, words, "control", "text2"))
            if button is not None:
                box.body.addWidget(button)
            column.body.addWidget(box)
        self.note = Banner(theme, "warning")
        self.note.hide()
        column.body.addWidget(self.note)
        column.body.addStretch(1)
        self.footer = Footer(theme, saving)
        self.main = Button(theme, t("Open the package..."), filled=True)
        self.main.clicked.connect(self._open)
        self.footer.add_button(self.main)

    def identity(self) -> Identity:
        return Identity(self.name, ((t("You"), self._ctx.identity.name),))

    def _say(self, words: str, kind: str = "warning") -> None:
        self.note.set_kind(kind)
        self.note.say("", words)
        self.note.show()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self._say(error_sentence(error))
        else:
            self.failed.emit(error)

    def _save_card(self) -> None:
        folder = self.choose.folder(t("Folder for your identity card"))
        if folder is not None:
            ctx = self._ctx
            file = folder / f"{ctx.identity.name.replace(' ', '-')}.card"
            self._jobs.run(
                lambda _: save_card(ctx, file), parent=self, on_error=self._refused,
                on_success=lambda saved: self._say(t("Your card is in {file}", file=saved.name), "ok"),
            )  # fmt: skip

    def _trust(self) -> None:
        file = self.choose.file(t("Identity card"), t("Identity cards (*.card)"))
        if file is not None:
            TrustDialog.ask(self.theme, self, Trusting(self._ctx, self._jobs, self._refused), file)

    def _open(self) -> None:
        file = self.choose.file(t("Package"), t("Packages (*.hmip)"))
        if file is not None:
            self.take_file(file)

    def take_file(self, file: Path) -> None:
        """Look into a package and merge it when it is sound."""
        ctx = self._ctx

        def work(progress: object) -> MergePlan:
            planned = plan(ctx, [file])
            if planned.arrivals:
                apply(ctx, planned)
            return planned

        self._jobs.run(
            work, parent=self, title=t("Opening the package"), writes=True, on_success=self._opened,
            on_error=self._refused,
        )  # fmt: skip

    def _opened(self, planned: MergePlan) -> None:
        refused = next((package.refused for package in planned.packages if package.refused), None)
        if refused is not None:
            self._say(error_sentence(refused))
        elif self._ctx.find_inspection() is None:
            self._say(t("This package brings no inspection: ask the lead inspector for yours."))
        else:
            self.joined.emit()
