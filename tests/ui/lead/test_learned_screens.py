"""What is learned across cases, in the lead inspector's window: themes joined, examples worded, the organisation."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtWidgets import QDialog

from hmip_desktop.domain.assessment import EffectivePractice, Evaluation, Theme
from hmip_desktop.domain.revisions import subject
from hmip_desktop.intake.packs import shipped_pack
from hmip_desktop.services import effective_practice, organisational, theme_groups
from hmip_desktop.services.context import stamp_of
from hmip_desktop.services.pack_change import bring_in
from hmip_desktop.store import projections
from hmip_desktop.store.revisions import Write
from hmip_desktop.ui.views.lead.learned_enquiry import HeadingDialog
from hmip_desktop.ui.views.lead.learned_piece import PieceDialog
from hmip_desktop.ui.views.lead.learned_practice import SetDialog
from tests.next_version import without_question, write_next
from tests.ui.audit import audit

NAMED = EffectivePractice("planning", "people_safe", "Mrs Harris was told the plan first.", "She knew whom to ring.")


def _dialog(program, kind: type):
    return next(one for one in program.window.findChildren(QDialog) if isinstance(one, kind) and one.isVisible())


@pytest.fixture
def flagged(scene) -> str:
    """A counted case with an example that names somebody."""
    lead = scene.lead
    item = next(item for item in projections.case_list(lead.store, second=False) if item.counted)
    held = lead.case(item.case_id).evaluation.value
    value = Evaluation(held.strengths, held.areas, held.themes, (NAMED,), held.feedback, True)
    lead.write(Write(subject("evaluation", item.case_id), value, stamp_of(lead.inspection().pack)))
    return item.case_id


def test_ticked_themes_are_put_under_one_heading_and_taken_apart(program, scene, at, settled) -> None:
    screen = at("enquiry")
    lines = screen.view.rows_model.rows
    rows = [place for place, line in enumerate(lines) if line.kind == "enabler"]
    assert len(rows) > 1 and not screen.join.isEnabled()
    for row in rows:
        screen.tick(row)
    cases = {case_id for row in rows for case_id in lines[row].cases}
    screen.join.click()
    form = _dialog(program, HeadingDialog)
    form.heading.setText("Police and seniors close by")
    form.act.click()
    settled()
    line = next(line for line in screen.view.rows_model.rows if line.group)
    assert (line.heading, set(line.cases)) == ("Police and seniors close by", cases)
    screen.view.set_current_row(screen.view.rows_model.rows.index(line))
    assert len(screen.detail.cases.links) == len(cases) and screen.detail.part.isVisible()
    screen.detail.part.click()
    settled()
    assert theme_groups.groups(scene.lead) == ()
    screen.detail.cases.links[0].click()
    settled()
    assert program.window.screen_shown is program.places.screens["record"]


def test_a_theme_that_names_somebody_says_so_and_is_worded_anew(program, scene, at, settled) -> None:
    lead = scene.lead
    items = [item for item in projections.case_list(lead.store, second=False) if item.counted][:2]
    for item in items:
        held = lead.case(item.case_id).evaluation.value
        value = msgspec.structs.replace(held, themes=(Theme("barrier", "Mrs Harris never answers"),))
        lead.write(Write(subject("evaluation", item.case_id), value, stamp_of(lead.inspection().pack)))
    program.places.desk.read_again()
    screen = at("enquiry")
    assert "1 may tell who is meant and stays inside." in screen.head.sentence.text()
    row = next(n for n, line in enumerate(screen.view.rows_model.rows) if "Harris" in line.heading)
    assert screen.view.rows_model.cells(row)[1].spoken.endswith("stays inside")
    screen.view.set_current_row(row)
    assert screen.detail.named.isVisible() and "a name" in screen.detail.named.label.text()
    pdus = {item.pdu for item in items}
    assert all(pdu in screen.detail.by_pdu.text() for pdu in pdus)
    if len(pdus) == 2:
        assert screen.detail.by_pdu.text() == ", ".join(f"{pdu} 1" for pdu in sorted(pdus))
    screen.detail.change.click()
    form = _dialog(program, HeadingDialog)
    assert form.named.isVisible()
    form.heading.setText("")
    assert not form.act.isEnabled() and form.needed.text() == "A heading is needed"
    form.heading.setText("Partners who do not answer")
    assert not form.named.isVisible()
    form.act.click()
    settled()
    assert "may tell who is meant" not in screen.head.sentence.text()


def test_themes_of_two_kinds_are_not_joined(at) -> None:
    screen = at("enquiry")
    kinds = {line.kind: place for place, line in enumerate(screen.view.rows_model.rows)}
    assert len(kinds) > 1
    for row in kinds.values():
        screen.tick(row)
    assert not screen.join.isEnabled()


def test_an_example_is_worded_anew_ticked_and_written_as_a_set(program, scene, at, settled, flagged) -> None:
    screen = at("practice")
    card = screen.wording
    assert card.warning.isVisible() and not screen.make.isEnabled()
    screen.tick(0)
    settled()
    assert not effective_practice.examples(scene.lead)[0].goes_out
    card.done.setPlainText("The victim was told the plan first.")
    assert not card.warning.isVisible()
    card.goes_out.setChecked(True)
    card.save.click()
    settled()
    one = effective_practice.examples(scene.lead)[0]
    assert (one.may_leave, one.done, one.flagged) == (True, "The victim was told the plan first.", NAMED)
    screen.choose.folder = lambda _: scene.folder / "set"
    screen.make.click()
    _dialog(program, SetDialog).act.click()
    settled()
    names = sorted(path.name for path in (scene.folder / "set").iterdir())
    assert names == ["effective-practice.docx", "effective-practice.pdf"]


def test_a_document_a_meeting_and_a_judgement_on_the_organisation(program, scene, at, settled) -> None:
    screen = at("organisation")
    screen.view.set_current_row(1)
    screen.document.click()
    form = _dialog(program, PieceDialog)
    form.act.click()
    settled()
    assert form.trouble.isVisible()
    form.title.setText("Regional plan")
    form.source.setText("Head of public protection")
    form.day.setText("2/10/2026")
    form.act.click()
    settled()
    screen.meeting.click()
    form = _dialog(program, PieceDialog)
    form.meeting.set_value("managers")
    form.who.setText("Mrs Harris and a senior")
    assert form.named.isVisible() and "a name" in form.named.label.text()
    form.who.setText("Four senior probation officers")
    assert not form.named.isVisible()
    form.day.setText("17/11/2026")
    form.act.click()
    settled()
    found = organisational.organisation(scene.lead)
    ref = screen.line().ref
    assert [piece.value.sort for piece in found.on(ref)] == ["document", "meeting"]
    assert not screen.card.save.isEnabled() and "Write what you judge" in screen.footer._note.text()
    screen.card.words.setPlainText("Direction is clear.")
    assert screen.footer._note.text() == ""
    screen.card.save.click()
    settled()
    assert "Kept as it stands" in screen.footer._note.text()
    screen.card.words.setPlainText("Direction is clear, money is not.")
    screen.view.set_current_row(2)
    settled()
    held = organisational.organisation(scene.lead).judged
    assert {ref: one.text for ref, one in held.items()} == {ref: "Direction is clear, money is not."}
    assert screen.card.words.toPlainText() == ""


def test_what_is_asked_no_longer_stands_last_and_is_read_only(program, scene, at, settled, tmp_path) -> None:
    organisational.judge(scene.lead, "L2", "Money does not follow the priorities.")
    bring_in(scene.lead, write_next(tmp_path, without_question(shipped_pack("dipp-2025"), "2.0.0", "L2")))
    screen = at("organisation")
    last = len(screen.view.rows_model.rows) - 1
    screen.view.set_current_row(last)
    settled()
    assert (screen.line().ref, screen.line().until) == ("L2", "1.0.0")
    assert "asked until version 1.0.0" in screen.view.rows_model.cells(last)[0].text
    assert screen.card.words.toPlainText() == "Money does not follow the priorities."
    assert screen.card.words.isReadOnly() and not screen.card.save.isVisible()
    assert screen.card.until.isVisible()
    screen.view.set_current_row(0)
    settled()
    assert not screen.card.words.isReadOnly() and not screen.card.until.isVisible()
    assert screen.card.save.isVisible()


@pytest.mark.parametrize("key", ["enquiry", "practice", "organisation"])
def test_a_place_can_be_used_by_everybody(program, at, settled, flagged, key) -> None:
    at(key)
    found = {}
    for mode, scale in (("light", 1.0), ("dark", 2.0)):
        program.theme.set_scale(scale)
        program.theme.set_mode(mode)
        program.window.restyle()
        settled()
        if faults := audit(program.window):
            found[(mode, scale)] = faults
    program.theme.set_scale(1.0)
    program.theme.set_mode("light")
    assert found == {}
