"""Other questions that one note of evidence is used for: folded away until it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.domain.assessment import EvidenceLink
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.case.stance import stance_choices
from hmip_desktop.ui.widgets.answers import AnswerGroup
from hmip_desktop.ui.widgets.buttons import LinkButton
from hmip_desktop.ui.widgets.inputs import SearchBox, Tick
from hmip_desktop.ui.widgets.labels import PlainLabel

MOST = 10


@dataclass(frozen=True, slots=True)
class Target:
    """What a note can bear on: a reference and how it is called here, "prompt a" or "the judgement"."""

    ref: str
    words: str
    judgement: bool = False


class _Row(QWidget):
    """One question with its tick and, once ticked, whether the note supports it or shows a gap."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.ref = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(8))
        self.tick = Tick(theme, "", "control")
        self.stance = AnswerGroup(theme, "", stance_choices())
        row.addWidget(self.tick, 1)
        row.addWidget(self.stance)
        self.tick.clicked.connect(self.changed)
        self.stance.chosen.connect(lambda _: self.changed.emit())

    def show_target(self, target: Target, stance: str) -> None:
        """Show a question; ``stance`` "" means that the note is not used for it."""
        self.ref = target.ref
        self.tick.setText(target.words)
        self.tick.setAccessibleName(t("Use this note for {question}", question=target.words))
        self.tick.setChecked(bool(stance))
        self.stance.set_name(t("This note, for {question}", question=target.words))
        self.stance.set_value(stance)
        self.stance.setVisible(bool(stance))


class FurtherLinks(QWidget):
    """A link that says how many further questions the note is used for and unfolds the list of all.

    ``changed`` comes when a person ticked, unticked or turned one over.
    """

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.targets: list[Target] = []
        self._links: dict[str, str] = {}
        self._given = "supports"
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(4))
        self.toggle = LinkButton(theme, "", "link")
        self.toggle.clicked.connect(self._toggle)
        column.addWidget(self.toggle)
        self.panel = QWidget()
        inside = QVBoxLayout(self.panel)
        inside.setContentsMargins(theme.space(20), 0, 0, 0)
        inside.setSpacing(theme.space(4))
        self.search = SearchBox(theme, t("Find a question"), t("Find a question by its words or number"))
        self.search.searched.connect(lambda _: self._show())
        inside.addWidget(self.search)
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.space(2))
        inside.addLayout(self._column)
        self._more = PlainLabel(theme, "", "small", "text2")
        inside.addWidget(self._more)
        self.panel.hide()
        column.addWidget(self.panel)
        self.rows: list[_Row] = []

    def offer(self, targets: Sequence[Target], links: Sequence[EvidenceLink]) -> None:
        """Questions to choose from, and those that the note is used for already."""
        self.targets = list(targets)
        self._links = {link.ref: link.stance for link in links}
        self.panel.hide()
        self.search.clear()
        self._say()

    def use_stance(self, stance: str) -> None:
        """What a newly ticked question begins with: the same as the note's first."""
        self._given = stance or "supports"

    def links(self, besides: str = "") -> tuple[EvidenceLink, ...]:
        """The further judgements, without ``besides``, which stands first elsewhere."""
        return tuple(
            EvidenceLink(ref, "gap" if stance == "gap" else "supports")
            for ref, stance in self._links.items() if ref != besides
        )  # fmt: skip

    def _toggle(self) -> None:
        if self.panel.isHidden():
            self._show()
            self.panel.show()
            self.search.setFocus()
        else:
            self.panel.hide()

    def _say(self) -> None:
        count = len(self._links)
        words = t("Use for other questions too")
        if count:
            words = t("Used for 1 other question") if count == 1 else t("Used for {count} other questions", count=count)
        self.toggle.setText(words)
        self.toggle.updateGeometry()

    def _found(self) -> list[Target]:
        """Ticked ones first, then what fits the words; without words the key questions."""
        wanted = self.search.text().casefold().split()
        ticked = [target for target in self.targets if target.ref in self._links]
        fitting = [
            target for target in self.targets
            if target.ref not in self._links
            and (all(word in target.words.casefold() for word in wanted) if wanted else target.judgement)
        ]  # fmt: skip
        return [*ticked, *fitting]

    def _show(self) -> None:
        found = self._found()
        most = max(MOST, len(self._links))
        while len(self.rows) < min(len(found), most):
            row = _Row(self._theme)
            row.changed.connect(lambda row=row: self._on_changed(row))
            self._column.addWidget(row)
            self.rows.append(row)
        for place, row in enumerate(self.rows):
            row.setVisible(place < min(len(found), most))
            if place < min(len(found), most):
                row.show_target(found[place], self._links.get(found[place].ref, ""))
        left = len(found) - most
        self._more.setText(t("{count} more: search for them", count=left) if left > 0 else "")
        self._more.setVisible(left > 0)

    def _on_changed(self, row: _Row) -> None:
        if not row.tick.isChecked():
            self._links.pop(row.ref, None)
        else:
            self._links[row.ref] = row.stance.value() or self._given
        row.stance.set_value(self._links.get(row.ref, ""))
        row.stance.setVisible(row.ref in self._links)
        self._say()
        self.changed.emit()
