"""A fingerprint of which some groups are missing: whoever is on the telephone reads them out, and they are typed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.domain.values import grouped
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.inputs import LineInput
from hmip_desktop.ui.widgets.labels import PlainLabel

GROUPS, DIGITS = 6, 5


class HeardGroups(QWidget):
    """``asked`` groups of ``fingerprint``, which nobody can foresee, have a field; the others are shown.

    ``inputs`` are the fields by the number of their group; ``changed`` comes with every digit.
    """

    changed = Signal()

    def __init__(self, theme: Theme, fingerprint: str, asked: int, random: Callable[[int], bytes]) -> None:
        super().__init__()
        self.theme = theme
        self.inputs: dict[int, LineInput] = {}
        missing = _some_of(random(GROUPS), asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(8))
        for place, group in enumerate(grouped(fingerprint).split(), 1):
            row.addWidget(self._group(place, "" if place in missing else group))
        row.addStretch(1)

    def _group(self, place: int, digits: str) -> QWidget:
        theme = self.theme
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(2))
        if digits:
            shown = PlainLabel(theme, digits, "mono", wrap=False)
            column.addWidget(shown)
            return holder
        line = LineInput(theme, t("Group {place} of the fingerprint, five digits", place=place))
        line.setMaxLength(DIGITS)
        line.setFont(theme.font("mono"))
        line.setFixedWidth(theme.metrics("mono").horizontalAdvance("0" * DIGITS) + theme.size(28))
        line.textChanged.connect(lambda _: self.changed.emit())
        self.inputs[place] = line
        column.addWidget(line)
        return holder

    @property
    def is_whole(self) -> bool:
        """True when every missing group has its digits."""
        return all(len(line.text().strip()) == DIGITS for line in self.inputs.values())

    def heard(self) -> dict[int, str]:
        """What was typed, by the number of its group."""
        return {place: line.text() for place, line in self.inputs.items()}


def _some_of(random: bytes, count: int) -> list[int]:
    """So many different groups, the lowest first."""
    left = list(range(1, GROUPS + 1))
    return sorted(left.pop(byte % len(left)) for byte in random[:count])
