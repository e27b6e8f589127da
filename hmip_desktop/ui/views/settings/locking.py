"""Settings, locking: after how many quiet minutes the program closes the store."""

from __future__ import annotations

from collections.abc import Callable

from hmip_desktop.ui.settings import LOCK_CHOICES, Settings
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.settings.section import SettingsSection


class LockSection(SettingsSection):
    """Within what is safe: two to fifteen minutes, never "not at all"."""

    def __init__(self, theme: Theme, settings: Settings, hold: Callable[[int], None]) -> None:
        sentence = t("After this time without a key or a movement the store is closed. What you typed is kept.")
        super().__init__(theme, t("Locking"), sentence)

        def choose(minutes: str) -> None:
            settings.keep("lock-minutes", minutes)
            hold(int(minutes))

        offered = [(str(number), t("{number} minutes", number=number)) for number in LOCK_CHOICES]
        hint = t(
            "While the clock of an interview runs it does not lock. When the computer goes to sleep it always does."
        )
        self.minutes = self.add_choice(t("Lock after"), offered, str(settings.lock_minutes()), choose, hint)
        self.end()
