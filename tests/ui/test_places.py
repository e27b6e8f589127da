"""The inspector's places: the list with filters, opening, the declaration, packages in and out, resuming."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import delete

from hmip_desktop.services import alerts, assess, exporting, merge_plan
from hmip_desktop.services.drafting import NO_CASE
from hmip_desktop.services.sitting import ListedCase
from hmip_desktop.ui.case_book import StoreCaseBook
from hmip_desktop.ui.draft_keeper import DraftKeeper
from hmip_desktop.ui.text import choose_language, language
from hmip_desktop.ui.views.my_cases.declaration import DeclarationDialog
from hmip_desktop.ui.views.my_cases.rows import cell_of, columns, interview_day, passes, state_of
from hmip_desktop.ui.views.packages.arrival_dialog import ArrivalDialog
from hmip_desktop.ui.views.packages.export_dialog import ExportDialog, ExportedDialog
from hmip_desktop.ui.widgets.cells import needed_width
from hmip_desktop.ui.widgets.table import Cell, RowsModel, RowsView, spoken_words

NOW = datetime(2026, 11, 9, 9, 38, tzinfo=UTC)


def _case(**more: object) -> ListedCase:
    values: dict = {
        "case_id": "1", "case_ref": "24-0417", "pdu": "Durham", "practitioner": "PP-1", "route": "core",
        "route_reason": "", "rosh": "high", "answered": 8, "total": 22, "interview_at": "2026-11-09T10:00",
        "interviewed": "", "file_read": False, "signed_off_at": "", "excluded": False, "alerts_open": 0, "queries": 0,
        "exported_at": "", "received": False, "practice": False,
    }  # fmt: skip
    return ListedCase(**{**values, **more})


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"answered": 0}, "Not yet started"),
        ({}, "In progress"),
        ({"answered": 20}, "2 to answer"),
        ({"signed_off_at": "2026-11-09T09:00:00.000Z"}, "Signed off"),
        ({"signed_off_at": "2026-11-09T09:00:00.000Z", "queries": 1}, "Returned"),
        ({"excluded": True}, "Taken out"),
    ],
)
def test_the_state_of_a_case_in_words(more: dict, words: str) -> None:
    assert state_of(_case(**more))[2] == words


def test_cells_say_more_than_they_show_where_a_glyph_speaks() -> None:
    assert spoken_words(cell_of(_case(), 3, NOW)) == "In progress, 8 of 22"
    adjusted = cell_of(_case(route="adjusted", route_reason="Adjusted, because of day 34."), 2, NOW)
    assert adjusted.dotted
    assert spoken_words(adjusted) == adjusted.tip == "Adjusted, because of day 34."
    assert cell_of(_case(file_read=True), 4, NOW).icon == "file"
    assert (cell_of(_case(queries=2), 5, NOW).text, cell_of(_case(queries=2), 5, NOW).spoken) == ("2", "2 queries")
    assert cell_of(_case(received=True), 6, NOW).text == "Received"


def test_interviews_of_today_are_found_and_other_words_are_left_as_they_are() -> None:
    today = NOW.date()
    assert passes(_case(), "today", today)
    assert not passes(_case(interviewed="practitioner"), "today", today)
    assert interview_day(_case(interview_at="after lunch")) is None
    assert cell_of(_case(interview_at="after lunch"), 4, NOW).text == "after lunch"
    assert cell_of(_case(), 4, NOW).bold


def test_the_list_shows_filters_and_names_the_case_on_its_button(qtbot, program, settled) -> None:
    screen = program.places.cases
    assert screen.filters.buttons[0].choice.words == "All 4"
    screen.search.setText("0428")
    assert [case.case_ref for case in screen._shown] == ["24-0428"]
    assert screen.open_button.text() == "Open 24-0428"
    screen.search.setText("nothing like this")
    assert not screen.open_button.isEnabled()
    screen.search.clear()
    screen.filters.choose("today")
    assert {case.case_ref for case in screen._shown} == {"24-0428", "24-0431", "24-0440"}


def test_a_search_without_a_case_says_so_and_leads_back(program, settled) -> None:
    cases = program.places.cases
    cases.search.setText("no such case")
    assert cases.none.isVisible() and not cases.open_button.isEnabled()
    cases._all.click()
    settled()
    assert not cases.none.isVisible() and cases.search.text() == ""
    assert cases.table.rows_model.rowCount() == len(program.places.overview.cases)


def test_enter_opens_the_selected_case_and_the_place_is_remembered(qtbot, program, world, settled) -> None:
    screen = program.places.cases
    screen.table.setFocus()
    screen.table.set_current_row(0)
    qtbot.keyClick(screen.table, Qt.Key.Key_Return)
    settled()
    case = program.places.case
    assert program.window.screen_shown is case.space.assessment
    case.space.open_ref("C3")
    settled()
    program.places.show_cases()
    settled()
    place = program.places.overview.place
    assert (place.case_id, place.ref) == (case.book.case_id, "C3")
    program.window.perform("resume")
    settled()
    assert case.space.assessment.shown_ref() == "C3"


def test_the_declaration_stands_before_the_first_case(qtbot, theme, shown) -> None:
    dialog = shown(DeclarationDialog(theme, None))
    assert not dialog.main.isEnabled()
    dialog.answer.choose("yes")
    assert not dialog.main.isEnabled()
    dialog.detail.setPlainText("I supervised this practitioner until March.")
    assert dialog.main.isEnabled()
    assert dialog.values() == (True, "I supervised this practitioner until March.")
    dialog.answer.choose("no")
    assert dialog.main.isEnabled()


def test_an_open_alert_stands_above_the_list(program, world, made_up, settled) -> None:
    from hmip_desktop.domain.alert import Alert
    from hmip_desktop.domain.values import moment

    alert = Alert("others", "Moved back", "Two children", "Violence", "Saturday", "At the address", moment(NOW))
    alerts.raise_alert(world.inspector, world.case_ids["0431"], alert)
    program.places.strip.refresh()
    program.places.refresh()
    settled()
    screen = program.places.cases
    assert len(program.places.strip.banners) == 1
    assert not screen.alert.isVisible()
    screen.tell_above(0)
    assert screen.alert.isVisible()
    assert "24-0431" in screen.alert.label.text()


def _accept(kind: type) -> None:
    """Press the main button of the dialog that comes."""

    def press() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, kind):
            dialog.accept()

    QTimer.singleShot(0, press)


def test_exporting_writes_one_sealed_file_and_says_so(qtbot, program, world, settled, tmp_path) -> None:
    made_up_changes = program.places.overview.changed_since
    assess.record_answer(world.inspector, world.case_ids["0417"], "C1", "yes")
    seen: list[str] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, ExportedDialog):
            seen.append(dialog.accessibleName())
            dialog.accept()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(20)
    program.places.packages.write(world.lead.me, tmp_path, "LI-02")
    settled()
    timer.stop()
    assert seen == ["The sealed file is ready"]
    assert len(list(tmp_path.glob("*.hmip"))) == 1
    settled()
    assert program.places.overview.changed_since == 0
    assert program.places.overview.exported_at
    assert made_up_changes >= 0


def test_the_export_dialog_asks_for_whom_and_where(theme, shown) -> None:
    dialog = shown(ExportDialog(theme, None, [("1" * 30, "LI-02")], Path("/home/ai07"), 3))
    assert dialog.values() == ("1" * 30, Path("/home/ai07"))
    nobody = shown(ExportDialog(theme, None, [], Path("/home/ai07"), 0))
    assert not nobody.main.isEnabled()


def test_a_dropped_package_changes_nothing_until_agreed(qtbot, program, world, settled, tmp_path) -> None:
    assess.record_answer(world.lead, world.case_ids["0417"], "C1", "no")
    sent = exporting.export(world.lead, world.inspector.me, tmp_path)
    before = program.places.overview
    plan = merge_plan.plan(world.inspector, [sent.package])
    dialog = ArrivalDialog(program.theme, program.window, plan, {world.lead.me: "LI-02"})
    assert dialog.main is not None
    dialog.deleteLater()
    assert program.places.overview is before
    program.places.packages.apply(plan)
    settled()
    record = assess.open_case(world.inspector, world.case_ids["0417"]).record
    assert record.answers["C1"].value.answer == "no"


def test_a_file_that_is_no_package_is_said_kindly(theme, shown, world, tmp_path) -> None:
    wrong = tmp_path / "letter.hmip"
    wrong.write_text("Dear lead inspector", encoding="utf-8")
    plan = merge_plan.plan(world.inspector, [wrong])
    dialog = shown(ArrivalDialog(theme, None, plan, {}))
    assert dialog.main is None
    from PySide6.QtWidgets import QLabel

    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "Not opened" in words


def test_the_rail_of_places_shows_the_open_case(program, case, settled) -> None:
    program.places.show_cases()
    settled()
    keys = program.places.rail.view.keys()
    assert keys[:2] == ["my-cases", "raise-alert"]
    assert "assessment" in keys
    program.places.rail.view.opened.emit("evaluate")
    settled()
    assert program.window.screen_shown is case.space.evaluation


def test_the_title_holds_a_reference_and_no_name(program, case, settled) -> None:
    case.space.open_ref("C1")
    assert program.window.windowTitle() == "24-0417 - HMIP Desktop"


def test_a_rail_is_as_wide_as_itself_and_not_as_one_that_waits(program, case, settled) -> None:
    assert program.window._rails.width() == case.space.rail.width()
    program.places.show_cases()
    settled()
    assert program.window._rails.width() == program.places.rail.width() < case.space.rail.maximumWidth()


def test_a_case_that_left_the_list_opens_nothing(qtbot, program, settled) -> None:
    from hmip_desktop.services.case_rows import GONE

    screen = program.places.cases
    screen._shown = [GONE]
    with qtbot.assertNotEmitted(screen.open_asked):
        screen._open_row(0)


def test_the_reason_of_the_question_set_stands_below_the_list_on_focus(program, settled) -> None:
    screen = program.places.cases
    refs = [case.case_ref for case in screen._shown]
    screen.table.set_current_row(refs.index("24-0428"))
    assert screen._hint.text().startswith("24-0428 · Gateshead: Adjusted questions, because ")
    assert screen._shown[refs.index("24-0428")].route_reason in screen._hint.text()
    screen.table.set_current_row(refs.index("24-0417"))
    assert screen._hint.text().startswith("24-0417 · North Tyneside: ")


def test_whoever_declares_a_conflict_opens_no_case_before_the_lead_was_told(
    qtbot, program, world, settled, monkeypatch
) -> None:
    monkeypatch.setattr(DeclarationDialog, "exec", lambda self: DeclarationDialog.DialogCode.Accepted)
    monkeypatch.setattr(DeclarationDialog, "values", lambda self: (True, "I know this practitioner."))
    opened = assess.open_case(world.inspector, world.case_ids["0417"])
    program.places._opened(world.case_ids["0417"], "", False, opened)
    settled()
    assert program.places.case is None
    assert program.places.cases.notices.interest.isVisible()
    program.places.open_case(world.case_ids["0417"])
    settled()
    assert program.places.case is not None


def test_words_of_before_that_come_home_late_ask_nothing_of_a_closed_declaration(program, world, settled) -> None:
    dialog = DeclarationDialog(program.theme, program.window)
    keeper = DraftKeeper(StoreCaseBook(world.inspector, NO_CASE), program.jobs, program.places)
    dialog.keep_typing(keeper)
    delete(dialog)
    came = []
    keeper.found.connect(came.append)
    settled()
    assert came == [[]]


@pytest.mark.parametrize(("code", "width"), [("en", 745), ("en", 794), ("cy", 794)])
def test_times_and_states_of_the_list_are_never_cut_off(theme, shown, code: str, width: int) -> None:
    before = language()
    choose_language(code)
    try:
        view = shown(RowsView(theme, "Cases", RowsModel(columns(), lambda row, place: Cell(""))), width, 300)
    finally:
        choose_language(before)
    for place, column in enumerate(view.rows_model.columns):
        for cell in column.whole:
            assert needed_width(theme, cell) <= view.columnWidth(place), (column.title, cell.text)


def test_at_200_per_cent_a_spare_column_goes_before_any_word_is_cut(theme, shown) -> None:
    theme.set_scale(2.0)
    view = shown(RowsView(theme, "Cases", RowsModel(columns(), lambda row, place: Cell(""))), 1290, 300)
    for place, column in enumerate(view.rows_model.columns):
        assert view.isColumnHidden(place) == bool(column.spare)
        for cell in column.whole:
            assert needed_width(theme, cell) <= view.columnWidth(place), (column.title, cell.text)
    assert sum(view.columnWidth(place) for place in range(len(view.rows_model.columns))) >= view.viewport().width() - 9
    view.resize(1900, 300)
    assert not any(view.isColumnHidden(place) for place in range(len(view.rows_model.columns)))


def test_a_time_is_whole_at_200_per_cent_where_other_columns_must_give(theme, shown) -> None:
    theme.set_scale(2.0)
    view = shown(RowsView(theme, "Cases", RowsModel(columns(), lambda row, place: Cell(""))), 1290, 300)
    (talk,) = (place for place, column in enumerate(view.rows_model.columns) if column.firm)
    needed = [needed_width(theme, cell) for cell in view.rows_model.columns[talk].whole]
    assert view.columnWidth(talk) >= max(needed)
    assert sum(view.columnWidth(place) for place in range(len(view.rows_model.columns))) <= view.viewport().width()
