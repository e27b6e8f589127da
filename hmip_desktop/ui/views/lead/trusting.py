"""Trusting a key: two groups of the fingerprint are heard on the telephone and typed here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.domain.values import grouped
from hmip_desktop.services.context import Context
from hmip_desktop.services.team import Person, describe_card, trust_heard
from hmip_desktop.ui.jobs import JobRunner
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import Verb
from hmip_desktop.ui.views.lead.forms import FormDialog
from hmip_desktop.ui.widgets.frames import Banner
from hmip_desktop.ui.widgets.inputs import LineInput
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.words import role_words

GROUPS, DIGITS = 6, 5


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
    """Shows four groups of the fingerprint and asks for the two others, which only the person can read out."""

    def __init__(self, theme: Theme, parent: QWidget, desk: TrustDesk, file: Path, card: Person) -> None:
        super().__init__(theme, parent, t("Trust the key of {name}", name=card.name), t("They match"))
        self._desk, self._file = desk, file
        self.form.addWidget(PlainLabel(theme, role_words(card.role), "control", "text2"))
        banner = Banner(theme, "info", icon="phone")
        banner.say(
            t("Call {name} on a number you know.", name=card.name),
            t("Ask for the fingerprint of their key and type the two groups that are missing here. Trust nothing that "
              "came by the same way as the card."),
        )  # fmt: skip
        self.form.addWidget(banner)
        first, second = _two_of(desk.random(2))
        self.inputs: dict[int, LineInput] = {}
        row = QHBoxLayout()
        row.setSpacing(theme.space(8))
        for place, group in enumerate(grouped(card.fingerprint).split(), 1):
            row.addWidget(self._group(place, "" if place in (first, second) else group))
        row.addStretch(1)
        self.form.addLayout(row)
        self.act.setEnabled(False)
        self.carry_out = self._trust
        self.inputs[first].setFocus(Qt.FocusReason.OtherFocusReason)

    def _group(self, place: int, digits: str) -> QWidget:
        theme = self.theme
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(2))
        if digits:
            shown = PlainLabel(theme, digits, "mono", wrap=False)
            column.addWidget(shown)
            return holder
        line = LineInput(theme, t("Group {place} of the fingerprint, five digits", place=place))
        line.setMaxLength(DIGITS)
        line.setFont(theme.font("mono"))
        line.setFixedWidth(theme.metrics("mono").horizontalAdvance("0" * DIGITS) + theme.size(28))
        line.textChanged.connect(self._look)
        self.inputs[place] = line
        column.addWidget(line)
        return holder

    def _look(self) -> None:
        self.say_trouble("")
        self.act.setEnabled(all(len(line.text().strip()) == DIGITS for line in self.inputs.values()))

    def _trust(self) -> None:
        file = self._file
        heard = {place: line.text() for place, line in self.inputs.items()}
        self._desk.carry_out(lambda ctx, _: trust_heard(ctx, file, heard), lambda _: self.accept(), self.say_trouble)

    @classmethod
    def ask(cls, theme: Theme, parent: QWidget, desk: TrustDesk, file: Path) -> None:
        """Read the card, then open the form."""
        desk.jobs.run(
            lambda _: describe_card(file),
            parent=parent,
            on_success=lambda card: cls(theme, parent, desk, file, card).open(),
            on_error=desk.refuse,
        )


def _two_of(random: bytes) -> tuple[int, int]:
    """Two different groups, which nobody can foresee."""
    first = random[0] % GROUPS
    second = (first + 1 + random[1] % (GROUPS - 1)) % GROUPS
    low, high = sorted((first, second))
    return low + 1, high + 1
