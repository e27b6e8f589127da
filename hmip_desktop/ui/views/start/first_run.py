"""The first run in three steps: who you are, where the work lives, the recovery key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from hmip_desktop.ui.screen import Screen
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.start.help import check_lines, strength, suggest_words, two_places
from hmip_desktop.ui.views.start.step_folder import FolderStep
from hmip_desktop.ui.views.start.step_key import KeyStep
from hmip_desktop.ui.views.start.step_who import WhoStep
from hmip_desktop.ui.widgets.buttons import Button, LinkButton
from hmip_desktop.ui.widgets.footer import Footer
from hmip_desktop.ui.widgets.identity import Identity
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.rail import RailItem, RailView
from hmip_desktop.ui.widgets.rail_panel import RailPanel
from hmip_desktop.ui.words import role_words

ROLES = ("inspector", "lead", "deputy", "local_assessor", "interviewer", "quality_lead", "data_team")
WITH_CASES = ("inspector", "interviewer")


@dataclass(frozen=True, slots=True)
class Setup:
    """What the first two steps found out."""

    name: str
    role: str
    folder: Path
    passphrase: str


class FirstRunScreen(Screen):
    """``create_asked`` carries a ``Setup`` after step 2; ``show_recovery`` brings step 3; ``finished`` ends it.

    ``cancelled`` comes when the person wants to open a store that is there already.
    """

    help_page = "first-run"

    create_asked = Signal(object)
    finished = Signal()
    cancelled = Signal()
    practice_asked = Signal()

    def __init__(self, theme: Theme, folder: Path, entropy: Callable[[int], bytes]) -> None:
        super().__init__(theme, "HMIP Desktop")
        self.rail = self._step_rail(theme)
        self.rail_words = t("Steps")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget()
        outer.addWidget(self.stack)
        self.who = WhoStep(theme, [(code, role_words(code)) for code in ROLES])
        self.folder = FolderStep(theme, check_lines, strength, lambda: suggest_words(entropy), folder)
        self.key = KeyStep(theme, lambda count: two_places(count, entropy))
        self.steps = (self.who, self.folder, self.key)
        for step in self.steps:
            self.stack.addWidget(step)
            step.changed.connect(self.refresh)
        self.key.print_asked.connect(self._print)
        self._build_footer(theme)
        self.refresh()

    def _step_rail(self, theme: Theme) -> RailPanel:
        rail = RailPanel(theme, 262)
        column = QVBoxLayout(rail)
        column.setContentsMargins(0, theme.space(12), 1, theme.space(12))
        column.setSpacing(theme.space(2))
        for words, role, tone in (
            (t("Set up this computer"), "section", "text"),
            (t("Three steps, about two minutes"), "small", "text2"),
        ):
            label = PlainLabel(theme, words, role, tone)
            label.setContentsMargins(theme.space(14), 0, theme.space(14), 0)
            column.addWidget(label)
        self.step_view = RailView(theme, t("Steps"))
        column.addWidget(self.step_view, 1)
        other = LinkButton(theme, t("Open work that is here already"), "folder")
        other.clicked.connect(self.cancelled)
        column.addWidget(other, 0, Qt.AlignmentFlag.AlignHCenter)
        look_around = LinkButton(theme, t("Open the practice case"), "practice")
        look_around.clicked.connect(self.practice_asked)
        column.addWidget(look_around, 0, Qt.AlignmentFlag.AlignHCenter)
        return rail

    def _build_footer(self, theme: Theme) -> None:
        footer = Footer(theme)
        self.back = Button(theme, t("Back"))
        self.back.clicked.connect(self.go_back)
        self.next = Button(theme, t("Continue"), filled=True)
        self.next.clicked.connect(self.go_on)
        footer.add_button(self.back)
        footer.add_button(self.next)
        self.footer = footer

    @property
    def place(self) -> int:
        """The step in view, from 0."""
        return self.stack.currentIndex()

    def refresh(self) -> None:
        """Show how far the person is and what is missing."""
        place = self.place
        titles = (t("1  Who you are"), t("2  Where the work lives"), t("3  Recovery key"))
        details = (self.who.summary(), t("Local disk, encrypted"), t("Your way back in"))
        rows = []
        for number, (title, detail) in enumerate(zip(titles, details, strict=True)):
            done = number < place
            icon, tone = ("done", "ok") if done else ("half", "brand") if number == place else ("circle", "text2")
            state = t("done") if done else t("in progress") if number == place else t("not yet started")
            below = detail if number <= place else t("Not yet started")
            rows.append(RailItem(str(number), title, icon, tone, bold=True, spoken=f"{title}, {state}", detail=below))
        self.step_view.show_items(rows, str(place))
        missing = self.steps[place].missing()
        self.next.setEnabled(not missing)
        own = self.who.values()[1] in WITH_CASES
        finish = t("Finish and open My cases") if own else t("Finish")
        self.next.setText(finish if place == 2 else t("Continue"))
        self.next.updateGeometry()
        if self.footer is not None:
            self.footer.set_shown(self.back, place == 1)
            to = t("To finish: {what}", what=missing) if place == 2 else t("To continue: {what}", what=missing)
            self.footer.say_note(to if missing else "")
        self.identity_changed.emit()

    def go_on(self) -> None:
        """To the next step; after the second the store is made, after the third the work begins."""
        if self.steps[self.place].missing():
            return
        if self.place == 0:
            self._show(1)
        elif self.place == 1:
            self.next.setEnabled(False)
            setup = Setup(*self.who.values(), self.folder.chosen_folder(), self.folder.first.text())
            self.create_asked.emit(setup)
        else:
            self.key.forget()
            self.finished.emit()

    def go_back(self) -> None:
        """To the step before; not once the store is made."""
        if self.place == 1:
            self._show(0)

    def show_recovery(self, recovery: str) -> None:
        """The store is made: show its recovery key, once. Groups are parted by hyphens."""
        self.folder.forget()
        self.key.show_groups(recovery.split("-"))
        self._show(2)

    @property
    def recovery(self) -> str:
        """The recovery key while it is on the screen, "" before and after."""
        return "-".join(self.key.groups) if self.place == 2 else ""

    def refused(self, sentence: str) -> None:
        """The store could not be made: say why on the second step."""
        self.folder.refuse(sentence)
        self.next.setEnabled(True)

    def _print(self, key: str) -> None:
        from hmip_desktop.ui.printing import print_recovery  # the printing library is needed for this page only

        print_recovery(self, key, self.who.values()[0])

    def _show(self, place: int) -> None:
        self.stack.setCurrentIndex(place)
        self.refresh()
        self.steps[place].focus_first()

    # the window asks --------------------------------------------------------------------------------------

    def identity(self) -> Identity:
        words = t("step {place} of 3", place=self.place + 1)
        return Identity("HMIP Desktop", ((t("First run"), words),))

    def commands(self) -> Mapping[str, Callable[[], None]]:
        return {"continue": self.go_on, "back": self.go_back}

    def entered(self) -> None:
        self.steps[self.place].focus_first()

    def panes(self) -> list[QWidget]:
        return [pane for pane in (self.rail, self, self.footer) if pane is not None]
