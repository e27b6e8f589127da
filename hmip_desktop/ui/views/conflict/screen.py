"""The queue of conflicts, worked by keyboard: base, mine, theirs, or another version; a judgement needs a reason."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.services.conflict_queue import (
    QueuedConflict,
    queue,
    settle_with_answer,
    settle_with_base,
    settle_with_text,
)
from hmip_desktop.services.conflicts import keep_both, resolve, words_of
from hmip_desktop.services.context import LEADING
from hmip_desktop.ui.screen import move_into
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.conflict.column import EvidenceCard, VersionColumn, VersionsBeside, letters_of, versions_of
from hmip_desktop.ui.views.conflict.words import about_words
from hmip_desktop.ui.views.lead.desk import LeadDesk, Verb
from hmip_desktop.ui.views.lead.page import LeadPage
from hmip_desktop.ui.widgets.answers import AnswerGroup, Choice
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.inputs import LineInput, TextInput, Tick
from hmip_desktop.ui.widgets.labels import PlainLabel, Run, RunsLabel
from hmip_desktop.ui.widgets.notices import EmptyState
from hmip_desktop.ui.widgets.rail_panel import RailPanel
from hmip_desktop.ui.widgets.tags import StatusTag, ThinBar
from hmip_desktop.ui.words import rosh_words

OTHER = "other"
HIGH = ("high", "very_high")
PINNED_FROM = 480
"""Effective height below which the bar joins the scrolling column, so that it hides nothing."""


class ConflictScreen(LeadPage):
    """One conflict at a time. ``finished`` is emitted when the last one is settled."""

    help_page = "conflicts"

    finished = Signal()
    ask_asked = Signal(str, str)

    def __init__(self, theme: Theme, desk: LeadDesk, rail: RailPanel) -> None:
        super().__init__(theme, desk, rail, t("Conflicts"))
        self.queue: tuple[QueuedConflict, ...] = ()
        self.place = 0
        self._later: list[str] = []
        self._build_head(theme)
        self.versions = VersionsBeside(theme)
        self.column.body.addWidget(self.versions, 1)
        self.evidence = EvidenceCard(theme)
        self.column.body.addWidget(self.evidence)
        self.legend = RunsLabel(theme, (
            Run(" + ", True, "ok_fg", "ok_bg"), Run(t("added"), True, "ok_fg", "ok_bg", underline=True), Run("   "),
            Run(" − ", False, "warn_fg", "warn_bg"), Run(t("taken out"), False, "warn_fg", "warn_bg", strike=True),
            Run("   " + t("against the base. The clock settles nothing: both versions stay in the history.")),
        ), "small", "text2")  # fmt: skip
        self.column.body.addWidget(self.legend)
        self.empty = EmptyState(theme, "done", t("No conflicts"), t("Everything that came in fits together."))
        self.empty.hide()
        self.column.body.addWidget(self.empty, 1)
        self.bar = KeepBar(theme)
        self.typed = desk.keep_words("conflicts/settle", self._about, self.bar.text, self.bar.reason)
        self._pinned = True
        self.layout().addWidget(self.bar)
        self.bar.changed.connect(self._look)
        self.bar.reason.returnPressed.connect(self._settle)
        self.later = Button(theme, t("Leave for later"))
        self.later.clicked.connect(self._leave)
        self.settle = Button(theme, t("Settle and next"), filled=True)
        self.settle.clicked.connect(self._settle)
        if desk.role in LEADING:
            ask = Button(theme, t("Ask..."), "help")
            ask.clicked.connect(self._ask)
            self.footer.add_button(ask)
        self.footer.add_button(self.later)
        self.footer.add_button(self.settle)

    def _build_head(self, theme: Theme) -> None:
        self.about = QHBoxLayout()
        self.about.setSpacing(theme.space(10))
        self.where = PlainLabel(theme, "", "control", "text2")
        self.risk = StatusTag(theme, "", "error")
        self.count = PlainLabel(theme, "", "control-bold", wrap=False)
        self.progress = ThinBar(theme, t("Conflicts"))
        self.progress.setFixedWidth(theme.size(150))
        self.about.addWidget(self.where, 1)
        self.about.addWidget(self.risk)
        self.about.addWidget(self.count)
        self.about.addWidget(self.progress)
        self.column.body.insertLayout(0, self.about)

    def set_room(self, width: float, height: float) -> None:
        pinned = height >= PINNED_FROM
        if pinned == self._pinned:
            return
        self._pinned = pinned
        move_into(self.page_layout if pinned else self.column.body, self.bar)

    # showing ----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        self.desk.read(lambda ctx, _: queue(ctx), self._take, parent=self)

    def _take(self, found: tuple[QueuedConflict, ...]) -> None:
        order = {key: place for place, key in enumerate(self._later, 1)}
        self.queue = tuple(sorted(found, key=lambda one: order.get(one.id, 0)))
        self.place = min(self.place, max(len(found) - 1, 0))
        shown = self.shown
        for part in (self.versions, self.evidence, self.legend, self.bar, self.where, self.count, self.progress):
            part.setVisible(shown is not None)
        self.risk.setVisible(shown is not None and shown.rosh in HIGH)
        self.empty.setVisible(shown is None)
        self.settle.setEnabled(False)
        self.later.setEnabled(len(self.queue) > 1)
        if shown is None:
            self.head.heading.setText(t("Conflicts"))
            self.footer.say_link("")
            self.finished.emit()
            return
        self._show(shown)

    @property
    def shown(self) -> QueuedConflict | None:
        """The conflict in view."""
        return self.queue[self.place] if self.queue else None

    def _show(self, conflict: QueuedConflict) -> None:
        where = f"{conflict.ref} {conflict.area}".strip() if conflict.heading else ""
        parts = (conflict.case_ref, conflict.pdu, where, about_words(conflict.kind))
        self.where.setText("  ·  ".join(part for part in parts if part))
        self.risk.show_tag(t("{level} RoSH", level=rosh_words(conflict.rosh)), "error")
        self.head.heading.setText(conflict.heading or _capital(about_words(conflict.kind)))
        self.count.setText(t("Conflict {place} of {count}", place=self.place + 1, count=len(self.queue)))
        self.progress.show_progress(self.place + 1, len(self.queue))
        more = len(self.queue) - self.place - 1
        self.footer.say_link(t("{count} more after this", count=more) if more else "")
        now = self.desk.now()
        columns = versions_of(conflict, self.desk.overview.name_of)
        self.versions.show_columns([
            VersionColumn(self.theme, version, columns[0], now, is_base=place == 0)
            for place, version in enumerate(columns)
        ])  # fmt: skip
        self.evidence.show_notes(conflict)
        if self.bar.show_conflict(conflict, [version.title for version in columns]):
            self.typed.take_up()
            self.bar.focus_choice()
        self._look()

    def _look(self) -> None:
        self.footer.say_note(self.bar.missing())
        self.settle.setEnabled(not self.bar.missing())

    # acting -----------------------------------------------------------------------------------------------

    def _leave(self) -> None:
        shown = self.shown
        if shown is not None:
            self._later = [key for key in self._later if key != shown.id] + [shown.id]
            self._take(self.queue)

    def _about(self) -> tuple[str, str]:
        shown = self.shown
        return (shown.id, " · ".join((shown.case_ref, shown.ref or about_words(shown.kind)))) if shown else ("", "")

    def _ask(self) -> None:
        if self.shown is not None:
            self.ask_asked.emit(self.shown.named.conflict.case_id, self.shown.ref)

    def _settle(self) -> None:
        shown = self.shown
        if shown is not None and not self.bar.missing():
            self.settle.setEnabled(False)
            self.desk.write(self._verb(shown), kept=self.typed)

    def _verb(self, shown: QueuedConflict) -> Verb:
        keep, reason = self.bar.keep.value(), self.bar.reason.text().strip()
        reason = reason or t("Both texts kept")
        if self.bar.both.isChecked():
            return lambda ctx, _: keep_both(ctx, shown.id, reason)
        if keep == OTHER:
            answer, text = self.bar.answer.value(), self.bar.text.toPlainText()
            if shown.is_judgement:
                return lambda ctx, _: settle_with_answer(ctx, shown, answer, reason)  # type: ignore[arg-type]
            return lambda ctx, _: settle_with_text(ctx, shown, text, reason)
        if keep == "base":
            return lambda ctx, _: settle_with_base(ctx, shown, reason)
        return lambda ctx, _: resolve(ctx, shown.id, keep, reason)


class KeepBar(QWidget):
    """Keep base, mine, theirs or another; the reason; and, for notes, both texts. Keys only while it has the focus."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._conflict: QueuedConflict | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.space(20), theme.space(10), theme.space(20), theme.space(10))
        column.setSpacing(theme.space(8))
        row = QHBoxLayout()
        row.setSpacing(theme.space(16))
        row.addWidget(PlainLabel(theme, t("Keep"), "section", wrap=False))
        self.keep = AnswerGroup(theme, t("Keep"), (), large=True)
        self.keep.chosen.connect(self._on_choice)
        row.addWidget(self.keep, 1)
        column.addLayout(row)
        self.answer = AnswerGroup(theme, t("The answer instead"), (
            Choice("yes", t("Yes")), Choice("no", t("No")), Choice("na", t("Not applicable")),
        ))  # fmt: skip
        self.answer.chosen.connect(lambda _: self.changed.emit())
        self.text = TextInput(theme, t("The words instead"), lines=3)
        self.text.textChanged.connect(self.changed)
        column.addWidget(self.answer)
        column.addWidget(self.text)
        low = QHBoxLayout()
        low.setSpacing(theme.space(12))
        self._reason_label = PlainLabel(theme, t("Reason"), "control-bold", wrap=False)
        self.reason = LineInput(theme, t("Reason"), t("Why this version stands; it stays in the history"))
        self.reason.textChanged.connect(self.changed)
        self.both = Tick(theme, t("Keep both texts"), "control")
        self.both.toggled.connect(self._on_both)
        for part, share in ((self._reason_label, 0), (self.reason, 1), (self.both, 0)):
            low.addWidget(part, share)
        column.addLayout(low)

    def show_conflict(self, conflict: QueuedConflict, titles: list[str]) -> bool:
        """Offer the versions of a conflict; False where it is the one already there."""
        same = self._conflict is not None and self._conflict.id == conflict.id
        self._conflict = conflict
        if same:
            return False
        letters = letters_of(conflict)
        choices = [Choice(code, title, str(place)) for place, (code, title) in enumerate(
            zip(("base", *letters), titles, strict=True), 1)]  # fmt: skip
        if conflict.is_judgement or conflict.is_text:
            choices.append(Choice(OTHER, t("Write another"), "E"))
        self.keep.set_choices(choices)
        for button in self.keep.buttons:
            button.installEventFilter(self)
        self.answer.set_value("")
        with QSignalBlocker(self.text), QSignalBlocker(self.reason):  # nobody types this
            self.text.setPlainText(words_of(conflict.named.sides[0].side.value) if conflict.is_text else "")
            self.reason.clear()
        self.both.setChecked(False)
        self.both.setVisible(conflict.can_keep_both)
        self._on_choice("")
        return True

    def _on_choice(self, code: str) -> None:
        shown = self._conflict
        if code:
            self.both.setChecked(False)
        judged = shown is not None and shown.is_judgement
        self.answer.setVisible(code == OTHER and judged)
        self.text.setVisible(code == OTHER and not judged)
        self.changed.emit()

    def _on_both(self, on: bool) -> None:
        if on and self.keep.value():
            self.keep.set_value("")
            self._on_choice("")
        self.changed.emit()

    def missing(self) -> str:
        """What is still needed before this conflict can be settled, "" when nothing is."""
        keep = self.keep.value()
        if not keep and not self.both.isChecked():
            return t("Choose what to keep")
        if keep == OTHER:
            judged = self._conflict is not None and self._conflict.is_judgement
            if judged and not self.answer.value():
                return t("Choose the answer")
            if not judged and not self.text.toPlainText().strip():
                return t("Write the words")
        if not self.both.isChecked() and not self.reason.text().strip():
            return t("A reason is needed")
        return ""

    def focus_choice(self) -> None:
        """To the Keep group."""
        if self.isVisible():
            self.keep.focus_answer()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            wanted = event.text().upper()
            for button in self.keep.buttons:
                if wanted and button.choice.keys == wanted:
                    self.keep.choose(button.choice.code)
                    button.setFocus(Qt.FocusReason.ShortcutFocusReason)
                    return True
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("surface"))
        tone = "control" if self._theme.is_dark else "bar"
        painter.fillRect(0, 0, self.width(), 2, self._theme.colour(tone))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
