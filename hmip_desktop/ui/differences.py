"""Word by word: what a version adds to what both began from, and what it takes out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from hmip_desktop.ui.widgets.labels import Run

Change = Literal["same", "added", "removed"]
LONGEST = 4000
"""Words up to which two texts are compared; beyond it the version is shown as it is."""
_WORDS = re.compile(r"\s+|\w[\w’'-]*|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words and what became of it."""

    text: str
    change: Change


def compare(base: str, version: str) -> tuple[Piece, ...]:
    """``version`` against ``base``, with what was taken out in its place."""
    before, after = _WORDS.findall(base), _WORDS.findall(version)
    if max(len(before), len(after)) > LONGEST:
        return (Piece(version, "same"),)
    pieces: list[Piece] = []
    for what, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(Piece("".join(after[k:m]), "same"))
            continue
        if j > i:
            pieces.append(Piece("".join(before[i:j]), "removed"))
        if m > k:
            pieces.append(Piece("".join(after[k:m]), "added"))
    return tuple(piece for piece in pieces if piece.text)


def runs_of(pieces: tuple[Piece, ...]) -> tuple[Run, ...]:
    """Pieces as words in their dress: + underlined, - struck through; the signs carry it without colour too."""
    made: list[Run] = []
    for place, piece in enumerate(pieces):
        if piece.change == "same":
            made.append(Run(piece.text))
            continue
        tail = piece.text[len(piece.text.rstrip()) :]
        core = piece.text.strip()
        if not core:
            made.append(Run(piece.text if piece.change == "added" else ""))
        elif piece.change == "added":
            made += [Run(" + ", True, "ok_fg", "ok_bg"), Run(core, True, "ok_fg", "ok_bg", underline=True), Run(tail)]
        else:
            made += [Run(" − ", False, "warn_fg", "warn_bg"), Run(core, False, "warn_fg", "warn_bg", strike=True)]
            follows = pieces[place + 1].change if place + 1 < len(pieces) else "same"
            made.append(Run(tail or (" " if follows == "added" else "")))
    return tuple(run for run in made if run.text)


def spoken_of(pieces: tuple[Piece, ...], added: str, removed: str) -> str:
    """Pieces for the ear: the words for added and taken out stand before what they are about."""
    names = {"same": "", "added": f"{added}: ", "removed": f"{removed}: "}
    return " ".join(names[piece.change] + piece.text.strip() for piece in pieces if piece.text.strip())
