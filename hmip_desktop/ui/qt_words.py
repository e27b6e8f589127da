"""Welsh for what Qt says by itself: standard buttons, the menus of text fields, wizards, its own file dialog.

The system's own dialogs, which Windows and macOS show for files and printing, speak the language of the system.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from hmip_desktop.ui.text import language, qt_words

KEY_NAMES = "QShortcut"
"""Names of keys stay as they are printed on the keyboard, and are read back from what was shown."""


class QtWords(QTranslator):
    """Asked by Qt whenever it needs a word, so it follows the language of the program without a restart."""

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        """The word in the language in use; None where Qt's own is right."""
        if context == KEY_NAMES or not source:
            return None
        words = qt_words(source)
        return words.replace("%n", str(n)) if words is not None and n >= 0 else words

    def isEmpty(self) -> bool:
        """Never: an empty one is not asked."""
        return False


def speak_qt() -> None:
    """Let Qt say its words and dates in the language in use."""
    app = QCoreApplication.instance()
    if app is not None and app.findChild(QtWords) is None:
        app.installTranslator(QtWords(app))
    QLocale.setDefault(QLocale("cy_GB" if language() == "cy" else "en_GB"))
