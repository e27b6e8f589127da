"""Effective practice: examples by stage and lens, worded anew so that nobody can be known, and the set that goes out."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget

from hmip_desktop.domain.identifying import identifying
from hmip_desktop.errors import Refused
from hmip_desktop.services import effective_practice
from hmip_desktop.services.effective_practice import LONGEST, Example
from hmip_desktop.services.report import Reported, ReportRequest, report
from hmip_desktop.ui.text import error_sentence, t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.forms import FileChooser, FormDialog
from hmip_desktop.ui.views.lead.learned_rows import TICKED, TickRows, say_marks
from hmip_desktop.ui.views.lead.learned_words import found_words, lens_words, stage_words
from hmip_desktop.ui.views.lead.output_words import audience_words
from hmip_desktop.ui.views.lead.page import Columns, LeadPage, TableCard
from hmip_desktop.ui.widgets.answers import AnswerGroup, Choice
from hmip_desktop.ui.widgets.buttons import Button, LinkButton
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.frames import Banner, Card
from hmip_desktop.ui.widgets.inputs import TextInput, Tick
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.notices import EmptyState
from hmip_desktop.ui.widgets.rail_panel import RailPanel
from hmip_desktop.ui.widgets.table import Cell, Column

STAGE, DONE, STATE = range(1, 4)


class PracticeScreen(LeadPage):
    """Examples at the left, the wording of the one in view at the right; the footer makes the set."""

    help_page = "learned"

    case_asked = Signal(str)

    def __init__(self, theme: Theme, desk: LeadDesk, rail: RailPanel) -> None:
        super().__init__(theme, desk, rail, t("Effective practice"))
        self.choose = FileChooser(self)
        columns = (
            Column(t("Goes out"), 78), Column(t("Stage and lens"), 190),
            Column(t("What was done"), 240, stretch=True), Column(t("State"), 148),
        )  # fmt: skip
        self.view = TickRows(theme, t("Examples"), columns, self._cell)
        self.view.ticked.connect(self.tick)
        self.view.row_changed.connect(lambda _: self._show_example())
        self.table = TableCard(theme, t("Examples"), self.view, rows=5)
        self.wording = WordingCard(theme)
        self.wording.kept.connect(self._keep)
        self._typed = desk.keep_words("practice/wording", self.wording.about, self.wording.done, self.wording.why)
        self.wording.case_asked.connect(self.case_asked)
        self._stack = QStackedWidget()
        self._stack.addWidget(Columns(theme, ((self.table, 56), (self.wording, 44)), 820))
        words = t("An inspector flags an example when closing a case: the stage, what it was for, what was done, and why "
                  "it worked.")  # fmt: skip
        self.empty = EmptyState(theme, "star", t("No examples yet"), words)
        self._stack.addWidget(self.empty)
        self.column.body.addWidget(self._stack, 1)
        self.make = Button(theme, t("Make the set..."), "output", filled=True)
        self.make.clicked.connect(lambda: SetDialog(self.theme, self).open())
        self.footer.add_button(self.make)
        self.make.setEnabled(False)

    # showing ----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        self.desk.read(
            lambda ctx, _: (effective_practice.examples(ctx), effective_practice.known_names(ctx)),
            self._show,
            parent=self,
        )

    def _show(self, found: tuple[tuple[Example, ...], frozenset[str]]) -> None:
        lines, self.wording.known = found
        held = self.view.current()
        place = next((n for n, one in enumerate(lines) if held and one.key == held.key), 0)
        self._stack.setCurrentIndex(0 if lines else 1)
        self.view.show_rows(lines, place)
        out = sum(one.may_leave for one in lines)
        self.table.note.setText(t("{count} of {all} go out", count=out, all=len(lines)) if lines else "")
        self.head.say(t("By stage and lens. Your wording goes out; what the inspector wrote stays in its case."))
        self.make.setEnabled(bool(out))
        self.footer.say_note("" if out or not lines else t("Tick what is to go out"))
        self._show_example()

    def _show_example(self) -> None:
        one = self.view.current()
        self.wording.setVisible(one is not None)
        if one is not None and self.wording.show_example(one):
            self._typed.take_up()

    def _cell(self, one: Example, column: int) -> Cell:
        if column == TICKED:
            return Cell(bold=one.goes_out, spoken=t("goes out") if one.goes_out else t("stays inside"))
        if column == STAGE:
            return Cell(stage_words(one.flagged.stage), bold=True, detail=lens_words(one.flagged.lens))
        if column == DONE:
            return Cell(one.done, detail=one.why, tip=one.done)
        if one.marks:
            return Cell(t("Names found"), icon="warning", icon_tone="warn", tip=found_words(one.marks))
        if one.goes_out:
            return Cell(t("Goes out"), icon="check", icon_tone="ok")
        return Cell(t("Worded anew") if one.worded else t("As flagged"), icon="pencil" if one.worded else "circle",
                    icon_tone="text2")  # fmt: skip

    # acting -----------------------------------------------------------------------------------------------

    def tick(self, row: int) -> None:
        """Let an example go out, or keep it inside; one in which names were found says so instead."""
        self.view.set_current_row(row)
        one: Example = self.view.rows_model.rows[row]
        if one.marks and not one.goes_out:
            self.wording.done.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._keep(one, one.done, one.why, not one.goes_out)

    def _keep(self, one: Example, done: str, why: str, goes_out: bool) -> None:
        self.desk.write(
            lambda ctx, _: effective_practice.reword(ctx, one.case_id, one.key, done, why, goes_out=goes_out),
            failed=self.wording.say_trouble,
            kept=self._typed,
        )

    def write_set(self, audience: str) -> None:
        """Ask for a folder and write the set for an audience, in the background."""
        folder = self.choose.folder(t("Folder for the set"))
        if folder is not None:
            request = ReportRequest(folder, ("practice",), audience)
            self.desk.write(
                lambda ctx, progress: report(ctx, request, progress), lambda made: self._written(made, folder),
                title=t("Making the set"),
            )  # fmt: skip

    def _written(self, made: Reported, folder: Path) -> None:
        words = t("{count} files written to {folder}", count=len(made.outputs), folder=folder.name)
        self.footer.say_note(words, "done")


class WordingCard(Card):
    """The original, and the lead inspector's wording of it. ``kept`` carries the example, both parts, and whether it
    goes out."""

    kept = Signal(object, str, str, bool)
    case_asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, padding=16, gap=8)
        self.known: frozenset[str] = frozenset()
        self._one: Example | None = None
        self.heading = Heading(theme, "", 2)
        self.case = LinkButton(theme, "")
        self.case.clicked.connect(lambda: self._one and self.case_asked.emit(self._one.case_id))
        self.original = PlainLabel(theme, "", "control", "text2")
        self.done = TextInput(theme, t("What was done, naming nobody"), lines=3)
        self.why = TextInput(theme, t("Why it worked"), lines=2)
        self.warning = Banner(theme, "warning")
        self.goes_out = Tick(theme, t("Goes out in the set"), "control")
        self.save = Button(theme, t("Keep this wording"), "check")
        self.body.addWidget(self.heading)
        self.body.addWidget(self.case, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(Heading(theme, t("As the inspector flagged it"), 3))
        self.body.addWidget(self.original)
        self.body.addWidget(Field(theme, t("What was done, naming nobody"), self.done))
        self.body.addWidget(Field(theme, t("Why it worked"), self.why))
        self.body.addWidget(self.warning)
        self.body.addWidget(self.goes_out)
        self.body.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(1)
        self.save.clicked.connect(self._save)
        for part in (self.done, self.why):
            part.textChanged.connect(self._look)
        self.goes_out.toggled.connect(self._look)

    def about(self) -> tuple[str, str]:
        """The id of the example in view, and its name."""
        return (self._one.key, self._one.case_ref) if self._one else ("", "")

    def show_example(self, one: Example) -> bool:
        """Show an example; words that are being typed for the same one are left alone. True where it is another."""
        same = self._one is not None and self._one.key == one.key
        typed = same and self._one is not None and (self._words() != (self._one.done, self._one.why))
        self._one = one
        self.heading.setText(f"{stage_words(one.flagged.stage)}, {lens_words(one.flagged.lens).lower()}")
        self.case.setText(t("Case {case}, {pdu}", case=one.case_ref, pdu=one.pdu))
        self.case.updateGeometry()
        self.original.setText(f"{one.flagged.done}\n{one.flagged.why}")
        if not typed or self._words() == (one.done, one.why):
            self.done.setPlainText(one.done)
            self.why.setPlainText(one.why)
        self.goes_out.setChecked(one.goes_out)
        self._look()
        return not same

    def _words(self) -> tuple[str, str]:
        return self.done.toPlainText().strip(), self.why.toPlainText().strip()

    def _look(self, *_: object) -> None:
        done, why = self._words()
        marks = identifying(f"{done}\n{why}", self.known)
        say_marks(self.warning, marks, t("It stays inside until you write it without."))
        one = self._one
        changed = one is not None and ((done, why) != (one.done, one.why) or self.goes_out.isChecked() != one.goes_out)
        right = bool(done and why) and max(len(done), len(why)) <= LONGEST and not (marks and self.goes_out.isChecked())
        self.save.setEnabled(changed and right)

    def _save(self) -> None:
        if self._one is not None:
            self.kept.emit(self._one, *self._words(), self.goes_out.isChecked())

    def say_trouble(self, error: Exception) -> None:
        """Say what was refused; what was typed stays."""
        self.warning.say("", error_sentence(error) if isinstance(error, Refused) else str(error))
        self.warning.show()


class SetDialog(FormDialog):
    """For whom the set is made."""

    def __init__(self, theme: Theme, page: PracticeScreen) -> None:
        super().__init__(
            theme, page, t("Make the set"), t("Choose a folder..."),
            t("A PDF and a Word document with every example that goes out, by stage and lens. No case, PDU or person "
              "is named; an example in which something was found stays inside."),
        )  # fmt: skip
        self._page = page
        self.audience = AnswerGroup(
            theme, t("For"), [Choice(code, audience_words(code)) for code in ("body", "public")]
        )
        self.audience.set_value("body")
        self.form.addWidget(Field(theme, t("For"), self.audience))
        self.carry_out = self._go

    def _go(self) -> None:
        audience = self.audience.value() or "body"
        self.accept()
        self._page.write_set(audience)
