"""Before the clock starts, and whenever it is asked for: who is there, in which language, what was said at the start."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hmip_desktop.domain.interview import Interview, SecondPerson
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.frames import Banner, PageColumn
from hmip_desktop.ui.widgets.inputs import PickList, Tick
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.words import interviewed_words


class SetupPage(QWidget):
    """``start_asked`` carries what is known of the interview when the clock is to start, or when it runs already."""

    start_asked = Signal(object)

    def __init__(self, theme: Theme, desk: CaseDesk) -> None:
        super().__init__()
        self._theme, self._running = theme, False
        self._held: Interview | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        page = PageColumn(theme, t("Before the interview"), widest=520, margin=14)
        page.body.setSpacing(theme.space(8))
        outer.addWidget(page)
        self._title = Heading(theme, t("Before you start"), 2)
        page.body.addWidget(self._title)
        self._add_people(theme, page)
        languages = [("en", t("English")), ("cy", t("Welsh"))]
        self.language = PickList(theme, t("Language of the interview"), languages)
        self._language_field = Field(theme, t("Language of the interview"), self.language)
        page.body.addWidget(self._language_field)
        self._said = Heading(theme, t("Say at the start"), 3)
        page.body.addWidget(self._said)
        self.ticks: dict[str, Tick] = {}
        for line in desk.pack.introduction:
            self.ticks[line.ref] = Tick(theme, line.text, "control")
            page.body.addWidget(self.ticks[line.ref])
        self.start = Button(theme, t("Start the clock"), "clock", filled=True)
        self.start.clicked.connect(lambda: self.start_asked.emit(self.interview()))
        page.body.addWidget(self.start)
        page.body.addStretch(1)
        self.who.picked.connect(self._fit)
        self.second.picked.connect(self._fit)
        self.supervises.toggled.connect(lambda _: self._fit())
        self._fit()

    def _add_people(self, theme: Theme, page: PageColumn) -> None:
        codes = ("practitioner", "line_manager", "other_substitute", "nobody")
        self.who = PickList(theme, t("Who is interviewed?"), [(code, interviewed_words(code)) for code in codes])
        page.body.addWidget(Field(theme, t("Who is interviewed?"), self.who))
        self.supervises = Tick(theme, t("They supervise this practitioner or case"), "control")
        page.body.addWidget(self.supervises)
        self.no_feedback = Banner(theme, "info")
        self.no_feedback.say(t("No feedback to them."), t("They do not supervise this practitioner."))
        page.body.addWidget(self.no_feedback)
        seconds = [
            ("", t("Nobody else")),
            ("recent_change", t("Yes: the practitioner changed recently")),
            ("key_role", t("Yes: a key role in an intervention")),
            ("very_new", t("Yes: the practitioner is very new")),
        ]
        self.second = PickList(theme, t("Is anybody else there?"), seconds)
        self._second_field = Field(theme, t("Is anybody else there?"), self.second)
        page.body.addWidget(self._second_field)
        leaves = t("Only for these three reasons. They leave before feedback: say so here when they have.")
        self._leaves = PlainLabel(theme, leaves, "small", "text2")
        page.body.addWidget(self._leaves)

    def show_interview(self, value: Interview | None, running: bool) -> None:
        """Show what is recorded; while the clock runs the page goes back to the notes."""
        self._held, self._running = value, running
        if value is not None:
            self.who.set_value(value.interviewed)
            self.supervises.setChecked(value.supervises_case)
            self.second.set_value(value.second.reason if value.second else "")
            self.language.set_value(value.language)
            for ref, tick in self.ticks.items():
                tick.setChecked(ref in value.introduction)
        self._title.setText(t("Who is there") if running else t("Before you start"))
        self._fit()

    def _fit(self, _: str = "") -> None:
        """Ask for supervision only of a substitute, and say that a second person leaves."""
        who = self.who.value()
        somebody = who != "nobody"
        substitute = who in ("line_manager", "other_substitute")
        self.supervises.setVisible(substitute)
        self.no_feedback.setVisible(substitute and not self.supervises.isChecked())
        self._second_field.setVisible(somebody)
        self._language_field.setVisible(somebody)
        self._leaves.setVisible(somebody and bool(self.second.value()))
        for part in (self._said, *self.ticks.values()):
            part.setVisible(somebody and bool(self.ticks))
        if self._running:
            words, icon = t("Save, back to the notes"), "arrow-left"
        else:
            words, icon = (t("Start the clock"), "clock") if somebody else (t("Record that nobody came"), "check")
        self.start.setText(words)
        self.start.set_icon(icon)

    def interview(self) -> Interview:
        """The interview as the page says, on top of the times that are known."""
        who = self.who.value() or "practitioner"
        reason = self.second.value() if who != "nobody" else ""
        held = self._held.second if self._held else None
        second = held if held is not None and held.reason == reason else None
        if reason and second is None:
            second = SecondPerson(reason)  # type: ignore[arg-type]
        said = tuple(ref for ref, tick in self.ticks.items() if tick.isChecked())
        return msgspec.structs.replace(
            self._held or Interview("practitioner"),
            interviewed=who,
            file_read=False,
            supervises_case=who == "practitioner" or (who != "nobody" and self.supervises.isChecked()),
            introduction=said if who != "nobody" else (),
            second=second,
            language=self.language.value() or "en",
        )
