"""Two cases that look alike, side by side: what each row says and where it is the same."""

from __future__ import annotations

from dataclasses import dataclass

from hmip_desktop.services.context import Context
from hmip_desktop.services.duplicates import Likely, decisions, likely
from hmip_desktop.store import projections
from hmip_desktop.store.projections import CaseItem

FIELDS = (
    "case_ref", "person", "pdu", "office", "practitioner", "sentence_type", "start_date", "release_date", "rosh",
    "sex", "age", "interview_at",
)  # fmt: skip
"""Case details that are compared, in this order; then who has the case and how far it is."""


@dataclass(frozen=True, slots=True)
class SideBySide:
    """One line of the comparison: a case detail (or ``inspector``, ``answered``) with both values as they stand."""

    field: str
    first: str
    second: str

    @property
    def same(self) -> bool:
        """Both say the same, and say something."""
        return bool(self.first) and self.first.casefold() == self.second.casefold()


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair that is asked about, with its comparison."""

    likely: Likely
    lines: tuple[SideBySide, ...]


@dataclass(frozen=True, slots=True)
class DecidedPair:
    """A pair about which something was decided: references, what (mistake, second_assessment, two_cases), which one
    stays ("" for two cases) and why."""

    first: str
    first_ref: str
    second: str
    second_ref: str
    verdict: str
    kept_ref: str
    reason: str


def open_pairs(ctx: Context) -> tuple[Pair, ...]:
    """Pairs that look alike and about which nothing is decided, the likeliest first."""
    return tuple(Pair(one, _lines(ctx, one.first, one.second)) for one in likely(ctx))


def decided_pairs(ctx: Context) -> tuple[DecidedPair, ...]:
    """What was decided, by reference."""
    refs = {item.case_id: item.case_ref for item in projections.case_list(ctx.store)}
    found = [
        DecidedPair(one, refs.get(one, one), other, refs.get(other, other), value.verdict,
                    refs.get(value.kept, ""), value.reason)
        for (one, other), value in decisions(ctx).items()
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda pair: (pair.first_ref, pair.second_ref)))


def _lines(ctx: Context, first: str, second: str) -> tuple[SideBySide, ...]:
    sides = [ctx.case(case_id).facts for case_id in (first, second)]
    items = [projections.case_item(ctx.store, case_id) for case_id in (first, second)]
    names = {m.fingerprint: m.name for m in ctx.inspection().roster.members}
    lines = [SideBySide(name, *(_words(getattr(facts, name)) for facts in sides)) for name in FIELDS]
    lines.append(SideBySide("inspector", *(names.get(item.inspector, "") if item else "" for item in items)))
    lines.append(SideBySide("answered", *(_progress(item) for item in items)))
    return tuple(line for line in lines if line.first or line.second)


def _words(value: object) -> str:
    return "" if value is None else str(value)


def _progress(item: CaseItem | None) -> str:
    return f"{item.answered}/{item.total}" if item else ""
