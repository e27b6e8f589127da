"""Percentages weighted to the population: from every case for the team, from printed figures for everybody else.

A weighted percentage is one more sum over groups, and with the population's sizes known it gives back a group that is
hidden. So what leaves the team is weighted by nothing but the figures printed beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from hmip_desktop.domain.report_model import QuestionLine, Split
from hmip_desktop.domain.sample_checks import BANDS
from hmip_desktop.domain.weighting import weighted_percent
from hmip_desktop.services.report_counts import CountedCase
from hmip_desktop.services.report_tables import BAND_NAMES, Tables, units_of

Population = Mapping[tuple[str, str], int]
"""Commencements by PDU and RoSH level."""


def weighted(population: Population, cases: Sequence[CountedCase], ref: str) -> float | None:
    """Per cent of yes weighted by PDU and RoSH where every such cell was answered, else by RoSH, else by PDU, else
    not at all (None)."""
    if not population:
        return None
    for by_pdu, by_rosh in ((True, True), (False, True), (True, False)):
        sizes: dict[tuple[str, str], int] = {}
        for (pdu, rosh), size in population.items():
            stratum = (pdu if by_pdu else "", rosh if by_rosh else "")
            sizes[stratum] = sizes.get(stratum, 0) + size
        answers: dict[tuple[str, str], tuple[int, int]] = {}
        for case in cases:
            if (answer := case.answers.get(ref)) in ("yes", "no"):
                stratum = (case.item.pdu if by_pdu else "", case.item.rosh if by_rosh else "")
                yes, n = answers.get(stratum, (0, 0))
                answers[stratum] = (yes + (answer == "yes"), n + 1)
        found = weighted_percent(answers, sizes)
        if found is not None:
            return found
    return None


def weighted_as_printed(
    population: Population, tables: Tables, splits: Sequence[Split], line: QuestionLine
) -> QuestionLine:
    """``line`` weighted by the groups of a split as they are printed, those given together as one: by RoSH, else by
    PDU, else not at all. Nothing follows from it that does not follow from the split."""
    if line.share is None or line.route != tables.route or not population:
        return line
    by_dimension = {split.dimension: split for split in splits}
    for dimension in ("rosh", "pdu"):
        split = by_dimension.get(dimension)
        if split is not None:
            found = _over(split, line.ref, _sizes(population, tables, dimension))
            if found is not None:
                return replace(line, weighted=found)
    return line


def _sizes(population: Population, tables: Tables, dimension: str) -> dict[str, int]:
    """Commencements by the names under which groups are printed."""
    units = units_of(tables) if dimension == "pdu" else {}
    sizes: dict[str, int] = {}
    for (pdu, rosh), size in population.items():
        name = units.get(pdu, pdu) if dimension == "pdu" else BAND_NAMES.get(BANDS.get(rosh, ""), rosh)
        sizes[name] = sizes.get(name, 0) + size
    return sizes


def _over(split: Split, ref: str, sizes: Mapping[str, int]) -> float | None:
    shares = next((row.shares for row in split.rows if row.ref == ref), ())
    named = list(zip(split.groups, shares, strict=True)) if shares else []
    hidden = {group.label for group, share in named if group.role == "group" and share is None}
    joined = next((group.label for group, share in named if group.role == "joined" and share is not None), "")
    if not named or (hidden and not joined):
        return None
    answers = {
        group.label: (share.yes, share.n)
        for group, share in named
        if share is not None and group.role != "all" and (group.role == "group" or hidden)
    }
    weights: dict[str, int] = {}
    for name, size in sizes.items():
        place = joined if name in hidden else name
        weights[place] = weights.get(place, 0) + size
    return weighted_percent(answers, weights)
