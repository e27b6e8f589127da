"""Pictures of the lead inspector's forms about cases, people and what came in."""

from __future__ import annotations

import dataclasses
import json

import msgspec
from PySide6.QtWidgets import QDialog

from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.sample import CaseFacts
from hmip_desktop.services import drafting, merge_undo, sample, staffing
from hmip_desktop.services.context import Context, stamp_of
from hmip_desktop.services.drafting import FORM, NO_CASE
from hmip_desktop.store import projections
from hmip_desktop.store.revisions import Write
from hmip_desktop.ui.case_book import StoreCaseBook
from hmip_desktop.ui.views.lead.held import HeldDialog
from hmip_desktop.ui.views.lead.person_forms import DeputyForm, HandOverForm, PersonDialog, RevokeForm


def _add(ctx: Context, facts: CaseFacts) -> None:
    inspection = ctx.inspection()
    if projections.case_by_ref(ctx.store, facts.case_ref) is None:
        case_id = sample.case_id_of(inspection.id, facts.case_ref)
        ctx.write(Write(subject("case", case_id), facts, stamp_of(inspection.pack)))


def _more_cases(ctx: Context) -> None:
    """Some cases that nobody has, and one that was typed again."""
    first = projections.case_list(ctx.store, state="included", second=False)[0]
    facts = ctx.case(first.case_id).imported
    for place, at in enumerate(("T09:30", "T09:30", "T11:30", "")):
        day = facts.interview_at[:10] + at if at and facts.interview_at else ""
        new = msgspec.structs.replace(
            facts, case_ref=f"26-08{place:02}", practitioner=f"PP-{80 + place}", person="", interview_at=day,
            start_date=f"2026-04-{10 + place}",
        )  # fmt: skip
        _add(ctx, new)
    _add(ctx, msgspec.structs.replace(facts, case_ref=f"{facts.case_ref}1"))


def _form(studio) -> QDialog:
    return next(one for one in reversed(studio.program.window.findChildren(QDialog)) if one.isVisible())


def lead_forms(studio) -> None:
    """Placing, giving, telephones, the caseload, pairs."""
    _more_cases(studio.scene.lead)
    screen = studio.at("sample")
    screen.refresh()
    studio.settle()
    studio.take("sample-with-more")
    screen.ask_place()
    studio.take_dialog("place-cases")
    screen.ask_give()
    studio.settle()
    _form(studio).cases.selectAll()
    studio.take_dialog("give-cases")
    screen.ask_phones()
    studio.settle()
    for number, row in zip(("020 7946 0018", "07700 900 123"), _form(studio).rows, strict=False):
        row.number.setText(number)
    studio.take_dialog("telephones")
    screen.ask_compare()
    studio.take_dialog("caseload")
    studio.at("cases")
    studio.places.screens["cases"].ask_alike()
    studio.settle()
    form = _form(studio)
    form.answer.choose("mistake")
    form._look()
    studio.take_dialog("pairs")


def lead_held(studio) -> None:
    """What is held, of a plan or now, and the undo."""
    screen = studio.at("inbox")
    screen.take_files(studio.scene.inbox)
    studio.settle()
    studio.take("inbox-plan")
    things = screen.found.held
    if things:
        HeldDialog(studio.program.theme, screen, studio.places.desk, things).open()
        studio.take_dialog("held")
    screen.forget_plan()
    studio.settle()
    studio.take("inbox-rest")
    screen.ask_undo()
    studio.take_dialog("undo-merge")


def lead_people(studio) -> None:
    """What can be decided about somebody in the team: leaving, a lost key, a deputy."""
    screen = studio.at("sample")
    lead = studio.scene.lead
    person = next(one for one in studio.scene.inspectors if staffing.post(lead, one.me).cases)
    who = staffing.post(lead, person.me)
    other = next(one.me for one in studio.scene.inspectors if one is not person)
    with_deputy = dataclasses.replace(who, also_leading=((other, "DL-01"),))
    for name, kind, about in (
        ("person", PersonDialog, who), ("leave", HandOverForm, who), ("revoke", RevokeForm, with_deputy),
        ("deputy", DeputyForm, who),
    ):  # fmt: skip
        kind(studio.program.theme, screen, studio.places.desk, about).open()
        studio.take_dialog(f"person-{name}")


def lead_aside(studio) -> None:
    """What was set aside, in the list, and bringing it back."""
    screen = studio.at("inbox")
    if not merge_undo.set_asides(studio.scene.lead):
        merge_undo.undo_merge(studio.scene.lead, "The file of the wrong week")
        studio.places.desk.read_again()
    screen.refresh()
    studio.settle()
    rows = screen.packages.view.rows_model.rows
    screen.packages.view.set_current_row(next(at for at, line in enumerate(rows) if line.state == "aside"))
    screen.packages.view.setFocus()
    studio.take("inbox-aside")
    screen.ask_back()
    studio.take_dialog("bring-back")


def lead_left_over(studio) -> None:
    """Words of a form that a crash left over, with what becomes of them."""
    book = StoreCaseBook(studio.scene.lead, NO_CASE)
    for key, about, words in (
        (
            "alerts/FormDialog/evidence/1",
            "Evidence seen · 26-0407/1",
            "The log of 12 November shows the visit was",
        ),
        ("queries/AskDialog/1/C1", "Ask about an answer · C1", "Which contact do you mean by the call of 12 May?"),
    ):
        book.keep_draft(f"{FORM}/{key}", json.dumps({"about": about, "0": words}), ())
    studio.places.recovery.look()
    studio.settle()
    studio.take("lead-left-over", studio.places.recovery.sheet)
    studio.places.recovery.sheet.reject()
    for draft in drafting.left_over(studio.scene.lead, NO_CASE):
        drafting.drop_draft(studio.scene.lead, draft.subject)
    studio.settle()


LEAD_FORMS = (lead_forms, lead_held, lead_people, lead_aside, lead_left_over)
