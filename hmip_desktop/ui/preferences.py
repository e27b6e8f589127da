"""What a person has their own way while the program runs: keys, spelling, time until locking, and the dialog for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from hmip_desktop.ui.settings import Settings
from hmip_desktop.ui.text import t
from hmip_desktop.ui.theme import Theme

if TYPE_CHECKING:
    from hmip_desktop.services.context import Context
    from hmip_desktop.ui.application import Appearance
    from hmip_desktop.ui.idle import IdleWatch
    from hmip_desktop.ui.spelling import SpellingDesk
    from hmip_desktop.ui.spelling_marks import SpellingMarks
    from hmip_desktop.ui.views.settings.section import SettingsSection
    from hmip_desktop.ui.window import MainWindow


class Preferences(QObject):
    """One per program. ``begin`` and ``end`` frame the time that a store is open: only then words are looked up.

    ``more_sections`` makes further sections of the dialog, which stand after the look.
    """

    def __init__(self, theme: Theme, window: MainWindow, settings: Settings, appearance: Appearance) -> None:
        super().__init__(window)
        self.theme, self.window, self.settings, self.appearance = theme, window, settings, appearance
        self.more_sections: list[Callable[[], SettingsSection]] = []
        self.spelling: SpellingDesk | None = None
        self.watch: IdleWatch | None = None
        theme.keys.keep_in(settings)
        theme.keys.changed.connect(window.follow_keys)

    def begin(self, ctx: Context, watch: IdleWatch) -> None:
        """A store was opened."""
        from hmip_desktop.ui.spelling import SpellingDesk  # brings the services, which come after the first window

        self.end()
        self.spelling, self.watch = SpellingDesk(self.theme, self.settings, ctx=ctx), watch
        watch.set_minutes(self.settings.lock_minutes())
        self.window.refresh_commands()

    def end(self) -> None:
        """The store is to be closed: forget its words."""
        spelling, self.spelling, self.watch = self.spelling, None, None
        if spelling is not None:
            spelling.close()

    def handlers(self) -> dict[str, Callable[[], None]]:
        """The commands that work everywhere."""
        return {
            "settings": self.open,
            "settings-keys": lambda: self.open(t("Keys")),
            "spelling": partial(self._mend, "open_menu"),
            "next-spelling": partial(self._mend, "go_to_next"),
        }

    def _mend(self, what: str) -> None:
        """Do it in the field that has the keyboard, if it is one whose words are looked up."""
        from hmip_desktop.ui.spelling_marks import SpellingMarks

        field = QApplication.focusWidget()
        marks: SpellingMarks | None = field.findChild(SpellingMarks) if field is not None else None
        if marks is not None:
            getattr(marks, what)()

    def sections(self) -> list[SettingsSection]:
        """The sections of the dialog as they stand now."""
        from hmip_desktop.ui.views.settings.keys import KeysSection
        from hmip_desktop.ui.views.settings.locking import LockSection
        from hmip_desktop.ui.views.settings.look import LookSection

        found: list[SettingsSection] = [LookSection(self.theme, self.appearance)]
        found += [make() for make in self.more_sections]
        if self.spelling is not None:
            from hmip_desktop.ui.views.settings.writing import SpellingSection

            found.append(SpellingSection(self.theme, self.spelling))
        found.append(KeysSection(self.theme, self.window.all_commands()))
        found.append(LockSection(self.theme, self.settings, self._hold_lock))
        return found

    def _hold_lock(self, minutes: int) -> None:
        if self.watch is not None:
            self.watch.set_minutes(minutes)

    def open(self, first: str = "") -> None:
        """Show the dialog, at the section of that title."""
        from hmip_desktop.ui.views.settings.dialog import SettingsDialog  # not wanted on the way to the first window

        dialog = SettingsDialog(self.theme, self.window, self.sections(), first)
        dialog.exec()
        dialog.deleteLater()
