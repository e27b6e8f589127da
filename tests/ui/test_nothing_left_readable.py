"""Words typed into every field of a case, and into every form of whoever leads, are found after locking in no file and
in no output of the process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from source import ROOT

from hmip_desktop.services import stores

SESSION = Path(__file__).with_name("marked_session.py")
NAMES = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "LOCALAPPDATA", "TMPDIR")
STORES = {"inspector": "AI-07", "lead": "stores/lead"}
LEAST = {"inspector": (20, 12), "lead": (25, 15)}
"""How many words are typed at least, and how many of them the store keeps."""
Sat = tuple[str, Path, list[str], str]


@pytest.fixture(scope="module")
def scenes():
    """The builder of the lead inspector's scene."""
    sys.path.insert(0, str(ROOT / "packaging"))
    import lead_scene

    return lead_scene


@pytest.fixture(scope="module", params=["inspector", "lead"])
def sat(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sat:
    """Who sat, the folder with everything that the sitting left, the words typed in it, and what the process said."""
    whole = tmp_path_factory.mktemp("sitting")
    machine, kept = whole / "machine", whole / "words.txt"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    for name in NAMES:
        (machine / name).mkdir(parents=True)
        environment[name] = str(machine / name)
    done = subprocess.run(
        [sys.executable, str(SESSION), str(machine / "world"), str(kept), request.param], capture_output=True,
        text=True, cwd=ROOT, env=environment, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return request.param, machine, kept.read_text(encoding="utf-8").split(), done.stdout + done.stderr


def test_the_words_were_really_typed_and_kept(made_up, scenes, sat: Sat) -> None:
    who, machine, words, _ = sat
    ctx = stores.unlock(
        machine / "world" / STORES[who], made_up.PASSPHRASE if who == "inspector" else scenes.PASSPHRASE
    )
    held = b""
    with ctx.store.read() as db:
        for table, column in (("revision", "value"), ("draft", "content"), ("binned_draft", "content")):
            for (line,) in db.execute(f"SELECT {column} FROM {table}").fetchall():
                held += line.encode() if isinstance(line, str) else line or b""
    ctx.store.close()
    found = [word for word in words if word.encode() in held]
    assert (len(words) >= LEAST[who][0], len(found) >= LEAST[who][1]) == (True, True), (len(words), found)


def test_no_file_of_the_machine_holds_any_of_them(sat: Sat) -> None:
    _, machine, _, _ = sat
    searched, found = 0, []
    for path in machine.rglob("*"):
        if not path.is_file():
            continue
        searched += 1
        content = path.read_bytes()
        for form in ("utf-8", "utf-16-le", "utf-16-be"):
            if "vortexmarker".encode(form) in content:
                found.append(f"{path.relative_to(machine)} as {form}")
    assert not found
    names = {path.name for path in machine.rglob("*")}
    assert {"store.db", "store.key", "hmip-desktop.log"} <= names
    assert searched >= 8


def test_neither_the_log_nor_the_output_tells_a_case_or_a_word(sat: Sat) -> None:
    _, machine, _, said = sat
    (log,) = machine.rglob("hmip-desktop.log")
    text = log.read_text(encoding="utf-8")
    assert "ValueError" in text
    assert "case-unknown" in text
    for secret in ("vortexmarker", "24-04", "26-04", "AI-0", "LI-0"):
        assert secret not in said
        assert secret not in text


@pytest.mark.skipif(os.name == "nt", reason="modes exist on Unix only")
def test_what_lies_on_the_disk_is_the_persons_alone(sat: Sat) -> None:
    who, machine, _, _ = sat
    store = machine / "world" / STORES[who]
    readable = [path.name for path in store.rglob("store.*") if path.stat().st_mode & 0o077]
    assert readable == []
