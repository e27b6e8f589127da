"""What is being typed survives: durable within 300 ms, a revision soon, offered in one dialog after a crash."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QElapsedTimer

from hmip_desktop.domain.assessment import Evidence, EvidenceLink
from hmip_desktop.errors import Refused
from hmip_desktop.services import assess, drafting
from hmip_desktop.ui.case_book import StoreCaseBook
from hmip_desktop.ui.draft_keeper import IDLE_MS, KEEP_MS

NOTE = "a" * 16
FIELDS = {"page": "C1", "about": "C1b", "source": "oasys", "dated": "12/5/2026", "stance": "gap", "late": ""}


def _left(world) -> list[drafting.Draft]:
    return list(drafting.left_over(world.inspector, world.case_ids["0417"]))


def _record(world):
    return assess.open_case(world.inspector, world.case_ids["0417"]).record


def _draft_of(text: str, note: Evidence | None = None) -> str:
    made = None
    if note is not None:
        links = [{"ref": link.ref, "stance": link.stance} for link in note.links]
        made = {"text": note.text, "source": note.source, "dated_on": note.dated_on, "links": links}
    return json.dumps({**FIELDS, "links": [], "text": text, "note": made})


def _crash(world, text: str, heads: tuple[str, ...] = ()) -> None:
    """Leave words behind as a program does that ends while somebody types."""
    note = Evidence(text, "oasys", "2026-05-12", (EvidenceLink("C1b", "gap"),))
    StoreCaseBook(world.inspector, world.case_ids["0417"]).keep_draft(f"evidence/{NOTE}", _draft_of(text, note), heads)


def _compose(case):
    case.space.open_ref("C1")
    case.space.assessment.page.add_evidence()
    return case.space.assessment.page.evidence.composer


def test_typing_is_on_the_disk_300_ms_after_the_first_key(qtbot, program, world, case, settled) -> None:
    composer = _compose(case)
    clock = QElapsedTimer()
    with qtbot.waitSignal(case.drafts.kept, timeout=3000):
        clock.start()
        qtbot.keyClicks(composer.text, "Home visit recorded")
    assert clock.elapsed() < KEEP_MS + 700
    (draft,) = _left(world)
    assert drafting.typed_words(draft) == "Home visit recorded"
    assert (draft.kind, draft.key) == ("evidence", composer.evidence_id)


def test_the_timer_is_not_put_off_by_further_keys(qtbot, program, case) -> None:
    keeper = case.drafts
    keeper.typed("evidence/C1", "{}")
    before = keeper._timer.remainingTime()
    keeper.typed("evidence/C1", "{}")
    assert keeper._timer.remainingTime() <= before
    with qtbot.waitSignal(keeper.kept):
        pass
    assert not keeper._timer.isActive()


def test_a_note_that_was_kept_leaves_no_draft(qtbot, program, world, case, settled) -> None:
    composer = _compose(case)
    with qtbot.waitSignal(case.drafts.kept):
        qtbot.keyClicks(composer.text, "Seen in nDelius")
    assert composer.keep()
    settled()
    assert _left(world) == []
    assert [held.value.text for held in _record(world).evidence.values()] == ["Seen in nDelius"]


def test_leaving_the_composer_makes_a_revision_and_typing_goes_on(qtbot, program, world, case, settled) -> None:
    composer = _compose(case)
    qtbot.keyClicks(composer.text, "Half")
    case.space.assessment.continue_button.setFocus()
    settled()
    (note_id,) = _record(world).evidence
    assert composer.isVisible()
    assert _left(world) == []
    qtbot.keyClicks(composer.text, " and half")
    assert composer.keep()
    settled()
    held = _record(world).evidence[note_id]
    assert (held.value.text, len(held.heads), held.conflicting) == ("Half and half", 1, False)


def test_twenty_seconds_without_a_key_make_a_revision(qtbot, program, world, case, settled) -> None:
    composer = _compose(case)
    qtbot.keyClicks(composer.text, "Resting")
    assert composer._idle.isActive()
    assert composer._idle.interval() == IDLE_MS
    composer._idle.timeout.emit()
    settled()
    assert [held.value.text for held in _record(world).evidence.values()] == ["Resting"]
    composer._idle.timeout.emit()
    settled()
    assert len(case.desk._undo) == 1  # unchanged text makes no revision


def test_leaving_a_page_keeps_an_open_note(program, world, case, settled) -> None:
    _compose(case).text.setPlainText("Not yet kept")
    case.space.open_key("evaluate")
    settled()
    assert [held.value.text for held in _record(world).evidence.values()] == ["Not yet kept"]


def test_one_dialog_offers_what_is_left_over_with_case_question_time_and_difference(
    program, world, case, settled
) -> None:
    book = StoreCaseBook(world.inspector, world.case_ids["0417"])
    saved = Evidence("Half a sentence", "oasys", "", (EvidenceLink("C1b", "gap"),))
    book.save_evidence(saved, NOTE, None, None)
    heads = _record(world).evidence[NOTE].heads
    _crash(world, "Half a long sentence", heads)
    program.places.recovery.look()
    settled()
    (card,) = program.places.recovery.sheet.cards
    assert (card.left.case_ref, card.left.ref, card.left.changed) == ("24-0417", "C1b", False)
    assert (card.left.before, card.left.after) == ("Half a sentence", "Half a long sentence")
    card.act.emit("save")
    settled()
    assert program.places.recovery.sheet is None
    assert _record(world).evidence[NOTE].value.text == "Half a long sentence"
    assert _left(world) == []


def test_going_on_opens_the_note_where_it_was_typed(program, world, case, settled) -> None:
    _crash(world, "Half a sent")
    case.space.open_ref("C2")
    program.places.recovery.look()
    settled()
    program.places.recovery.sheet.cards[0].act.emit("go-on")
    settled()
    page = case.space.assessment.page
    composer = page.evidence.composer
    assert page.page.ref == "C1"
    assert (composer.text.toPlainText(), composer._about.value(), composer.evidence_id) == ("Half a sent", "C1b", NOTE)
    assert composer.keep()
    settled()
    assert _record(world).evidence[NOTE].value.text == "Half a sent"
    assert _left(world) == []


def test_words_that_are_let_go_lie_in_the_bin_and_come_back(program, world, case, settled) -> None:
    _crash(world, "Nothing much")
    desk = program.places.recovery
    desk.look()
    settled()
    desk.sheet.cards[0].act.emit("bin")
    settled()
    assert _left(world) == []
    assert desk.sheet is None
    desk.look(always=True, in_bin=True)
    settled()
    desk.sheet.cards[0].act.emit("back")
    settled()
    assert [drafting.typed_words(draft) for draft in _left(world)] == ["Nothing much"]
    desk.sheet.reject()


def test_a_draft_names_the_heads_it_began_at_so_a_change_since_is_a_conflict(program, world, case, settled) -> None:
    ctx, case_id = world.inspector, world.case_ids["0417"]
    first = Evidence("As it was", "oasys", "", (EvidenceLink("C1b", "gap"),))
    assess.save_evidence(ctx, case_id, first, NOTE)
    began_at = _record(world).evidence[NOTE].heads
    _crash(world, "As I typed it", began_at)
    assess.save_evidence(ctx, case_id, Evidence("As somebody changed it", "oasys", "", first.links), NOTE)
    (left,) = drafting.recovered(ctx)
    assert left.changed
    drafting.save_draft(ctx, left.draft)
    assert _record(world).conflicts == (f"evidence:{case_id}/{NOTE}",)


def test_a_draft_that_says_nothing_new_is_dropped_without_a_word(world) -> None:
    ctx, case_id = world.inspector, world.case_ids["0417"]
    assess.save_evidence(ctx, case_id, Evidence("Same", "oasys", "", (EvidenceLink("C1b", "gap"),)), NOTE)
    _crash(world, "Same")
    assert drafting.recovered(ctx) == ()
    assert _left(world) == []


def test_what_needs_its_own_screen_is_not_saved_by_itself(world) -> None:
    ctx, case_id = world.inspector, world.case_ids["0417"]
    drafting.keep_draft(ctx, f"draft:{case_id}/alert", case_id, '{"happened": "Moved back"}')
    (left,) = drafting.recovered(ctx)
    assert (left.can_save, left.after) == (False, "Moved back")
    with pytest.raises(Refused, match="draft-needs-its-screen"):
        drafting.save_draft(ctx, left.draft)


def test_a_reason_and_a_closing_field_are_kept_while_they_are_typed(qtbot, program, world, case, settled) -> None:
    case.space.open_ref("C1")
    bar = case.space.assessment.judgement
    case.desk.answer("C1a", "no")
    case.desk.answer("C1", "yes")
    settled()
    bar.ask_reason("")
    with qtbot.waitSignal(case.drafts.kept):
        qtbot.keyClicks(bar.reason, "Because")
    assert [(draft.kind, draft.key) for draft in _left(world)] == [("reason", "C1")]
    case.space.open_key("evaluate")
    settled()
    assert _record(world).reasons["C1"].value.reason == "Because"
    closing = case.space.evaluation.closing
    closing.strengths.setFocus()
    with qtbot.waitSignal(case.drafts.kept):
        qtbot.keyClicks(closing.strengths, "Kept in touch")
    assert "Kept in touch" in _left(world)[0].words
    case.space.open_assessment()
    settled()
    assert _record(world).evaluation.value.strengths == ("Kept in touch",)
    assert _left(world) == []


def test_an_alert_keeps_its_draft_when_it_is_closed(qtbot, program, world, case, settled) -> None:
    case.raise_alert()
    form = case.alert.form
    form.happened.setPlainText("Moved back to the address")
    form.scope.choose("others")
    case.space.open_assessment()
    settled()
    draft = next(draft for draft in _left(world) if draft.subject.endswith("/alert"))
    assert "Moved back" in draft.words
    form.happened.clear()
    form.restore(draft.words)
    assert form.happened.toPlainText() == "Moved back to the address"
    assert form.scope.value() == "others"
