"""Where a note of evidence is written: source, date, supports or gap, what it bears on, words."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from hmip_desktop.domain.assessment import Evidence, EvidenceLink
from hmip_desktop.domain.pasted import Pasted, read_pasted
from hmip_desktop.ui.draft_keeper import IDLE_MS
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.case.further_links import FurtherLinks, Target
from hmip_desktop.ui.views.case.narrative_language import NarrativeLanguage
from hmip_desktop.ui.views.case.note_input import NoteInput
from hmip_desktop.ui.views.case.people_strip import PeopleStrip
from hmip_desktop.ui.views.case.stance import stance_choices
from hmip_desktop.ui.views.case.strips import LateStrip, PastedStrip
from hmip_desktop.ui.widgets.answers import AnswerGroup
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.frames import Card
from hmip_desktop.ui.widgets.grid import FieldGrid
from hmip_desktop.ui.widgets.inputs import DateInput, PickList
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.words import SOURCES, source_words

ELSEWHERE = "-"
"""Chosen for a note that is not for this question any more, but for others."""


class EvidenceComposer(Card):
    """Open for one note at a time, new or changed in place.

    ``saved`` carries the evidence, its id, and why it is kept although it is late (None: nothing to say about that);
    it comes when the note is kept, when the focus leaves the composer, and after ``IDLE_MS`` without a key.
    ``drafted`` comes at every change with what gives all of the composer, for whoever keeps drafts; ``closed`` when it goes.
    """

    saved = Signal(object, str, object)
    drafted = Signal(object)
    withdrawn = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme, now: Callable[[], datetime], judged_up_to: str = "") -> None:
        super().__init__(theme, padding=12, gap=8)
        self.evidence_id = ""
        self.heads: tuple[str, ...] | None = ()  # on screen when the typing began; None after an own save
        self._now, self._page = now, ""
        self._kept, self._kept_late = Evidence("", "other"), ""
        self._before: tuple[str, str] = ("", "")
        self._filling = False
        self._add_fields(theme)
        self.text = NoteInput(theme, t("Evidence"), t("What you saw, and where. No names."), lines=3)
        self.body.addWidget(self.text)
        self.pasted, self.people = PastedStrip(theme), PeopleStrip(theme, self.text)
        self.late = LateStrip(theme, judged_up_to)
        self.further = FurtherLinks(theme)
        for part in (self.pasted, self.people, self.late, self.further):
            self.body.addWidget(part)
        self._problem = PlainLabel(theme, "", "small", "err")
        self._problem.hide()
        self.body.addWidget(self._problem)
        self.body.addLayout(self._buttons(theme))
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self.commit)
        self._connect()
        self.hide()

    def _add_fields(self, theme: Theme) -> None:
        self._source = PickList(theme, t("Source"), [(code, source_words(code)) for code in SOURCES])
        self._date = DateInput(theme, t("Date of the entry"))
        self._stance = AnswerGroup(theme, t("This note"), stance_choices())
        self._about = PickList(theme, t("Bears on"))
        self._language = NarrativeLanguage(theme)
        grid = FieldGrid(theme, 4, 150)
        for field in (self._source, self._date, self._stance, self._about, self._language):
            grid.add(field)
        self.body.addWidget(grid)

    def _buttons(self, theme: Theme) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.space(8))
        self._delete = Button(theme, t("Delete note"), "trash", small=False)
        self._delete.clicked.connect(self._withdraw)
        keep = Button(theme, t("Keep note"), "check")
        keep.clicked.connect(self.keep)
        leave = Button(theme, t("Close"))
        leave.clicked.connect(self.leave)
        row.addWidget(self._delete)
        row.addStretch(1)
        row.addWidget(leave)
        row.addWidget(keep)
        return row

    def _connect(self) -> None:
        self.text.textChanged.connect(self._on_text)
        self.text.pasted.connect(self._on_pasted)
        self._date.textChanged.connect(self._on_changed)
        self._source.picked.connect(self._on_changed)
        self._about.picked.connect(self._on_changed)
        self._language.picked.connect(self._on_changed)
        self._stance.chosen.connect(self._on_stance)
        self.further.changed.connect(self._on_changed)
        self.late.changed.connect(self._on_changed)
        self.pasted.taken_back.connect(self._take_back)
        self.pasted.dated.connect(self._date.set_value)

    # opening ----------------------------------------------------------------------------------------------

    def compose(
        self, targets: Sequence[Target], others: Sequence[Target], evidence_id: str, note: Evidence | None = None,
        late_reason: str = "", heads: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        """Open for a new note, or for ``note`` with this id. ``targets`` are on this page, ``others`` on the rest."""
        self._filling = True
        self.evidence_id, self.heads = evidence_id, heads
        self._kept = note or Evidence("", "ndelius")
        self._kept_late = late_reason
        self._page = targets[0].ref
        here = [target.ref for target in targets]
        link = next((link for link in self._kept.links if link.ref in here), None)
        self._about.offer([*((target.ref, target.words) for target in targets), (ELSEWHERE, t("Not this question"))])
        self._fill(self._kept, link, targets[0].ref)
        self.further.offer(others, [held for held in self._kept.links if held is not link])
        self.late.reason.setText(late_reason)
        self._delete.setVisible(note is not None)
        self.pasted.hide()
        self.people.begin()
        self._say("")
        self.show()
        self._filling = False
        self._show_late()
        QApplication.instance().focusChanged.connect(self._on_focus)
        self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _fill(self, note: Evidence, link: EvidenceLink | None, first: str) -> None:
        elsewhere = ELSEWHERE if note.links else first
        self._language.show_note(note)
        self._about.set_value(link.ref if link else elsewhere)
        self._source.set_value(note.source)
        self._date.setText(_as_typed(note.dated_on))
        self._stance.set_value(link.stance if link else note.links[0].stance if note.links else "supports")
        self.further.use_stance(self._stance.value())
        self.text.setPlainText(note.text)

    def draft(self) -> str:
        """Everything in the composer as text; ``note`` is there while it could be kept as it is."""
        made = self.made()
        held = {
            "page": self._page,
            "about": self._about.value() if self._about.value() != ELSEWHERE else self._page,
            "source": self._source.value(),
            "dated": self._date.text(),
            "stance": self._stance.value(),
            "language": self._language.value(),
            "links": [[link.ref, link.stance] for link in self.further.links()],
            "late": self.late.words(),
            "text": self.text.toPlainText(),
            "note": msgspec.to_builtins(made) if made is not None else None,
        }
        return json.dumps(held)

    def _draft_of(self, evidence_id: str) -> str | None:
        """The draft of a note while it is still the one that is written here."""
        return self.draft() if evidence_id == self.evidence_id and not self.isHidden() else None

    def restore(self, draft: str) -> None:
        """Put back what was typed before a crash."""
        held = json.loads(draft)
        self._source.set_value(str(held.get("source", "")))
        self._stance.set_value(str(held.get("stance", "")))
        self._about.set_value(str(held.get("about", "")))
        self._language.set_value(str(held.get("language", "en")))
        links = [EvidenceLink(str(ref), stance) for ref, stance in held.get("links", ())]
        self.further.offer(self.further.targets, links)
        self.late.reason.setText(str(held.get("late", "")))
        self._date.setText(str(held.get("dated", "")))
        self.text.setPlainText(str(held.get("text", "")))

    # while it is written ----------------------------------------------------------------------------------

    def _on_changed(self, *_: object) -> None:
        """Something is not as it was: a draft of it is kept, and in twenty seconds a revision."""
        if not self._filling and self.isVisible():
            self._show_late()
            self._on_text()

    def _on_text(self) -> None:
        """A key in the words: as little as can be done about it."""
        if not self._filling and not self.isHidden():
            self._idle.start()
            self.drafted.emit(partial(self._draft_of, self.evidence_id))

    def _on_stance(self, stance: str) -> None:
        self.further.use_stance(stance)
        self._on_changed()

    def _on_pasted(self, words: str) -> None:
        """Set the source and the date that pasted words name, and say so."""
        found = read_pasted(words, self._now().astimezone().date())
        self._before = (self._source.value(), self._date.text())
        source = found.source if found.source != self._source.value() else ""
        if found.source:
            self._source.set_value(found.source)
        day = found.dated_on if not self._date.text().strip() else None
        if day is not None:
            self._date.set_value(day)
        self._tell_pasted(found, day is not None, bool(source))
        self.people.look()
        self._on_changed()

    def _tell_pasted(self, found: Pasted, dated: bool, sourced: bool) -> None:
        others = [day for day in found.dates if day != self._date.value()]
        if dated or sourced or others:
            self.pasted.tell(found.source, found.dated_on if dated else None, others)

    def _take_back(self) -> None:
        source, dated = self._before
        self._source.set_value(source)
        self._date.setText(dated)
        self.pasted.hide()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_changed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.pasted.isVisible():
            self._take_back()
            return
        super().keyPressEvent(event)

    def _dated_on(self) -> str:
        day = self._date.value()
        return day.isoformat() if day else ""

    def _is_late(self) -> bool:
        return self.late.is_late(self._dated_on(), self._source.value())

    def _show_late(self) -> None:
        self.late.setVisible(self._is_late())

    def _say(self, words: str) -> None:
        self._problem.setText(words)
        self._problem.setVisible(bool(words))

    # saving -----------------------------------------------------------------------------------------------

    def made(self) -> Evidence | None:
        """The note as it would be kept, None while something is missing or wrong."""
        words = self.text.toPlainText().strip()
        ref = self._about.value()
        links: list[EvidenceLink] = list(self.further.links(ref))
        if ref not in ("", ELSEWHERE):
            links.insert(0, EvidenceLink(ref, "gap" if self._stance.value() == "gap" else "supports"))
        if not words or not links or self._date.is_wrong():
            return None
        kept = self._kept
        return Evidence(
            words, self._source.value() or "other", self._dated_on(), tuple(links),  # type: ignore[arg-type]
            kept.note, self._language.narrative(), self._language.is_flagged(),
        )  # fmt: skip

    def _missing(self) -> str:
        """Why the note cannot be kept."""
        if not self.text.toPlainText().strip():
            return t("Write something first, or close without keeping.")
        if self._date.is_wrong():
            return t("The date is not a date. Write it as 12/5/2025, or leave it empty.")
        return t("Say which question the note is for.")

    def commit(self) -> bool:
        """Make a revision of what is written and go on; nothing while it is unchanged or incomplete."""
        self._idle.stop()
        made = self.made() if self.isVisible() else None
        if made is None:
            return False
        late = self.late.words() if self._is_late() else ""
        if made == self._kept and late == self._kept_late:
            return False
        said = late if late != self._kept_late else None
        self._kept, self._kept_late = made, late
        self.saved.emit(made, self.evidence_id, said)
        self._delete.show()
        self.heads = None
        return True

    def note_saved(self, note: Evidence, heads: tuple[str, ...]) -> None:
        """The store holds this now: from here on typing begins at these heads, if they are the composer's own."""
        if self.heads is None and note == self._kept:
            self.heads = heads

    def keep(self) -> bool:
        """Save the note and close; False while something is missing, which is said, or a late date is asked about."""
        if self.made() is None:
            self._say(self._missing())
            return False
        if self._is_late() and not self.late.words() and not self.late.reason.hasFocus():
            self.late.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            return False
        self._close()
        return True

    def leave(self) -> None:
        """Close; what can be kept is kept first, and what cannot stays open, so that nothing typed is lost."""
        if self.made() is None and self.has_words:
            self._say(self._missing())
            return
        self._close()

    @property
    def has_words(self) -> bool:
        """True while there is something that would be lost."""
        return self.isVisible() and self.text.toPlainText().strip() not in ("", self._kept.text.strip())

    def _close(self) -> None:
        self.commit()
        self._put_away()
        self.closed.emit()

    def _put_away(self) -> None:
        self._idle.stop()
        if self.isVisible() or not self.isHidden():
            QApplication.instance().focusChanged.disconnect(self._on_focus)
        self.hide()

    def _withdraw(self) -> None:
        self._put_away()
        self.withdrawn.emit(self.evidence_id)
        self.closed.emit()

    def _on_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        """The focus left the composer for another part of the window: leaving the field saves."""
        if before is None or now is None or QApplication.activePopupWidget() is not None:
            return
        if self.isAncestorOf(before) and not self.isAncestorOf(now) and now.window() is self.window():
            self.commit()


def _as_typed(stored: str) -> str:
    parts = stored.split("-")
    return "/".join(reversed(parts)) if len(parts) == 3 else ""
