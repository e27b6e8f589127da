"""Taking a case out of the count, with a reason and perhaps another case in its place; bringing it back; and adding one
beyond the sample."""

from __future__ import annotations

from datetime import date

import msgspec
from PySide6.QtWidgets import QWidget

from hmip_desktop.domain.sample import CaseFacts
from hmip_desktop.domain.values import converted
from hmip_desktop.services.case_search import CaseSearch, FoundCase, find_cases
from hmip_desktop.services.context import Context
from hmip_desktop.services.sample import add_case, exclude_case, include_case
from hmip_desktop.services.substitutes import substitutes_that_count
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.forms import FormDialog
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.frames import Banner
from hmip_desktop.ui.widgets.grid import FieldGrid
from hmip_desktop.ui.widgets.inputs import DateInput, LineInput, PickList, Tick
from hmip_desktop.ui.words import rosh_words, sentence_words

SENTENCES = ("community_order", "suspended_sentence_order", "licence", "pss")
LEVELS = ("low", "medium", "high", "very_high")


def exclusion_words(code: str) -> str:
    """A reason for which a case leaves the count."""
    return {
        "ended-within-7-days": t("Ended within 7 days of its start"),
        "same-person": t("Same person as another case"),
        "outside-sample": t("Does not belong in the sample"),
        "records-unavailable": t("Records cannot be read"),
        "conflict-of-interest": t("Conflict of interest"),
        "agreed-with-body": t("Agreed with the inspected body"),
        "other": t("Other"),
    }.get(code, code.replace("-", " "))


REASONS = (
    "ended-within-7-days", "same-person", "outside-sample", "records-unavailable", "conflict-of-interest",
    "agreed-with-body", "other",
)  # fmt: skip


class CaseFields(FieldGrid):
    """What the list must know of a case that no sample file brings."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, 3, 170)
        self.lines: dict[str, LineInput] = {}
        for name, words in (
            ("case_ref", t("Case reference")), ("pdu", t("PDU")), ("practitioner", t("Practitioner")),
            ("grade", t("Grade")),
        ):  # fmt: skip
            self.lines[name] = LineInput(theme, words)
            self.add(Field(theme, words, self.lines[name]))
        self.sentence = PickList(theme, t("Sentence"), [(code, sentence_words(code)) for code in SENTENCES])
        self.rosh = PickList(theme, t("RoSH"), [(code, rosh_words(code)) for code in LEVELS])
        for choice in (self.sentence, self.rosh):
            choice.set_value("")  # nothing is chosen for anybody
        self.start = DateInput(theme, t("Start or release"))
        for words, editor in ((t("Sentence"), self.sentence), (t("RoSH"), self.rosh), (t("Started on"), self.start)):
            self.add(Field(theme, words, editor))

    def facts(self) -> CaseFacts | None:
        """The case, None while its fields do not hold together."""
        day: date | None = self.start.value()
        values = {name: line.text().strip() for name, line in self.lines.items()}
        raw = {**values, "sentence_type": self.sentence.value(), "rosh": self.rosh.value(),
               "start_date": day.isoformat() if day else ""}  # fmt: skip
        try:
            return converted(raw, CaseFacts) if all(raw.values()) else None
        except msgspec.ValidationError:
            return None


class AddCaseDialog(FormDialog):
    """A case beyond the sample: its facts, and how it was agreed with the inspected body."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk) -> None:
        super().__init__(
            theme, parent, t("Add an agreed case"), t("Add"),
            t("Only cases on the list can be opened. A case beyond the sample is added when the inspected body agreed to "
              "it; it counts like the others, and every output says how many there are."),
        )  # fmt: skip
        self.setMinimumWidth(theme.size(640))
        self._desk = desk
        self.fields = CaseFields(theme)
        self.form.addWidget(self.fields)
        self.reason = LineInput(theme, t("With whom it was agreed, and why"))
        self.form.addWidget(
            Field(theme, t("With whom it was agreed, and why"), self.reason, t("by role, without names"))
        )
        self.carry_out = self._add
        self.keep_words(desk, "cases")

    def _add(self) -> None:
        facts, words = self.fields.facts(), self.reason.text()
        if facts is None:
            self.say_trouble(t("Fill in every field of the case."))
            return
        self._desk.write(lambda ctx, _: add_case(ctx, facts, words), lambda _: self.accept(), failed=self.say_trouble)


class ExcludeDialog(FormDialog):
    """Which case, why, and whether another takes its place. An excluded case offers to come back instead."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk, case_id: str = "") -> None:
        super().__init__(
            theme, parent, t("Exclude or swap a case"), t("Exclude"),
            t("Work on the case is kept but not counted. A case that takes its place is read from its file only, "
              "without an interview."),
        )  # fmt: skip
        self.setMinimumWidth(theme.size(640))
        self._desk, self._wanted = desk, case_id
        self._found: dict[str, FoundCase] = {}
        self._substitutes: dict[str, str] = {}
        self.case = PickList(theme, t("Case"))
        self.case.picked.connect(lambda _: self._look())
        self.why = PickList(theme, t("Reason"), [(code, exclusion_words(code)) for code in REASONS])
        self.why.set_value("")
        self.reason = LineInput(theme, t("In a sentence"))
        grid = FieldGrid(theme, 2, 240)
        grid.add(Field(theme, t("Case"), self.case))
        self._why_field = Field(theme, t("Reason"), self.why)
        grid.add(self._why_field)
        self.form.addWidget(grid)
        self.form.addWidget(Field(theme, t("In a sentence"), self.reason))
        self.beside_note = Banner(theme, "warning")
        self.beside_note.hide()
        self.form.addWidget(self.beside_note)
        self.beside = Tick(theme, t("Both are to count, for the reason above"), "control")
        self.beside.toggled.connect(self._look)
        self.beside.hide()
        self.form.addWidget(self.beside)
        self.swap = Tick(theme, t("Another case takes its place"), "control")
        self.swap.toggled.connect(self._look)
        self.form.addWidget(self.swap)
        self.fields = CaseFields(theme)
        self.fields.hide()
        self.form.addWidget(self.fields)
        self.carry_out = self._carry_out
        self.keep_words(desk, "cases", case_id)
        desk.read(lambda ctx, _: (find_cases(ctx, CaseSearch()), substitutes_that_count(ctx)), self._show, parent=self)

    def _show(self, found: tuple[tuple[FoundCase, ...], dict[str, str]]) -> None:
        cases, self._substitutes = found
        self._found = {one.item.case_id: one for one in cases}
        self.case.offer([
            (
                case_id,
                t("{case}, excluded", case=one.item.case_ref) if one.item.excluded
                else f"{one.item.case_ref}, {one.item.pdu}",
            )
            for case_id, one in self._found.items()
        ])  # fmt: skip
        self.case.set_value(self._wanted)
        self._look()

    def _is_back(self) -> bool:
        one = self._found.get(self.case.value())
        return one is not None and one.item.excluded

    def _keeps_both(self) -> bool:
        return self.beside.isChecked() and self.case.value() in self._substitutes

    def _look(self, *_: object) -> None:
        back = self._is_back()
        stays = back or self._keeps_both()
        self._say_beside(back)
        self.act.setText(
            t("Count both") if self._keeps_both() else t("Bring back") if back
            else t("Swap") if self.swap.isChecked() else t("Exclude")
        )  # fmt: skip
        self._why_field.setEnabled(not stays)
        self.swap.setVisible(not stays)
        self.fields.setVisible(self.swap.isChecked() and not stays)
        self.act.setEnabled(bool(self.case.value()))

    def _say_beside(self, back: bool) -> None:
        """A case and the one that took its place: which of them counts."""
        one, substitute = self._found.get(self.case.value()), self._substitutes.get(self.case.value(), "")
        self.beside.setVisible(bool(substitute))
        self.beside_note.setVisible(bool(substitute))
        if one is None or not substitute:
            return
        case = one.item.case_ref
        rest = (
            t("Exclude {substitute} first to bring {case} back alone.", substitute=substitute, case=case) if back
            else t("Both stand on the list: exclude one, or say why both count.")
        )  # fmt: skip
        self.beside_note.say(t("{substitute} took the place of {case}.", substitute=substitute, case=case), rest)

    def _carry_out(self) -> None:
        case_id, code, words = self.case.value(), self.why.value(), self.reason.text()
        back, swap, both = self._is_back(), self.swap.isChecked(), self._keeps_both()
        stays = back or both
        facts = self.fields.facts() if swap and not stays else None
        if swap and not stays and facts is None:
            self.say_trouble(t("Fill in every field of the case that takes the place."))
            return

        def act(ctx: Context, _: object) -> object:
            if stays:
                return include_case(ctx, case_id, words, beside=both)
            return exclude_case(ctx, case_id, code, words, facts)

        self._desk.write(act, lambda _: self.accept(), failed=self.say_trouble)
