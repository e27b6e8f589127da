"""Enablers, barriers and lines of enquiry of all counted cases, and headings under which the lead inspector joins them.

What cases said stays as it was said: a heading is the lead inspector's own, and can be taken back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hmip_desktop.domain.assessment import Evaluation
from hmip_desktop.domain.identifying import Mark, identifying
from hmip_desktop.domain.learned import THEME_KINDS, Gathered, Said, ThemeGroup, ThemeKind, gather, ranked
from hmip_desktop.domain.revisions import key_of, subject
from hmip_desktop.errors import Refused
from hmip_desktop.services.context import LEADING, Changes, Context
from hmip_desktop.services.effective_practice import known_names
from hmip_desktop.store import projections, subjects
from hmip_desktop.store.revisions import Write

LONGEST = 300


@dataclass(frozen=True, slots=True)
class Enquiry:
    """The themes of the counted cases. ``refs`` names the cases behind them; ``uncounted`` themes stand in cases that
    do not count yet, and are in no line. ``known`` are names and references that no output may have, ``marks`` what of
    such in the words of a line would go out: with any, the theme stays inside."""

    lines: tuple[Gathered, ...]
    refs: Mapping[str, tuple[str, str]]
    cases: int
    pdus: int
    uncounted: int
    known: frozenset[str]
    marks: Mapping[Gathered, tuple[Mark, ...]]

    def by_pdu(self, line: Gathered) -> tuple[tuple[str, int], ...]:
        """PDUs with how many cases of each said it, most first."""
        counts = Counter(self.refs[case_id][1] for case_id in line.cases)
        return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def enquiry(ctx: Context) -> Enquiry:
    """Every theme with its cases (case id: reference and PDU), ranked by PDUs and cases."""
    items = {item.case_id: item for item in projections.case_list(ctx.store, second=False)}
    said: list[Said] = []
    uncounted = 0
    for row in subjects.of_kind(ctx.store, "evaluation"):
        value, item = row.current.value, items.get(row.case_id)
        if not isinstance(value, Evaluation) or item is None or item.excluded:
            continue
        if not item.counted or row.current.conflicting:
            uncounted += len(value.themes)
            continue
        said += [Said(row.case_id, item.pdu, theme) for theme in value.themes]
    counted = [item for item in items.values() if item.counted]
    refs = {item.case_id: (item.case_ref, item.pdu) for item in counted}
    lines, known = ranked(gather(said, groups(ctx))), known_names(ctx)
    marks = {line: identifying(f"{line.heading} {line.explore}", known) for line in lines}
    return Enquiry(lines, refs, len(counted), len({item.pdu for item in counted}), uncounted, known, marks)


def groups(ctx: Context) -> tuple[tuple[str, ThemeGroup], ...]:
    """The headings in force with their ids, in a fixed order; those in conflict wait until they are settled."""
    held = projections.current_inspection(ctx.store, ("theme-group",))
    return tuple(
        (key_of(name), current.value)
        for name, current in sorted(held.items())
        if isinstance(current.value, ThemeGroup) and not current.conflicting
    )


def join(
    ctx: Context, kind: ThemeKind, texts: Sequence[str], heading: str, explore: str = "", group_id: str = ""
) -> tuple[str, Changes]:
    """Put themes under one heading, or change that of a group; gives the group's id.

    A theme leaves the group in which it was. Raises Refused ``theme-group-empty``, ``theme-group-unnamed``,
    ``theme-too-long``, ``theme-group-unknown``, ``role-not-allowed``.
    """
    ctx.require(*LEADING, "local_assessor")
    words = " ".join(heading.split())
    wanted = {text.casefold(): text for text in texts if text.strip()}
    held = dict(groups(ctx))
    if kind not in THEME_KINDS or not wanted:
        raise Refused("theme-group-empty")
    if not words:
        raise Refused("theme-group-unnamed")
    if len(words) > LONGEST:
        raise Refused("theme-too-long", most=LONGEST)
    if group_id and group_id not in held:
        raise Refused("theme-group-unknown")
    made = group_id or ctx.new_id()
    writes = [_write(made, ThemeGroup(kind, words, tuple(wanted.values()), explore.strip()))]
    for other_id, other in held.items():
        kept = tuple(text for text in other.texts if text.casefold() not in wanted)
        if other_id != made and other.kind == kind and kept != other.texts:
            value = ThemeGroup(kind, other.heading, kept, other.explore) if kept else None
            writes.append(_write(other_id, value))
    return made, ctx.write(*writes)


def part(ctx: Context, group_id: str) -> Changes:
    """Take a heading back: its themes stand apart again. Raises Refused ``theme-group-unknown``."""
    ctx.require(*LEADING, "local_assessor")
    if group_id not in dict(groups(ctx)):
        raise Refused("theme-group-unknown")
    return ctx.write(_write(group_id, None))


def _write(group_id: str, value: ThemeGroup | None) -> Write:
    return Write(subject("theme-group", group_id), value)
