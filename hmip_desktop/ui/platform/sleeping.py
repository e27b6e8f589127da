"""The computer says that nobody will be there: it goes to sleep, or its screen is locked.

Windows tells its windows, Linux tells over its message bus. Elsewhere, and where neither can be heard, the gap in
the time of day that a sleep leaves is what ``idle`` looks for.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import SLOT, QAbstractNativeEventFilter, QCoreApplication, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

WM_POWERBROADCAST, WM_WTSSESSION_CHANGE = 0x0218, 0x02B1
ASLEEP = frozenset({0x4, 0x7, 0x12})  # goes to sleep; woke up, with or without somebody there
AWAY = frozenset({0x2, 0x4, 0x6, 0x7})  # console or remote session left, logged off, screen locked
THIS_SESSION = 0

ON_SLEEP, ON_LOCK = SLOT("on_sleep(bool)"), SLOT("on_lock()")
LOGIN = ("org.freedesktop.login1", "org.freedesktop.login1.Manager", "org.freedesktop.login1.Session")
SAVERS = (
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    ("org.freedesktop.ScreenSaver", "/ScreenSaver"),
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
)


def means_away(message: int, detail: int) -> bool:
    """True for a window message of Windows that says that the computer sleeps or its session is left."""
    if message == WM_POWERBROADCAST:
        return detail in ASLEEP
    return message == WM_WTSSESSION_CHANGE and detail in AWAY


class SleepSignals(QObject):
    """``going`` comes when the computer goes to sleep or locks its screen. Stop it before letting go of it."""

    going = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self._filter: _WindowMessages | None = None
        if sys.platform == "win32":
            self._filter = _WindowMessages(self, int(window.winId()))
        elif sys.platform.startswith("linux"):
            self._listen()

    def _listen(self) -> None:
        """Ask the buses of Linux; one that is not there tells nothing."""
        try:
            from PySide6.QtDBus import QDBusConnection  # exists on Linux only, and not in every build
        except ImportError:
            return
        system, session = QDBusConnection.systemBus(), QDBusConnection.sessionBus()
        service, manager, seat = LOGIN
        heard = [
            (system, service, "/org/freedesktop/login1", manager, "PrepareForSleep", ON_SLEEP),
            (system, service, "", seat, "Lock", ON_LOCK),
            *((session, "", path, name, "ActiveChanged", ON_SLEEP) for name, path in SAVERS),
        ]
        for bus, sender, path, interface, name, slot in heard:
            if bus.isConnected():
                # the stubs ask for bytes where only the text that SLOT gives is taken
                bus.connect(sender, path, interface, name, self, slot)  # type: ignore[call-overload]

    @Slot(bool)
    def on_sleep(self, starts: bool) -> None:
        """The computer is about to sleep, or woke up; the screen saver came on, or went: all mean that nobody saw it."""
        self.going.emit()

    @Slot()
    def on_lock(self) -> None:
        """The session was locked."""
        self.going.emit()

    def stop(self) -> None:
        """Listen no more."""
        if self._filter is not None:
            self._filter.stop()
            self._filter = None


class _WindowMessages(QAbstractNativeEventFilter):
    """Reads the messages that Windows sends to the program's windows."""

    def __init__(self, signals: SleepSignals, handle: int) -> None:
        super().__init__()
        self._signals, self._handle = signals, handle
        self._tell_sessions(True)
        QCoreApplication.instance().installNativeEventFilter(self)

    def _tell_sessions(self, wanted: bool) -> None:
        import ctypes  # the calls exist on Windows only

        sessions = ctypes.WinDLL("wtsapi32")  # type: ignore[attr-defined,unused-ignore]
        if wanted:
            sessions.WTSRegisterSessionNotification(ctypes.c_void_p(self._handle), THIS_SESSION)
        else:
            sessions.WTSUnRegisterSessionNotification(ctypes.c_void_p(self._handle))

    def nativeEventFilter(self, kind: object, message: object) -> tuple[bool, int]:
        from ctypes import wintypes  # as above

        told = wintypes.MSG.from_address(int(message))  # type: ignore[call-overload]
        if means_away(told.message, told.wParam):
            self._signals.going.emit()
        return False, 0

    def stop(self) -> None:
        """Listen no more."""
        QCoreApplication.instance().removeNativeEventFilter(self)
        self._tell_sessions(False)
