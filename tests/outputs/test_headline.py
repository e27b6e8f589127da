"""The headline sheet: two pages whatever happens, and nothing when a sum fails."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from outputs import factories
from outputs.reading import elements, page_texts, written

from hmip_desktop.domain.report_model import Change, ReportModel, ThemeLine
from hmip_desktop.domain.results import Accounting
from hmip_desktop.errors import Refused
from hmip_desktop.outputs.headline import write_headline

LONG = "Probation region of the very long and winding name that nobody would ever shorten in earnest " * 4


def _crowded() -> ReportModel:
    shape = factories.Shape(
        core=(12, 11, 10, 10, 5, 4, 3, 3, 20, 15, 10), names=tuple(f"{n} and {LONG}" for n in factories.NAMES)
    )
    themes = tuple(ThemeLine(f"Theme {i} {LONG}", 30 - i, 4, LONG) for i in range(20))
    questions = tuple(
        replace(q, text=f"{q.text} {LONG}", short=q.short and f"{q.short} {LONG}")
        for q in factories.facts(shape).questions
    )
    context = factories.context(region=LONG, title=LONG, who=LONG, reference="R" * 80)
    changes = tuple(Change(f"C{i}", "40 %", "41 %", "challenge upheld") for i in range(9))
    return factories.report(shape, themes=themes, questions=questions, context=context, changes=changes)


@pytest.mark.parametrize(
    "model",
    [
        pytest.param(factories.report(), id="72-cases"),
        pytest.param(factories.report(factories.Shape(core=(5, 5, 4, 4), adjusted=4)), id="24-cases"),
        pytest.param(factories.report(factories.Shape(core=(2,), adjusted=0)), id="2-cases"),
        pytest.param(factories.rated_report(), id="rated"),
        pytest.param(_crowded(), id="11-pdus-long-names"),
    ],
)
def test_the_sheet_has_two_pages(model: ReportModel) -> None:
    stream = BytesIO()
    assert write_headline(model, stream) == 2
    assert len(page_texts(stream.getvalue())) == 2


def test_page_one_says_what_it_must() -> None:
    first, second = page_texts(written(write_headline, factories.report()))
    assert "This inspection is not rated." in first
    assert "72 = 70 counted + 2 excluded." in first
    assert "70 = 58 core + 12 adjusted = 62 interviews + 8 file-reads." in first
    assert "3 training and 7 second assessments" in first
    assert "do not rank" in first
    assert "Adjusted set, shown apart: 12 cases" in first
    assert "Provisional" in first
    assert "Written from the record by rule" in second
    assert "One conflict is open" in second
    assert factories.report().code in second


def test_a_released_sheet_says_so() -> None:
    model = factories.report(context=factories.context(state="released", release=2))
    first = page_texts(written(write_headline, model))[0]
    assert "Release 2" in first
    assert "Provisional" not in first


def test_a_rated_pack_names_rating_and_lowest_key_question() -> None:
    model = factories.rated_report()
    first = page_texts(written(write_headline, model))[0]
    assert "is not rated" not in first
    assert "Overall: Requires improvement. 14 of 30 points." in first
    assert model.ratings is not None
    for row in model.ratings.rows:
        assert row.ref in first
        assert not row.limiting or row.limiting in first


def test_a_departure_of_the_panel_says_what_the_rule_gave_and_why() -> None:
    model = factories.rated_report()
    assert model.ratings is not None
    first, *rest = model.ratings.rows
    moved = replace(first, label="Good", basis="panel", by_rule="Inadequate", reason="Two cases rest on old guidance.")
    ratings = replace(model.ratings, rows=(moved, *rest), reason="All weighed.", by_points="Inadequate")
    pages = page_texts(written(write_headline, replace(model, ratings=ratings)))
    said = f"{first.ref} by its lowest key question Inadequate, by the panel Good: Two cases rest on old guidance."
    assert f"The panel departed from the rule: {said}" in pages[0]
    assert "The panel departed from the points, which give Inadequate: All weighed." in pages[0]
    assert len(pages) == 2


def test_references_of_prompts_are_never_broken() -> None:
    model = factories.report()
    long = tuple(replace(line, ref=f"2.1.{place}b") for place, line in enumerate(model.strongest, 1))
    back = page_texts(written(write_headline, replace(model, strongest=long)))[1]
    assert long and all(f"{line.ref} " in back for line in long)


def test_no_pdu_stands_on_the_sheet() -> None:
    text = " ".join(page_texts(written(write_headline, factories.report())))
    assert not [name for name in factories.NAMES if name in text]


def test_bars_are_drawn_from_thirty_answers_on() -> None:
    large = elements(written(write_headline, factories.report()))
    small = elements(written(write_headline, factories.report(factories.Shape(core=(5, 5, 4, 4), adjusted=4))))
    assert len([e for e in large if "95 per cent interval" in str(e.get("/Alt", ""))]) == 12
    assert not [e for e in small if "95 per cent interval" in str(e.get("/Alt", ""))]


@pytest.mark.parametrize(
    "change",
    [
        {"cases": Accounting(listed=73, counted=70, excluded={"ended": 2})},
        {"core": 57},
        {"interviews": 60},
    ],
)
def test_a_sum_that_fails_stops_the_sheet(change: dict[str, object]) -> None:
    model = factories.report()
    wrong = replace(model, accounting=replace(model.accounting, **change))
    stream = BytesIO()
    with pytest.raises(Refused) as caught:
        write_headline(wrong, stream)
    assert caught.value.code in ("figures-do-not-reconcile", "accounting-does-not-add-up")
    assert stream.getvalue() == b""
