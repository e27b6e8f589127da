#!/usr/bin/env python3
"""The one entry for people who work on HMIP Desktop: makes .venv when it is missing, then does the verb.

Needs Python 3.11 or newer and nothing else. Standard library only; says what it does on standard error,
so that standard output stays with the program it starts.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGING = ROOT / "packaging"
VENV = ROOT / ".venv"
NEEDED = (3, 11)
RUN, DEV = "requirements.txt", "requirements-dev.txt"

USAGE = """usage: python3 packaging/dev.py VERB [what the verb takes; --help tells]

  demo    the main job, start to finish, on a made-up inspection
  run     the program (without a command it opens the window)
  test    the whole test suite (takes what pytest takes)
  check   ruff, mypy, import contracts, packs, words, licence notices
  bench   measure against floors taken in the same run (--quick, --json)
  shots   pictures of every screen
  build   PyInstaller, then the built program's own self-test
  clean   remove build products and caches (--all: .venv too); stores are never touched
"""

# Verb: the requirements it needs, and what .venv's Python is started with before the passed-on arguments.
VERBS = {
    "demo": (RUN, ["-P", "-m", "hmip_desktop", "demo"]),
    "run": (RUN, ["-P", "-m", "hmip_desktop"]),
    "test": (DEV, ["-m", "pytest", "-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]),
    "check": (DEV, [str(PACKAGING / "check.py")]),
    "bench": (DEV, [str(PACKAGING / "bench")]),
    "shots": (DEV, [str(PACKAGING / "shots.py")]),
    "build": (DEV, [str(PACKAGING / "build.py")]),
}
FOR_PEOPLE = ("demo", "run")  # these keep the caller's folder, language and display

# Shared library: Debian package. The second table is needed only where there is an X display.
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
DISPLAY_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


class Stop(Exception):
    """The work cannot go on; the text says why and what to do."""


def say(words: str) -> None:
    """One line for the person, away from the program's own output."""
    print(words, file=sys.stderr, flush=True)


def wanted(requirements: str) -> str:
    """What a finished install of ``requirements`` is known by."""
    digest = hashlib.sha256((PACKAGING / requirements).read_bytes()).hexdigest()
    return f"{requirements} {digest}"


def site_packages(venv: Path) -> Path | None:
    """The folder of installed packages; None when ``venv`` has none."""
    found = sorted(venv.glob("lib/python3*/site-packages")) + sorted(venv.glob("Lib/site-packages"))
    return found[0] if found else None


def bearings(venv: Path) -> list[str]:
    """Where ``venv`` stands and which Python it leads to: its scripts hold for these two alone."""
    return [str(venv), os.path.realpath(python_in(venv))]


def read_stamp(venv: Path) -> dict[str, list[str]]:
    """The stamp, empty when there is none or it cannot be read: ``satisfies``, ``bearings`` and ``entries``."""
    try:
        stamp = json.loads((venv / "hmip-stamp.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(venv: Path, requirements: str) -> None:
    """Say that ``requirements`` are installed, and which entries must be there for that to stay true."""
    satisfies = [wanted(DEV), wanted(RUN)] if requirements == DEV else [wanted(RUN)]
    folder = site_packages(venv)
    entries = sorted(set(os.listdir(folder)) - {"__pycache__"}) if folder else []
    partial = venv / "hmip-stamp.json.part"
    stamp = {"satisfies": satisfies, "bearings": bearings(venv), "entries": entries}
    partial.write_text(json.dumps(stamp), encoding="utf-8")
    os.replace(partial, venv / "hmip-stamp.json")


def state(venv: Path, requirements: str) -> str:
    """``ready``, ``install`` (packages are missing or another version) or ``rebuild`` (what is there is broken)."""
    folder = site_packages(venv)
    if not python_in(venv).exists() or folder is None or (venv / "hmip-installing").exists():
        return "rebuild"
    stamp = read_stamp(venv)
    if not stamp:
        return "install"
    if stamp.get("bearings") != bearings(venv) or not set(stamp["entries"]) <= set(os.listdir(folder)):
        return "rebuild"
    return "ready" if wanted(requirements) in stamp["satisfies"] else "install"


def python_in(venv: Path) -> Path:
    """The Python of a virtual environment."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def call(command: list[str], **environment: str) -> int:
    """Run ``command`` with its words on standard error; its exit code."""
    import subprocess  # only when something must be installed: the second start stays quick

    env = {**os.environ, **environment}
    return subprocess.run(command, check=False, stdout=sys.stderr, env=env).returncode


def as_root_on_debian() -> bool:
    """True where this program may install system packages itself."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(packages: list[str]) -> None:
    """Install Debian packages as root; raises Stop with the command when that fails."""
    say("Installing system packages: " + " ".join(packages))
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    call(["apt-get", "update", "-qq"], **quiet)
    if call(install, **quiet):
        raise Stop("Installing system packages failed. See the words above, then run: " + " ".join(install))


def make_venv() -> None:
    """An empty virtual environment with pip, in place of whatever stood there."""
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    try:
        import ensurepip  # noqa: F401  Debian keeps it in a package of its own
    except ImportError:
        if not as_root_on_debian():
            raise Stop(
                "This Python cannot make virtual environments. Install that part with:\n\n"
                f"  sudo apt-get install -y python{version}-venv\n"
            ) from None
        apt_install([f"python{version}-venv"])
    shutil.rmtree(VENV, ignore_errors=True)
    VENV.mkdir()
    (VENV / "hmip-installing").touch()
    base = getattr(sys, "_base_executable", None) or sys.executable
    if call([base, "-m", "venv", str(VENV)]):
        raise Stop(f"Making {VENV} failed. See the words above.")


def install(requirements: str, how: str) -> None:
    """Bring .venv to what ``requirements`` lists, hash by hash, and put the project itself in it."""
    if how == "rebuild":
        say(f"Making {VENV}")
        make_venv()
    (VENV / "hmip-installing").touch()
    (VENV / "hmip-stamp.json").unlink(missing_ok=True)
    say(f"Installing what packaging/{requirements} lists (once; a minute or two)")
    options = ["-qq", "--no-input", "--disable-pip-version-check", "--require-hashes"]
    pip = [str(python_in(VENV)), "-m", "pip", "install", *options, "-r", str(PACKAGING / requirements)]
    if call(pip):
        raise Stop("Installing the packages failed. See the words above, check the network, and run this again.")
    install_project(VENV)
    write_stamp(VENV, requirements)
    (VENV / "hmip-installing").unlink()


def install_project(venv: Path) -> None:
    """Make ``import hmip_desktop`` and the command ``hmip-desktop`` work in ``venv``, from these files."""
    folder = site_packages(venv)
    if folder is None:
        raise Stop(f"{venv} holds no packages. Remove it and run this again.")
    (folder / "hmip_desktop.pth").write_text(str(ROOT) + "\n", encoding="utf-8")
    if os.name == "nt":
        script = venv / "Scripts" / "hmip-desktop.cmd"
        script.write_text('@"%~dp0python.exe" -P -m hmip_desktop %*\n', encoding="utf-8")
        return
    script = venv / "bin" / "hmip-desktop"
    python = python_in(venv)
    script.write_text(f'#!/bin/sh\nexec "{python}" -P -m hmip_desktop "$@"\n', encoding="utf-8")
    script.chmod(0o755)


@contextlib.contextmanager
def one_at_a_time():
    """Two of these started at once install one after the other (POSIX; elsewhere the last one wins)."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    with Path(__file__).open("rb") as own:
        fcntl.flock(own, fcntl.LOCK_EX)
        yield


def ready_venv(requirements: str) -> None:
    """Make sure .venv holds ``requirements``; a second start finds the stamp and does nothing."""
    if state(VENV, requirements) == "ready":
        return
    with one_at_a_time():
        how = state(VENV, requirements)
        if how != "ready":
            install(requirements, how)


def missing_libraries(display: bool) -> dict[str, str]:
    """Shared libraries that Qt needs and this system does not hold, with their Debian packages."""
    import ctypes

    missing = {}
    for name, package in {**LIBRARIES, **(DISPLAY_LIBRARIES if display else {})}.items():
        try:
            ctypes.CDLL(name)
        except OSError:
            missing[name] = package
    return missing


def install_command(missing: dict[str, str]) -> str:
    """The exact command that brings the missing libraries on this kind of Linux."""
    if shutil.which("apt-get"):
        return "sudo apt-get install -y --no-install-recommends " + " ".join(missing.values())
    tool = next((name for name in ("dnf", "zypper") if shutil.which(name)), None)
    if tool:
        return f"sudo {tool} install -y " + " ".join(f"'{name}()(64bit)'" for name in missing)
    return "(with this system's package tool) " + " ".join(missing)


def ready_libraries(verb: str) -> None:
    """Make sure that Qt can start; installs as root on Debian or Ubuntu, else names the command and stops."""
    if sys.platform != "linux":
        return
    display = verb == "build" or bool(os.environ.get("DISPLAY"))  # what is built may be run on a display
    missing = missing_libraries(display)
    if missing and as_root_on_debian():
        apt_install(list(missing.values()))
        missing = missing_libraries(display)
    if missing:
        raise Stop(
            "Qt needs system libraries that are not installed: " + ", ".join(missing) + "\n"
            "Install them with:\n\n  " + install_command(missing) + "\n\nand run this again."
        )


def environment(verb: str, given: dict[str, str]) -> dict[str, str]:
    """The environment of a verb: fixed for tests and measurements, the person's own for the program."""
    env = dict(given)
    env.pop("PYTHONHOME", None)
    if verb not in FOR_PEOPLE:
        env.pop("PYTHONDONTWRITEBYTECODE", None)  # every process that a test starts would compile the program again
        env.update(QT_QPA_PLATFORM="offscreen", LANG="C.UTF-8", LC_ALL="C.UTF-8")
    elif sys.platform == "linux" and not any(env.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG")):
        env["LANG"] = "C.UTF-8"
    return env


def command(verb: str, passed_on: list[str]) -> list[str]:
    """The command line of a verb; everything after the verb is passed on unread."""
    return [str(python_in(VENV)), *VERBS[verb][1], *passed_on]


def do(verb: str, passed_on: list[str]) -> int:
    """Do ``verb`` in place of this process where the system can, and answer its exit code."""
    env = environment(verb, dict(os.environ))
    line = command(verb, passed_on)
    if verb not in FOR_PEOPLE:
        os.chdir(ROOT)
    if os.name != "nt":
        os.execve(line[0], line, env)  # never comes back
    import subprocess

    return subprocess.run(line, check=False, env=env).returncode


def clean(arguments: list[str]) -> int:
    """Remove what building, testing and measuring left; never a store, and .venv only when asked to."""
    if set(arguments) - {"--all"}:
        say("usage: python3 packaging/dev.py clean [--all]   (--all removes .venv too)")
        return 0 if "--help" in arguments else 2
    names = ["build", "dist", "hmip_desktop.egg-info", ".pytest_cache", ".mypy_cache", ".ruff_cache"]
    names += [".hypothesis", ".import_linter_cache", *([".venv"] if arguments else [])]
    folders = [ROOT / name for name in names]
    for part in ("hmip_desktop", "packaging", "tests"):
        folders += (ROOT / part).rglob("__pycache__")
    for folder in folders:
        if folder.exists():
            shutil.rmtree(folder)
    return 0


def main(arguments: list[str]) -> int:
    """Exit codes: 0 done, 1 something is missing (said how to get it), 2 wrong usage, else the verb's own."""
    if sys.version_info < NEEDED:
        here = ".".join(map(str, sys.version_info[:3]))
        say(f"HMIP Desktop needs Python 3.11 or newer, and this is {here}. Start it with a newer one.")
        return 1
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(USAGE, end="")
        return 0 if arguments else 2
    verb, passed_on = arguments[0], arguments[1:]
    if verb == "clean":
        return clean(passed_on)
    if verb not in VERBS:
        say(f"There is no verb {verb!r}.\n\n{USAGE}")
        return 2
    try:
        ready_venv(VERBS[verb][0])
        ready_libraries(verb)
        return do(verb, passed_on)
    except Stop as stop:
        say(str(stop))
        return 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
