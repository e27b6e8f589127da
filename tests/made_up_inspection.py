"""An inspection in one lead inspector's store, assessed by direct revisions: enough cases for splits, none real."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hmip_desktop.domain.alert import Alert
from hmip_desktop.domain.assessment import (
    AnswerValue,
    Evaluation,
    Evidence,
    EvidenceLink,
    Feedback,
    Moderation,
    Reason,
    SignOff,
    Theme,
)
from hmip_desktop.domain.interview import Interview, InterviewNote
from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.values import moment
from hmip_desktop.exchange import identity as identities
from hmip_desktop.services import alerts, inspection, sample, team
from hmip_desktop.services.context import Context, stamp_of
from hmip_desktop.store import projections
from hmip_desktop.store.projections import CaseItem
from hmip_desktop.store.revisions import Write
from tests.people import FIELDWORK, Clock, person

UNITS = {"Aldermere": 14, "Brackwell": 13, "Carrick Vale": 12, "Dunhaven": 6, "Eastmoor": 4}
COLUMNS = (
    "case_ref,pdu,practitioner,grade,sentence_type,start_date,rosh,release_date,measure,measure_date,requirement,"
    "inspector,sex,age,ethnicity"
)
NOTE = "The practitioner said that nobody covered the inbox in June."
FROM_INTERVIEW = "Told in the interview: visits were put off for want of a second person."
SEEN = "The plan names who acts first and by when."
INSPECTORS = ("AI-01", "AI-02", "AI-03")


@dataclass
class MadeUp:
    """The lead's sitting, and the cases of the list by reference."""

    lead: Context
    folder: Path

    @property
    def items(self) -> dict[str, CaseItem]:
        """Rows of the case list by case reference."""
        return {item.case_ref: item for item in projections.case_list(self.lead.store)}


def sample_rows() -> Iterator[str]:
    """Rows of a sample: seven cases go to the adjusted set, and low risk is rare."""
    number = 0
    for pdu, size in UNITS.items():
        for place in range(size):
            number += 1
            licence = place % 3 == 1
            adjusted = licence and number % 2 == 0
            rosh = "low" if number in (2, 20, 40) else ("medium", "high", "very_high", "medium")[number % 4]
            yield ",".join(
                (
                    f"26-{400 + number}", pdu, f"PP-{number:03}", ("probation officer", "newly qualified")[number % 2],
                    "licence" if licence else "community_order", "2026-04-14", rosh,
                    "2026-04-14" if licence else "", "reset" if adjusted else "", "2026-05-10" if adjusted else "",
                    "rar", INSPECTORS[number % 3], ("male", "female")[number % 5 == 0], str(19 + number % 40),
                    ("White", "Mixed", "")[number % 3],
                )
            )  # fmt: skip


def make_inspection(folder: Path, pack: str = "dipp-2025", variant: str = "") -> MadeUp:
    """The inspection with its sample, allocated to three people who have no store here."""
    clock = Clock()
    lead = person(folder, "LI-01", "lead", clock)
    for name in INSPECTORS:
        card = folder / f"{name}.card"
        one = identities.new_identity(name, "inspector", os.urandom)
        card.write_bytes(identities.write_card(one))
        team.trust(lead, card, one.fingerprint)
    new = inspection.NewInspection(
        "Made-up inspection", "Westmarch", FIELDWORK, pack, "WM-2026-11", made_up=True, variant=variant
    )
    inspection.create_inspection(lead, new)
    file, population = folder / "sample.csv", folder / "population.csv"
    file.write_text("\r\n".join((COLUMNS, *sample_rows())) + "\r\n", encoding="utf-8")
    levels = (("low", 20), ("medium", 90), ("high", 40), ("very_high", 30))
    rows = [f"{pdu},{rosh},{size}" for pdu in UNITS for rosh, size in levels]
    population.write_text("\r\n".join(("pdu,rosh,commencements", *rows)) + "\r\n", encoding="utf-8")
    sample.import_sample(lead, file, population=population)
    return MadeUp(lead, folder)


def assess_all(made: MadeUp, but: tuple[str, ...] = ()) -> None:
    """Answer and sign off every case except those in ``but``; about one in seven is a file-read."""
    for place, (case_ref, item) in enumerate(made.items.items()):
        if case_ref not in but:
            assess(made, item, place)


def assess(made: MadeUp, item: CaseItem, place: int, *, sign: bool = True) -> None:
    """One case in one transaction."""
    ctx, chance = made.lead, random.Random(item.case_ref)
    pack = ctx.inspection().pack
    stamp, case_id, now = stamp_of(pack), item.case_id, ctx.now()
    flow = ctx.case(case_id).flow(pack, ctx.inspection().value.variant)
    held = Interview("nobody", file_read=True) if place % 7 == 6 else Interview(
        "line_manager" if place % 7 == 5 else "practitioner", started_at=moment(now), ended_at=moment(now)
    )  # fmt: skip
    writes = [Write(subject("interview", case_id), held, stamp)]
    for page in flow.pages:
        if page.kind != "key_question":
            continue
        for ref in page.elements:
            na = flow.na_allowed(ref) and chance.random() < 0.1
            answer = "na" if na else "yes" if chance.random() < 0.55 else "no"
            writes.append(Write(subject("answer", case_id, ref), AnswerValue(answer, "1.0.0"), stamp))
        writes.append(Write(subject("reason", case_id, page.ref), Reason("Judged in the round."), stamp))
        links = (EvidenceLink(page.ref, "supports"),)
        writes.append(
            Write(subject("evidence", case_id, ctx.new_id()), Evidence(SEEN, "oasys", "2026-05-12", links), stamp)
        )
    writes += _interview(ctx, case_id, flow.pages[0].elements[0]) if place == 0 else []
    themes = (Theme("enabler", "Police answer within a day"), Theme("line_of_enquiry", "Home visits: who decides"))
    feedback = Feedback(True, given_at=moment(now))
    writes.append(
        Write(subject("evaluation", case_id), Evaluation(("Knows the case",), (), themes, (), feedback, True), stamp)
    )
    if sign:
        writes.append(Write(subject("signoff", case_id), SignOff(True, "AI-01", moment(now)), stamp))
    ctx.write(*writes)


def _interview(ctx: Context, case_id: str, ref: str) -> list[Write]:
    stamp = stamp_of(ctx.inspection().pack)
    note_id, now = ctx.new_id(), moment(ctx.now())
    link = (EvidenceLink(ref, "gap"),)
    return [
        Write(subject("note", case_id, note_id), InterviewNote(NOTE, now, 240), stamp),
        Write(
            subject("evidence", case_id, ctx.new_id()), Evidence(FROM_INTERVIEW, "interview", "", link, note_id), stamp
        ),
    ]


def ordinary(folder: Path) -> MadeUp:
    """The usual mixture: 49 cases and a substitute; two excluded, one not signed off, one untouched, one conflict,
    one edited after sign-off, one moderated, one alert, and a theme that names somebody."""
    made = make_inspection(folder)
    lead, items = made.lead, made.items
    assess_all(made, but=("26-447", "26-448"))
    assess(made, items["26-447"], 1, sign=False)
    facts = lead.case(items["26-401"].case_id).imported
    substitute = type(facts)(**{name: getattr(facts, name) for name in facts.__struct_fields__} | {
        "case_ref": "26-900", "practitioner": "PP-900"
    })  # fmt: skip
    substitute_id = sample.exclude_case(lead, items["26-402"].case_id, "ended-within-7-days", "It ended.", substitute)
    sample.exclude_case(lead, items["26-403"].case_id, "same-person-twice", "Drawn twice.")
    item = projections.case_item(lead.store, substitute_id)
    assert item is not None
    assess(made, item, 6)
    stamp = stamp_of(lead.inspection().pack)
    conflict, edited, moderated = (items[ref].case_id for ref in ("26-404", "26-405", "26-407"))
    first = lead.case(conflict).answers["C4"].value.answer
    other = AnswerValue("no" if first == "yes" else "yes")
    lead.write(Write(subject("answer", conflict, "C4"), other, stamp, ()))
    lead.write(
        Write(subject("signoff", edited), SignOff(False, "LI-01", moment(lead.now()), "A mistyped answer"), stamp)
    )
    was = lead.case(edited).answers["C1"].value.answer
    lead.write(Write(subject("answer", edited, "C1"), AnswerValue("no" if was == "yes" else "yes"), stamp))
    lead.write(Write(subject("signoff", edited), SignOff(True, "AI-01", moment(lead.now())), stamp))
    settled = "no" if lead.case(moderated).answers["C2"].value.answer == "yes" else "yes"
    lead.write(Write(subject("moderated", moderated, "C2"), Moderation(settled, "Read again"), stamp))
    named = Evaluation((), (), (Theme("barrier", "Mr Harris never answers PP-009"),), (), None, True)
    lead.write(Write(subject("evaluation", items["26-409"].case_id), named, stamp))
    words = ("A threat was made", "A neighbour", "Grave", "This week", "One household")
    alerts.raise_alert(lead, items["26-410"].case_id, Alert("others", *words, raised_at=moment(lead.now())))
    return made
