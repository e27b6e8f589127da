"""What a person had on a screen, taken from one building of it to the next: words, choices, places, focus.

The two buildings hold the same parts in the same order and differ only in the language of their words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QStackedWidget,
    QTabBar,
    QWidget,
)

KINDS: tuple[type[QWidget], ...] = (
    QStackedWidget, QTabBar, QComboBox, QCheckBox, QLineEdit, QPlainTextEdit, QAbstractScrollArea,
)  # fmt: skip
"""What is carried, in the order in which it is put back: what opens a page before what stands on it."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """The state of one part."""

    words: str = ""
    number: int = 0
    cursor: int = 0


class Carried:
    """The state of ``parts`` (a screen, its rail, panel and footer) at the time of making this."""

    def __init__(self, parts: Sequence[QWidget | None]) -> None:
        self._kept = {kind: [_keep(one) for one in _of(parts, kind)] for kind in KINDS}
        every = _every(parts)
        focus = next((place for place, one in enumerate(every) if one.hasFocus()), None)
        self._focus = None if focus is None else (focus, len(every))

    def put_back(self, parts: Sequence[QWidget | None]) -> None:
        """Give another building of the same screen what this one had, kind by kind where the numbers of parts agree."""
        for kind in KINDS:
            now, kept = _of(parts, kind), self._kept[kind]
            if len(now) == len(kept):
                for one, state in zip(now, kept, strict=True):
                    _put(one, state)
        every = _every(parts)
        if self._focus is not None and self._focus[1] == len(every):
            every[self._focus[0]].setFocus()


def _every(parts: Sequence[QWidget | None]) -> list[QWidget]:
    return [one for part in parts if part is not None for one in (part, *part.findChildren(QWidget))]


def _of(parts: Sequence[QWidget | None], kind: type[QWidget]) -> list[QWidget]:
    return [one for one in _every(parts) if isinstance(one, kind)]


def _keep(one: QWidget) -> _Kept:
    if isinstance(one, QLineEdit):
        return _Kept(one.text(), cursor=one.cursorPosition())
    if isinstance(one, QPlainTextEdit):
        return _Kept(one.toPlainText(), cursor=one.textCursor().position())
    if isinstance(one, QCheckBox):
        return _Kept(number=int(one.isChecked()))
    if isinstance(one, QAbstractScrollArea):
        return _Kept(number=one.verticalScrollBar().value())
    return _Kept(number=one.currentIndex()) if isinstance(one, QComboBox | QTabBar | QStackedWidget) else _Kept()


def _put(one: QWidget, kept: _Kept) -> None:
    """Only what differs is set, so that nothing is told of a change that is none."""
    if isinstance(one, QLineEdit):
        _when(one.text() != kept.words, lambda: one.setText(kept.words))
        one.setCursorPosition(kept.cursor)
    elif isinstance(one, QPlainTextEdit):
        _when(one.toPlainText() != kept.words, lambda: one.setPlainText(kept.words))
        cursor = QTextCursor(one.document())
        cursor.setPosition(min(kept.cursor, one.document().characterCount() - 1))
        one.setTextCursor(cursor)
    elif isinstance(one, QCheckBox):
        _when(one.isChecked() != bool(kept.number), lambda: one.setChecked(bool(kept.number)))
    elif isinstance(one, QAbstractScrollArea):
        one.verticalScrollBar().setValue(kept.number)
    elif isinstance(one, QComboBox | QTabBar | QStackedWidget):
        _when(one.currentIndex() != kept.number, lambda: one.setCurrentIndex(kept.number))


def _when(differs: bool, act: Callable[[], object]) -> None:
    if differs:
        act()
