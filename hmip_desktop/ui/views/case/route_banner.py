"""Which question set applies and why, with the day line, what changes, and the way to use the other one."""

from __future__ import annotations

from datetime import date

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from hmip_desktop.domain.flow import Navigator
from hmip_desktop.domain.values import Route
from hmip_desktop.errors import Refused
from hmip_desktop.services.assess import route_of
from hmip_desktop.services.preview_change import preview_route
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.draft_keeper import KeptFields
from hmip_desktop.ui.text import error_sentence, sentence, t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.case.change_preview import aside_words
from hmip_desktop.ui.views.case.day_line import DayLine
from hmip_desktop.ui.widgets.buttons import Button, LinkButton
from hmip_desktop.ui.widgets.inputs import LineInput
from hmip_desktop.ui.widgets.labels import PlainLabel, Run, RunsLabel
from hmip_desktop.ui.widgets.tags import Glyph
from hmip_desktop.ui.words import route_words


class RouteBanner(QFrame):
    """The result first, one sentence with its reason; an override asks for a reason, and both sets are kept."""

    def __init__(self, theme: Theme, desk: CaseDesk) -> None:
        super().__init__()
        self._theme, self._desk = theme, desk
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.space(20), theme.space(10), theme.space(14), theme.space(8))
        column.setSpacing(theme.space(6))
        top = QHBoxLayout()
        top.setSpacing(theme.space(12))
        top.addWidget(Glyph(theme, "branch", "info_fg", 17))
        self.sentence = RunsLabel(theme, (), "control", "info_fg")
        top.addWidget(self.sentence, 1)
        column.addLayout(top)
        self.days = DayLine(theme)
        column.addWidget(self.days)
        foot = QHBoxLayout()
        foot.setSpacing(theme.space(16))
        self._counts = PlainLabel(theme, "", "control", "info_fg")
        foot.addWidget(self._counts, 1)
        self._changes = LinkButton(theme, t("What changes?"))
        self._changes.clicked.connect(self._toggle_changes)
        self._other = LinkButton(theme, "")
        self._other.clicked.connect(self._ask)
        foot.addWidget(self._changes)
        foot.addWidget(self._other)
        column.addLayout(foot)
        self._detail = PlainLabel(theme, "", "control", "info_fg")
        self._detail.hide()
        column.addWidget(self._detail)
        column.addLayout(self._reason_row(theme))

    def _reason_row(self, theme: Theme) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.space(8))
        self.reason = LineInput(theme, t("Why this question set"), t("Why the other question set is right here"))
        self._use = Button(theme, "")
        self._use.clicked.connect(self._override)
        self.reason.returnPressed.connect(self._override)
        self.reason.textChanged.connect(lambda words: self._use.setEnabled(bool(words.strip())))
        row.addWidget(self.reason, 1)
        row.addWidget(self._use)
        for widget in (self.reason, self._use):
            widget.hide()
        drafts = self._desk.drafts
        self._kept = KeptFields(drafts, lambda: "route", {"text": self.reason}) if drafts is not None else None
        return row

    def show_route(self, start: date | None, start_words: str) -> None:
        """Show what the case details come to now."""
        record = self._desk.record
        routing = route_of(record)
        used = record.route_used
        override = record.route.override_reason if record.route else ""
        if isinstance(routing, Refused):
            lead, rest = t("Core questions apply for now."), error_sentence(routing)
            self.days.show_days(None, None, "")
        elif override:
            lead = t("{route} questions are used.", route=route_words(used))
            rest = t("You chose them: {reason}", reason=override)
            self.days.show_days(start, routing.day, start_words)
        else:
            lead, rest = _parted(sentence(routing.reason_code, routing.params))
            self.days.show_days(start, routing.day, start_words)
        self.sentence.set_runs([Run(lead + " ", bold=True), Run(rest)])
        mine, other = self._count(used), self._count(_other(used))
        words = t("{count} questions instead of {other}. All answers are kept.", count=mine, other=other)
        self._counts.setText(words)
        if not self._detail.isHidden():
            self._detail.setText(self._difference(used))
        target = t("Use the {route} questions instead...", route=route_words(_other(used)).lower())
        self._other.setText(target)
        self._other.updateGeometry()
        self._other.setEnabled(not self._desk.is_locked and not isinstance(routing, Refused))
        self._use.setText(t("Use the {route} questions", route=route_words(_other(used)).lower()))

    def _count(self, route: Route | str) -> int:
        record = self._desk.record
        navigator = Navigator(self._desk.pack, route, self._desk.opened.variant)
        return navigator.look({**record.fact_values, "route": route}, record.given).total.total

    def _difference(self, used: str) -> str:
        """Which key questions come and which go, and how many answers given so far would count nowhere."""
        pack = self._desk.pack
        now = [question.ref for question in pack.questions(used)]
        then = [question.ref for question in pack.questions(_other(used))]
        come = [ref for ref in then if ref not in now]
        go = [ref for ref in now if ref not in then]
        comes = t(
            "With the {route} questions {come} come in and {go} go out. Their answers stay and can be read.",
            route=route_words(_other(used)).lower(),
            come=", ".join(come) or t("none"),
            go=", ".join(go) or t("none"),
        )
        return f"{comes} {aside_words(len(preview_route(self._desk.opened, _other(used)).set_aside))}"

    def _toggle_changes(self) -> None:
        self._show_changes(self._detail.isHidden())

    def _show_changes(self, shown: bool) -> None:
        if shown:
            self._detail.setText(self._difference(self._desk.record.route_used))
        self._detail.setVisible(shown)

    def _ask(self) -> None:
        """Ask for the reason; going back to the computed set needs none."""
        record = self._desk.record
        routing = route_of(record)
        wanted = _other(record.route_used)
        if not isinstance(routing, Refused) and routing.route == wanted:
            self._desk.use_route(wanted, "")
            return
        self._show_changes(True)
        self.reason.clear()
        self._use.setEnabled(False)
        for widget in (self.reason, self._use):
            widget.show()
        if self._kept is not None:
            self._kept.take_up()
        self.reason.setFocus()

    def restore(self) -> None:
        """Go on with a reason that was being written."""
        if self._other.isEnabled():
            self._ask()

    def _override(self) -> None:
        if not self.reason.text().strip():
            return
        settle = self._kept.when_saved() if self._kept is not None else None
        for widget in (self.reason, self._use):
            widget.hide()
        self._show_changes(False)
        self._desk.use_route(_other(self._desk.record.route_used), self.reason.text().strip(), settle)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("info_bg"))
        painter.fillRect(0, 0, 4, self.height(), self._theme.colour("info"))


def _other(route: str) -> Route:
    return "core" if route == "adjusted" else "adjusted"


def _parted(sentence: str) -> tuple[str, str]:
    """The first words of a reason sentence, which name the set, and the rest."""
    for mark in (", ", ": "):
        lead, found, rest = sentence.partition(mark)
        if found and len(lead) < 30:
            return lead + found.strip(), rest
    return sentence, ""
