"""Results in a real window: the numbers of the service, cells with their cases, filters with what they leave out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible

from hmip_desktop.domain.assessment import Moderation
from hmip_desktop.domain.revisions import subject
from hmip_desktop.services import results as result_service
from hmip_desktop.services.context import stamp_of
from hmip_desktop.services.results import DIMENSIONS, ResultGroup
from hmip_desktop.store import projections
from hmip_desktop.store.revisions import Write
from hmip_desktop.ui.text import choose_language, language
from hmip_desktop.ui.views.lead.heat import WHOLE
from hmip_desktop.ui.words import rosh_words
from tests.ui.audit import tab_ring

pytestmark = pytest.mark.long


@pytest.fixture
def screen(at):
    """The place, with everything shown."""
    return at("results")


@pytest.fixture
def rosh(screen) -> tuple[str, int]:
    """A level of risk that some but not all cases of the core set have, and its place in the list."""
    picker = screen.filters.pickers["rosh"]
    return next((picker.itemData(place), place) for place in range(1, picker.count()) if picker.itemData(place))


@pytest.fixture
def pick(screen, settled, qtbot):
    """Choose in a list of the filters by the keyboard."""

    def choose(name: str, place: int) -> None:
        picker = screen.filters.pickers[name]
        picker.setFocus()
        while picker.currentIndex() != place:
            qtbot.keyClick(picker, Qt.Key.Key_Down if picker.currentIndex() < place else Qt.Key.Key_Up)
        settled()

    return choose


def test_the_heat_map_shows_what_the_service_counts(screen, scene) -> None:
    keys = [row for row in result_service.results(scene.lead).tables[0].rows if row.asked.kind == "key_question"]
    model = screen.heat.heat
    assert model.rowCount() == len(keys)
    for place, row in enumerate(keys):
        whole = model.index(place, WHOLE)
        assert model.data(whole) == f"{row.whole.result.percent} %"
        spoken = model.data(whole, Qt.ItemDataRole.AccessibleTextRole)
        assert f"All PDUs: {row.whole.result.percent} per cent" in spoken
        assert f"{row.whole.result.tally.yes} of {row.whole.result.n}" in spoken
        for column, cell in enumerate(row.cells, WHOLE + 1):
            assert f", {cell.group}: " in model.data(model.index(place, column), Qt.ItemDataRole.AccessibleTextRole)


def test_the_chosen_cell_drives_the_cases_below(screen, settled, qtbot) -> None:
    screen.heat.setFocus()
    screen.heat.choose(1, WHOLE)
    settled()
    row = screen.heat.heat.rows[1]
    counts = row.whole.result.tally
    cases = screen.behind.view.rows_model.rows
    assert len(cases) == counts.yes + counts.no + counts.na + counts.unanswered
    assert [case.answer for case in cases[: counts.no]] == ["no"] * counts.no
    assert screen.certainty.base.text() == f"{counts.yes} of {counts.n}"
    qtbot.keyClick(screen.heat, Qt.Key.Key_Up)
    qtbot.keyClick(screen.heat, Qt.Key.Key_Right)
    settled()
    assert screen.heat.heat.rows[0].asked.ref in screen.behind.heading.text()
    group = screen.heat.heat.titles[1]
    assert screen.behind.heading.text().endswith(group)
    assert {case.item.pdu for case in screen.behind.view.rows_model.rows} == {group}


def test_by_keyboard_from_a_cell_to_its_cases_to_one_and_back_to_its_row(screen, program, settled, qtbot) -> None:
    order, _ = tab_ring(program.window)
    places = [order.index(one) for one in (screen.split, screen.sets.buttons[0], screen.heat, screen.behind.view)]
    assert places == sorted(places)  # in the order in which they are seen
    screen.heat.setFocus()
    qtbot.keyClick(screen.heat, Qt.Key.Key_Down)
    settled()
    heat = QAccessible.queryAccessibleInterface(screen.heat)
    said = heat.focusChild().text(QAccessible.Text.Name)
    assert said == screen.heat.heat.data(screen.heat.currentIndex(), Qt.ItemDataRole.AccessibleTextRole)
    qtbot.keyClick(screen.heat, Qt.Key.Key_Return)
    assert screen.behind.view.hasFocus()
    qtbot.keyClick(screen.behind.view, Qt.Key.Key_Down)
    case = screen.behind.view.rows_model.rows[1]
    qtbot.keyClick(screen.behind.view, Qt.Key.Key_Return)
    settled()
    record = program.places.screens["record"]
    assert program.window.screen_shown is record and record.case_id == case.item.case_id
    assert record.back.text() == "Back to the results"
    record.back.click()
    settled()
    assert program.window.screen_shown is screen
    assert screen.behind.view.hasFocus() and screen.behind.view.current_row() == 1
    assert screen.heat.currentIndex().row() == 1


def test_what_moderation_settled_is_marked_with_both_totals(screen, scene, program, settled) -> None:
    heat = screen.heat
    ref = heat.heat.rows[0].asked.ref
    case = next(one for one in screen.behind.view.rows_model.rows if one.answer in ("yes", "no"))
    other = "no" if case.answer == "yes" else "yes"
    stamp = stamp_of(scene.lead.inspection().pack)
    was = heat.heat.rows[0].whole.result.tally
    scene.lead.write(Write(subject("moderated", case.item.case_id, ref), Moderation(other, "Read again"), stamp))
    program.places.desk.read_again()
    settled()
    heat.choose(0, WHOLE)
    settled()
    spoken = heat.heat.data(heat.heat.index(0, WHOLE), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.endswith(f"Before moderation: {was.yes} of {was.n} (1 settled)")
    assert f"Before moderation: {was.yes} of {was.n} (1 settled)" in screen.certainty.apart.text()
    assert "a corner marks answers that moderation settled" in screen.base.text()
    behind = screen.behind.view.rows_model
    row = next(place for place, one in enumerate(behind.rows) if one.item.case_id == case.item.case_id)
    assert "moderated, was" in behind.cells(row)[1].spoken


def test_results_can_be_split_by_everything(screen, settled) -> None:
    for dimension in DIMENSIONS:
        screen._split_by(dimension)
        settled()
        model = screen.heat.heat
        assert model.table.dimension == dimension
        assert model.columnCount() == len(screen.table().groups) + 2
        for row in model.rows:
            assert sum(cell.result.n for cell in row.cells) == row.whole.result.n


def test_no_label_of_the_heat_map_is_cut_where_its_column_is_narrow(screen) -> None:
    heat = screen.heat
    model, long = heat.heat, "Planning that keeps other people safe in each and every household"
    rows = tuple(replace(row, asked=replace(row.asked, label=long)) for row in model.rows)
    heat.show_table(model.table, rows, model.titles, (0, WHOLE))
    metrics, wrap = heat._theme.metrics("control-bold"), int(Qt.TextFlag.TextWordWrap)
    room = QRect(0, 0, heat.columnWidth(0) - 22, 1000)
    for row in range(heat.heat.rowCount()):
        assert metrics.boundingRect(room, wrap, heat.heat.label(row)).height() <= heat.rowHeight(row)
    assert heat.rowHeight(0) > heat._theme.row(46)


def test_question_and_total_stay_in_view_beside_more_areas_than_fit(screen, settled, qtbot) -> None:
    heat, model = screen.heat, screen.heat.heat
    areas = [f"Area {number}" for number in range(1, 14)]
    rows = tuple(replace(row, cells=tuple(replace(row.cells[0], group=area) for area in areas)) for row in model.rows)
    table = replace(model.table, groups=tuple(ResultGroup(area, 1) for area in areas))
    heat.show_table(table, rows, ("All PDUs", *areas), (0, WHOLE))
    settled()
    spot, edge = heat.visualRect(model.index(0, WHOLE)), heat.fixed_width()
    assert heat.horizontalScrollBar().maximum() > 0
    picture = heat.viewport().grab(QRect(0, 0, edge - 6, heat.viewport().height())).toImage()
    heat.setFocus()
    for column in range(WHOLE + 1, model.columnCount()):  # to the right one by one, nothing hides below the total
        qtbot.keyClick(heat, Qt.Key.Key_Right)
        assert heat.currentIndex().column() == column
        where = heat.visualRect(heat.currentIndex())
        assert where.left() >= edge
        assert where.right() <= heat.viewport().width()
    assert heat.visualRect(model.index(0, WHOLE)) == spot
    assert heat.indexAt(spot.center()).column() == WHOLE
    assert heat.indexAt(QPoint(4, spot.center().y())).column() == 0
    heat.clearFocus()
    heat.setCurrentIndex(model.index(0, model.columnCount() - 1))
    assert (
        heat.viewport().grab(QRect(0, 0, spot.left(), 30)).toImage().size()
        == picture.copy(0, 0, spot.left(), 30).size()
    )
    inner = spot.adjusted(8, 8, -12, -8)
    assert heat.viewport().grab(inner).toImage() == picture.copy(inner)
    qtbot.mouseClick(heat.viewport(), Qt.MouseButton.LeftButton, pos=spot.center())
    assert heat.currentIndex().column() == WHOLE
    assert heat.horizontalScrollBar().value() == heat.horizontalScrollBar().maximum()


def test_filters_say_what_they_leave_out_until_they_are_cleared(screen, scene, rosh, pick, settled, program) -> None:
    base, (key, place), told = screen.base.text(), rosh, []
    screen.said.connect(told.append)
    picker = screen.filters.pickers["rosh"]
    assert screen.filters.clear.isHidden()
    assert (picker.accessibleName(), picker.shown_words()) == ("Filter by RoSH", "All RoSH")
    pick("rosh", place)
    kept = result_service.results(scene.lead, "pdu", {"rosh": key}, prompts=False)
    every = result_service.results(scene.lead).tables[0].cases
    table, said = screen.table(), f"RoSH {rosh_words(key)}"
    assert (table, screen.found.left_out) == (kept.tables[0], kept.left_out)
    assert 0 < table.cases < every
    first = f"{table.cases} of {every} core cases: only {said}; {every - table.cases} left out; "
    assert screen.base.text().startswith(first)
    assert screen.base.text().endswith("outputs count every case")
    assert told[-1] == screen.base.text()
    assert picker.shown_words() == f"RoSH: {rosh_words(key)}"
    assert f"only {said}" in screen.certainty.place.text()
    assert {case.item.rosh for case in screen.behind.view.rows_model.rows} == {key}
    program.window.perform("clear-filters")
    settled()
    assert (screen.base.text(), screen.filters.only(), told[-1]) == (base, {}, base)
    assert "only" not in screen.certainty.place.text()
    assert screen.filters.clear.isHidden()


def test_a_filter_keeps_to_one_question_set_and_says_so_of_every_value(screen, scene, rosh, pick, settled) -> None:
    for route in ("core", "adjusted"):
        screen.sets.set_value(route)
        screen._choose_set(route)
        settled()
        assert screen.table().route == route
        held = [case for case in projections.case_list(scene.lead.store) if case.counted and case.route == route]
        for name in ("pdu", "rosh", "sentence_type"):
            picker = screen.filters.pickers[name]
            for place in range(1, picker.count()):
                count = sum(getattr(case, name) == picker.itemData(place) for case in held)
                assert picker.itemText(place).endswith(f"({count})")
        assert {case.item.route for case in screen.behind.view.rows_model.rows} <= {route}


def test_cases_can_be_chosen_by_how_they_were_read(screen, scene, pick) -> None:
    picker = screen.filters.pickers["interview"]
    held = [case for case in projections.case_list(scene.lead.store) if case.counted and case.route == "core"]
    for place in range(1, picker.count()):
        pick("interview", place)
        key = screen.filters.only()["interview"]
        wanted = [
            case.case_id for case in held
            if ("file-read" if case.file_read else case.interviewed) == key
        ]  # fmt: skip
        assert screen.table().cases == len(wanted) > 0
        assert {case.item.case_id for case in screen.behind.view.rows_model.rows} <= set(wanted)


def test_more_filters_are_added_and_put_away_with_the_rest(screen, pick, settled, qtbot) -> None:
    row = screen.filters
    shown = [name for name, picker in row.pickers.items() if picker.isVisible()]
    assert shown == ["rosh", "sentence_type", "interview"]
    menu = row.menu()
    assert [action.text() for action in menu.actions()] == [
        "PDU", "Sex", "Age band", "Ethnicity", "Practitioner grade", "Inspector",
    ]  # fmt: skip
    menu.actions()[0].trigger()
    settled()
    assert screen.window().focusWidget() is row.pickers["pdu"]
    pick("pdu", 1)
    area = screen.filters.only()["pdu"]
    assert {group.key for group in screen.table().groups} == {area}
    row.clear.setFocus()
    qtbot.keyClick(row.clear, Qt.Key.Key_Space)
    settled()
    assert row.only() == {}
    assert row.pickers["pdu"].isHidden()
    assert screen.window().focusWidget() is row.pickers["rosh"]


def test_filters_that_leave_no_case_say_so(screen, scene, settled) -> None:
    listed = projections.case_list(scene.lead.store)
    held = {(case.rosh, case.sentence_type) for case in listed if case.counted and case.route == "core"}
    levels, types = ({pair[place] for pair in held} for place in (0, 1))
    empty = next((level, kind) for level in sorted(levels) for kind in sorted(types) if (level, kind) not in held)
    screen.filters.choose(dict(zip(("rosh", "sentence_type"), empty, strict=True)))
    screen._filter()
    settled()
    assert screen.base.text().startswith("0 of ")
    assert len(screen.behind.view.rows_model.rows) == 0
    assert screen.certainty.base.text() == "nobody answered"
    assert screen.filters.pickers["rosh"].shown_words() == f"RoSH: {rosh_words(empty[0])}"
    screen.filters.clear_all()
    settled()
    assert screen.table().cases > 0


def test_the_choice_survives_what_a_merge_brings_and_another_language(
    program, screen, rosh, pick, settled, qtbot
) -> None:
    before, (key, place) = language(), rosh
    pick("rosh", place)
    screen.split.set_value("interview")
    screen.split.picked.emit("interview")
    screen._choose_set("adjusted")
    settled()
    screen.refresh()
    settled()
    cases, base = screen.table().cases, screen.base.text()
    try:
        with qtbot.waitSignal(program.speech.changed, timeout=60_000):
            program.window.perform("language-cy")
        settled()
        fresh = program.places.screens["results"]
        assert fresh is not screen
        assert (fresh.filters.only(), fresh.wanted.by, fresh.split.value()) == ({"rosh": key}, "interview", "interview")
        assert (fresh.table().route, fresh.table().cases, fresh.sets.value()) == ("adjusted", cases, "adjusted")
        assert fresh.base.text() != base
        assert fresh.base.text().startswith(f"{cases} o ")
    finally:
        choose_language(before)
