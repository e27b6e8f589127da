"""The history of one answer or note: who, when, what, under which guidance, and the way to bring a version back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hmip_desktop.domain.assessment import AnswerValue, DataValue, Evaluation, Evidence, Reason, RouteUse
from hmip_desktop.domain.sample import Fact
from hmip_desktop.domain.values import Value
from hmip_desktop.services.past_versions import PastVersion
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.case.stance import stance_words
from hmip_desktop.ui.views.lead.learned_words import kind_words
from hmip_desktop.ui.widgets.buttons import LinkButton
from hmip_desktop.ui.widgets.dialog import Sheet
from hmip_desktop.ui.widgets.frames import Card, PageColumn
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.tags import StatusTag
from hmip_desktop.ui.words import answer_words, day_words, moment_words, route_words, source_words


def version_words(value: Value | None) -> str:
    """What a version says, in words."""
    if isinstance(value, AnswerValue):
        return answer_words(value.answer)
    if isinstance(value, Reason):
        return value.reason
    if isinstance(value, DataValue):
        return ", ".join(value.chosen) or answer_words(None)
    if isinstance(value, Evidence):
        uses = ", ".join(f"{link.ref} {stance_words(link.stance).lower()}" for link in value.links)
        about = " · ".join(part for part in (source_words(value.source), day_words(value.dated_on), uses) if part)
        return f"{about}\n{value.text}"
    if isinstance(value, Fact):
        return str(value.value) if value.value not in (None, "") else t("Not stated")
    if isinstance(value, RouteUse):
        return f"{route_words(value.used)}. {value.override_reason}".strip()
    if isinstance(value, Evaluation):
        return _evaluation_words(value)
    return t("Withdrawn")


def can_word(value: Value) -> bool:
    """``version_words`` has words for it."""
    return isinstance(value, AnswerValue | Reason | DataValue | Evidence | Fact | RouteUse | Evaluation)


def _evaluation_words(value: Evaluation) -> str:
    """The close of a case, one thing a line, each with what it is."""
    said = [(t("Strength"), words) for words in value.strengths]
    said += [(t("Area for improvement"), words) for words in value.areas]
    said += [(kind_words(theme.kind), theme.text) for theme in value.themes]
    said += [(t("Effective practice"), f"{one.done} {one.why}".strip()) for one in value.practice]
    if value.feedback is not None:
        given = t("given") if value.feedback.given else t("not given")
        said.append((t("Feedback"), " · ".join(part for part in (given, value.feedback.reason) if part)))
    said.append((t("Whether this is an alert"), t("considered") if value.alert_considered else t("not considered yet")))
    return "\n".join(f"{label}: {words}" for label, words in said)


class VersionCard(Card):
    """One version. ``brought_back`` carries its digest."""

    brought_back = Signal(str)

    def __init__(self, theme: Theme, version: PastVersion, now: datetime, can_change: bool) -> None:
        super().__init__(theme, padding=12, gap=4)
        top = QHBoxLayout()
        top.setSpacing(theme.space(8))
        who = t("You") if version.mine else version.name
        top.addWidget(PlainLabel(theme, who, "control-bold", wrap=False))
        top.addWidget(PlainLabel(theme, moment_words(version.at, now), "control", "text2", wrap=False), 1)
        if version.stands:
            top.addWidget(StatusTag(theme, t("Stands now"), "info"))
        self.back = LinkButton(theme, t("Bring back"), "undo")
        self.back.setVisible(can_change and not version.stands and not version.erased)
        self.back.clicked.connect(lambda: self.brought_back.emit(version.digest))
        top.addWidget(self.back)
        self.body.addLayout(top)
        words = t("These words were erased.") if version.erased else version_words(version.value)
        self.body.addWidget(PlainLabel(theme, words, "body"))
        self.back.setAccessibleName(t("Bring back {words}", words=words[:60]))
        under = [t("Guidance {version}", version=version.guidance)] if version.guidance else []
        under += [t("Questions {pack}", pack=version.pack)] if version.pack else []
        if under:
            self.body.addWidget(PlainLabel(theme, " · ".join(under), "small", "text2"))


class HistorySheet(Sheet):
    """All versions, the latest first. ``chosen`` holds the digest to bring back once the dialog was accepted."""

    def __init__(
        self, theme: Theme, parent: QWidget | None, about: str, versions: Sequence[PastVersion], now: datetime,
        can_change: bool, why: str = "",
    ) -> None:  # fmt: skip
        super().__init__(theme, parent, t("History of {about}", about=about), why, width=620)
        self.chosen = ""
        column = PageColumn(theme, t("Versions"), widest=700, margin=0)
        column.setMinimumHeight(theme.size(300))
        self.cards = [VersionCard(theme, version, now, can_change) for version in versions]
        for card in self.cards:
            card.brought_back.connect(self._choose)
            column.body.addWidget(card)
        if not versions:
            column.body.addWidget(PlainLabel(theme, t("Nothing was written here yet."), "control", "text2"))
        column.body.addStretch(1)
        self.body.addWidget(column, 1)
        self.add_cancel(t("Close"))

    def _choose(self, digest: str) -> None:
        self.chosen = digest
        self.accept()
