"""Trusting a key: two groups of the fingerprint are heard on the telephone and typed here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from hmip_desktop.domain.values import grouped
from hmip_desktop.services.context import Context
from hmip_desktop.services.team import Person, describe_card, trust_heard
from hmip_desktop.services.vouching import GROUPS_FOR_LEAD, accept_lead, vouch
from hmip_desktop.ui.jobs import JobRunner
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import Verb
from hmip_desktop.ui.views.lead.forms import FormDialog
from hmip_desktop.ui.widgets.frames import Banner
from hmip_desktop.ui.widgets.heard import HeardGroups
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.words import role_words

NEW_LEAD = "lead"
"""In place of a fingerprint: the card is the new one of whoever leads the inspection, taken by one of the team."""


class TrustDesk(Protocol):
    """Where a key is trusted: the lead's desk, or a store without an inspection."""

    jobs: JobRunner

    def random(self, count: int) -> bytes: ...
    def refuse(self, error: Exception) -> None: ...
    def carry_out(self, verb: Verb, done: Callable[[Any], None], failed: Callable[[Exception], None]) -> None: ...


@dataclass(slots=True)
class Trusting:
    """What trusting needs where there is no inspection yet: the store, the jobs, and who hears of a refusal."""

    ctx: Context
    jobs: JobRunner
    refused: Callable[[Exception], None]

    def random(self, count: int) -> bytes:
        """Random bytes."""
        return self.ctx.entropy(count)

    def refuse(self, error: Exception) -> None:
        """Tell of a refusal."""
        self.refused(error)

    def carry_out(self, verb: Verb, done: Callable[[Any], None], failed: Callable[[Exception], None]) -> None:
        """Trust on the writer thread."""
        self.jobs.run(lambda progress: verb(self.ctx, progress), writes=True, on_success=done, on_error=failed)


class TrustDialog(FormDialog):
    """Shows four groups of the fingerprint and asks for the two others, which only the person can read out.

    ``instead_of`` is the fingerprint that the same person had before their passphrase was lost; for a lead inspector
    three groups are asked.
    """

    def __init__(
        self, theme: Theme, parent: QWidget, desk: TrustDesk, file: Path, card: Person, instead_of: str = ""
    ) -> None:
        title = (
            t("Replace the key of {name}", name=card.name)
            if instead_of
            else t("Trust the key of {name}", name=card.name)
        )
        super().__init__(theme, parent, title, t("They match"))
        self._desk, self._file, self._instead_of = desk, file, instead_of
        self._takes_lead = instead_of == NEW_LEAD
        self.form.addWidget(PlainLabel(theme, role_words(card.role), "control", "text2"))
        banner = Banner(theme, "info", icon="phone")
        banner.say(
            t("Call {name} on a number you know.", name=card.name),
            t("Ask for the fingerprint of their key and type the two groups that are missing here. Trust nothing that "
              "came by the same way as the card."),
        )  # fmt: skip
        self.form.addWidget(banner)
        if self._takes_lead:
            words = t("In place of the key that led this inspection until now. Your next package tells them.")
            self.form.addWidget(PlainLabel(theme, words, "control"))
        elif instead_of:
            words = t("In place of the key {groups}, which is revoked with it. The cases go along.",
                      groups=grouped(instead_of))  # fmt: skip
            self.form.addWidget(PlainLabel(theme, words, "control"))
        wanted = GROUPS_FOR_LEAD if instead_of and card.role == "lead" else 2
        self.groups = HeardGroups(theme, card.fingerprint, wanted, desk.random)
        self.inputs = self.groups.inputs
        self.groups.changed.connect(self._look)
        self.form.addWidget(self.groups)
        self.act.setEnabled(False)
        self.carry_out = self._trust
        next(iter(self.inputs.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def _look(self) -> None:
        self.say_trouble("")
        self.act.setEnabled(self.groups.is_whole)

    def _trust(self) -> None:
        file, former = self._file, self._instead_of
        heard = self.groups.heard()

        def verb(ctx: Context, _: object) -> Person:
            if self._takes_lead:
                return accept_lead(ctx, file, heard)
            return vouch(ctx, file, heard, former) if former else trust_heard(ctx, file, heard)

        self._desk.carry_out(verb, lambda _: self.accept(), self.say_trouble)

    @classmethod
    def ask(cls, theme: Theme, parent: QWidget, desk: TrustDesk, file: Path, instead_of: str = "") -> None:
        """Read the card, then open the form; with ``instead_of`` it takes the place of that fingerprint."""
        desk.jobs.run(
            lambda _: describe_card(file),
            parent=parent,
            on_success=lambda card: cls(theme, parent, desk, file, card, instead_of).open(),
            on_error=desk.refuse,
        )
