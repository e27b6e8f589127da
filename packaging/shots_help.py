"""Pictures of the help window: its contents, a page with a picture, what a search finds."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QApplication


def help_window(studio: Any) -> None:
    """Contents, pages, a search."""
    desk = studio.program.help
    desk.open("contents")
    window = desk.window
    theme = studio.program.theme
    window.resize(theme.size(460), min(theme.size(680), 900))
    studio.take("help-contents", window)
    window.show_page("something-went-wrong")
    studio.take("help-trouble", window)
    window.show_page("assess-a-case")
    studio.take("help-page", window)
    window.show_page("open-a-package-by-hand")
    studio.take("help-commands", window)
    window.search.setText("passphrase lost")
    QApplication.processEvents()
    studio.settle()
    studio.take("help-search", window)
    window.search.clear()
    window.close()
