"""Release: challenges to judgements, tables on the region, and the numbers recomputed, ticked and signed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from hmip_desktop.progress import Progress
from hmip_desktop.services import challenges, context_tables, release_papers, releases
from hmip_desktop.services.challenges import ChallengeLine
from hmip_desktop.services.context import Context
from hmip_desktop.services.context_tables import KeptTable
from hmip_desktop.services.release_papers import SheetRead
from hmip_desktop.services.releases import TICKS, Recomputed, Where
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.forms import FileChooser
from hmip_desktop.ui.views.lead.page import LeadPage
from hmip_desktop.ui.views.lead.release_challenges import ChallengesPart
from hmip_desktop.ui.views.lead.release_numbers import NumbersPart
from hmip_desktop.ui.views.lead.release_tables import TablesPart
from hmip_desktop.ui.widgets.answers import AnswerGroup, Choice
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.rail_panel import RailPanel

PARTS = ("numbers", "challenges", "tables")
SEALED = "(*.age)"


@dataclass(frozen=True, slots=True)
class _Found:
    where: Where
    lines: tuple[ChallengeLine, ...]
    tables: tuple[KeptTable, ...]


def _find(ctx: Context, _: Progress) -> _Found:
    return _Found(releases.where(ctx), challenges.challenges(ctx), context_tables.tables(ctx))


class ReleaseScreen(LeadPage):
    """Three parts of one place. The data team sees the numbers alone: a file is opened, recounted, ticked and signed.

    ``case_asked`` carries case and question.
    """

    help_page = "release"

    case_asked = Signal(str, str)

    def __init__(self, theme: Theme, desk: LeadDesk, rail: RailPanel) -> None:
        super().__init__(theme, desk, rail, t("Release"))
        self.choose = FileChooser(self)
        self.where: Where | None = None
        self.found: Recomputed | None = None
        self.sheet: SheetRead | None = None
        self._signs_sheets = desk.role == "data_team"
        self.part = AnswerGroup(theme, t("Show"), [Choice(code, code) for code in PARTS])
        self.part.chosen.connect(self.show_part)
        self.column.body.addWidget(self.part)
        self.numbers = NumbersPart(theme)
        self.numbers.ticked.connect(self._look)
        self.challenges = ChallengesPart(theme, desk)
        self.challenges.case_asked.connect(self.case_asked)
        self.tables = TablesPart(theme, desk, self.choose)
        self.tables.remove_asked.connect(self._remove)
        self._stack = QStackedWidget()
        for part in (self.numbers, self.challenges, self.tables):
            self._stack.addWidget(part)
        self.column.body.addWidget(self._stack, 1)
        self._add_buttons(theme)
        self.part.setVisible(not self._signs_sheets)
        self.show_part("numbers")

    def _add_buttons(self, theme: Theme) -> None:
        self.raise_one = Button(theme, t("Write a challenge down..."), "scales")
        self.raise_one.clicked.connect(lambda _: self.raise_challenge())
        self.import_one = Button(theme, t("Import a table..."), "rows")
        self.import_one.clicked.connect(lambda _: self.import_table())
        for button in (self.raise_one, self.import_one):
            if not self._signs_sheets:
                self.head.add_button(button)
        self.open_file = Button(theme, t("Open the file..."), "folder")
        self.open_file.clicked.connect(lambda _: self.take_file(self._ask_file()))
        self.again = Button(theme, t("Recompute"), "refresh")
        self.again.clicked.connect(lambda _: self.recompute())
        self.sign = Button(theme, t("Sign"), filled=True)
        self.sign.clicked.connect(lambda _: self._sign())
        for button in (self.again, self.open_file, self.sign):
            self.footer.add_button(button)

    # showing ----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        if self._signs_sheets:
            self.head.say(t("Open what the lead inspector sent you, look at it, tick and sign. It is counted again on "
                            "this computer."))  # fmt: skip
            if self.sheet is None:
                self.numbers.say_waiting()
            self._look()
            return
        if self.desk.role not in ("lead", "deputy", "local_assessor"):
            self.head.say(t("The lead inspector releases the numbers."))
            self._look()
            return
        self.desk.read(_find, self._show, parent=self)

    def _show(self, found: _Found) -> None:
        where = self.where = found.where
        now = self.desk.now()
        open_ones = where.open_challenges
        words = (
            t("Numbers"), t("Challenges {count}", count=len(found.lines)),
            t("Tables on the region {count}", count=len(found.tables)),
        )  # fmt: skip
        shown = self.part.value() or "numbers"
        self.part.set_choices([Choice(code, said) for code, said in zip(PARTS, words, strict=True)])
        self.part.set_value(shown)
        self.challenges.show_lines(found.lines)
        self.tables.show_tables(found.tables)
        said = t("No challenge is open.") if not open_ones else t("1 challenge is open.") if open_ones == 1 else t(
            "{count} challenges are open.", count=open_ones
        )  # fmt: skip
        self.head.say(f"{self._who_signs(where)} {said}")
        if self.found is not None and self.found.of != where.of:
            self.found = None
        if self.found is None:
            self.numbers.forget()
        self.numbers.show_where(where, now)
        self._look()

    def _who_signs(self, where: Where) -> str:
        if where.signs_here:
            return t("Whoever leads this self-assessment signs here.")
        if not where.data_team:
            return t("Nobody of the data team belongs to this inspection yet: trust a key in Sample and team.")
        return t("{names} of the data team signs.", names=", ".join(where.data_team))

    def show_part(self, code: str) -> None:
        """Turn to a part: numbers, challenges or tables."""
        code = code or "numbers"
        self.part.set_value(code)
        self._stack.setCurrentIndex(PARTS.index(code))
        self._look()

    def _look(self) -> None:
        """Offer what can be done now, and say what is missing."""
        numbers = self._stack.currentIndex() == 0
        leads = self.where is not None
        here = leads and self.where is not None and self.where.signs_here
        shown = self.footer.set_shown
        shown(self.again, numbers and leads)
        shown(self.open_file, numbers and (self._signs_sheets or (leads and not here)))
        shown(self.sign, numbers and (leads or self._signs_sheets))
        if self._signs_sheets:
            self.sign.setText(t("Sign..."))
        else:
            self.open_file.setText(t("Take in the signed file..."))
            self.sign.setText(t("Sign and release") if here else t("Write the file for the data team..."))
        missing = self._missing(bool(here))
        self.sign.setEnabled(not missing)
        self.open_file.setEnabled(self._signs_sheets or self.found is not None)
        self.footer.say_note(missing if numbers else "")

    def _missing(self, here: bool) -> str:
        if self._signs_sheets:
            if self.sheet is None:
                return t("Open the file first")
            good = self.sheet.may_be_signed
        else:
            if self.found is None:
                return t("Recompute the numbers first") if self.where is not None else ""
            if self.where is not None and self.where.current:
                return t("These numbers are released already")
            good = self.found.may_be_signed
        if not good:
            return t("The numbers do not hold: see the checks")
        left = len(TICKS) - len(self.numbers.given())
        if left and (here or self._signs_sheets):
            return t("1 tick is missing") if left == 1 else t("{count} ticks are missing", count=left)
        if not here and not self._signs_sheets and self.where is not None and not self.where.data_team:
            return t("Nobody of the data team belongs to this inspection")
        return ""

    # acting -----------------------------------------------------------------------------------------------

    def raise_challenge(self) -> None:
        """The form for a new challenge."""
        self.show_part("challenges")
        self.challenges.ask()

    def import_table(self) -> None:
        """The form for a table on the region."""
        self.show_part("tables")
        self.tables.ask()

    def recompute(self) -> None:
        """Count everything again, with progress."""
        self.desk.read(releases.recompute, self._recomputed, parent=self, title=t("Counting everything again"))

    def _recomputed(self, found: Recomputed) -> None:
        self.found = found
        self.numbers.show_found(found)
        self._look()

    def _ask_file(self) -> Path | None:
        return self.choose.file(t("Release file"), t("Sealed files") + f" {SEALED}")

    def take_file(self, file: Path | None) -> None:
        """The data team opens a sheet; those who lead take in what was signed."""
        found = self.found
        if file is None:
            return
        if self._signs_sheets:
            self.desk.read(lambda ctx, _: release_papers.read(ctx, file), self._opened, parent=self,
                           title=t("Counting the file again"))  # fmt: skip
        elif found is not None:
            self.desk.write(lambda ctx, _: release_papers.take_in(ctx, found, file), lambda _: self._released())

    def _opened(self, sheet: SheetRead) -> None:
        self.sheet = sheet
        self.numbers.forget()
        self.numbers.show_sheet(sheet)
        self._look()

    def _sign(self) -> None:
        found, sheet, ticks = self.found, self.sheet, self.numbers.given()
        if self.where is not None and self.where.signs_here and found is not None:
            self.desk.write(lambda ctx, _: releases.sign_here(ctx, found, ticks), lambda _: self._released())
            return
        folder = self.choose.folder(t("Folder for the sealed file"))
        if folder is None:
            return
        if sheet is not None:
            self.desk.write(lambda ctx, _: release_papers.approve(ctx, sheet, ticks, folder), self._written)
        elif found is not None:
            self.desk.read(lambda ctx, _: release_papers.prepare(ctx, found, folder), self._written, parent=self)

    def _written(self, file: Path) -> None:
        self.footer.say_note(t("{file} is written", file=file.name), "check")

    def _released(self) -> None:
        self.footer.say_note(t("Released"), "check")

    def _remove(self, table_id: str) -> None:
        self.desk.write(lambda ctx, _: context_tables.remove(ctx, table_id))
