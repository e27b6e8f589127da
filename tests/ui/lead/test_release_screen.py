"""Release: numbers are recomputed and signed, challenges go their way, tables come in, all of it from the screen."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QDialog

from hmip_desktop.services import challenges, context_tables, releases
from hmip_desktop.ui.text import t
from tests.ui.audit import audit


def dialog_of(program) -> QDialog:
    return next(one for one in program.window.findChildren(QDialog) if one.isVisible())


def test_recomputing_shows_every_check_and_offers_the_ticks(at, settled) -> None:
    screen = at("release")
    assert "Provisional" in screen.numbers.state.accessibleName()
    assert not screen.sign.isEnabled()
    screen.again.click()
    settled()
    assert screen.found is not None
    assert screen.found.checks[0].holds
    assert screen.found.code in screen.numbers.code.text()
    lines = screen.numbers._lines.body.count()
    assert lines == len(releases.CHECKS)
    assert screen.footer._note.text() == t("Nobody of the data team belongs to this inspection") or (
        not screen.found.may_be_signed and "hold" in screen.footer._note.text()
    )
    assert audit(screen) == []


def test_a_challenge_is_written_down_proposed_upon_and_decided(at, settled, program, scene) -> None:
    screen = at("release")
    lead = scene.lead
    screen.raise_one.click()
    settled()
    form = dialog_of(program)
    counted = next(line for line in challenges_of(lead))
    form.case.set_value(counted)
    form.case.picked.emit(counted)
    settled()
    ref = form.ref.value()
    form.by.setText("Head of the probation delivery unit")
    form.on.set_value(lead.now().date())
    assert not form.act.isEnabled()
    form.words.setPlainText("The plan was shared.")
    assert form.act.isEnabled()
    form.act.click()
    settled()
    line = challenges.challenges(lead)[0]
    assert (line.value.ref, line.state) == (ref, "new")
    assert screen.challenges.line.id == line.id
    screen.challenges.act.click()
    settled()
    form = dialog_of(program)
    other = next(button.choice.code for button in form.outcome.buttons if button.choice.code != "keep")
    form.outcome.choose(other)
    form.reason.setPlainText("Seen in the log.")
    form.act.click()
    settled()
    screen.challenges.act.click()
    settled()
    form = dialog_of(program)
    form.outcome.choose("upheld")
    form.by.setText("J. Okafor")
    form.on.set_value(lead.now().date())
    form.reason.setPlainText("The log shows it.")
    form.act.click()
    settled()
    line = challenges.challenges(lead)[0]
    assert (line.state, line.answer, line.value.decided_by) == ("upheld", other, "J. Okafor")
    assert screen.challenges.act.isHidden()
    assert audit(screen) == []


def challenges_of(lead) -> list[str]:
    from hmip_desktop.store import projections

    return [item.case_id for item in projections.case_list(lead.store) if item.counted]


def test_a_table_on_the_region_is_imported_and_taken_out(at, settled, program, scene, tmp_path) -> None:
    screen = at("release")
    file = tmp_path / "caseload-by-pdu.csv"
    file.write_text("PDU,Average caseload\nNorth,41.5\n", encoding="utf-8")
    screen.import_one.click()
    settled()
    form = dialog_of(program)
    assert not form.act.isEnabled()
    form.take_file(file)
    assert form.title.text() == "caseload by pdu"
    form.topic.set_value("caseload")
    form.source.setText("Workforce statistics")
    form.dated.set_value(date(2026, 9, 30))
    form.act.click()
    settled()
    assert [one.value.head for one in context_tables.tables(scene.lead)] == [("PDU", "Average caseload")]
    assert screen.tables.kept.value.rows == (("North", 41.5),)
    screen.tables.remove.click()
    settled()
    assert context_tables.tables(scene.lead) == ()
    assert screen.tables.empty.isVisibleTo(screen.tables)
