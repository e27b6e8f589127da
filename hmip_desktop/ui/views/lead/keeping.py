"""Keeping and erasing: whether fieldwork is closed, for how long work is kept, what is held, what was erased."""

from __future__ import annotations

from dataclasses import dataclass

from hmip_desktop.progress import Progress
from hmip_desktop.services import erasing, exporting, retention
from hmip_desktop.services.context import Context
from hmip_desktop.services.erasing import ErasureLine
from hmip_desktop.services.inspection_key import Holder, KeyState, key_state
from hmip_desktop.services.retention import HoldLine, PurgedLine, Rules
from hmip_desktop.ui.keeping_words import changes_words, erase_words, hold_words
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.forms import FileChooser
from hmip_desktop.ui.views.lead.keeping_forms import (
    EndKeyDialog,
    EraseDialog,
    FieldworkDialog,
    HoldDialog,
    LiftDialog,
    PeriodDialog,
    months_words,
)
from hmip_desktop.ui.views.lead.page import Columns, LeadPage, TableCard
from hmip_desktop.ui.views.packages.export_dialog import ExportedDialog
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.frames import Banner
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.rail_panel import RailPanel
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView
from hmip_desktop.ui.words import day_words, moment_words

GROUND, WHAT, SINCE = range(3)
WHEN, DONE, BY = range(3)


@dataclass(frozen=True, slots=True)
class _Found:
    rules: Rules
    erasures: tuple[ErasureLine, ...]
    archived: bool
    key: KeyState


def _find(ctx: Context, _: Progress) -> _Found:
    return _Found(retention.rules(ctx), erasing.erasures(ctx), bool(ctx.inspection().escrow), key_state(ctx))


class KeepingScreen(LeadPage):
    """Decisions at the top, holds at the left, the record of what was destroyed at the right."""

    help_page = "keeping-and-erasing"

    def __init__(self, theme: Theme, desk: LeadDesk, rail: RailPanel) -> None:
        super().__init__(theme, desk, rail, t("Keeping and erasing"))
        self.rules: Rules | None = None
        self.fieldwork = Button(theme, t("Close fieldwork..."), "lock")
        self.fieldwork.clicked.connect(self.ask_fieldwork)
        self.period = Button(theme, t("Period..."), "calendar")
        self.period.clicked.connect(self.ask_period)
        self.hold = Button(theme, t("Put a hold..."), "pause")
        self.hold.clicked.connect(self.ask_hold)
        self.erase = Button(theme, t("Erase words..."), "trash")
        self.erase.clicked.connect(lambda _: self.ask_erase())  # a click carries a tick, which is no case
        self.archive = Button(theme, t("File for the archive..."), "escrow")
        self.archive.clicked.connect(self.ask_archive)
        self.archive.hide()
        for button in (self.fieldwork, self.period, self.hold, self.erase, self.archive):
            self.head.add_button(button)
        self.choose = FileChooser(self)
        self.state = Banner(theme, "info")
        self.column.body.addWidget(self.state)
        self._build_tables(theme)

    def _build_tables(self, theme: Theme) -> None:
        holds = RowsView(
            theme, t("Holds"),
            RowsModel((Column(t("Ground"), 140, stretch=True), Column(t("What is held"), 150, stretch=True),
                       Column(t("Since"), 150, stretch=True)), self._hold_cell), row_height=48,
        )  # fmt: skip
        holds.row_changed.connect(lambda _: self._look())
        holds.opened.connect(lambda _: self.ask_lift())
        self.holds = TableCard(theme, t("Holds"), holds)
        self.no_holds = Banner(theme, "info", t("Nothing is held."), t("An open alert holds its case without a hold."))
        self.lift = Button(theme, t("Lift the hold..."), "play")
        self.lift.clicked.connect(self.ask_lift)
        self.holds.foot.addWidget(self.no_holds)
        self.holds.foot.addWidget(self.lift)
        record = RowsView(
            theme, t("Erased and purged"),
            RowsModel((Column(t("When"), 110, stretch=True), Column(t("What"), 240, stretch=True),
                       Column(t("Who"), 90, stretch=True)), self._record_cell), row_height=48,
        )  # fmt: skip
        self.record = TableCard(theme, t("Erased and purged"), record)
        self.none_yet = Banner(theme, "info", t("Nothing was erased or purged."))
        self.record.foot.addWidget(self.none_yet)
        self.key_words = PlainLabel(theme, "", "control", "text2")
        self.record.foot.addWidget(self.key_words)
        self.end_key = Button(theme, t("Destroy the key..."), "key")
        self.end_key.clicked.connect(self.ask_end_key)
        self.record.foot.addWidget(self.end_key)
        self.column.body.addWidget(Columns(theme, ((self.holds, 1), (self.record, 1))), 1)

    # showing ----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        self.desk.read(_find, self._show, parent=self)

    def _show(self, found: _Found) -> None:
        rules = self.rules = found.rules
        self.holds.view.show_rows(rules.holds, max(self.holds.view.current_row(), 0))
        self.record.view.show_rows(
            sorted((*found.erasures, *rules.purged), key=lambda line: line.at, reverse=True), 0
        )  # fmt: skip
        in_force = len(rules.in_force)
        self.holds.note.setText(t("1 in force") if in_force == 1 else t("{count} in force", count=in_force))
        self.no_holds.setVisible(not rules.holds)
        self.none_yet.setVisible(not self.record.view.rows_model.rows)
        self.fieldwork.setText(t("Open fieldwork again...") if rules.closed else t("Close fieldwork..."))
        self.fieldwork.updateGeometry()
        self.archive.setVisible(found.archived)
        self._show_key(found.key, rules.closed)
        self.head.fit()
        self._say_state(rules)
        self._look()

    def _show_key(self, key: KeyState, closed: bool) -> None:
        """The key to which work is sealed, and what became of the one before; it ends after fieldwork."""
        self.end_key.setVisible(key.held and closed)
        whose = (
            t("What is sent to you is sealed to a key of your own.") if key.personal
            else t("Work is sealed to the key of this inspection.")
        )  # fmt: skip
        words = [
            whose,
            t("Once fieldwork is closed it can be destroyed, and sealed files that were left somewhere die with it."),
        ]
        if key.ended_at:
            when = moment_words(key.ended_at, self.desk.now())
            words = [t("The key to which work was sealed was destroyed {when}: {reason}", when=when, reason=key.reason)]
        if closed:
            words += map(self._holder_words, key.others)
        self.key_words.setText(" ".join(words))
        self.key_words.setVisible(key.held)

    def _holder_words(self, other: Holder) -> str:
        if not other.ended_at:
            return t("{name} still holds theirs.", name=other.name)
        return t("{name} destroyed theirs {when}.", name=other.name, when=moment_words(other.ended_at, self.desk.now()))

    def _say_state(self, rules: Rules) -> None:
        now = self.desk.now()
        kept = (
            t("The work is kept for {period} after it is closed.", period=months_words(rules.months).lower())
            if rules.months is not None
            else t("No period of keeping is set.")
        )
        if not rules.closed:
            self.state.set_kind("info")
            self.state.say(t("Fieldwork is open: nobody can purge."), kept)
            return
        closed = t("{name} closed fieldwork {when}: {reason}", name=rules.by, reason=rules.reason,
                   when=moment_words(rules.closed_at, now))  # fmt: skip
        if retention.is_due(rules, now.date()):
            self.state.set_kind("warning")
            self.state.say(t("The period of keeping ended on {day}.", day=day_words(rules.keep_until)),
                           t("Erase what is not held. {closed}", closed=closed))  # fmt: skip
            return
        self.state.set_kind("ok")
        until = t("The work is kept until {day}.", day=day_words(rules.keep_until)) if rules.keep_until else kept
        self.state.say(closed, until)

    def chosen(self) -> HoldLine | None:
        """The hold of the marked row."""
        row, rows = self.holds.view.current_row(), self.holds.view.rows_model.rows
        return rows[row] if 0 <= row < len(rows) else None

    def _look(self) -> None:
        line = self.chosen()
        self.lift.setEnabled(line is not None and line.in_force)

    def _hold_cell(self, line: HoldLine, column: int) -> Cell:
        if column == GROUND:
            icon, tone = ("pause", "warn") if line.in_force else ("check", "text2")
            return Cell(hold_words(line.value.ground), bold=line.in_force, icon=icon, icon_tone=tone,
                        detail=line.value.reason, tip=line.value.reason)  # fmt: skip
        if column == WHAT:
            return Cell(", ".join(line.refs) or t("The whole inspection"))
        when = moment_words(line.at, self.desk.now())
        if line.in_force:
            return Cell(when, detail=line.by)
        return Cell(
            t("Lifted {when}", when=when), tone="text2", detail=line.value.lifted_because, tip=line.value.lifted_because
        )

    def _record_cell(self, line: ErasureLine | PurgedLine, column: int) -> Cell:
        if column == WHEN:
            return Cell(moment_words(line.at, self.desk.now()))
        if column == BY:
            return Cell(line.by or t("Not known"))
        count = changes_words(line.changes)
        if isinstance(line, PurgedLine):
            cases = t("1 case") if line.cases == 1 else t("{count} cases", count=line.cases)
            return Cell(t("Own copy of {cases} purged", cases=cases), icon="archive", icon_tone="text2", detail=count)
        case = line.case_ref or t("a case no longer listed")
        about = " · ".join(part for part in (count, erase_words(line.ground), line.reason) if part)
        return Cell(t("Words of {case} erased", case=case), icon="trash", icon_tone="text2", detail=about, tip=about)

    # acting -----------------------------------------------------------------------------------------------

    def ask_fieldwork(self) -> None:
        """The form that closes fieldwork or opens it again."""
        if self.rules is not None:
            FieldworkDialog(self.theme, self.window(), self.desk, self.rules.closed).open()

    def ask_archive(self) -> None:
        """Where the file for whoever keeps the escrow key goes; it holds everything that was merged."""
        folder = self.choose.folder(t("Folder for the sealed file"))
        if folder is not None:
            self.desk.write(
                lambda ctx, progress: exporting.export(ctx, "escrow", folder, progress=progress),
                lambda made: ExportedDialog(self.theme, self.window(), made, t("Escrow archive")).open(),
                title=t("Making the sealed file"),
            )

    def ask_period(self) -> None:
        """The form for the period."""
        if self.rules is not None:
            PeriodDialog(self.theme, self.window(), self.desk, self.rules.months).open()

    def ask_hold(self) -> None:
        """The form for a hold."""
        HoldDialog(self.theme, self.window(), self.desk).open()

    def ask_end_key(self) -> None:
        """The form that destroys the key to which work was sealed so far."""
        EndKeyDialog(self.theme, self.window(), self.desk).open()

    def ask_lift(self) -> None:
        """The form that ends the marked hold."""
        line = self.chosen()
        if line is not None and line.in_force:
            LiftDialog(self.theme, self.window(), self.desk, line).open()

    def ask_erase(self, case_id: str = "") -> None:
        """The form that erases words."""
        EraseDialog(self.theme, self.window(), self.desk, case_id).open()
