"""Started as a program of its own: opens a window, says when it was painted and how much memory it held, and ends.

``python first_paint.py floor`` is a bare window; ``ours STORE`` starts the program as its user does every morning, at
a store that waits for its passphrase. Both are watched in the same way. ``ready STORE`` is the same program, watched
until the whole start screen is painted and nothing more is due. The answer is one JSON line: seconds on the
clock that all processes share, and resident bytes.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable


def resident_bytes() -> int:
    """Memory of this process that is in the machine's memory now."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def report() -> None:
    """Say so and end at once; nothing after the first picture counts."""
    print(json.dumps({"painted": time.monotonic(), "resident": resident_bytes()}), flush=True)
    os._exit(0)


def watch() -> int:
    """Stands in for the event loop: hands on events until the first visible window has been shown a picture."""
    from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QTimer
    from PySide6.QtWidgets import QApplication

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Expose:
                QTimer.singleShot(0, report)
            return False

    watcher = Watch()
    shown = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    shown[0].windowHandle().installEventFilter(watcher)
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 1000)
    return 1


def watch_until_ready() -> int:
    """Stands in for the event loop: hands on events until the window of the program itself stands painted."""
    from PySide6.QtCore import QCoreApplication, QEventLoop
    from PySide6.QtWidgets import QApplication

    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 1000)
        for widget in QApplication.topLevelWidgets():
            if type(widget).__name__ == "MainWindow" and widget.isVisible() and widget.windowHandle().isExposed():
                QCoreApplication.processEvents()
                report()
    return 1


def floor() -> None:
    """A bare window of the size that the program opens with."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    application = QApplication([])
    window = QMainWindow()
    window.resize(1366, 768)
    window.show()
    application.exec()


def ours() -> None:
    """The program, from the line that its command starts with."""
    sys.argv = ["hmip-desktop", "window", "--store", sys.argv[2]]
    from hmip_desktop.__main__ import main

    main()


def stand_in(until: Callable[[], int]) -> None:
    """Put ``until`` where every event loop is entered."""
    from PySide6.QtWidgets import QApplication

    QApplication.exec = staticmethod(until)


if __name__ == "__main__":
    stand_in(watch_until_ready if sys.argv[1] == "ready" else watch)
    {"floor": floor, "ours": ours, "ready": ours}[sys.argv[1]]()
