"""How what has come in compares with the caseload of the region: one table, group by group."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from hmip_desktop.services.representativeness import Group, Mix, Representativeness, representativeness
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.sample_charts import band_words
from hmip_desktop.ui.views.lead.wide_form import WideForm
from hmip_desktop.ui.widgets.frames import Banner
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView
from hmip_desktop.ui.words import sentence_words

GROUP, LISTED, ACHIEVED, CASELOAD, APART = range(5)


@dataclass(frozen=True, slots=True)
class MixRow:
    """A row of the table: the heading of a dimension (``group`` None), or one of its groups."""

    mix: Mix
    group: Group | None = None


def dimension_words(code: str) -> str:
    """What cases are told apart by."""
    return {
        "pdu": t("PDU"), "rosh": t("RoSH in three bands"), "sentence_type": t("Sentence type"), "sex": t("Sex"),
        "age_band": t("Age"), "ethnicity": t("Ethnicity"),
    }[code]  # fmt: skip


def group_words(dimension: str, code: str) -> str:
    """A group of a dimension."""
    if not code:
        return t("Not stated")
    if dimension == "rosh":
        return band_words(code)
    return sentence_words(code) if dimension == "sentence_type" else code


class MixDialog(WideForm):
    """Listed, achieved and caseload side by side, and by how many points they lie apart."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk) -> None:
        super().__init__(
            theme, parent, t("Compared with the caseload"), t("Close"),
            t("Cases that count so far against everybody who began in the region. Shares are in per cent of each "
              "column; apart is achieved minus caseload, in points."), (820, 680),
        )  # fmt: skip
        self.cancel.hide()
        self.note = Banner(theme, "info")
        self.note.hide()
        self.form.addWidget(self.note)
        columns = (
            Column(t("Group"), 190, stretch=True), Column(t("On the list"), 110, right=True),
            Column(t("Achieved"), 110, right=True), Column(t("Caseload"), 96, right=True), Column(t("Apart"), 196),
        )  # fmt: skip
        self.rows = RowsView(theme, t("Compared with the caseload"), RowsModel(columns, self._cell), row_height=30)
        self.rows.setMinimumHeight(theme.size(200))
        self.form.addWidget(self.rows, 1)
        self.foot = PlainLabel(theme, "", "small", "text2")
        self.form.addWidget(self.foot)
        self._points = 0
        desk.read(lambda ctx, _: representativeness(ctx), self._show, parent=self)

    def _show(self, found: Representativeness) -> None:
        self._points = found.points
        self.rows.show_rows([
            row for mix in found.mixes for row in (MixRow(mix), *(MixRow(mix, group) for group in mix.groups))
        ])  # fmt: skip
        self.foot.setText(
            t("{achieved} of {listed} cases count so far. {caseload} cases began in the region.",
              achieved=found.achieved, listed=found.listed, caseload=found.caseload)
        )  # fmt: skip
        self.note.setVisible(not found.caseload)
        self.note.say(
            t("There is no caseload to compare with."),
            t("Import the sample again with the caseload of the region. Nothing is compared with the sample itself."),
        )

    def _cell(self, row: MixRow, column: int) -> Cell:
        if row.group is None:
            return self._heading(row.mix, column)
        group = row.group
        if column == GROUP:
            return Cell(group_words(row.mix.dimension, group.code))
        if column == LISTED:
            return Cell(_share(group.listed, group.listed_percent), right=True)
        if column == ACHIEVED:
            return Cell(_share(group.achieved, group.achieved_percent), right=True)
        if column == CASELOAD:
            return Cell("" if group.caseload is None else f"{group.caseload:.1f} %", right=True)
        return self._apart(row.mix, group)

    def _heading(self, mix: Mix, column: int) -> Cell:
        if column == GROUP:
            return Cell(dimension_words(mix.dimension), bold=True)
        if column != APART:
            return Cell()
        words, icon, tone = {
            "passed": (t("within {points}", points=self._points), "done", "ok"),
            "off": (t("more than {points} apart", points=self._points), "warning", "warn"),
            "not-yet": (t("nothing in yet"), "circle", "text2"),
            "not-checked": (t("not checked"), "circle", "text2"),
        }[mix.status]
        return Cell(words, bold=True, icon=icon, icon_tone=tone)

    def _apart(self, mix: Mix, group: Group) -> Cell:
        if group.apart is None or mix.status == "not-yet":
            return Cell()
        off = abs(group.apart) > self._points
        words = f"{group.apart:+.1f}".replace("-", "−")
        more = t("{number} points above the caseload", number=abs(group.apart))
        less = t("{number} points below the caseload", number=abs(group.apart))
        return Cell(words, bold=off, icon="warning" if off else "", icon_tone="warn",
                    spoken=more if group.apart >= 0 else less)  # fmt: skip


def _share(number: int, percent: float) -> str:
    return f"{number} · {percent:.1f} %" if number else "0"
