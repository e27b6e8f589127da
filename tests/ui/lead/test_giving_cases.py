"""Cases are dragged or given by keyboard, placed by a proposal that is agreed to, and the team has numbers to phone."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QDialog

from hmip_desktop.services import balance, phone_list
from hmip_desktop.store import projections
from hmip_desktop.ui.views.alert.place import phones_of
from hmip_desktop.ui.widgets.table import spoken_words


def form_in(program) -> QDialog:
    """The form that is open."""
    return next(dialog for dialog in program.window.findChildren(QDialog) if dialog.isVisible())


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
    form = board(at, program, settled)
    items = projections.case_list(scene.lead.store, state="included", second=False)
    refs = [item.case_ref for item in items]
    clashing = balance.hindrances(scene.lead, refs)
    assert any(meets for meets, _ in clashing.values())
    form.cases.selectAll()
    settled()
    seat = form.people.rows_model.rows[0]
    words = spoken_words(form.people.rows_model.cell(form.people.rows_model.index(0, 0)))
    assert clashing[seat.fingerprint][0][0] in words
    form.reject()


def test_a_proposal_is_shown_with_reasons_before_it_is_applied(at, program, scene, settled) -> None:
    at("sample").ask_place()
    settled()
    form = form_in(program)
    assert form.proposal == balance.propose(scene.lead)
    form.again.setChecked(True)
    settled()
    proposal = form.proposal
    assert proposal == balance.propose(scene.lead, again=True)
    spoken = [spoken_words(form.lines.rows_model.cell(form.lines.rows_model.index(row, 3)))
              for row in range(len(proposal.lines))]  # fmt: skip
    assert all(spoken)
    form.other.click()
    settled()
    assert form.proposal.seed == proposal.seed + 1
    changing = form.proposal.placed
    assert form.act.isEnabled() == bool(changing)
    if changing:
        form.act.click()
        settled()
        for line in changing:
            assert projections.case_item(scene.lead.store, line.case_id).inspector == line.to
    else:
        form.reject()


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
