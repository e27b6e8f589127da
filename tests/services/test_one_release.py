"""An attacker who adds and subtracts everything that one release prints finds no hidden figure."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hmip_desktop.domain.disclosure import DEFAULT_LIMITS, ground_to_hide
from hmip_desktop.domain.report_model import ProfileBlock, QuestionLine, Split
from hmip_desktop.domain.report_share import share_of
from hmip_desktop.services.report_counts import CountedCase, Counts, Given, group_of
from hmip_desktop.services.report_tables import Tables, disclosed_profile, public_splits
from hmip_desktop.services.report_weights import weighted_as_printed
from hmip_desktop.store.projections import CaseItem
from tests.subtraction import Column, Part, Release, found_out
from tests.thoroughness import times

EMPTY = dict.fromkeys(CaseItem.__dataclass_fields__, "") | {"counted": True, "file_read": False}
KEY, PROMPT = "C1", "C1a"


def made_up(seed: int) -> list[CountedCase]:
    """Counted cases of three to seven PDUs with uneven answers, bands and question sets."""
    chance = Random(seed)
    cases = []
    for pdu in "ABCDEFG"[: chance.randint(3, 7)]:
        lean = chance.choice((0.1, 0.4, 0.6, 0.9))
        for _ in range(chance.randint(1, 14)):
            number = len(cases)
            route = "adjusted" if chance.random() < 0.15 else "core"
            who = f"P{number // chance.choice((1, 1, 3))}"
            item = CaseItem(**{**EMPTY, "case_id": str(number), "practitioner": who, "route": route})
            rosh = chance.choices(("low", "medium", "high", "very_high"), (chance.randint(1, 3), 5, 3, 1))[0]
            answers: dict[str, str | None] = {KEY: "yes" if chance.random() < lean else "no"}
            answers[PROMPT] = chance.choices(("yes", "no", "na", None), (6, 5, 1, 0.2))[0]
            facts = {"pdu": pdu, "rosh": rosh, "sentence_type": chance.choice(("licence", "pss", "community_order"))}
            cases.append(CountedCase(item, facts, answers if route == "core" else {}))
    return cases


def line(ref: str, cases: Sequence[CountedCase]) -> QuestionLine:
    hidden = ground_to_hide(group_of(cases, ref, "all"))
    share = None if hidden else share_of(Given(cases).tally(ref), (), True)
    kind = "key_question" if ref == KEY else "prompt"
    return QuestionLine(ref, kind, KEY, "Assessment", ref, ref, "", "", "core", ref == PROMPT, share)


def release_of(cases: Sequence[CountedCase]) -> Release:
    """What is printed of these cases outside the team."""
    core = [case for case in cases if case.item.route == "core"]
    lines = tuple(line(ref, core) for ref in (KEY, PROMPT))
    tables = Tables(Counts((), tuple(cases), ()), "core", lines, (), DEFAULT_LIMITS)
    profile, _ = disclosed_profile(tables, with_pdus=True)
    splits, _ = public_splits(tables)
    parts = {split.dimension: part_of(split) for split in splits}
    return Release(
        len(core), len(cases) - len(core),
        {one.ref: None if one.share is None else (one.share.yes, one.share.no, one.share.na + one.share.unanswered)
         for one in lines},
        parts, {"rosh": bands_of(profile, parts["rosh"])} if "rosh" in parts else {},
    )  # fmt: skip


def part_of(split: Split) -> Part:
    """A split without its sums, which follow from the rest."""
    places = [at for at, group in enumerate(split.groups) if group.role == "group"]
    groups = [split.groups[at] for at in places]
    # The annex heads a PDU with its cases or with "under 10"; cases by band stand in the profile alone.
    columns = [Column(one.label, one.cases, one.cases is None) if split.dimension == "pdu" else Column(one.label, None)
               for one in groups]  # fmt: skip
    rows = {}
    for row in split.rows:
        shares = [row.shares[at] for at in places]
        rows[row.ref] = tuple(None if share is None else (share.yes, share.no) for share in shares)
    return Part(tuple(columns), rows)


def bands_of(profile: Sequence[ProfileBlock], part: Part) -> list[tuple[tuple[str, ...], int]]:
    block = next(one for one in profile if one.id == "rosh")
    labels = [column.label for column in part.columns]
    found = []
    for row in block.rows:
        bands = tuple(label for label in labels if label.lower() in row.category.lower())
        assert row.count is not None
        if bands:
            found.append((bands, row.count))
    return found


def test_what_is_weighted_outside_the_team_follows_from_printed_figures() -> None:
    """Bands of the same size, so the weighted share is the mean of the printed ones; a hidden band takes part only
    in the figure in which it is given together with others."""
    weighed = 0
    for seed in range(40):
        cases = made_up(seed)
        core = [case for case in cases if case.item.route == "core"]
        lines = tuple(line(ref, core) for ref in (KEY, PROMPT))
        tables = Tables(Counts((), tuple(cases), ()), "core", lines, (), DEFAULT_LIMITS)
        splits, _ = public_splits(tables)
        split = next((one for one in splits if one.dimension == "rosh"), None)
        population = {("nowhere", level): 10 for level in ("low", "medium", "high")}
        found = weighted_as_printed(population, tables, splits, lines[0]).weighted
        if split is None or found is None or len(split.groups) < 4:
            continue
        weighed += 1
        shown = [
            (share.yes / share.n, 3 - sum(s is not None for g, s in zip(split.groups, split.rows[0].shares, strict=True)
                                          if g.role == "group") if group.role == "joined" else 1)
            for group, share in zip(split.groups, split.rows[0].shares, strict=True)
            if group.role != "all" and share is not None
        ]  # fmt: skip
        assert found == pytest.approx(100 * sum(part * weight for part, weight in shown) / 3)
    assert weighed > 5


@settings(max_examples=times(4, 400), deadline=None)
@given(st.integers(0, 10**6))
def test_nothing_hidden_follows_from_the_tables_of_one_release(seed: int) -> None:
    assert found_out(release_of(made_up(seed))) == []


PDUS = (Column("A", 12), Column("B", None, under=True), Column("C", None, under=True))
BANDS = (Column("Low", None), Column("High", None))
GIVEN_AWAY = {
    "a single hidden group": (
        Release(24, 0, {KEY: (14, 10, 0)}, {"pdu": Part((*PDUS[:2], Column("C", 5)), {KEY: ((6, 6), None, (2, 3))})}),
        "pdu: C1 B yes",
    ),
    "two that are tiny": (
        Release(17, 0, {}, {"pdu": Part(PDUS, {})}), "pdu: cases of B lies within 1 to 4",
    ),
    "both sets by band, and one of them": (
        Release(20, 3, {KEY: (8, 12, 0)}, {"rosh": Part(BANDS, {KEY: ((4, 7), (4, 5))})},
                {"rosh": ((("Low",), 13), (("High",), 10))}),
        "rosh: other cases of Low lies within 2 to 2",
    ),
    "cases joined in another way than judgements": (
        Release(30, 0, {KEY: (15, 15, 0)},
                {"rosh": Part((*BANDS, Column("Higher", None)), {KEY: ((6, 6), None, None)})},
                {"rosh": ((("Low", "High"), 14), (("Higher",), 16))}),
        "rosh: cases of High lies within 2 to 2",
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", GIVEN_AWAY)
def test_the_attack_finds_what_a_careless_release_gives_away(how: str) -> None:
    release, figure = GIVEN_AWAY[how]
    assert any(found.startswith(figure) for found in found_out(release))
