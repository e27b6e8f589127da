"""What was done to a case in this sitting and can be taken back, as the desk of the case stacks it."""

from __future__ import annotations

from dataclasses import dataclass

from hmip_desktop.services.undoing import Sitting, Taken


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """Something that can be taken back: its words, and what the store noted of it."""

    words: str
    taken: Taken


@dataclass(frozen=True, slots=True)
class Steps:
    """What was done at a desk, the last last, and how the store knows it."""

    undo: list[Step]
    redo: list[Step]
    sitting: Sitting
