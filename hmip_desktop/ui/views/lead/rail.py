"""The lead inspector's rail: places with what waits there, and at its foot where every case is."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.services.context import LEADING
from hmip_desktop.services.overview import Overview, Whereabouts
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.views.lead.learned_places import learned_items
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.rail import RailItem
from hmip_desktop.ui.widgets.rails import PlacesRail
from hmip_desktop.ui.widgets.tags import Glyph
from hmip_desktop.ui.words import moment_words

WIDTH = 214


class LeadRail(PlacesRail):
    """Places, 214 wide, one tab stop. "Conflicts" is there while there are any, "Ratings" for rated packs only."""

    def __init__(self, theme: Theme, desk: LeadDesk) -> None:
        super().__init__(theme, t("Inspection"), WIDTH)
        self._desk = desk
        self.sums = Sums(theme)
        self.foot.addWidget(self.sums)
        self._here = PlainLabel(theme, "", "small", "text2")
        self._here.setContentsMargins(theme.space(12), theme.space(10), theme.space(12), theme.space(10))
        self.foot.addWidget(self._here)
        self._waiting = 0
        desk.changed.connect(self.refresh)
        self.refresh()

    def show_waiting(self, packages: int) -> None:
        """How many packages are planned and not yet applied."""
        self._waiting = packages
        self.refresh()

    def refresh(self) -> None:
        """Show the inspection as it stands."""
        found = self._desk.overview
        where = found.where
        self.heading.show_progress(where.received, where.listed - where.excluded)
        own = self._desk.role == "quality_lead"
        items = quality_items(self._waiting) if own else lead_items(found, self._waiting)
        self.view.show_items(items, self.view.shown_key())
        self.sums.show_sums(where)
        last = moment_words(found.last_export, self._desk.now())
        exported = t("Last export {when}", when=last) if last else t("Nothing exported yet")
        self._here.setText(f"{t('On this computer only.')}\n{exported}")


def lead_items(found: Overview, waiting: int) -> list[RailItem]:
    """The rows of the rail."""
    items = [
        RailItem("sample", t("Sample and team"), "people"),
        RailItem("inbox", t("Inbox and merge"), "inbox", count=_some(waiting)),
    ]
    if found.conflicts:
        items.append(RailItem("conflicts", t("Conflicts"), "conflict", count=_some(found.conflicts)))
    items += [
        RailItem("alerts", t("Alerts"), "alert", count=_some(found.open_alerts)),
        RailItem("cases", t("All cases"), "facts"),
    ]
    if found.me is not None and found.me.role in LEADING:
        items.append(RailItem("quality", t("Quality"), "scales"))
    items += [
        RailItem("queries", t("Queries and guidance"), "reply", count=_some(found.replies + found.declared)),
        RailItem("results", t("Results"), "grid"),
        *learned_items(found),
    ]
    if found.pack.rated:
        items.append(RailItem("ratings", t("Ratings"), "steps"))
    items.append(RailItem("outputs", t("Outputs"), "output"))
    items.append(RailItem("release", t("Release"), "shield-check"))
    items.append(RailItem("keeping", t("Keeping and erasing"), "archive"))
    return items


def quality_items(waiting: int) -> list[RailItem]:
    """The rows of the quality lead's rail: their own second assessments, what came in, and how far people agree."""
    return [
        RailItem("seconds", t("Second assessments"), "facts"),
        RailItem("inbox", t("Inbox and merge"), "inbox", count=_some(waiting)),
        RailItem("quality", t("Quality"), "scales"),
    ]


def _some(count: int) -> str:
    return str(count) if count else ""


class Sums(QWidget):
    """Where every case is, and that it adds up."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.space(12), theme.space(8), theme.space(12), theme.space(8))
        column.setSpacing(theme.space(2))
        top = QHBoxLayout()
        top.setSpacing(theme.space(6))
        self._glyph = Glyph(theme, "done", "ok", 14)
        self._title = PlainLabel(theme, "", "small-bold")
        top.addWidget(self._glyph)
        top.addWidget(self._title, 1)
        column.addLayout(top)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.space(6))
        self._grid.setVerticalSpacing(theme.space(1))
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)

    def show_sums(self, where: Whereabouts) -> None:
        """Show other numbers."""
        good = where.adds_up
        self._glyph.show_glyph("done" if good else "alert-full", "ok" if good else "err")
        words = t("{count} listed, adds up", count=where.listed) if good else t("{count} listed, does not add up",
                                                                                count=where.listed)  # fmt: skip
        self._title.setText(words)
        while (item := self._grid.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        parts = sum_parts(where)
        for place, (number, label) in enumerate(parts):
            self._grid.addWidget(PlainLabel(self._theme, str(number), "small-bold", wrap=False), place, 0)
            self._grid.addWidget(PlainLabel(self._theme, label, "small", "text2"), place, 1)
        self.setAccessibleName(", ".join([words, *(f"{number} {label}" for number, label in parts)]))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("surface_alt"))
        painter.fillRect(0, 0, self.width(), 1, self._theme.colour("border"))


def sum_parts(where: Whereabouts) -> list[tuple[int, str]]:
    """The parts of the list with their words; those that not yet are anybody's only while there are any."""
    parts = [(where.received, t("received")), (where.with_inspectors, t("with inspectors"))]
    if where.not_allocated:
        parts.append((where.not_allocated, t("not yet allocated")))
    return [*parts, (where.excluded, t("excluded"))]
