"""What is left out of the outputs, and why: small numbers, names in text, cases that do not count."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hmip_desktop.domain.disclosure import DEFAULT_LIMITS, Limits
from hmip_desktop.services.output_list import LeftOut
from hmip_desktop.services.report_sources import set_limits
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.keeping_forms import ReasonForm
from hmip_desktop.ui.views.lead.output_words import ground_words
from hmip_desktop.ui.widgets.buttons import LinkButton
from hmip_desktop.ui.widgets.field import Field
from hmip_desktop.ui.widgets.frames import Banner, Box, Card, Line
from hmip_desktop.ui.widgets.grid import FieldGrid
from hmip_desktop.ui.widgets.inputs import PickList
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.tags import Glyph

TEXT = "identifying-text"
PLACES = 3


SMALLS, CASES, PEOPLE = range(2, 11), (5, 8, 10, 12, 15, 20, 30), (3, 4, 5, 6, 8, 10)


class LimitsDialog(ReasonForm):
    """Other limits for this inspection than the usual, with the reason."""

    def __init__(self, theme: Theme, parent: QWidget, desk: LeadDesk, now: Limits) -> None:
        super().__init__(
            theme, parent, desk, t("What is hidden"), t("Set"),
            t("For everything that leaves the team, from now on. Figures are provisional until they are recomputed and "
              "signed under the new limits."),
        )  # fmt: skip
        grid = FieldGrid(theme, 3, 180)
        self.picks: dict[str, PickList] = {}
        for name, words, numbers, said in (
            ("small", t("Counts of people"), SMALLS, "1–{number}"),
            ("base_cases", t("Groups under so many cases"), CASES, "{number}"),
            ("base_practitioners", t("Groups under so many practitioners"), PEOPLE, "{number}"),
        ):
            held = getattr(now, name)
            offered = sorted({*numbers, held})
            self.picks[name] = pick = PickList(theme, words, [(str(one), said.format(number=one)) for one in offered])
            pick.set_value(str(held))
            grid.add(Field(theme, words, pick))
        self.form.addWidget(grid)
        self.add_reason()

    def _carry(self) -> None:
        limits = Limits(**{name: int(pick.value()) for name, pick in self.picks.items()})
        self.verb = lambda ctx, reason: set_limits(ctx, limits, reason)
        super()._carry()


class LeftOutCard(Card):
    """Three parts: small numbers, names found, not counted; the limits at the foot. ``limits_asked`` carries them."""

    limits_asked = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, padding=14, gap=6)
        self._theme = theme
        self.body.addWidget(Heading(theme, t("Left out, and why"), 2))
        self._parts = Box(theme, 5)
        self.body.addWidget(self._parts)
        self.body.addStretch(1)
        self.limits = PlainLabel(theme, "", "small", "text2")
        self.body.addWidget(self.limits)
        self.change = LinkButton(theme, t("Change what is hidden..."))
        self.change.clicked.connect(lambda: self.limits_asked.emit(self.held))
        self.body.addWidget(self.change, 0, Qt.AlignmentFlag.AlignLeft)
        self.held: Limits = DEFAULT_LIMITS
        for part in (self.limits, self.change):
            part.hide()

    def _clear(self) -> None:
        while (item := self._parts.body.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()

    def say(self, words: str) -> None:
        """Say why nothing can be made."""
        self._clear()
        banner = Banner(self._theme, "warning")
        banner.say("", words)
        self._parts.body.addWidget(banner)
        self.limits.hide()
        self.change.hide()

    def show_left_out(self, left: LeftOut, audience: str) -> None:
        """Show what is hidden from this audience and what does not count."""
        self._clear()
        self._show_numbers(left, audience)
        self._parts.body.addWidget(Line(self._theme))
        self._show_names(left, audience)
        self._parts.body.addWidget(Line(self._theme))
        self._show_uncounted(left)
        self.held = left.limits
        self.limits.setVisible(audience != "team")
        self.change.setVisible(audience != "team")
        self.limits.setText(
            t("Counts of 1 to {small} are hidden, and judgements of groups under {cases} cases or {people} "
              "practitioners.", small=left.limits.small, cases=left.limits.base_cases,
              people=left.limits.base_practitioners),
        )  # fmt: skip

    def _heading(self, words: str) -> None:
        self._parts.body.addWidget(Heading(self._theme, words, 3))

    def _item(self, look: tuple[str, str], title: str, detail: str, tip: str = "") -> None:
        theme = self._theme
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(9))
        row.addWidget(Glyph(theme, look[0], look[1], 16))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(PlainLabel(theme, title, "control-bold"))
        if detail:
            words.addWidget(PlainLabel(theme, detail, "small", "text2"))
        row.addLayout(words, 1)
        holder.setToolTip(tip)
        holder.setAccessibleName(f"{title}. {detail}")
        holder.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._parts.body.addWidget(holder)

    def _show_numbers(self, left: LeftOut, audience: str) -> None:
        self._heading(t("Small numbers"))
        grounds = {code: count for code, count in left.grounds.items() if code != TEXT}
        if audience == "team":
            self._item(("done", "ok"), t("Nothing hidden"), t("The team sees every number."))
        elif not grounds:
            self._item(("done", "ok"), t("Nothing hidden"), t("No number is small enough to point to anybody."))
        for code, count in grounds.items():
            title, detail = ground_words(code)
            where = [one.where for one in left.hidden if one.ground == code]
            words = t("{title}: {count} hidden", title=title, count=count)
            self._item(("eye-off", "text2"), words, detail, "\n".join(where[:40]))

    def _show_names(self, left: LeftOut, audience: str) -> None:
        self._heading(t("Names found"))
        places = [one.where for one in left.hidden if one.ground == TEXT]
        if audience == "team":
            self._item(("done", "ok"), t("Not looked for"), t("Texts stay as they were written, inside the team."))
        elif not places:
            self._item(("done", "ok"), t("None in these files"), t("Themes were looked through for names and numbers."))
        else:
            words = t("1 text kept inside") if len(places) == 1 else t("{count} texts kept inside", count=len(places))
            self._item(("warning", "warn"), words, ", ".join(places[:PLACES]), "\n".join(places[:40]))

    def _show_uncounted(self, left: LeftOut) -> None:
        counts = left.accounting
        self._heading(t("Not counted"))
        words = t("{excluded} excluded, {unsigned} not signed off, {out} not returned", excluded=counts.excluded_total,
                  unsigned=counts.returned_unsigned, out=counts.not_returned)  # fmt: skip
        self._item(("minus-circle", "text2"), words, t("They never enter a percentage."))
        if counts.second or counts.training:
            apart = t("{second} second assessments, {training} practice cases", second=counts.second,
                      training=counts.training)  # fmt: skip
            self._item(("minus-circle", "text2"), apart, t("Counted apart and in no table."))
        if left.adjusted:
            adjusted = t("{count} adjusted cases", count=left.adjusted)
            self._item(("split", "text2"), adjusted, t("Shown apart, never added to core cases."))
