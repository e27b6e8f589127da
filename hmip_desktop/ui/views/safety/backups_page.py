"""Backups: what there is, one more now, and one put in the place of the work."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from hmip_desktop.errors import Refused
from hmip_desktop.services import safekeeping
from hmip_desktop.services.safekeeping import Kept, Loss
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.forms import FormDialog
from hmip_desktop.ui.views.safety.desk import SafetyDesk, SafetyPage, button_row, count_words
from hmip_desktop.ui.views.start.backup_words import size_words, when_words
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.frames import Banner
from hmip_desktop.ui.widgets.inputs import Tick
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView

WHEN, HOLDS, SIZE = range(3)
CASES_SHOWN = 6


def loss_words(loss: Loss) -> str:
    """What would be missing, in one sentence."""
    if not loss.changes:
        return t("Nothing would be missing: this backup holds everything that is here now.")
    parts = [t("{changes} in {ref}", changes=count_words(count), ref=ref) for ref, count in loss.cases[:CASES_SHOWN]]
    more = len(loss.cases) - CASES_SHOWN
    if more > 0:
        parts.append(t("and in {count} more cases", count=more))
    if loss.inspection:
        parts.append(t("{changes} of the inspection itself", changes=count_words(loss.inspection)))
    return t("{changes} would be missing: {parts}.", changes=count_words(loss.changes), parts=", ".join(parts))


class RestoreDialog(FormDialog):
    """Says exactly what would be missing, and asks."""

    def __init__(self, theme: Theme, parent: QWidget, desk: SafetyDesk, kept: Kept) -> None:
        when = when_words(kept.backup.at, desk.ctx.now())
        super().__init__(
            theme, parent, t("Put a backup in its place"), t("Put it in its place"),
            t("The backup of {when} takes the place of the work that is here now. That is kept among the backups, so you "
              "can change your mind.", when=when),
        )  # fmt: skip
        self.loss = Banner(theme, "info", t("Looking what would be missing..."))
        self.form.addWidget(self.loss)
        note = t(
            "This computer then counts as a new one: what you do next is numbered apart from what is missing. What you "
            "sent already comes back with the next package of your team."
        )
        self.form.addWidget(PlainLabel(theme, note, "control", "text2"))
        self.tick = Tick(theme, t("I have read what would be missing."))
        self.tick.toggled.connect(self._look)
        self.form.addWidget(self.tick)
        self._known = False
        self._look()
        desk.run(
            self, lambda ctx, _: safekeeping.would_be_missing(ctx, kept.backup), self.show_loss, failed=self._failed
        )

    def show_loss(self, loss: Loss) -> None:
        """Say what the present store has and the backup lacks."""
        self._known = True
        self.loss.set_kind("warning" if loss.changes else "ok")
        self.loss.say(loss_words(loss))
        self.adjustSize()
        self._look()

    def _failed(self, error: Exception) -> None:
        self.loss.hide()
        self.say_trouble(error)

    def _look(self) -> None:
        self.act.setEnabled(self._known and self.tick.isChecked())


class BackupsPage(SafetyPage):
    """``restore_asked`` carries the backup that is to take the place of the open store."""

    restore_asked = Signal(object)

    def __init__(self, theme: Theme, desk: SafetyDesk) -> None:
        super().__init__(
            theme, desk, t("Backups"),
            t("Every few hours of work a backup is made beside it, encrypted like the work itself; the last ten are "
              "kept. They do not help when this laptop is lost: sending to your team does."),
        )  # fmt: skip
        card = self.add_card(t("On this computer"))
        columns = (
            Column(t("Made"), 190, stretch=True),
            Column(t("Holds"), 210, stretch=True),
            Column(t("Size"), 90, right=True),
        )
        self.list = RowsView(theme, t("Backups"), RowsModel(columns, self._cell), row_height=48)
        self.list.row_changed.connect(lambda _: self._look())
        self.list.opened.connect(lambda _: self.ask_restore())
        card.body.addWidget(self.list)
        self.none_yet = PlainLabel(theme, t("There is no backup yet; the first is made in a moment."), "control-bold")
        card.body.addWidget(self.none_yet)
        self.make = Button(theme, t("Make a backup now"), "plus")
        self.make.clicked.connect(self.make_one)
        self.restore = Button(theme, t("Put this one in its place..."), "history")
        self.restore.clicked.connect(self.ask_restore)
        card.body.addWidget(button_row(theme, self.make, self.restore))
        self.told = Banner(theme, "ok")
        self.told.hide()
        card.body.addWidget(self.told)
        self.body.addStretch(1)
        self.show_backups(())

    def entered(self) -> None:
        self.desk.run(self, safekeeping.backups, self.show_backups)

    def show_backups(self, found: Sequence[Kept]) -> None:
        """Show the backups, newest first."""
        self.list.show_rows(found, max(self.list.current_row(), 0))
        self.list.setFixedHeight(self.list.rows_height(8))
        self.list.setVisible(bool(found))
        self.none_yet.setVisible(not found)
        self._look()

    def _cell(self, kept: Kept, column: int) -> Cell:
        if column == WHEN:
            when = when_words(kept.backup.at, self.desk.ctx.now())
            aside = t("what stood here before a backup was put back")
            return Cell(when, bold=True, detail=aside if kept.backup.is_replaced else "")
        if column == HOLDS:
            if kept.is_earlier:
                return Cell(t("opens with an earlier passphrase only"), icon="key", icon_tone="warn")
            if kept.contents is None:
                return Cell(t("cannot be read"), icon="alert-full", icon_tone="err")
            held = kept.contents
            last = when_words(held.last_at, self.desk.ctx.now())
            cases = t("1 case") if held.cases == 1 else t("{count} cases", count=held.cases)
            return Cell(t("{cases}, {changes}", cases=cases, changes=count_words(held.revisions)),
                        detail=t("last change {when}", when=last) if last else "")  # fmt: skip
        return Cell(size_words(kept.backup.bytes), right=True)

    def chosen(self) -> Kept | None:
        """The backup in the marked row."""
        row, rows = self.list.current_row(), self.list.rows_model.rows
        return rows[row] if 0 <= row < len(rows) else None

    def _look(self) -> None:
        kept = self.chosen()
        self.restore.setEnabled(kept is not None and kept.contents is not None)

    def make_one(self) -> None:
        """Make a backup now."""
        self.desk.run(
            self, lambda ctx, _: safekeeping.back_up_now(ctx), self._made, title=t("Making a backup"), writes=True,
            failed=self._failed,
        )  # fmt: skip

    def _made(self, kept: Kept) -> None:
        self.desk.log.info("backup bytes=%d by-hand", kept.backup.bytes)
        self.told.set_kind("ok")
        self.told.say(t("The backup is made and was read back."))
        self.told.show()
        self.entered()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, Refused):
            self.desk.refused(error)
            return
        from hmip_desktop.ui.text import error_sentence

        self.told.set_kind("error")
        self.told.say(error_sentence(error))
        self.told.show()

    def ask_restore(self) -> None:
        """Say what would be missing with the marked backup, and ask."""
        kept = self.chosen()
        if kept is None or kept.contents is None:
            return
        self.dialog = RestoreDialog(self.theme, self, self.desk, kept)
        self.dialog.accepted.connect(lambda: self.restore_asked.emit(kept.backup))
        self.dialog.open()
