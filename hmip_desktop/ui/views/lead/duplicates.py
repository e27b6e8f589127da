"""Cases that look alike: side by side, with three answers. Nothing changes before a person has answered."""

from __future__ import annotations

from typing import cast

from PySide6.QtWidgets import QWidget

from hmip_desktop.domain.trust import Verdict
from hmip_desktop.services.context import Context
from hmip_desktop.services.duplicates import decide
from hmip_desktop.services.pairs import DecidedPair, Pair, SideBySide, decided_pairs, open_pairs
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.page import Columns
from hmip_desktop.ui.views.lead.slot_words import slot_words
from hmip_desktop.ui.views.lead.wide_form import WideForm
from hmip_desktop.ui.widgets.answers import AnswerGroup, Choice
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.grid import FieldGrid
from hmip_desktop.ui.widgets.inputs import LineInput, PickList
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView
from hmip_desktop.ui.words import day_words, rosh_words, sentence_words

NEEDS_KEPT = ("mistake", "second_assessment")


def verdict_words(code: str) -> str:
    """What two cases that look alike are."""
    return {
        "mistake": t("The same case entered twice"),
        "second_assessment": t("A second assessment"),
        "two_cases": t("Two cases"),
    }.get(code, code)


def reason_words(code: str) -> str:
    """Why two cases look alike."""
    return {
        "same-reference": t("same reference"), "near-reference": t("reference differs by a key"),
        "same-person": t("same person"), "same-practitioner": t("same practitioner"), "same-start": t("same start"),
        "near-start": t("start differs by a day, or day and month are swapped"), "same-release": t("same release"),
        "same-sentence": t("same sentence"), "same-pdu": t("same PDU"), "same-rosh": t("same RoSH"),
        "same-sex-and-age": t("same sex and age"),
    }.get(code, code)  # fmt: skip


def field_words(name: str) -> str:
    """A case detail of the comparison."""
    return {
        "case_ref": t("Case reference"), "person": t("Person"), "pdu": t("PDU"), "office": t("Office"),
        "practitioner": t("Practitioner"), "sentence_type": t("Sentence"), "start_date": t("Started on"),
        "release_date": t("Released on"), "rosh": t("RoSH"), "sex": t("Sex"), "age": t("Age"),
        "interview_at": t("Interview"), "inspector": t("Inspector"), "answered": t("Answered"),
    }.get(name, name)  # fmt: skip


def value_words(name: str, value: str) -> str:
    """A value of the comparison."""
    if name == "sentence_type":
        return sentence_words(value)
    if name == "rosh":
        return rosh_words(value)
    if name in ("start_date", "release_date"):
        return day_words(value)
    return slot_words(value) if name == "interview_at" else value


class DuplicatesDialog(WideForm):
    """Pairs at the left, the marked pair side by side at the right, and the answer below with its reason."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk) -> None:
        super().__init__(
            theme, parent, t("Cases that look alike"), t("Decide"),
            t("The same case may have been entered twice. You say what these two are; the count follows, and a later "
              "decision takes an earlier one back."), (1040, 690),
        )  # fmt: skip
        self._desk = desk
        self.cancel.setText(t("Close"))
        self.pairs = RowsView(
            theme, t("Pairs"), RowsModel((Column(t("Pair"), 220, stretch=True),), _pair_cell), row_height=48
        )
        self.pairs.setMinimumHeight(theme.size(120))
        columns = (Column("", 120), Column(t("First"), 150, stretch=True), Column(t("Second"), 150, stretch=True))
        self.sides = RowsView(theme, t("Side by side"), RowsModel(columns, self._side_cell), row_height=28)
        self.sides.setMinimumHeight(theme.size(180))
        self.pairs.row_changed.connect(lambda _: self._show_pair())
        self.form.addWidget(Columns(theme, ((self.pairs, 36), (self.sides, 64)), 640), 1)
        self.before = PlainLabel(theme, "", "small", "text2")
        self.form.addWidget(self.before)
        self._build_answer(theme)
        self.carry_out = self._decide
        self.typed = desk.keep_words("cases/pairs", self._about, self.reason, parent=self)
        self.rejected.connect(self.typed.let_go)
        self.refresh()

    def _build_answer(self, theme: Theme) -> None:
        codes = ("mistake", "second_assessment", "two_cases")
        choices = tuple(Choice(code, verdict_words(code)) for code in codes)
        self.answer = AnswerGroup(theme, t("What these two are"), choices)
        self.answer.chosen.connect(lambda _: self._look())
        self.form.addWidget(Field(theme, t("What these two are"), self.answer))
        grid = FieldGrid(theme, 2, 240)
        self.kept = PickList(theme, t("Which one stays"))
        self.kept.picked.connect(lambda _: self._look())
        self.kept_field = Field(theme, t("Which one stays"), self.kept)
        self.reason = LineInput(theme, t("Reason"))
        self.reason.setMaxLength(300)
        self.reason.textChanged.connect(lambda _: self._look())
        grid.add(Field(theme, t("Reason"), self.reason, t("stays in the history")))
        grid.add(self.kept_field)
        self.form.addWidget(grid)

    # showing ----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look at the list again."""
        self._desk.read(lambda ctx, _: (open_pairs(ctx), decided_pairs(ctx)), self._show, parent=self)

    def _show(self, found: tuple[tuple[Pair, ...], tuple[DecidedPair, ...]]) -> None:
        waiting, decided = found
        self.pairs.show_rows((*waiting, *decided), 0)
        self._show_pair()

    def chosen(self) -> Pair | DecidedPair | None:
        """The marked pair."""
        rows, row = self.pairs.rows_model.rows, self.pairs.current_row()
        return rows[row] if 0 <= row < len(rows) else None

    def _about(self) -> tuple[str, str]:
        pair = self.chosen()
        if pair is None:
            return "", self.windowTitle()
        first, second = _refs(pair)
        return f"{first[0]}/{second[0]}", t("{one} and {other}", one=first[1], other=second[1])

    def _show_pair(self) -> None:
        pair = self.chosen()
        self.answer.set_value("")
        self.reason.clear()
        self.typed.take_up()
        if pair is None:
            self.sides.show_rows(())
            self.before.setText(t("No two cases on the list look alike."))
        elif isinstance(pair, Pair):
            self.sides.show_rows(pair.lines)
            self.before.setText(t("Alike: {reasons}.", reasons=", ".join(map(reason_words, pair.likely.reasons))))
        else:
            self.sides.show_rows(())
            kept = t("{case} stays.", case=pair.kept_ref) if pair.kept_ref else ""
            words = t("Decided: {what}. {kept} ‘{reason}’", what=verdict_words(pair.verdict), kept=kept,
                      reason=pair.reason)  # fmt: skip
            self.before.setText(" ".join(words.split()))
        self.kept.offer(_refs(pair))
        self._look()

    def _look(self) -> None:
        verdict, pair = self.answer.value(), self.chosen()
        self.answer.setEnabled(pair is not None)
        self.kept_field.setVisible(verdict in NEEDS_KEPT)
        whole = verdict == "two_cases" or bool(self.kept.value())
        self.act.setEnabled(pair is not None and bool(verdict) and whole and bool(self.reason.text().strip()))

    def _side_cell(self, line: SideBySide, column: int) -> Cell:
        if column == 0:
            return Cell(field_words(line.field), tone="text2")
        words = value_words(line.field, line.first if column == 1 else line.second) or t("not stated")
        same = line.same
        spoken = t("{value}, the same", value=words) if same else t("{value}, differs", value=words)
        return Cell(words, bold=not same, icon="check" if same and column == 2 else "", icon_tone="ok", spoken=spoken)

    # acting -----------------------------------------------------------------------------------------------

    def _decide(self) -> None:
        pair = self.chosen()
        if pair is None:
            return
        first, second = _ids(pair)
        verdict, reason, keep = cast(Verdict, self.answer.value()), self.reason.text(), self.kept.value()
        kept = keep if verdict in NEEDS_KEPT else ""

        def act(ctx: Context, _: object) -> object:
            return decide(ctx, first, second, verdict, reason, kept)

        self.say_trouble("")
        self._desk.write(act, lambda _: self.refresh(), failed=self.say_trouble, kept=self.typed)


def _ids(pair: Pair | DecidedPair) -> tuple[str, str]:
    return (pair.likely.first, pair.likely.second) if isinstance(pair, Pair) else (pair.first, pair.second)


def _refs(pair: Pair | DecidedPair | None) -> list[tuple[str, str]]:
    if pair is None:
        return []
    words = (pair.likely.first_ref, pair.likely.second_ref) if isinstance(pair, Pair) else (
        pair.first_ref, pair.second_ref
    )  # fmt: skip
    return list(zip(_ids(pair), words, strict=True))


def _pair_cell(pair: Pair | DecidedPair, _column: int) -> Cell:
    if isinstance(pair, Pair):
        reasons = ", ".join(reason_words(code) for code in pair.likely.reasons[:2])
        words = t("{one} and {other}", one=pair.likely.first_ref, other=pair.likely.second_ref)
        return Cell(words, bold=True, icon="help", icon_tone="warn", detail=reasons)
    words = t("{one} and {other}", one=pair.first_ref, other=pair.second_ref)
    return Cell(words, icon="done-line", icon_tone="text2", detail=verdict_words(pair.verdict), tone="text2")
