"""Before the clock starts: who is there, who else, in which language, and what has been said at the start."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hmip_desktop.domain.interview import Interview, SecondPerson
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.frames import PageColumn
from hmip_desktop.ui.widgets.inputs import PickList, Tick
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.words import interviewed_words


class SetupPage(QWidget):
    """``start_asked`` carries what is known of the interview when the clock is to start."""

    start_asked = Signal(object)

    def __init__(self, theme: Theme, desk: CaseDesk) -> None:
        super().__init__()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        page = PageColumn(theme, t("Before the interview"), widest=520, margin=14)
        outer.addWidget(page)
        page.body.addWidget(Heading(theme, t("Before you start"), 2))
        who = [(code, interviewed_words(code)) for code in ("practitioner", "line_manager", "other_substitute")]
        self.who = PickList(theme, t("Who is interviewed?"), who)
        page.body.addWidget(Field(theme, t("Who is interviewed?"), self.who))
        self.supervises = Tick(theme, t("They supervise this practitioner or case"), "control")
        page.body.addWidget(self.supervises)
        seconds = [
            ("", t("Nobody else")),
            ("recent_change", t("Somebody, because the practitioner changed recently")),
            ("key_role", t("Somebody with a key role in an intervention")),
            ("very_new", t("Somebody, because the practitioner is very new")),
        ]
        self.second = PickList(theme, t("Is anybody else there?"), seconds)
        page.body.addWidget(Field(theme, t("Is anybody else there?"), self.second))
        self._leaves = PlainLabel(theme, t("They leave before feedback."), "small", "text2")
        page.body.addWidget(self._leaves)
        languages = [("en", t("English")), ("cy", t("Welsh"))]
        self.language = PickList(theme, t("Language of the interview"), languages)
        page.body.addWidget(Field(theme, t("Language of the interview"), self.language))
        self.ticks: dict[str, Tick] = {}
        if desk.pack.introduction:
            page.body.addWidget(Heading(theme, t("Say at the start"), 3))
        for line in desk.pack.introduction:
            self.ticks[line.ref] = Tick(theme, line.text, "control")
            page.body.addWidget(self.ticks[line.ref])
        self.start = Button(theme, t("Start the clock"), "clock", filled=True)
        self.start.clicked.connect(lambda: self.start_asked.emit(self.interview()))
        page.body.addWidget(self.start)
        page.body.addStretch(1)
        self.who.picked.connect(self._fit)
        self.second.picked.connect(self._fit)
        self._fit()

    def _fit(self, _: str = "") -> None:
        """Ask for supervision only of a substitute, and say that a second person leaves."""
        self.supervises.setVisible(self.who.value() != "practitioner")
        self._leaves.setVisible(bool(self.second.value()))

    def interview(self) -> Interview:
        """The interview as it is about to start."""
        second = SecondPerson(self.second.value()) if self.second.value() else None  # type: ignore[arg-type]
        supervises = self.who.value() == "practitioner" or self.supervises.isChecked()
        said = tuple(ref for ref, tick in self.ticks.items() if tick.isChecked())
        return Interview(
            self.who.value() or "practitioner", supervises_case=supervises, introduction=said, second=second,  # type: ignore[arg-type]
            language=self.language.value() or "en",  # type: ignore[arg-type]
        )  # fmt: skip
