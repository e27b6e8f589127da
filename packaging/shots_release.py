"""Pictures of the release of numbers: recomputed, challenges with their forms, and tables on the region."""

from __future__ import annotations

from datetime import date
from typing import Any

from hmip_desktop.services import challenges, context_tables
from hmip_desktop.services.challenges import NewChallenge
from hmip_desktop.services.context_tables import NewTable
from hmip_desktop.store import projections


def _fill(studio: Any) -> None:
    lead = studio.scene.lead
    if challenges.challenges(lead):
        return
    items = [item for item in projections.case_list(lead.store) if item.counted][:2]
    said = ("The plan was shared on 12 May: see the contact log.", "Nobody asked for the partner agency's view.")
    for item, words, kind in zip(items, said, ("factual_accuracy", "complaint"), strict=False):
        ref = challenges.judgements(lead, item.case_id)[0][0]
        new = NewChallenge(item.case_id, ref, kind, words, "Head of the probation delivery unit", lead.now().date())
        one, _ = challenges.raise_challenge(lead, new)
        if kind == "factual_accuracy":
            answer = "no" if lead.case(item.case_id).answers[ref].value.answer == "yes" else "yes"
            challenges.propose(lead, one, answer, "The log shows the date.")
    file = studio.scene.folder / "caseload.csv"
    file.write_text("PDU,Average caseload,Vacancies\nNorth,41.5,12\nSouth,38,7\n", encoding="utf-8")
    new_table = NewTable(file, "caseload", "Caseload by PDU", "Workforce statistics, quarter 2", date(2026, 9, 30))
    context_tables.import_table(lead, new_table)


def release(studio: Any) -> None:
    """Numbers before and after recomputing, challenges with both forms, tables with theirs."""
    _fill(studio)
    screen = studio.at("release")
    screen.refresh()
    studio.settle()
    screen.show_part("numbers")
    studio.take("release-provisional")
    screen.recompute()
    studio.settle()
    studio.take("release-recomputed")
    screen.show_part("challenges")
    studio.take("release-challenges")
    screen.challenges.step()
    studio.take_dialog("release-decide")
    screen.raise_challenge()
    studio.take_dialog("release-challenge")
    screen.show_part("tables")
    studio.take("release-tables")
    screen.import_table()
    studio.take_dialog("release-table")
    screen.show_part("numbers")
