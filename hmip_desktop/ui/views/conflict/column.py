"""One version of a conflict: judgement on top, words below, who wrote it when at the foot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from hmip_desktop.domain.assessment import AnswerValue
from hmip_desktop.domain.values import Value
from hmip_desktop.services.conflict_queue import QueuedConflict
from hmip_desktop.ui.differences import compare, runs_of, spoken_of
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.conflict.words import NameOf, value_words
from hmip_desktop.ui.views.lead.page import FlushCard
from hmip_desktop.ui.widgets.frames import Box, Card, Line
from hmip_desktop.ui.widgets.labels import ElidedLabel, Heading, PlainLabel, Run, RunsLabel
from hmip_desktop.ui.widgets.tags import KeyCap
from hmip_desktop.ui.words import answer_words, day_words, moment_words, source_words


@dataclass(frozen=True, slots=True)
class Version:
    """What a column shows. ``value`` None: nothing stood there, or it was withdrawn (``missing`` says which)."""

    title: str
    about: str
    key: str
    value: Value | None
    missing: str
    author: str
    at: str
    guidance: str
    words: str = ""


class VersionColumn(FlushCard):
    """A version against the base; the base itself is shown plain."""

    def __init__(self, theme: Theme, version: Version, before: Version, now: datetime, *, is_base: bool) -> None:
        super().__init__(theme)
        self._theme = theme
        self.body.addLayout(self._head(version))
        self.body.addWidget(Line(theme))
        middle = Box(theme, 10)
        middle.body.setContentsMargins(theme.space(16), theme.space(12), theme.space(16), theme.space(12))
        self.words = RunsLabel(theme, (), "body")
        self.spoken = ""
        base = before.value
        judged = isinstance(version.value, AnswerValue) or isinstance(base, AnswerValue)
        if judged:
            middle.body.addWidget(self._judgement(version, base, is_base))
        elif version.value is None:
            middle.body.addWidget(PlainLabel(theme, version.missing, "body", "text2"))
        else:
            self._show_words(version, before, is_base)
            middle.body.addWidget(self.words)
        middle.body.addStretch(1)
        self.body.addWidget(middle, 1)
        self.body.addWidget(Line(theme))
        self.body.addWidget(self._foot(version, now))
        self.setAccessibleName(", ".join(part for part in (version.title, version.author, self.spoken) if part))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)

    def _head(self, version: Version) -> QHBoxLayout:
        theme = self._theme
        row = QHBoxLayout()
        row.setContentsMargins(theme.space(16), theme.space(9), theme.space(14), theme.space(9))
        row.setSpacing(theme.space(8))
        row.addWidget(Heading(theme, version.title, 2, wrap=False))
        row.addWidget(PlainLabel(theme, version.about, "small", "text2"), 1)
        if version.key:
            row.addWidget(KeyCap(theme, version.key))
        return row

    def _judgement(self, version: Version, base: Value | None, is_base: bool) -> QWidget:
        theme = self._theme
        here = _answer(version.value)
        before = _answer(base)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(14))
        label = PlainLabel(theme, t("Judgement"), "control", "text2", wrap=False)
        row.addWidget(label, 0, Qt.AlignmentFlag.AlignVCenter)
        runs: tuple[Run, ...] = (Run(f" {here} ", bold=True),)
        self.spoken = here
        if not is_base and here != before:
            runs = (Run(f" − {before} ", False, "warn_fg", "warn_bg", strike=True), Run("   "),
                    Run(f" + {here} ", True, "ok_fg", "ok_bg", underline=True))  # fmt: skip
            self.spoken = t("{now}, before {before}", now=here, before=before)
        self.words = RunsLabel(theme, runs, "section")
        row.addWidget(self.words, 1)
        return holder

    def _show_words(self, version: Version, before: Version, is_base: bool) -> None:
        here = version.words
        if is_base:
            self.words.set_runs((Run(here),))
            self.spoken = here
            return
        pieces = compare(before.words, here)
        self.words.set_runs(runs_of(pieces))
        self.spoken = spoken_of(pieces, t("added"), t("taken out"))

    def _foot(self, version: Version, now: datetime) -> QWidget:
        theme = self._theme
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(theme.space(16), theme.space(8), theme.space(16), theme.space(10))
        grid.setHorizontalSpacing(theme.space(14))
        grid.setVerticalSpacing(theme.space(1))
        grid.setColumnStretch(1, 1)
        facts = (
            (t("Author"), version.author or t("nobody yet")),
            (t("Time"), moment_words(version.at, now) or t("not known")),
            (t("Guidance"), version.guidance or t("not stated")),
        )
        for place, (label, words) in enumerate(facts):
            grid.addWidget(PlainLabel(theme, label, "small", "text2", wrap=False), place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(PlainLabel(theme, words, "small"), place, 1)
        return holder


def _answer(value: Value | None) -> str:
    return answer_words(value.answer if isinstance(value, AnswerValue) else None)


class VersionsBeside(QWidget):
    """Versions beside each other with equal width; one above the other in a narrow window."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.space(12))
        self.columns: list[VersionColumn] = []
        self._beside = True

    def show_columns(self, columns: list[VersionColumn]) -> None:
        """Show other versions."""
        for column in self.columns:
            self._grid.removeWidget(column)
            column.hide()
            column.deleteLater()
        self.columns = columns
        self._place()

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        beside = self.width() >= self._theme.size(240) * max(len(self.columns), 1)
        if beside != self._beside:
            self._beside = beside
            self._place()

    def _place(self) -> None:
        for place, column in enumerate(self.columns):
            self._grid.removeWidget(column)
            self._grid.addWidget(column, 0 if self._beside else place, place if self._beside else 0)
            self._grid.setColumnStretch(place, int(self._beside or place == 0))


class EvidenceCard(Card):
    """What stands as evidence on the judgement in question; nothing for conflicts that are words themselves."""

    SHOWN = 3

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, padding=16, gap=4)
        self._theme = theme
        self.title = Heading(theme, "", 3)
        self.body.addWidget(self.title)
        self._notes = Box(theme, 4)
        self.body.addWidget(self._notes)

    def show_notes(self, conflict: QueuedConflict) -> None:
        """Show the notes on another judgement."""
        while (item := self._notes.body.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        notes = conflict.evidence
        self.setVisible(bool(notes))
        self.title.setText(t("Evidence on {ref}: {count} notes", ref=conflict.ref, count=len(notes)))
        for note in notes[: self.SHOWN]:
            stance = t("gap") if any(one.stance == "gap" for one in note.links) else t("supports")
            words = f"{source_words(note.source)}, {day_words(note.dated_on)} ({stance}): {note.text}"
            label = ElidedLabel(self._theme, words, "control")
            label.setToolTip(note.text)
            self._notes.body.addWidget(label)


def letters_of(conflict: QueuedConflict) -> list[str]:
    """Letters of the versions, mine first."""
    letters = [side.letter for side in conflict.named.sides]
    return [conflict.mine, *(letter for letter in letters if letter != conflict.mine)]


def versions_of(conflict: QueuedConflict, name_of: NameOf) -> list[Version]:
    """Base, mine and theirs (and any further ones) as columns."""
    base = conflict.named.conflict.base
    made = [
        Version(
            t("Base"), t("both began from this"), "1", base.value if base else None,
            t("Nothing stood here before") if base is None else t("Withdrawn"),
            name_of(base.author) if base else "", base.at if base else "",
            f"{base.pack.id} {base.pack.version}" if base and base.pack else "",
            value_words(base.value, name_of) if base else "",
        )
    ]  # fmt: skip
    sides = {side.letter: side for side in conflict.named.sides}
    for place, letter in enumerate(letters_of(conflict), 2):
        side = sides[letter]
        mine = letter == conflict.mine
        title = t("Mine") if mine else t("Theirs") if len(sides) == 2 else t("Theirs, {name}", name=side.author)
        about = t("already in this inspection") if mine else t("from {name}", name=side.author)
        pack = side.side.pack
        made.append(
            Version(title, about, str(place), side.side.value, t("Withdrawn"), side.author, side.side.at,
                    f"{pack.id} {pack.version}" if pack else "", value_words(side.side.value, name_of))
        )  # fmt: skip
    return made
