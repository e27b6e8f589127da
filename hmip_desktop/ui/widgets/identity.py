"""The dark bar under the menu: whose case or inspection this is, and what protects it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.tags import StatusTag


@dataclass(frozen=True, slots=True)
class Identity:
    """What the bar says. ``facts`` are (label, value), the most important first; ``badges`` are (words, kind) and
    for risk only."""

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    badges: tuple[tuple[str, str], ...] = ()
    marking: str = "OFFICIAL–SENSITIVE"


class IdentityBar(QWidget):
    """Title, facts, risk badges and marking. Facts leave first when the window is narrow, then the marking."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._identity = Identity("")
        self._room = 2000.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._facts: list[QWidget] = []
        self.restyle()
        theme.changed.connect(self.restyle)

    def restyle(self) -> None:
        """Take the spacing from the theme."""
        self._row.setContentsMargins(self._theme.space(12), 0, self._theme.space(12), 0)
        self._row.setSpacing(self._theme.space(12))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.size(400), max(self._theme.size(37), self._theme.metrics("bar").height() + 12))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.size(100), self.sizeHint().height())

    def show_identity(self, identity: Identity) -> None:
        """Say something else."""
        if identity == self._identity:
            return
        self._identity = identity
        while (item := self._row.takeAt(0)) is not None:
            if item.widget() is not None:
                item.widget().hide()
                item.widget().deleteLater()
        theme = self._theme
        self._row.addWidget(PlainLabel(theme, identity.title, "bar", "on_bar", wrap=False))
        self._facts = [self._fact(label, value) for label, value in identity.facts]
        for fact in self._facts:
            self._row.addWidget(fact)
        self._row.addStretch(1)
        for words, kind in identity.badges:
            self._row.addWidget(StatusTag(theme, words, kind))
        self._marking = PlainLabel(theme, identity.marking, "small-bold", "on_bar2", wrap=False)
        self._row.addWidget(self._marking)
        spoken = [identity.title, *(f"{label} {value}" for label, value in identity.facts)]
        self.setAccessibleName(", ".join([*spoken, *(words for words, _ in identity.badges), identity.marking]))
        self._drop_facts()

    def _fact(self, label: str, value: str) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.space(6))
        row.addWidget(PlainLabel(self._theme, label, "small", "on_bar2", wrap=False))
        row.addWidget(PlainLabel(self._theme, value, "control-bold", "on_bar", wrap=False))
        return box

    def set_room(self, effective_width: float) -> None:
        """Effective width of the window: below 1150 one fact goes, below 1000 all, below 620 the marking."""
        self._room = effective_width
        self._drop_facts()

    def _drop_facts(self) -> None:
        """Hide what there is no room for, from the last fact backwards."""
        if not self._facts:
            return
        kept = len(self._facts) if self._room >= 1150 else max(len(self._facts) - 1, 0)
        kept = 0 if self._room < 1000 else kept
        self._marking.setVisible(self._room >= 780)
        spare = self.width() - self._theme.space(24)
        for place in range(self._row.count()):
            widget = self._row.itemAt(place).widget()
            if widget is not None and widget not in self._facts and not (widget is self._marking and self._room < 780):
                spare -= widget.sizeHint().width() + self._row.spacing()
        for place, fact in enumerate(self._facts):
            spare -= fact.sizeHint().width() + self._row.spacing()
            fact.setVisible(place < kept and spare >= 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._drop_facts()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("bar"))
        if self._theme.mode == "contrast":
            painter.setPen(self._theme.colour("border"))
            painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
