"""The lead inspector's screens on real stores: the right numbers, and nothing done that was not asked."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from hmip_desktop.domain.assessment import Evidence, EvidenceLink
from hmip_desktop.domain.disclosure import Limits
from hmip_desktop.domain.interview import Interview
from hmip_desktop.services import assess, interview
from hmip_desktop.services.alert_calls import reconciled
from hmip_desktop.services.conflicts import list_conflicts
from hmip_desktop.services.output_list import left_out
from hmip_desktop.services.overview import overview
from hmip_desktop.services.sample import overrides
from hmip_desktop.services.sample_picture import sample_picture
from hmip_desktop.store import ledger, projections
from hmip_desktop.ui.widgets.buttons import LinkButton
from hmip_desktop.ui.widgets.inputs import LineInput, TextInput

pytestmark = pytest.mark.long


def form_in(program) -> QDialog:
    """The form that is open."""
    return next(dialog for dialog in program.window.findChildren(QDialog) if dialog.isVisible())


def test_the_rail_adds_up_and_names_what_waits(program, scene) -> None:
    where = overview(scene.lead).where
    assert where.adds_up
    assert where.listed == where.received + where.with_inspectors + where.not_allocated + where.excluded
    assert program.places.rail.sums.accessibleName().startswith(f"{where.listed} listed, adds up")
    keys = program.places.rail.view.keys()
    assert "conflicts" in keys
    assert "ratings" not in keys


def test_sample_shows_every_check_open_ones_first(at, scene) -> None:
    screen = at("sample")
    picture = sample_picture(scene.lead)
    assert [row.line.code for row in screen.checks.rows] == [line.code for line in picture.checks]
    states = [row.line.is_open for row in screen.checks.rows]
    assert states == sorted(states, reverse=True)
    assert str(sum(pdu.cases for pdu in picture.pdus)) == str(sum(band.cases for band in picture.bands))
    assert len(screen.team.view.rows_model.rows) == len(scene.inspectors)


def test_an_override_asks_for_its_reason(at, scene, settled) -> None:
    screen = at("sample")
    row = next(row for row in screen.checks.rows if row.line.is_open)
    code = row.line.code
    row.open_reason()
    row.button.click()
    settled()
    assert code not in overrides(scene.lead)
    row.reason.setText("No further eligible cases")
    row.button.click()
    settled()
    assert overrides(scene.lead)[code].reason == "No further eligible cases"
    shown = next(row for row in screen.checks.rows if row.line.code == code)
    assert "No further eligible cases" in shown.detail.text()


def test_bad_rows_are_listed_and_nothing_is_imported(at, program, scene, settled) -> None:
    screen = at("sample")
    listed = overview(scene.lead).where.listed
    file = scene.folder / "bad.csv"
    file.write_text((scene.folder / "sample.csv").read_text().replace("medium", "middling"))
    screen.ask_import()
    dialog = form_in(program)
    dialog.take_file(file)
    settled()
    row, column, what = dialog.errors.rows_model.cells(0)
    assert (column.text, what.text) == ("rosh", "This value is not known")
    assert what.detail == "Use one of low, medium, high, very_high."  # and what to do about it, in words that fit
    assert dialog.whole.text().startswith(f"Row {row.text}, rosh: this value is not known; use one of low")
    assert not dialog.act.isEnabled()
    dialog.copy.click()
    copied = QApplication.clipboard().text().split("\n")
    assert len(copied) == len(dialog.errors.rows_model.rows) and copied[0].startswith("Row ")
    assert dialog.copy.text().startswith("Copied: ")
    dialog.take_file(scene.folder / "sample.csv")
    settled()
    assert dialog.act.isEnabled()
    dialog.reject()
    assert overview(scene.lead).where.listed == listed


def test_a_case_beyond_the_sample_is_added_with_its_agreement(at, program, scene, settled) -> None:
    screen = at("sample")
    listed = overview(scene.lead).where.listed
    screen.add_case.click()
    form = form_in(program)
    values = {"case_ref": "26-0999", "pdu": "Aldermere", "practitioner": "PP-900", "grade": "Probation officer"}
    for name, words in values.items():
        form.fields.lines[name].setText(words)
    form.fields.start.setText("20/4/2026")
    form.reason.setText("Agreed with the head of PDU")
    form.act.click()
    assert "every field" in form.trouble.accessibleName()  # sentence and RoSH are nobody's choice yet
    form.fields.sentence.set_value("licence")
    form.fields.rosh.set_value("high")
    form.reason.clear()
    form.act.click()
    settled()
    assert "with whom the case was agreed" in form.trouble.accessibleName()
    form.reason.setText("Agreed with the head of PDU")
    form.act.click()
    settled()
    assert overview(scene.lead).where.listed == listed + 1
    item = projections.case_by_ref(scene.lead.store, "26-0999")
    assert scene.lead.case(item.case_id).facts.extra_reason == "Agreed with the head of PDU"


def test_a_key_is_trusted_only_with_the_groups_that_were_heard(at, program, scene, scenes, settled) -> None:
    from hmip_desktop.domain.values import grouped
    from hmip_desktop.services import stores, team

    new = stores.NewStore(scene.folder / "stores" / "new", scenes.PASSPHRASE, "AI-44", "inspector", kdf=scenes.QUICK)
    made = stores.create_store(new)
    made.context.store.close()
    card = scene.folder / "new.card"
    card.write_bytes(made.card)
    print_ = team.describe_card(card).fingerprint
    screen = at("sample")
    screen.choose.file = lambda *_: card
    screen.ask_trust()
    settled()
    dialog = form_in(program)
    assert len(dialog.inputs) == 2
    for line in dialog.inputs.values():
        line.setText("00000")
    dialog.act.click()
    settled()
    assert dialog.trouble.isVisible()
    assert print_ not in team.trusted(scene.lead)
    for place, line in dialog.inputs.items():
        line.setText(grouped(print_).split()[place - 1])
    dialog.act.click()
    settled()
    assert print_ in team.trusted(scene.lead)
    assert len(screen.team.view.rows_model.rows) == len(scene.inspectors) + 1


def test_cases_are_given_and_sent(at, program, scene, settled) -> None:
    screen = at("sample")
    other = scene.inspectors[1]
    item = projections.case_list(scene.lead.store, inspector=scene.inspectors[0].me, state="included")[-1]
    screen.ask_give()
    settled()
    dialog = form_in(program)
    dialog.people.set_current_row([seat.fingerprint for seat in dialog.people.rows_model.rows].index(other.me))
    refs = [found.item.case_ref for found in dialog.cases.rows_model.rows]
    dialog.cases.set_current_row(refs.index(item.case_ref))
    dialog.act.click()
    settled()
    assert projections.case_item(scene.lead.store, item.case_id).inspector == other.me
    dialog.reject()


def test_looking_writes_nothing_and_apply_writes_all(at, scene, settled) -> None:
    screen = at("inbox")
    received = len(ledger.received(scene.lead.store))
    screen.take_files(scene.inbox)
    settled()
    picture = screen.picture
    assert [line.state for line in picture.packages][:3] == ["new", "new", "known"]
    refused = {line.refused.code for line in picture.packages if line.refused}
    assert refused == {"package-damaged", "package-not-for-you"}
    assert picture.new_cases == ("26-0490",)
    assert picture.after.adds_up
    assert picture.after.received == picture.now.received + 1
    assert len(ledger.received(scene.lead.store)) == received
    assert screen.apply.isEnabled()
    screen.apply.click()
    settled()
    assert len(ledger.received(scene.lead.store)) == received + 2
    assert overview(scene.lead).where == picture.after
    assert not screen.apply.isEnabled()


def test_the_last_merge_is_taken_back_whole_with_a_reason(at, program, scene, settled) -> None:
    screen = at("inbox")
    before = overview(scene.lead).where
    screen.take_files(scene.inbox[:1])
    settled()
    assert screen.undo.isHidden()
    screen.apply.click()
    settled()
    form_in(program).act.click()  # which receipt is for whom
    settled()
    assert overview(scene.lead).where != before
    screen.ask_undo()
    settled()
    form = form_in(program)
    form.act.click()
    settled()
    assert form.trouble.isVisible()
    form.findChild(LineInput).setText("Sent by mistake")
    form.act.click()
    settled()
    assert overview(scene.lead).where == before
    rows = screen.packages.view.rows_model.rows
    screen.packages.view.set_current_row(next(at for at, line in enumerate(rows) if line.state == "merged"))
    assert screen.back.isHidden()
    screen.packages.view.set_current_row(next(at for at, line in enumerate(rows) if line.state == "aside"))
    assert screen.back.isVisible()
    screen.back.click()
    form = form_in(program)
    form.findChild(LineInput).setText("It was right after all")
    form.act.click()
    settled()
    assert overview(scene.lead).where != before
    assert screen.back.isHidden()


def test_receipts_go_to_those_whose_work_was_merged(at, scene, settled, tmp_path) -> None:
    screen = at("inbox")
    assert screen.receipts.isEnabled()
    screen.choose.folder = lambda *_: tmp_path / "receipts"
    screen.receipts.click()
    settled()
    waiting = len(list((tmp_path / "receipts").glob("*.hmip")))
    assert waiting in (1, 2)
    assert not screen.receipts.isEnabled()


def test_a_conflict_is_settled_by_keyboard(at, program, scene, settled, qtbot) -> None:
    screen = at("conflicts")
    before = len(list_conflicts(scene.lead))
    shown = screen.shown
    assert len(screen.versions.columns) == 3
    assert not screen.settle.isEnabled()
    screen.bar.keep.buttons[0].setFocus()
    qtbot.keyClick(screen.bar.keep.buttons[0], Qt.Key.Key_3)
    assert screen.bar.keep.value() == screen.bar.keep.buttons[2].choice.code
    assert not screen.settle.isEnabled()
    qtbot.keyClicks(screen.bar.reason, "Seen in the contact log")
    assert screen.settle.isEnabled()
    screen.settle.setFocus()
    qtbot.keyClick(screen.settle, Qt.Key.Key_Space)
    settled()
    left = list_conflicts(scene.lead)
    assert len(left) == before - 1
    assert shown.id not in {one.conflict.id for one in left}


def test_enter_in_the_reason_settles_and_goes_on_at_the_next_choice(at, program, scene, settled, qtbot) -> None:
    screen = at("conflicts")
    before, first = len(list_conflicts(scene.lead)), screen.shown
    qtbot.keyClicks(screen.bar.reason, "Seen in the contact log")
    qtbot.keyClick(screen.bar.reason, Qt.Key.Key_Return)
    settled()
    assert len(list_conflicts(scene.lead)) == before  # nothing is chosen yet
    qtbot.keyClick(screen.bar.keep.buttons[0], Qt.Key.Key_2)
    qtbot.keyClick(screen.bar.reason, Qt.Key.Key_Return)
    settled()
    assert len(list_conflicts(scene.lead)) == before - 1
    assert screen.shown.id != first.id and program.window.focusWidget() in screen.bar.keep.buttons


def test_both_texts_of_a_note_can_be_kept(at, scene, settled) -> None:
    screen = at("conflicts")
    while not screen.shown.is_text:
        screen.later.click()
        settled()
    shown = screen.shown
    screen.bar.both.setChecked(True)
    assert screen.settle.isEnabled()
    screen.settle.click()
    settled()
    note = projections.current(scene.lead.store, shown.named.conflict.case_id)[shown.named.conflict.subject].value
    assert all(side.side.value.text in note.text for side in shown.named.sides)


def test_a_judgement_can_be_answered_otherwise(at, scene, settled) -> None:
    screen = at("conflicts")
    while not screen.shown.is_judgement:
        screen.later.click()
        settled()
    shown = screen.shown
    screen.bar.keep.choose("other")
    screen.bar.answer.choose("na")
    screen.bar.reason.setText("Nobody else lives there")
    screen.settle.click()
    settled()
    value = projections.current(scene.lead.store, shown.named.conflict.case_id)[shown.named.conflict.subject].value
    assert value.answer == "na"


def test_an_alert_is_acknowledged_and_closes_only_on_evidence(at, program, scene, settled) -> None:
    screen = at("alerts")
    place = next(i for i, line in enumerate(screen.lines) if line.next == "acknowledge")
    screen.register.view.set_current_row(place)
    alert_id = screen.chosen.row.alert_id
    screen.main.click()
    settled()
    line = next(line for line in screen.lines if line.row.alert_id == alert_id)
    assert line.alert.received_at
    screen.register.view.set_current_row([one.row.alert_id for one in screen.lines].index(alert_id))
    assert not screen.card.close_button.isEnabled()
    assert "no evidence" in screen.card.why.text()
    screen.ask_evidence()
    form = form_in(program)
    form.findChild(TextInput).setPlainText("Visit recorded on 18 November, children spoken to")
    form.findChild(LineInput).setText("Head of PDU")
    form.act.click()
    settled()
    screen.register.view.set_current_row([one.row.alert_id for one in screen.lines].index(alert_id))
    assert screen.card.close_button.isEnabled()


def test_a_call_before_its_file_waits_above_the_register_until_it_is_told_which_alert_it_was(
    at, program, scene, settled
) -> None:
    screen = at("alerts")
    assert not screen.calls.isVisible()
    line = next(line for line in screen.lines if line.row.case_ref)
    screen.came.click()
    form = form_in(program)
    form.act.click()
    settled()
    assert form.trouble.isVisible()
    form.case.setText(line.row.case_ref)
    form.caller.setText("AI-01")
    form.said.setPlainText("He has moved back in.")
    form.act.click()
    settled()
    (banner,) = screen.calls.banners
    assert screen.calls.isVisible() and "He has moved back in." in banner.accessibleName()
    links = [link.text() for link in banner.findChildren(LinkButton)]
    assert links[-1] == "No alert..." and len(links) > 1
    banner.findChildren(LinkButton)[0].click()
    settled()
    assert screen.calls.banners == [] and not screen.calls.isVisible()
    assert len(reconciled(scene.lead)) == 1


def test_the_custody_page_can_be_looked_at_and_made(at, settled, tmp_path) -> None:
    screen = at("outputs")
    screen.audience.choose("team")
    settled()
    row = list(screen.files.rows_model.rows).index("custody")
    screen.files.set_current_row(row)
    settled()
    assert screen.preview.sheet.accessibleName().startswith("Chain of custody")
    screen.files.chosen = {"custody"}
    screen.choose.folder = lambda *_: tmp_path / "made"
    screen.write_files(clear=True, reason="Signed on paper.")
    settled()
    assert sorted(path.name for path in (tmp_path / "made").iterdir()) == ["custody.pdf", "digests.txt"]


def test_outputs_are_written_to_the_chosen_folder(at, settled, tmp_path) -> None:
    screen = at("outputs")
    assert screen.preview.sheet.accessibleName().startswith("Headline sheet")
    screen.choose.folder = lambda *_: tmp_path / "made"
    screen.save.click()
    settled()
    assert [path.name for path in (tmp_path / "made").iterdir()] == ["headline.pdf"]
    screen.audience.choose("public")
    settled()
    screen.files.tick(1)
    assert screen.save.text() == "Save 2 files"


def test_what_is_hidden_is_set_with_a_reason(at, program, scene, settled) -> None:
    screen = at("outputs")
    assert screen.left_out.limits.text().startswith("Counts of 1 to 4 are hidden, and judgements of groups under 10")
    screen.left_out.change.click()
    form = form_in(program)
    form.picks["base_cases"].set_value("15")
    assert not form.act.isEnabled()
    form.reason.setText("A small region.")
    form.act.click()
    settled()
    assert "groups under 15 cases or 5 practitioners" in screen.left_out.limits.text()
    assert left_out(scene.lead, "public").limits == Limits(4, 15, 5)
    screen.audience.choose("team")
    settled()
    assert screen.left_out.change.isHidden()  # the team sees everything


def test_cases_are_found_by_words_and_state(at, scene, settled, qtbot) -> None:
    screen = at("cases")
    everything = len(screen.cases.view.rows_model.rows)
    assert everything == overview(scene.lead).where.listed
    screen.search.setText("0490")
    qtbot.waitUntil(lambda: len(screen.cases.view.rows_model.rows) == 1)
    screen.search.clear()
    qtbot.waitUntil(lambda: len(screen.cases.view.rows_model.rows) == everything)
    screen.order.set_value("answered")
    screen.order.picked.emit("answered")
    settled()
    counts = [found.item.answered for found in screen.cases.view.rows_model.rows]
    assert counts == sorted(counts) and len(counts) == everything
    screen.state.set_value("excluded")
    screen.refresh()
    settled()
    assert all(found.item.excluded for found in screen.cases.view.rows_model.rows)


def test_the_lead_finds_the_cases_with_notes_to_translate(at, scene, scenes, settled) -> None:
    author = scene.inspectors[0]
    case_id = scenes.unsigned(author)
    note = Evidence("Gwelwyd y teulu.", "ndelius", links=(EvidenceLink("C1", "supports"),), language="cy")
    flagged = Evidence(note.text, note.source, links=note.links, language="cy", translate=True)
    note_id, _ = assess.save_evidence(author, case_id, flagged)
    scenes.merge(scene.lead, scenes.send(scene, author, scene.lead))
    screen = at("cases")
    screen.state.set_value("to-translate")
    screen.refresh()
    settled()
    assert [found.item.case_id for found in screen.cases.view.rows_model.rows] == [case_id]
    assess.save_evidence(author, case_id, note, note_id)
    scenes.merge(scene.lead, scenes.send(scene, author, scene.lead))
    screen.refresh()
    settled()
    assert len(screen.cases.view.rows_model.rows) == 0


def test_the_lead_finds_the_cases_interviewed_in_welsh(at, scene, scenes, settled) -> None:
    author = scene.inspectors[0]
    case_id = scenes.unsigned(author)
    screen = at("cases")
    for language, interviewed, found in (
        ("cy", "practitioner", [case_id]),
        ("cy", "nobody", []),
        ("en", "practitioner", []),
    ):
        interview.save_interview(author, case_id, Interview(interviewed, language=language))
        scenes.merge(scene.lead, scenes.send(scene, author, scene.lead))
        screen.state.set_value("in-welsh")
        screen.refresh()
        settled()
        assert [row.item.case_id for row in screen.cases.view.rows_model.rows] == found


def test_a_case_opens_as_its_record_and_then_to_work_on(at, program, settled) -> None:
    screen = at("cases")
    screen.cases.view.opened.emit(0)
    settled()
    record = program.places.screens["record"]
    assert program.window.screen_shown is record
    assert "Page 1 of" in record.preview.number.text()
    record.work.click()
    settled()
    assert program.places.case is not None
    program.places.open_place("cases")
    settled()
    assert program.places.case is None
    assert program.window.screen_shown is screen


def test_a_refusal_leaves_the_save_state_as_it_was(at, program, settled) -> None:
    from hmip_desktop.ui.widgets.save_state import Saving

    screen = at("sample")
    file = program.context.store.folder.parent / "allocation.csv"
    file.write_text("case_ref,inspector\n99-9999,AI-01\n")
    screen.choose.file = lambda *_: file
    screen.ask_allocation_file()
    settled()
    assert program.places.saving.state is not Saving.FAILED
    assert program.door.dialog is not None
    program.door.dialog.close_button.click()
    QApplication.processEvents()
