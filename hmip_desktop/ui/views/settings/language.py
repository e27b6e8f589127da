"""Settings, the language of the program."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog

from hmip_desktop.ui.text import language, t
from hmip_desktop.ui.theme import Theme
from hmip_desktop.ui.views.settings.section import SettingsSection


class LanguageSection(SettingsSection):
    """English or Welsh. ``speak`` builds everything anew, so the dialog closes first; ``again`` opens it once more."""

    def __init__(self, theme: Theme, speak: Callable[[str], None], again: Callable[[], None]) -> None:
        super().__init__(theme, t("Language"))
        self._speak, self._again = speak, again
        choices = (("en", t("English")), ("cy", t("Cymraeg")))
        hint = t("Everything changes at once. What people wrote stays in the language in which they wrote it.")
        hint += " " + t("Windows to choose files and to print are the computer's own, in the computer's language.")
        self.languages = self.add_choice(t("Language of the program"), choices, language(), self._choose, hint)
        self.end()

    def _choose(self, wanted: str) -> None:
        if wanted == language():
            return
        dialog = self.window()
        if isinstance(dialog, QDialog):
            dialog.accept()
        speak, again = self._speak, self._again
        QTimer.singleShot(0, lambda: (speak(wanted), again()))
