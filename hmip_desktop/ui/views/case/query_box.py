"""What the lead inspector asked and noted about a question, at the question: threads with a reply box, dated notes.

A reply changes no answer, so it is written in a signed-off case too.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.domain.values import read_moment
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.case_talk import DRAFT, Noted, Talk, Thread
from hmip_desktop.ui.draft_keeper import DraftKeeper
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.case.thread import ThreadView, WordsBox
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.frames import Card
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.tags import Glyph, StatusTag
from hmip_desktop.ui.words import month_words


class QueryBox(QWidget):
    """Nothing while nothing was asked or noted. ``look`` is told which questions the page shows."""

    def __init__(self, theme: Theme, desk: CaseDesk, drafts: DraftKeeper | None = None) -> None:
        super().__init__()
        self.theme, self.desk, self.drafts = theme, desk, drafts
        self._seen: object = None
        self.cards: dict[str, ThreadCard] = {}
        self.notes: list[NoteCard] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.space(10))
        self.hide()

    def look(self, refs: Sequence[str]) -> None:
        """Show what concerns these questions; the store is asked only when something about them changed."""
        record = self.desk.record
        asked = {i: held.heads for i, held in record.queries.items() if held.value.ref in refs}
        stamps = [record.answers[ref].heads if ref in record.answers else () for ref in refs]
        state = (tuple(refs), asked, stamps, self.desk.is_locked)
        if state == self._seen:
            return
        self._seen = state
        talk = self.desk.book.talk
        self.desk.jobs.run(
            lambda _: (talk.read(refs), talk.leads()), parent=self, on_success=lambda made: self._show(*made)
        )

    def _show(self, talk: Talk, leads: bool) -> None:
        now = self.desk.book.now()
        for note in self.notes:
            note.hide()
            note.deleteLater()
        self.notes = [NoteCard(self, noted) for noted in talk.notes]
        for place, card in enumerate(self.notes):
            self._column.insertWidget(place, card)
        for query_id in self.cards.keys() - {thread.query_id for thread in talk.threads}:
            self.cards[query_id].deleteLater()
            del self.cards[query_id]
        for thread in talk.threads:
            if thread.query_id not in self.cards:
                self.cards[thread.query_id] = made = ThreadCard(self, thread)
                self._column.addWidget(made)
            self.cards[thread.query_id].show_thread(thread, leads)
            self.cards[thread.query_id].view.show_turns(thread.turns, now)
        self.setVisible(bool(self.notes or self.cards))

    def focus_first(self) -> bool:
        """The focus to the first box that waits for a reply; False when none does."""
        for card in self.cards.values():
            if card.box.isVisible():
                card.box.field.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return False


class ThreadCard(Card):
    """One query: its steps, and the next one of whoever reads it."""

    def __init__(self, owner: QueryBox, thread: Thread) -> None:
        super().__init__(owner.theme, padding=14, gap=8)
        theme = self._theme = owner.theme
        self._owner, self.query_id, self._leads = owner, thread.query_id, False
        top = QHBoxLayout()
        top.setSpacing(theme.space(8))
        self.heading = Heading(theme, "", 2, wrap=False)
        self.tag = StatusTag(theme, "", "warning")
        top.addWidget(self.heading)
        top.addWidget(self.tag)
        top.addStretch(1)
        self.body.addLayout(top)
        self.view = ThreadView(theme)
        self.body.addWidget(self.view)
        self.box = WordsBox(theme, t("Your reply"), t("Reply"), "reply")
        self.box.given.connect(self._give)
        self.box.typed.connect(self._keep)
        self.close_button = Button(theme, t("Close the query"), "check")
        self.close_button.clicked.connect(self._close)
        self.box.row.addWidget(self.close_button)
        self.body.addWidget(self.box)
        self.box.show_words(thread.draft)

    def show_thread(self, thread: Thread, leads: bool) -> None:
        """Show where the query stands; what is being typed stays."""
        self._leads = leads
        self.heading.setText(t("Query on {ref}", ref=thread.ref))
        words, kind = {
            "open": (t("Waits for a reply"), "warning"), "answered": (t("Replied"), "info"),
            "closed": (t("Closed"), "grey"),
        }[thread.state]  # fmt: skip
        self.tag.show_tag(words, kind)
        self.box.setVisible(leads or thread.state != "closed")
        name = t("A further question") if leads else t("Your reply")
        if not leads and thread.state == "answered":
            name = t("Add to your reply")
        self.box.field.setAccessibleName(name)
        self.box.field.setPlaceholderText(name)
        self.box.button.setText(t("Ask") if leads else t("Reply"))
        self.close_button.setVisible(leads and thread.state != "closed")
        self.close_button.setEnabled(thread.state == "answered" or bool(self.box.words()))

    def _key(self) -> str:
        return f"{DRAFT}/{self.query_id}"

    def _keep(self, words: str) -> None:
        self.close_button.setEnabled(self.tag.text() == t("Replied") or bool(words.strip()))
        if self._owner.drafts is not None:
            self._owner.drafts.typed(self._key(), words)

    def _give(self, words: str) -> None:
        query_id = self.query_id
        if self._leads:
            self._do(t("Asked again"), lambda book: book.talk.ask_further(query_id, words))
        else:
            self._do(t("Replied"), lambda book: book.talk.answer(query_id, words))

    def _close(self) -> None:
        query_id, words = self.query_id, self.box.words()
        self._do(t("Query closed"), lambda book: book.talk.close(query_id, words))

    def _do(self, words: str, verb: object) -> None:
        self._owner.desk.act(words, verb, lambda _: self._done())  # type: ignore[arg-type]  # a verb of the book

    def _done(self) -> None:
        self.box.show_words("")
        if self._owner.drafts is not None:
            self._owner.drafts.settled(self._key())


class NoteCard(Card):
    """A note to the guidance with its date, and what to do about an answer that is older."""

    def __init__(self, owner: QueryBox, noted: Noted) -> None:
        super().__init__(owner.theme, padding=14, gap=6, ground="surface_alt")
        theme, note = owner.theme, noted.note
        top = QHBoxLayout()
        top.setSpacing(theme.space(8))
        top.addWidget(Glyph(theme, "book", "link", 17))
        at = read_moment(note.at).astimezone()
        title = t("Note to the guidance on {ref}, {day}", ref=note.ref, day=month_words(at))
        top.addWidget(Heading(theme, title, 3), 1)
        top.addWidget(PlainLabel(theme, note.name, "small", "text2", wrap=False))
        self.body.addLayout(top)
        self.body.addWidget(PlainLabel(theme, note.text, "body"))
        self.stands: Button | None = None
        if noted.answered_before:
            self._add_question(owner, note.ref)

    def _add_question(self, owner: QueryBox, ref: str) -> None:
        theme = owner.theme
        locked = owner.desk.is_locked
        words = t("Your answer to {ref} was given before this note.", ref=ref)
        if locked:
            words = f"{words} {t('Unlock the case under Evaluate only if the answer changes.')}"
        row = QHBoxLayout()
        row.setSpacing(theme.space(10))
        row.addWidget(PlainLabel(theme, words, "control-bold"), 1)
        if not locked:
            self.stands = Button(theme, t("It stands"), "check")
            self.stands.setAccessibleName(t("The answer to {ref} stands", ref=ref))
            self.stands.clicked.connect(
                lambda: owner.desk.act(t("Answer stands"), lambda book: book.talk.stands(ref))
            )  # fmt: skip
            row.addWidget(self.stands)
        self.body.addLayout(row)
