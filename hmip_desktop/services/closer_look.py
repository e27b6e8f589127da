"""One cell of the results looked at closely: its band, the nearest change, and the cases behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hmip_desktop.domain.certainty import answers_to_flip, band_certainty, band_of
from hmip_desktop.domain.intervals import round_percent
from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.pack_parts import Banding
from hmip_desktop.domain.report_share import half_up
from hmip_desktop.domain.results import QuestionResult
from hmip_desktop.services.context import Context
from hmip_desktop.services.pages import Pages
from hmip_desktop.services.results import EVERYTHING, Dimension, Only, bandings_of
from hmip_desktop.store.caselist import CaseItem, cases_at
from hmip_desktop.store.tallies import cases_behind, own_answers, yes_and_no

QUARTERS = tuple(
    Banding.model_validate({"id": name, "from": start})
    for name, start in (("few", 0), ("under-half", 25), ("half-or-more", 50), ("most", 75))
)
"""The fixed quarters of packs that are not rated, lowest first."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest change of band: how many answers, fewer or more Yes, and what it would then be."""

    answers: int
    fewer: bool
    yes: int
    percent: int
    band: str


@dataclass(frozen=True, slots=True)
class CloserLook:
    """How firm one percentage is. ``bands`` are its bands or quarters, lowest first; ``chances`` in whole per cent
    by band, None for packs that are not rated and below 10 answers; ``bounds`` the interval in whole per cent and
    ``nearest`` the nearest change, None where nothing was answered or no change is possible."""

    result: QuestionResult
    bands: tuple[Banding, ...]
    bounds: tuple[int, int] | None
    chances: Mapping[str, int] | None
    nearest: Nearest | None


@dataclass(frozen=True, slots=True)
class BehindCase:
    """A case behind a number: its answer ("" unanswered) and how many of its prompts are at No. ``own`` is what the
    assessor answered where moderation settled otherwise, None where it did not."""

    item: CaseItem
    answer: str
    prompts_no: int
    prompts: int
    inspector: str
    own: str | None = None


BehindCases = Pages[tuple[str, int], BehindCase]
"""The cases behind a number, by answer."""


def look_closer(pack: Pack, result: QuestionResult) -> CloserLook:
    """How firm this percentage is; for rated packs with the chance of each banding from 10 answers on."""
    rated = tuple(bandings_of(pack))
    bands = rated or QUARTERS
    yes, n = result.tally.yes, result.n
    if not n:
        return CloserLook(result, bands, None, None, None)
    chances = band_certainty(yes, n, rated) if rated else None
    shown = {band: int(half_up(100 * chance)) for band, chance in chances.items()} if chances is not None else None
    return CloserLook(result, bands, bounds_of(result), shown, _nearest(yes, n, bands))


def bounds_of(result: QuestionResult) -> tuple[int, int] | None:
    """The interval in whole per cent, None when nothing was answered."""
    if result.interval is None:
        return None
    low, high = result.interval
    return int(half_up(100 * low)), int(half_up(100 * high))


def _nearest(yes: int, n: int, bands: Sequence[Banding]) -> Nearest | None:
    flip = answers_to_flip(yes, n, bands)
    count = flip.fewest
    if count is None:
        return None
    fewer = flip.down == count
    after = yes - count if fewer else yes + count
    percent = round_percent(after, n)
    return Nearest(count, fewer, after, percent, band_of(percent, bands))


def behind(
    ctx: Context, ref: str, by: Dimension | None = None, group: str = "", only: Only = EVERYTHING
) -> BehindCases:
    """The counted cases behind one cell, No first, then by case reference; ``only`` those with these values.

    The first page is read.
    """
    inspection = ctx.inspection()
    prompts = _prompts(inspection.pack, ref)
    names = {member.fingerprint: member.name for member in inspection.roster.members}
    settled = own_answers(ctx.store, ref)

    def read(page: Sequence[tuple[str, int]]) -> list[BehindCase | None]:
        keys = [key for _, key in page]
        counts = yes_and_no(ctx.store, keys, prompts)
        return [
            _behind_case(item, (answer, settled.get(key)), counts.get(key, (0, 0)), names) if item is not None else None
            for (answer, key), item in zip(page, cases_at(ctx.store, keys), strict=True)
        ]

    found = BehindCases(cases_behind(ctx.store, ref, by=by, group=group, only=only), read)
    if found:
        found[0]
    return found


def _behind_case(
    item: CaseItem, given: tuple[str, str | None], counts: tuple[int, int], names: Mapping[str, str]
) -> BehindCase:
    (answer, own), (yes, no) = given, counts
    return BehindCase(item, answer, no, no + yes, names.get(item.inspector, ""), own)


def _prompts(pack: Pack, ref: str) -> tuple[str, ...]:
    if not pack.has(ref) or pack.element(ref).kind != "key_question":
        return ()
    return tuple(prompt.ref for prompt in pack.question(ref).prompts)
