"""Taking the last merge back, and bringing it back: what it would do, what is in the way, and the reason."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hmip_desktop.services.merge_picture import PackageLine
from hmip_desktop.services.merge_round import InTheWay, UndoPicture
from hmip_desktop.services.merge_undo import redo_merge, undo_merge
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.forms import FormDialog
from hmip_desktop.ui.views.lead.held_words import way_words
from hmip_desktop.ui.views.lead.package_words import kind_words
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.frames import Banner
from hmip_desktop.ui.widgets.inputs import LineInput
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView
from hmip_desktop.ui.words import moment_words

MOST = 12


class UndoDialog(FormDialog):
    """Sets the last merge aside whole. While later work builds on it, that work is listed and nothing is done."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk, picture: UndoPicture) -> None:
        super().__init__(
            theme, parent, t("Undo last merge"), t("Set it aside"),
            t("Everything that came in with the last merge stops counting. Nothing is deleted: choose a package in the "
              "list to bring it back."),
        )  # fmt: skip
        self._desk, now = desk, desk.now()
        when = moment_words(picture.last.at, now)
        packages = ", ".join(
            t("{name}, {kind} no. {number}", name=name or t("Unknown"), kind=kind_words(kind), number=number)
            for name, kind, number in picture.packages[:MOST]
        )
        self.form.addWidget(PlainLabel(theme, t("Merged {when}: {packages}", when=when, packages=packages), "control"))
        self.reason = LineInput(theme, t("Why it is set aside"))
        self.reason_field = Field(theme, t("Why it is set aside"), self.reason, t("stays in the history"))
        self.form.addWidget(self.reason_field)
        self.keep_words(desk, "inbox", picture.last.ids[0])
        self.ways: RowsView | None = None
        if picture.in_the_way:
            self._show_ways(picture)
        self.carry_out = self._undo
        self.keep_words(desk, "inbox", picture.last.at)

    def _show_ways(self, picture: UndoPicture) -> None:
        """What was done since on top of the merge; first that has to be taken back."""
        theme, now = self.theme, self._desk.now()
        lead = t("Later work builds on this merge.")
        rest = t("Take these changes back first, each where it was made, or leave the merge as it is.")
        self.form.addWidget(Banner(theme, "warning", lead, rest))

        def cell(one: InTheWay, column: int) -> Cell:
            words = way_words(one)
            return Cell(words, tip=words) if column == 0 else Cell(moment_words(one.at, now), tone="text2")

        columns = (Column(t("What builds on it"), 340, stretch=True), Column(t("When"), 92))
        self.ways = RowsView(theme, t("What builds on it"), RowsModel(columns, cell), row_height=34)
        self.ways.setMinimumHeight(theme.size(140))
        self.ways.show_rows(picture.in_the_way)
        self.form.addWidget(self.ways, 1)
        self.reason_field.hide()
        self.act.setEnabled(False)

    def _undo(self) -> None:
        self._desk.write(
            lambda ctx, _: undo_merge(ctx, self.reason.text()), lambda _: self.accept(), failed=self.say_trouble
        )


class BringBackDialog(FormDialog):
    """Lets packages that were set aside count again."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk, line: PackageLine) -> None:
        super().__init__(
            theme, parent, t("Bring back what was set aside"), t("Bring it back"),
            t("What it brought counts again, here and with everybody who has it from you."),
        )  # fmt: skip
        self._desk, count = desk, len(line.brought_back)
        together = t("1 package") if count == 1 else t("{count} packages, set aside together", count=count)
        said = t("{what}. It was set aside by {name}: {reason}", what=together, name=line.by, reason=line.reason)
        self.form.addWidget(PlainLabel(theme, said, "control"))
        self.reason = LineInput(theme, t("Why it is brought back"))
        self.form.addWidget(Field(theme, t("Why it is brought back"), self.reason, t("stays in the history")))
        self.keep_words(desk, "inbox", line.brought_back[0])
        self.carry_out = lambda: desk.write(
            lambda ctx, _: redo_merge(ctx, line.brought_back, self.reason.text()),
            lambda _: self.accept(), failed=self.say_trouble,
        )  # fmt: skip
