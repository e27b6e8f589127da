"""What is learned across cases: themes under one heading, examples of effective practice in words that name nobody."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from hmip_desktop.domain.assessment import EffectivePractice, Theme
from hmip_desktop.domain.values import LENSES, STAGES, Hex16, Line, Value

ThemeKind = Literal["enabler", "barrier", "line_of_enquiry"]
THEME_KINDS: tuple[ThemeKind, ...] = ("line_of_enquiry", "enabler", "barrier")
"""In the order in which they are read: what to explore comes first."""


class ThemeGroup(Value, frozen=True):
    """Themes of several cases under one heading of the lead inspector. ``texts`` are the themes as cases said them,
    without what they want explored; ``explore`` stands for all of them. The subject is ``theme-group:<id>``."""

    kind: ThemeKind
    heading: Annotated[str, Meta(min_length=1, max_length=300)]
    texts: Annotated[tuple[Line, ...], Meta(max_length=200)]
    explore: Line = ""


class PracticeWording(Value, frozen=True):
    """An example of effective practice in the lead inspector's words, and whether it goes out. The original stays
    as it was; ``original`` names it, so that a changed original asks for a new look. The subject is
    ``practice-wording:<case>/<original>``."""

    case_id: Hex16
    original: Hex16
    done: Line
    why: Line
    goes_out: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A theme as one case said it."""

    case_id: str
    pdu: str
    theme: Theme


@dataclass(frozen=True, slots=True)
class Gathered:
    """One theme or heading with the cases behind it, each counted once. ``texts`` are the words that cases used."""

    kind: ThemeKind
    heading: str
    explore: str
    texts: tuple[str, ...]
    cases: tuple[str, ...]
    pdus: tuple[str, ...]
    group: str = ""


@dataclass(slots=True)
class _Entry:
    heading: str
    explore: str
    group: str
    texts: dict[str, str]
    cases: dict[str, None]
    pdus: dict[str, None]


def parts_of(text: str) -> tuple[str, str]:
    """A theme and what to explore: what stands after a colon. The theme without spaces too many and a full stop."""
    name, _, explore = text.partition(":")
    return " ".join(name.split()).rstrip("."), explore.strip()


def gather(said: Iterable[Said], groups: Sequence[tuple[str, ThemeGroup]] = ()) -> tuple[Gathered, ...]:
    """Themes by kind and heading, in the order in which cases said them first. ``groups``: id and group; of two
    groups that claim one theme the first has it. A case that said two themes of a group counts once."""
    headed: dict[tuple[str, str], tuple[str, ThemeGroup]] = {}
    for group_id, group in groups:
        for text in group.texts:
            headed.setdefault((group.kind, text.casefold()), (group_id, group))
    entries: dict[tuple[ThemeKind, str], _Entry] = {}
    for one in said:
        name, explore = parts_of(one.theme.text)
        if not name:
            continue
        group_id, held = headed.get((one.theme.kind, name.casefold()), ("", None))
        key = group_id or f"/{name.casefold()}"
        heading, wanted = (held.heading, held.explore or explore) if held else (name, explore)
        entry = entries.setdefault((one.theme.kind, key), _Entry(heading, wanted, group_id, {}, {}, {}))
        entry.explore = entry.explore or explore
        entry.texts.setdefault(name.casefold(), name)
        entry.cases[one.case_id] = entry.pdus[one.pdu] = None
    return tuple(
        Gathered(kind, e.heading, e.explore, tuple(e.texts.values()), tuple(e.cases), tuple(e.pdus), e.group)
        for (kind, _), e in entries.items()
    )


def ranked(found: Iterable[Gathered]) -> tuple[Gathered, ...]:
    """Lines of enquiry, enablers, barriers; of each what most PDUs and then most cases said first."""
    return tuple(
        sorted(found, key=lambda g: (THEME_KINDS.index(g.kind), -len(g.pdus), -len(g.cases), g.heading.casefold()))
    )


def original_of(example: EffectivePractice) -> str:
    """Names an example by its words, 16 hex digits: other words are another example."""
    return hashlib.sha256(msgspec.json.encode(example)).hexdigest()[:16]


def practice_order(stage: str, lens: str) -> tuple[int, int]:
    """By stage of the sentence (assess, sequence and plan, implement, review), then by lens."""
    return STAGES.index(stage), LENSES.index(lens)
