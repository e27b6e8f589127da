"""Examples of effective practice in the close of a case: the list, and the form in which one is written."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from hmip_desktop.domain.assessment import EffectivePractice
from hmip_desktop.domain.case_record import CaseRecord
from hmip_desktop.domain.values import LENSES, STAGES
from hmip_desktop.services.themes import marks_in
from hmip_desktop.ui.draft_keeper import DraftKeeper, KeptFields
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.forms import FormDialog
from hmip_desktop.ui.views.lead.learned_words import found_words, lens_words, stage_words
from hmip_desktop.ui.widgets.buttons import IconButton, LinkButton
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.frames import Banner
from hmip_desktop.ui.widgets.grid import FieldGrid
from hmip_desktop.ui.widgets.inputs import PickList, TextInput
from hmip_desktop.ui.widgets.labels import PlainLabel

LONGEST = 1000
SHOWN = 64


class PracticeList(QWidget):
    """One line an example: a link that opens it, and a button that takes it back. ``changed`` when there are others."""

    changed = Signal()

    def __init__(self, theme: Theme, drafts: DraftKeeper | None = None) -> None:
        super().__init__()
        self._theme, self._drafts = theme, drafts
        self._record: CaseRecord | None = None
        self._settle: Callable[[object], None] | None = None
        self.examples: tuple[EffectivePractice, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(2))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        column.addLayout(self._lines)
        self.add = LinkButton(theme, t("Add an example"), "plus")
        self.add.setAccessibleName(t("Add an example of effective practice"))
        self.add.clicked.connect(lambda: self.ask(-1))
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.links: list[LinkButton] = []

    def show_examples(self, examples: tuple[EffectivePractice, ...], record: CaseRecord) -> None:
        """Show other examples; the same ones are left alone, with the focus where it is."""
        self._record = record
        if examples != self.examples or len(self.links) != len(examples):
            self._build(examples)

    def _build(self, examples: tuple[EffectivePractice, ...]) -> None:
        self.examples, self.links = examples, []
        while (item := self._lines.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        for place, one in enumerate(examples):
            self._lines.addWidget(self._line(place, one))

    def _line(self, place: int, one: EffectivePractice) -> QWidget:
        theme = self._theme
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(6))
        done = one.done if len(one.done) <= SHOWN else one.done[:SHOWN].rsplit(" ", 1)[0] + "..."
        link = LinkButton(theme, done)
        link.setToolTip(one.done)
        link.setAccessibleName(t("Change the example: {words}", words=done))
        link.clicked.connect(lambda: self.ask(place))
        row.addWidget(link)
        row.addWidget(PlainLabel(theme, stage_words(one.stage), "small", "text2", wrap=False))
        row.addStretch(1)
        gone = IconButton(theme, "cross", t("Take back: {words}", words=done))
        gone.clicked.connect(lambda: self._take_back(place))
        row.addWidget(gone)
        self.links.append(link)
        return holder

    def ask(self, place: int) -> None:
        """The form for an example: the one at ``place``, or a new one for -1."""
        if self._record is None:
            return
        held = self.examples[place] if 0 <= place < len(self.examples) else None
        place = place if held is not None else -1
        dialog = PracticeDialog(self._theme, self, self._record, held)
        typed: KeptFields | None = None
        if self._drafts is not None:
            fields: dict[str, QLineEdit | QPlainTextEdit] = {"done": dialog.done_words, "why": dialog.why}
            typed = KeptFields(self._drafts, lambda: f"practice/{place}", fields, parent=dialog)
            typed.follow(dialog)
        dialog.kept.connect(lambda one: self._keep(place, one, typed))
        dialog.open()

    def when_saved(self) -> Callable[[object], None] | None:
        """What to do once the examples are on the disk."""
        settle, self._settle = self._settle, None
        return settle

    def _keep(self, place: int, one: EffectivePractice, typed: KeptFields | None) -> None:
        self._settle = typed.when_saved() if typed is not None else None
        held = list(self.examples)
        if place < 0:
            held.append(one)
        else:
            held[place] = one
        self._build(tuple(held))
        self.changed.emit()

    def _take_back(self, place: int) -> None:
        self._build(tuple(one for number, one in enumerate(self.examples) if number != place))
        self.changed.emit()
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)


class PracticeDialog(FormDialog):
    """Stage, what the work was for, what was done, why it worked. ``kept`` carries the example."""

    kept = Signal(object)

    def __init__(
        self, theme: Theme, parent: QWidget, record: CaseRecord, held: EffectivePractice | None = None
    ) -> None:
        super().__init__(
            theme, parent, t("An example of effective practice"), t("Keep the example"),
            t("What a practitioner did well and others can learn from. The lead inspector collects examples and words "
              "them so that nobody can be known."),
        )  # fmt: skip
        self.setMinimumWidth(theme.size(560))
        self._record = record
        self.stage = PickList(theme, t("Stage"), [(code, stage_words(code)) for code in STAGES])
        self.lens = PickList(theme, t("What it was for"), [(code, lens_words(code)) for code in LENSES])
        grid = FieldGrid(theme, 2, 220)
        grid.add(Field(theme, t("Stage"), self.stage))
        grid.add(Field(theme, t("What it was for"), self.lens))
        self.form.addWidget(grid)
        self.done_words = TextInput(theme, t("What was done"), lines=4)
        self.why = TextInput(theme, t("Why it worked"), lines=3)
        self.form.addWidget(Field(theme, t("What was done"), self.done_words, t("without names")))
        self.form.addWidget(Field(theme, t("Why it worked"), self.why))
        self.warning = Banner(theme, "warning")
        self.form.addWidget(self.warning)
        if held is not None:
            self.stage.set_value(held.stage)
            self.lens.set_value(held.lens)
            self.done_words.setPlainText(held.done)
            self.why.setPlainText(held.why)
        for part in (self.done_words, self.why):
            part.textChanged.connect(self._look)
        self.carry_out = self._keep
        self._look()

    def value(self) -> EffectivePractice:
        """What the form holds."""
        done, why = self.done_words.toPlainText().strip(), self.why.toPlainText().strip()
        return EffectivePractice(self.stage.value(), self.lens.value(), done, why)  # type: ignore[arg-type]  # listed

    def _look(self) -> None:
        one = self.value()
        marks = marks_in(self._record, f"{one.done}\n{one.why}")
        self.warning.setVisible(bool(marks))
        if marks:
            self.warning.say(
                t("This looks like {found}.", found=found_words(marks)), t("Write it without, if you can.")
            )
        self.act.setEnabled(bool(one.done and one.why) and max(len(one.done), len(one.why)) <= LONGEST)

    def _keep(self) -> None:
        self.kept.emit(self.value())
        self.accept()
