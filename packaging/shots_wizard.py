"""Scenes of the assessment in depth: evidence for several questions, pasted words, search, history, left-over words."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QMimeData

PASTED = (
    "nDelius contact, 28 April 2026. Home visit with Mr Daniel Harker (CRN X123456). He has moved in with his sister; "
    "no enquiry about who else lives there. Next appointment 5 May 2026, tel 07700 900123."
)
LATE = "Risk management plan reviewed; police call-outs since the spring are now in it."


def evidence(studio: Any) -> None:
    """Pasting, a note for several questions, a late one."""
    case = studio.open_case("0417")
    case.space.open_ref("C1")
    page = case.space.assessment.page
    page.add_evidence()
    composer = page.evidence.composer
    mime = QMimeData()
    mime.setText(PASTED)
    composer.text.insertFromMimeData(mime)
    page._reveal(composer)
    studio.take("evidence-pasted")
    composer.further.toggle.click()
    for row in composer.further.rows[:2]:
        row.tick.click()
    page._reveal(composer.further)
    studio.take("evidence-several")
    composer.further.toggle.click()
    composer._source.set_value("oasys")
    composer._date.setText("12/11/2026")
    composer.text.setPlainText(LATE)
    composer.people.begin()
    composer.pasted.hide()
    composer.late.reason.setFocus()
    page._reveal(composer.late)
    studio.take("evidence-late")
    composer._withdraw()
    studio.settle()


def cards(studio: Any) -> None:
    """Notes as cards: one for three questions, one kept although it is late, one just deleted."""
    from hmip_desktop.domain.assessment import Evidence, EvidenceLink

    case = studio.open_case("0417")
    case.space.open_ref("C2")
    links = (EvidenceLink("C2a", "gap"), EvidenceLink("C2", "gap"), EvidenceLink("C1b", "supports"))
    case.desk.save_evidence(Evidence(LATE, "oasys", "2026-11-02", links), "c" * 16, None, "The only plan on file.")
    gone = Evidence("Contingency plan names nobody.", "ndelius", "2026-05-03", (EvidenceLink("C2", "gap"),))
    case.desk.save_evidence(gone, "d" * 16)
    studio.settle()
    page = case.space.assessment.page
    case.desk.withdraw_evidence("d" * 16)
    studio.settle()
    page._reveal(page.evidence)
    studio.take("evidence-cards")
    case.space.assessment.undo_bar.withdraw()


def finding(studio: Any) -> None:
    """Ctrl+F over the case, and the history of an answer."""
    case = studio.open_case("0417")
    case.space.open_ref("C1")
    dialogs = case.space.dialogs
    dialogs.open_search(case.space.go_to)
    dialogs.search.search.setText("visit")
    studio.take("case-search", dialogs.search)
    dialogs.search.reject()
    for code in ("no", "yes"):
        case.desk.answer("C1b", code)
        studio.settle()
    dialogs.open_history("answer", "C1b")
    studio.settle()
    studio.take("answer-history", dialogs.history)
    dialogs.history.reject()
    studio.settle()


def left_over(studio: Any) -> None:
    """What a crash left over, and the bin."""
    from hmip_desktop.services import drafting

    studio.enter()
    ctx, case_id = studio.world.inspector, studio.world.case_ids["0417"]
    record = ctx.case(case_id)
    note_id, held = next(iter(record.evidence.items()))
    about = held.value.links[0].ref
    words = f'{{"about": "{about}", "text": "{held.value.text.rstrip(".")} and her two children. Police were told"}}'
    drafting.keep_draft(ctx, f"draft:{case_id}/evidence/{note_id}", case_id, words, held.heads)
    drafting.keep_draft(ctx, f"draft:{case_id}/reason/C1", case_id, '{"text": "The plan was made orally"}')
    desk = studio.places.recovery
    desk.look()
    studio.settle()
    studio.take("left-over", desk.sheet)
    desk.sheet.cards[1].act.emit("bin")
    studio.settle()
    desk.look(always=True, in_bin=True)
    studio.settle()
    studio.take("left-over-bin", desk.sheet)
    desk.sheet.reject()
    drafting.drop_draft(ctx, f"draft:{case_id}/evidence/{note_id}")
    studio.settle()


def change_of_date(studio: Any) -> None:
    """Case details: what a date would do, before it does it."""
    case = studio.open_case("0428")
    case.space.open_key("details")
    studio.settle()
    details = case.space.details
    details.try_change("measure", "")
    studio.settle()
    studio.take("details-preview")
    details.leave_it()
    studio.settle()


def moved(studio: Any) -> None:
    """A case after a new version of the questions came, the sheet that says what changed, one that stays as it was."""
    from hmip_desktop.domain.assessment import Evidence, EvidenceLink
    from hmip_desktop.services import assess
    from tests.next_version import bring_next

    world = studio.world
    if not world.inspector.inspection().earlier:
        case_id = world.case_ids["0417"]
        for ref, answer in (("C1b", "yes"), ("C2a", "no"), ("C2c", "yes"), ("C3a", "no")):
            assess.record_answer(world.inspector, case_id, ref, answer)
        links = (EvidenceLink("C2a", "gap"), EvidenceLink("C2c", "supports"))
        assess.save_evidence(world.inspector, case_id, Evidence(LATE, "oasys", "2026-10-02", links))
        bring_next(world.folder, world.lead, world.inspector)
    studio.open_case("0428")
    studio.take("moved-nothing")
    case = studio.open_case("0417")
    studio.take("moved-strip")
    case.space.assessment.moved.open_sheet()
    sheet = case.space.assessment.moved.sheet
    studio.take("moved-sheet", sheet)
    sheet.reject()
    case.space.open_key("details")
    studio.settle()
    case.space.details.column.area.ensureWidgetVisible(case.space.details.moved, 0, 24)
    studio.take("moved-details")
    studio.open_case("0403")
    studio.take("moved-not")


SCENES = (evidence, cards, finding, left_over, change_of_date, moved)
