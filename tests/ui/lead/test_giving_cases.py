"""Cases are dragged or given by keyboard, placed by a proposal that is agreed to, and the team has numbers to phone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QItemSelectionModel, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QDialog

from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.sample import CaseFacts
from hmip_desktop.errors import Refused
from hmip_desktop.services import balance, phone_list, sample
from hmip_desktop.services.context import stamp_of
from hmip_desktop.services.sending import give_interview
from hmip_desktop.store import projections
from hmip_desktop.store.revisions import Write
from hmip_desktop.ui.views.alert.place import phones_of
from hmip_desktop.ui.widgets.table import spoken_words


def form_in(program) -> QDialog:
    """The form that is open."""
    return next(dialog for dialog in program.window.findChildren(QDialog) if dialog.isVisible())


def add_case(ctx, ref: str, slot: str) -> str:
    """One more case that nobody has."""
    inspection = ctx.inspection()
    facts = CaseFacts(ref, "Dunhaven", f"PP-{ref}", "PSO", "licence", "2026-04-13", "medium", interview_at=slot)
    case_id = sample.case_id_of(inspection.id, ref)
    ctx.write(Write(subject("case", case_id), facts, stamp_of(inspection.pack)))
    return case_id


def board(at, program, settled):
    at("sample").ask_give()
    settled()
    return form_in(program)


def seat_row(form, who) -> int:
    return [seat.fingerprint for seat in form.people.rows_model.rows].index(who.me)


def test_a_case_is_given_by_keyboard_alone(at, program, scene, settled, qtbot) -> None:
    form = board(at, program, settled)
    giver, taker = scene.inspectors[0], scene.inspectors[1]
    item = projections.case_list(scene.lead.store, inspector=giver.me, state="included")[-1]
    refs = [found.item.case_ref for found in form.cases.rows_model.rows]
    form.cases.set_current_row(refs.index(item.case_ref))
    form.people.set_current_row(seat_row(form, taker))
    settled()
    assert form.act.text() == f"Give {item.case_ref} to {taker.identity.name}"
    form.cases.setFocus()
    qtbot.keyClick(form.cases, Qt.Key.Key_Return)
    assert form.people.hasFocus()
    qtbot.keyClick(form.people, Qt.Key.Key_Return)
    settled()
    assert projections.case_item(scene.lead.store, item.case_id).inspector == taker.me
    assert form.isVisible() and item.case_ref in form.said.text()
    form.reject()


def test_cases_are_dropped_on_a_person(at, program, scene, settled) -> None:
    form = board(at, program, settled)
    giver, taker = scene.inspectors[0], scene.inspectors[1]
    wanted = [found for found in form.cases.rows_model.rows if found.item.inspector == giver.me][:2]
    rows = [form.cases.rows_model.rows.index(found) for found in wanted]
    data = form.cases.rows_model.mimeData([form.cases.rows_model.index(row, 0) for row in rows])
    spot = form.people.visualRect(form.people.rows_model.index(seat_row(form, taker), 0)).center()
    event = QDropEvent(QPointF(spot), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                       Qt.KeyboardModifier.NoModifier)  # fmt: skip
    form.people.dropEvent(event)
    settled()
    for found in wanted:
        assert projections.case_item(scene.lead.store, found.item.case_id).inspector == taker.me
    form.reject()


def test_a_clash_is_said_at_the_person_before_giving(at, program, scene, settled) -> None:
    for ref in ("26-901", "26-902"):
        add_case(scene.lead, ref, "2026-11-27T16:30")
    form = board(at, program, settled)
    refs = [found.item.case_ref for found in form.cases.rows_model.rows]
    form.cases.set_current_row(refs.index("26-901"))
    settled()

    def said() -> str:
        return spoken_words(form.people.rows_model.cell(form.people.rows_model.index(0, 0)))

    assert "26-901" not in said()
    both = [form.cases.rows_model.index(refs.index(ref), 0) for ref in ("26-901", "26-902")]
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for index in both:
        form.cases.selectionModel().select(index, flags)
    settled()
    assert "26-901, 26-902" in said()
    form.reject()


def test_a_proposal_is_shown_with_reasons_before_it_is_applied(at, program, scene, settled) -> None:
    ids = [add_case(scene.lead, f"26-90{n}", slot) for n, slot in enumerate(("2026-11-27T16:30",) * 3)]
    at("sample").ask_place()
    settled()
    form = form_in(program)
    proposal = form.proposal
    assert proposal == balance.propose(scene.lead)
    shown = [form.lines.rows_model.rows[row].case_ref for row in range(3)]
    assert shown[0] == proposal.left[0].case_ref and proposal.left[0].case_ref in form.trouble_found.accessibleName()
    words = [spoken_words(form.lines.rows_model.cell(form.lines.rows_model.index(row, 3))) for row in range(3)]
    assert "in an interview" in words[0] and all("free at that time" in one for one in words[1:])
    form.other.click()
    settled()
    assert form.proposal == balance.propose(scene.lead, seed=proposal.seed + 1)
    assert not any(projections.case_item(scene.lead.store, one).inspector for one in ids)
    changing = form.proposal.placed
    form.act.click()
    settled()
    assert {line.case_id: line.to for line in changing} == {
        one: who for one in ids if (who := projections.case_item(scene.lead.store, one).inspector)
    }


def test_numbers_and_their_order_reach_whoever_raises_an_alert(at, program, scene, settled) -> None:
    at("sample").ask_phones()
    settled()
    form = form_in(program)
    assert [row.number.text() for row in form.rows] == [line.number for line in phone_list.phone_lines(scene.lead)]
    second = form.rows[1]
    second.earlier.click()
    assert form.rows[0] is second and not second.earlier.isEnabled()
    second.number.setText("ask at reception")
    form.act.click()
    settled()
    assert form.trouble.isVisible()
    second.number.setText("07700 900 123")
    form.act.click()
    settled()
    assert phone_list.phone_lines(scene.lead)[0].number == "07700 900 123"
    assert phones_of(scene.lead)[0].number == "07700 900 123"


def test_the_interview_alone_goes_to_a_colleague_and_back(at, program, scene, settled) -> None:
    form = board(at, program, settled)
    assessor, talker = scene.inspectors[0], scene.inspectors[1]
    item = next(i for i in projections.case_list(scene.lead.store, inspector=assessor.me, state="included")
                if not i.file_read)  # fmt: skip

    def choose(person) -> None:
        refs = [found.item.case_ref for found in form.cases.rows_model.rows]
        form.cases.set_current_row(refs.index(item.case_ref))
        form.people.set_current_row(seat_row(form, person))
        settled()

    form.what.set_value("interview")
    form.what.picked.emit("interview")
    choose(talker)
    assert form.act.text() == f"Give the interview of {item.case_ref} to {talker.identity.name}"
    form.act.click()
    settled()
    now = projections.case_item(scene.lead.store, item.case_id)
    assert (now.inspector, now.interviewer) == (assessor.me, talker.me)
    row = next(n for n, found in enumerate(form.cases.rows_model.rows) if found.item.case_ref == item.case_ref)
    shown = form.cases.rows_model.index(row, 4).data(Qt.ItemDataRole.DisplayRole)
    assert shown == f"{assessor.identity.name}, interview {talker.identity.name}"
    choose(assessor)
    form.act.click()
    settled()
    now = projections.case_item(scene.lead.store, item.case_id)
    assert (now.inspector, now.interviewer) == (assessor.me, "")
    form.reject()


def test_an_interview_needs_an_assessor_and_a_case_that_seeks_one(scene) -> None:
    add_case(scene.lead, "26-903", "2026-11-27T16:30")
    talker = scene.inspectors[1].me
    with pytest.raises(Refused, match="interview-needs-assessor"):
        give_interview(scene.lead, ["26-903"], talker)
    read = next(i for i in projections.case_list(scene.lead.store, state="included") if i.file_read and i.inspector)
    with pytest.raises(Refused, match="interview-not-sought"):
        give_interview(scene.lead, [read.case_ref], talker)
    assert projections.case_item(scene.lead.store, read.case_id).interviewer == ""
