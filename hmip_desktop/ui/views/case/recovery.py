"""One dialog for words that never became a revision: which case, which question, when, what differs; and the bin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hmip_desktop.progress import Progress
from hmip_desktop.services import drafting
from hmip_desktop.services.context import Context
from hmip_desktop.services.drafting import BIN_DAYS, FORM, BinnedWords, Draft, LeftOver
from hmip_desktop.ui.differences import compare, runs_of, spoken_of
from hmip_desktop.ui.jobs import JobRunner
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.buttons import Button, LinkButton
from hmip_desktop.ui.widgets.chips import FlowLayout
from hmip_desktop.ui.widgets.dialog import Sheet
from hmip_desktop.ui.widgets.frames import Card, PageColumn
from hmip_desktop.ui.widgets.labels import PlainLabel, RunsLabel
from hmip_desktop.ui.widgets.tags import StatusTag
from hmip_desktop.ui.words import day_words, moment_words


def kind_words(kind: str) -> str:
    """What left-over words were going to be."""
    return {
        "evidence": t("Evidence"),
        "reason": t("Reason"),
        "data": t("Answer"),
        "evaluation": t("Evaluation"),
        "alert": t("Alert"),
        "note": t("Interview note"),
        "note-words": t("Interview note"),
        "query": t("Reply to a query"),
        "fact": t("Case detail"),
        "route": t("Reason for the question set"),
        "reopen": t("Reason for unlocking"),
        "practice": t("Effective practice"),
        "theme": t("Theme"),
        "advice": t("Advice"),
        "feedback": t("Why no feedback was given"),
        "told": t("Who was told"),
        "declaration": t("Declaration"),
    }.get(kind, t("Text"))


class WordsCard(Card):
    """Left-over words with what differs from what is saved. ``act`` carries what the person chose for them."""

    act = Signal(str)

    def __init__(
        self, theme: Theme, left: LeftOver, when: str, acts: Sequence[tuple[str, str, str]], note: str = ""
    ) -> None:
        super().__init__(theme, padding=12, gap=4)
        self.left = left
        kind = "" if left.draft.kind == FORM else kind_words(left.draft.kind)  # a form says itself what it is
        about = " · ".join(part for part in (left.case_ref, left.ref, kind) if part)
        top = QHBoxLayout()
        top.setSpacing(theme.space(8))
        top.addWidget(PlainLabel(theme, about, "control-bold", wrap=False))
        top.addWidget(PlainLabel(theme, when, "control", "text2", wrap=False), 1)
        if left.changed:
            top.addWidget(StatusTag(theme, t("Changed elsewhere since"), "warning"))
        self.body.addLayout(top)
        pieces = compare(left.before, left.after)
        words = RunsLabel(theme, runs_of(pieces), "body")
        words.setAccessibleName(spoken_of(pieces, t("added"), t("taken out")))
        self.body.addWidget(words)
        if note:
            self.body.addWidget(PlainLabel(theme, note, "small", "text2"))
        row = QWidget()
        links = FlowLayout(theme.space(16))
        row.setLayout(links)
        for code, icon, label in acts:
            link = LinkButton(theme, label, icon)
            link.setAccessibleName(f"{label}, {about}")
            link.clicked.connect(lambda _=False, code=code: self.act.emit(code))
            links.addWidget(link)
        self.body.addWidget(row)


class RecoverySheet(Sheet):
    """Every left-over text of every case, or the bin. Closing it decides nothing: it is offered again.

    ``acted`` carries a code ("save", "go-on", "bin", "back") and what it is about; ``all_asked`` comes for "Keep all".
    """

    acted = Signal(str, object)
    all_asked = Signal()
    bin_asked = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None, now: datetime) -> None:
        super().__init__(theme, parent, *_about_left_over(), width=720)
        self._now, self._in_bin = now, False
        self.column = PageColumn(theme, t("Words that were not finished"), widest=760, margin=0)
        self.column.setMinimumHeight(theme.size(320))
        self.column.body.addStretch(1)
        self.body.addWidget(self.column, 1)
        self.turn = LinkButton(theme, "", "trash")
        self.turn.clicked.connect(lambda: self.bin_asked.emit(not self._in_bin))
        self.buttons.insertWidget(0, self.turn)
        self.later = self.add_cancel(t("Later"))
        self.keep_all = Button(theme, t("Keep all as typed"), filled=True)
        self.keep_all.clicked.connect(self.all_asked)
        self.buttons.addWidget(self.keep_all)
        self.cards: list[WordsCard] = []

    def show_left_over(self, found: Sequence[LeftOver], in_bin: int) -> None:
        """Show what is left over, with the number of texts in the bin."""
        self._in_bin = False
        cards = []
        for left in found:
            acts = [("save", "check", t("Keep as typed"))] if left.can_save else []
            acts += [("go-on", "pencil", t("Go on writing")), ("bin", "trash", t("Put in the bin"))]
            note = t("They stand in their form again when you open it.") if left.draft.kind == FORM else ""
            card = WordsCard(self.theme, left, moment_words(left.draft.at, self._now), acts, note)
            card.act.connect(lambda code, left=left: self.acted.emit(code, left))
            cards.append(card)
        self._show(cards, t("Nothing is left over."))
        self.turn.say(t("Look in the bin ({count})", count=in_bin), "trash")
        self.keep_all.setVisible(any(left.can_save for left in found))
        (self.keep_all if any(left.can_save for left in found) else self.later).setFocus()

    def show_bin(self, found: Sequence[BinnedWords]) -> None:
        """Show what was let go."""
        self._in_bin = True
        cards = []
        for held in found:
            note = t("Kept until {day}", day=day_words(held.kept_until))
            acts = [("back", "undo", t("Take out of the bin"))]
            card = WordsCard(self.theme, held.left, moment_words(held.binned_at, self._now), acts, note)
            card.act.connect(lambda code, held=held: self.acted.emit(code, held))
            cards.append(card)
        self._show(cards, t("The bin is empty. What is put in stays for {days} days.", days=BIN_DAYS))
        self.turn.say(t("Back to what is left over"), "left")
        self.keep_all.hide()

    def _show(self, cards: list[WordsCard], empty: str) -> None:
        title, sentence = _about_bin() if self._in_bin else _about_left_over()
        self.heading.setText(title)
        self.about.setText(sentence)
        self.setAccessibleName(title)
        self.later.setText(t("Close") if self._in_bin or not cards else t("Later"))
        body = self.column.body
        while (item := body.takeAt(0)) is not None:
            if item.widget() is not None:
                item.widget().hide()
                item.widget().deleteLater()
        self.cards = cards
        for card in cards:
            body.addWidget(card)
        if not cards:
            body.addWidget(PlainLabel(self.theme, empty, "control", "text2"))
        body.addStretch(1)


def _about_left_over() -> tuple[str, str]:
    return t("Words that were not finished"), t(
        "They were typed and never saved, perhaps because the program ended early. Nothing is lost: say what becomes "
        "of each. Underlined words were added, struck words were taken out."
    )


def _about_bin() -> tuple[str, str]:
    return t("The bin"), t("Words that you let go. You can take them out again for {days} days.", days=BIN_DAYS)


class RecoveryDesk(QObject):
    """Looks for left-over words after unlocking and carries out what becomes of them.

    ``go_on_asked`` carries a draft to be gone on with in its own place; ``failed`` an error; ``saved`` comes after
    something became a revision.
    """

    go_on_asked = Signal(object)
    failed = Signal(object)
    saved = Signal()

    def __init__(self, theme: Theme, window: QWidget, jobs: JobRunner, ctx: Context) -> None:
        super().__init__(window)
        self._theme, self._window, self._jobs, self._ctx = theme, window, jobs, ctx
        self.sheet: RecoverySheet | None = None
        self._left: tuple[LeftOver, ...] = ()

    def show(self) -> None:
        """Open the dialog whether or not there is something."""
        self.look(always=True)

    def close(self) -> None:
        """The store is about to close: what is left over is offered next time."""
        if self.sheet is not None:
            self.sheet.reject()

    def look(self, *, always: bool = False, in_bin: bool = False) -> None:
        """Open the dialog when there is something, or ``always``."""
        ctx = self._ctx

        def read(_: object) -> tuple[tuple[LeftOver, ...], tuple[BinnedWords, ...]]:
            return drafting.recovered(ctx), drafting.look_in_bin(ctx)

        def show(found: tuple[tuple[LeftOver, ...], tuple[BinnedWords, ...]]) -> None:
            self._left = found[0]
            if self._left or always or self.sheet is not None:
                self._show(*found, in_bin=in_bin)

        self._jobs.run(read, parent=self, on_success=show, on_error=self.failed.emit, writes=True)

    def _show(self, left: tuple[LeftOver, ...], binned: tuple[BinnedWords, ...], *, in_bin: bool) -> None:
        if self.sheet is None:
            self.sheet = RecoverySheet(self._theme, self._window, self._ctx.now())
            self.sheet.acted.connect(self._act)
            self.sheet.all_asked.connect(self._keep_all)
            self.sheet.bin_asked.connect(lambda wanted: self.look(always=True, in_bin=wanted))
            self.sheet.finished.connect(self._put_away)
            self.sheet.open()
        if in_bin:
            self.sheet.show_bin(binned)
        else:
            self.sheet.show_left_over(left, len(binned))

    def _put_away(self) -> None:
        if self.sheet is not None:
            self.sheet.deleteLater()
            self.sheet = None

    def _act(self, code: str, about: LeftOver | BinnedWords) -> None:
        ctx = self._ctx
        if isinstance(about, BinnedWords):
            self._do(lambda _: drafting.bring_back(ctx, about.number))
        elif code == "go-on":
            self._close()
            self.go_on_asked.emit(about.draft)
        elif code == "bin":
            self._do(lambda _: drafting.let_go(ctx, about.draft.subject))
        else:
            self._do(lambda _: drafting.save_draft(ctx, about.draft))

    def _keep_all(self) -> None:
        ctx, drafts = self._ctx, [left.draft for left in self._left if left.can_save]

        def save(_: object) -> list[Draft]:
            for draft in drafts:
                drafting.save_draft(ctx, draft)
            return drafts

        self._do(save)

    def _do(self, work: Callable[[Progress], object]) -> None:
        def done(_: object) -> None:
            self.saved.emit()
            self._look_on()

        self._jobs.run(work, parent=self, on_success=done, on_error=self.failed.emit, writes=True)

    def _look_on(self) -> None:
        """Show what is still there; the dialog goes with the last of it."""
        ctx = self._ctx

        def show(left: tuple[LeftOver, ...]) -> None:
            if left:
                self.look()
            else:
                self._close()

        self._jobs.run(lambda _: drafting.recovered(ctx), parent=self, on_success=show, writes=True)

    def _close(self) -> None:
        if self.sheet is not None:
            self.sheet.accept()
