"""Words that a crash left over: what, when, and the choice to go on or to let them go."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal

from hmip_desktop.services.drafting import Draft
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.buttons import LinkButton
from hmip_desktop.ui.widgets.frames import Banner
from hmip_desktop.ui.words import moment_words


class LeftOver(Banner):
    """One unfinished note after the other. ``taken`` and ``dropped`` carry the draft."""

    taken = Signal(object)
    dropped = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "info", icon="pencil")
        self._drafts: list[Draft] = []
        self._now: datetime | None = None
        for words, asked in ((t("Go on writing"), self._take), (t("Let it go"), self._drop)):
            link = LinkButton(theme, words)
            link.clicked.connect(asked)
            self.tail.addWidget(link)
        self.hide()

    def offer(self, drafts: Sequence[Draft], now: datetime) -> None:
        """Offer these drafts; none hides the banner."""
        self._drafts, self._now = list(drafts), now
        self.setVisible(bool(self._drafts))
        if not self._drafts:
            return
        draft = self._drafts[0]
        begin = str(json.loads(draft.words)["text"])[:60]
        ref = draft.subject.rsplit("/", 1)[-1]
        lead = t("An unfinished note for {ref}, {when}:", ref=ref, when=moment_words(draft.at, now))
        self.say(lead, t("“{words}”", words=begin))

    def _take(self) -> None:
        draft = self._drafts.pop(0)
        self._go_on()
        self.taken.emit(draft)

    def _drop(self) -> None:
        draft = self._drafts.pop(0)
        self._go_on()
        self.dropped.emit(draft)

    def _go_on(self) -> None:
        if self._now is not None:
            self.offer(self._drafts, self._now)
