"""Pictures of the lead inspector's forms about cases, people and what came in."""

from __future__ import annotations

import msgspec
from PySide6.QtWidgets import QDialog

from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.sample import CaseFacts
from hmip_desktop.services import sample
from hmip_desktop.services.context import Context, stamp_of
from hmip_desktop.store import projections
from hmip_desktop.store.revisions import Write
from hmip_desktop.ui.views.lead.held import HeldDialog


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


LEAD_FORMS = (lead_forms, lead_held)
