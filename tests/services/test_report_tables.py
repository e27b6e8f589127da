"""Profile and units that leave the team: no small count, and none that the printed ones give away."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from hmip_desktop.domain.disclosure import DEFAULT_LIMITS
from hmip_desktop.services.report_counts import CountedCase, Counts
from hmip_desktop.services.report_tables import (
    Tables,
    disclosed_profile,
    public_splits,
    team_profile,
    team_splits,
    units_of,
)
from hmip_desktop.store.projections import CaseItem

SIZES = st.dictionaries(st.sampled_from("ABCDEFGH"), st.integers(1, 20), min_size=1, max_size=8)
BANDS = st.fixed_dictionaries({band: st.integers(0, 12) for band in ("low", "medium", "high", "very_high")})
EMPTY = dict.fromkeys(CaseItem.__dataclass_fields__, "") | {"counted": True, "file_read": False}


def case(number: int, **facts: str) -> CountedCase:
    """A counted case with these facts and one answer."""
    item = CaseItem(**{**EMPTY, "case_id": str(number), "practitioner": f"P{number}", "interviewed": "practitioner"})
    return CountedCase(item, facts, {"C1": ("yes", "no")[number % 2]})


def tables(cases: list[CountedCase]) -> Tables:
    """Tables of a pack without question sets."""
    return Tables(Counts((), tuple(cases), ()), "", (), (), DEFAULT_LIMITS)


def of_units(sizes: Mapping[str, int]) -> Tables:
    """Tables of so many cases by PDU."""
    units = [pdu for pdu, size in sizes.items() for _ in range(size)]
    return tables([case(number, pdu=pdu) for number, pdu in enumerate(units)])


@given(SIZES)
def test_no_unit_s_size_follows_from_the_total(sizes: Mapping[str, int]) -> None:
    names = units_of(of_units(sizes))
    assert set(names) == set(sizes)
    printed: dict[str, int] = {}
    for pdu, name in names.items():
        printed[name] = printed.get(name, 0) + sizes[pdu]
    small = [size for size in printed.values() if size < DEFAULT_LIMITS.base_cases]
    assert len(printed) == 1 or len(small) != 1
    assert len(printed) == 1 or not small or sum(small) > DEFAULT_LIMITS.small


def test_a_single_small_unit_is_printed_with_the_next_in_size() -> None:
    names = units_of(of_units({"Ashby": 12, "Brook": 11, "Carr": 3}))
    assert names == {"Ashby": "Ashby", "Brook": "Brook and Carr", "Carr": "Brook and Carr"}
    assert units_of(of_units({"Ashby": 12, "Brook": 8, "Carr": 3}))["Carr"] == "Carr"


@given(SIZES, BANDS)
def test_no_small_count_of_a_characteristic_leaves_the_team(sizes: Mapping[str, int], bands: Mapping[str, int]) -> None:
    levels = [band for band, size in bands.items() for _ in range(size)]
    units = [pdu for pdu, size in sizes.items() for _ in range(size)]
    cases = [
        case(number, rosh=rosh, pdu=units[number % len(units)], sentence_type=("licence", "pss")[number % 5 == 0])
        for number, rosh in enumerate(levels)
    ]
    profile, _ = disclosed_profile(tables(cases), with_pdus=True)
    for block in profile:
        if block.id == "interviewed":
            continue
        shown = [row.count for row in block.rows if row.count is not None]
        assert all(count == 0 or count > DEFAULT_LIMITS.small or len(block.rows) == 1 for count in shown)
        hidden = sum(row.count is None for row in block.rows)
        assert hidden != 1
        assert hidden or sum(shown) == block.out_of


@given(BANDS)
def test_the_team_s_profile_is_complete(bands: Mapping[str, int]) -> None:
    levels = [band for band, size in bands.items() for _ in range(size)]
    made = tables([case(number, rosh=rosh, pdu="A") for number, rosh in enumerate(levels)])
    blocks = {block.id: block for block in team_profile(made)}
    rosh = {row.category: row.count for row in blocks["rosh"].rows if row.category != "Not stated"}
    assert rosh == {
        "Low": bands["low"], "Medium": bands["medium"], "High or very high": bands["high"] + bands["very_high"]
    }  # fmt: skip
    assert [block.id for block in team_profile(made) if block.strip] == ["sentence", "rosh", "interviewed"]


def test_without_cases_there_is_nothing_to_split() -> None:
    assert team_splits(tables([])) == ()
    assert public_splits(tables([])) == ((), ())
