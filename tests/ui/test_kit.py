"""The kit: plain words, dates as people type them, save states, footers, tables, rails, chips, undo."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from hmip_desktop.ui.widgets.buttons import Button
from hmip_desktop.ui.widgets.chips import ChipRow
from hmip_desktop.ui.widgets.focus_ring import FocusRing
from hmip_desktop.ui.widgets.footer import Footer
from hmip_desktop.ui.widgets.inputs import LineInput, SearchBox, TextInput, parse_date
from hmip_desktop.ui.widgets.labels import ElidedLabel, PlainLabel, Run, RunsLabel
from hmip_desktop.ui.widgets.notices import DropArea, UndoBar
from hmip_desktop.ui.widgets.rail import RailItem, RailView
from hmip_desktop.ui.widgets.save_state import SaveState, SaveStateLabel, Saving
from hmip_desktop.ui.widgets.table import Cell, Column, RowsModel, RowsView

MARKUP = "<b>bold</b> <img src='file:///etc/passwd'> & more"


def test_words_are_shown_letter_by_letter(theme, shown) -> None:
    label = shown(PlainLabel(theme, MARKUP))
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.text() == MARKUP
    runs = RunsLabel(theme, [Run(MARKUP, bold=True), Run(" and more")])
    assert runs.text() == MARKUP + " and more"
    assert QAccessible.queryAccessibleInterface(runs).text(QAccessible.Text.Name) == MARKUP + " and more"
    runs.deleteLater()


def test_runs_wrap_and_need_more_height_in_less_width(theme) -> None:
    label = RunsLabel(theme, [Run("One two three four five six seven eight nine ten " * 3)])
    assert label.heightForWidth(200) > 2 * label.heightForWidth(900)
    label.deleteLater()


def test_a_line_that_does_not_fit_ends_in_an_ellipsis_and_tells_all_in_its_tip(theme, shown) -> None:
    label = shown(ElidedLabel(theme, "A long line of words that does not fit"), 90, 30)
    assert label.toolTip() == label.text()


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("4/6/2025", date(2025, 6, 4)),
        ("04.06.25", date(2025, 6, 4)),
        ("4 6 25", date(2025, 6, 4)),
        ("2025-06-04", date(2025, 6, 4)),
        ("31/2/2025", None),
        ("tomorrow", None),
        ("4/6", None),
        ("", None),
    ],
)
def test_dates_are_read_as_people_type_them(typed: str, day: date | None) -> None:
    assert parse_date(typed) == day


def test_pasted_words_lose_their_dress_and_tab_leaves(qtbot, theme, shown) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    box, line = TextInput(theme, "Evidence"), LineInput(theme, "Source")
    column.addWidget(box)
    column.addWidget(line)
    shown(page)
    data = QMimeData()
    data.setHtml("<b>bold</b>")
    data.setText("bold")
    box.insertFromMimeData(data)
    assert box.toPlainText() == "bold"
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Tab)
    assert line.hasFocus()


def test_escape_empties_a_search(qtbot, theme, shown) -> None:
    box = shown(SearchBox(theme, "Search", "Search"))
    told = []
    box.searched.connect(told.append)
    box.setText("police")
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert (box.text(), told) == ("", ["police", ""])


def test_a_quick_save_says_only_when_it_is_done(theme, shown) -> None:
    state = SaveState()
    label = shown(SaveStateLabel(theme, state))
    state.begin()
    assert label.words() == ""
    state.succeed(datetime(2026, 11, 9, 14, 32))  # noqa: DTZ001 - the label shows local time as it is given
    assert label.words() == "Saved 14:32"
    assert not state.blocks_close


def test_a_slow_save_says_so(qtbot, theme, shown) -> None:
    state = SaveState()
    label = shown(SaveStateLabel(theme, state))
    with qtbot.waitSignal(state.changed):
        state.begin()
    assert state.state is Saving.SAVING
    assert label.words() == "Saving..."


def test_a_failure_stays_until_a_save_succeeds_and_blocks_closing(theme, shown) -> None:
    state = SaveState()
    label = shown(SaveStateLabel(theme, state))
    state.begin()
    state.fail("the disk is full")
    state.begin()
    assert "Not saved: the disk is full" in label.words()
    assert state.blocks_close
    state.succeed(datetime(2026, 11, 9, 14, 33))  # noqa: DTZ001 - as above
    assert not state.blocks_close


def test_read_only_is_a_state_of_its_own(theme, shown) -> None:
    state = SaveState()
    label = shown(SaveStateLabel(theme, state))
    state.read_only("opened in another window")
    assert label.words() == "Read only: opened in another window"


@pytest.fixture
def footer(theme, shown) -> Footer:
    """A footer with three buttons."""
    state = SaveState()
    made = Footer(theme, state)
    made.kept = state
    for words in ("Raise an alert", "Copy message"):
        made.add_button(Button(theme, words))
    made.add_button(Button(theme, "Save and make the sealed file", filled=True))
    state.succeed(datetime(2026, 11, 9, 14, 32))  # noqa: DTZ001 - as above
    made.say_place("On this computer only. Last export Tue 16:10")
    made.say_link("11 questions to answer")
    page = QWidget()
    made.setParent(page)
    shown(page, 1400, 80)
    made.resize(1300, 54)
    made.show()
    QApplication.processEvents()
    return made


def _visible(footer: Footer) -> list[str]:
    return [button.words() for button in footer.findChildren(Button) if button.isVisible()]


def test_a_footer_drops_the_least_needed_first(footer) -> None:
    assert footer._place.isVisible()
    assert footer._link.isVisible()
    footer.resize(720, 54)
    QApplication.processEvents()
    assert not footer._place.isVisible()
    assert "Raise an alert" in _visible(footer)


def test_buttons_that_do_not_fit_go_behind_more_and_the_filled_one_stays(footer) -> None:
    footer.resize(420, 54)
    QApplication.processEvents()
    assert _visible(footer) == ["More", "Save and make the sealed file"]
    footer.resize(1300, 54)
    QApplication.processEvents()
    assert "More" not in _visible(footer)


def test_what_is_missing_is_told_at_the_main_button_where_the_words_do_not_fit(footer) -> None:
    main = footer._buttons[-1]
    footer.say_note("Say first why this is needed")
    assert footer._note.isVisible()
    assert main.toolTip() == ""
    footer.resize(640, 54)
    QApplication.processEvents()
    assert not footer._note.isVisible()
    assert main.toolTip() == main.accessibleDescription() == "Say first why this is needed"
    footer.say_note("")
    assert main.toolTip() == main.accessibleDescription() == ""


@pytest.fixture
def table(theme, shown) -> RowsView:
    """Ten thousand rows of three cells."""

    def cell(row: int, column: int) -> Cell:
        return [
            Cell(f"24-{row:04}", bold=True),
            Cell("Adjusted", dotted=True, tip="because of day 34"),
            Cell("In progress", icon="half", end="8/22", spoken="In progress, 8 of 22"),
        ][column]

    view = RowsView(theme, "Cases", RowsModel([Column("Case"), Column("Route"), Column("State", stretch=True)], cell))
    view.show_rows(range(10_000))
    return shown(view, 600, 400)


def test_a_head_is_never_cut_while_there_is_room(theme, shown) -> None:
    columns = [Column("Achos", 20), Column("Cwestiynau a atebwyd", 20, right=True), Column("Cyflwr", 30, stretch=True)]
    view = RowsView(theme, "Achosion", RowsModel(columns, lambda row, column: Cell("1")))
    view.show_rows(range(3))
    shown(view, 600, 200)
    need = [view.horizontalHeader().sectionSizeHint(place) for place in range(3)]
    words = [theme.metrics("small-bold").horizontalAdvance(column.title) for column in columns]
    assert all(hint > width for hint, width in zip(need, words, strict=True))  # with what the style keeps around words
    assert [view.columnWidth(place) >= width for place, width in enumerate(need)] == [True] * 3


def test_only_painted_rows_are_made(table) -> None:
    assert table.rows_model.rowCount() == 10_000
    assert table.rowHeight(0) == 36


def test_every_painted_cell_can_be_read_aloud(table) -> None:
    model = table.rows_model
    said = [model.data(model.index(3, place), Qt.ItemDataRole.AccessibleTextRole) for place in range(3)]
    assert said == ["24-0003", "Adjusted", "In progress, 8 of 22"]


@pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)
def test_enter_opens_a_row_and_f2_shows_its_reason(qtbot, table) -> None:
    table.setFocus()
    table.set_current_row(4)
    with qtbot.waitSignal(table.opened) as told:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert told.args == [4]
    with qtbot.waitSignal(table.reason_asked):
        qtbot.keyClick(table, Qt.Key.Key_F2)


def test_tab_leaves_a_table_instead_of_walking_its_cells(table) -> None:
    assert not table.tabKeyNavigation()


@pytest.fixture
def rail(theme, shown) -> RailView:
    """A rail with a stage, a line and a place that cannot be opened."""
    view = RailView(theme, "Questions")
    children = (RailItem("C1", "C1 Keeping other people safe"), RailItem("data", "Data"))
    items = [
        RailItem("assessment", "Assessment", "half", "brand", "5/6", bold=True, children=children, spoken="5 of 6"),
        RailItem("line", kind="line"),
        RailItem("later", "Later", enabled=False),
    ]
    view.show_items(items, "C1")
    return shown(view, 262, 400)


def test_a_rail_says_its_state_in_words_and_skips_what_cannot_be_opened(rail) -> None:
    assert rail.keys() == ["assessment", "C1", "data"]
    assert rail.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "5 of 6"
    assert rail.shown_key() == rail.current_key() == "C1"


def test_new_counts_keep_focus_and_rows(rail) -> None:
    index = rail.model().index(0, 0)
    rail.show_items(
        [
            RailItem(
                "assessment", "Assessment", "done", "ok", "6/6",
                children=(RailItem("C1", "C1 Keeping other people safe", "done", "ok"), RailItem("data", "Data")),
            ),
            RailItem("line", kind="line"),
            RailItem("later", "Later"),
        ]
    )  # fmt: skip
    assert rail.model().index(0, 0) == index
    assert rail.current_key() == "C1"
    assert rail.keys() == ["assessment", "C1", "data", "later"]


def test_chips_wrap_come_and_go(qtbot, theme, shown) -> None:
    row = ChipRow(theme, "Enablers", "Add theme")
    row.show_words([f"Theme number {number}" for number in range(6)])
    shown(row, 300, 200)
    tops = {chip.y() for chip in row._host.findChildren(QWidget) if chip.isVisible()}
    assert len(tops) > 1
    with qtbot.waitSignal(row.changed) as told:
        row._remove("Theme number 2")
    assert len(told.args[0]) == 5


def test_undo_is_offered_and_withdrawn(qtbot, theme, shown) -> None:
    page = QWidget()
    bar = UndoBar(theme, seconds=1)
    QVBoxLayout(page).addWidget(bar)
    shown(page)
    bar.offer("12:41 sent to C1 b")
    with qtbot.waitSignal(bar.undone):
        bar.button.click()
    assert not bar.isVisible()
    bar.offer("12:41 sent to C1 b")
    qtbot.waitUntil(lambda: not bar.isVisible(), timeout=4000)
    assert bar._left == 0


def test_only_packages_are_taken_by_the_drop_area(theme, shown, tmp_path) -> None:
    from PySide6.QtCore import QPointF, QUrl
    from PySide6.QtGui import QDropEvent

    area = shown(DropArea(theme, "Drop a package here", "It is checked first."))
    told = []
    area.dropped.connect(told.append)
    for name in ("work.hmip", "picture.png"):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(tmp_path / name))])
        keys = Qt.KeyboardModifier.NoModifier
        drop = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, keys)
        area.dropEvent(drop)
    assert [[path.name for path in paths] for paths in told] == [["work.hmip"]]


def test_the_ring_follows_the_focus_and_leaves_with_it(theme, shown) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    line, label = LineInput(theme, "Line"), QLabel("words")
    column.addWidget(label)
    column.addWidget(line)
    shown(page)
    ring = FocusRing(theme, page)
    line.clearFocus()
    line.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    assert ring.isVisible()
    assert ring.geometry().contains(line.geometry())
    line.hide()
    for _ in range(3):
        QApplication.processEvents()
    assert not ring.isVisible()
