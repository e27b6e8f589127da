"""Alert sheet and chain of custody."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from outputs import factories_sheets
from outputs.reading import elements, page_texts, unmarked_painting, written

from hmip_desktop.domain.report_sheets import AwayLine
from hmip_desktop.errors import Refused
from hmip_desktop.outputs.alert_sheet import write_alert
from hmip_desktop.outputs.custody import write_custody


def test_the_alert_sheet_is_one_page_and_says_whom_to_phone_first() -> None:
    sheet = factories_sheets.alert()
    (page,) = page_texts(written(write_alert, sheet))
    assert "Phone first. This computer has told nobody." in page
    assert page.index("Phone first.") < page.index("Three tests") < page.index("What was seen")
    assert "The inspectorate does not manage the risk." in page
    assert page.count("Not yet") == 3
    assert sheet.code in page


def test_when_facts_overflow_phone_panel_and_code_stay_on_page_one() -> None:
    sheet = factories_sheets.alert()
    seen = (*sheet.seen[:2], ("Facts", "One fact more, written in full. " * 200))
    content = written(write_alert, replace(sheet, seen=seen))
    first, *rest = page_texts(content)
    assert rest
    assert "Phone first." in first
    assert sheet.code in first
    assert unmarked_painting(content) == []


def test_an_organisational_alert_is_called_so() -> None:
    sheet = factories_sheets.alert(organisational=True, case_ref="", state="Closed with evidence", closed=True)
    (page,) = page_texts(written(write_alert, sheet))
    assert page.count("Organisational alert") >= 2
    assert "Individual alert" not in page
    assert "Closed with evidence" in page


def test_an_alert_without_agreed_assurance_says_so() -> None:
    (page,) = page_texts(written(write_alert, factories_sheets.alert(assurance=())))
    assert "No assurance is agreed yet." in page


def test_custody_is_one_page_with_all_codes_and_totals() -> None:
    custody = factories_sheets.custody()
    content = written(write_custody, custody)
    (page,) = page_texts(content)
    assert "Complete" in page
    assert "Total 31 72" in page
    for line in (*custody.senders, *custody.outputs):
        assert line.code in page
    (picture,) = [e for e in elements(content) if e["/S"] == "/Figure"]
    assert str(picture["/Alt"]).startswith("5 steps: Allocate, LI-01, 9 packages, 6 Nov;")


def test_custody_of_a_whole_inspection_with_a_case_still_away_is_one_page() -> None:
    whole = factories_sheets.custody()
    more = tuple(replace(whole.outputs[0], output=f"Further output {place}") for place in range(3))
    away = AwayLine("AI-09", "Not signed off", ("26-0483",), factories_sheets.at(13, 9, 7))
    sum_words = "72 = 69 counted + 2 excluded + 1 returned but not signed off"
    custody = replace(
        whole, outputs=whole.outputs + more, away=(away,), sum_words=sum_words, missing=("1 case not signed off",)
    )
    (page,) = page_texts(written(write_custody, custody))
    assert sum_words in page and "26-0483" in page and "Witness" in page


def test_what_is_missing_is_named() -> None:
    custody = factories_sheets.custody()
    short = replace(custody, senders=custody.senders[:-1], packages=28, missing=("8 cases of AI-09 are not returned",))
    (page,) = page_texts(written(write_custody, short))
    assert "Not complete" in page
    assert "8 cases of AI-09 are not returned" in page


@pytest.mark.parametrize("change", [{"packages": 30}, {"listed": 71}])
def test_totals_that_fail_stop_the_page(change: dict[str, int]) -> None:
    stream = BytesIO()
    with pytest.raises(Refused) as caught:
        write_custody(factories_sheets.custody(**change), stream)
    assert caught.value.code == "custody-does-not-reconcile"
    assert stream.getvalue() == b""


def test_many_senders_run_on_to_a_second_page() -> None:
    custody = factories_sheets.custody()
    senders = custody.senders * 4
    pages = write_custody(replace(custody, senders=senders, packages=124, listed=288), BytesIO())
    assert pages >= 2


def test_few_senders_and_many_outputs_still_fit_one_page() -> None:
    custody = factories_sheets.custody()
    outputs = tuple(replace(custody.outputs[0], output=f"Output {number}") for number in range(12))
    few = replace(custody, senders=custody.senders[:4], packages=14, listed=32, outputs=outputs)
    (page,) = page_texts(written(write_custody, few))
    assert "Signed" in page
    assert "Output 11" in page


def test_what_is_away_and_all_outputs_of_a_large_inspection_still_leave_room_to_sign_on_the_page() -> None:
    """Eight senders, somebody who sent nothing, a case that is not signed off and seven outputs."""
    made = factories_sheets.custody()
    senders = (*made.senders[:8], replace(made.senders[8], sender="Nobody", packages=0, code=""))
    large = replace(
        made, senders=senders, packages=made.packages - made.senders[8].packages, sum_words="72 = 71 counted + 1 not",
        outputs=tuple(replace(made.outputs[0], output=f"Output {number}") for number in range(7)),
        missing=("1 case not signed off", "1 entry in quarantine"),
        away=(AwayLine("AI-02", "Not signed off", ("26-0483",), None),),
    )  # fmt: skip
    (page,) = page_texts(written(write_custody, large))
    assert "Signed" in page
    assert "Witness, by phone or present" in page
