"""What this computer remembers about the window: size, text size, look, keys. Never a case, never a person."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

VERSION = 1  # a window layout of another version is not brought back
LOCK_CHOICES, LOCK_MINUTES = (2, 5, 10, 15), 10  # quiet minutes until locking; "not at all" is no choice


class Settings:
    """A small file of settings at ``file``; an unreadable one behaves as an empty one.

    None forgets everything at the end. A device file is no way to say so: Qt puts a new file in its place.
    """

    def __init__(self, file: Path | None) -> None:
        self._kept = QSettings(str(file), QSettings.Format.IniFormat) if file is not None else _Forgetful()

    def text(self, name: str, default: str = "") -> str:
        """A kept word."""
        return str(self._kept.value(name, default))

    def number(self, name: str, default: float) -> float:
        """A kept number; what cannot be read counts as absent."""
        try:
            return float(str(self._kept.value(name, default)))
        except (TypeError, ValueError):
            return default

    def lock_minutes(self) -> int:
        """After how many quiet minutes to lock; what is kept outside the choices counts as not chosen."""
        kept = self.number("lock-minutes", LOCK_MINUTES)
        return int(kept) if kept in LOCK_CHOICES else LOCK_MINUTES

    def keep(self, name: str, value: str | float) -> None:
        """Keep a word or a number."""
        self._kept.setValue(name, value)

    def keep_window(self, window: QWidget, name: str = "window") -> None:
        """Keep where a window stands."""
        self._kept.setValue(f"{name}/version", VERSION)
        self._kept.setValue(f"{name}/geometry", window.saveGeometry())

    def restore_window(self, window: QWidget, name: str = "window") -> bool:
        """Put a window back where it stood, unless that screen is gone; False when it was not moved."""
        kept = self._kept.value(f"{name}/geometry")
        if self.text(f"{name}/version") != str(VERSION) or not isinstance(kept, QByteArray):
            return False
        window.restoreGeometry(kept)
        return _on_a_screen(window.frameGeometry())


class _Forgetful:
    """Settings that live as long as the program."""

    def __init__(self) -> None:
        self._values: dict[str, object] = {}

    def value(self, name: str, default: object = None) -> object:
        return self._values.get(name, default)

    def setValue(self, name: str, value: object) -> None:
        self._values[name] = value


def _on_a_screen(area: QRect) -> bool:
    """True when enough of a window lies on a connected screen to take hold of it."""
    return any(
        (part := screen.availableGeometry() & area).width() >= 120 and part.height() >= 60
        for screen in QGuiApplication.screens()
    )
