"""Keeping a window out of screen sharing, where the system can, and saying honestly where it cannot.

Windows only: the wish is set and then read back, and only what was read back is shown. It is a help against
mishaps, no security: Microsoft says so, and so does our help.
"""

from __future__ import annotations

import sys
from enum import Enum

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from hmip_desktop.ui.text import t

WDA_NONE, WDA_EXCLUDEFROMCAPTURE = 0x0, 0x11


class Sharing(Enum):
    """What is known about one window."""

    HIDDEN = "hidden"
    VISIBLE = "visible"
    UNKNOWN = "unknown"


def sharing_words(state: Sharing) -> str:
    """What the interview window says about itself."""
    return t("Hidden from sharing") if state is Sharing.HIDDEN else t("May be visible if you share")


def state_after(set_worked: bool, read_back: int | None) -> Sharing:
    """Only an affinity that was read back as "exclude from capture" counts as hidden."""
    if set_worked and read_back == WDA_EXCLUDEFROMCAPTURE:
        return Sharing.HIDDEN
    return Sharing.VISIBLE if read_back is not None else Sharing.UNKNOWN


def hide_from_sharing(window: QWidget, hidden: bool) -> Sharing:
    """Ask for a top-level window to be left out of captures, or let it be seen again; what is so afterwards."""
    if sys.platform != "win32":
        return Sharing.UNKNOWN
    import ctypes  # the calls exist on Windows only
    from ctypes import wintypes

    user32 = ctypes.WinDLL("user32", use_last_error=True)
    user32.SetWindowDisplayAffinity.argtypes = (wintypes.HWND, wintypes.DWORD)
    user32.GetWindowDisplayAffinity.argtypes = (wintypes.HWND, ctypes.POINTER(wintypes.DWORD))
    handle = int(window.winId())
    worked = bool(user32.SetWindowDisplayAffinity(handle, WDA_EXCLUDEFROMCAPTURE if hidden else WDA_NONE))
    found = wintypes.DWORD()
    read = bool(user32.GetWindowDisplayAffinity(handle, ctypes.byref(found)))
    return state_after(worked, int(found.value) if read else None)


class SharingGuard(QObject):
    """From unlocking on: every top-level window, dialog and menu is asked to stay out of captures.

    Off while somebody needs remote help or a magnifier. The wish is repeated when a window gets a new handle.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app, self._on = app, False

    def switch(self, on: bool) -> None:
        """Start or stop hiding; windows already open follow at once."""
        if on == self._on or sys.platform != "win32":
            return
        self._on = on
        self._app.installEventFilter(self) if on else self._app.removeEventFilter(self)
        for widget in self._app.topLevelWidgets():
            if widget.isVisible():
                hide_from_sharing(widget, on)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        appears = event.type() in (QEvent.Type.Show, QEvent.Type.WinIdChange)
        if appears and isinstance(watched, QWidget) and watched.isWindow():
            hide_from_sharing(watched, True)
        return False
