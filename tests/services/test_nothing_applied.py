"""A standard whose key questions applied to no case: an answer of its own on every page, and the panel may rate it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from docx import Document

from hmip_desktop.domain.assessment import AnswerValue
from hmip_desktop.domain.revisions import subject
from hmip_desktop.services import ratings_panel
from hmip_desktop.services.context import stamp_of
from hmip_desktop.services.results import results
from hmip_desktop.store.revisions import Write
from tests.made_up_inspection import MadeUp, assess_all, make_inspection
from tests.services.test_report import run, sheets, text_of

NEVER = ("3.1.1", "3.1.2", "3.2.1", "3.2.2", "3.2.3", "3.2.4")
WORDS = "no key question applied"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MadeUp]:
    """Court reports and victim work applied to none of the cases, the third question of reviewing neither."""
    one = make_inspection(tmp_path_factory.mktemp("never"), "probation-2017", "nps")
    assess_all(one)
    stamp = stamp_of(one.lead.inspection().pack)
    cases = [item.case_id for item in one.items.values()]
    one.lead.write(*(
        Write(subject("answer", case_id, ref), AnswerValue("na", "1.0.0"), stamp)
        for case_id in cases for ref in (*NEVER, "2.4.3")
    ))  # fmt: skip
    yield one
    one.lead.store.close()


def test_every_output_says_that_nothing_applied(made: MadeUp) -> None:
    sheet = text_of(run(made, "body", "headline").outputs[0])
    assert sheet.count(WORDS) == 2
    assert "2.4.3 applied to no case" in sheet
    assert "none answered" not in sheet
    assert "judged as a whole" in sheet  # the standards that the panel judges, and only those
    word = Document(next(path for path in run(made, "team", "word").outputs if path.name == "headline.docx"))
    rows = [[cell.text for cell in row.cells] for table in word.tables for row in table.rows]
    assert [row[2] for row in rows if row[0].startswith("3.1 ")] == [WORDS]
    ratings = {row[0]: row for row in sheets(run(made, "public", "workbook"))["Ratings"]}
    assert [ratings[ref][3] for ref in ("3.1", "3.2", "2.4")] == [WORDS, WORDS, "2.4.3 applied to no case"]
    assert ratings["3.1"][2] == "Not rated"


def test_the_whole_is_rated_once_the_panel_settled_what_nothing_applied_to(made: MadeUp) -> None:
    overall = results(made.lead).overall
    assert overall is not None
    assert (overall.variant, overall.reason) == ("nps", "standards-not-rated")
    assert {"3.1", "3.2", "2.4"} <= set(overall.missing)
    for ref in overall.missing:
        ratings_panel.confirm(made.lead, ref, "good", "Chief inspector", "Seen on site.")
    found = results(made.lead)
    assert found.overall is not None and found.standards is not None
    assert found.overall.rating is not None
    held = {one.ref: one for one in found.standards}
    assert (held["3.1"].rating, held["3.1"].gap, held["3.1"].departs) == ("good", "nothing-applied", False)
    assert f"3.1 Court reports and… Good {WORDS}" in text_of(run(made, "body", "headline").outputs[0])
