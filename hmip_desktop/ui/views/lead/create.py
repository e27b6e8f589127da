"""Creating the inspection, or a self-assessment, in a store that has none yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.domain.pack import Pack
from hmip_desktop.services.inspection import NewInspection
from hmip_desktop.services.packs import find_pack
from hmip_desktop.services.team import HEARD_GROUPS, describe_escrow
from hmip_desktop.ui.jobs import JobRunner
from hmip_desktop.ui.screen import Screen
from hmip_desktop.ui.text import error_sentence, t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.forms import FileChooser
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.footer import Footer
from hmip_desktop.ui.widgets.frames import Banner, Card, PageColumn
from hmip_desktop.ui.widgets.grid import FieldGrid
from hmip_desktop.ui.widgets.heard import HeardGroups
from hmip_desktop.ui.widgets.identity import Identity
from hmip_desktop.ui.widgets.inputs import DateInput, LineInput, PickList, Tick
from hmip_desktop.ui.widgets.labels import ElidedLabel, Heading, PlainLabel
from hmip_desktop.ui.words import day_words, weekday_words

OTHER = "file"
USUAL = "dipp-2025"
"""The pack of the inspections that run now; it stands first."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who is at work: name and role."""

    name: str
    role: str


class CreateScreen(Screen):
    """One page. ``create_asked`` carries the request; the program carries it out and calls ``refused`` if need be."""

    help_page = "create-an-inspection"

    create_asked = Signal(object)

    def __init__(
        self, theme: Theme, person: Person, packs: Sequence[Pack], jobs: JobRunner, random: Callable[[int], bytes]
    ) -> None:
        local = person.role == "local_assessor"
        title = t("Create a self-assessment") if local else t("Create an inspection")
        super().__init__(theme, title)
        self._jobs, self._person, self._local, self._random = jobs, person, local, random
        self._packs = {pack.id: pack for pack in sorted(packs, key=lambda pack: (pack.id != USUAL, pack.id))}
        self.choose = FileChooser(self)
        self.escrow: Path | None = None
        self.heard: HeardGroups | None = None
        self.population: Path | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        column = self._page = PageColumn(theme, title, widest=820)
        outer.addWidget(column, 1)
        column.body.addWidget(Heading(theme, title, 1))
        column.body.addWidget(PlainLabel(theme, self._sentence(), "control", "text2"))
        column.body.addWidget(self._what(theme))
        column.body.addWidget(self._how(theme))
        self.trouble = Banner(theme, "warning")
        self.trouble.hide()
        column.body.addWidget(self.trouble)
        column.body.addStretch(1)
        self.footer = Footer(theme)
        self.main = Button(theme, t("Create"), filled=True)
        self.main.clicked.connect(self._create)
        self.footer.add_button(self.main)
        self._look()

    def _sentence(self) -> str:
        if self._local:
            return t("You use the inspectorate's questions on cases of your own service. Everything stays on this "
                     "computer and every output is marked as self-assessment.")  # fmt: skip
        return t("Nothing leaves this computer. You can change the team and import the sample afterwards.")

    def entered(self) -> None:
        if not self.title.text():
            self.title.setFocus(Qt.FocusReason.OtherFocusReason)

    def identity(self) -> Identity:
        return Identity(self.name, ((t("You"), self._person.name),))

    def _what(self, theme: Theme) -> Card:
        card = Card(theme)
        card.body.addWidget(Heading(theme, t("What, where and when"), 2))
        grid = FieldGrid(theme, 2, 280)
        self.title = LineInput(theme, t("Name"))
        self.region = LineInput(theme, t("Region"))
        self.reference = LineInput(theme, t("Reference"), t("made up if left empty"))
        self.start = DateInput(theme, t("Fieldwork starts on"))
        for words, editor, hint in (
            (t("Name"), self.title, ""), (t("Region"), self.region, ""),
            (t("Reference"), self.reference, t("not needed")), (t("Fieldwork starts on"), self.start, t("a Monday")),
        ):  # fmt: skip
            grid.add(Field(theme, words, editor, hint))
            editor.textChanged.connect(self._look)
        card.body.addWidget(grid)
        return card

    def _how(self, theme: Theme) -> Card:
        card = Card(theme)
        card.body.addWidget(Heading(theme, t("Under which rules"), 2))
        grid = FieldGrid(theme, 2, 280)
        options = [(pack.id, _pack_words(pack)) for pack in self._packs.values()]
        self.pack = PickList(theme, t("Question pack"), [*options, (OTHER, t("A pack file of your own..."))])
        self.pack.picked.connect(self._choose_pack)
        self.variant = PickList(theme, t("Variant"))
        grid.add(Field(theme, t("Question pack"), self.pack))
        self._variant_field = Field(theme, t("Variant"), self.variant)
        grid.add(self._variant_field)
        self.judged_up_to = DateInput(theme, t("Cases are judged up to"))
        self.judged_up_to.textChanged.connect(self._look)
        grid.add(Field(theme, t("Cases are judged up to"), self.judged_up_to, t("not needed")))
        self.language = PickList(theme, t("Records are printed in"), [("en", t("English")), ("cy", t("Welsh"))])
        grid.add(Field(theme, t("Records are printed in"), self.language, t("the figures in English")))
        self._grid = grid
        card.body.addWidget(grid)
        self.about = PlainLabel(theme, "", "small", "text2")
        card.body.addWidget(self.about)
        self._escrow_words = self._file_row(
            card, t("Escrow card..."), self._choose_escrow, t("so that work is not lost with a key; needed")
        )
        self._escrow_words.parentWidget().setVisible(not self._local)
        self.call = Banner(theme, "info", icon="phone")
        self.call.hide()
        self._called = QVBoxLayout()
        self._called.addWidget(self.call)
        card.body.addLayout(self._called)
        self._population_words = self._file_row(
            card, t("Caseload of the region..."), self._choose_population, t("not needed; can come later")
        )
        self.made_up = Tick(theme, t("Only to try things out: made-up cases, and every output says so"), "control")
        self.made_up.toggled.connect(self._look)
        self.made_up.setVisible(not self._local)
        card.body.addWidget(self.made_up)
        self._show_pack()
        return card

    def _file_row(self, card: Card, words: str, act: object, hint: str) -> PlainLabel:
        theme, holder = self.theme, QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(10))
        button = Button(theme, words, "folder")
        button.clicked.connect(act)
        label = ElidedLabel(theme, hint, "control", "text2")
        row.addWidget(button)
        row.addWidget(label, 1)
        card.body.addWidget(holder)
        return label

    # acting -----------------------------------------------------------------------------------------------

    def _choose_pack(self, code: str) -> None:
        if code != OTHER:
            self._show_pack()
            return
        file = self.choose.file(t("Question pack"), t("Question packs (*.toml *.json)"))
        if file is None:
            self.pack.setCurrentIndex(0)
            self._show_pack()
            return
        self._jobs.run(
            lambda _: (str(file), find_pack(str(file))), parent=self, on_success=self._take_pack,
            on_error=self.refused,
        )  # fmt: skip

    def _take_pack(self, found: tuple[str, Pack]) -> None:
        name, pack = found
        self._packs[name] = pack
        options = [(key, _pack_words(held)) for key, held in self._packs.items()]
        self.pack.offer([*options, (OTHER, t("A pack file of your own..."))])
        self.pack.set_value(name)
        self._show_pack()

    def _show_pack(self) -> None:
        pack = self._packs.get(self.pack.value())
        if pack is None:
            return
        self.variant.offer([(variant.id, variant.title) for variant in pack.variants])
        self._grid.set_shown(self._variant_field, bool(pack.variants))
        rated = t("Rated.") if pack.rated else t("Not rated.")
        self.about.setText(f"{rated} {pack.adaptation or pack.source}")

    def _choose_escrow(self) -> None:
        file = self.choose.file(t("Escrow card"), t("Identity cards (*.card)"))
        if file is not None:
            self.take_escrow(file)

    def take_escrow(self, file: Path) -> None:
        """Look whose card this is, then ask for what only whoever keeps the key can read out."""
        self._jobs.run(
            lambda _: (file, describe_escrow(file)), parent=self, on_success=self._ask_for_groups,
            on_error=self.refused,
        )  # fmt: skip

    def _ask_for_groups(self, found: tuple[Path, str]) -> None:
        self.escrow, fingerprint = found
        self.trouble.hide()
        self._escrow_words.setText(self.escrow.name)
        self._escrow_words.set_tone("text")
        self.call.say(
            t("Call whoever keeps the escrow key, on a number you know."),
            t("Every package of this inspection can be opened with it. Ask for its fingerprint and type the two groups "
              "that are missing here."),
        )  # fmt: skip
        self.call.show()
        if self.heard is not None:
            self.heard.hide()
            self.heard.deleteLater()
        self.heard = HeardGroups(self.theme, fingerprint, HEARD_GROUPS, self._random)
        self.heard.changed.connect(self._look)
        self._called.addWidget(self.heard)
        self._look()
        self._page.bring_into_view(self.heard)
        next(iter(self.heard.inputs.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_population(self) -> None:
        file = self.choose.file(t("Caseload of the region"), t("Tables (*.csv *.xlsx)"))
        if file is not None:
            self.population = file
            self._population_words.setText(file.name)
            self._population_words.set_tone("text")

    def missing(self) -> str:
        """What is still needed, "" when nothing is."""
        if not self.title.text().strip() or not self.region.text().strip():
            return t("A name and a region are needed")
        if self.start.value() is None:
            return t("The first day of fieldwork is needed")
        if self.judged_up_to.is_wrong():
            return t("The day up to which cases are judged is not a date")
        if not (self._local or self.made_up.isChecked() or self.escrow is not None):
            return t("An escrow card is needed: the head of programme or the data team has it")
        if self.heard is not None and not self.heard.is_whole:
            return t("Two groups of the escrow key are still to be heard")
        return ""

    def _look(self, *_: object) -> None:
        missing = self.missing()
        self.main.setEnabled(not missing)
        self.footer.say_note(missing or self._other_day())

    def _other_day(self) -> str:
        """A word about a first day that is no Monday, which is allowed and most often a slip."""
        start = self.start.value()
        if start is None or start.weekday() == 0:
            return ""
        monday = day_words((start - timedelta(days=start.weekday())).isoformat())
        return t("{weekday} {day} is not a Monday: the weeks are counted from Monday {monday}",
                 weekday=weekday_words(start), day=day_words(start.isoformat()), monday=monday)  # fmt: skip

    def _create(self) -> None:
        start = self.start.value()
        if self.missing() or start is None:
            return
        self.main.setEnabled(False)
        self.trouble.hide()
        self.create_asked.emit(
            NewInspection(
                self.title.text(), self.region.text(), start, self.pack.value(), self.reference.text(), self.escrow,
                self_assessment=self._local, made_up=self.made_up.isChecked(), variant=self.variant.value(),
                population=self.population, judged_up_to=self.judged_up_to.value(),
                language=self.language.value(),  # type: ignore[arg-type]  # one of those it offers
                escrow_heard=self.heard.heard() if self.heard is not None else None,
            )
        )  # fmt: skip

    def refused(self, error: Exception) -> None:
        """Nothing was created: say why and keep what was typed."""
        words = error_sentence(error) if hasattr(error, "code") else t("the program did something wrong")  # type: ignore[arg-type]
        self.trouble.say("", words)
        self.trouble.show()
        self._look()


def _pack_words(pack: Pack) -> str:
    return f"{pack.title}, {pack.version}"
