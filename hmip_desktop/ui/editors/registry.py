"""Which editor takes which kind of data question."""

from __future__ import annotations

from hmip_desktop.domain.pack_parts import DataQuestion
from hmip_desktop.ui.editors.base import Editor
from hmip_desktop.ui.editors.choices import MultiEditor, SingleEditor, YesNoEditor
from hmip_desktop.ui.editors.typed import DateEditor, NumberEditor, TextEditor
from hmip_desktop.ui.theme import Theme

EDITORS: dict[str, type[Editor]] = {
    "single": SingleEditor,
    "multi": MultiEditor,
    "yes_no": YesNoEditor,
    "text": TextEditor,
    "number": NumberEditor,
    "date": DateEditor,
}


def make_editor(theme: Theme, question: DataQuestion) -> Editor:
    """The editor for a data question; a kind without one is a defect."""
    return EDITORS[question.kind](theme, question)
