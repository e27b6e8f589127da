"""Everything that still stands before sign-off, grouped, each line a link to its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.domain.flow import Flow
from hmip_desktop.services.assess import OpenItem
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.buttons import LinkButton
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.tags import StatusTag
from hmip_desktop.ui.words import day_words, source_words


@dataclass(frozen=True, slots=True)
class OpenLine:
    """One line: what to open, the short reference before it, its words."""

    key: str
    ref: str
    words: str
    blocks: bool


@dataclass(frozen=True, slots=True)
class OpenGroup:
    """Lines of one sort, with the words that say whether they stand in the way."""

    code: str
    title: str
    kind: str
    hint: str
    lines: tuple[OpenLine, ...]


def groups_of(desk: CaseDesk) -> tuple[OpenGroup, ...]:
    """The open items of a case, in the order in which people work them off."""
    items = desk.open_items()
    wanted = [
        ("conflict", t("In conflict"), "warning", t("must be settled")),
        ("unanswered", t("Unanswered"), "info", t("must be answered")),
        ("contradiction", t("Contradictory"), "warning", t("your answer stands, say why")),
        ("evidence-after", t("Dated late"), "warning", t("say why it is kept")),
        ("without-evidence", t("Without evidence"), "warning", t("add some, or leave it so")),
        ("confirm", t("To confirm"), "info", t("must be confirmed")),
    ]
    groups = []
    for code, title, kind, hint in wanted:
        lines = tuple(_line(desk, item) for item in items if _group(item) == code)
        if lines:
            groups.append(OpenGroup(code, t("{title} {count}", title=title, count=len(lines)), kind, hint, lines))
    return tuple(groups)


def _group(item: OpenItem) -> str:
    if item.code.startswith("contradiction"):
        return "contradiction"
    return item.code if item.code in ("conflict", "unanswered", "evidence-after", "without-evidence") else "confirm"


def _line(desk: CaseDesk, item: OpenItem) -> OpenLine:
    pack = desk.pack
    if item.code == "interview-not-recorded":
        return OpenLine("interview", "", t("Who was interviewed?"), item.blocks)
    if item.code == "alert-not-considered":
        return OpenLine("alert-check", "", t("Alert check: anything serious and imminent?"), item.blocks)
    ref = item.ref
    if item.code == "evidence-after":
        return _late_line(desk, item)
    if not pack.has(ref):
        return OpenLine(ref, "", ref, item.blocks)
    element = pack.element(ref)
    if element.kind == "prompt":
        letter = ref.removeprefix(element.question)
        words = t("Prompt {letter}: {words}", letter=letter, words=_short(element.text))
        return OpenLine(ref, element.question, words, item.blocks)
    words = element.label if element.kind == "data" else t("Key question: {words}", words=element.label.lower())
    if item.code.startswith("contradiction"):
        words = _contradiction_words(desk, item)
    elif item.code == "without-evidence":
        words = element.label
    return OpenLine(ref, ref, words, item.blocks)


def _late_line(desk: CaseDesk, item: OpenItem) -> OpenLine:
    """A note dated after the day judged up to; the line leads to the note itself."""
    note = desk.record.evidence[item.ref].value
    ref = note.links[0].ref if note.links else ""
    words = t("{source}, {day}: {words}", source=source_words(note.source), day=day_words(note.dated_on),
              words=_short(note.text, 36))  # fmt: skip
    return OpenLine(f"evidence:{item.ref}", ref, words, item.blocks)


def contradiction_sentence(flow: Flow, ref: str) -> str:
    """What to say below a judgement against its prompts, "" where there is nothing to say."""
    found = flow.contradiction(ref)
    if found is None:
        return ""
    letters = [prompt.removeprefix(ref) for prompt in found.prompts]
    if found.code == "no-with-all-prompts-yes":
        return t("Every prompt is Yes. You can still answer No: say why.")
    if len(letters) == 1:
        return t("Prompt {letter} is No. You can still answer Yes: say why.", letter=letters[0])
    listed = t("{first} and {last}", first=", ".join(letters[:-1]), last=letters[-1])
    return t("Prompts {letters} are No. You can still answer Yes: say why.", letters=listed)


def _contradiction_words(desk: CaseDesk, item: OpenItem) -> str:
    found = desk.flow.contradiction(item.ref)
    if found is None or found.code == "no-with-all-prompts-yes":
        return t("No, but every prompt is Yes: say why")
    letters = [ref.removeprefix(item.ref) for ref in found.prompts]
    if len(letters) == 1:
        return t("Yes, but prompt {letter} is No: say why", letter=letters[0])
    listed = t("{first} and {last}", first=", ".join(letters[:-1]), last=letters[-1])
    return t("Yes, but prompts {letters} are No: say why", letters=listed)


def _short(words: str, most: int = 52) -> str:
    """The first words of a question, for a line."""
    if len(words) <= most:
        return words
    return words[:most].rsplit(" ", 1)[0] + "..."


class StillOpen(QWidget):
    """The list. ``opened`` carries the key of the line that was chosen."""

    opened = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: tuple[OpenGroup, ...] | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.links: list[LinkButton] = []

    def show_groups(self, groups: Sequence[OpenGroup]) -> None:
        """Show other lines; the same ones are left alone, with the focus where it is."""
        if tuple(groups) == self._shown:
            return
        self._shown = tuple(groups)
        while (item := self._column.takeAt(0)) is not None:
            if item.widget() is not None:
                item.widget().hide()
                item.widget().deleteLater()
        self.links = []
        self._column.setSpacing(self._theme.space(6))
        for group in groups:
            self._column.addWidget(self._block(group))
        if not groups:
            words = t("Nothing is open. The case can be signed off.")
            self._column.addWidget(PlainLabel(self._theme, words, "control"))

    def _block(self, group: OpenGroup) -> QWidget:
        theme = self._theme
        block = QWidget()
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, theme.space(4))
        column.setSpacing(theme.space(2))
        top = QHBoxLayout()
        top.setSpacing(theme.space(8))
        top.addWidget(StatusTag(theme, group.title, group.kind))
        top.addWidget(PlainLabel(theme, group.hint, "small", "text2"), 1)
        column.addLayout(top)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.space(6))
        grid.setVerticalSpacing(0)
        grid.setColumnMinimumWidth(0, theme.size(34))
        grid.setColumnStretch(1, 1)
        for place, line in enumerate(group.lines):
            grid.addWidget(PlainLabel(theme, line.ref, "small-bold", "text2", wrap=False), place, 0)
            link = LinkButton(theme, line.words)
            link.setToolTip(line.words)
            link.setAccessibleName(f"{line.ref} {line.words}".strip())
            link.clicked.connect(lambda _=False, key=line.key: self.opened.emit(key))
            grid.addWidget(link, place, 1, Qt.AlignmentFlag.AlignLeft)
            self.links.append(link)
        column.addLayout(grid)
        return block
