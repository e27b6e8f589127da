"""The numbers themselves: where they stand, what recomputing found, what has to be ticked, and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.domain.releases import Release
from hmip_desktop.domain.report_model import Change
from hmip_desktop.services.release_papers import SheetRead
from hmip_desktop.services.releases import TICKS, Recomputed, Where
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.page import Columns, TableCard
from hmip_desktop.ui.views.lead.release_words import check_title, check_words, tick_words
from hmip_desktop.ui.widgets.frames import Banner, Box, Card
from hmip_desktop.ui.widgets.inputs import Tick
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView
from hmip_desktop.ui.widgets.tags import Glyph
from hmip_desktop.ui.words import moment_words


class CheckLine(QWidget):
    """One check: a mark, what it looked at, and what it found."""

    def __init__(self, theme: Theme, title: str, words: str, mark: tuple[str, str], spoken: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.space(3), 0, theme.space(3))
        row.setSpacing(theme.space(10))
        row.addWidget(Glyph(theme, *mark, 18))
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(PlainLabel(theme, title, "control-bold"))
        column.addWidget(PlainLabel(theme, words, "small", "text2"))
        row.addLayout(column, 1)
        self.setAccessibleName(f"{title}, {spoken}: {words}")


class NumbersPart(QWidget):
    """Checks at the left, ticks and changes at the right. ``ticked`` is emitted after a tick."""

    ticked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.state = Banner(theme, "info")
        self.checks = Card(theme, padding=16, gap=4)
        self.checks.body.addWidget(Heading(theme, t("Counted a second way"), 2))
        self.about = PlainLabel(theme, "", "small", "text2")
        self.checks.body.addWidget(self.about)
        self._lines = Box(theme, 0)
        self.checks.body.addWidget(self._lines)
        self.code = PlainLabel(theme, "", "mono")
        self.checks.body.addWidget(self.code)
        self.checks.body.addStretch(1)
        signing = Card(theme, padding=16, gap=6)
        signing.body.addWidget(Heading(theme, t("Before signing"), 2))
        self.ticks = {code: Tick(theme, tick_words(code), "control") for code in TICKS}
        for tick in self.ticks.values():
            tick.toggled.connect(lambda _: self.ticked.emit())
            signing.body.addWidget(tick)
        self.signing = signing
        columns = (
            Column(t("Where"), 130, stretch=True), Column(t("Said before"), 100), Column(t("Says now"), 100),
            Column(t("Reason"), 170, stretch=True),
        )  # fmt: skip
        self.view = RowsView(theme, t("What changed"), RowsModel(columns, _change_cell))
        self.changes = TableCard(theme, t("What changed"), self.view, rows=3)
        self.none = PlainLabel(theme, "", "control", "text2")
        self.changes.foot.addWidget(self.none)
        side = QWidget()
        self._side = QVBoxLayout(side)
        self._side.setContentsMargins(0, 0, 0, 0)
        self._side.setSpacing(theme.space(12))
        self._side.addWidget(signing)
        self._side.addWidget(self.changes, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(12))
        column.addWidget(self.state)
        column.addWidget(Columns(theme, ((self.checks, 46), (side, 54)), 820), 1)
        self.forget()

    def given(self) -> tuple[str, ...]:
        """What is ticked."""
        return tuple(code for code, tick in self.ticks.items() if tick.isChecked())

    def forget(self) -> None:
        """Nothing is recomputed: no check stands, nothing is ticked."""
        self._show_checks([])
        self.code.hide()
        self.about.setText(t("Every change is checked against its chain, and every answer is counted again from the "
                             "changes alone, apart from the tables of the program."))  # fmt: skip
        for tick in self.ticks.values():
            tick.setChecked(False)
            tick.setEnabled(False)
        self.view.show_rows(())
        self.none.setText(t("Recompute first."))
        self.none.show()

    # those who lead -------------------------------------------------------------------------------------------

    def show_where(self, where: Where, now: datetime) -> None:
        """Say whether the numbers are released."""
        last = where.releases[-1] if where.releases else None
        if last is not None and where.current:
            self.state.set_kind("ok")
            self.state.say(t("Release {number}.", number=last.number), _signed(last, now))
        elif last is not None:
            self.state.set_kind("warning")
            self.state.say(t("Provisional again."), t(
                "Something was counted or decided since release {number}. {signed}", number=last.number,
                signed=_signed(last, now),
            ))  # fmt: skip
        else:
            self.state.set_kind("info")
            words = t("Every output says so until these numbers are recomputed and signed.")
            self.state.say(t("Provisional."), words)

    def show_found(self, found: Recomputed) -> None:
        """What recomputing found."""
        lines = []
        for check in found.checks:
            mark = ("done", "ok") if check.holds else ("alert-full", "err") if check.stops else ("warning", "warn")
            spoken = t("holds") if check.holds else t("does not hold") if check.stops else t("to be told")
            lines.append(CheckLine(self._theme, check_title(check.code), check_words(check), mark, spoken))
        self._show_checks(lines)
        self.about.setText(t("{cases} cases, {answers} answers.", cases=found.cases, answers=f"{found.answers:,}"))
        self.code.setText(t("Check code {code}", code=found.code))
        self.code.show()
        self._offer_ticks(found.may_be_signed)
        self._show_changes(found.changes, found.number, len(found.kept))

    def _show_changes(self, changes: Sequence[Change], number: int, kept: int) -> None:
        self.view.show_rows(changes)
        if number == 1:
            words = t("This is the first release.")
        elif kept:
            words = t("{count} figures would move by fewer than five cases and stay as first published.", count=kept)
        else:
            words = "" if changes else t("No published figure changes.")
        self.none.setText(words)
        self.none.setVisible(bool(words))

    # the data team --------------------------------------------------------------------------------------------

    def show_sheet(self, sheet: SheetRead) -> None:
        """What the data team's own recount of a release file found."""
        good = (not sheet.differ, not sheet.too_small)
        words = (
            t("{cases} cases, {answers} answers to {questions} questions counted again here, {differ} figures differ",
              cases=sheet.cases, answers=f"{sheet.answers:,}", questions=sheet.questions, differ=sheet.differ),
            t("{count} figures are shown that should be hidden", count=sheet.too_small),
        )  # fmt: skip
        titles = (t("The answers give the figures"), t("Nothing small is shown"))
        self._show_checks([
            CheckLine(self._theme, title, said, ("done", "ok") if holds else ("alert-full", "err"),
                      t("holds") if holds else t("does not hold"))
            for title, said, holds in zip(titles, words, good, strict=True)
        ])  # fmt: skip
        self.state.set_kind("info")
        self.state.say(t("Release {number} of {reference}, to sign.", number=sheet.number, reference=sheet.reference),
                       t("Sent by {name}.", name=sheet.issuer))  # fmt: skip
        self.code.setText(t("Check code {code}", code=sheet.code))
        self.code.show()
        self._show_changes((), sheet.number, sheet.kept)
        self._offer_ticks(sheet.may_be_signed)

    def say_waiting(self) -> None:
        """The data team has opened nothing yet."""
        self.forget()
        self.state.set_kind("info")
        self.state.say(t("No release file is open."), t("The lead inspector sends it, sealed for you."))
        self.none.setText("")

    def _offer_ticks(self, offered: bool) -> None:
        for tick in self.ticks.values():
            tick.setEnabled(offered)
        self.ticked.emit()

    def _show_checks(self, lines: Sequence[CheckLine]) -> None:
        while (item := self._lines.body.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        for line in lines:
            self._lines.body.addWidget(line)


def _signed(release: Release, now: datetime) -> str:
    when = moment_words(release.signed_at, now)
    return t("Signed by {name}, {when}, check code {code}.", name=release.signed_by, when=when, code=release.code)


def _change_cell(change: Change, column: int) -> Cell:
    words = (change.where, change.before, change.after, change.reason)[column]
    return Cell(words, bold=column == 0, tip=words)
