"""What the pages about safe keeping share: the open store, the jobs, and whom to tell of what goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QSizePolicy, QWidget

from hmip_desktop.progress import Progress
from hmip_desktop.services.context import Context
from hmip_desktop.ui.jobs import Job, JobRunner
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.chips import FlowLayout
from hmip_desktop.ui.widgets.frames import Card, PageColumn
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel

if TYPE_CHECKING:
    import logging


@dataclass(slots=True)
class SafetyDesk:
    """``refused`` is told of what no page takes; ``go`` shows another page by its key.

    ``renewing`` is the new passphrase while a new sheet is made that belongs to a new data key, "" else.
    """

    ctx: Context
    jobs: JobRunner
    log: logging.Logger
    refused: Callable[[Exception], None]
    go: Callable[[str], None]
    renewing: str = ""

    def run(
        self,
        parent: QObject,
        work: Callable[[Context, Progress], Any],
        done: Callable[[Any], None] | None = None,
        *,
        title: str = "",
        writes: bool = False,
        failed: Callable[[Exception], None] | None = None,
    ) -> Job:
        """Do something off the window's thread; ``failed`` takes a refusal instead of the one door."""
        ctx = self.ctx
        return self.jobs.run(
            lambda progress: work(ctx, progress), parent=parent, title=title, writes=writes, on_success=done,
            on_error=failed or self.refused,
        )  # fmt: skip


class SafetyPage(PageColumn):
    """A page with a heading and one sentence. ``entered`` is called whenever it comes into view."""

    title = ""

    def __init__(self, theme: Theme, desk: SafetyDesk, title: str, sentence: str) -> None:
        super().__init__(theme, title, widest=860, centred=False, margin=24)
        self.theme, self.desk = theme, desk
        self.body.setSpacing(theme.space(12))
        self.body.addWidget(Heading(theme, title, 1))
        self.sentence = PlainLabel(theme, sentence, "body", "text2")
        self.body.addWidget(self.sentence)

    def entered(self) -> None:
        """Look again at what the store and the disk hold."""

    def leaving(self) -> None:
        """Take off the screen what must not stay there."""

    def add_card(self, title: str, sentence: str = "") -> Card:
        """A card with a heading at the foot of the page."""
        card = Card(self.theme, gap=8)
        card.body.addWidget(Heading(self.theme, title, 2))
        if sentence:
            card.body.addWidget(PlainLabel(self.theme, sentence, "control", "text2"))
        self.body.addWidget(card)
        return card


def button_row(theme: Theme, *buttons: QWidget) -> QWidget:
    """Buttons side by side, going on in the next row when there is no room."""
    host = QWidget()
    host.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    row = FlowLayout(theme.space(8))
    host.setLayout(row)
    for button in buttons:
        row.addWidget(button)
    return host


def count_words(changes: int) -> str:
    """So many changes."""
    return t("1 change") if changes == 1 else t("{count} changes", count=f"{changes:,}")
