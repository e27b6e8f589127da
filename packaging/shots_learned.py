"""Pictures of what is learned across cases: lines of enquiry, effective practice, organisational questions."""

from __future__ import annotations

from typing import Any

import msgspec

from hmip_desktop.domain.assessment import EffectivePractice, Evaluation, Theme
from hmip_desktop.domain.organisational import OrgEvidence
from hmip_desktop.domain.revisions import subject
from hmip_desktop.services import effective_practice, organisational, theme_groups
from hmip_desktop.services.context import stamp_of
from hmip_desktop.store import projections
from hmip_desktop.store.revisions import Write

THEMES = (
    ("line_of_enquiry", "Home visits: Who decides that no visit is needed, and where it is written"),
    ("line_of_enquiry", "Who decides about visits"),
    ("line_of_enquiry", "Cover for absences: How cases are shared out when somebody is away"),
    ("enabler", "Shared office with the police"),
    ("enabler", "Police liaison officer on site"),
    ("barrier", "Slow checks with children’s services"),
)
EXAMPLES = (
    ("assessment", "desistance", "The housing officer came to the first three meetings, so that a place was found "
     "before the tenancy ended.", "The person saw one plan instead of two, and nobody had to pass messages on."),
    ("planning", "people_safe", "Mrs Harris was told on 12 May what the plan says about contact.",
     "The victim knew whom to ring, and did so in the second week."),
    ("implementation", "engagement", "Letters were read out over the telephone on the day they were sent.",
     "Appointments were kept from then on."),
)  # fmt: skip
PIECES = (
    OrgEvidence("document", "2026-10-02", ("L", "L1", "L2"), "Three priorities, the second without money.",
                "Regional public protection plan 2026", "Head of public protection"),
    OrgEvidence("document", "2026-10-14", ("S1", "L2"), "Sickness 14 %, vacancies 9 %.",
                "Workforce return, quarter 2", "Human resources"),
    OrgEvidence("meeting", "2026-11-17", ("L1", "S1"), "Nobody names the second priority.", meeting="managers",
                who="Four senior probation officers, two PDUs"),
)  # fmt: skip


def seed(studio: Any) -> None:
    """Themes and examples in the cases of the lead's store, a heading, and evidence on the organisation."""
    lead = studio.scene.lead
    if organisational.organisation(lead).pieces:
        return
    items = [item for item in projections.case_list(lead.store, second=False) if item.counted]
    stamp = stamp_of(lead.inspection().pack)
    for place, item in enumerate(items):
        held = lead.case(item.case_id).evaluation.value
        themes = tuple(Theme(*THEMES[n]) for n in range(len(THEMES)) if (place + n) % (n + 2) == 0)
        practice = (EffectivePractice(*EXAMPLES[place]),) if place < len(EXAMPLES) else ()
        value = Evaluation(held.strengths, held.areas, (*held.themes, *themes), practice, held.feedback, True)
        lead.write(Write(subject("evaluation", item.case_id), value, stamp))
    theme_groups.join(lead, "enabler", ["Shared office with the police", "Police liaison officer on site"],
                      "Police close by", "Whether it holds in every PDU")  # fmt: skip
    first = effective_practice.examples(lead)[0]
    effective_practice.reword(lead, first.case_id, first.key, first.done, first.why, goes_out=True)
    asked = [q.ref for standard in organisational.organisation(lead).standards for q in standard.questions]
    for place, piece in enumerate(PIECES):
        refs = [ref for ref in piece.refs if ref in asked] or asked[place : place + 2]  # of another pack: its own
        organisational.save_evidence(lead, msgspec.structs.replace(piece, refs=tuple(refs)))
    words = ("Direction is clear to heads of PDU and fades below them: three of the four teams we met could not name "
             "the second priority. The plan is honest.")  # fmt: skip
    organisational.judge(lead, "L1" if "L1" in asked else asked[0], words)
    studio.places.desk.read_again()
    studio.settle()


def learned(studio: Any) -> None:
    """The three places with their forms."""
    seed(studio)
    screen = studio.at("enquiry")
    screen.view.setFocus()
    rows = [n for n, line in enumerate(screen.view.rows_model.rows) if line.kind == "line_of_enquiry"]
    for row in rows[:2]:
        screen.tick(row)
    group = next(n for n, line in enumerate(screen.view.rows_model.rows) if line.group)
    screen.view.set_current_row(group)
    studio.take("enquiry")
    screen.ask_heading()
    studio.take_dialog("enquiry-heading")
    screen.chosen = set()
    practice = studio.at("practice")
    practice.view.set_current_row(1)
    studio.take("effective-practice")
    practice.make.click()
    studio.take_dialog("practice-set")
    organisation = studio.at("organisation")
    organisation.view.set_current_row(1)
    studio.take("organisation")
    organisation.ask_piece("meeting")
    studio.take_dialog("organisation-meeting")
