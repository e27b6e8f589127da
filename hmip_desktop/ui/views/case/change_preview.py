"""Before a case detail changes the questions: what it does, and the choice to do it; and the answers left over."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from hmip_desktop.errors import Refused
from hmip_desktop.services.preview_change import ChangePreview
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.text import error_sentence, sentence, t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.case.strips import Strip
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.frames import Card
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel, Run
from hmip_desktop.ui.words import answer_words, route_words

MOST = 12


def aside_words(count: int) -> str:
    """What becomes of so many answers whose questions would be asked no longer."""
    if not count:
        return t("No answer given so far is affected.")
    if count == 1:
        return t("1 answer no longer applies. It is kept, marked, and comes back if this is changed back.")
    return t(
        "{count} answers no longer apply. They are kept, marked, and come back if this is changed back.", count=count
    )


class ChangeStrip(Strip):
    """Says what a change would do before it is made. ``agreed`` and ``left`` are the two ways on."""

    agreed = Signal()
    left = Signal()

    def __init__(self, theme: Theme, desk: CaseDesk) -> None:
        super().__init__(theme, "warning", "branch")
        self._desk = desk
        self._detail = PlainLabel(theme, "", "control", "warn_fg")
        self.column.insertWidget(1, self._detail)
        row = QHBoxLayout()
        row.setSpacing(theme.space(8))
        row.setContentsMargins(0, theme.space(6), 0, theme.space(4))
        self.change = Button(theme, t("Change it"), "check")
        self.change.clicked.connect(self.agreed)
        self.leave = Button(theme, t("Leave it as it was"))
        self.leave.clicked.connect(self.left)
        row.addWidget(self.change)
        row.addWidget(self.leave)
        row.addStretch(1)
        self.column.addLayout(row)
        self._row.hide()

    def tell(self, label: str, preview: ChangePreview) -> None:
        """Say what changing the detail called ``label`` would do."""
        lead = t("This changes the questions.")
        if preview.before != preview.after:
            lead = t(
                "This changes the question set from {before} to {after}.",
                before=route_words(preview.before).lower(),
                after=route_words(preview.after).lower(),
            )
        routing = preview.routing
        why = error_sentence(routing) if isinstance(routing, Refused) else sentence(routing.reason_code, routing.params)
        self.say([Run(f"{label}: {lead} ", bold=True), Run(why if preview.before != preview.after else "")])
        self._detail.setText("\n".join(self._lines(preview)))
        self.change.setAccessibleDescription(self._detail.text())
        self.change.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lines(self, preview: ChangePreview) -> list[str]:
        lines = [
            t("{count} questions instead of {before}.", count=preview.total_after, before=preview.total_before),
            t("New: {list}", list=self._named(preview.come)) if preview.come else "",
            t("No longer asked: {list}", list=self._named(preview.go)) if preview.go else "",
        ]
        lines.append(aside_words(len(preview.set_aside)))
        if preview.taken_up:
            lines.append(t("{count} answers kept from before apply again.", count=len(preview.taken_up)))
        return [line for line in lines if line]

    def _named(self, refs: tuple[str, ...]) -> str:
        """Key questions by reference and short words; prompts only where their question stays."""
        pack = self._desk.pack
        whole = {ref for ref in refs if pack.element(ref).kind in ("key_question", "data")}
        shown = [
            f"{ref} {pack.text(ref, 'label')}" if ref in whole else ref
            for ref in refs if ref in whole or pack.element(ref).question not in whole
        ]  # fmt: skip
        more = [t("{count} more", count=len(shown) - MOST)] if len(shown) > MOST else []
        return ", ".join([*shown[:MOST], *more])


class KeptAnswers(Card):
    """Answers that no longer apply: kept, readable, marked, counted nowhere."""

    def __init__(self, theme: Theme, desk: CaseDesk) -> None:
        super().__init__(theme, gap=6)
        self._theme, self._desk = theme, desk
        self._shown: tuple[tuple[str, str], ...] = ()
        self.title = Heading(theme, "", 2)
        self.body.addWidget(self.title)
        words = t("They belong to questions that are not asked in this case now. They are kept and count nowhere.")
        self.body.addWidget(PlainLabel(theme, words, "control", "text2"))
        self.rows: list[PlainLabel] = []
        self.hide()

    def refresh(self) -> None:
        """Show the answers as they stand."""
        desk = self._desk
        found = tuple((ref, _said(desk, ref)) for ref in desk.flow.inactive if desk.pack.has(ref))
        self.setVisible(bool(found))
        if found == self._shown:
            return
        self._shown = found
        count = len(found)
        self.title.setText(
            t("1 answer left over") if count == 1 else t("{count} answers left over", count=count)
        )  # fmt: skip
        while len(self.rows) < count:
            self.rows.append(PlainLabel(self._theme, "", "control"))
            self.body.addWidget(self.rows[-1])
        for place, row in enumerate(self.rows):
            row.setVisible(place < count)
            if place < count:
                ref, said = found[place]
                row.setText(t("{ref}: {answer}. {question}", ref=ref, answer=said, question=desk.pack.text(ref)))


def _said(desk: CaseDesk, ref: str) -> str:
    value = desk.given(ref)
    if isinstance(value, tuple):
        options = {o.id: o.text for q in desk.pack.data_questions if q.ref == ref for o in q.options}
        return ", ".join(options.get(one) or one for one in value)
    return answer_words(value)
