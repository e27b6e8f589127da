"""What is being typed survives: durable within 300 ms, offered again, gone when it became a revision."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer

from hmip_desktop.services import assess, drafting
from hmip_desktop.ui.case_book import StoreCaseBook
from hmip_desktop.ui.draft_keeper import KEEP_MS, DraftKeeper


def _left(world) -> list[drafting.Draft]:
    return list(drafting.left_over(world.inspector, world.case_ids["0417"]))


def test_typing_is_on_the_disk_300_ms_after_the_first_key(qtbot, program, world, case, settled) -> None:
    case.space.open_ref("C1")
    case.space.assessment.page.add_evidence()
    text = case.space.assessment.page.evidence.composer.text
    clock = QElapsedTimer()
    with qtbot.waitSignal(case.drafts.kept, timeout=3000):
        clock.start()
        qtbot.keyClicks(text, "Home visit recorded")
    assert clock.elapsed() < KEEP_MS + 700
    assert "Home visit recorded" in _left(world)[0].words


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
    case.space.open_ref("C1")
    case.space.assessment.page.add_evidence()
    composer = case.space.assessment.page.evidence.composer
    with qtbot.waitSignal(case.drafts.kept):
        qtbot.keyClicks(composer.text, "Seen in nDelius")
    assert composer.keep()
    settled()
    assert _left(world) == []
    record = assess.open_case(world.inspector, world.case_ids["0417"]).record
    assert [held.value.text for held in record.evidence.values()] == ["Seen in nDelius"]


def test_after_a_crash_the_words_are_offered_and_can_be_gone_on_with(qtbot, program, world, case, settled) -> None:
    book = StoreCaseBook(world.inspector, world.case_ids["0417"])
    words = (
        '{"id": "", "source": "oasys", "dated": "12/5/2026", "stance": "gap", "about": "C1b", "text": "Half a sent"}'
    )
    book.keep_draft("evidence/C1", words, ())
    keeper = DraftKeeper(book, program.jobs)
    with qtbot.waitSignal(keeper.found) as told:
        keeper.look()
    case.space.open_ref("C2")
    case.space.assessment.offer_drafts(told.args[0])
    settled()
    left_over = case.space.assessment.left_over
    assert left_over.isVisible()
    assert "Half a sent" in left_over.label.text()
    left_over._take()
    settled()
    page = case.space.assessment.page
    assert page.page.ref == "C1"
    assert page.evidence.composer.text.toPlainText() == "Half a sent"
    assert page.evidence.composer._about.value() == "C1b"
    page.evidence.composer.keep()
    settled()
    assert _left(world) == []


def test_words_that_are_let_go_are_gone(qtbot, program, world, case, settled) -> None:
    book = StoreCaseBook(world.inspector, world.case_ids["0417"])
    book.keep_draft("evidence/C1", '{"id": "", "text": "Nothing much"}', ())
    case.space.assessment.offer_drafts(_left(world))
    case.space.assessment.left_over._drop()
    settled()
    assert _left(world) == []


def test_leaving_a_page_keeps_an_open_note(program, world, case, settled) -> None:
    case.space.open_ref("C1")
    case.space.assessment.page.add_evidence()
    case.space.assessment.page.evidence.composer.text.setPlainText("Not yet kept")
    case.space.open_key("evaluate")
    settled()
    record = assess.open_case(world.inspector, world.case_ids["0417"]).record
    assert [held.value.text for held in record.evidence.values()] == ["Not yet kept"]


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
