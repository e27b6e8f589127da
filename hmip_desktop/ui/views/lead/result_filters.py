"""Which cases the results count: a list for each thing that cases are chosen by, more of them when asked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from hmip_desktop.domain.interview import FILE_READ
from hmip_desktop.services.filtered_results import Offered
from hmip_desktop.services.results import DIMENSIONS, Dimension, Only, ResultGroup
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.desk import LeadDesk
from hmip_desktop.ui.widgets.buttons import LinkButton
from hmip_desktop.ui.widgets.chips import FlowLayout
from hmip_desktop.ui.widgets.inputs import PickList
from hmip_desktop.ui.words import interviewed_words, rosh_words, sentence_words

ALWAYS: tuple[Dimension, ...] = ("rosh", "sentence_type", "interview")
"""What is offered from the start; the rest waits behind "Add a filter"."""


def dimension_words(code: str) -> str:
    """What results are split by, or cases chosen by."""
    return {
        "pdu": t("PDU"),
        "sentence_type": t("Sentence type"),
        "rosh": t("RoSH"),
        "interview": t("Interview"),
        "sex": t("Sex"),
        "age_band": t("Age band"),
        "ethnicity": t("Ethnicity"),
        "grade": t("Practitioner grade"),
        "inspector": t("Inspector"),
    }.get(code, code)


def value_words(desk: LeadDesk, dimension: str, key: str) -> str:
    """A value that cases have."""
    if dimension == "interview":
        named = t("File-read") if key == FILE_READ else interviewed_words(key)
        return named or t("no interview recorded")
    if not key:
        return t("not stated")
    words = {"rosh": rosh_words, "sentence_type": sentence_words, "inspector": desk.overview.name_of}
    return words.get(dimension, str)(key)


def _any_words(dimension: str) -> str:
    return {
        "pdu": t("All PDUs"), "rosh": t("All RoSH"), "sentence_type": t("All sentence types"), "grade": t("All grades"),
        "interview": t("Any interview"), "sex": t("Any sex"), "age_band": t("Any age"),
        "ethnicity": t("Any ethnicity"), "inspector": t("All inspectors"),
    }[dimension]  # fmt: skip


class FilterPick(PickList):
    """A list that is as wide as what it says. What was chosen stands there with the name of what it is chosen by."""

    def __init__(self, theme: Theme, dimension: Dimension) -> None:
        self._dimension = dimension
        self._groups: tuple[ResultGroup, ...] = ()
        self._words: tuple[str, ...] = ()
        self._shown: tuple[list[tuple[str, str]], str | None] = ([], None)
        super().__init__(theme, t("Filter by {what}", what=dimension_words(dimension)), [("", _any_words(dimension))])
        self.setToolTip(self.accessibleName())
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def key(self) -> str | None:
        """The chosen value, None for all."""
        place = self.currentIndex()
        return self._groups[place - 1].key if place > 0 else None

    def show_groups(self, groups: Sequence[ResultGroup], words: Sequence[str], key: str | None) -> None:
        """Offer these values, called so, and show which is chosen without telling anybody."""
        options = [("", _any_words(self._dimension))]
        options += [(one.key, f"{word} ({one.cases})") for one, word in zip(groups, words, strict=True)]
        if (options, key) == self._shown:
            return
        self._shown = (options, key)
        if len(options) == self.count():  # an open list stays open
            for place, (code, text) in enumerate(options):
                self.setItemText(place, text)
                self.setItemData(place, code)
        else:
            self.offer(options)
        self._groups, self._words = tuple(groups), tuple(words)
        self.setCurrentIndex(next((place for place, one in enumerate(groups) if one.key == key), -1) + 1)
        self.updateGeometry()
        self.update()

    def shown_words(self) -> str:
        place = self.currentIndex()
        chosen = (
            f"{dimension_words(self._dimension)}: {self._words[place - 1]}" if 0 < place <= len(self._words) else ""
        )
        return chosen or super().shown_words()

    def tones(self) -> tuple[str, str]:
        return ("info_bg", "link") if self.currentIndex() > 0 else super().tones()

    def sizeHint(self) -> QSize:
        wide = self.fontMetrics().horizontalAdvance(self.shown_words()) + self._theme.size(44)
        return QSize(min(wide, self._theme.size(320)), self.tall())

    def showPopup(self) -> None:
        longest = max(self.fontMetrics().horizontalAdvance(self.itemText(place)) for place in range(self.count()))
        self.view().setMinimumWidth(longest + self._theme.size(40))
        super().showPopup()


class FilterRow(QWidget):
    """Lists side by side after ``first``, in the next row where there is no room.

    ``changed`` comes after the person chose other cases.
    """

    changed = Signal()

    def __init__(self, theme: Theme, desk: LeadDesk, first: QWidget) -> None:
        super().__init__()
        self._desk = desk
        self._only: dict[Dimension, str] = {}
        self.setAccessibleName(t("Filters"))
        flow = FlowLayout(theme.space(8))
        self.setLayout(flow)
        flow.addWidget(first)
        self.pickers: dict[Dimension, FilterPick] = {}
        for dimension in (*ALWAYS, *(name for name in DIMENSIONS if name not in ALWAYS)):
            picker = FilterPick(theme, dimension)
            picker.picked.connect(partial(self._pick, dimension))
            self.pickers[dimension] = picker
            flow.addWidget(picker)  # first: shown without a place in here it would be a window of its own
            picker.setVisible(dimension in ALWAYS)
        self.add = LinkButton(theme, t("Add a filter"), "plus")
        self.add.clicked.connect(self._ask)
        self.clear = LinkButton(theme, t("Clear all"), "cross")
        self.clear.setAccessibleName(t("Clear all filters"))
        self.clear.clicked.connect(self.clear_all)
        self.clear.hide()
        flow.addWidget(self.add)
        flow.addWidget(self.clear)

    def only(self) -> Only:
        """The chosen values; empty when every case counts."""
        return dict(self._only)

    def words(self) -> str:
        """The chosen values in words, "" when every case counts."""
        named = ((dimension_words(name), value_words(self._desk, name, key)) for name, key in self._only.items())
        return ", ".join(f"{what} {words}" for what, words in named)

    def offer(self, offered: Offered) -> None:
        """Offer these values. A chosen one stays chosen, with no cases where none has it any more."""
        for name, picker in self.pickers.items():
            key, groups = self._only.get(name), offered.get(name, ())
            if key is not None and all(group.key != key for group in groups):
                groups = (*groups, ResultGroup(key, 0))
            picker.show_groups(groups, [value_words(self._desk, name, group.key) for group in groups], key)
        self._fit()

    def choose(self, only: Only) -> None:
        """Choose these values, as a screen before this one had them; they are shown when they are offered."""
        self._only = {name: value for name, value in only.items() if name in self.pickers}
        for name in self._only:
            self.pickers[name].show()

    def clear_all(self) -> None:
        """Count every case again, and put away what was added. The keyboard stays in this row when it was here."""
        inside = self.isAncestorOf(self.window().focusWidget()) if self.window().focusWidget() else False
        before = self._only
        self._only = {}
        for name, picker in self.pickers.items():
            picker.setCurrentIndex(0)
            picker.setVisible(name in ALWAYS)
        if inside:
            self.pickers[ALWAYS[0]].setFocus(Qt.FocusReason.OtherFocusReason)
        self._fit()
        if before:
            self.changed.emit()

    def menu(self) -> QMenu:
        """What else cases can be chosen by."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, picker in self.pickers.items():
            if picker.isHidden():
                menu.addAction(dimension_words(name)).triggered.connect(partial(self._add, name))
        return menu

    def _ask(self) -> None:
        self.menu().popup(self.add.mapToGlobal(self.add.rect().bottomLeft()))

    def _add(self, name: Dimension) -> None:
        self.pickers[name].show()
        self._fit()
        self.pickers[name].setFocus(Qt.FocusReason.OtherFocusReason)

    def _pick(self, name: Dimension, _: str) -> None:
        key = self.pickers[name].key()
        self.pickers[name].updateGeometry()
        if key is None:
            self._only.pop(name, None)
        else:
            self._only[name] = key
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        self.clear.setVisible(bool(self._only))
        self.add.setVisible(any(picker.isHidden() for picker in self.pickers.values()))
        self.updateGeometry()
