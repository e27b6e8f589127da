"""Makes the pictures of the help from ``dev.py shots``: fewer, smaller, with few colours.

    python packaging/help_pictures.py [--shots DIR]

Without ``--shots`` the pictures of every screen are taken anew, which takes minutes. Everybody in them is made up.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "resources" / "help" / "pictures"
WIDTH = 680  # readable in the help window as it opens, and half the bytes of the whole picture
COLOURS = 40

# the name in the help -> the name that shots gives it
NAMES = {
    "first-run": "first-run-2",
    "unlock": "start-unlock",
    "my-cases": "my-cases",
    "case-details": "case-details",
    "assessment": "main",
    "interview": "interview",
    "triage": "triage",
    "alert": "alert",
    "evaluate": "evaluate",
    "sample-team": "lead/sample-team",
    "inbox": "lead/merge-plan",
    "conflict": "lead/conflict",
    "alerts": "lead/alerts-register",
    "results": "lead/results",
    "outputs": "lead/outputs",
}


def shrink(source: Path, target: Path) -> int:
    """Write a smaller picture with a palette of its own; gives its bytes."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage

    image = QImage(str(source))
    if image.isNull():
        raise SystemExit(f"{source} is no picture: run dev.py shots first")
    if image.width() > WIDTH:
        image = image.scaledToWidth(WIDTH, Qt.TransformationMode.SmoothTransformation)
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    coarse = plain.convertToFormat(QImage.Format.Format_Indexed8, _palette(plain), Qt.ImageConversionFlag.AvoidDither)
    coarse.save(str(target), "PNG", 0)
    return target.stat().st_size


def _palette(image: object) -> list[int]:
    """The colours that cover most of a picture, shades that differ little counted as one."""
    counts: dict[int, int] = {}
    for y in range(0, image.height(), 2):  # type: ignore[attr-defined]
        for x in range(0, image.width(), 2):  # type: ignore[attr-defined]
            shade = image.pixel(x, y) & 0xFFF0F0F0  # type: ignore[attr-defined]
            counts[shade] = counts.get(shade, 0) + 1
    common = sorted(counts, key=lambda shade: -counts[shade])[: COLOURS - 2]
    return [*(shade | 0x00080808 for shade in common), 0xFFFFFFFF, 0xFF000000]


def main() -> int:
    """Take the pictures unless they are given, then shrink them; gives the exit code."""
    parser = argparse.ArgumentParser(prog="help_pictures.py", description=__doc__)
    parser.add_argument("--shots", type=Path)
    given = parser.parse_args().shots
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="hmip-help-") as folder:
        shots = given or Path(folder)
        if given is None:
            command = [sys.executable, str(ROOT / "packaging" / "shots.py"), "--looks", "light", "--out", folder]
            subprocess.run(command, check=True)
        total = sum(shrink(shots / f"{name}-light.png", PICTURES / f"{short}.png") for short, name in NAMES.items())
    print(f"{len(NAMES)} pictures, {total // 1024} KiB: {PICTURES}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
