"""Inbox and merge: packages are read and planned first; nothing is written before Apply."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from hmip_desktop.services.context import Context
from hmip_desktop.services.held import held_things, planned_things
from hmip_desktop.services.merge_picture import MergePicture, PackageLine, history, picture
from hmip_desktop.services.merge_plan import MergePlan, plan
from hmip_desktop.services.merge_round import (
    ENDING,
    MergeRound,
    UndoPicture,
    merge_with_receipts,
    packages_in,
    receipts_folder,
    undo_picture,
)
from hmip_desktop.services.merge_undo import last_merge
from hmip_desktop.services.plan_changes import planned_changes
from hmip_desktop.services.sending import Seat, seats, send
from hmip_desktop.services.substitutes import doubled
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.exclusion import ExcludeDialog
from hmip_desktop.ui.views.lead.forms import FileChooser
from hmip_desktop.ui.views.lead.held import HeldDialog
from hmip_desktop.ui.views.lead.package_words import kind_words, state_look, state_sentence, state_words
from hmip_desktop.ui.views.lead.page import Columns, LeadPage, TableCard
from hmip_desktop.ui.views.lead.plan_changes import PlanChangesDialog
from hmip_desktop.ui.views.lead.plan_panel import PlanPanel
from hmip_desktop.ui.views.lead.sent_files import merged_words, show_sent
from hmip_desktop.ui.views.lead.undoing import BringBackDialog, UndoDialog
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.inputs import Tick
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.rail_panel import RailPanel
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView
from hmip_desktop.ui.words import moment_words

UNDOING = ("lead", "deputy", "local_assessor")
STATE, FROM, WHAT = range(3)


class InboxScreen(LeadPage):
    """Packages at the left, at the right what they would do and where every case is then.

    ``waiting_changed`` carries how many packages are planned; ``conflicts_asked`` and ``cases_asked`` lead away.
    """

    help_page = "merge"

    waiting_changed = Signal(int)
    conflicts_asked = Signal()
    case_asked = Signal(str)

    def __init__(self, theme: Theme, desk: LeadDesk, rail: RailPanel) -> None:
        super().__init__(theme, desk, rail, t("Inbox and merge"))
        self.setAcceptDrops(True)
        self.choose = FileChooser(self)
        self.files: list[Path] = []
        self.plan: MergePlan | None = None
        self.picture: MergePicture | None = None
        self.seats: tuple[Seat, ...] = ()
        self.found: _Found | None = None
        self._said = ""
        self._now: datetime = desk.now()
        self.add = Button(theme, t("Add packages"), "plus")
        self.add.clicked.connect(self.ask_files)
        self.add_folder = Button(theme, t("Add a folder"), "folder")
        self.add_folder.clicked.connect(self.ask_folder)
        self.clear = Button(theme, t("Put the plan aside"), "undo")
        self.clear.clicked.connect(self.forget_plan)
        self.head.add_button(self.clear)
        self.head.add_button(self.add_folder)
        self.head.add_button(self.add)
        self.packages = self._table(theme)
        self.plan_panel = PlanPanel(theme)
        self.plan_panel.conflicts_asked.connect(self.conflicts_asked)
        self.plan_panel.case_asked.connect(self.case_asked)
        self.plan_panel.held_asked.connect(self.ask_held)
        self.plan_panel.changes_asked.connect(self.ask_changes)
        self.plan_panel.exclusion_asked.connect(self.ask_beside)
        self.column.body.addWidget(Columns(theme, ((self.packages, 48), (self.plan_panel, 62))), 1)
        self._build_footer(theme)

    def _table(self, theme: Theme) -> TableCard:
        columns = (Column(t("State"), 176), Column(t("From"), 110, stretch=True),
                   Column(t("What is in it"), 170, stretch=True))  # fmt: skip
        view = RowsView(theme, t("Packages"), RowsModel(columns, self._cell), row_height=56)
        card = TableCard(theme, t("Packages"), view, rows=5)
        card.note.setText(t("drop .hmip files or a folder here"))
        self.about = PlainLabel(theme, "", "control")
        self.about.setAccessibleName(t("About the marked package"))
        card.foot.addWidget(self.about)
        self.checked = PlainLabel(
            theme,
            t("Each package is checked before anything is written: recipient, signature, order, contents, rules."),
            "small", "text2",
        )  # fmt: skip
        card.foot.addWidget(self.checked)
        return card

    def _build_footer(self, theme: Theme) -> None:
        self.undo = Button(theme, t("Undo last merge"), "undo")
        self.undo.clicked.connect(self.ask_undo)
        self.footer.add_button(self.undo)
        self.back = Button(theme, t("Bring back"), "refresh")
        self.back.clicked.connect(self.ask_back)
        self.footer.add_button(self.back)
        self.packages.view.row_changed.connect(self._follow_row)
        self.receipts = Button(theme, t("Send receipts"), "mail")
        self.receipts.clicked.connect(self._send_receipts)
        self.apply = Button(theme, t("Apply"), filled=True)
        self.apply.clicked.connect(self._apply)
        self.with_receipts = Tick(theme, t("Make the receipts too"), "control")
        self.with_receipts.setChecked(True)
        self.with_receipts.setToolTip(t("They are put into a folder beside the packages, one file for each sender."))
        self.footer.add_button(self.with_receipts)
        self.footer.add_button(self.receipts)
        self.footer.add_button(self.apply)
        self.footer.link_asked.connect(self.conflicts_asked)

    # showing ----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        files = list(self.files)
        self.desk.read(lambda ctx, _: _read(ctx, files), self._show, parent=self)

    def _show(self, found: _Found) -> None:
        if found.files != self.files:
            return
        self._now, self.found = self.desk.now(), found
        self.plan, self.picture, self.seats = found.plan, found.picture, found.seats
        planned = self.picture.packages if self.picture else ()
        self.packages.view.show_rows((*planned, *found.history), max(self.packages.view.current_row(), 0))
        self.head.say(self._sentence(len(planned), sum(line.state != "elsewhere" for line in found.history)))
        self.clear.setVisible(bool(planned))
        self.head.fit()
        if self.picture is not None:
            self.plan_panel.show_plan(self.picture)
        else:
            self.plan_panel.show_rest(self.desk.overview.where, found.held, found.doubled)
        self._show_footer(found)
        self._follow_row()
        self.waiting_changed.emit(sum(line.has_effect for line in planned))

    def _sentence(self, planned: int, merged: int) -> str:
        if planned:
            read = t("1 package read.") if planned == 1 else t("{count} packages read.", count=planned)
            return read + " " + t("Nothing has been merged yet: this is the plan.")
        if not merged:
            return t("Nothing has come in yet. Add the packages that your inspectors sent you.")
        return t("{count} packages merged so far. Nothing waits.", count=merged)

    def _show_footer(self, found: _Found) -> None:
        planned = self.picture.packages if self.picture else ()
        effect = any(line.has_effect for line in planned)
        self.apply.setEnabled(effect)
        self.footer.set_shown(self.with_receipts, bool(planned))
        self.footer.say_note(
            "" if effect else t("Nothing to apply: none of these has an effect") if planned
            else self._said or t("Add packages first")
        )  # fmt: skip
        waiting = sum(seat.receipt and not seat.revoked for seat in self.seats)
        self.footer.set_shown(self.receipts, not planned)
        self.footer.set_shown(self.undo, not planned and found.last is not None and self.desk.role in UNDOING)
        self.receipts.setEnabled(bool(waiting) and not planned)
        self.receipts.setText(
            t("Send {count} receipts", count=waiting) if waiting > 1 else t("Send 1 receipt") if waiting
            else t("Send receipts")
        )  # fmt: skip
        conflicts = self.desk.overview.conflicts
        self.footer.say_link(
            "" if not conflicts else t("1 conflict to settle") if conflicts == 1
            else t("{count} conflicts to settle", count=conflicts)
        )  # fmt: skip

    def _follow_row(self, row: int = -1) -> None:
        """The chosen package in full, below the list; Bring back is there while it is one that was set aside here."""
        line = self._chosen()
        self.about.setText(state_sentence(line) if line else "")
        self.about.setVisible(line is not None)
        self.checked.setVisible(line is None)
        self.footer.set_shown(self.back, bool(line and line.brought_back) and self.desk.role in UNDOING)

    def _chosen(self) -> PackageLine | None:
        rows, row = self.packages.view.rows_model.rows, self.packages.view.current_row()
        return rows[row] if 0 <= row < len(rows) else None

    def _cell(self, line: PackageLine, column: int) -> Cell:
        icon, tone, words, tag = state_look(line)
        if column == STATE:
            return Cell(words, icon=icon, icon_tone=tone, tag=tag)
        if column == FROM:
            about = t("{kind} no. {number}", kind=kind_words(line.kind), number=line.sequence) if line.kind else ""
            when = moment_words(line.at, self._now)
            detail = ", ".join(part for part in (about, when) if part)
            return Cell(line.sender or t("Unknown"), bold=True, detail=detail or line.file, tip=line.file)
        (happened, remedy), told = state_words(line), state_sentence(line)
        return Cell(happened, tone="text" if line.has_effect else "text2", detail=remedy, tip=told, spoken=told)

    # acting -----------------------------------------------------------------------------------------------

    def carry(self) -> object:
        return tuple(self.files)

    def take_up(self, carried: object) -> None:
        if isinstance(carried, tuple):
            self.take_files(carried)

    def ask_files(self) -> None:
        """Choose packages to look into."""
        self.take_files(self.choose.files(t("Packages"), t("Packages (*.hmip)")))

    def ask_folder(self) -> None:
        """Choose a folder and look into every package in it."""
        folder = self.choose.folder(t("Folder with packages"))
        if folder is not None:
            self.take_paths([folder])

    def take_paths(self, paths: list[Path]) -> None:
        """Put packages, and those in folders, into the plan."""
        self.desk.read(lambda _ctx, _: packages_in(paths), self._take_found, parent=self)

    def _take_found(self, files: tuple[Path, ...]) -> None:
        if files:
            self.take_files(files)
        else:
            self.footer.say_note(t("There is no package in this folder"))

    def take_files(self, files: Iterable[Path]) -> None:
        """Put packages into the plan and look into them; nothing is written."""
        fresh = [file for file in files if file not in self.files]
        if not fresh:
            return
        self.files += fresh
        wanted = list(self.files)
        self.desk.read(
            lambda ctx, progress: _read(ctx, wanted), self._show, parent=self, title=t("Looking into the packages")
        )

    def forget_plan(self) -> None:
        """Put the planned packages aside; their files stay where they are."""
        self.files = []
        self.refresh()

    def _apply(self) -> None:
        planned = self.plan
        if planned is None:
            return
        folder = receipts_folder(self.files) if self.with_receipts.isChecked() else None
        self.apply.setEnabled(False)
        self.desk.write(
            lambda ctx, progress: merge_with_receipts(ctx, planned, folder, progress), self._applied,
            title=t("Merging"),
        )  # fmt: skip

    def _applied(self, done: MergeRound) -> None:
        self.files = []
        self._said = merged_words(done)
        self.refresh()
        show_sent(self, done.receipts)

    def ask_undo(self) -> None:
        """Set the last merge aside whole, with a reason; what is in the way of it is listed instead."""
        self.desk.read(lambda ctx, _: undo_picture(ctx), self._show_undo, parent=self)

    def _show_undo(self, found: UndoPicture | None) -> None:
        if found is not None:
            UndoDialog(self.theme, self, self.desk, found).open()

    def ask_back(self) -> None:
        """Let the chosen package, and what was set aside with it, count again."""
        line = self._chosen()
        if line is not None and line.brought_back:
            BringBackDialog(self.theme, self, self.desk, line).open()

    def ask_held(self) -> None:
        """Show what is held: of the plan while there is one, else everything."""
        if self.picture is not None and self.picture.held:
            HeldDialog(self.theme, self, self.desk, planned_things(self.picture.held)).open()
        elif self.found is not None and self.found.held:
            HeldDialog(self.theme, self, self.desk, self.found.held).open()

    def ask_changes(self) -> None:
        """Show word by word what the plan would change."""
        if (plan := self.plan) is not None:
            self.desk.read(
                lambda ctx, _: planned_changes(ctx, plan),
                lambda found: PlanChangesDialog(self.theme, self, self.desk, found).open(), parent=self,
            )  # fmt: skip

    def ask_beside(self, case_id: str) -> None:
        """Decide about a case that stands beside its substitute."""
        ExcludeDialog(self.theme, self, self.desk, case_id).open()

    def _send_receipts(self) -> None:
        to = [seat.fingerprint for seat in self.seats if seat.receipt and not seat.revoked]
        folder = self.choose.folder(t("Folder for the receipts"))
        if folder is not None and to:
            self.desk.write(
                lambda ctx, progress: send(ctx, to, folder, progress), lambda made: show_sent(self, made),
                title=t("Writing the receipts"),
            )  # fmt: skip

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _packages(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = _packages(event)
        if files:
            event.acceptProposedAction()
            self.take_paths(files)


class _Found:
    """What one look at the inbox found."""

    def __init__(self, ctx: Context, files: list[Path]) -> None:
        self.files = files
        self.plan = plan(ctx, files) if files else None
        self.picture = picture(ctx, self.plan) if self.plan is not None else None
        self.history = history(ctx)
        self.held = held_things(ctx)
        self.doubled = doubled(ctx)
        self.seats = seats(ctx)
        self.last = last_merge(ctx)


def _read(ctx: Context, files: list[Path]) -> _Found:
    return _Found(ctx, files)


def _packages(event: QDragEnterEvent | QDropEvent) -> list[Path]:
    urls = event.mimeData().urls()
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return [path for path in paths if path.is_dir() or path.suffix.lower() == ENDING]
