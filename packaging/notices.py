"""Writes ``packaging/NOTICES.md``: whose work is shipped with the program, and under which licence.

From the locked requirements and what each installed package says of itself; ``--check`` says whether the
file is current. Exit 1 when it is not, or when a package states no licence.
"""

from __future__ import annotations

import argparse
import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

PACKAGING = Path(__file__).resolve().parent
NOTICES = PACKAGING / "NOTICES.md"
FONTS = PACKAGING.parent / "resources" / "fonts"
LISTS = PACKAGING.parent / "resources" / "words" / "spelling"
PINNED = re.compile(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)([^\\]*)", re.M)

# What a package means where its own words are missing or say more than one thing: read in its licence files.
READ = {
    "chunspell": "MIT; holds Hunspell (LGPL-3.0-or-later, chosen from LGPL-2.1-or-later, GPL-2.0-or-later and MPL-1.1)",
    "isal": "PSF-2.0; holds ISA-L (BSD-3-Clause)",
    "odfpy": "Apache-2.0 (chosen; also offered under the GPL and the LGPL)",
    "pypdfium2": "BSD-3-Clause; holds PDFium (BSD-3-Clause and Apache-2.0, parts as listed in its own files)",
    "pyrage": "MIT",
    "pyside6-essentials": "LGPL-3.0-only (chosen); holds Qt 6 (LGPL-3.0-only, parts as listed by the Qt Project)",
    "reportlab": "BSD-3-Clause",
    "shiboken6": "LGPL-3.0-only (chosen)",
    "sqlcipher3": "Zlib; holds SQLCipher (BSD-3-Clause), SQLite (public domain) and OpenSSL (Apache-2.0)",
    "defusedxml": "PSF-2.0",
    "cryptography": "Apache-2.0 OR BSD-3-Clause; holds OpenSSL (Apache-2.0)",
}
HEAD = """# Whose work is shipped with HMIP Desktop

Written by `packaging/notices.py` from the locked requirements; do not edit by hand. The built program carries the
licence files of these packages in its folder `licences`.

Qt and PySide6 are used under the LGPL, version 3: they are separate libraries in the built program's folder and can be
replaced there by other builds of the same version. The texts of the LGPL and the GPL are in `packaging/licences/`.

| package | version | licence |
|---|---|---|
"""
FONT_NOTES = {
    "DejaVuSansMono": "Bitstream Vera licence, changes in the public domain",
    "Inter": "SIL Open Font License 1.1",
    "NotoSans": "SIL Open Font License 1.1",
}
# Name of a word list: its licence, and whose it is.
WORD_LISTS = {
    "cy_GB": "LGPL-3.0-or-later; Prifysgol Bangor and Troi",
    "en_GB": "MIT and BSD; SCOWL, Kevin Atkinson and others",
}


def shipped() -> list[tuple[str, str]]:
    """Name and version of each package that the running program needs, by name."""
    locked = (PACKAGING / "requirements.txt").read_text(encoding="utf-8")
    return sorted((name.lower(), version) for name, version, _ in PINNED.findall(locked))


def licence_of(name: str) -> str:
    """The licence of an installed package in a few words; empty when it states none."""
    if name in READ:
        return READ[name]
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return ""
    stated = said.get("License-Expression") or (said.get("License") or "").strip().partition("\n")[0]
    classes = [line.rpartition(" :: ")[2] for line in said.get_all("Classifier") or [] if line.startswith("License")]
    return {"MIT License": "MIT"}.get(stated or " / ".join(classes), stated or " / ".join(classes))


def fonts() -> list[str]:
    """One line for each family of shipped fonts, with where its licence stands."""
    families = sorted({file.name.split("-")[0].split(".")[0] for file in FONTS.glob("*.?tf")})
    return [f"| {family} | {FONT_NOTES[family]} | `{_licence_file(family)}` |" for family in families]


def _licence_file(family: str) -> str:
    return next(file.name for file in sorted(FONTS.glob(f"{family}*.txt")))


def word_lists() -> list[str]:
    """One line for each word list of the spelling, with where its licence stands. The inspectorate's own has none."""
    return [
        f"| {file.stem} | {WORD_LISTS[file.stem]} | `{file.stem}-LICENCE.txt` |" for file in sorted(LISTS.glob("*.dic"))
    ]


def written() -> tuple[str, list[str]]:
    """The whole file, and the packages that state no licence."""
    rows, silent = [], []
    for name, version in shipped():
        licence = licence_of(name)
        rows.append(f"| {name} | {version} | {licence} |")
        if not licence:
            silent.append(name)
    text = HEAD + "\n".join(rows) + "\n\n| font | licence | file in `resources/fonts/` |\n|---|---|---|\n"
    text += "\n".join(fonts()) + "\n\n| word list | licence | file in `resources/words/spelling/` |\n|---|---|---|\n"
    return text + "\n".join(word_lists()) + "\n", silent


def main(arguments: list[str]) -> int:
    """Write the notices, or check that they are current."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when the file is not current")
    checking = parser.parse_args(arguments).check
    text, silent = written()
    if silent:
        print("no licence is stated by: " + ", ".join(silent))
        return 1
    if not checking:
        NOTICES.write_text(text, encoding="utf-8")
    elif not NOTICES.exists() or NOTICES.read_text(encoding="utf-8") != text:
        print("packaging/NOTICES.md is not current: run .venv/bin/python packaging/notices.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
