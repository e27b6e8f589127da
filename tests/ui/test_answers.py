"""Choosing an answer: one tab stop that lands on what is chosen, keys, clearing, and no nudge."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from hmip_desktop.ui.widgets.answers import AnswerGroup, Choice, yes_no
from hmip_desktop.ui.widgets.judgement import JudgementBar


def _between_two_lines(theme, shown) -> tuple[QLineEdit, AnswerGroup, QLineEdit]:
    page = QWidget()
    column = QVBoxLayout(page)
    before, group, after = QLineEdit(), AnswerGroup(theme, "prompt a", yes_no(na=True)), QLineEdit()
    for part in (before, group, after):
        column.addWidget(part)
    shown(page)
    before.setFocus()
    return before, group, after


def test_tab_lands_on_the_saved_answer_and_changes_nothing(qtbot, theme, shown) -> None:
    before, group, after = _between_two_lines(theme, shown)
    group.set_value("no")
    told = []
    group.chosen.connect(told.append)
    qtbot.keyClick(before, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is group.buttons[1]
    qtbot.keyClick(group.buttons[1], Qt.Key.Key_Tab)
    assert after.hasFocus()
    assert group.value() == "no"
    assert told == []


def test_tab_back_lands_on_the_saved_answer_too(qtbot, theme, shown) -> None:
    _, group, after = _between_two_lines(theme, shown)
    group.set_value("na")
    after.setFocus()
    qtbot.keyClick(after, Qt.Key.Key_Backtab)
    assert QApplication.focusWidget() is group.buttons[2]


def test_without_an_answer_tab_lands_on_the_first_and_chooses_nothing(qtbot, theme, shown) -> None:
    before, group, _ = _between_two_lines(theme, shown)
    qtbot.keyClick(before, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is group.buttons[0]
    assert group.value() == ""


def test_numbers_choose_and_backspace_clears_while_the_group_has_the_focus(qtbot, theme, shown) -> None:
    before, group, _ = _between_two_lines(theme, shown)
    told = []
    group.chosen.connect(told.append)
    qtbot.keyClick(before, Qt.Key.Key_Tab)
    for key in (Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_3, Qt.Key.Key_Backspace, Qt.Key.Key_9):
        qtbot.keyClick(QApplication.focusWidget(), key)
    assert told == ["no", "na", ""]
    assert group.value() == ""


def test_a_saved_value_is_shown_without_telling(theme, shown) -> None:
    _, group, _ = _between_two_lines(theme, shown)
    told = []
    group.chosen.connect(told.append)
    group.set_value("yes")
    group.set_value("")
    assert told == []


def test_a_click_chooses_anywhere_on_the_segment(qtbot, theme, shown) -> None:
    _, group, _ = _between_two_lines(theme, shown)
    with qtbot.waitSignal(group.chosen) as told:
        qtbot.mouseClick(group.buttons[1], Qt.MouseButton.LeftButton, pos=group.buttons[1].rect().bottomRight())
    assert told.args == ["no"]


def _colours(button) -> set[int]:
    picture = button.grab().toImage()
    middle = picture.height() - 6
    return {picture.pixel(x, middle) for x in range(8, picture.width() - 8)}


def test_all_answers_look_alike_chosen_or_not(theme, shown) -> None:
    grounds = set()
    for code in ("yes", "no", "na"):
        group = AnswerGroup(theme, "prompt a", yes_no(na=True))
        group.set_value(code)
        shown(group, group.row_width(), 34)
        chosen = next(button for button in group.buttons if button.isChecked())
        grounds |= {theme.colour("sel").rgb()} & _colours(chosen)
        others = [button for button in group.buttons if button is not chosen]
        assert all(theme.colour("sel").rgb() not in _colours(button) for button in others)
    assert grounds == {theme.colour("sel").rgb()}


def test_segments_go_below_each_other_when_told(theme, shown) -> None:
    group = AnswerGroup(theme, "prompt a", yes_no(na=True))
    shown(group, 120, 200)
    group.set_stacked(True)
    tops = [button.y() for button in group.buttons]
    assert tops == sorted(set(tops))


def test_each_answer_says_what_it_is_about(theme) -> None:
    group = AnswerGroup(theme, "prompt a, Is it clear?", [Choice("yes", "Yes")])
    assert group.buttons[0].accessibleName() == "Yes, prompt a, Is it clear?"
    group.deleteLater()


def test_the_judgement_answers_to_its_keys_and_shows_them(qtbot, theme, shown) -> None:
    bar = JudgementBar(theme)
    bar.offer(na=True)
    shown(bar, 900, 140)
    told = []
    bar.chosen.connect(told.append)
    for key in (Qt.Key.Key_Y, Qt.Key.Key_N, Qt.Key.Key_A):
        qtbot.keyClick(bar, key, Qt.KeyboardModifier.AltModifier)
    assert told == ["yes", "no", "na"]
    assert [button.key_shown for button in bar.answers.buttons] == [True, True, True]


def test_not_applicable_is_offered_only_where_the_pack_allows_it(qtbot, theme, shown) -> None:
    bar = JudgementBar(theme)
    bar.offer(na=False)
    shown(bar, 900, 140)
    qtbot.keyClick(bar, Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    assert bar.answers.value() == ""
    assert [button.choice.code for button in bar.answers.buttons] == ["yes", "no"]


def test_not_applicable_comes_back_as_it_was_with_its_key(qtbot, theme, shown) -> None:
    bar = JudgementBar(theme)
    shown(bar)
    bar.offer(na=True)
    once = bar.answers.buttons[2]
    once.click()
    bar.offer(na=False)
    assert not once.isVisible() and bar.answers.value() == ""
    bar.answers.choose("yes")
    qtbot.keyClick(bar, Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    assert bar.answers.value() == "yes"
    bar.offer(na=True)
    assert bar.answers.buttons[2] is once and once.isVisible() and not once.isChecked()
    qtbot.keyClick(bar, Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    assert bar.answers.value() == "na"


def test_a_contradiction_asks_why_and_blocks_nothing(qtbot, theme, shown) -> None:
    bar = JudgementBar(theme)
    shown(bar, 900, 200)
    bar.say_contradiction("Prompt b is No. You can still answer Yes: say why.")
    assert bar.contradiction.isVisible()
    bar.answers.choose("yes")
    assert bar.answers.value() == "yes"
    bar._why.click()
    bar.reason.setText("The work as a whole bears it out.")
    with qtbot.waitSignal(bar.reason_given) as told:
        qtbot.keyClick(bar.reason, Qt.Key.Key_Return)
    assert told.args == ["The work as a whole bears it out."]
    bar.say_contradiction("")
    assert not bar.contradiction.isVisible()


def test_a_chosen_answer_can_be_read_in_a_signed_off_case(theme, shown) -> None:
    group = AnswerGroup(theme, "prompt a", yes_no(na=False))
    shown(group)
    group.set_value("no")
    group.setEnabled(False)
    chosen = group.buttons[1]
    picture = chosen.grab().toImage()
    inks = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
    assert theme.colour("on_sel").name() in inks
    assert theme.colour("text2").name() not in inks
