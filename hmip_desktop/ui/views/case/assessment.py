"""The assessment: rail, one page at a time, judgement, guidance. Navigation itself is the domain's."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from hmip_desktop.services.drafting import Draft
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.draft_keeper import DraftKeeper
from hmip_desktop.ui.screen import Screen
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.case.facts import case_identity
from hmip_desktop.ui.views.case.guidance import GuidancePanel
from hmip_desktop.ui.views.case.question_page import QuestionPage
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.footer import Footer
from hmip_desktop.ui.widgets.identity import Identity
from hmip_desktop.ui.widgets.judgement import JudgementBar
from hmip_desktop.ui.widgets.rails import StageRail

PINNED_FROM = 560  # effective height below which the judgement joins the scrolling column


class AssessmentScreen(Screen):
    """The wizard of one case. ``show_ref`` turns to any question, prompt or page; ``turned`` tells the page."""

    turned = Signal(str)

    def __init__(
        self, theme: Theme, desk: CaseDesk, rail: StageRail, drafts: DraftKeeper | None = None
    ) -> None:
        super().__init__(theme, t("Assessment"))
        self.desk, self.rail = desk, rail
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.page = QuestionPage(theme, desk, drafts)
        self.judgement = JudgementBar(theme)
        column.addWidget(self.page, 1)
        column.addWidget(self.judgement)
        self._column, self._pinned = column, True
        self.guidance = GuidancePanel(theme, desk)
        self.panel = self.guidance
        self._build_footer(theme)
        self.judgement.chosen.connect(self._on_judged)
        self.judgement.reason_given.connect(self._on_reason)
        self.page.prompt_entered.connect(lambda ref: self.guidance.show_question(self._question(), ref))
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
            "find": self.guidance.focus_search,
        }
        if not self.desk.is_locked:
            handlers |= {
                "add-evidence": self.page.add_evidence,
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
        if pinned:
            self._column.addWidget(self.judgement)
        else:
            self.page.body.insertWidget(self.page.body.indexOf(self.page.evidence), self.judgement)

    def entered(self) -> None:
        if self.page.page is None:
            first = self.desk.flow.next_unanswered() or (self.desk.flow.visible[0] if self.desk.flow.visible else "")
            if first:
                self.show_ref(first)
        else:
            self.rail.view.show_current(self.page.page.ref)
            self.refresh()

    def leaving(self) -> None:
        self.page.settle()

    # where we are -----------------------------------------------------------------------------------------

    def _question(self) -> str:
        page = self.page.page
        return page.ref if page is not None and page.kind == "key_question" else ""

    def shown_ref(self) -> str:
        """The page in view."""
        return self.page.page.ref if self.page.page is not None else ""

    def show_ref(self, ref: str, focus: bool = True) -> None:
        """Turn to the page that holds ``ref`` and put the focus on it."""
        page = self.desk.flow.page_of(ref)
        if page is None:
            return
        if self.shown_ref() != page.ref:
            self.page.settle()
        came = self.shown_ref() != page.ref
        self.page.show_page(page)
        if came:
            self.turned.emit(page.ref)
        self._show_judgement()
        self.guidance.show_question(page.ref if page.kind == "key_question" else "", "")
        self.refresh_around()
        if focus and not self.page.focus_element(ref):
            first = page.elements[0]
            if ref == page.ref and page.kind == "key_question" and len(page.elements) > 1:
                first = next((e for e in page.elements if self.desk.given(e) is None), page.ref)
            if not self.page.focus_element(first):
                self.judgement.answers.focus_answer()

    def refresh(self) -> None:
        """Show everything again after something changed; the page stays."""
        if self.page.page is None:
            return
        self.page.refresh()
        self._show_judgement()
        self.guidance.refresh()
        self.refresh_around()

    def refresh_around(self) -> None:
        """Footer and flag; the rail belongs to the workspace and looks after itself."""
        flow, ref = self.desk.flow, self.shown_ref()
        left = flow.total.open
        words = t("1 question to answer") if left == 1 else t("{count} questions to answer", count=left)
        self.footer.say_link(words if left else t("Everything is answered"))
        flagged = self.desk.is_flagged(ref)
        self.flag_button.setText(t("Take flag away") if flagged else t("Flag for review"))
        self.flag_button.set_icon("flag" if flagged else "flag-line")
        self.flag_button.setEnabled(not self.desk.is_locked)

    def _show_judgement(self) -> None:
        page, bar = self.page.page, self.judgement
        judged = page is not None and page.kind == "key_question"
        bar.setVisible(judged)
        if page is None or not judged:
            return
        pack, ref = self.desk.pack, page.ref
        words = {code: text for code in ("yes", "no", "na") if (text := pack.text(ref, code))}
        bar.offer(self.desk.flow.na_allowed(ref), words)
        bar.answers.set_value(self.desk.given(ref) or "")
        bar.answers.setEnabled(not self.desk.is_locked)
        held = self.desk.record.reasons.get(ref)
        bar.say_contradiction(self._contradiction(ref), held.value.reason if held else "")

    def _contradiction(self, ref: str) -> str:
        found = self.desk.flow.contradiction(ref)
        if found is None:
            return ""
        letters = [prompt.removeprefix(ref) for prompt in found.prompts]
        if found.code == "no-with-all-prompts-yes":
            return t("Every prompt is Yes. You can still answer No: say why.")
        if len(letters) == 1:
            return t("Prompt {letter} is No. You can still answer Yes: say why.", letter=letters[0])
        listed = t("{first} and {last}", first=", ".join(letters[:-1]), last=letters[-1])
        return t("Prompts {letters} are No. You can still answer Yes: say why.", letters=listed)

    def offer_drafts(self, drafts: list[Draft]) -> None:
        """Words of a note that a crash left over: offered at the place where they were typed."""
        self.page.offer_drafts(drafts)

    # what is done -----------------------------------------------------------------------------------------

    def _on_judged(self, code: str) -> None:
        if self._question():
            self.desk.answer(self._question(), code)

    def _on_reason(self, reason: str) -> None:
        if self._question():
            self.desk.explain(self._question(), reason)

    def toggle_flag(self) -> None:
        """Mark this page to come back to, or take the mark away."""
        ref = self.shown_ref()
        if ref and not self.desk.is_locked and ":" not in ref:
            self.desk.set_flag(ref, not self.desk.is_flagged(ref))

    def clear_answer(self) -> None:
        """Clear the answer that has the focus, else the judgement."""
        ref = self.page.element_in_focus() or self._question()
        if ref:
            self.desk.answer(ref, "")

    def go_on(self) -> None:
        """Continue: to the next page in order."""
        page = self.desk.flow.next_page(self.shown_ref())
        if page is not None:
            self.show_ref(page.ref)

    def go_back(self) -> None:
        """Back: to the page before."""
        page = self.desk.flow.previous_page(self.shown_ref())
        if page is not None:
            self.show_ref(page.ref)

    def go_to_next_open(self) -> None:
        """Ctrl+Enter: to the next element without an answer, here or further on."""
        here = self.page.element_in_focus() or (self._question() if self.judgement.answers.has_focus() else "")
        if not here and self.page.page is not None:
            here = self.desk.flow.previous(self.page.page.elements[0]) or ""
        ref = self.desk.flow.next_unanswered(here)
        if ref is None:
            self.go_on()
            return
        self.show_ref(ref)
        if ref == self._question():
            self.judgement.answers.focus_answer()
