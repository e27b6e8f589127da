"""``dev.py build``: the program as one folder, then its own self-test with nothing in its environment.

The folder is ``dist/hmip-desktop``. Exit 1 when building or the self-test failed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
WORK = ROOT / "build"
NAME = "hmip-desktop"


def program(folder: Path = DIST) -> Path:
    """The built program's file below ``folder``."""
    return folder / NAME / (f"{NAME}.exe" if os.name == "nt" else NAME)


def tools_missing() -> str:
    """What to do about system tools that PyInstaller needs on Linux; empty when they are there."""
    if sys.platform != "linux" or (shutil.which("objdump") and shutil.which("strip")):
        return ""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "binutils"]
        if subprocess.run(command, env=quiet, check=False).returncode == 0:
            return ""
    return "Building needs objdump and strip. Install them with:\n\n  sudo apt-get install -y binutils\n"


def build(folder: Path, *, default: bool = False) -> int:
    """Build into ``folder``; ``default`` makes PyInstaller's own build, to compare sizes with. The exit code."""
    env = {**os.environ, "HMIP_DEFAULT": "1" if default else "0", "PYTHONHASHSEED": "0"}
    spec = ROOT / "packaging" / "hmip_desktop.spec"
    work = WORK / ("default" if default else "ours")
    options = ["--noconfirm", "--log-level", "ERROR", "--distpath", str(folder), "--workpath", str(work)]
    return subprocess.run(
        [sys.executable, "-m", "PyInstaller", *options, str(spec)], cwd=ROOT, env=env, check=False
    ).returncode


def files(folder: Path) -> list[tuple[int, str]]:
    """Size and name of every file of a built program, the largest first; links count once."""
    found = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return sorted(((path.stat().st_size, path.relative_to(folder).as_posix()) for path in found), reverse=True)


def mebibytes(size: float) -> str:
    """A size for people."""
    return f"{size / 2**20:.1f} MiB"


def sizes(folder: Path) -> str:
    """The size of a built program and its twenty largest files, a line each."""
    listed = files(folder)
    head = f"{folder}: {mebibytes(sum(size for size, _ in listed))} in {len(listed)} files; the twenty largest:"
    return "\n".join([head, *(f"  {mebibytes(size):>10}  {name}" for size, name in listed[:20])])


def self_test(built: Path) -> int:
    """The built program's own self-test in an empty environment and a new folder; its exit code."""
    with tempfile.TemporaryDirectory(prefix="hmip-self-test-") as folder:
        # Windows cannot start a program without SystemRoot; everywhere else nothing at all is passed on.
        kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP") if os.name == "nt" and name in os.environ}
        command = [str(built), "self-test", "--rehearse", "--data-dir", folder]
        return subprocess.run(command, env=kept, cwd=folder, check=False).returncode


def main(arguments: list[str]) -> int:
    """Build, say how large it came out, and let the built program prove itself."""
    parser = argparse.ArgumentParser(prog="dev.py build", description=__doc__)
    parser.add_argument("--no-self-test", action="store_true", help="build only")
    asked = parser.parse_args(arguments)
    missing = tools_missing()
    if missing:
        print(missing, file=sys.stderr)
        return 1
    if build(DIST):
        print("PyInstaller failed; see the words above.", file=sys.stderr)
        return 1
    print(sizes(program().parent), flush=True)
    if not asked.no_self_test and self_test(program()):
        print("The built program's self-test failed.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
