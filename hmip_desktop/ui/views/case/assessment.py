"""The assessment: rail, one page at a time, judgement, guidance. Navigation itself is the domain's."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from hmip_desktop.domain.flow import Page
from hmip_desktop.services.drafting import Draft
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.case_steps import Step
from hmip_desktop.ui.draft_keeper import DraftKeeper, KeptFields
from hmip_desktop.ui.screen import Screen, move_into
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.case.facts import case_identity
from hmip_desktop.ui.views.case.guidance import GuidancePanel
from hmip_desktop.ui.views.case.moved import MovedStrip
from hmip_desktop.ui.views.case.question_page import QuestionPage
from hmip_desktop.ui.views.case.still_open import contradiction_sentence
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.footer import Footer
from hmip_desktop.ui.widgets.frames import PageStack
from hmip_desktop.ui.widgets.identity import Identity
from hmip_desktop.ui.widgets.judgement import JudgementBar
from hmip_desktop.ui.widgets.notices import UndoBar
from hmip_desktop.ui.widgets.rails import StageRail

PINNED_FROM = 560  # effective height below which the judgement joins the scrolling column


class AssessmentScreen(Screen):
    """The wizard of one case. ``show_ref`` turns to any question, prompt or page; ``turned`` tells the page."""

    help_page = "assess-a-case"

    turned = Signal(str)

    def __init__(self, theme: Theme, desk: CaseDesk, rail: StageRail, drafts: DraftKeeper | None = None) -> None:
        super().__init__(theme, t("Assessment"))
        self.desk, self.rail = desk, rail
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._drafts = drafts
        self._pages: dict[str, QuestionPage] = {}
        self._stack = PageStack()
        self.judgement = JudgementBar(theme)
        self.moved = MovedStrip(theme, desk)
        column.addWidget(self.moved)
        column.addWidget(self._stack, 1)
        self.undo_bar = UndoBar(theme)
        self.undo_bar.undone.connect(self._take_back)
        self._deleted: Step | None = None
        desk.done.connect(self._on_done)
        column.addWidget(self.undo_bar)
        column.addWidget(self.judgement)
        self._column, self._pinned = column, True
        self.guidance = GuidancePanel(theme, desk)
        self.panel = self.guidance
        self._build_footer(theme)
        self.judgement.chosen.connect(self._on_judged)
        self.judgement.reason_given.connect(self._on_reason)
        self._keep_reason(drafts)
        self.guidance.question_asked.connect(self.show_ref)
        desk.changed.connect(self.refresh)

    def _build_footer(self, theme: Theme) -> None:
        footer = Footer(theme, self.desk.saving)
        footer.link_asked.connect(self.go_to_next_open)
        self.flag_button = Button(theme, t("Flag for review"), "flag-line")
        self.flag_button.clicked.connect(self.toggle_flag)
        back = Button(theme, t("Back"))
        back.clicked.connect(self.go_back)
        self.continue_button = Button(theme, t("Continue"), filled=True)
        self.continue_button.clicked.connect(self.go_on)
        for button in (self.flag_button, back, self.continue_button):
            footer.add_button(button)
        self.footer = footer

    # the window asks --------------------------------------------------------------------------------------

    def identity(self) -> Identity:
        return case_identity(self.desk)

    def commands(self) -> Mapping[str, Callable[[], None]]:
        handlers: dict[str, Callable[[], None]] = {
            "continue": self.go_to_next_open,
            "back": self.go_back,
            "find-guidance": self.guidance.focus_search,
        }
        if not self.desk.is_locked:
            handlers |= {
                "add-evidence": self.add_evidence,
                "flag": self.toggle_flag,
                "clear-answer": self.clear_answer,
                "undo": self.desk.undo,
                "redo": self.desk.redo,
            }
        return handlers

    def set_room(self, width: float, height: float) -> None:
        pinned = height >= PINNED_FROM
        if pinned == self._pinned:
            return
        self._pinned = pinned
        self.judgement.set_pinned(pinned)
        self._place_judgement()

    def _place_judgement(self) -> None:
        """Below the page, or in a low window between its prompts and its evidence."""
        if self._pinned:
            if self._column.indexOf(self.judgement) < 0:
                move_into(self._column, self.judgement)
        elif (page := self.page) is not None and page.body.indexOf(self.judgement) < 0:
            move_into(page.body, self.judgement, page.body.indexOf(page.evidence))

    def entered(self) -> None:
        if self.page is None:
            first = self.desk.flow.next_unanswered() or (self.desk.flow.visible[0] if self.desk.flow.visible else "")
            if first:
                self.show_ref(first)
        else:
            self.refresh()
            self.turned.emit(self.shown_ref())

    def carry(self) -> object:
        composer = self.page.evidence.composer if self.page is not None else None
        return composer.evidence_id if composer is not None and composer.isVisible() else ""

    def take_up(self, carried: object) -> None:
        if self.page is not None and carried:
            self.page.edit_evidence(str(carried))

    def leaving(self) -> None:
        if self.page is not None:
            self.page.settle()

    # where we are -----------------------------------------------------------------------------------------

    @property
    def page(self) -> QuestionPage | None:
        """The page in view, None before the first."""
        shown = self._stack.current()
        return shown if isinstance(shown, QuestionPage) else None

    def _question(self) -> str:
        page = self.page
        return page.page.ref if page is not None and page.page.kind == "key_question" else ""

    def shown_ref(self) -> str:
        """The reference of the page in view."""
        return self.page.page.ref if self.page is not None else ""

    def _turn_to(self, page: Page) -> QuestionPage:
        """Bring a page to the front. It is made once and kept: turning to it again costs a repaint."""
        before = self.page
        if before is not None and before.page.ref != page.ref:
            before.settle()
        shown = self._pages.get(page.ref)
        if shown is None:
            shown = self._pages[page.ref] = QuestionPage(self.theme, self.desk, page, self._drafts)
            shown.prompt_entered.connect(lambda ref: self.guidance.show_question(self._question(), ref))
        shown.look(page)
        self._show_judgement(page)
        if before is not shown:
            held = self.window().focusWidget()
            if before is not None and held is not None and before.isAncestorOf(held):
                held.clearFocus()  # else the stack hands it on to a place of its own choice first
            self._stack.show_page(shown)
            self._place_judgement()
            self.turned.emit(page.ref)
        return shown

    def show_ref(self, ref: str, focus: bool = True) -> None:
        """Turn to the page that holds ``ref`` and put the focus on it."""
        page = self.desk.flow.page_of(ref)
        if page is None:
            return
        shown = self._turn_to(page)
        self.refresh_around()
        if focus and not shown.focus_element(ref):
            first = page.elements[0]
            if ref == page.ref and page.kind == "key_question" and len(page.elements) > 1:
                first = next((e for e in page.elements if self.desk.given(e) is None), page.ref)
            if not shown.focus_element(first):
                self.judgement.answers.focus_answer()
        self.guidance.show_question(self._question(), shown.element_in_focus())

    def refresh(self) -> None:
        """Show everything again after something changed; the page stays while it is asked at all."""
        shown = self.page
        if shown is None:
            return
        if self._question() and not self.desk.pack.has(shown.page.ref):  # another version asks it no more
            self.show_ref(self.desk.flow.next_unanswered() or self.desk.flow.visible[0], focus=False)
            return
        shown.look(self.desk.flow.page_of(shown.page.ref) or shown.page)
        self._show_judgement(shown.page)
        self.guidance.refresh()
        self.refresh_around()

    def refresh_around(self) -> None:
        """Footer and flag; the rail belongs to the workspace and looks after itself."""
        flow, ref = self.desk.flow, self.shown_ref()
        left = flow.total.open
        words = t("1 question to answer") if left == 1 else t("{count} questions to answer", count=left)
        self.footer.say_link(words if left else t("Everything is answered"))
        flagged = self.desk.is_flagged(ref)
        words = t("Take flag away") if flagged else t("Flag for review")
        if words != self.flag_button.text():
            self.flag_button.setText(words)
            self.flag_button.set_icon("flag" if flagged else "flag-line")
        self.flag_button.setEnabled(not self.desk.is_locked)

    def _show_judgement(self, page: Page) -> None:
        bar = self.judgement
        judged = page.kind == "key_question"
        bar.setVisible(judged)
        if not judged:
            return
        pack, ref = self.desk.pack, page.ref
        words = {code: text for code in ("yes", "no", "na") if (text := pack.text(ref, code))}
        bar.offer(self.desk.flow.na_allowed(ref), words)
        bar.answers.set_value(self.desk.given(ref) or "")
        bar.answers.setEnabled(not self.desk.is_locked)
        held = self.desk.record.reasons.get(ref)
        bar.say_contradiction(contradiction_sentence(self.desk.flow, ref), held.value.reason if held else "")

    def restore(self, draft: Draft) -> None:
        """Go on with words that were left over, where they were typed."""
        ref = self._place_of(draft)
        if self.desk.flow.page_of(ref) is None:
            return
        self.show_ref(ref)
        if draft.kind in ("evidence", "data") and self.page is not None:
            self.page.restore(draft)
        elif draft.kind == "reason":
            self.judgement.ask_reason("")
            if self._kept_reason is not None:
                self._kept_reason.take_up()

    def _place_of(self, draft: Draft) -> str:
        """The question at which words were typed; a reply to a query shows itself there."""
        if draft.kind == "query":
            held = self.desk.record.queries.get(draft.key)
            return held.value.ref if held is not None else ""
        fields = json.loads(draft.words)
        return str(fields.get("about") or fields.get("page") or draft.key)

    def in_focus(self) -> tuple[str, str]:
        """Kind and key of what a person looks at: a note, the prompt that has the focus, else the judgement."""
        page = self.page
        note = page.evidence.in_focus() if page is not None else ""
        if note:
            return "evidence", note
        if page is not None and page.page.kind == "data":
            return "data", page.data_in_focus() or page.page.elements[0]
        return "answer", (page.element_in_focus() if page is not None else "") or self._question()

    def show_evidence(self, evidence_id: str) -> None:
        """Bring a note of the page in view before the eyes."""
        if self.page is not None:
            self.page.show_evidence(evidence_id)

    def _keep_reason(self, drafts: DraftKeeper | None) -> None:
        """What is typed as a reason is kept while it is typed."""
        self._kept_reason: KeptFields | None = None
        if drafts is not None:
            bar, record = self.judgement, lambda: self.desk.record
            self._kept_reason = KeptFields(
                drafts, lambda: f"reason/{self._question()}", {"text": bar.reason}, bar.give_reason,
                lambda: held.heads if (held := record().reasons.get(self._question())) else (),
            )  # fmt: skip

    # what is done -----------------------------------------------------------------------------------------

    def _on_judged(self, code: str) -> None:
        if self._question():
            self.desk.answer(self._question(), code)

    def _on_reason(self, reason: str) -> None:
        kept = self._kept_reason
        if self._question():
            self.desk.explain(self._question(), reason, kept.when_saved() if kept else None)

    def _on_done(self, step: Step) -> None:
        """A deletion has its ten seconds; what is done next leaves them running."""
        if step.words == t("Evidence note deleted"):
            self._deleted = step
            self.undo_bar.offer(step.words)

    def _take_back(self) -> None:
        if self._deleted is not None:
            self.desk.take_back(self._deleted)

    def toggle_flag(self) -> None:
        """Mark this page to come back to, or take the mark away."""
        ref = self.shown_ref()
        if ref and not self.desk.is_locked and ":" not in ref:
            self.desk.set_flag(ref, not self.desk.is_flagged(ref))

    def add_evidence(self) -> None:
        """Ctrl+E: a new note on this page."""
        if self.page is not None:
            self.page.add_evidence()

    def clear_answer(self) -> None:
        """Clear the answer that has the focus, else the judgement."""
        if ref := (self.page.element_in_focus() if self.page is not None else "") or self._question():
            self.desk.answer(ref, "")

    def go_on(self) -> None:
        """Continue: to the next page in order."""
        if (page := self.desk.flow.next_page(self.shown_ref())) is not None:
            self.show_ref(page.ref)

    def go_back(self) -> None:
        """Back: to the page before."""
        if (page := self.desk.flow.previous_page(self.shown_ref())) is not None:
            self.show_ref(page.ref)

    def go_to_next_open(self) -> None:
        """Ctrl+Enter: to the next element without an answer, here or further on."""
        shown = self.page
        if shown is None:
            return
        here = shown.element_in_focus() or shown.data_in_focus()
        here = here or (self._question() if self.judgement.answers.has_focus() else "")
        if not here:
            here = self.desk.flow.previous(shown.page.elements[0]) or ""
        ref = self.desk.flow.next_unanswered(here)
        if ref is None:
            self.go_on()
            return
        self.show_ref(ref)
        if ref == self._question():
            self.judgement.answers.focus_answer()
