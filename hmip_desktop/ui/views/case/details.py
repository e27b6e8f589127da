"""Case details: what decides the question set first, then the facts behind it and those for the splits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.domain.routing import clock_start
from hmip_desktop.domain.values import ROSH_LEVELS, SENTENCE_TYPES
from hmip_desktop.errors import Refused
from hmip_desktop.services.drafting import Draft
from hmip_desktop.services.preview_change import preview_fact
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.draft_keeper import KeptFields
from hmip_desktop.ui.screen import Screen
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.case.change_preview import ChangeStrip, KeptAnswers
from hmip_desktop.ui.views.case.facts import case_identity
from hmip_desktop.ui.views.case.moved import MovedCard
from hmip_desktop.ui.views.case.route_banner import RouteBanner
from hmip_desktop.ui.views.case.route_help import RouteHelp
from hmip_desktop.ui.widgets.buttons import Button, LinkButton
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.footer import Footer
from hmip_desktop.ui.widgets.frames import Card, PageColumn
from hmip_desktop.ui.widgets.grid import FieldGrid
from hmip_desktop.ui.widgets.identity import Identity
from hmip_desktop.ui.widgets.inputs import DateInput, LineInput, PickList
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.rails import StageRail
from hmip_desktop.ui.words import measure_words, rosh_words, sentence_words

SEXES = ("Female", "Male")
ETHNICITIES = ("Asian or Asian British", "Black or Black British", "Mixed", "White", "Other")
DISABILITIES = ("No", "Yes")
LEVELS = ("None", "Level 1", "Level 2", "Level 3")
GRADES = ("Probation officer", "Probation services officer", "Senior probation officer")
AGES = range(18, 100)


class DetailsScreen(Screen):
    """The facts of a case. A change is saved when the field is left; one that changes the questions says so before, and
    no answer is dropped."""

    help_page = "question-set"

    continue_asked = Signal()

    def __init__(self, theme: Theme, desk: CaseDesk, rail: StageRail) -> None:
        super().__init__(theme, t("Case details"))
        self.desk, self.rail = desk, rail
        self._fields: dict[str, QWidget] = {}
        self.column = PageColumn(theme, t("Case details"), widest=840)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.column)
        self.caption = PlainLabel(theme, "", "control", "text2")
        self.route = RouteBanner(theme, desk)
        self.column.body.addWidget(self.caption)
        self.column.body.addWidget(Heading(theme, t("The facts that decide the questions"), 1))
        self.column.body.addWidget(self.route)
        self._waiting: tuple[str, str | int | None] | None = None
        self._labels: dict[str, str] = {}
        self._typed: dict[str, KeptFields] = {}
        self.strip = ChangeStrip(theme, desk)
        self.strip.agreed.connect(self.change_it)
        self.strip.left.connect(self.leave_it)
        self.column.body.addWidget(self.strip)
        self.column.body.addWidget(self._sentence_card(theme))
        self.column.body.addWidget(self._person_card(theme))
        self.column.body.addLayout(self._more_link(theme))
        self.column.body.addWidget(self._more_card(theme))
        self.kept = KeptAnswers(theme, desk)
        self.column.body.addWidget(self.kept)
        self.moved = MovedCard(theme, desk)
        self.column.body.addWidget(self.moved)
        self.column.body.addStretch(1)
        self.panel = RouteHelp(theme, desk)
        self._build_footer(theme)
        desk.changed.connect(self.refresh)
        self.refresh()

    # building ---------------------------------------------------------------------------------------------

    def _card(self, theme: Theme, title: str, hint: str) -> tuple[Card, FieldGrid]:
        card = Card(theme, gap=10)
        row = QHBoxLayout()
        row.addWidget(Heading(theme, title, 2, wrap=False))
        row.addStretch(1)
        row.addWidget(PlainLabel(theme, hint, "small", "text2", wrap=False))
        card.body.addLayout(row)
        grid = FieldGrid(theme)
        card.body.addWidget(grid)
        return card, grid

    def _sentence_card(self, theme: Theme) -> Card:
        card, grid = self._card(theme, t("Sentence and suspension"), t("“decides” = can change the question set"))
        decides = t("decides")
        sentences: list[tuple[str, str]] = [(code, sentence_words(code)) for code in SENTENCE_TYPES]
        measures = [(code, measure_words(code)) for code in ("", "reset", "impact")]
        self._pick(grid, "sentence_type", t("Sentence"), sentences, decides)
        self._date(grid, "start_date", t("Started"), decides)
        self._date(grid, "release_date", t("Released"), decides)
        self._date(grid, "end_date", t("Ends"))
        self._pick(grid, "measure", t("Suspended by"), measures, decides)
        self._date(grid, "measure_date", t("Date suspended"), decides)
        self._date(grid, "transfer_in", t("Transferred in"))
        self._date(grid, "transfer_out", t("Transferred out"))
        return card

    def _person_card(self, theme: Theme) -> Card:
        card, grid = self._card(theme, t("Risk and person"), t("used in the splits, never shown with a reference"))
        self._pick(grid, "rosh", t("Risk of serious harm"), [(code, rosh_words(code)) for code in ROSH_LEVELS])
        self._choose(grid, "mappa", t("MAPPA"), LEVELS)
        self._choose(grid, "grade", t("Practitioner grade"), GRADES)
        self._choose(grid, "sex", t("Sex"), SEXES)
        self._pick(grid, "age", t("Age"), [("", t("Not yet known"))] + [(str(age), str(age)) for age in AGES])
        self._choose(grid, "ethnicity", t("Ethnicity"), ETHNICITIES)
        return card

    def _more_link(self, theme: Theme) -> QHBoxLayout:
        row = QHBoxLayout()
        self._more_button = LinkButton(theme, t("More characteristics"), "right")
        self._more_button.clicked.connect(self._toggle_more)
        row.addWidget(self._more_button)
        row.addWidget(PlainLabel(theme, t("disability, office, requirement"), "small", "text2"))
        row.addStretch(1)
        return row

    def _more_card(self, theme: Theme) -> Card:
        card, grid = self._card(theme, t("More characteristics"), "")
        self._choose(grid, "disability", t("Disability"), DISABILITIES)
        requirements = [
            ("", t("Not yet known")),
            ("rar", t("Rehabilitation activity")),
            ("accredited_programme", t("Accredited programme")),
            ("none", t("None of these")),
        ]
        self._pick(grid, "requirement", t("Requirement"), requirements)
        office = LineInput(theme, t("Office"))
        office.left.connect(lambda: self._correct("office", office.text().strip()))
        self._fields["office"] = office
        self._keep("office", office)
        grid.add(Field(theme, t("Office"), office))
        card.hide()
        self._more = card
        return card

    def _pick(self, grid: FieldGrid, name: str, label: str, options: list[tuple[str, str]], tag: str = "") -> None:
        box = PickList(self.theme, label, options)
        self._labels[name] = label
        box.picked.connect(lambda code: self._on_picked(name, code))
        self._fields[name] = box
        grid.add(Field(self.theme, label, box, tag=tag))

    def _choose(self, grid: FieldGrid, name: str, label: str, values: tuple[str, ...]) -> None:
        """A list for a characteristic; what the sample says is offered too when it is not on our list."""
        self._pick(grid, name, label, self._offer(name, values))

    def _offer(self, name: str, values: tuple[str, ...]) -> list[tuple[str, str]]:
        given = str(getattr(self.desk.record.facts, name) or "")
        same = next((value for value in values if value.lower() == given.lower()), "")
        options = [(given if value == same else value, value) for value in values]
        if given and not same:
            options.append((given, given[:1].upper() + given[1:]))
        return [("", t("Not yet known")), *options]

    def _date(self, grid: FieldGrid, name: str, label: str, tag: str = "") -> None:
        line = DateInput(self.theme, label)
        self._labels[name] = label
        field = Field(self.theme, label, line, tag=tag)
        line.left.connect(lambda: self._on_date(name, line, field))
        line.returnPressed.connect(lambda: self._on_date(name, line, field))
        self._fields[name] = line
        self._keep(name, line)
        grid.add(field)

    def _build_footer(self, theme: Theme) -> None:
        footer = Footer(theme, self.desk.saving)
        back = Button(theme, t("Back"))
        back.clicked.connect(self.continue_asked)
        onwards = Button(theme, t("Continue"), filled=True)
        onwards.clicked.connect(self.continue_asked)
        footer.add_button(back)
        footer.add_button(onwards)
        self.footer = footer

    def _keep(self, name: str, line: LineInput) -> None:
        """What is typed into a field is kept while it is typed."""
        if self.desk.drafts is not None:
            self._typed[name] = KeptFields(self.desk.drafts, lambda: f"fact/{name}", {"text": line})

    def _correct(self, name: str, value: str | int | None) -> None:
        self.desk.correct_fact(name, value, self._typed[name].when_saved() if name in self._typed else None)

    def restore(self, draft: Draft) -> None:
        """Go on with a detail or a reason that was being typed."""
        if draft.kind == "route":
            self.route.restore()
        elif draft.key in self._typed:
            if draft.key == "office" and self._more.isHidden():
                self._toggle_more()
            self._fields[draft.key].setFocus()
            self._typed[draft.key].take_up()

    # doing ------------------------------------------------------------------------------------------------

    def _on_picked(self, name: str, code: str) -> None:
        self.try_change(name, (int(code) if code else None) if name == "age" else code)

    def _on_date(self, name: str, line: DateInput, field: Field) -> None:
        wrong = line.is_wrong()
        field.say_problem(t("Write the date as 12/5/2025.") if wrong else "")
        if not wrong:
            day = line.value()
            self.try_change(name, day.isoformat() if day else "")

    def try_change(self, name: str, value: str | int | None) -> None:
        """Change a detail; one that would change the questions of a case with answers says so first and waits."""
        if self._waiting == (name, value):
            return
        self._put_strip_away()
        if getattr(self.desk.record.facts, name) == value:
            return
        if self.desk.record.given and not self.desk.is_locked:
            try:
                preview = preview_fact(self.desk.opened, name, value)
            except Refused:
                preview = None  # the store says what is wrong with the value
            if preview is not None and preview.matters:
                self._waiting = (name, value)
                self.strip.tell(self._labels.get(name, name), preview)
                self.column.area.ensureWidgetVisible(self.strip, 0, 24)
                return
        self._correct(name, value)

    def change_it(self) -> None:
        """Do what the strip announced."""
        waiting = self._waiting
        self._put_strip_away()
        if waiting is not None:
            self._correct(*waiting)
            self._fields[waiting[0]].setFocus()

    def leave_it(self) -> None:
        """Leave everything as it was; the field shows the detail as it is again."""
        waiting = self._waiting
        self._put_strip_away()
        self.refresh()
        if waiting is not None:
            self._fields[waiting[0]].setFocus()

    def _put_strip_away(self) -> None:
        self._waiting = None
        self.strip.hide()

    def _toggle_more(self) -> None:
        self._more.setVisible(self._more.isHidden())
        self._more_button.setText(t("Fewer characteristics") if self._more.isVisible() else t("More characteristics"))
        self._more_button.updateGeometry()

    def refresh(self) -> None:
        """Show the facts as they stand; a field in which somebody types is left alone."""
        facts = self.desk.record.facts
        for name, widget in self._fields.items():
            if self._waiting is not None and name == self._waiting[0]:
                continue
            value = getattr(facts, name)
            if isinstance(widget, PickList):
                widget.set_value("" if value is None else str(value))
            elif isinstance(widget, DateInput) and not widget.hasFocus():
                widget.set_value(date.fromisoformat(value) if value else None)
            elif isinstance(widget, LineInput) and not isinstance(widget, DateInput) and not widget.hasFocus():
                widget.setText(value)
            widget.setEnabled(not self.desk.is_locked)
        known = sum(1 for name in self._fields if getattr(facts, name) not in ("", None))
        words = t("Case details · {known} of {total} facts known", known=known, total=len(self._fields))
        self.caption.setText(words)
        self._show_route()
        self.kept.refresh()
        self.moved.refresh()
        self.identity_changed.emit()

    def _show_route(self) -> None:
        facts = self.desk.record.facts
        start = clock_start(facts.sentence_type, _day(facts.start_date), _day(facts.release_date))
        community = facts.sentence_type in ("community_order", "suspended_sentence_order")
        self.route.setVisible(bool(self.desk.pack.routes))
        self.route.show_route(start, t("Started") if community else t("Released"))

    # the window asks --------------------------------------------------------------------------------------

    def identity(self) -> Identity:
        return case_identity(self.desk)

    def commands(self) -> Mapping[str, Callable[[], None]]:
        return {"continue": self.continue_asked.emit, "back": self.continue_asked.emit}

    def entered(self) -> None:
        self._fields["sentence_type"].setFocus()


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
