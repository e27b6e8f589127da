"""QApplication set up the way this program looks: style, fonts, light or dark, text size, one style sheet.

Importing this module brings Qt and the kit and nothing else, so that the first window is there at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from hmip_desktop.paths import resource
from hmip_desktop.ui.platform.sharing import SharingGuard
from hmip_desktop.ui.platform.text_scale import system_text_scale
from hmip_desktop.ui.settings import Settings
from hmip_desktop.ui.stylesheet import palette, sheet
from hmip_desktop.ui.theme import SCALE_STEP, Mode, Theme

FONTS = ("Inter-Regular.otf", "Inter-SemiBold.otf")
LOOKS = ("system", "light", "dark", "contrast")


def load_family() -> str:
    """The font family of the program: Segoe UI where Windows has it, else Inter from the resources."""
    if sys.platform == "win32" and "Segoe UI" in QFontDatabase.families():
        return "Segoe UI"
    for name in FONTS:
        QFontDatabase.addApplicationFont(str(resource(f"fonts/{name}")))
    return "Inter"


def settings_file() -> Path:
    """Where the window's settings are kept on this computer."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppConfigLocation)
    return Path(folder) / "window.ini"


class Appearance(QObject):
    """Keeps the application's look in step with the theme, the system and what the person chose."""

    def __init__(self, app: QApplication, theme: Theme, settings: Settings) -> None:
        super().__init__(app)
        self._app, self.theme, self._settings = app, theme, settings
        self._hints = app.styleHints()
        self._sharing: SharingGuard | None = None
        self.look = settings.text("look", "system")
        theme.set_scale(settings.number("text-scale", system_text_scale()))
        if settings.text("density") == "compact":
            theme.set_density("compact")
        theme.set_mode(self._mode())
        self._hints.colorSchemeChanged.connect(self._on_system_change)
        theme.changed.connect(self.apply)
        self.apply()

    def _mode(self) -> Mode:
        """The mode that the choice and the system come to."""
        if self.look == "light":
            return "light"
        if self.look == "dark":
            return "dark"
        contrast = self._hints.accessibility().contrastPreference()
        if self.look == "contrast" or contrast == Qt.ContrastPreference.HighContrast:
            return "contrast"
        return "dark" if self._hints.colorScheme() == Qt.ColorScheme.Dark else "light"

    def _on_system_change(self) -> None:
        self.theme.set_mode(self._mode())

    def choose_look(self, look: str) -> None:
        """Light, dark, high contrast, or as the system has it; kept for the next start."""
        self.look = look if look in LOOKS else "system"
        self._settings.keep("look", self.look)
        self.theme.set_mode(self._mode())

    def change_scale(self, steps: int) -> None:
        """Larger or smaller text by tenths; 0 goes back to what the system asks for. Kept for the next start."""
        scale = self.theme.scale + steps * SCALE_STEP if steps else system_text_scale()
        self.theme.set_scale(scale)
        self._settings.keep("text-scale", self.theme.scale)

    def choose_density(self, density: str) -> None:
        """Comfortable or compact rows; kept for the next start."""
        self.theme.set_density("compact" if density == "compact" else "comfortable")
        self._settings.keep("density", self.theme.density)

    def apply(self) -> None:
        """Give the application palette, font and style sheet of the theme."""
        self._app.setFont(self.theme.font("body"))
        self._app.setPalette(palette(self.theme))
        wanted = sheet(self.theme)
        if self._app.styleSheet() != wanted:  # put on again, even the same one looks at every widget that there is
            self._app.setStyleSheet(wanted)

    def guard_sharing(self) -> None:
        """From unlocking on: keep every window out of screen sharing, unless the person switched that off."""
        if self._sharing is None:
            self._sharing = SharingGuard(self._app)
        self._sharing.switch(self._settings.text("sharing", "hide") == "hide")

    def toggle_sharing(self) -> None:
        """Let remote help or a magnifier see the windows, or hide them again; kept for the next start."""
        hidden = self._settings.text("sharing", "hide") == "hide"
        self._settings.keep("sharing", "show" if hidden else "hide")
        self.guard_sharing()

    def handlers(self) -> dict[str, Callable[[], None]]:
        """The commands that change the look."""
        return {
            "text-larger": lambda: self.change_scale(1),
            "text-smaller": lambda: self.change_scale(-1),
            "text-normal": lambda: self.change_scale(0),
            "look-system": lambda: self.choose_look("system"),
            "look-light": lambda: self.choose_look("light"),
            "look-dark": lambda: self.choose_look("dark"),
            "look-contrast": lambda: self.choose_look("contrast"),
            "rows-comfortable": lambda: self.choose_density("comfortable"),
            "rows-compact": lambda: self.choose_density("compact"),
            **({"sharing": self.toggle_sharing} if sys.platform == "win32" else {}),
        }
