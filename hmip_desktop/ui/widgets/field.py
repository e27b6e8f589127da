"""A label above an input, with a tag or hint beside it and the words of a problem below it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.inputs import LineInput
from hmip_desktop.ui.widgets.labels import PlainLabel
from hmip_desktop.ui.widgets.tags import StatusTag


class Field(QWidget):
    """Joins a label to its input: the label names it for screen readers and stays above it for the eye."""

    def __init__(
        self, theme: Theme, label: str, editor: QWidget, hint: str = "", tag: str = "", role: str = "control-bold"
    ) -> None:
        super().__init__()
        self.editor = editor
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(4))
        top = QHBoxLayout()
        top.setSpacing(theme.space(8))
        self.label = PlainLabel(theme, label, role, wrap=False)
        self.label.setBuddy(editor)
        top.addWidget(self.label)
        top.addStretch(1)
        top.addStrut(theme.size(20))
        if hint:
            top.addWidget(PlainLabel(theme, hint, "small", "text2", wrap=False))
        if tag:
            top.addWidget(StatusTag(theme, tag, "info"))
        column.addLayout(top)
        column.addWidget(editor)
        self.problem = PlainLabel(theme, "", "small", "err")
        self.problem.hide()
        column.addWidget(self.problem)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)
        if not editor.accessibleName():
            editor.setAccessibleName(label)

    def say_problem(self, words: str) -> None:
        """Say below the input what is wrong with it, or take that away."""
        self.problem.setText(words)
        self.problem.setVisible(bool(words))
        if isinstance(self.editor, LineInput):
            self.editor.show_problem(bool(words))
