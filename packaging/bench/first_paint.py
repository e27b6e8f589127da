"""Started as a program of its own: opens a window, says when it was painted and how much memory it held, and ends.

``python first_paint.py floor`` is a bare window; ``ours STORE`` starts the program as its user does every morning, at
a store that waits for its passphrase. Both are watched in the same way. The answer is one JSON line: seconds on the
clock that all processes share, and resident bytes.
"""

from __future__ import annotations

import json
import os
import sys
import time


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


def stand_in() -> None:
    """Put ``watch`` where every event loop is entered."""
    from PySide6.QtWidgets import QApplication

    QApplication.exec = staticmethod(watch)


if __name__ == "__main__":
    stand_in()
    {"floor": floor, "ours": ours}[sys.argv[1]]()
