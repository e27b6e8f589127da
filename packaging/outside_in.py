"""What assistive technology gets of the program: roles, names and announcements, read from outside through AT-SPI.

    dbus-run-session -- /usr/bin/python3 packaging/outside_in.py STORE PASSPHRASE PYTHON

Runs with the Python that has ``pyatspi`` and starts the program with another one, ``PYTHON``. The passphrase goes into
its line and "Unlock" is pressed through the same interface. Prints JSON: ``start``, ``cases`` and ``question`` are
lists of role and name of what is in view then; ``announced`` are the words that were announced. Needs a display.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

import pyatspi
from gi.repository import GLib

PATIENCE_S = 60.0
announced: list[str] = []


def turn(seconds: float) -> None:
    """Let events come in for so long."""
    loop = GLib.MainLoop()
    GLib.timeout_add(round(seconds * 1000), loop.quit)
    loop.run()


def walk(node):
    """A node and everything below that is in view; what went away meanwhile is left out."""
    try:
        children = [node.getChildAtIndex(place) for place in range(min(node.childCount, 200))]
        yield node
    except GLib.GError:  # gone between two questions
        return
    for child in children:
        if child is not None and child.getState().contains(pyatspi.STATE_SHOWING):
            yield from walk(child)


def program(process: int):
    """The application with this process number, None before it is there."""
    for node in pyatspi.Registry.getDesktop(0):
        if node is not None and node.get_process_id() == process:
            return node
    return None


def find(process: int, role: str, name: str = ""):
    """The first in view with this role whose name begins so; waits for it."""
    limit = time.monotonic() + PATIENCE_S
    while time.monotonic() < limit:
        try:
            root = program(process)
            for node in walk(root) if root is not None else ():
                if node.getRoleName() == role and (node.name or "").startswith(name):
                    return node
        except GLib.GError:  # no answer: it is busy, or the part has just gone
            pass
        turn(0.2)
    raise SystemExit(f"nothing in view is a {role} named {name!r}")


def press(node) -> None:
    """What a person does with it: its first action."""
    node.queryAction().doAction(0)


def seen(process: int) -> list[list[str]]:
    """Role and name of everything in view."""
    return [[node.getRoleName(), node.name or ""] for node in walk(program(process))]


def heard(event) -> None:
    """An announcement came."""
    announced.append(str(event.any_data))


def main(store: str, passphrase: str, python: str) -> None:
    """Start, unlock, open the first case, look, and end the program."""
    pyatspi.Registry.registerEventListener(heard, "object:announcement")
    told = {**os.environ, "QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
    with subprocess.Popen([python, "-m", "hmip_desktop", "window", "--store", store], env=told) as running:
        try:
            number = running.pid
            find(number, "push button", "Unlock")
            start = seen(number)
            find(number, "password text").queryEditableText().setTextContents(passphrase)
            press(find(number, "push button", "Unlock"))
            find(number, "push button", "Export")
            cases = seen(number)
            press(find(number, "push button", "Open 24-"))
            find(number, "radio button", "Yes, Your judgement")
            question = seen(number)
            find(number, "tree").queryComponent().grabFocus()
            turn(2)
        finally:
            running.terminate()
    print(json.dumps({"start": start, "cases": cases, "question": question, "announced": announced}))


if __name__ == "__main__":
    main(*sys.argv[1:])
