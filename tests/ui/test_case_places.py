"""Case details, evaluate and sign off, alert, interview notes: screens on real stores."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from hmip_desktop.services import alerts, assess, exporting, interview, merge_plan
from hmip_desktop.ui.views.case.still_open import groups_of


def _record(world, ref: str = "0417"):
    return assess.open_case(world.inspector, world.case_ids[ref]).record


def test_a_changed_date_changes_the_question_set_and_drops_no_answer(program, world, settled) -> None:
    program.places.open_case(world.case_ids["0428"])
    settled()
    case = program.places.case
    case.space.open_key("details")
    settled()
    assert "Adjusted questions" in case.space.details.route.sentence.text()
    case.desk.answer("A1", "yes")
    settled()
    date = case.space.details._fields["measure_date"]
    date.setText("1/9/2026")
    date.left.emit()
    settled()
    strip = case.space.details.strip
    assert strip.isVisible()
    assert "1 answer no longer applies" in strip._detail.text()
    assert _record(world, "0428").route_used == "adjusted"
    strip.change.click()
    settled()
    assert _record(world, "0428").route_used == "core"
    assert case.space.details.kept.rows[0].text().startswith("A1: Yes.")
    assert "Core questions" in case.space.details.route.sentence.text()
    assert _record(world, "0428").answers["A1"].value.answer == "yes"
    assert "A1" in case.desk.flow.inactive


def test_an_override_needs_a_reason_and_both_sets_are_kept(program, world, settled) -> None:
    program.places.open_case(world.case_ids["0428"])
    settled()
    banner = program.places.case.space.details.route
    program.places.case.space.open_key("details")
    banner._other.click()
    assert not banner._use.isEnabled()
    assert banner._detail.isVisible()  # what it does is said before it is done
    assert "No answer given so far is affected." in banner._detail.text()
    program.places.case.desk.answer("A1", "yes")
    settled()
    banner._other.click()
    assert "1 answer no longer applies." in banner._detail.text()
    banner.reason.setText("The published page says otherwise.")
    banner._use.click()
    settled()
    assert banner._detail.isHidden()
    route = _record(world, "0428").route
    assert (route.computed, route.used) == ("adjusted", "core")
    assert route.override_reason == "The published page says otherwise."


def test_a_wrong_date_is_said_and_not_saved(program, world, case, settled) -> None:
    case.space.open_key("details")
    line = case.space.details._fields["end_date"]
    line.setText("31/2/2026")
    line.left.emit()
    settled()
    assert line.property("problem")
    assert _record(world).facts.end_date == ""


def _finish(world, made_up) -> None:
    for _ in range(3):
        made_up.fill(world, "0417", 1.0, seed=7)


def test_everything_open_is_listed_and_leads_to_its_place(qtbot, program, case, settled) -> None:
    case.space.open_key("evaluate")
    settled()
    codes = [group.code for group in groups_of(case.desk)]
    assert codes == ["unanswered", "confirm"]
    first = groups_of(case.desk)[0].lines[0]
    case.space.evaluation.open.links[0].click()
    settled()
    assert case.space.assessment.page.element_in_focus() == first.key


def test_f8_goes_from_one_open_item_to_the_next(program, case, settled) -> None:
    case.space.open_key("evaluate")
    program.window.perform("next-open")
    settled()
    first = case.space.assessment.page.element_in_focus()
    case.space.open_key("evaluate")
    program.window.perform("next-open")
    settled()
    assert case.space.assessment.page.element_in_focus() not in ("", first)


def test_why_not_names_only_what_stands_in_the_way(qtbot, program, case, settled) -> None:
    case.space.open_key("evaluate")
    settled()
    screen = case.space.evaluation
    assert not screen.bar.sign.isEnabled()
    screen.bar.why.click()
    settled()
    assert screen.reasons.isVisible()
    from hmip_desktop.ui.widgets.buttons import LinkButton

    words = [link.text() for link in screen.reasons.findChildren(LinkButton)]
    assert any("declaration" in line for line in words)
    assert any(line.startswith("Unanswered") for line in words)
    qtbot.keyClick(screen.reasons, Qt.Key.Key_Escape)
    assert not screen.reasons.isVisible()


def test_a_case_is_signed_off_locked_and_unlocked_with_a_reason(program, world, made_up, case, settled) -> None:
    _finish(world, made_up)
    made_up.hold_interview(world, "0417")
    for found in assess.open_case(world.inspector, world.case_ids["0417"]).flow.contradictions:
        assess.explain(world.inspector, world.case_ids["0417"], found.question, "Borne out as a whole.")
    case.desk.read_again()
    settled()
    case.space.open_key("evaluate")
    screen = case.space.evaluation
    screen.closing.strengths.setPlainText("Checked early.\nExplained well.")
    screen.closing.strengths.left.emit()
    screen.closing.alert_check.click()
    settled()
    screen.bar.declaration.setChecked(True)
    assert screen.bar.sign.isEnabled()
    screen.bar.sign.click()
    settled()
    record = _record(world)
    assert record.is_signed_off
    assert record.evaluation.value.strengths == ("Checked early.", "Explained well.")
    case.space.open_ref("C1")
    settled()
    assert not case.space.assessment.judgement.answers.isEnabled()
    assert case.space.assessment.page.locked.isVisible()
    case.desk.act("Unlocked", lambda book: book.reopen("A date was wrong."))
    settled()
    assert not _record(world).is_signed_off


def test_themes_are_added_as_chips_and_taken_away(program, world, case, settled) -> None:
    case.space.open_key("evaluate")
    row = case.space.evaluation.closing.chips["enabler"]
    row._ask()
    row.line.setText("Co-located police")
    row._take()
    settled()
    assert [theme.text for theme in _record(world).evaluation.value.themes] == ["Co-located police"]
    row._remove("Co-located police")
    settled()
    assert _record(world).evaluation.value.themes == ()


def test_feedback_is_not_offered_to_a_substitute_who_does_not_supervise(program, world, case, settled) -> None:
    from hmip_desktop.domain.interview import Interview

    interview.save_interview(
        world.inspector, world.case_ids["0417"], Interview("other_substitute", supervises_case=False)
    )
    case.desk.read_again()
    settled()
    case.space.open_key("evaluate")
    settled()
    assert "does not supervise" in case.space.evaluation.closing.rule.label.text()
    assert not case.space.evaluation.closing.given.isEnabled()


@pytest.fixture
def alert_form(program, case, settled):
    """An alert with everything filled in but its scope."""
    case.raise_alert()
    settled()
    form = case.alert.form
    for row in form.rows.values():
        row.answer.choose("yes")
        row.why.setText("Because of the visit on Saturday")
    form.happened.setPlainText("Police log of 7 November")
    form.at_risk.setPlainText("Two children")
    return form


def test_an_alert_says_what_is_missing_and_that_nobody_knows(case, alert_form) -> None:
    screen = case.alert
    assert not screen.save.isEnabled()
    assert "nobody has been told yet" in screen.state.label.text()
    alert_form.scope.choose("others")
    assert screen.save.isEnabled()


def test_an_alert_is_saved_sealed_and_said(qtbot, program, world, case, alert_form, settled, tmp_path) -> None:
    program.settings.keep("export-folder", str(tmp_path))
    alert_form.scope.choose("others")
    alert_form.so_far.setText("Duty manager emailed")
    with qtbot.waitSignal(case.alert.sealed_asked):
        case.alert.save.click()
    settled()
    row = next(iter(alerts.register(world.inspector)))
    assert row.alert.value.what_happened.endswith("Done so far: Duty manager emailed")
    assert list(tmp_path.glob("*.hmip"))
    assert "Sealed for LI-02" in case.alert.next.file.label.text()
    plan = merge_plan.plan(world.lead, list(tmp_path.glob("*.hmip")))
    assert [(package.kind, package.refused) for package in plan.packages] == [("alert", None)]


def test_the_message_to_paste_names_the_case_and_no_person(case, alert_form) -> None:
    alert_form.scope.choose("others")
    words = case.alert.message()
    assert "24-0417" in words
    assert "children" not in words


def test_exporting_is_refused_kindly_when_there_is_nothing(program, world, settled, tmp_path) -> None:
    shown = []
    program.door.presented.connect(shown.append)
    to = world.lead.me
    exporting.export(world.inspector, to, tmp_path)
    program.places.packages.failed.emit(_refusal(world, to, tmp_path))
    assert program.door.dialog is not None
    assert "LI-02" in program.door.dialog.sentence
    program.door.dialog.accept()
    assert len(shown) == 1


def _refusal(world, to: str, folder):
    from hmip_desktop.errors import Refused

    try:
        exporting.export(world.inspector, to, folder, only_alerts=True)
    except Refused as refused:
        return refused
    raise AssertionError("nothing was refused")
