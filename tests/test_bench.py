"""The judgement of a measurement: met or missed only when the quartiles agree, and never left out."""

from __future__ import annotations

from datetime import UTC
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from source import ROOT, load

from hmip_desktop.domain.report_model import ReportModel
from hmip_desktop.outputs.workbook import write_workbook
from hmip_desktop.services.packs import find_pack

measure = load("bench/measure")
ratios = st.lists(st.floats(0.1, 10), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([1.0] * 9, True),
        ([1.3] * 9, False),
        ([1.1, 1.1, 1.1, 1.1, 1.1, 1.3, 1.3, 1.3, 1.3], None),
        ([1.1] * 8 + [9.0], True),
        ([1.2], True),
    ],
)
def test_a_target_is_met_when_the_quartiles_agree(numbers: list[float], expected: bool | None) -> None:
    assert measure.verdict(numbers, 1.2) is expected


@given(ratios, st.floats(0.1, 10))
def test_the_verdict_agrees_with_the_median(numbers: list[float], target: float) -> None:
    line = measure.absolute("a", target, numbers, "ms")
    if line.met is not None:
        assert line.met == (line.value <= target)
    first, third = line.quartiles
    assert first <= line.value <= third


def test_ratios_are_taken_round_by_round() -> None:
    line = measure.compare("a", 2.0, [0.010, 0.040, 0.030], [0.010, 0.020, 0.015])
    assert line.as_json() == {
        "name": "a", "target": 2.0, "met": True, "ours_ms": 30.0, "floor_ms": 15.0, "ratio": 2.0,
        "quartiles": [1.5, 2.0], "rounds": 3, "note": "",
    }  # fmt: skip


def test_both_are_run_in_turn_and_the_first_round_is_not_counted() -> None:
    order: list[str] = []
    ours = lambda: float(len(order)) if order.append("ours") is None else 0.0  # noqa: E731
    floor = lambda: float(len(order)) if order.append("floor") is None else 0.0  # noqa: E731
    mine, theirs = measure.rounds_of(ours, floor, 2)
    assert order == ["floor", "ours", "ours", "floor", "floor", "ours"]
    assert (mine, theirs) == ([3.0, 6.0], [4.0, 5.0])


def test_what_is_missed_or_not_measured_says_so() -> None:
    assert "NOT MET" in measure.compare("a", 1.0, [2.0], [1.0]).as_text()
    line = measure.unmeasured("a", 1.0, "syncs", "needs strace")
    assert "not measured" in line.as_text()
    assert line.as_json()["met"] is None
    assert line.as_json()["value"] is None


def test_what_is_printed_and_written_for_measuring_is_a_report_as_the_program_makes_them(monkeypatch) -> None:
    monkeypatch.syspath_prepend(ROOT / "packaging" / "bench")  # there they import each other by their own names
    printed = next(load("bench/printing").reports(find_pack("dipp-2025")))
    written = load("bench/workbooks")
    sheets = load_workbook(BytesIO(book(written.model(written.table(3))))).sheetnames
    assert printed.context.printed_at.tzinfo is UTC
    assert "Cover" in sheets and len(sheets) > 3


def book(model: ReportModel) -> bytes:
    """The workbook of a report."""
    target = BytesIO()
    write_workbook(model, target)
    return target.getvalue()
