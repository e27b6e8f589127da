"""The whole check: everything recomputed in the background, with progress, and its result in words."""

from __future__ import annotations

from PySide6.QtCore import QTimer

from hmip_desktop.errors import Cancelled
from hmip_desktop.services.soundness import Proof, prove
from hmip_desktop.ui.jobs import POLL_MS, Job
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.safety.desk import SafetyDesk, SafetyPage, button_row, count_words
from hmip_desktop.ui.views.safety.identity_page import facts_grid
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.frames import Banner
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.tags import ThinBar


def proof_words(proof: Proof) -> tuple[str, str, str]:
    """The kind of banner, the sentence, and what to do."""
    if not proof.sound:
        what = []
        if proof.damaged_pages:
            what.append(t("{count} pages of the file are damaged", count=proof.damaged_pages))
        if proof.broken:
            what.append(t("{changes} do not hold", changes=count_words(proof.broken)))
        if proof.forked:
            what.append(t("{count} numbers were used twice", count=proof.forked))
        if not proof.derived_matches:
            what.append(t("lists do not match the changes behind them"))
        return "error", t("The work does not hold together: {what}.", what=", ".join(what)), t(
            "Put the newest backup that is whole in its place, and tell the people who look after the program."
        )  # fmt: skip
    if proof.missing:
        return "warning", t("Everything that is here is whole. {changes} are named but not here.",
                            changes=count_words(proof.missing)), t(
            "They come with the next package of whoever made them; ask for one if it does not come."
        )  # fmt: skip
    return "ok", t("Everything is whole: nothing is missing, nothing was altered."), ""


class CheckPage(SafetyPage):
    """Runs beside the work; ``stop`` ends it without leaving anything behind."""

    def __init__(self, theme: Theme, desk: SafetyDesk) -> None:
        super().__init__(
            theme, desk, t("Is everything whole?"),
            t("At every start the file is looked at in the background. The whole check recomputes each change, each "
              "chain and each list; you can go on working meanwhile."),
        )  # fmt: skip
        self.job: Job | None = None
        card = self.add_card(t("The whole check"))
        self.start = Button(theme, t("Check everything"), "shield-check")
        self.start.clicked.connect(self.begin)
        self.cancel = Button(theme, t("Stop"), "cross")
        self.cancel.clicked.connect(self.stop)
        card.body.addWidget(button_row(theme, self.start, self.cancel))
        self.bar = ThinBar(theme, t("Checked so far"))
        self.so_far = PlainLabel(theme, "", "control", "text2")
        card.body.addWidget(self.bar)
        card.body.addWidget(self.so_far)
        self.result = Banner(theme, "ok")
        self.result.hide()
        card.body.addWidget(self.result)
        labels = (t("Changes checked"), t("Computers that wrote them"), t("Words erased on purpose"),
                  t("Streams not yet signed for"), t("Cases concerned"))  # fmt: skip
        grid, self.numbers = facts_grid(theme, tuple((label, "") for label in labels))
        card.body.addLayout(grid)
        self._poll = QTimer(self)
        self._poll.setInterval(POLL_MS)
        self._poll.timeout.connect(self._show_progress)
        self.body.addStretch(1)
        self._look()
        for number in self.numbers:
            number.setText(t("not checked yet"))

    def begin(self) -> None:
        """Start the check."""
        self.result.hide()
        self.job = self.desk.run(self, prove, self.show_proof, failed=self._failed)
        self._poll.start()
        self._look()

    def stop(self) -> None:
        """Ask the check to end."""
        if self.job is not None:
            self.job.cancel()

    def _look(self) -> None:
        running = self.job is not None
        self.start.setEnabled(not running)
        self.cancel.setEnabled(running)
        self.bar.setVisible(running)
        self.so_far.setVisible(running)

    def _show_progress(self) -> None:
        if self.job is None:
            return
        progress = self.job.progress
        self.bar.show_progress(progress.done, max(progress.total, 1))
        if progress.label == "derive":
            self.so_far.setText(t("Deriving every list again"))
        else:
            done, total = f"{progress.done:,}", f"{progress.total:,}"
            self.so_far.setText(t("{done} of {total} changes", done=done, total=total))

    def _over(self) -> None:
        self.job = None
        self._poll.stop()
        self._look()

    def show_proof(self, proof: Proof) -> None:
        """Say what the check found."""
        self._over()
        self.desk.log.info(
            "check sound=%s changes=%d broken=%d missing=%d", proof.sound, proof.changes, proof.broken, proof.missing
        )
        kind, sentence, advice = proof_words(proof)
        self.result.set_kind(kind)
        self.result.say(sentence, advice)
        self.result.show()
        found = (f"{proof.changes:,}", str(proof.computers), str(proof.erased), str(proof.unproven),
                 ", ".join(proof.damaged_cases) or t("none"))  # fmt: skip
        for number, words in zip(self.numbers, found, strict=True):
            number.setText(words)

    def _failed(self, error: Exception) -> None:
        self._over()
        if isinstance(error, Cancelled):
            self.result.set_kind("info")
            self.result.say(t("Stopped before the end."), t("Nothing was changed."))
            self.result.show()
        else:
            self.desk.refused(error)
