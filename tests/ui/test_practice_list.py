"""Effective practice in the close of a case: an example written, changed, taken back, and undone."""

from __future__ import annotations

from hmip_desktop.domain.assessment import EffectivePractice
from hmip_desktop.ui.views.case.practice_list import PracticeDialog


def _form(program) -> PracticeDialog:
    found = program.window.findChildren(PracticeDialog)
    return next(one for one in found if one.isVisible())


def test_an_example_is_written_changed_and_taken_back(program, case, settled) -> None:
    case.space.open_key("evaluate")
    settled()
    closing = case.space.evaluation.closing
    closing.practice.add.click()
    form = _form(program)
    assert not form.act.isEnabled()
    form.stage.set_value("planning")
    form.lens.set_value("children_safe")
    form.done_words.setPlainText("Mrs Harris was asked to the first meeting.")
    form.why.setPlainText("One plan instead of two.")
    assert form.warning.isVisible() and form.act.isEnabled()
    form.done_words.setPlainText("The school was asked to the first meeting.")
    assert not form.warning.isVisible()
    form.act.click()
    settled()
    one = EffectivePractice(
        "planning", "children_safe", "The school was asked to the first meeting.", "One plan instead of two."
    )
    assert case.desk.record.evaluation.value.practice == (one,)
    closing.practice.links[0].click()
    form = _form(program)
    assert form.value() == one
    form.why.setPlainText("The school knew what to look for.")
    form.act.click()
    settled()
    assert case.desk.record.evaluation.value.practice[0].why == "The school knew what to look for."
    case.desk.undo()
    settled()
    assert closing.practice.examples == (one,)


def test_a_theme_with_a_name_is_warned_of(case, settled) -> None:
    case.space.open_key("evaluate")
    settled()
    closing = case.space.evaluation.closing
    assert not closing.names.isVisible()
    closing.chips["barrier"].show_words(("Mr Harris is never there",))
    closing.save()
    settled()
    assert closing.names.isVisible()
    closing.chips["barrier"].show_words(("Managers are hard to reach",))
    closing.save()
    settled()
    assert not closing.names.isVisible()
