"""Queries and guidance in the lead inspector's window: asking, the thread, notes with older answers, declarations."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QDialog

from hmip_desktop.domain.assessment import AnswerValue
from hmip_desktop.services import assess, declarations, exporting, guidance_notes, merge_apply, merge_plan, queries
from hmip_desktop.store import projections, subjects
from hmip_desktop.ui.views.lead.asking import AskDialog, NoteDialog


@pytest.fixture
def author(scene):
    """The inspector whose case is asked about."""
    return scene.inspectors[0]


@pytest.fixture
def case_id(scene, author) -> str:
    """A case of theirs that is not taken out."""
    return projections.case_list(scene.lead.store, inspector=author.me, state="included")[0].case_id


def _bring(scene, sender, to) -> None:
    made = exporting.export(sender, to.me, scene.folder / "post")
    merge_apply.apply(to, merge_plan.plan(to, [made.package]))


def _dialog(program, kind: type):
    return next(one for one in program.window.findChildren(QDialog) if isinstance(one, kind) and one.isVisible())


def test_a_query_asked_from_all_cases_is_sent_answered_and_closed(program, scene, at, settled, author) -> None:
    cases = at("cases")
    found = [one for one in cases.cases.view.rows_model.rows if one.item.inspector == author.me]
    cases.cases.view.set_current_row(cases.cases.view.rows_model.rows.index(found[0]))
    cases.ask.click()
    settled()
    form = _dialog(program, AskDialog)
    assert form.case.value() == found[0].item.case_id
    form.ref.set_value("C1")
    form.words.setPlainText("Which contact do you mean?")
    assert form.act.isEnabled()
    form.act.click()
    settled()
    screen = at("queries")
    assert screen.queries.line.ref == "C1"
    assert screen.send.isEnabled() and author.identity.name in screen.send.text()
    screen.choose.folder = lambda _: scene.folder / "out"
    screen.send.click()
    settled()
    assert not screen.send.isEnabled()
    sent = next((scene.folder / "out").glob("*.hmip"))
    merge_apply.apply(author, merge_plan.plan(author, [sent]))
    line = queries.list_queries(author, "open")[0]
    queries.answer(author, line.case_id, line.query_id, "The visit of 12 May.")
    _bring(scene, author, scene.lead)
    program.places.desk.read_again()
    settled()
    assert [turn.kind for turn in screen.queries.turns.shown] == ["question", "reply"]
    assert program.places.desk.overview.replies == 1
    screen.queries.close_button.click()
    settled()
    assert screen.queries.line.state == "closed"


def test_a_query_is_closed_with_words_only_when_nobody_replied(program, scene, at, settled, case_id) -> None:
    query_id, _ = queries.ask(scene.lead, case_id, "C1", "Which contact?")
    screen = at("queries")
    assert not screen.queries.close_button.isEnabled()
    screen.queries.box.field.setPlainText("Told by telephone.")
    assert screen.queries.close_button.isEnabled()
    screen.queries.close_button.click()
    settled()
    assert queries.thread(scene.lead, case_id, query_id)[-1].text == "Told by telephone."
    assert screen.queries.box.words() == ""


def test_a_conflict_leads_to_a_query_about_its_case(program, at, settled) -> None:
    conflicts = at("conflicts")
    shown = conflicts.shown
    conflicts.ask_asked.emit(shown.named.conflict.case_id, shown.ref)
    settled()
    form = _dialog(program, AskDialog)
    assert (form.case.value(), form.ref.value()) == (shown.named.conflict.case_id, shown.ref)
    form.reject()


def test_a_note_is_written_shown_changed_and_taken_back(program, scene, at, settled, author) -> None:
    screen = at("queries")
    screen.write_note()
    form = _dialog(program, NoteDialog)
    assert not form.act.isEnabled()
    form.ref.set_value("C1")
    form.words.setPlainText("Children who visit count.")
    form.act.click()
    settled()
    assert screen.part.value() == "notes"
    rows = [row for row in subjects.answers_to(scene.lead.store, "C1") if not row.excluded]
    values = [row.current.value for row in rows]
    older = [value for value in values if isinstance(value, AnswerValue) and value.answer]
    assert older and str(len(older)) in screen.notes.older.text()
    assert screen.send.isEnabled()
    screen.notes.change_asked.emit(screen.notes.note)
    changed = _dialog(program, NoteDialog)
    assert not changed.ref.isEnabled()
    changed.words.setPlainText("Children who stay overnight count.")
    changed.act.click()
    settled()
    assert screen.notes.note.text == "Children who stay overnight count."
    screen.notes.withdraw_asked.emit(screen.notes.note)
    settled()
    assert guidance_notes.notes(scene.lead) == ()
    assert screen.notes.empty.isVisible()


def test_a_declared_conflict_says_what_to_do_and_takes_the_decision(program, scene, at, settled, author) -> None:
    assess.declare(author, True, "I know this practitioner well.")
    _bring(scene, author, scene.lead)
    program.places.desk.read_again()
    screen = at("queries")
    screen.show_part("declared")
    settled()
    assert screen.part.buttons[2].choice.words == "Conflicts of interest 1"
    screen.declared.boxes[0].field.setPlainText("AI-02 takes the case over.")
    screen.declared.boxes[0].button.click()
    settled()
    assert declarations.declared(scene.lead)[0].decided == "AI-02 takes the case over."
    assert screen.declared.boxes == []


def test_a_query_opens_its_case_at_the_question(program, scene, at, settled, case_id) -> None:
    queries.ask(scene.lead, case_id, "C2", "Which plan?")
    screen = at("queries")
    screen.queries.open.click()
    settled()
    case = program.places.case
    assert (case.book.case_id, case.space.assessment.shown_ref()) == (case_id, "C2")
    box = next(iter(case.space.assessment.page.queries.cards.values())).box
    assert box.button.text() == "Ask"
