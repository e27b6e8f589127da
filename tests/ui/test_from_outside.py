"""The real program as assistive technology finds it: another process reads it through AT-SPI on a screen of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from ctypes.util import find_library
from pathlib import Path

import pytest
from source import ROOT

PYTHON = "/usr/bin/python3"
CONTROLS = {
    "push button",
    "radio button",
    "check box",
    "text",
    "password text",
    "combo box",
    "tree",
    "table",
    "tree table",
}


def _missing() -> str:
    """What the system lacks for this, "" when all is there."""
    absent = [tool for tool in ("Xvfb", "dbus-run-session", PYTHON) if shutil.which(tool) is None]
    if not absent and subprocess.run([PYTHON, "-c", "import pyatspi"], capture_output=True, check=False).returncode:
        absent = ["python3-pyatspi"]
    if find_library("xcb-cursor") is None:
        absent.append("libxcb-cursor0")
    return ", ".join(absent)


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A screen without glass."""
    lacking = _missing()
    if lacking:
        pytest.skip(f"not installed: {lacking}")
    with subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as server:  # fmt: skip
        assert server.stdout is not None
        yield f":{server.stdout.readline().strip()}"
        server.terminate()


def test_names_roles_and_announcements_reach_the_outside(made_up, display: str, tmp_path: Path) -> None:
    world = made_up.make_world(tmp_path / "world", cases=2)
    made_up.assess.declare(world.inspector, False, "")
    store = world.inspector.store.folder
    world.close()
    told = {key: value for key, value in os.environ.items() if key != "QT_QPA_PLATFORM"}
    told |= {"DISPLAY": display, "XDG_RUNTIME_DIR": str(tmp_path), "LANG": "C.UTF-8"}
    listener = str(ROOT / "packaging" / "outside_in.py")
    heard = subprocess.run(
        ["dbus-run-session", "--", PYTHON, listener, str(store), made_up.PASSPHRASE, sys.executable],
        cwd=ROOT, env=told, capture_output=True, text=True, timeout=240, check=True,
    )  # fmt: skip
    found = json.loads(next(line for line in heard.stdout.splitlines() if line.startswith("{")))
    assert ["password text", "Passphrase"] in found["start"]
    assert any(name.startswith("Open 24-") for role, name in found["cases"] if role == "push button")
    answers = {name for role, name in found["question"] if role == "radio button"}
    assert {"Yes, Your judgement", "No, Your judgement"} <= answers
    for place in ("start", "cases", "question"):
        assert [role for role, name in found[place] if role in CONTROLS and not name] == []
    assert found["announced"], "nothing was announced when the list of questions got the focus"
