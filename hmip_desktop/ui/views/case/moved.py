"""What a new version of the questions changed in this case: said once above the questions, kept to be read later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QWidget

from hmip_desktop.domain.moved_case import EndedAnswer, MovedCase
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.case.strips import Strip
from hmip_desktop.ui.widgets.buttons import LinkButton
from hmip_desktop.ui.widgets.dialog import Sheet
from hmip_desktop.ui.widgets.frames import Card, PageColumn
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel, Run, RunsLabel
from hmip_desktop.ui.widgets.tags import StatusTag
from hmip_desktop.ui.words import answer_words, became_words, moment_words


class MovedStrip(Strip):
    """Stands above the questions until the person says that they read it; for a signed-off case it says under which
    version it stays."""

    def __init__(self, theme: Theme, desk: CaseDesk) -> None:
        super().__init__(theme, "info", "split")
        self._desk = desk
        self.see = self.add_link(t("See what changed"))
        self.see.clicked.connect(self.open_sheet)
        self.read = self.add_link(t("I have read it"))
        self.read.clicked.connect(self._tell)
        self.sheet: ChangesSheet | None = None
        desk.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what there is to say, nothing in an inspection with one version."""
        opened = self._desk.opened
        moved = opened.moved if not opened.told else None
        self._row.setVisible(moved is not None)
        self.see.setVisible(moved is not None and moved.changes_anything)
        if moved is not None:
            lead = t("The questions changed from version {before} to {now}.", before=moved.before, now=moved.now)
            self.say([Run(f"{lead} ", bold=True), Run(" ".join(part for part in (moved.why, summary(moved)) if part))])
        elif opened.finished_under:
            lead = t("Signed off under version {version} of the questions.", version=opened.finished_under)
            rest = t("It stays as it was. If it is reopened, it moves over to the version in use.")
            if opened.beyond:
                refs = ", ".join(opened.beyond)
                rest += " " + t("Answered elsewhere under the version in use, and kept until then: {refs}.", refs=refs)
            self.say([Run(f"{lead} ", bold=True), Run(rest)])
        else:
            self.hide()

    def open_sheet(self) -> None:
        """All that changed, item by item."""
        moved = self._desk.opened.moved
        if moved is not None:
            self.sheet = open_changes(self._theme, self.window(), moved, self._desk.book.now())

    def _tell(self) -> None:
        moved = self._desk.opened.moved
        if moved is not None:
            self._desk.act(t("Read"), lambda book: book.talk.tell(moved))


class MovedCard(Card):
    """Among the case details: what was said to questions of an earlier version, one link away for good."""

    def __init__(self, theme: Theme, desk: CaseDesk) -> None:
        super().__init__(theme, gap=6)
        self._theme, self._desk = theme, desk
        self.title, self.words = Heading(theme, "", 2), PlainLabel(theme, "", "control", "text2")
        self.body.addWidget(self.title)
        self.body.addWidget(self.words)
        row = QHBoxLayout()
        self.see = LinkButton(theme, t("See what changed"), "history")
        self.see.clicked.connect(self._open)
        row.addWidget(self.see)
        row.addStretch(1)
        self.body.addLayout(row)
        self.sheet: ChangesSheet | None = None
        self.refresh()

    def refresh(self) -> None:
        """Show the card as the case stands."""
        moved = self._desk.opened.moved
        self.setVisible(moved is not None and moved.changes_anything)
        if moved is not None:
            self.title.setText(t("From version {before} of the questions", before=moved.before))
            self.words.setText(summary(moved))

    def _open(self) -> None:
        moved = self._desk.opened.moved
        if moved is not None:
            self.sheet = open_changes(self._theme, self.window(), moved, self._desk.book.now())


def summary(moved: MovedCase) -> str:
    """In numbers: what stands, what is kept, what is new; what is none is not said."""
    if not moved.changes_anything:
        return t("Nothing changes in this case.")
    stands, ended, new = moved.stands, len(moved.ended), len(moved.opened)
    parts = (
        (stands, t("1 answer stands.") if stands == 1 else t("{count} answers stand.", count=stands)),
        (ended, t("1 is kept and asked no more.") if ended == 1
         else t("{count} are kept and asked no more.", count=ended)),
        (new, t("1 question is new.") if new == 1 else t("{count} questions are new.", count=new)),
    )  # fmt: skip
    return " ".join(words for count, words in parts if count)


def open_changes(theme: Theme, parent: QWidget, moved: MovedCase, now: datetime) -> ChangesSheet:
    """The sheet over a window; it goes when it is closed."""
    sheet = ChangesSheet(theme, parent, moved, now)
    sheet.finished.connect(sheet.deleteLater)
    sheet.open()
    return sheet


class ChangesSheet(Sheet):
    """Kept and asked no more, worded anew, new: each with its words."""

    help_page = "new-version"

    def __init__(self, theme: Theme, parent: QWidget | None, moved: MovedCase, now: datetime) -> None:
        title = t("From version {before} to {now}", before=moved.before, now=moved.now)
        super().__init__(theme, parent, title, moved.why, width=680)
        column = PageColumn(theme, title, widest=760, margin=0)
        column.setMinimumHeight(theme.size(230))
        self._column = column
        self._section(t("Kept, and asked no more"), [_ended_card(theme, one, now) for one in moved.ended])
        self._section(t("Worded anew; the answer stands"), [_reworded_card(theme, *one) for one in moved.reworded])
        self._section(t("New, to be answered"), [_new_card(theme, *one) for one in moved.opened])
        column.body.addStretch(1)
        self.body.addWidget(column, 1)
        self.add_cancel(t("Close"))

    def _section(self, title: str, cards: Sequence[Card]) -> None:
        if cards:
            self._column.body.addWidget(Heading(self.theme, t("{title} ({count})", title=title, count=len(cards)), 2))
        for card in cards:
            self._column.body.addWidget(card)


def _ended_card(theme: Theme, one: EndedAnswer, now: datetime) -> Card:
    card = Card(theme, padding=12, gap=4)
    top = QHBoxLayout()
    top.setSpacing(theme.space(8))
    top.addWidget(PlainLabel(theme, one.ref, "control-bold", wrap=False))
    said = answer_words(one.said) if one.said in ("yes", "no", "na") else one.said
    top.addWidget(PlainLabel(theme, said, "control", wrap=False), 1)
    top.addWidget(StatusTag(theme, became_words(one.became), "grey"))
    card.body.addLayout(top)
    card.body.addWidget(PlainLabel(theme, one.text, "body"))
    lines = [(t("Asked now:"), f"{ref} {text}") for ref, text in one.into]
    lines += [(t("Why:"), one.why)] if one.why else []
    lines += [(t("Your reason:"), one.reason)] if one.reason else []
    lines += [(t("Evidence:"), note) for note in one.notes]
    for lead, text in lines:
        card.body.addWidget(RunsLabel(theme, (Run(f"{lead} ", bold=True), Run(text)), "control"))
    under = t("Version {version}", version=one.version)
    who = " · ".join(part for part in (one.name, moment_words(one.at, now) if one.at else "", under) if part)
    card.body.addWidget(PlainLabel(theme, who, "small", "text2"))
    return card


def _reworded_card(theme: Theme, ref: str, old: str, new: str) -> Card:
    card = Card(theme, padding=12, gap=4)
    card.body.addWidget(PlainLabel(theme, f"{ref} {new}", "body"))
    card.body.addWidget(PlainLabel(theme, t("Before: {words}", words=old), "control", "text2"))
    return card


def _new_card(theme: Theme, ref: str, text: str) -> Card:
    card = Card(theme, padding=12, gap=4)
    card.body.addWidget(PlainLabel(theme, f"{ref} {text}", "body"))
    return card
