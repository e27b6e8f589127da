"""Lines of enquiry: what cases said again and again, counted by PDU and cases, joined under headings."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from hmip_desktop.domain.identifying import identifying
from hmip_desktop.domain.learned import Gathered
from hmip_desktop.services import theme_groups
from hmip_desktop.services.theme_groups import LONGEST, Enquiry
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.forms import FormDialog
from hmip_desktop.ui.views.lead.learned_rows import TICKED, CaseLinks, TickRows, say_marks
from hmip_desktop.ui.views.lead.learned_words import counted_words, kind_words
from hmip_desktop.ui.views.lead.page import Columns, LeadPage, TableCard
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.frames import Banner, Card
from hmip_desktop.ui.widgets.inputs import LineInput, TextInput
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.notices import EmptyState
from hmip_desktop.ui.widgets.rail_panel import RailPanel
from hmip_desktop.ui.widgets.table import Cell, Column

THEME, KIND, CASES, PDUS = range(1, 5)
TAGS = {"line_of_enquiry": "info", "enabler": "ok", "barrier": "warning"}
Key = tuple[str, str]


def key_of(line: Gathered) -> Key:
    """Names a line while its words and group stay."""
    return line.kind, line.group or line.heading.casefold()


class EnquiryScreen(LeadPage):
    """Themes at the left, the one in view with its cases at the right; ticked ones are put under one heading."""

    help_page = "learned"

    case_asked = Signal(str)

    def __init__(self, theme: Theme, desk: LeadDesk, rail: RailPanel) -> None:
        super().__init__(theme, desk, rail, t("Lines of enquiry"))
        self.chosen: set[Key] = set()
        self.found: Enquiry | None = None
        columns = (
            Column(t("Join"), 48), Column(t("Theme"), 260, stretch=True), Column(t("Kind"), 132),
            Column(t("Cases"), 64, right=True), Column(t("PDUs"), 60, right=True),
        )  # fmt: skip
        self.view = TickRows(theme, t("Themes"), columns, self._cell, row=44)
        self.view.ticked.connect(self.tick)
        self.view.row_changed.connect(lambda _: self._show_line())
        self.table = TableCard(theme, t("Themes"), self.view, rows=6)
        self.detail = ThemeCard(theme)
        self.detail.cases.asked.connect(self.case_asked)
        self.detail.change.clicked.connect(self._change)
        self.detail.part.clicked.connect(self._part)
        self._stack = QStackedWidget()
        self._stack.addWidget(Columns(theme, ((self.table, 60), (self.detail, 40)), 780))
        self.empty = EmptyState(theme, "bulb", t("No themes yet"), t(
            "Inspectors write enablers, barriers and lines of enquiry when they close a case, or make them of a note of "
            "an interview. Those of signed-off cases are listed here."
        ))  # fmt: skip
        self._stack.addWidget(self.empty)
        self.column.body.addWidget(self._stack, 1)
        self.join = Button(theme, "", "link", filled=True)
        self.join.clicked.connect(self.ask_heading)
        self.footer.add_button(self.join)
        self._offer()

    # showing ----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        self.desk.read(lambda ctx, _: theme_groups.enquiry(ctx), self._show, parent=self)

    def _show(self, found: Enquiry) -> None:
        self.found = found
        held = self.view.current()
        lines = found.lines
        place = next((n for n, line in enumerate(lines) if held and key_of(line) == key_of(held)), 0)
        self.chosen &= {key_of(line) for line in lines}
        self._stack.setCurrentIndex(0 if lines else 1)
        self.view.show_rows(lines, place)
        said = t("What {cases} said, without names. Each theme counts a case once.",
                 cases=counted_words(found.cases, found.pdus))  # fmt: skip
        more = t("{count} more stand in cases that do not count yet.", count=found.uncounted) if found.uncounted else ""
        named = sum(map(bool, found.marks.values()))
        inside = (t("1 may tell who is meant and stays inside.") if named == 1
                  else t("{count} may tell who is meant and stay inside.", count=named) if named else "")  # fmt: skip
        self.head.say(" ".join(part for part in (said, more, inside) if part))
        self._show_line()
        self._offer()

    def _show_line(self) -> None:
        line = self.view.current()
        self.detail.setVisible(line is not None)
        if line is not None and self.found is not None:
            self.detail.show_line(line, self.found)

    def _cell(self, line: Gathered, column: int) -> Cell:
        if column == TICKED:
            on = key_of(line) in self.chosen
            return Cell(bold=on, spoken=t("ticked, to be joined") if on else t("not ticked"))
        if column == THEME:
            named = self.found is not None and self.found.marks.get(line)
            icon = "warning" if named else "link" if line.group else ""
            spoken = f"{line.heading}, {t('stays inside')}" if named else ""
            tone = "warn" if named else "link"
            return Cell(line.heading, bold=True, icon=icon, icon_tone=tone, tip=line.heading, spoken=spoken)
        if column == KIND:
            return Cell(kind_words(line.kind), tag=TAGS[line.kind])
        return Cell(str(len(line.cases if column == CASES else line.pdus)), right=True)

    def _offer(self) -> None:
        picked = self.picked()
        same = len({line.kind for line in picked}) == 1
        self.join.setEnabled(len(picked) > 1 and same)
        self.join.setText(t("Put {count} under one heading...", count=len(picked)) if len(picked) > 1 else
                          t("Put under one heading..."))  # fmt: skip
        self.join.updateGeometry()
        mixed = len(picked) > 1 and not same
        words = t("Tick themes of one kind only") if mixed else t("Tick two or more to join them")
        self.footer.say_note("" if self.join.isEnabled() or not self.view.rows_model.rows else words)

    # acting -----------------------------------------------------------------------------------------------

    def picked(self) -> list[Gathered]:
        """The ticked themes."""
        return [line for line in self.view.rows_model.rows if key_of(line) in self.chosen]

    def tick(self, row: int) -> None:
        """Tick a theme, or take the tick away."""
        self.chosen ^= {key_of(self.view.rows_model.rows[row])}
        self.view.viewport().update()
        self._offer()

    def ask_heading(self) -> None:
        """The form for the heading of the ticked themes."""
        picked = self.picked()
        if picked:
            HeadingDialog(self.theme, self, picked).open()

    def _change(self) -> None:
        line = self.view.current()
        if line is not None:
            HeadingDialog(self.theme, self, [line]).open()

    def _part(self) -> None:
        line = self.view.current()
        if line is not None and line.group:
            group = line.group
            self.desk.write(lambda ctx, _: theme_groups.part(ctx, group))

    def joined(self) -> None:
        """The ticked themes are under their heading now."""
        self.chosen = set()


class ThemeCard(Card):
    """A theme: what to explore, the words that cases used, and the cases."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, padding=16, gap=8)
        self.heading = Heading(theme, "", 2)
        self.counted = PlainLabel(theme, "", "control", "text2")
        self.by_pdu = PlainLabel(theme, "", "control")
        self.named = Banner(theme, "warning")
        self.explore = PlainLabel(theme, "", "body")
        self.said_head, self.said = Heading(theme, t("As cases said it"), 3), PlainLabel(theme, "", "control")
        self.cases_head, self.cases = Heading(theme, t("The cases behind it"), 3), CaseLinks(theme)
        for part in (self.heading, self.counted, self.by_pdu, self.named, self.explore, self.said_head, self.said,
                     self.cases_head, self.cases):  # fmt: skip
            self.body.addWidget(part)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(8))
        self.change, self.part = Button(theme, t("Change..."), "pencil"), Button(theme, t("Take apart"), "split")
        row.addWidget(self.change)
        row.addWidget(self.part)
        row.addStretch(1)
        self.body.addWidget(holder)
        self.body.addStretch(1)

    def show_line(self, line: Gathered, found: Enquiry) -> None:
        """Show another theme."""
        self.heading.setText(line.heading)
        self.counted.setText(f"{kind_words(line.kind)} · {counted_words(len(line.cases), len(line.pdus))}")
        self.by_pdu.setText(", ".join(f"{pdu} {count}" for pdu, count in found.by_pdu(line)))
        say_marks(self.named, found.marks.get(line, ()), t("It stays inside until you write it without."))
        self.explore.setText(t("To explore: {words}", words=line.explore) if line.explore else "")
        self.explore.setVisible(bool(line.explore))
        several = len(line.texts) > 1 or bool(line.group)
        self.said_head.setVisible(several)
        self.said.setVisible(several)
        self.said.setText("\n".join(line.texts))
        self.cases.show_cases([(case_id, *found.refs[case_id]) for case_id in line.cases])
        self.part.setVisible(bool(line.group))


class HeadingDialog(FormDialog):
    """One heading over several themes, or the words of one: what it is called, and what to explore."""

    def __init__(self, theme: Theme, page: EnquiryScreen, lines: list[Gathered]) -> None:
        super().__init__(
            theme, page, t("One heading"), t("Keep"),
            t("The heading stands in outputs instead of the themes below it. What the cases say stays as it is."),
        )  # fmt: skip
        self.setMinimumWidth(theme.size(560))
        self._page, self._lines = page, lines
        held = next((line for line in lines if line.group), lines[0])
        self.heading = LineInput(theme, t("Heading, without names"))
        self.heading.setMaxLength(LONGEST)
        self.heading.setText(held.heading)
        self.form.addWidget(Field(theme, t("Heading, without names"), self.heading))
        self.explore = TextInput(theme, t("What to explore in week 2"), lines=3)
        self.explore.setPlainText(next((line.explore for line in lines if line.explore), ""))
        self.form.addWidget(Field(theme, t("What to explore in week 2"), self.explore, t("may stay empty")))
        texts = [text for line in lines for text in line.texts]
        self.form.addWidget(PlainLabel(theme, "\n".join(texts), "control", "text2"))
        self.named = Banner(theme, "warning")
        self.form.addWidget(self.named)
        self.heading.textChanged.connect(self._look)
        self.explore.textChanged.connect(self._look)
        self.carry_out = self._carry_out
        self.keep_words(page.desk, "enquiry", held.texts[0] if held.texts else "", held.heading)
        self._look()

    def _look(self) -> None:
        self.need("" if self.heading.text().strip() else t("A heading is needed"))
        found = self._page.found
        words = f"{self.heading.text()} {self.explore.toPlainText()}"
        marks = identifying(words, found.known) if found is not None else ()
        say_marks(self.named, marks, t("It stays inside until you write it without."))

    def _carry_out(self) -> None:
        lines, heading, explore = self._lines, self.heading.text(), self.explore.toPlainText()
        texts = [text for line in lines for text in line.texts]
        group = next((line.group for line in lines if line.group), "")
        self._page.desk.carry_out(
            lambda ctx, _: theme_groups.join(ctx, lines[0].kind, texts, heading, explore, group)[1],
            lambda _: self._done(), self.say_trouble,
        )  # fmt: skip

    def _done(self) -> None:
        self._page.joined()
        self.accept()
