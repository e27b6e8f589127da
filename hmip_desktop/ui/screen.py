"""A screen: one place of the program with all that stands around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.widgets.footer import Footer
from hmip_desktop.ui.widgets.identity import Identity
from hmip_desktop.ui.widgets.rail_panel import RailPanel


class Screen(QWidget):
    """The middle of the window, which also brings its rail, its right panel and its footer.

    ``rail`` and ``panel`` may be None, and several screens may share one rail. A subclass fills the attributes in
    its constructor; the window puts them in their places and takes care of narrow windows, of F6 and of menus.
    """

    identity_changed = Signal()
    commands_changed = Signal()

    panel_words = "Guidance"  # the footer button that brings back a hidden panel
    panel_width = 300  # px at 100 %
    rail_words = "Questions"
    help_page = ""  # the page of the help that belongs to this place

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.theme = theme
        self.name = name
        self.setAccessibleName(name)
        self.rail: RailPanel | None = None
        self.panel: QWidget | None = None
        self.footer: Footer | None = None

    def identity(self) -> Identity:
        """What the bar under the menu says while this screen is shown."""
        return Identity(self.name)

    def commands(self) -> Mapping[str, Callable[[], None]]:
        """What this screen can do, by command id; the window switches the others off."""
        return {}

    def entered(self) -> None:
        """The screen has come into view; put the focus where work goes on."""

    def leaving(self) -> None:
        """The screen is about to go: keep what was being typed."""

    def carry(self) -> object:
        """What is to be found again when this screen is built anew in another language, beside what is typed in it."""
        return None

    def take_up(self, carried: object) -> None:
        """Show again what the screen before this one gave by ``carry``."""

    def set_room(self, width: float, height: float) -> None:
        """The window's size divided by the text size, whenever it changes."""

    def panes(self) -> list[QWidget]:
        """Where F6 goes, in order. By default rail, the middle, right panel and footer."""
        found: list[QWidget | None] = [self.rail, self, self.panel, self.footer]
        return [pane for pane in found if pane is not None]


def move_into(target: QBoxLayout, part: QWidget, place: int = -1) -> None:
    """Put ``part`` into another layout, in its present dress: Qt gives whatever gets another parent the fonts and
    colours that it wore first, at another text size or in another mode."""
    target.insertWidget(place, part)
    for one in (part, *part.findChildren(QWidget)):
        restyle = getattr(one, "restyle", None)
        if restyle is not None:
            restyle()
