"""My cases as it stands ready before the store is open: made while the key is derived, filled when it is there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.my_cases.screen import MyCasesScreen
from hmip_desktop.ui.widgets.rails import PlacesRail
from hmip_desktop.ui.widgets.save_state import SaveState
from hmip_desktop.ui.window import MainWindow


class FirstPage:
    """The screen with its rail and its save state. It holds nothing of anybody's work until it is shown some.

    ``now`` is the clock of the screen; whoever opens the store puts its own in place.
    """

    def __init__(self, theme: Theme, window: MainWindow) -> None:
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.saving = SaveState(window)
        self.rail = PlacesRail(theme)
        self.screen = MyCasesScreen(theme, self.rail, self.saving, self._read_clock)
        window.prepare(self.screen)

    def _read_clock(self) -> datetime:
        return self.now()
