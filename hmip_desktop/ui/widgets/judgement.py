"""The judgement bar: the person's own answer to the key question, with what does not fit above it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.answers import AnswerGroup, Choice
from hmip_desktop.ui.widgets.buttons import LinkButton
from hmip_desktop.ui.widgets.frames import Banner
from hmip_desktop.ui.widgets.inputs import LineInput
from hmip_desktop.ui.widgets.labels import PlainLabel


class JudgementBar(QWidget):
    """Yes, No and, where the pack allows it, Not applicable, each 48 px high with its key on it.

    ``chosen`` carries "yes", "no", "na" or "" for cleared. A contradiction is a sentence above the answers; it
    never blocks, it asks for a reason, which ``reason_given`` carries.
    """

    chosen = Signal(str)
    reason_given = Signal(str)

    def __init__(self, theme: Theme, widest: int = 748) -> None:
        super().__init__()
        self._theme, self._widest, self._pinned, self._given = theme, widest, True, ""
        self._said = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._outer = QHBoxLayout(self)
        self._inner = QWidget()
        column = QVBoxLayout(self._inner)
        column.setContentsMargins(0, 0, 0, 0)
        self.contradiction = Banner(theme, "warning")
        self.contradiction.hide()
        self._why = LinkButton(theme, t("Say why"), tone="warn_fg")
        self._why.clicked.connect(self._ask_reason)
        self.contradiction.tail.addWidget(self._why)
        column.addWidget(self.contradiction)
        self.reason = LineInput(theme, t("Why the judgement stands"), t("Why the judgement stands"))
        self.reason.left.connect(self._on_reason)
        self.reason.returnPressed.connect(self._on_reason)
        self.reason.hide()
        column.addWidget(self.reason)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.label = PlainLabel(theme, t("Your judgement"), "section", wrap=False)
        self.answers = AnswerGroup(theme, t("Your judgement"), (), large=True)
        self.answers.chosen.connect(self.chosen)
        self._row.addWidget(self.label)
        self._row.addWidget(self.answers, 1)
        column.addLayout(self._row)
        self._outer.addStretch(1)
        self._outer.addWidget(self._inner, 1000)
        self._outer.addStretch(1)
        self._shortcuts: dict[tuple[str, str], QShortcut] = {}  # by answer and key; only those offered work
        self._offered: list[Choice] = []
        self._asked: tuple[bool, dict[str, str]] = (False, {})
        self.offer(na=False)
        self.restyle()
        theme.changed.connect(self.restyle)

    def offer(self, na: bool, words: dict[str, str] | None = None) -> None:
        """Offer yes and no, and not applicable when ``na``; ``words`` are the question's own answer words."""
        words = words or {}
        self._asked = (na, words)
        keys = self._theme.keys
        choices = [
            Choice("yes", words.get("yes", t("Yes")), keys.shown("judge-yes", "Alt+Y")),
            Choice("no", words.get("no", t("No")), keys.shown("judge-no", "Alt+N")),
        ]
        if na:
            choices.append(Choice("na", words.get("na", t("Not applicable")), keys.shown("judge-na", "Alt+A")))
        if choices == self._offered:
            return
        self._offered = choices
        self.answers.set_choices(choices)
        offered = [(choice.code, choice.keys) for choice in choices]
        for code, key in offered:
            if (code, key) not in self._shortcuts:
                self._shortcuts[code, key] = QShortcut(QKeySequence(key), self)
                self._shortcuts[code, key].activated.connect(lambda code=code: self._by_key(code))
        for held, shortcut in self._shortcuts.items():
            shortcut.setEnabled(held in offered)

    def _by_key(self, code: str) -> None:
        """An answer chosen by its key also takes the focus, so that the ring shows what was chosen."""
        self.answers.choose(code)
        self.answers.focus_answer()

    def say_contradiction(self, words: str, reason: str = "") -> None:
        """Show a contradiction with the reason given for it so far, or take it away with empty words."""
        if (words, reason) == (self._said, self._given):
            return
        self._said = words
        self.contradiction.setVisible(bool(words))
        self._given = reason
        if not words:
            self.reason.hide()
            return
        self.contradiction.set_kind("warning" if not reason else "info")
        self.contradiction.say("" if not reason else t("Your reason:"), reason or words)
        self._why.setText(t("Change") if reason else t("Say why"))
        self._why.set_tone("link" if reason else "warn_fg")

    def ask_reason(self, words: str) -> None:
        """Open the line for the reason with these words in it."""
        self._ask_reason()
        self.reason.setText(words)

    def give_reason(self) -> None:
        """Keep the reason as it is written now and leave the line open."""
        if not self.reason.isHidden() and self.reason.text().strip() != self._given:
            self.reason_given.emit(self.reason.text().strip())

    def _ask_reason(self) -> None:
        self.reason.setText(self._given)
        self.reason.show()
        self.reason.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_reason(self) -> None:
        """Entered or left: keep what is written; an unchanged reason says nothing."""
        if self.reason.isHidden():
            return
        self.reason.hide()
        if self.reason.text().strip() != self._given:
            self.reason_given.emit(self.reason.text().strip())

    def set_pinned(self, pinned: bool) -> None:
        """Pinned to the bottom with an edge, or part of the scrolling column in a low window."""
        self._pinned = pinned
        self.restyle()

    def restyle(self) -> None:
        """Take spacing and keys from the theme."""
        self.offer(*self._asked)
        space = self._theme.space
        side = space(28) if self._pinned else 0
        self._outer.setContentsMargins(side, space(11) if self._pinned else 0, side, space(10) if self._pinned else 0)
        self._inner.layout().setSpacing(space(8))
        self._row.setSpacing(space(16))
        self._inner.setMaximumWidth(self._theme.size(self._widest))
        self._fit()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Keys, label and answers give way in this order as the bar gets narrow."""
        width = min(self.width() - self._outer.contentsMargins().left() * 2, self._inner.maximumWidth())
        self.answers.show_keys(True)
        label = self.label.sizeHint().width() + self._row.spacing()
        self.answers.set_stacked(False)
        beside = self.answers.row_width() + label <= width
        if not beside and self.answers.row_width() > width:
            self.answers.show_keys(False)
            beside = self.answers.row_width() + label <= width
        down = QBoxLayout.Direction.TopToBottom
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if beside else down)
        self.answers.set_stacked(self.answers.row_width() > width)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._pinned:
            painter.fillRect(self.rect(), self._theme.colour("surface"))
            painter.fillRect(0, 0, self.width(), 2, self._theme.colour("bar" if not self._theme.is_dark else "control"))
