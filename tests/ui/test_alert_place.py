"""Alerts in the window: from anywhere, drafts, what to do when something fails, and staying in view."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from hmip_desktop.domain.alert import Alert
from hmip_desktop.domain.values import moment
from hmip_desktop.services import alert_watch, alerts, assess, exporting, merge_apply, merge_plan
from hmip_desktop.ui.case_book import StoreCaseBook
from hmip_desktop.ui.draft_keeper import DraftKeeper
from hmip_desktop.ui.views.alert.advice import AdviceDialog
from hmip_desktop.ui.views.alert.place import phones_of
from hmip_desktop.ui.views.alert.strip import CallDialog
from hmip_desktop.ui.views.alert.words import mail_address
from hmip_desktop.ui.widgets.frames import Banner

WHAT = "Police log of 7 November"


@pytest.fixture
def form(program, case, settled, tmp_path):
    """An individual alert with everything filled in; sealed files go to a folder of the test."""
    program.settings.keep("export-folder", str(tmp_path / "alerts"))
    case.raise_alert()
    settled()
    made = case.alert.form
    for row in made.rows.values():
        row.answer.choose("yes")
        row.why.setText("Because of the visit on Saturday")
    made.happened.setPlainText(WHAT)
    made.at_risk.setPlainText("Two children")
    made.scope.choose("others")
    return made


def _alert(world) -> str:
    alert = Alert("others", WHAT, "Two children", "Violence", "Saturday", "One home", moment(world.clock()))
    return alerts.raise_alert(world.inspector, world.case_ids["0417"], alert)[0]


def _receipt(world, tmp_path) -> None:
    """The alert's package goes to the lead, and what comes back brings the receipt."""
    sent = exporting.export(world.inspector, world.lead.me, tmp_path / "out", only_alerts=True)
    merge_apply.apply(world.lead, merge_plan.plan(world.lead, [sent.package]))
    back = exporting.export(world.lead, world.inspector.me, tmp_path / "out")
    merge_apply.apply(world.inspector, merge_plan.plan(world.inspector, [back.package]))


def test_the_draft_is_there_again_after_leaving_and_coming_back(program, case, form, settled) -> None:
    case.alert.leave.click()
    settled()
    assert program.window.screen_shown is not case.alert
    case.raise_alert()
    settled()
    assert case.alert.form.happened.toPlainText() == WHAT
    assert not case.alert.is_saved


def test_a_saved_alert_is_no_draft_of_the_next(case, form, settled) -> None:
    case.alert.save.click()
    settled()
    case.raise_alert()
    settled()
    assert case.alert.form.happened.toPlainText() == ""
    assert "24-0417/2" in case.alert._caption.text()


def test_a_folder_that_takes_nothing_says_what_to_do(program, world, case, form, settled, tmp_path) -> None:
    (tmp_path / "alerts").write_text("not a folder", encoding="utf-8")
    case.alert.save.click()
    settled()
    screen = case.alert
    assert "safe here" in screen.next.file.label.text()
    assert screen.next.other.isVisible()
    assert len(alerts.register(world.inspector)) == 1
    screen.next.folder_chosen.emit(str(tmp_path / "elsewhere"))
    settled()
    assert "Sealed for LI-02" in screen.next.file.label.text()
    (made,) = (tmp_path / "elsewhere").glob("*.hmip")
    assert made.name in screen.message()


def test_an_alert_that_the_store_refuses_stays_on_the_screen(world, made_up, program, case, form, settled) -> None:
    ctx, case_id = world.inspector, world.case_ids["0417"]
    form.rows["imminent"].why.setText("x")
    alert = form.alert(moment(world.clock()), ())
    case.desk.act("Alert", lambda book: book.raise_alert(Alert(*[getattr(alert, name) for name in ("scope",)],
                  " ", "", "", "", "", alert.raised_at)))  # fmt: skip
    case.alert._saving = True
    settled()
    assert "not saved" in case.alert.state.label.text()
    assert case.alert.save.isEnabled()
    assert form.happened.toPlainText() == WHAT
    assert alerts.register(ctx) == ()
    assert ctx.case(case_id).alerts == {}
    program.door.dialog.accept()


def test_message_and_mail_hold_a_reference_and_nothing_that_happened(case, form, settled) -> None:
    case.alert.save.click()
    settled()
    screen = case.alert
    mail = mail_address(screen.facts(), "others")
    whole = QUrl.fromPercentEncoding(mail.toEncoded())
    for words in (screen.message(), whole):
        assert "24-0417/1" in words
        for detail in (WHAT, "children", "Saturday", "Police"):
            assert detail not in words
    assert whole.startswith("mailto:?subject=")
    assert whole.endswith(screen.message())
    screen._copy()
    assert QGuiApplication.clipboard().text() == screen.message()


def test_the_sheet_to_read_out_holds_everything_and_the_code_of_the_file(world, case, form, settled) -> None:
    case.alert.save.click()
    settled()
    words = case.alert.sheet()
    for part in ("INDIVIDUAL ALERT", "24-0417/1", WHAT, "Two children", "Harm to other people", "999 first"):
        assert part in words
    assert case.alert.facts().code in words
    assert len(case.alert.facts().code) == 9


def test_practice_that_is_poor_but_no_alert_is_said_and_not_refused(case, form) -> None:
    form.scope.choose("organisational")
    assert form.rows["systemic"].isVisible()
    assert case.alert.save.isEnabled()
    form.rows["systemic"].answer.choose("no")
    assert "general poor practice" in form.poor_practice.label.text()
    assert case.alert.save.isEnabled()
    saved = form.alert(moment(case.book.now()), ())
    assert (saved.systemic, saved.not_met) == ("Because of the visit on Saturday", ("systemic",))
    form.scope.choose("others")
    assert not form.rows["systemic"].isVisible()
    individual = form.alert(moment(case.book.now()), ())
    assert not individual.systemic and not individual.not_met


def test_a_saved_alert_about_practice_shows_again_the_test_that_is_not_met(world, case, form, settled) -> None:
    form.scope.choose("organisational")
    form.rows["imminent"].answer.choose("no")
    case.alert.save.click()
    settled()
    (alert_id,) = world.inspector.case(world.case_ids["0417"]).alerts
    case.alerts.show_alert(alert_id)
    settled()
    again = case.alert.form
    assert {code: row.answer.value() for code, row in again.rows.items()} == {
        "identifiable": "yes", "significant": "yes", "imminent": "no", "systemic": "yes",
    }  # fmt: skip
    assert "3 of 4 met" in again._met.text()
    said = case.alert.sheet()
    assert "Imminent because\nNot met: Because of the visit on Saturday" in said
    assert "Systemic because\nBecause of the visit on Saturday" in said


def test_an_alert_stays_on_every_screen_until_the_receipt(qtbot, program, world, case, form, settled, tmp_path) -> None:
    case.alert.save.click()
    settled()
    (banner,) = program.places.strip.banners
    assert "nobody has been told by telephone" in banner.label.text()
    assert WHAT not in banner.label.text()
    program.places.show_cases()
    settled()
    assert banner.isVisible()
    tall = banner.fontMetrics().height() * 3
    (waiting,) = alert_watch.waiting(world.inspector)
    alerts.record_told(world.inspector, waiting.case_id, waiting.alert_id, "LI-02")
    program.places.strip.refresh()
    settled()
    (line,) = program.places.strip.banners
    assert "LI-02 told" in line.label.text()
    assert line.height() <= tall
    _receipt(world, tmp_path)
    program.places.strip.refresh()
    settled()
    assert program.places.strip.banners == []


def _two_of_three_told(program, world, settled) -> list[str]:
    """Three alerts of one case, the last of which nobody was told of by telephone."""
    raised = [_alert(world) for _ in range(3)]
    for alert_id in raised[:2]:
        alerts.record_told(world.inspector, world.case_ids["0417"], alert_id, "LI-02")
    program.places.strip.refresh()
    settled()
    return raised


def test_alerts_that_were_told_share_one_line_and_each_opens_from_it(program, world, case, settled) -> None:
    raised = _two_of_three_told(program, world, settled)
    untold, line = program.places.strip.banners
    assert untold.alert.alert_id == raised[2]
    assert "2 alerts told by telephone" in line.label.text()
    assert WHAT not in line.accessibleName()
    links = [line.tail.itemAt(place).widget() for place in range(line.tail.count())]
    told = {f"Open alert {one.reference}" for one in alert_watch.waiting(world.inspector) if one.told}
    assert {link.accessibleName() for link in links} == told
    case.desk.read_again()
    settled()
    links[1].click()
    settled()
    screen = case.alert
    assert screen.is_saved
    assert links[1].text() in screen.message()


def test_a_low_window_keeps_one_banner_and_counts_the_others_in_it(program, world, case, settled) -> None:
    raised = _two_of_three_told(program, world, settled)
    program.window.resize(1366, 470)
    settled()
    (banner,) = program.places.strip.banners
    assert banner.alert.alert_id == raised[2]
    assert "nobody has been told by telephone" in banner.label.text()
    assert "2 more alerts are waiting." in banner.label.text()
    alerts.record_told(world.inspector, world.case_ids["0417"], raised[2], "LI-02")
    program.places.strip.refresh()
    settled()
    (line,) = program.places.strip.banners
    assert "3 alerts told by telephone" in line.label.text()
    program.window.resize(1366, 768)
    settled()
    assert len(program.places.strip.banners) == 1


def test_telling_is_recorded_from_the_banner(program, world, case, settled, monkeypatch) -> None:
    _alert(world)
    program.places.strip.refresh()
    settled()

    def agree(dialog: CallDialog) -> CallDialog.DialogCode:
        dialog.who.set_value("")
        dialog.other.setText("Duty manager")
        assert dialog.main.isEnabled()
        return CallDialog.DialogCode.Accepted

    monkeypatch.setattr(CallDialog, "exec", agree)
    program.places.strip.banners[0].call_asked.emit(program.places.strip.banners[0].alert)
    settled()
    (row,) = alerts.register(world.inspector)
    assert [told.who for told in row.alert.value.told] == ["Duty manager"]
    assert "Duty manager told" in program.places.strip.banners[0].label.text()


def test_words_of_before_that_come_after_the_form_is_closed_ask_nothing_of_it(program, world, case, settled) -> None:
    keeper = DraftKeeper(StoreCaseBook(world.inspector, world.case_ids["0417"]), program.jobs, program)
    form = CallDialog(program.theme, program.window, (), "24-0417")
    form.keep_typing(keeper, "a1")
    form.deleteLater()
    QCoreApplication.sendPostedEvents(form, QEvent.Type.DeferredDelete)
    settled()
    keeper.found.emit([])
    assert not isValid(form)


def test_a_saved_alert_opens_from_the_banner_and_its_file_is_made_again(
    program, world, case, settled, tmp_path
) -> None:
    program.settings.keep("export-folder", str(tmp_path / "alerts"))
    _alert(world)
    program.places.strip.refresh()
    settled()
    case.desk.read_again()
    settled()
    program.places.strip.open_asked.emit(program.places.strip.banners[0].alert)
    settled()
    screen = case.alert
    assert screen.is_saved
    assert not screen.form.isEnabled()
    assert "24-0417/1" in screen.message()
    screen.next.again.click()
    settled()
    assert len(list((tmp_path / "alerts").glob("*.hmip"))) == 1


def test_ctrl_shift_a_on_the_list_raises_an_alert_for_the_chosen_case(qtbot, program, world, settled) -> None:
    program.places.cases.table.set_current_row(0)
    wanted = program.places.cases.current_id()
    qtbot.keyClick(
        program.window, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    settled()
    assert program.places.case.book.case_id == wanted
    assert program.window.screen_shown is program.places.case.alert


def test_without_telephone_numbers_the_panel_says_whom_to_phone(world, case, settled) -> None:
    assert phones_of(world.inspector) == []
    case.raise_alert()
    settled()
    said = [banner.accessibleName() for banner in case.alert.phones.findChildren(Banner)]
    assert any("no telephone numbers yet" in words for words in said)
    assert any("999 first" in words for words in said)


def test_not_an_alert_leads_to_the_advice_log(program, world, case, form, settled, monkeypatch) -> None:
    opened: list[AdviceDialog] = []

    def look(dialog: AdviceDialog) -> None:
        opened.append(dialog)
        assert dialog.text.toPlainText() == WHAT
        dialog.main.click()
        settled()
        dialog.refresh()

    monkeypatch.setattr(AdviceDialog, "exec", look)
    case.alert._advice.click()
    settled()
    assert len(opened) == 1
    record = assess.open_case(world.inspector, world.case_ids["0417"]).record
    assert [held.value.text for held in record.advice.values()] == [WHAT]
    assert record.alerts == {}
    QApplication.processEvents()
