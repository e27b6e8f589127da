"""The forms of the lead inspector's questions: a query about a case, and a note to the guidance for everybody."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hmip_desktop.domain.pack import Pack
from hmip_desktop.services import guidance_notes, queries
from hmip_desktop.services.case_search import CaseSearch, FoundCase, find_cases
from hmip_desktop.services.guidance_notes import Note
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.forms import FormDialog
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.grid import FieldGrid
from hmip_desktop.ui.widgets.inputs import PickList, TextInput
from hmip_desktop.ui.widgets.labels import PlainLabel


def question_choices(pack: Pack) -> list[tuple[str, str]]:
    """Key questions and prompts of a pack as a list offers them, shortened to one line."""
    found = []
    for element in pack.elements:
        if element.kind in ("key_question", "prompt"):
            words = f"{element.ref}  {element.label or element.text}"
            found.append((element.ref, words if len(words) <= 72 else f"{words[:69]}..."))
    return found


class AskDialog(FormDialog):
    """Which case, which question, and the words. What was picked elsewhere stands there already."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk, case_id: str = "", ref: str = "") -> None:
        super().__init__(
            theme, parent, t("Ask about an answer"), t("Ask"),
            t("The assessor sees it at the question and replies there, also when the case is signed off. It goes with "
              "the next package."),
        )  # fmt: skip
        self.setMinimumWidth(theme.size(620))
        self._desk, self._wanted = desk, case_id
        self.case = PickList(theme, t("Case"))
        self.case.picked.connect(lambda _: self._look())
        self.ref = PickList(theme, t("Question"), question_choices(desk.overview.pack))
        if ref:
            self.ref.set_value(ref)
        self.ref.picked.connect(lambda _: self._look())
        grid = FieldGrid(theme, 2, 240)
        grid.add(Field(theme, t("Case"), self.case))
        grid.add(Field(theme, t("Question"), self.ref))
        self.form.addWidget(grid)
        self.asked_words = PlainLabel(theme, "", "control", "text2")
        self.form.addWidget(self.asked_words)
        self.words = TextInput(theme, t("What do you want to know?"), lines=4)
        self.words.textChanged.connect(self._look)
        self.form.addWidget(Field(theme, t("What do you want to know?"), self.words))
        self.carry_out = self._carry_out
        self.keep_words(desk, "queries", f"{case_id}/{ref}", ref)
        self._look()
        desk.read(lambda ctx, _: find_cases(ctx, CaseSearch()), self._offer, parent=self)

    def _offer(self, found: tuple[FoundCase, ...]) -> None:
        given = [case for case in found if case.item.inspector]
        self.case.offer([(case.item.case_id, f"{case.item.case_ref}, {case.inspector}") for case in given])
        if self._wanted:
            self.case.set_value(self._wanted)
        self._look()

    def _look(self) -> None:
        ref = self.ref.value()
        self.asked_words.setText(self._desk.overview.pack.text(ref) if ref else "")
        whole = self.case.value() and ref and self.words.toPlainText().strip()
        self.need("" if whole else t("Choose case and question, and write what you ask"))

    def _carry_out(self) -> None:
        case_id, ref, words = self.case.value(), self.ref.value(), self.words.toPlainText()
        self._desk.carry_out(
            lambda ctx, _: queries.ask(ctx, case_id, ref, words)[1], lambda _: self.accept(), self.say_trouble
        )


class NoteDialog(FormDialog):
    """A note to one question; with ``replaced`` it takes the place of another."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk, replaced: Note | None = None) -> None:
        title = t("Change the note") if replaced else t("Write a note to the guidance")
        super().__init__(
            theme, parent, title, t("Sign and keep"),
            t("It is signed with your key, goes with the next package to everybody, and stands at the question with "
              "its date. It is in no way about one case: name nobody."),
        )  # fmt: skip
        self.setMinimumWidth(theme.size(620))
        self._desk, self._replaces = desk, replaced.digest if replaced else ""
        self.ref = PickList(theme, t("Question"), question_choices(desk.overview.pack))
        self.ref.picked.connect(lambda _: self._look())
        if replaced:
            self.ref.set_value(replaced.ref)
            self.ref.setEnabled(False)
        self.form.addWidget(Field(theme, t("Question"), self.ref))
        self.words = TextInput(theme, t("What holds from now on"), lines=5)
        self.words.setPlainText(replaced.text if replaced else "")
        self.words.textChanged.connect(self._look)
        self.form.addWidget(Field(theme, t("What holds from now on"), self.words))
        self.carry_out = self._carry_out
        self.keep_words(desk, "queries", self._replaces, replaced.ref if replaced else "")
        self._look()

    def _look(self) -> None:
        whole = self.ref.value() and self.words.toPlainText().strip()
        self.need("" if whole else t("Choose a question, and write what holds"))

    def _carry_out(self) -> None:
        ref, words, replaces = self.ref.value(), self.words.toPlainText(), self._replaces
        self._desk.carry_out(
            lambda ctx, _: guidance_notes.write(ctx, ref, words, replaces), lambda _: self.accept(), self.say_trouble
        )
