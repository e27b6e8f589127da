"""The middle of the assessment: one key question with its prompts and evidence, or the data of a stage."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hmip_desktop.domain.assessment import Evidence
from hmip_desktop.domain.flow import Page
from hmip_desktop.domain.pack_parts import DataQuestion
from hmip_desktop.services.assess import late_evidence
from hmip_desktop.services.drafting import Draft
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.draft_keeper import DraftKeeper, KeptFields
from hmip_desktop.ui.editors.base import Editor
from hmip_desktop.ui.editors.registry import make_editor
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.case.evidence import EvidenceList, Late
from hmip_desktop.ui.views.case.further_links import Target
from hmip_desktop.ui.views.case.prompt_row import PromptRow
from hmip_desktop.ui.views.case.query_box import QueryBox
from hmip_desktop.ui.widgets.answers import Choice
from hmip_desktop.ui.widgets.frames import Banner, Box, Card, PageColumn
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.words import day_words


class QuestionPage(PageColumn):
    """One page of the case, kept while the case is open; ``look`` shows it as the case stands now.

    ``prompt_entered`` carries the prompt that has the focus, so that guidance can follow.
    """

    prompt_entered = Signal(str)

    def __init__(self, theme: Theme, desk: CaseDesk, page: Page, drafts: DraftKeeper | None = None) -> None:
        super().__init__(theme, t("Question"))
        self.desk, self._drafts = desk, drafts
        self.page = page
        self._seen = -1
        self._saving: dict[str, int] = {}  # notes on their way to the disk
        self._rows: list[PromptRow] = []
        self._editors: dict[str, tuple[QWidget, Editor]] = {}
        self._typed: dict[str, KeptFields] = {}
        self.caption = PlainLabel(theme, "", "control", "text2")
        self.heading = Heading(theme, "", 1)
        self.locked = Banner(theme, "info", t("Signed off."), t("Unlock it under Evaluate, with a reason."), "lock")
        self.prompts = Card(theme, gap=9)
        self._prompts_title = Heading(theme, t("Prompts"), 2)
        self.prompts.body.addWidget(self._prompts_title)
        self.data = Card(theme, gap=14)
        self.judged_up_to = PlainLabel(theme, "", "control", "text2")
        self.judged_up_to.setWordWrap(False)  # the caption beside it gives way
        self.evidence = EvidenceList(theme, desk)
        top = QHBoxLayout()
        top.addWidget(self.caption, 1)
        top.addWidget(self.judged_up_to)
        self.body.addLayout(top)
        self.queries = QueryBox(theme, desk, drafts)
        for part in (self.heading, self.locked, self.queries, self.prompts, self.data, self.evidence):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.evidence.add_asked.connect(self.add_evidence)
        self.evidence.edit_asked.connect(self.edit_evidence)
        self.evidence.composer.saved.connect(self._on_evidence)
        self.evidence.composer.drafted.connect(self._keep_draft)
        self.evidence.composer.withdrawn.connect(desk.withdraw_evidence)
        self.evidence.withdraw_asked.connect(desk.withdraw_evidence)
        self.evidence.composer.closed.connect(self._on_composer_closed)

    # what is shown ----------------------------------------------------------------------------------------

    def look(self, page: Page) -> None:
        """Show the page as the case stands; nothing is done while the case is as it was."""
        if self._seen == self.desk.version and page == self.page:
            return
        self._seen = self.desk.version
        self.page = page
        self._show(page)

    def _show(self, page: Page) -> None:
        judged = page.kind == "key_question"
        self.caption.setText(self._caption(page))
        limit = self.desk.opened.judged_up_to
        self.judged_up_to.setText(t("Judged up to {day}", day=day_words(limit)) if limit else "")
        self.judged_up_to.setVisible(bool(limit))
        self.heading.setText(self._title(page))
        self.locked.setVisible(self.desk.is_locked)
        self.queries.look(page.elements)
        self.prompts.setVisible(judged and len(page.elements) > 1)
        self.data.setVisible(not judged)
        self.evidence.setVisible(judged)
        if judged:
            self._show_prompts(page)
            self._show_evidence(page)
        else:
            self._show_data(page)

    def _caption(self, page: Page) -> str:
        pack, route = self.desk.pack, self.desk.record.route_used
        stage = pack.stage_title(page.stage) or (pack.text(page.standard, "title") if page.standard else "")
        titles = {held.id: held.title for held in pack.routes}
        parts = [stage, page.ref if page.kind == "key_question" else "", titles.get(route, "")]
        return " · ".join(part for part in parts if part)

    def _title(self, page: Page) -> str:
        if page.kind == "key_question":
            return self.desk.pack.text(page.ref)
        stage = self.desk.pack.stage_title(page.stage)
        return t("What was found: {stage}", stage=stage.lower()) if stage else t("About this case")

    def _show_prompts(self, page: Page) -> None:
        prompts = [ref for ref in page.elements if ref != page.ref]
        while len(self._rows) < len(prompts):
            row = PromptRow(self._theme)
            row.chosen.connect(self.desk.answer)
            row.entered.connect(self.prompt_entered)
            row.evidence_asked.connect(self._go_to_evidence)
            self.prompts.body.addWidget(row)
            self._rows.append(row)
        counts = self._evidence_counts()
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(prompts))
            if place < len(prompts):
                ref = prompts[place]
                row.line.setVisible(place > 0)
                row.setEnabled(not self.desk.is_locked)
                words = self.desk.pack.text(ref)
                row.show_prompt(ref, self._letter(ref), words, self._choices(ref), self.desk.given(ref) or "")
                row.show_evidence(counts.get(ref, 0))
        self._align_answers()

    def _align_answers(self) -> None:
        shown = [row for row in self._rows if not row.isHidden()]
        widest = max((row.answers.row_width() for row in shown), default=0)
        for row in shown:
            row.reserve(widest)

    def _letter(self, ref: str) -> str:
        return ref.removeprefix(self.page.ref)

    def _choices(self, ref: str) -> list[Choice]:
        pack = self.desk.pack
        choices = [
            Choice("yes", pack.text(ref, "yes") or t("Yes")),
            Choice("no", pack.text(ref, "no") or t("No")),
        ]
        if self.desk.flow.na_allowed(ref):
            choices.append(Choice("na", pack.text(ref, "na") or t("N/A")))
        return choices

    def _evidence_counts(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for held in self.desk.record.evidence.values():
            for link in held.value.links:
                counts[link.ref] = counts.get(link.ref, 0) + 1
        return counts

    def _show_evidence(self, page: Page) -> None:
        letters = {ref: t("prompt {letter}", letter=self._letter(ref)) for ref in page.elements}
        letters[page.ref] = t("judgement")
        notes = [
            (note_id, held)
            for note_id, held in self.desk.record.evidence.items()
            if any(link.ref in letters for link in held.value.links)
        ]
        notes.sort(key=lambda item: (item[1].value.dated_on, item[1].at))
        composer, record = self.evidence.composer, self.desk.record
        if composer.isVisible() and (held_now := record.evidence.get(composer.evidence_id)) is not None:
            composer.note_saved(held_now.value, held_now.heads)
        self.evidence.show_notes(notes, letters, self.desk.is_locked, self._late())

    def _late(self) -> dict[str, Late]:
        """Notes that are asked about, with the reasons given so far."""
        record, limit = self.desk.record, self.desk.opened.judged_up_to
        reasons = {note_id: held.value.reason for note_id, held in record.late_reasons.items()}
        return {note_id: Late(limit, reasons.get(note_id, "")) for note_id in late_evidence(record.evidence, limit)}

    def _show_data(self, page: Page) -> None:
        questions = {question.ref: question for question in self.desk.pack.data_questions}
        for ref, (box, _) in self._editors.items():
            box.setVisible(ref in page.elements)
        for ref in page.elements:
            if ref not in self._editors:
                self._add_editor(ref, questions[ref])
            box, editor = self._editors[ref]
            box.setEnabled(not self.desk.is_locked)
            editor.set_value(tuple(self.desk.given(ref) or ()))

    def _add_editor(self, ref: str, question: DataQuestion) -> None:
        box = Box(self._theme)
        box.body.addWidget(PlainLabel(self._theme, question.text, "body-bold"))
        if question.hint:
            box.body.addWidget(PlainLabel(self._theme, question.hint, "small", "text2"))
        editor = make_editor(self._theme, question)
        if self._drafts is not None and editor.field is not None:
            self._typed[ref] = KeptFields(
                self._drafts, lambda: f"data/{ref}", {"text": editor.field}, editor.leave, lambda: self._data_heads(ref)
            )
        editor.answered.connect(lambda chosen: self._give_data(ref, chosen))
        box.body.addWidget(editor)
        self.data.body.addWidget(box)
        self._editors[ref] = (box, editor)

    def _data_heads(self, ref: str) -> tuple[str, ...]:
        held = self.desk.record.data.get(ref)
        return held.heads if held is not None else ()

    # what is done -----------------------------------------------------------------------------------------

    def _give_data(self, ref: str, chosen: tuple[str, ...]) -> None:
        self.desk.give_data(ref, chosen, self._typed[ref].when_saved() if ref in self._typed else None)

    def element_in_focus(self) -> str:
        """The prompt that has the keyboard, "" when none has."""
        return next((row.ref for row in self._rows if row.isVisible() and row.answers.has_focus()), "")

    def data_in_focus(self) -> str:
        """The data question that has the keyboard, "" when none has."""
        held = self.window().focusWidget()
        return next((ref for ref, (box, _) in self._editors.items() if held and box.isAncestorOf(held)), "")

    def focus_element(self, ref: str) -> bool:
        """Put the focus on an element of this page; False when it is not here (the judgement is not)."""
        for row in self._rows:
            if row.isVisible() and row.ref == ref:
                row.answers.focus_answer()
                self._reveal(row if row is not self._rows[0] else self.caption)
                return True
        if ref in self._editors and self._editors[ref][0].isVisible():
            box, editor = self._editors[ref]
            editor.focus_answer()
            self._reveal(box)
            return True
        return False

    def _reveal(self, part: QWidget) -> None:
        """Scroll only after the layout of a new page is settled."""
        QTimer.singleShot(0, self, lambda: self.area.ensureWidgetVisible(part, 0, 24))

    def targets(self) -> list[Target]:
        """What a note of this page can bear on: the judgement first."""
        page = self.page
        if page.kind != "key_question":
            return []
        prompts = [ref for ref in page.elements if ref != page.ref]
        named = [Target(ref, t("Prompt {letter}", letter=self._letter(ref))) for ref in prompts]
        return [Target(page.ref, t("The judgement"), judgement=True), *named]

    def other_targets(self) -> list[Target]:
        """Everything of the case that a note can be used for beside this page."""
        pack, found = self.desk.pack, []
        for page in self.desk.flow.pages:
            if page.kind == "key_question":
                for ref in (page.ref, *(ref for ref in page.elements if ref != page.ref)):
                    judged = ref == page.ref and page.ref != self.page.ref
                    found.append(Target(ref, f"{ref} {pack.text(ref)}", judgement=judged))
        return found

    def add_evidence(self) -> None:
        """Ctrl+E: a new note, about the prompt that has the focus; one that is open already is kept first."""
        targets = self.targets()
        if not targets or self.desk.is_locked:
            return
        here = self.element_in_focus()
        targets.sort(key=lambda target: target.ref != here)
        self._compose(targets, self.desk.book.new_id())

    def edit_evidence(self, evidence_id: str) -> None:
        """Open the composer for a note that is kept."""
        if evidence_id in self.desk.record.evidence:
            self._compose(self.targets(), evidence_id)

    def _compose(self, targets: list[Target], evidence_id: str, heads: tuple[str, ...] | None = None) -> None:
        """Open the composer for a note in its place; ``heads`` are those that its typing began at before a crash."""
        composer, record = self.evidence.composer, self.desk.record
        if composer.isVisible():
            composer.leave()
        if composer.isVisible():
            return
        held, late = record.evidence.get(evidence_id), record.late_reasons.get(evidence_id)
        self.evidence.put_composer_at(evidence_id)
        seen = heads if heads is not None else held.heads if held else ()
        composer.compose(
            targets, self.other_targets(), evidence_id, held.value if held else None,
            late.value.reason if late else "", seen,
        )  # fmt: skip
        self.refresh()
        self._reveal(composer)

    def _on_evidence(self, note: Evidence, evidence_id: str, late_reason: str | None) -> None:
        composer, words = self.evidence.composer, self.evidence.composer.draft()
        self._saving[evidence_id] = self._saving.get(evidence_id, 0) + 1

        def saved(_: object) -> None:
            self._saving[evidence_id] -= 1
            self._settle_draft(evidence_id, words)

        self.desk.save_evidence(note, evidence_id, composer.heads, late_reason, saved)

    def _settle_draft(self, evidence_id: str, words: str | None = None) -> None:
        if self._drafts is not None:
            self._drafts.settled(f"evidence/{evidence_id}", words)

    def _keep_draft(self, draft: Callable[[], str | None]) -> None:
        composer = self.evidence.composer
        if self._drafts is not None:
            self._drafts.typed(f"evidence/{composer.evidence_id}", draft, composer.heads)

    def restore(self, draft: Draft) -> None:
        """Words that a crash left over: in the composer at the heads that were on screen then, or in their field."""
        if draft.kind == "data":
            if draft.key in self._typed:
                self._typed[draft.key].take_up()
            return
        self._compose(self.targets(), draft.key, draft.heads)
        self.evidence.composer.restore(draft.words)

    def show_evidence(self, evidence_id: str) -> None:
        """Bring a note into view and put the focus on it."""
        card = self.evidence.card_of(evidence_id)
        if card is not None:
            card.focus_note()
            self._reveal(card)

    def _on_composer_closed(self) -> None:
        """Its draft goes when its words are on the disk, or now when there was nothing to save."""
        if not self._saving.get(self.evidence.composer.evidence_id):
            self._settle_draft(self.evidence.composer.evidence_id)
        self.evidence.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refresh()

    def _go_to_evidence(self, ref: str) -> None:
        self._reveal(self.evidence)

    def refresh(self) -> None:
        """Show the same page again after something changed."""
        self._show(self.page)

    def settle(self) -> None:
        """Keep what is being typed: a note in the composer, a data field."""
        if self.evidence.composer.isVisible():
            self.evidence.composer.leave()
        for _, editor in self._editors.values():
            if editor.isAncestorOf(self.window().focusWidget() or self):
                editor.setFocus(Qt.FocusReason.OtherFocusReason)
