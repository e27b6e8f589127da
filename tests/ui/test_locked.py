"""Locked means locked: when it happens, and what is gone from screen, clipboard and windows afterwards."""

from __future__ import annotations

import shutil
import subprocess
import sys
from threading import Event

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel
from source import ROOT

from hmip_desktop.services import assess
from hmip_desktop.ui.idle import LOCK_CHOICES, IdleWatch, lock_minutes
from hmip_desktop.ui.platform.clipboard import MARKS, ClipboardGuard
from hmip_desktop.ui.platform.sleeping import ASLEEP, AWAY, WM_POWERBROADCAST, WM_WTSSESSION_CHANGE, means_away
from hmip_desktop.ui.settings import Settings
from hmip_desktop.ui.views.start.unlock import UnlockScreen


class Wall:
    """A time of day that tests move."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.mark.parametrize(("gap", "locks"), [(5, 0), (40, 0), (60, 1), (8 * 3600, 1), (-3600, 1)])
def test_a_gap_in_the_time_of_day_is_a_sleep(qapp, gap: float, locks: int) -> None:
    wall, told = Wall(), []
    watch = IdleWatch(lambda: True, wall=wall)
    watch.idle.connect(lambda: told.append(1))
    wall.at += gap
    watch.look_at_clock()
    watch.look_at_clock()
    assert len(told) == locks
    watch.stop()


def test_after_sleep_the_start_screen_stands_before_anything_is_painted(qtbot, program, settled) -> None:
    wall, shown = Wall(), []
    watch = IdleWatch(lambda: True, wall=wall)
    watch.idle.connect(program.lock)
    window = program.window.windowHandle()
    wall.at += 8 * 3600
    QCoreApplication.sendEvent(window, QEvent(QEvent.Type.UpdateRequest))
    shown.append(type(program.window.screen_shown))
    watch.stop()
    settled()
    assert shown == [UnlockScreen]
    assert program.context is None
    _be_back(program, qtbot)


def _be_back(program, qtbot) -> None:
    """Open again, for whoever tidies up after the test."""
    import shots_world

    program.unlock_screen.unlock_asked.emit(shots_world.PASSPHRASE)
    qtbot.waitUntil(lambda: program.places is not None and not program.jobs.is_busy, timeout=20_000)
    program.context.store.close()


@pytest.mark.parametrize("detail", sorted(ASLEEP))
def test_windows_tells_of_sleep(detail: int) -> None:
    assert means_away(WM_POWERBROADCAST, detail)
    assert not means_away(WM_POWERBROADCAST + 1, detail)


def test_windows_tells_of_a_locked_screen_and_other_messages_mean_nothing() -> None:
    assert all(means_away(WM_WTSSESSION_CHANGE, detail) for detail in AWAY)
    assert not means_away(WM_WTSSESSION_CHANGE, 0x8)  # unlocked again
    assert not means_away(WM_POWERBROADCAST, 0xA)  # on mains now


BUS = """
import atexit, subprocess, sys, os
command = ["dbus-daemon", "--session", "--nofork", "--print-address"]
daemon = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
atexit.register(daemon.kill)
address = daemon.stdout.readline().strip()
os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = os.environ["DBUS_SESSION_BUS_ADDRESS"] = address
from PySide6.QtCore import QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtWidgets import QApplication, QWidget
from hmip_desktop.ui.platform.sleeping import SleepSignals
app = QApplication([])
signals = SleepSignals(QWidget())
told = []
signals.going.connect(lambda: (told.append(1), app.quit()))
other = QDBusConnection.connectToBus(address, "other")
other.registerService("org.freedesktop.login1")
message = QDBusMessage.createSignal(sys.argv[1], sys.argv[2], sys.argv[3])
if len(sys.argv) > 4:
    message.setArguments([True])
QTimer.singleShot(0, lambda: other.send(message))
QTimer.singleShot(10_000, app.quit)
app.exec()
print("told" if told else "silent")
"""


@pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="no message bus on this computer")
@pytest.mark.parametrize(
    "signal",
    [
        ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", "true"),
        ("/org/freedesktop/login1/session/_31", "org.freedesktop.login1.Session", "Lock"),
        ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", "true"),
    ],
    ids=["sleep", "lock", "screen saver"],
)
def test_linux_tells_of_sleep_and_of_a_locked_screen(signal: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", BUS, *signal], capture_output=True, text=True, cwd=ROOT, check=False, timeout=60
    )
    assert done.stdout.split()[-1:] == ["told"], done.stderr


def test_the_time_until_locking_stays_within_what_is_safe() -> None:
    settings = Settings(None)
    for kept, minutes in (("5", 5), ("600", 10), ("0", 10), ("never", 10)):
        settings.keep("lock-minutes", kept)
        assert lock_minutes(settings) == minutes
    assert max(LOCK_CHOICES) <= 15


def test_what_was_copied_here_is_marked_and_goes_with_the_lock(qapp) -> None:
    clipboard = QGuiApplication.clipboard()
    guard = ClipboardGuard(clipboard, owns=lambda: True)
    clipboard.setText("she said that he hit her")
    assert clipboard.text() == "she said that he hit her"
    assert all(bytes(clipboard.mimeData().data(name)) == value for name, value in MARKS.items())
    guard.clear()
    assert clipboard.text() == ""
    guard.stop()


def test_what_was_copied_elsewhere_stays(qapp) -> None:
    clipboard = QGuiApplication.clipboard()
    guard = ClipboardGuard(clipboard, owns=lambda: False)
    clipboard.setText("of another program")
    guard.stop()
    assert clipboard.text() == "of another program"
    assert not clipboard.mimeData().hasFormat("CanIncludeInClipboardHistory")


def test_what_was_copied_here_goes_by_itself(qtbot, qapp) -> None:
    clipboard = QGuiApplication.clipboard()
    guard = ClipboardGuard(clipboard, minutes=0.001, owns=lambda: True)
    clipboard.setText("words")
    qtbot.waitUntil(lambda: clipboard.text() == "", timeout=5000)
    guard.stop()


def test_locking_shuts_dialogs_and_takes_the_case_off_the_screen(qtbot, program, case, settled) -> None:
    program.keeping.open("ways")
    settled()
    program.keeping.screen.pages["ways"].change.click()
    form = program.keeping.screen.pages["ways"].form
    assert form.isVisible()
    case.open_ref("C1")
    settled()
    program.guard.clipboard.owns = lambda: True  # no window system here knows
    QGuiApplication.clipboard().setText("copied from a note")
    program.lock()
    settled()
    assert [w for w in QApplication.topLevelWidgets() if w.isVisible()] == [program.window]
    assert QGuiApplication.clipboard().text() == ""
    assert program.window.windowTitle() == "HMIP Desktop"
    words = " ".join(label.text() for label in program.window.findChildren(QLabel) if label.isVisible())
    assert "24-0417" not in words
    _be_back(program, qtbot)


def test_locking_waits_for_what_is_being_written(qtbot, program, world, settled) -> None:
    ctx, go, case_id = program.context, Event(), world.case_ids["0417"]

    def write(_: object) -> object:
        assert go.wait(20)
        return assess.record_answer(ctx, case_id, "C1a", "yes")

    program.jobs.run(write, writes=True)
    program.lock()
    assert ctx.store.is_open
    go.set()
    settled()
    assert not ctx.store.is_open
    _be_back(program, qtbot)


def test_the_title_of_every_place_names_no_person_and_no_note(program, case, settled) -> None:
    titles = set()
    for ref in ("C1", "details", "evaluate:"):
        case.open_ref(ref)
        settled()
        titles.add(program.window.windowTitle())
    assert all(title.removesuffix(" - HMIP Desktop") in ("24-0417", "HMIP Desktop") for title in titles), titles


@pytest.mark.skipif(sys.platform == "win32", reason="limits exist on Unix only")
def test_a_crash_leaves_no_picture_of_the_memory() -> None:
    code = (
        "from hmip_desktop.paths import no_core_dumps; import resource; no_core_dumps();"
        "print(*resource.getrlimit(resource.RLIMIT_CORE))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.split() == ["0", "0"]
