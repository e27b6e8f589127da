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
        self._title = PlainLabel(theme, "", "bar", "on_bar", wrap=False)
        self._facts: list[_Fact] = []
        self._badges: list[StatusTag] = []
        self._marking = PlainLabel(theme, "", "small-bold", "on_bar2", wrap=False)
        self._row.addWidget(self._title)
        self._row.addStretch(1)
        self._row.addWidget(self._marking)
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
        self._title.setText(identity.title)
        while len(self._facts) < len(identity.facts):
            self._facts.append(_Fact(self._theme))
            self._row.insertWidget(len(self._facts), self._facts[-1])
        for fact, (label, value) in zip(self._facts, identity.facts, strict=False):
            fact.say(label, value)
        for badge in self._badges:
            badge.hide()
            badge.setParent(None)
            badge.deleteLater()
        self._badges = [StatusTag(self._theme, words, kind) for words, kind in identity.badges]
        for badge in self._badges:
            self._row.insertWidget(self._row.indexOf(self._marking), badge)
        self._marking.setText(identity.marking)
        spoken = [identity.title, *(f"{label} {value}" for label, value in identity.facts)]
        self.setAccessibleName(", ".join([*spoken, *(words for words, _ in identity.badges), identity.marking]))
        self._drop_facts()

    def set_room(self, effective_width: float) -> None:
        """Effective width of the window: below 1150 one fact goes, below 1000 all, below 620 the marking."""
        self._room = effective_width
        self._drop_facts()

    def _drop_facts(self) -> None:
        """Hide what there is no room for, from the last fact backwards."""
        facts = self._facts[: len(self._identity.facts)]
        kept = len(facts) if self._room >= 1150 else max(len(facts) - 1, 0)
        kept = 0 if self._room < 1000 else kept
        self._marking.setVisible(self._room >= 780)
        spare = self.width() - self._theme.space(24)
        for widget in (self._title, *self._badges, *((self._marking,) if self._room >= 780 else ())):
            spare -= widget.sizeHint().width() + self._row.spacing()
        for place, fact in enumerate(facts):
            spare -= fact.sizeHint().width() + self._row.spacing()
            fact.setVisible(place < kept and spare >= 0)
        for fact in self._facts[len(facts) :]:
            fact.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._drop_facts()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("bar"))
        if self._theme.mode == "contrast":
            painter.setPen(self._theme.colour("border"))
            painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)


class _Fact(QWidget):
    """One fact of the bar: what it is, and the fact."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(6))
        self._label = PlainLabel(theme, "", "small", "on_bar2", wrap=False)
        self._value = PlainLabel(theme, "", "control-bold", "on_bar", wrap=False)
        row.addWidget(self._label)
        row.addWidget(self._value)

    def say(self, label: str, value: str) -> None:
        """Show another fact."""
        self._label.setText(label)
        self._value.setText(value)
