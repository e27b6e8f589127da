"""A form with tables in it: as big as the window lets it be, and scrolling where that is not enough."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.lead.forms import FormDialog
from hmip_desktop.ui.widgets.frames import PageColumn
from hmip_desktop.ui.widgets.labels import PlainLabel


class WideForm(FormDialog):
    """``wanted`` is its width and height in px at 100 %; what it says and asks scrolls above the buttons."""

    def __init__(
        self, theme: Theme, parent: QWidget, title: str, act: str, sentence: str, wanted: tuple[int, int]
    ) -> None:
        super().__init__(theme, parent, title, act)
        self.setMinimumWidth(min(theme.size(620), 1280))
        room = parent.window().size()
        width, height = (theme.size(side) for side in wanted)
        self.resize(min(width, room.width() - 40), min(height, room.height() - 40))
        page = PageColumn(theme, title, widest=1400, margin=4)
        self.form.addWidget(page, 1)
        self.page = page
        self.form = page.body
        self.form.setSpacing(theme.space(10))
        self.form.addWidget(PlainLabel(theme, sentence, "control", "text2"))
