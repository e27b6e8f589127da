"""Inbox, exclusions and pairs in the window: what is held is asked for, and receipts come with the merge."""

from __future__ import annotations

from dataclasses import replace

import msgspec
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QDialog

from hmip_desktop.domain.alert import Alert
from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.sample import CaseFacts
from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.services import assess, duplicates, exporting, sample, substitutes
from hmip_desktop.services import team as teams
from hmip_desktop.services.alerts import WHOLE, raise_alert
from hmip_desktop.services.context import Context, stamp_of
from hmip_desktop.services.merge_picture import PackageLine
from hmip_desktop.services.merge_round import RECEIPTS
from hmip_desktop.store import ledger, projections
from hmip_desktop.store.revisions import Write
from hmip_desktop.ui.views.lead.alert_words import open_words
from hmip_desktop.ui.views.lead.package_words import state_look, state_sentence


def form_in(program) -> QDialog:
    """The form that is open."""
    return next(dialog for dialog in program.window.findChildren(QDialog) if dialog.isVisible())


def first_case(ctx: Context):
    return projections.case_list(ctx.store, state="included", second=False)[0]


def add_alike(ctx: Context) -> tuple[str, str]:
    """A second row for the first case of the list, written a little otherwise."""
    item = first_case(ctx)
    facts: CaseFacts = msgspec.structs.replace(ctx.case(item.case_id).imported, case_ref=f"{item.case_ref}1")
    other = sample.case_id_of(ctx.inspection().id, facts.case_ref)
    ctx.write(Write(subject("case", other), facts, stamp_of(ctx.inspection().pack)))
    return item.case_id, other


def test_a_dropped_folder_is_planned_and_receipts_come_with_the_merge(at, scene, settled) -> None:
    screen = at("inbox")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(scene.folder / "packages"))])
    action, button, key = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    screen.dropEvent(QDropEvent(QPointF(5, 5), action, data, button, key))
    settled()
    assert {file.name for file in scene.inbox} <= {file.name for file in screen.files}
    assert screen.with_receipts.isChecked() and not screen.receipts.isVisible()
    screen.apply.click()
    settled()
    folder = scene.folder / "packages" / RECEIPTS
    written = sorted(folder.glob("*.hmip"))
    assert written and not screen.receipts.isEnabled()
    addressees = {one.addressee for one in ledger.sent(scene.lead.store)}
    assert len(written) <= len(addressees) and f"{len(written)} receipt" in screen._said
    screen.take_paths([scene.folder / "packages"])
    settled()
    assert not any(RECEIPTS in file.parts for file in screen.files)


def test_a_plan_shows_word_by_word_what_it_would_change(at, program, scene, settled) -> None:
    ai, lead = scene.inspectors[0], scene.lead
    case_id = next(i.case_id for i in projections.case_list(ai.store, inspector=ai.me) if i.signed_off_at)
    note_id = next(iter(projections.current(ai.store, case_id, ("evidence",)))).rpartition("/")[2]
    note = projections.current(ai.store, case_id, ("evidence",))[subject("evidence", case_id, note_id)].value
    assess.reopen(ai, case_id, "A word was missing.")
    assess.save_evidence(ai, case_id, msgspec.structs.replace(note, text=f"{note.text} Twice."), note_id)
    ref, held = next((r, h) for r, h in lead.case(case_id).answers.items() if h.value.answer == "yes")
    assess.record_answer(ai, case_id, ref, "no")
    lead.write(Write(subject("answer", case_id, ref), msgspec.structs.replace(held.value, answer="na")))
    before = projections.current(lead.store, case_id)
    screen = at("inbox")
    screen.take_files([exporting.export(ai, lead.me, scene.folder / "packages").package])
    settled()
    screen.ask_changes()
    settled()
    form = form_in(program)
    rows = form.changes.rows_model.rows
    ours = [
        number for number, one in enumerate(rows) if one.case_ref == projections.case_item(lead.store, case_id).case_ref
    ]
    said = {}
    for number in ours:
        form.changes.set_current_row(number)
        said[rows[number].kind, rows[number].ref] = (form.words.text(), form.means.text())
    assert "Twice" in said["evidence", ""][0] and "newer version follows" in said["evidence", ""][1]
    assert "No" in said["answer", ref][0] and "A conflict" in said["answer", ref][1]
    assert rows[0].conflict
    assert projections.current(lead.store, case_id) == before
    form.act.click()


def test_an_undo_that_is_in_the_way_of_later_work_lists_it(at, program, scene, settled) -> None:
    screen = at("inbox")
    screen.take_files(scene.inbox[:1])
    settled()
    screen.apply.click()
    settled()
    form_in(program).act.click()  # which receipt is for whom
    settled()
    item = next(i for i in projections.case_list(scene.lead.store, second=False) if i.case_ref == "26-0490")
    answers = scene.lead.case(item.case_id).answers
    ref, answered = next((ref, held.value.answer) for ref, held in answers.items() if held.value.answer != "na")
    assess.record_answer(scene.lead, item.case_id, ref, "no" if answered == "yes" else "yes")
    screen.ask_undo()
    settled()
    form = form_in(program)
    assert form.ways is not None and form.ways.rows_model.rows[0].case_ref == "26-0490"
    assert not form.act.isEnabled()
    form.reject()


def test_what_is_held_is_asked_for_without_case_details(at, program, scene, settled) -> None:
    sender = next(ctx for ctx in scene.inspectors if ctx.identity.name == "AI-01")
    teams.revoke(scene.lead, sender.me, 1)
    screen = at("inbox")
    screen.take_files(scene.inbox)
    settled()
    screen.apply.click()
    settled()
    form_in(program).act.click()  # which receipt is for whom
    settled()
    screen.refresh()
    settled()
    screen.ask_held()
    settled()
    form = form_in(program)
    thing = form.chosen()
    assert thing is not None and thing.code == "package-revoked"
    form.act.click()
    words = QGuiApplication.clipboard().text()
    assert thing.sender in words and f"no. {thing.sequence}" in words
    for item in projections.case_list(scene.lead.store):
        assert item.practitioner not in words and item.pdu not in words
    form.reject()


def test_pairs_stand_side_by_side_with_three_answers(at, program, scene, settled) -> None:
    first, second = add_alike(scene.lead)
    screen = at("cases")
    screen.ask_alike()
    settled()
    form = form_in(program)
    pair = form.chosen()
    assert {pair.likely.first, pair.likely.second} == {first, second}
    fields = {line.field: line.same for line in form.sides.rows_model.rows}
    assert fields["practitioner"] and not fields["case_ref"]
    assert len(form.answer.buttons) == 3 and not form.act.isEnabled()
    form.answer.choose("mistake")
    form.reason.setText("Typed again from the second list")
    form.kept.set_value(first)
    form.kept.picked.emit(first)
    assert form.act.isEnabled()
    form.act.click()
    settled()
    assert projections.case_item(scene.lead.store, second).excluded
    assert duplicates.likely(scene.lead) == ()
    assert form.chosen().verdict == "mistake"
    form.answer.choose("two_cases")
    assert form.kept_field.isHidden()
    form.reason.setText("Two people after all")
    form.act.click()
    settled()
    assert not projections.case_item(scene.lead.store, second).excluded
    form.reject()


def test_a_case_counts_beside_its_substitute_only_with_a_reason(at, program, scene, settled) -> None:
    item = first_case(scene.lead)
    taking = CaseFacts("26-0777", item.pdu, "PP-777", "PSO", "licence", "2026-04-13", "medium")
    sample.exclude_case(scene.lead, item.case_id, "records-unavailable", "No file", taking)
    screen = at("sample")
    screen.ask_exclusion()
    settled()
    form = form_in(program)
    form.case.set_value(item.case_id)
    form.case.picked.emit(item.case_id)
    assert form.beside_note.isVisible() and "26-0777" in form.beside_note.accessibleName()
    form.reason.setText("The file was found")
    form.act.click()
    settled()
    assert form.trouble.isVisible()
    form.beside.setChecked(True)
    assert form.act.text() == "Count both"
    form.act.click()
    settled()
    (both,) = substitutes.doubled(scene.lead)
    assert (both.case_ref, both.reason) == (item.case_ref, "The file was found")


def test_an_alert_about_the_whole_needs_no_case(at, program, scene, settled) -> None:
    screen = at("alerts")
    before = len(screen.lines)
    screen.choose.folder = lambda *_: None
    screen.whole.click()
    settled()
    form = form_in(program)
    assert not form.act.isEnabled()
    for row in form.alert_form.rows.values():
        row.answer.choose("yes")
        row.why.setText("Seen in three teams.")
    form.alert_form.happened.setPlainText("Nobody covers recalls at weekends.")
    form.alert_form.at_risk.setPlainText("Everybody on licence")
    assert form.act.isEnabled()
    form.act.click()
    settled()
    assert len(screen.lines) == before + 1
    whole = next(line for line in screen.lines if line.row.case_id == WHOLE)
    assert whole.alert.scope == "organisational"
    shown = [screen.register.view.rows_model.cell(screen.register.view.rows_model.index(row, 1)).text
             for row in range(len(screen.lines))]  # fmt: skip
    assert "The inspection as a whole" in shown
    screen.register.view.set_current_row(screen.lines.index(whole))
    assert "Systemic because: Seen in three teams." in screen.card.tests.text()
    assert not screen.card.practice.isVisible()


def test_whoever_leads_is_told_to_acknowledge_an_alert_that_was_sent_to_them(program, settled) -> None:
    said = [one.label.text() for one in program.places.strip.banners]
    untold = next(words for words in said if "nobody has been told" in words)
    assert "then acknowledge it" in untold and "No sealed file" not in untold  # it came in one


def test_practice_that_fails_a_test_says_so_in_the_register(at, program, scene, settled) -> None:
    words = ("Plans are short.", "Everybody", "Plans are short.", "Every week.", "All units.")
    raised_at = moment(scene.clock())
    alert = Alert("organisational", *words, raised_at, systemic="Seen in each unit.", not_met=("imminent",))
    raise_alert(scene.lead, WHOLE, alert)
    screen = at("alerts")
    screen.register.view.set_current_row(next(n for n, one in enumerate(screen.lines) if one.row.case_id == WHOLE))
    settled()
    assert screen.card.practice.isVisible()
    assert "general poor practice" in screen.card.practice.label.text()
    assert "Imminent because: Not met: Every week." in screen.card.tests.text()


def test_what_can_come_of_a_package_is_told_apart_by_a_word_and_a_sentence() -> None:
    told = {
        "new": {}, "late": {}, "gap": {}, "known": {}, "stale": {"sequence": 2}, "fork": {"sequence": 2},
        "revoked": {"name": "AI-03", "sequence": 4}, "inspection-unknown": {}, "too-new": {"needed": "2.0"},
        "damaged": {}, "stranger": {"name": "AI-09"}, "signature-wrong": {}, "not-for-you": {},
        "key-ended": {"day": "2026-12-18"},
    }  # fmt: skip
    looks, sentences = set(), set()
    for state, values in told.items():
        refused = (
            Refused(f"package-{state}", **values) if values or state not in ("new", "late", "gap", "known") else None
        )
        line = PackageLine("hmip-abcdefgh.hmip", state if refused is None or state == "stale" else "refused",
                           "AI-03", "work", 2, refused=refused)  # fmt: skip
        looks.add(state_look(line)[2])
        sentences.add((state_sentence(line), state if refused is None else ""))
    assert len(looks) == len(sentences) == len(told)
    assert "Refused" not in looks


def test_the_register_says_for_how_long_an_alert_is_open(at, settled) -> None:
    line = at("alerts").register.view.rows_model.rows[0]
    for days, state, said in (
        (0, "open", ""), (1, "open", "1 day open"), (3, "open", "3 days open"),
        (1, "closed", "for 1 day"), (9, "closed", "for 9 days"),
    ):  # fmt: skip
        alert = replace(line.row.alert, value=msgspec.structs.replace(line.alert, state=state))
        assert open_words(replace(line, row=replace(line.row, alert=alert), open_days=days)) == said
