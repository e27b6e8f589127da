"""The footer before unlocking: where the work is, the version, and the text size."""

from __future__ import annotations

from PySide6.QtCore import Signal

from hmip_desktop import __version__
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.footer import Footer
from hmip_desktop.ui.widgets.labels import PlainLabel


class StartFooter(Footer):
    """``text_size_asked`` asks for the next text size."""

    text_size_asked = Signal()

    def __init__(self, theme: Theme, last_export: str) -> None:
        super().__init__(theme)
        last = (
            t("On this computer only. Last export {when}", when=last_export)
            if last_export
            else t("On this computer only")
        )
        self.say_place(last)
        version = t("HMIP Desktop {version} · works without a network", version=__version__)
        self.version = PlainLabel(theme, version, "small", "text2", wrap=False)
        self.add_button(self.version)
        size = Button(theme, t("Text size"), "text-size")
        size.clicked.connect(self.text_size_asked)
        self.add_button(size)
