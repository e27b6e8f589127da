"""Every field in which an inspector types words is kept while it is typed, and its words are offered again."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from hmip_desktop.domain.interview import Interview
from hmip_desktop.services import assess, drafting, exporting, merge_apply, merge_plan, queries
from hmip_desktop.ui.case_book import StoreCaseBook
from hmip_desktop.ui.views.alert.advice import AdviceDialog
from hmip_desktop.ui.views.alert.strip import CallDialog
from hmip_desktop.ui.views.case.case_dialogs import ReopenDialog
from hmip_desktop.ui.views.case.practice_list import PracticeDialog
from hmip_desktop.ui.views.my_cases.declaration import DeclarationDialog
from hmip_desktop.ui.widgets.inputs import LineInput, PassphraseInput, SearchBox, TextInput


@pytest.fixture
def asked(world, tmp_path) -> str:
    """A query about C1 that waits for a reply, and an interview with notes."""
    query_id, _ = queries.ask(world.lead, world.case_ids["0417"], "C1", "Which contact do you mean?")
    made = exporting.export(world.lead, world.inspector.me, tmp_path / "post")
    merge_apply.apply(world.inspector, merge_plan.plan(world.inspector, [made.package]))
    return query_id


def _fields(*roots: QWidget) -> list[QWidget]:
    """The fields for words in view; a search is not kept and a passphrase must not be."""
    found = []
    for root in roots:
        for field in root.findChildren(QWidget):
            words = isinstance(field, LineInput | TextInput) and not isinstance(field, SearchBox | PassphraseInput)
            if words and field.isVisible() and field.isEnabled() and not field.isReadOnly():
                found.append(field)
    return found


@pytest.fixture
def type_everywhere(qtbot, case) -> Callable[..., list[str]]:
    """Type one key into each field in view; gives the drafts that were made, and fails for a field without one."""

    def type_one(*roots: QWidget) -> list[str]:
        made = []
        roots[0].window().activateWindow()
        qtbot.waitUntil(roots[0].window().isActiveWindow)
        for field in _fields(*roots):
            if not field.isVisible():
                continue  # leaving the one before put it away
            before = dict(case.drafts._latest)
            field.setFocus()
            qtbot.keyClicks(field, "7")
            changed = [key for key, words in case.drafts._latest.items() if before.get(key) != words]
            assert changed, f"{field.accessibleName()!r} keeps nothing"
            made += changed
        return made

    return type_one


def test_fields_of_the_questions(asked, program, case, settled, type_everywhere) -> None:
    screen = case.space.assessment
    case.space.open_ref("D9")
    settled()
    assert type_everywhere(screen) == ["data/D9"]
    case.space.open_ref("C1")
    case.desk.answer("C1a", "no")
    case.desk.answer("C1", "yes")
    settled()
    assert type_everywhere(screen) == [f"query/{asked}"]
    screen.judgement.ask_reason("")
    assert type_everywhere(screen.judgement) == ["reason/C1"]
    screen.page.add_evidence()
    settled()
    assert any(key.startswith("evidence/") for key in type_everywhere(screen.page.evidence.composer))


def test_fields_of_case_details(program, case, settled, type_everywhere) -> None:
    case.space.open_key("details")
    settled()
    details = case.space.details
    details._toggle_more()
    details.route._ask()
    settled()
    made = type_everywhere(details)
    assert {"fact/office", "fact/start_date", "route"} <= set(made)
    assert len(made) == len(set(made))


def test_fields_of_the_close(qtbot, program, case, settled, type_everywhere, theme) -> None:
    case.space.open_key("evaluate")
    settled()
    closing = case.space.evaluation.closing
    assert set(type_everywhere(closing)) == {"evaluation"}
    closing.given.set_value("not")
    closing.save()
    settled()
    closing.why_not.setFocus()
    qtbot.keyClicks(closing.why_not, "7")
    assert json.loads(case.drafts.words_of("evaluation"))["why_not"] == "7"
    for row in closing.chips.values():
        row._ask()
        assert type_everywhere(row) == ["evaluation"]
    closing.practice.ask(-1)
    dialog = closing.practice.findChild(PracticeDialog)
    assert type_everywhere(dialog) == ["practice/-1"] * 2
    dialog.reject()
    unlock = ReopenDialog(theme, program.window, case.drafts)
    unlock.open()
    assert type_everywhere(unlock) == ["reopen"]
    unlock.reject()


def test_fields_of_the_interview_and_of_alerts(
    made_up, world, program, case, settled, type_everywhere, theme, qtbot
) -> None:
    case.open_interview()
    settled()
    case.talk._start(Interview("practitioner"))
    settled()
    assert set(type_everywhere(case.talk)) == {"note"}
    case.talk.show_feedback()
    settled()
    assert "feedback" in type_everywhere(case.talk)
    case.talk.close()
    made_up.hold_interview(world, "0417")
    case.desk.read_again()
    settled()
    case.open_triage()
    settled()
    case.triage.card.begin_editing()
    note = case.triage._note_id
    assert type_everywhere(case.triage) == [f"note-words/{note}"]
    case.triage._ask_theme("enabler", False)
    assert f"theme/{note}" in type_everywhere(case.triage.theme_form)
    case.raise_alert()
    settled()
    assert set(type_everywhere(case.alert)) == {"alert"}
    advice = AdviceDialog(theme, program.window, case.desk)
    advice.open()
    assert type_everywhere(advice) == ["advice"]
    advice.reject()


def test_fields_outside_of_a_case(qtbot, program, case, theme, shown) -> None:
    told = CallDialog(theme, program.window, (), "24-0417/1")
    told.keep_typing(case.drafts, "b" * 16)
    declared = DeclarationDialog(theme, program.window)
    declared.keep_typing(case.drafts)
    declared.answer.set_value("yes")
    declared._fit()
    for dialog, key in ((told, f"told/{'b' * 16}"), (declared, "declaration")):
        dialog.open()
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        (field,) = _fields(dialog)
        field.setFocus()
        qtbot.keyClicks(field, "7")
        assert case.drafts.words_of(key) == json.dumps({"text": "7"})
        dialog.reject()
        assert case.drafts.words_of(key) is None  # it lies in the bin


KINDS = {
    "data/D9": ({"text": "12 or"}, lambda case: case.space.assessment.page._editors["D9"][1].line.text()),
    "reason/C1": ({"text": "The plan"}, lambda case: case.space.assessment.judgement.reason.text()),
    "fact/office": ({"text": "Norwich"}, lambda case: case.space.details._fields["office"].text()),
    "fact/start_date": ({"text": "12/5"}, lambda case: case.space.details._fields["start_date"].text()),
    "route": ({"text": "He moved"}, lambda case: case.space.details.route.reason.text()),
    "evaluation": ({"strengths": "", "areas": "", "why_not": "", "barrier": "Training"},
                   lambda case: case.space.evaluation.closing.chips["barrier"].line.text()),
    "practice/-1": ({"done": "She rang", "why": ""}, lambda case: _open(PracticeDialog).done_words.toPlainText()),
    "reopen": ({"text": "A date was wrong"}, None),
    "advice": ({"text": "Ring again"}, None),
    "feedback": ({"text": "He had left"}, lambda case: case.space.evaluation.closing.why_not.text()),
}  # fmt: skip


def _open(kind: type[QWidget]) -> QWidget:
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible())


@pytest.mark.parametrize("key", KINDS)
def test_after_a_crash_they_are_offered_and_gone_on_with_in_their_place(
    qtbot, program, world, case, settled, monkeypatch, key: str
) -> None:
    seen: list[str] = []
    monkeypatch.setattr(ReopenDialog, "exec", lambda dialog: seen.append(dialog.reason.text()))
    monkeypatch.setattr(AdviceDialog, "exec", lambda dialog: seen.append(dialog.text.toPlainText()))
    fields, look = KINDS[key]
    words = next(text for text in fields.values() if text)
    StoreCaseBook(world.inspector, world.case_ids["0417"]).keep_draft(key, json.dumps(fields), ())
    program.places.recovery.look()
    settled()
    (card,) = program.places.recovery.sheet.cards
    assert (card.left.after, card.left.can_save) == (words, key.startswith("reason"))
    card.act.emit("go-on")
    settled()
    assert (look(case) if look is not None else seen[0]) == words
    if key.startswith("practice"):
        _open(PracticeDialog).reject()


def test_a_theme_and_other_words_for_a_note_are_gone_on_with(made_up, program, world, case, settled) -> None:
    made_up.hold_interview(world, "0417")
    case.desk.read_again()
    settled()
    note = next(iter(case.desk.record.notes))
    book = StoreCaseBook(world.inspector, world.case_ids["0417"])
    book.keep_draft(f"theme/{note}", json.dumps({"text": "Training is recent"}), ())
    case.open_ref(f"draft:{case.book.case_id}/theme/{note}")
    settled()
    assert case.triage.theme_form.words.text() == "Training is recent"
    case.triage._leave_theme()
    settled()
    assert [held.left.after for held in drafting.look_in_bin(world.inspector)] == ["Training is recent"]
    heads = case.desk.record.notes[note].heads
    book.keep_draft(f"note-words/{note}", json.dumps({"text": "She had read it"}), heads)
    (left,) = drafting.recovered(world.inspector)
    assert left.can_save
    drafting.save_draft(world.inspector, left.draft)
    held = assess.open_case(world.inspector, world.case_ids["0417"]).record.notes[note]
    assert (held.value.text, held.conflicting) == ("She had read it", False)


def test_a_reply_to_a_query_is_gone_on_with_at_its_question(asked, program, world, settled) -> None:
    StoreCaseBook(world.inspector, world.case_ids["0417"]).keep_draft(f"query/{asked}", "The one of May", ())
    program.places.recovery.look()
    settled()
    program.places.recovery.sheet.cards[0].act.emit("go-on")
    settled()
    page = program.places.case.space.assessment.page
    assert page.page.ref == "C1"
    assert page.queries.cards[asked].box.words() == "The one of May"


def test_typing_anew_where_words_are_still_offered_puts_those_into_the_bin(
    qtbot, program, world, case, settled
) -> None:
    StoreCaseBook(world.inspector, world.case_ids["0417"]).keep_draft("evaluation", '{"strengths": "Before"}', ())
    case.drafts.look()
    settled()
    case.space.open_key("evaluate")
    settled()
    closing = case.space.evaluation.closing
    case.space.open_assessment()
    settled()
    assert [draft.words for draft in drafting.left_over(world.inspector)] == ['{"strengths": "Before"}']
    case.space.open_key("evaluate")
    closing.strengths.setFocus()
    with qtbot.waitSignal(case.drafts.kept):
        qtbot.keyClicks(closing.strengths, "Now")
    assert [held.left.after for held in drafting.look_in_bin(world.inspector)] == ["Before"]


def test_a_number_that_was_typed_becomes_an_answer_and_leaves_no_draft(qtbot, program, world, case, settled) -> None:
    case.space.open_ref("D9")
    settled()
    line = case.space.assessment.page._editors["D9"][1].line
    line.setFocus()
    with qtbot.waitSignal(case.drafts.kept):
        qtbot.keyClicks(line, "12")
    assert [draft.key for draft in drafting.left_over(world.inspector)] == ["D9"]
    case.space.assessment.continue_button.setFocus()
    settled()
    assert assess.open_case(world.inspector, world.case_ids["0417"]).record.data["D9"].value.chosen == ("12",)
    assert drafting.left_over(world.inspector) == ()
