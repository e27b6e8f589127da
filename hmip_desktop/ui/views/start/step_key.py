"""Step 3: the recovery key, shown once, and two of its groups typed back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.start.step import Step
from hmip_desktop.ui.widgets import painting
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.chips import FlowLayout
from hmip_desktop.ui.widgets.frames import Card
from hmip_desktop.ui.widgets.inputs import LineInput, Tick
from hmip_desktop.ui.widgets.labels import Heading, PlainLabel
from hmip_desktop.ui.widgets.tags import Glyph

PER_ROW = 4


def same_group(typed: str, group: str) -> bool:
    """True when a group was typed back; letters that look like figures count as those letters."""

    def plain(text: str) -> str:
        return text.strip().upper().replace("0", "O").replace("1", "I").replace("8", "B")

    return plain(typed) == plain(group)


class GroupBoard(QWidget):
    """The groups with their numbers, painted and never selectable; covered ones show dots."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._groups: tuple[str, ...] = ()
        self._covered: frozenset[int] = frozenset()
        self._hidden = False
        self._large = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_groups(self, groups: Sequence[str], covered: Sequence[int]) -> None:
        """Show these groups with those places covered (places from 0)."""
        self._groups, self._covered = tuple(groups), frozenset(covered)
        self._say()

    def set_hidden(self, hidden: bool) -> None:
        """Cover everything, or only what is being typed back."""
        self._hidden = hidden
        self._say()

    def set_large(self, large: bool) -> None:
        """Larger letters."""
        self._large = large
        self._say()

    def _say(self) -> None:
        shown = [
            t("group {place} covered", place=place + 1) if self._is_covered(place) else f"{place + 1} {' '.join(group)}"
            for place, group in enumerate(self._groups)
        ]
        self.setAccessibleName(t("Recovery key: {groups}", groups=", ".join(shown)))
        self.updateGeometry()
        self.update()

    def _is_covered(self, place: int) -> bool:
        return self._hidden or place in self._covered

    def _row_height(self) -> int:
        return round(self._theme.metrics("mono").height() * (1.9 if self._large else 1.45))

    def sizeHint(self) -> QSize:
        rows = -(-len(self._groups) // PER_ROW)
        return QSize(self._theme.size(420), rows * self._row_height() + self._theme.space(20))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.size(300), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painting.crisp(QPainter(self))
        theme = self._theme
        painting.box(painter, self.rect(), theme.colour("surface_alt"), theme.colour("control"), 4)
        wide, tall = self.width() / PER_ROW, self._row_height()
        letters = theme.font("mono")
        if self._large:
            letters = type(letters)(letters)
            letters.setPointSizeF(letters.pointSizeF() * 1.35)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        for place, group in enumerate(self._groups):
            left = (place % PER_ROW) * wide + theme.size(20)
            top = (place // PER_ROW) * tall + theme.space(10)
            painter.setFont(theme.font("small"))
            painter.setPen(theme.colour("text2"))
            painter.drawText(QRectF(left, top, theme.size(24), tall), middle, str(place + 1))
            painter.setFont(letters)
            painter.setPen(theme.colour("text"))
            words = "••••" if self._is_covered(place) else group
            painter.drawText(QRectF(left + theme.size(26), top, wide, tall), middle, words)


class KeyStep(Step):
    """``print_asked`` carries the key with its groups. It is never put on the clipboard."""

    print_asked = Signal(str)

    def __init__(self, theme: Theme, pick_groups: Callable[[int], tuple[int, int]], place: int = 3) -> None:
        super().__init__(
            theme, place, t("Recovery key"), t("Write down your recovery key"),
            t("If you forget your passphrase, this key opens your work. It is shown once. We keep no copy of it, and "
              "nobody can send it to you."),
        )  # fmt: skip
        self._pick = pick_groups
        self._groups: tuple[str, ...] = ()
        self._asked: tuple[int, int] = (0, 1)
        self.body.addWidget(self._key_card(theme))
        self.body.addWidget(self._proof_card(theme))
        self.body.addStretch(1)

    def _key_card(self, theme: Theme) -> Card:
        card = Card(theme, gap=10)
        top = QHBoxLayout()
        top.addWidget(Heading(theme, t("Your recovery key"), 2))
        top.addStretch(1)
        top.addWidget(Glyph(theme, "eye-off", "text2", 16))
        self._covered_words = PlainLabel(theme, "", "small", "text2", wrap=False)
        top.addWidget(self._covered_words)
        card.body.addLayout(top)
        self.board = GroupBoard(theme)
        card.body.addWidget(self.board)
        host = QWidget()
        row = FlowLayout(theme.space(8))
        host.setLayout(row)
        printing = Button(theme, t("Print a page"), "print")
        printing.clicked.connect(lambda: self.print_asked.emit("-".join(self._groups)))
        self._hide = Button(theme, t("Hide the key"), "eye-off")
        self._hide.setCheckable(True)
        self._hide.toggled.connect(self.board.set_hidden)
        larger = Button(theme, t("Larger letters"), "text-size")
        larger.setCheckable(True)
        larger.toggled.connect(self.board.set_large)
        for button in (printing, self._hide, larger):
            row.addWidget(button)
        row.addWidget(PlainLabel(theme, t("It is not put on the clipboard"), "small", "text2", wrap=False))
        card.body.addWidget(host)
        return card

    def _proof_card(self, theme: Theme) -> Card:
        card = Card(theme, gap=10)
        card.body.addWidget(Heading(theme, t("Show that you wrote it down"), 2))
        how = t("Type these two groups from your paper. Capital and small letters both work.")
        card.body.addWidget(PlainLabel(theme, how, "control", "text2"))
        host = QWidget()
        row = FlowLayout(theme.space(12))
        host.setLayout(row)
        self.lines: list[LineInput] = []
        self._labels: list[PlainLabel] = []
        self._found: list[PlainLabel] = []
        for _ in range(2):
            label = PlainLabel(theme, "", "control-bold", wrap=False)
            line = LineInput(theme)
            line.setFont(theme.font("mono"))
            line.setMaxLength(8)
            line.limit_width(130)
            line.textChanged.connect(self._on_typed)
            label.setBuddy(line)
            found = PlainLabel(theme, "", "control", "text2", wrap=False)
            found.setMinimumWidth(theme.size(116))
            self._labels.append(label)
            self.lines.append(line)
            self._found.append(found)
            for part in (label, line, found):
                row.addWidget(part)
        card.body.addWidget(host)
        self.tick = Tick(theme, t("I wrote the key on paper, and I will not keep that paper with this laptop."))
        self.tick.toggled.connect(lambda _: self.changed.emit())
        card.body.addWidget(self.tick)
        return card

    def show_groups(self, groups: Sequence[str]) -> None:
        """Show a new key and ask for two of its groups."""
        self._groups = tuple(groups)
        self._asked = self._pick(len(groups))
        self.board.show_groups(groups, self._asked)
        first, second = (place + 1 for place in self._asked)
        words = t("Groups {first} and {second} are covered while you type them below", first=first, second=second)
        self._covered_words.setText(words)
        for place, label, line in zip(self._asked, self._labels, self.lines, strict=True):
            label.setText(t("Group {place}", place=place + 1))
            line.setAccessibleName(t("Group {place}", place=place + 1))
        self._on_typed()

    def _on_typed(self) -> None:
        for place, line, found in zip(self._asked, self.lines, self._found, strict=True):
            typed = line.text().strip()
            left = len(self._groups[place]) - len(typed) if self._groups else 0
            if not typed:
                found.setText("")
            elif self._groups and same_group(typed, self._groups[place]):
                found.setText(t("Matches"))
                found.set_tone("ok")
            elif left > 0:
                found.setText(t("{count} to go", count=left))
                found.set_tone("text2")
            else:
                found.setText(t("Not the same"))
                found.set_tone("err")
        typing = any(line.text() for line in self.lines)
        self.board.show_groups(self._groups, self._asked if typing or self._is_asked() else ())
        self.changed.emit()

    def _is_asked(self) -> bool:
        return any(line.hasFocus() for line in self.lines)

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of the key while it is on the screen."""
        return self._groups

    def missing(self) -> str:
        for place, line in zip(self._asked, self.lines, strict=True):
            if not self._groups or not same_group(line.text(), self._groups[place]):
                return t("type group {place} from your paper", place=place + 1)
        return "" if self.tick.isChecked() else t("tick the box")

    def forget(self) -> None:
        """Take the key off the screen for good."""
        self._groups = ()
        self.board.show_groups((), ())
        for line in self.lines:
            line.clear()

    def focus_first(self) -> None:
        self._hide.setFocus(Qt.FocusReason.OtherFocusReason)
