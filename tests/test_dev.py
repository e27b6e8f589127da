"""The two commands: arguments are passed on, .venv is made once, and what is broken is made again."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from source import ROOT, load

dev = load("dev")


def _venv(folder: Path) -> Path:
    """A folder that looks like an installed environment, with its stamp."""
    packages = folder / "lib" / "python3.11" / "site-packages"
    (packages / "one").mkdir(parents=True)
    (folder / "bin").mkdir()
    (folder / "bin" / "python").symlink_to(sys.executable)
    dev.write_stamp(folder, dev.RUN)
    return folder


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    if os.name == "nt":
        pytest.skip("an environment is laid out otherwise on Windows; CHECKS.md has the step")
    return _venv(tmp_path / ".venv")


def test_an_installed_environment_is_ready(venv: Path) -> None:
    assert dev.state(venv, dev.RUN) == "ready"


def test_tests_need_more_than_the_program(venv: Path) -> None:
    assert dev.state(venv, dev.DEV) == "install"
    dev.write_stamp(venv, dev.DEV)
    assert dev.state(venv, dev.DEV) == "ready"
    assert dev.state(venv, dev.RUN) == "ready"


def test_other_versions_are_installed_over_the_old(venv: Path) -> None:
    stamp = dev.read_stamp(venv)
    stamp["satisfies"] = ["requirements.txt 0000"]
    (venv / "hmip-stamp.json").write_text(json.dumps(stamp), encoding="utf-8")
    assert dev.state(venv, dev.RUN) == "install"


def test_an_interrupted_installation_is_made_again(venv: Path) -> None:
    (venv / "hmip-installing").touch()
    assert dev.state(venv, dev.RUN) == "rebuild"


def test_a_package_that_went_missing_is_noticed(venv: Path) -> None:
    shutil.rmtree(venv / "lib" / "python3.11" / "site-packages" / "one")
    assert dev.state(venv, dev.RUN) == "rebuild"


def test_an_environment_that_was_moved_is_made_again(venv: Path) -> None:
    moved = venv.rename(venv.with_name("elsewhere"))
    assert dev.state(moved, dev.RUN) == "rebuild"


def test_a_torn_stamp_counts_for_nothing(venv: Path) -> None:
    (venv / "hmip-stamp.json").write_text('{"satisfies": [', encoding="utf-8")
    assert dev.state(venv, dev.RUN) == "install"


def test_no_environment_is_made(tmp_path: Path) -> None:
    assert dev.state(tmp_path / ".venv", dev.RUN) == "rebuild"


@pytest.mark.parametrize("verb", ["demo", "run", "test", "check", "bench", "shots", "build"])
def test_everything_after_the_verb_is_passed_on(verb: str) -> None:
    assert dev.command(verb, ["--help", "--out", "a b"])[-3:] == ["--help", "--out", "a b"]


def test_people_keep_their_own_language_and_display() -> None:
    mine = {"LANG": "cy_GB.UTF-8", "DISPLAY": ":0"}
    assert dev.environment("run", mine) == mine
    assert dev.environment("test", mine)["QT_QPA_PLATFORM"] == "offscreen"
    assert dev.environment("bench", mine)["LC_ALL"] == "C.UTF-8"


def test_the_command_for_missing_libraries_is_exact() -> None:
    if not shutil.which("apt-get"):
        pytest.skip("another kind of system")
    missing = {"libEGL.so.1": "libegl1", "libGL.so.1": "libgl1"}
    assert dev.install_command(missing).endswith("apt-get install -y --no-install-recommends libegl1 libgl1")


def _start(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, str(project / "packaging" / "dev.py"), *arguments]
    return subprocess.run(line, capture_output=True, text=True, cwd=project.parent, check=False)


def test_wrong_usage_is_told(tmp_path: Path) -> None:
    nothing = _start(ROOT)
    assert nothing.returncode == 2
    assert "VERB" in nothing.stdout
    assert _start(ROOT, "--help").returncode == 0
    wrong = _start(ROOT, "tset")
    assert wrong.returncode == 2
    assert "tset" in wrong.stderr


@pytest.mark.skipif(os.name == "nt", reason="CHECKS.md has this step for Windows")
def test_a_fresh_machine_is_made_ready_once(tmp_path: Path) -> None:
    """The real thing with no packages to fetch: make .venv, start the program, start it again, break it, start it."""
    project = tmp_path / "a project"
    (project / "packaging").mkdir(parents=True)
    (project / "hmip_desktop").mkdir()
    shutil.copy(ROOT / "packaging" / "dev.py", project / "packaging")
    (project / "packaging" / "requirements.txt").write_text("# nothing\n", encoding="utf-8")
    (project / "packaging" / "requirements-dev.txt").write_text("# nothing\n", encoding="utf-8")
    (project / "hmip_desktop" / "__init__.py").touch()
    program = "import os, sys; print(os.getcwd(), *sys.argv[1:]); sys.exit(3)"
    (project / "hmip_desktop" / "__main__.py").write_text(program, encoding="utf-8")

    first = _start(project, "demo", "--out", "x y")
    assert first.stdout.split("\n")[0] == f"{tmp_path} demo --out x y"
    assert first.returncode == 3
    assert "Making" in first.stderr
    second = _start(project, "run", "--help")
    assert (second.stdout, second.stderr, second.returncode) == (f"{tmp_path} --help\n", "", 3)
    installed = project / ".venv" / "bin" / "hmip-desktop"
    assert subprocess.run([installed, "a"], capture_output=True, check=False).returncode == 3
    (project / ".venv" / "hmip-installing").touch()
    assert "Making" in _start(project, "run").stderr


def test_cleaning_keeps_what_people_made(tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "packaging").mkdir(parents=True)
    shutil.copy(ROOT / "packaging" / "dev.py", project / "packaging")
    for name in ("build", "dist", ".mypy_cache", "hmip_desktop/__pycache__", "out/store", ".venv"):
        (project / name).mkdir(parents=True)
    assert _start(project, "clean").returncode == 0
    left = sorted(path.name for path in project.iterdir())
    assert left == [".venv", "hmip_desktop", "out", "packaging"]
    assert not (project / "hmip_desktop" / "__pycache__").exists()
    assert _start(project, "clean", "--al").returncode == 2
    assert _start(project, "clean", "--all").returncode == 0
    assert not (project / ".venv").exists()
