"""Keeping and erasing: what is kept on this computer, what is archived, and what may be purged or why not yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from hmip_desktop.errors import Refused
from hmip_desktop.services import purging
from hmip_desktop.services.context import Changes, Context
from hmip_desktop.services.purging import CopyOfCase, OwnCopy, ReceiptHeld
from hmip_desktop.ui.keeping_words import changes_words, obstacle_short, obstacle_words
from hmip_desktop.ui.text import error_sentence, t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.safety.desk import SafetyDesk, SafetyPage, button_row
from hmip_desktop.ui.views.safety.identity_page import facts_grid
from hmip_desktop.ui.views.safety.ways_page import OwnPassphrase
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.frames import Banner
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView
from hmip_desktop.ui.words import day_words, moment_words

CASE, PLACE, PURGE = range(3)
ROWS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class _Moved:
    """What archiving changed, as everybody is told of it."""

    changes: Changes


class PurgeDialog(OwnPassphrase):
    """Says what goes and what stays, and asks for the passphrase."""

    def __init__(self, theme: Theme, parent: QWidget, desk: SafetyDesk, cases: Sequence[CopyOfCase]) -> None:
        one = cases[0].case_ref or t("One case")
        count = len(cases)
        title = t("Purge {case}", case=one) if count == 1 else t("Purge {count} cases", count=count)
        super().__init__(
            theme, parent, desk, title, t("Purge"),
            t("Every word of it goes from this computer: answers, notes, drafts, and the backups. It cannot be brought "
              "back here. Those who lead keep theirs, and are told."),
        )  # fmt: skip
        left = t("What stays")
        more = t(
            "Files that you saved yourself, sealed files in mail and on sticks, and copies of this disk made by others. "
            "Numbers and dates of the changes stay, without words, so that everything can still be proven."
        )
        self.form.insertWidget(0, Banner(theme, "warning", left, more))


class KeepingPage(SafetyPage):
    """The cases of which words are held here; archived by one click, purged by the passphrase."""

    def __init__(self, theme: Theme, desk: SafetyDesk) -> None:
        super().__init__(
            theme, desk, t("Keeping and erasing"),
            t("A finished case can be archived: it leaves My cases and stays here, encrypted. When fieldwork is closed "
              "and two receipts show that others have everything, your copy can be purged."),
        )  # fmt: skip
        self.copy: OwnCopy | None = None
        self.dialog: PurgeDialog
        self.told = Banner(theme, "ok")
        self.told.hide()
        self.body.addWidget(self.told)
        self._build_cases()
        needs = self.add_card(t("What a purge needs"))
        labels = (t("Fieldwork"), t("Receipt of the lead inspector"), t("Receipt of deputy or archive"), t("Held"),
                  t("To be kept until"))  # fmt: skip
        grid, self.facts = facts_grid(theme, tuple((label, "") for label in labels))
        needs.body.addLayout(grid)
        self.done = self.add_card(t("Purged on this computer"))
        self.done_words = PlainLabel(theme, "", "control")
        self.done.body.addWidget(self.done_words)
        self.body.addStretch(1)
        self._look()

    def _build_cases(self) -> None:
        theme = self.theme
        card = self.add_card(t("Cases on this computer"))
        columns = (
            Column(t("Case"), 150, stretch=True),
            Column(t("Where"), 120, stretch=True),
            Column(t("Purge"), 250, stretch=True),
        )
        self.list = RowsView(theme, t("Cases on this computer"), RowsModel(columns, _cell), row_height=48)
        self.list.row_changed.connect(lambda _: self._look())
        card.body.addWidget(self.list)
        self.none = PlainLabel(theme, t("No words of a case are on this computer."), "control-bold")
        card.body.addWidget(self.none)
        self.why = PlainLabel(theme, "", "control")
        self.why.setAccessibleName(t("What the marked case still needs"))
        card.body.addWidget(self.why)
        self.put = Button(theme, t("Archive"), "archive")
        self.put.clicked.connect(self.archive_or_back)
        self.one = Button(theme, t("Purge this case..."), "trash")
        self.one.clicked.connect(lambda: self.ask_purge([case for case in (self.chosen(),) if case]))
        self.all = Button(theme, t("Purge everything..."), "trash")
        self.all.clicked.connect(lambda: self.ask_purge(self.copy.ready if self.copy else ()))
        card.body.addWidget(button_row(theme, self.put, self.one, self.all))

    # showing ----------------------------------------------------------------------------------------------

    def entered(self) -> None:
        self.desk.run(self, lambda ctx, _: purging.own_copy(ctx), self.show_copy, failed=self._failed)

    def show_copy(self, copy: OwnCopy) -> None:
        """Show what is held here and what is missing."""
        self.copy = copy
        self.list.show_rows(copy.cases, max(self.list.current_row(), 0))
        self.list.setFixedHeight(self.list.rows_height(ROWS_SHOWN))
        self.list.setVisible(bool(copy.cases))
        self.none.setVisible(not copy.cases)
        self._show_facts(copy)
        now = self.desk.ctx.now()
        lines = [
            t("{cases} on {when}, {changes}", cases=_cases_words(one.cases), when=moment_words(one.at, now),
              changes=changes_words(one.changes))
            for one in copy.purged
        ]  # fmt: skip
        self.done.setVisible(bool(lines))
        self.done_words.setText("\n".join(lines))
        self._look()

    def _show_facts(self, copy: OwnCopy) -> None:
        now, rules = self.desk.ctx.now(), copy.rules
        closed = t("Closed {when} by {name}", when=moment_words(rules.closed_at, now), name=rules.by)
        lead = [one for one in copy.receipts if one.role not in purging.SECOND]
        second = [one for one in copy.receipts if one.role in purging.SECOND]
        held = len(rules.in_force)
        words = (
            closed if rules.closed else t("Not closed yet"),
            self._receipt_words(lead), self._receipt_words(second),
            t("1 hold in force") if held == 1 else t("{count} holds in force", count=held) if held else t("Nothing"),
            day_words(rules.keep_until) if rules.keep_until else t("No day is set"),
        )  # fmt: skip
        for label, said in zip(self.facts, words, strict=True):
            label.setText(said)

    def _receipt_words(self, receipts: Sequence[ReceiptHeld]) -> str:
        if not receipts:
            return t("None yet")
        newest = max(receipts, key=lambda one: one.issued_at)
        when = moment_words(newest.issued_at, self.desk.ctx.now())
        name = t("Escrow archive") if newest.role == "escrow" else newest.name
        held = t("held in 1 store") if newest.stores == 1 else t("held in {count} stores", count=newest.stores)
        cases = _cases_words(len(newest.cases))
        return t("{name}, {when}, names {cases}, {held}", name=name, when=when, cases=cases, held=held)

    def chosen(self) -> CopyOfCase | None:
        """The case of the marked row."""
        row, rows = self.list.current_row(), self.list.rows_model.rows
        return rows[row] if 0 <= row < len(rows) else None

    def _look(self) -> None:
        case = self.chosen()
        leads = case is not None and any(one.code == "leads-keep" for one in case.obstacles)
        self.put.setText(t("Bring back") if case is not None and case.archived else t("Archive"))
        self.put.setEnabled(case is not None and bool(case.case_ref) and (case.archived or case.finished))
        self.put.setVisible(not leads)
        self.one.setEnabled(case is not None and case.may_be_purged)
        ready = self.copy.ready if self.copy is not None else ()
        self.all.setEnabled(bool(ready))
        self.all.setText(t("Purge all {count} that may go...", count=len(ready)) if ready else t("Purge all..."))
        for button in (self.put, self.all):
            button.updateGeometry()
        self.why.setVisible(case is not None)
        if case is None:
            return
        name = case.case_ref or t("This case")
        if case.may_be_purged:
            self.why.setText(t("{case} may be purged: others surely have all of it.", case=name))
        else:
            lines = "\n".join(f"•  {obstacle_words(one)}" for one in case.obstacles)
            self.why.setText(f"{t('{case} cannot be purged yet:', case=name)}\n{lines}")

    # acting -----------------------------------------------------------------------------------------------

    def archive_or_back(self) -> None:
        """Put the marked case out of sight, or back into My cases."""
        case = self.chosen()
        if case is None:
            return
        verb: Callable[[Context, str], Changes] = purging.bring_back if case.archived else purging.archive
        said = t("{case} is in My cases again.", case=case.case_ref) if case.archived else t(
            "{case} is archived. It stays here and comes back with one click.", case=case.case_ref
        )  # fmt: skip
        self.desk.run(
            self,
            lambda ctx, _: _Moved(verb(ctx, case.case_id)),
            lambda _: self._say(said),
            writes=True,
            failed=self._failed,
        )

    def ask_purge(self, cases: Sequence[CopyOfCase]) -> None:
        """The form that asks for the passphrase."""
        if not cases:
            return
        ids = [case.case_id for case in cases]
        self.dialog = PurgeDialog(self.theme, self, self.desk, cases)
        self.dialog.verb = lambda ctx: purging.purge(ctx, ids)
        self.dialog.accepted.connect(lambda: self._purged(len(ids)))
        self.dialog.open()

    def _purged(self, cases: int) -> None:
        self.desk.log.info("purged cases=%d", cases)
        self._say(t("{cases} purged. Those who lead are told with your next export.", cases=_cases_words(cases)))

    def _say(self, words: str) -> None:
        self.told.set_kind("ok")
        self.told.say(words)
        self.told.show()
        self.entered()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, Refused):
            self.desk.refused(error)
            return
        self.told.set_kind("info" if error.code == "inspection-missing" else "error")
        self.told.say("", error_sentence(error))
        self.told.show()


def _cases_words(count: int) -> str:
    return t("1 case") if count == 1 else t("{count} cases", count=count)


def _cell(case: CopyOfCase, column: int) -> Cell:
    if column == CASE:
        return Cell(case.case_ref or t("No reference"), bold=True, detail=case.pdu)
    if column == PLACE:
        where = t("Archived") if case.archived else t("In sight") if case.case_ref else t("On no list")
        return Cell(
            where, icon="archive" if case.archived else "", icon_tone="text2", detail=changes_words(case.changes)
        )
    if case.may_be_purged:
        return Cell(t("May be purged"), icon="check", icon_tone="ok")
    more = len(case.obstacles) - 1
    rest = (t("and 1 more") if more == 1 else t("and {count} more", count=more)) if more else ""
    spoken = " ".join(obstacle_words(one) for one in case.obstacles)
    return Cell(obstacle_short(case.obstacles[0]), icon="minus-circle", icon_tone="text2", detail=rest, spoken=spoken)
