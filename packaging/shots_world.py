"""A small made-up world for pictures and window tests: one lead inspector, one inspector, a dozen cases, real stores.

Everything goes through the services: the sample is imported, allocated, sent as a sealed package and merged.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hmip_desktop.domain.alert import Alert
from hmip_desktop.domain.assessment import Evaluation, Evidence, EvidenceLink, Theme
from hmip_desktop.domain.interview import Interview, InterviewNote
from hmip_desktop.domain.values import moment
from hmip_desktop.services import (
    alerts,
    allocate,
    assess,
    exporting,
    guidance_notes,
    inspection,
    interview,
    merge_apply,
    merge_plan,
    phone_list,
    queries,
    sample,
    sitting,
    stores,
    team,
)
from hmip_desktop.services.context import Context
from hmip_desktop.store import projections
from hmip_desktop.store.keys import Kdf

PASSPHRASE = "walnut kettle harbour violin thistle"
LIGHT_KDF = Kdf(1, 64 * 1024, 1)
NOW = datetime(2026, 11, 9, 9, 38, tzinfo=UTC)
PDUS = ("North Tyneside", "Gateshead", "Durham", "Teesside")
COLUMNS = (
    "case_ref", "pdu", "practitioner", "grade", "sentence_type", "start_date", "rosh", "release_date", "measure",
    "measure_date", "requirement", "person", "interview_at", "mappa", "sex", "age", "ethnicity",
)  # fmt: skip
REFS = ("0417", "0428", "0431", "0440", "0403", "0409", "0412", "0436", "0445", "0452", "0398", "0401")
INTERVIEWS = (
    "2026-11-10 10:00", "2026-11-09 10:00", "2026-11-09 13:30", "2026-11-09 15:30", "2026-11-10 09:30", "",
    "2026-11-10 11:30", "2026-11-12 09:30", "2026-11-12 11:30", "", "2026-11-10 14:00", "",
)  # fmt: skip


class Clock:
    """A clock that moves only when told, and a second at every look."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


def steady_entropy(seed: int) -> Callable[[int], bytes]:
    """Bytes that look random and are the same in every run: pictures must not change by themselves."""
    return random.Random(seed).randbytes


@dataclass(frozen=True)
class World:
    """The stores of the two people, open, and the clock they share."""

    folder: Path
    lead: Context
    inspector: Context
    clock: Clock
    case_ids: dict[str, str]

    def close(self) -> None:
        """Close both stores."""
        self.lead.store.close()
        self.inspector.store.close()


def make_world(folder: Path, cases: int = len(REFS), judged_up_to: date | None = None) -> World:
    """Build the world below ``folder`` and leave the clock at the Monday morning of fieldwork."""
    clock, entropy = Clock(datetime(2026, 10, 20, 9, tzinfo=UTC)), steady_entropy(417)

    def person(name: str, role: str) -> Context:
        new = stores.NewStore(folder / name, PASSPHRASE, name, role, kdf=LIGHT_KDF)
        return stores.create_store(new, now=clock, entropy=entropy).context

    lead, inspector = person("LI-02", "lead"), person("AI-07", "inspector")
    card = team.save_card(inspector, folder / "ai.card")
    team.trust(lead, card, inspector.me)
    team.trust(inspector, team.save_card(lead, folder / "li.card"), lead.me)
    new = inspection.NewInspection(
        "North East", "North East", date(2026, 11, 9), "dipp-2025", "NE-2026", made_up=True, judged_up_to=judged_up_to
    )
    inspection.create_inspection(lead, new)
    table = folder / "sample.csv"
    table.write_text(sample_csv(cases), encoding="utf-8")
    sample.import_sample(lead, table)
    slots = folder / "allocation.csv"
    slots.write_text("case_ref,inspector\n" + "".join(f"24-{ref},AI-07\n" for ref in REFS[:cases]), encoding="utf-8")
    allocate.allocate(lead, slots)
    sent = exporting.export(lead, inspector.me, folder / "out")
    clock.at = datetime(2026, 11, 6, 16, 0, tzinfo=UTC)
    merge_apply.apply(inspector, merge_plan.plan(inspector, [sent.package]))
    ids = {item.case_ref.removeprefix("24-"): item.case_id for item in projections.case_list(inspector.store)}
    world = World(folder, lead, inspector, clock, ids)
    clock.at = NOW
    return world


def sample_csv(cases: int) -> str:
    """A case sample as the inspectorate would send it."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for place, ref in enumerate(REFS[:cases]):
        writer.writerow(_row(place, ref))
    return out.getvalue()


def _row(place: int, ref: str) -> dict[str, object]:
    licence = place % 4 == 1
    start = date(2026, 4, 20) + timedelta(days=place)
    return {
        "case_ref": f"24-{ref}",
        "pdu": PDUS[place % len(PDUS)],
        "practitioner": f"PP-{114 + place}",
        "grade": "Probation officer" if place % 3 else "Probation services officer",
        "sentence_type": "licence" if licence else "community_order",
        "start_date": start.isoformat(),
        "rosh": ("high", "high", "medium", "low")[place % 4],
        "release_date": start.isoformat() if licence else "",
        "measure": "reset" if licence else "",
        "measure_date": (start + timedelta(days=34)).isoformat() if licence else "",
        "requirement": "rar",
        "person": f"P{1000 + place}",
        "interview_at": INTERVIEWS[place],
        "mappa": "Level 2" if place == 0 else "None",
        "sex": "Male",
        "age": 22 + place * 3,
        "ethnicity": "White",
    }


def fill(world: World, ref: str, share: float, seed: int = 3) -> None:
    """Answer a share of a case's questions, with evidence for some of them."""
    ctx, case_id, chance = world.inspector, world.case_ids[ref], random.Random(seed)
    flow = assess.open_case(ctx, case_id).flow
    refs = [one for one in flow.visible if flow.navigator.asks(one)]
    judged: dict = {}
    for one in refs[: round(len(refs) * share)]:
        element = flow.navigator.elements[one]
        if element.kind == "data":
            question = next(data for data in flow.navigator.pack.data_questions if data.ref == one)
            chosen = question.options[0].id if question.options else "yes" if question.kind == "yes_no" else "2"
            assess.record_data(ctx, case_id, one, (chosen,))
        else:
            judged[one] = chance.choice(("yes", "yes", "no"))
    assess.record_page(ctx, case_id, judged)


def open_first_question(world: World) -> str:
    """The case of the main picture: C1 judged yes with prompt b at no, two notes of evidence; its id."""
    ctx, case_id = world.inspector, world.case_ids["0417"]
    fill(world, "0417", 0.5)
    assess.record_page(ctx, case_id, {"C1a": "yes", "C1b": "no", "C1c": None, "C1d": None, "C1": "yes"})
    assess.record_data(ctx, case_id, "D2", ("domestic_abuse",))
    for text, source, day, ref, stance in EVIDENCE:
        assess.save_evidence(ctx, case_id, Evidence(text, source, day, (EvidenceLink(ref, stance),)))
    return case_id


EVIDENCE = (
    ("Full analysis names ex-partner and two children at risk; pattern of coercive control since 2019 set out with "
     "dates.", "oasys", "2026-05-12", "C1a", "supports"),
    ("Police call-out history shared at the meeting not carried into the assessment; children’s services not "
     "contacted before day 15.", "mappa_minutes", "2026-06-03", "C1b", "gap"),
)  # fmt: skip
NOTES = (
    (130, "strength", "Trained in risk two years ago and again this spring; can say what changed in practice."),
    (391, "quote", "“I had 62 cases when this one came to me.”"),
    (545, "gap", "No supervision since June; team manager post vacant."),
    (724, "strength", "Knows MAPPA level; quoted date of last review."),
    (761, "quote", "“I never checked who the partner was.”"),
    (800, "gap", "Not aware of the police call-out in August."),
    (842, "follow_up", "Will send home-visit record after the call."),
    (1127, "", "Waited 7 weeks for the programme to start."),
    (1335, "strength", "Talked the plan over with the manager before the review."),
    (1650, "strength", "Joint visit with police after the incident."),
    (1868, "", "Coffee, phone rang."),
)


def hold_interview(world: World, ref: str) -> None:
    """An interview that was held, with its notes; the first of them are placed."""
    ctx, case_id = world.inspector, world.case_ids[ref]
    start = NOW - timedelta(hours=1)
    who = Interview("practitioner", started_at=moment(start), ended_at=moment(start + timedelta(minutes=58)))
    interview.save_interview(ctx, case_id, who)
    topics = [topic.ref for topic in ctx.inspection().pack.topics]
    ids = []
    for place, (seconds, tag, text) in enumerate(NOTES):
        noted = moment(start + timedelta(seconds=seconds))
        note = InterviewNote(text, noted, seconds, topics[place % len(topics)], tag)  # type: ignore[arg-type]
        ids.append(interview.save_note(ctx, case_id, note)[0])
    interview.place_on_judgement(ctx, case_id, ids[3], "C2a", "supports")
    interview.place_on_judgement(ctx, case_id, ids[4], "C1b", "gap")
    interview.set_aside_note(ctx, case_id, ids[10], "")


def close_most(world: World, ref: str) -> None:
    """A case that is nearly finished, with its evaluation begun."""
    fill(world, ref, 0.93, seed=5)
    themes = (
        Theme("enabler", "Co-located police"), Theme("enabler", "Regular supervision"),
        Theme("barrier", "Workload"), Theme("barrier", "Staff changes"),
    )  # fmt: skip
    strengths = ("Risk information was checked with police within the first week.", "Restrictive measures were clear.")
    areas = ("Reviews after the August incident came late; children’s services were told on day 19.",)
    value = Evaluation(strengths, areas, themes, (), None, False)
    assess.evaluate(world.inspector, world.case_ids[ref], value)


def finish(world: World, ref: str) -> None:
    """Answer everything, close the case and sign it off."""
    ctx, case_id = world.inspector, world.case_ids[ref]
    for _ in range(3):
        fill(world, ref, 1.0, seed=7)
    for found in assess.open_case(ctx, case_id).flow.contradictions:
        assess.explain(ctx, case_id, found.question, "The work as a whole bears it out.")
    if not ctx.case(case_id).facts.interview_at:
        interview.save_interview(ctx, case_id, Interview("nobody", file_read=True))
    else:
        held = Interview("practitioner", started_at=moment(NOW), ended_at=moment(NOW))
        interview.save_interview(ctx, case_id, held)
    assess.evaluate(ctx, case_id, Evaluation(alert_considered=True))
    assess.sign_off(ctx, case_id)


ASKED = (
    ("0403", "C1", "Which contact do you mean by the call of 12 May? The log shows two."),
    ("0403", "C3", "The prompt says no, the judgement yes. What weighed more?"),
    ("0409", "A2", "Was the plan shared with children’s services before or after the review?"),
)


def come_back(world: World) -> None:
    """The lead inspector merges what was sent, asks three questions, writes a note, and sends a package back."""
    lead, person, post = world.lead, world.inspector, world.folder / "post"
    sent = exporting.export(person, lead.me, world.folder / "out")
    merge_apply.apply(lead, merge_plan.plan(lead, [sent.package]))
    for ref, question, words in ASKED:
        queries.ask(lead, world.case_ids[ref], question, words)
    guidance_notes.write(lead, "C1", "Children who stay at weekends count as children in the household.")
    back = exporting.export(lead, person.me, post)
    merge_apply.apply(person, merge_plan.plan(person, [back.package]))


def spread_out(world: World) -> None:
    """The rest of the list: signed off, returned with queries, an open alert, where work stopped."""
    assess.declare(world.inspector, False, "")
    phone_list.save_phone_list(world.lead, [(world.lead.me, "020 7946 0018")])
    for ref in ("0398", "0401", "0403", "0409"):
        finish(world, ref)
    come_back(world)
    fill(world, "0431", 0.1)
    alert = Alert(
        "others", "The person moved back to the family address.", "Two children", "Earlier violence", "This weekend",
        "Two children at the address", moment(world.clock()),
    )  # fmt: skip
    alerts.raise_alert(world.inspector, world.case_ids["0431"], alert)
    sitting.keep_place(world.inspector, world.case_ids["0417"], "C1c")
