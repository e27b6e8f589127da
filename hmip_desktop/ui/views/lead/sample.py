"""Sample and team: import, checks, allocation, keys, and who has what since when."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from hmip_desktop.services.sample import override_warning
from hmip_desktop.services.sample_picture import SamplePicture, sample_picture
from hmip_desktop.services.sending import Placed, Seat, seats, send
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.allocation import AllocateFile, GiveCases
from hmip_desktop.ui.views.lead.checks import ChecksCard
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.exclusion import AddCaseDialog, ExcludeDialog
from hmip_desktop.ui.views.lead.forms import FileChooser
from hmip_desktop.ui.views.lead.importing import ImportDialog
from hmip_desktop.ui.views.lead.mix import MixDialog
from hmip_desktop.ui.views.lead.page import Columns, LeadPage
from hmip_desktop.ui.views.lead.person_forms import PersonDialog
from hmip_desktop.ui.views.lead.proposal import ProposalDialog
from hmip_desktop.ui.views.lead.sample_charts import BandChart, PduChart
from hmip_desktop.ui.views.lead.sent_files import show_sent
from hmip_desktop.ui.views.lead.team import TeamCard
from hmip_desktop.ui.views.lead.telephones import PhonesDialog
from hmip_desktop.ui.views.lead.trusting import TrustDialog
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.frames import Box, Card
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.rail_panel import RailPanel
from hmip_desktop.ui.words import moment_words


class SampleScreen(LeadPage):
    """The sample above, checks and team below it."""

    help_page = "sample-and-team"

    def __init__(self, theme: Theme, desk: LeadDesk, rail: RailPanel) -> None:
        super().__init__(theme, desk, rail, t("Sample and team"))
        self.choose = FileChooser(self)
        self.picture: SamplePicture | None = None
        self.seats: tuple[Seat, ...] = ()
        self.swap = Button(theme, t("Exclude or swap a case"), "swap")
        self.swap.clicked.connect(self.ask_exclusion)
        self.add_case = Button(theme, t("Add an agreed case..."), "plus")
        self.add_case.clicked.connect(self.ask_extra)
        self.import_button = Button(theme, t("Import a sample"), "file")
        self.import_button.clicked.connect(self.ask_import)
        self.compare = Button(theme, t("Compare with the caseload..."), "scales")
        self.compare.clicked.connect(self.ask_compare)
        self.head.add_button(self.compare)
        self.head.add_button(self.swap)
        self.head.add_button(self.add_case)
        self.head.add_button(self.import_button)
        self.column.body.addWidget(self._charts(theme))
        self.checks = ChecksCard(theme, desk)
        self.checks.overridden.connect(self._override)
        self.team = TeamCard(theme)
        self.team.trust_asked.connect(self.ask_trust)
        self.team.give_asked.connect(self.ask_give)
        self.team.change_asked.connect(self.ask_change)
        self.team.phones_asked.connect(self.ask_phones)
        self.column.body.addWidget(Columns(theme, ((self.checks, 42), (self.team, 68))), 1)
        self._build_footer(theme)

    def _charts(self, theme: Theme) -> Card:
        card = Card(theme, padding=14)
        bands, pdus = Box(theme, 4), Box(theme, 4)
        self._bands_note = self._heading(theme, bands.body, t("RoSH in three bands"))
        self.band_chart = BandChart(theme)
        bands.body.addWidget(self.band_chart)
        bands.body.addStretch(1)
        self._pdus_note = self._heading(theme, pdus.body, t("Cases per PDU"))
        self.pdu_chart = PduChart(theme)
        pdus.body.addWidget(self.pdu_chart)
        pdus.body.addStretch(1)
        card.body.addWidget(Columns(theme, ((bands, 36), (pdus, 70)), gap=28))
        return card

    def _heading(self, theme: Theme, column: QVBoxLayout, title: str) -> PlainLabel:
        row = QHBoxLayout()
        row.addWidget(Heading(theme, title, 3, wrap=False))
        note = PlainLabel(theme, "", "small", "text2", wrap=False)
        row.addWidget(note, 1, Qt.AlignmentFlag.AlignRight)
        column.addLayout(row)
        return note

    def _build_footer(self, theme: Theme) -> None:
        self.footer.link_asked.connect(self.checks.focus_first_open)
        self.by_file = Button(theme, t("Allocate by file"), "file")
        self.by_file.clicked.connect(self.ask_allocation_file)
        self.place = Button(theme, t("Place the cases"), "dice")
        self.place.clicked.connect(self.ask_place)
        self.send = Button(theme, t("Send allocations"), filled=True)
        self.send.clicked.connect(self._send)
        for button in (self.by_file, self.place, self.send):
            self.footer.add_button(button)

    # showing ----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        self.desk.read(lambda ctx, _: (sample_picture(ctx), seats(ctx)), self._show, parent=self)

    def _show(self, found: tuple[SamplePicture, tuple[Seat, ...]]) -> None:
        self.picture, self.seats = found
        picture, now = self.picture, self.desk.now()
        self._say_import(picture)
        self.band_chart.show_bands(picture.bands)
        self._bands_note.setText(self._band_note(picture))
        self.pdu_chart.show_pdus(picture.pdus, picture.minimum)
        self._pdus_note.setText(t("dashed line: at least {count}", count=picture.minimum))
        self.checks.show_checks(picture, now)
        self.team.show_team(self.seats, now)
        self._show_footer(picture)

    def _say_import(self, picture: SamplePicture) -> None:
        where = self.desk.overview.where
        if picture.imported is None:
            self.head.say(t("No sample yet. Import the file with the cases of this inspection."))
            return
        when = moment_words(picture.imported.imported_at, self.desk.now())
        self.head.say(
            t("{rows} rows read {when}, {cases} cases on the list, {excluded} excluded",
              rows=picture.imported.rows, when=when, cases=where.listed, excluded=where.excluded)
        )  # fmt: skip
        self.import_button.setText(t("Import again"))

    def _band_note(self, picture: SamplePicture) -> str:
        line = next(line for line in picture.checks if line.code == "rosh-mix")
        if line.status == "not-checked":
            return t("no caseload to compare with")
        if line.status == "warned":
            return t("more than {points} points apart", points=picture.points)
        return t("all within {points} points", points=picture.points)

    def _show_footer(self, picture: SamplePicture) -> None:
        count = picture.open_warnings
        self.footer.say_link(
            "" if not count else t("1 warning open") if count == 1 else t("{count} warnings open", count=count)
        )
        ready = sum(seat.due for seat in self.seats)
        copies = sum(bool(seat.copy) for seat in self.seats if seat.due)
        free = self.desk.overview.where.not_allocated
        listed = self.desk.overview.where.listed > 0
        self.place.setEnabled(listed and (bool(self.seats) or self.desk.role == "local_assessor"))
        self.place.setText(t("Place {count} cases...", count=free) if free else t("Place the cases again..."))
        self.send.setEnabled(bool(ready))
        self.send.setText(
            t("Send {count} packages", count=ready) if copies and ready > 1 else t("Send 1 package") if copies
            else t("Send {count} allocations", count=ready) if ready > 1 else t("Send 1 allocation") if ready
            else t("Send allocations")
        )  # fmt: skip
        self.footer.say_note("" if ready else self._next_step(listed, free))
        self.swap.setEnabled(self.desk.overview.where.listed > 0)
        self.add_case.setEnabled(self.desk.overview.where.listed > 0)
        self.team.give.setEnabled(bool(self.seats) and self.desk.overview.where.listed > 0)
        self.by_file.setEnabled(bool(self.seats) and listed)

    def _next_step(self, listed: bool, free: int) -> str:
        """What comes before there is anything to send."""
        if not listed:
            return t("Next: import the sample")
        if not self.seats and self.desk.role != "local_assessor":
            return t("Next: trust the keys of your team")
        if free:
            return t("1 case is with nobody yet") if free == 1 else t("{count} cases are with nobody yet", count=free)
        return t("Every allocation was sent")

    # acting -----------------------------------------------------------------------------------------------

    def _override(self, code: str, reason: str) -> None:
        self.desk.write(lambda ctx, _: override_warning(ctx, code, reason), kept=self.checks.kept(code))

    def ask_place(self) -> None:
        """Show a balanced allocation with its reasons, to agree to."""
        ProposalDialog(self.theme, self, self.desk, self._placed).open()

    def ask_compare(self) -> None:
        """Show how what has come in compares with the caseload of the region."""
        MixDialog(self.theme, self, self.desk).open()

    def ask_phones(self) -> None:
        """Open the list of whom to phone about an alert."""
        PhonesDialog(self.theme, self, self.desk).open()

    def _placed(self, placed: Placed) -> None:
        self.footer.say_note(t("{count} cases placed", count=placed.cases))

    def _send(self) -> None:
        folder = self.choose.folder(t("Folder for the packages"))
        to = [seat.fingerprint for seat in self.seats if seat.due]
        if folder is not None and to:
            self.desk.write(
                lambda ctx, progress: send(ctx, to, folder, progress),
                partial(show_sent, self),
                title=t("Writing the packages"),
            )

    def ask_import(self) -> None:
        """Open the form that imports a sample."""
        ImportDialog(self.theme, self, self.desk, self.choose).open()

    def ask_exclusion(self) -> None:
        """Open the form that takes a case out, perhaps with another in its place."""
        ExcludeDialog(self.theme, self, self.desk).open()

    def ask_extra(self) -> None:
        """Open the form that adds a case beyond the sample."""
        AddCaseDialog(self.theme, self, self.desk).open()

    def ask_trust(self) -> None:
        """Ask for an identity card, then for what was heard on the telephone."""
        file = self.choose.file(t("Identity card"), t("Identity cards (*.card)"))
        if file is not None:
            TrustDialog.ask(self.theme, self, self.desk, file)

    def ask_replace(self, fingerprint: str) -> None:
        """Ask for the new card of somebody who lost their passphrase, then for what was heard on the telephone."""
        file = self.choose.file(t("New identity card"), t("Identity cards (*.card)"))
        if file is not None:
            TrustDialog.ask(self.theme, self, self.desk, file, fingerprint)

    def ask_change(self, fingerprint: str) -> None:
        """Open the form with what can be decided about a person of the team."""
        PersonDialog.ask(self.theme, self, self.desk, fingerprint, self.ask_replace)

    def ask_give(self) -> None:
        """Open the form that gives chosen cases to a person."""
        GiveCases(self.theme, self, self.desk, self.seats).open()

    def ask_allocation_file(self) -> None:
        """Allocate by a file."""
        file = self.choose.file(t("Allocation file"), t("Tables (*.csv)"))
        if file is not None:
            AllocateFile(self.desk, file).carry_out()
