"""What second assessments say: pairs, agreement per question, drift by inspector, and which questions need a note."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hmip_desktop.domain.agreement import Agreement, Coefficient, Rating, measure
from hmip_desktop.domain.case_record import CaseRecord
from hmip_desktop.domain.drift import Drift, Judged, measure_drift
from hmip_desktop.services import guidance_notes, second_sample
from hmip_desktop.services.asked_questions import Asked, questions_of, routes_of
from hmip_desktop.services.context import Context, OpenInspection
from hmip_desktop.store import projections
from hmip_desktop.store.projections import AnswerRow, CaseItem

FEWEST_JUDGED = 10
"""Counted cases from which a question takes its place in the ranking by its points."""
FEWEST_PAIRS = 5
"""Pairs from which coefficients are shown; intervals come with 20 (domain.agreement)."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A first and its second. ``ready``: both are signed off and nobody took the first out of the count."""

    first: CaseItem
    second: CaseItem
    first_name: str
    second_name: str

    @property
    def ready(self) -> bool:
        """Both have said their last word, so that they may be laid beside each other."""
        return bool(self.first.signed_off_at and self.second.signed_off_at) and not self.first.excluded


@dataclass(frozen=True, slots=True)
class QuestionAgreement:
    """One question over the pairs that answered it. ``prevalence``: yes among all answers of both, 0 to 1."""

    asked: Asked
    route: str
    both_yes: int
    differ: int
    both_no: int
    both_na: int
    prevalence: float | None
    measured: Agreement

    @property
    def n(self) -> int:
        """Pairs with an answer on both sides."""
        return self.both_yes + self.differ + self.both_no + self.both_na

    @property
    def kappa(self) -> Coefficient:
        """Cohen's kappa between first and second."""
        return self.measured.coefficients["cohen_kappa"]

    @property
    def ac1(self) -> Coefficient:
        """Gwet's AC1, which common answers do not break."""
        return self.measured.coefficients["gwet_ac1"]

    @property
    def enough(self) -> bool:
        """True from the number of pairs at which coefficients are shown."""
        return self.n >= FEWEST_PAIRS


@dataclass(frozen=True, slots=True)
class InspectorDrift:
    """One inspector: cases signed off of those given; drift is there only when that is all of them, whole first."""

    fingerprint: str
    name: str
    signed: int
    given: int
    drifts: tuple[Drift, ...] = ()

    @property
    def whole(self) -> Drift | None:
        """Over all key questions."""
        return self.drifts[0] if self.drifts else None

    @property
    def standing_out(self) -> tuple[Drift, ...]:
        """Those whose interval leaves out 0."""
        return tuple(one for one in self.drifts if one.stands_out)


@dataclass(frozen=True, slots=True)
class QuestionRank:
    """A key question by how much it seems to need a note. ``against``: judged against its own prompts, of ``judged``
    counted cases. ``points`` adds both shares (0 to 2)."""

    asked: Asked
    route: str
    pairs: int
    differ: int
    judged: int
    against: int
    notes: int

    @property
    def is_thin(self) -> bool:
        """It rests on so few cases that one of them moves it far: such questions come after the others."""
        return self.judged < FEWEST_JUDGED

    @property
    def points(self) -> float:
        """Share of pairs that differ and share of cases judged against the prompts."""
        return (self.differ / self.pairs if self.pairs else 0.0) + (self.against / self.judged if self.judged else 0.0)


@dataclass(frozen=True, slots=True)
class Quality:
    """Everything measured. ``frame`` cases are on the list with somebody; ``practice`` cases never count anywhere."""

    pairs: tuple[Pair, ...]
    rows: tuple[QuestionAgreement, ...]
    inspectors: tuple[InspectorDrift, ...]
    ranking: tuple[QuestionRank, ...]
    frame: int
    practice: int
    other_sets: int

    @property
    def ready(self) -> int:
        """Pairs that are compared."""
        return sum(pair.ready for pair in self.pairs)


def pairs(ctx: Context) -> tuple[Pair, ...]:
    """Every first with its second, as far as this store knows, by case reference."""
    names = {member.fingerprint: member.name for member in ctx.inspection().roster.members}
    made = []
    for link in second_sample.links(ctx):
        first = projections.case_item(ctx.store, link.first)
        second = projections.case_item(ctx.store, link.second)
        if first is not None and second is not None and second.second:
            made.append(Pair(first, second, names.get(first.inspector, ""), names.get(second.inspector, "")))
    return tuple(sorted(made, key=lambda pair: (pair.first.case_ref, pair.second.case_id)))


def quality(ctx: Context) -> Quality:
    """Measure everything. Raises Refused ``inspection-missing``, ``role-not-allowed``."""
    ctx.require("lead", "deputy", "quality_lead")
    inspection = ctx.inspection()
    found = pairs(ctx)
    ready = [pair for pair in found if pair.ready]
    records = [(pair, ctx.case(pair.first.case_id), ctx.case(pair.second.case_id)) for pair in ready]
    rows = tuple(
        agreement_of(asked, route, [(p.first.case_id, one, two) for p, one, two in records])
        for route in routes_of(inspection.pack) for asked in questions_of(inspection, route)
    )  # fmt: skip
    answers = projections.answers(ctx.store)
    items = projections.case_list(ctx.store, state="included", second=False)
    return Quality(
        found,
        rows,
        _drift(inspection, items, answers),
        _ranking(ctx, inspection, rows, answers),
        sum(bool(item.inspector) for item in items),
        projections.case_count(ctx.store, practice=True),
        sum(one.route_used != two.route_used for _, one, two in records) if inspection.pack.routes else 0,
    )


def agreement_of(asked: Asked, route: str, records: Sequence[tuple[str, CaseRecord, CaseRecord]]) -> QuestionAgreement:
    """Agreement on one question of one question set, between the answers that each side gave by itself."""
    ratings: list[Rating] = []
    cells: dict[tuple[str, str], int] = defaultdict(int)
    for case_id, first, second in records:
        if route and not first.route_used == second.route_used == route:
            continue
        one, two = first.given.get(asked.ref), second.given.get(asked.ref)
        if isinstance(one, str) and isinstance(two, str):
            cells[one, two] += 1
            ratings += [Rating(case_id, "first", one), Rating(case_id, "second", two)]
    n = sum(cells.values())
    same = {answer: cells[answer, answer] for answer in ("yes", "no", "na")}
    yes = sum(count * pair.count("yes") for pair, count in cells.items())
    return QuestionAgreement(
        asked, route, same["yes"], n - sum(same.values()), same["no"], same["na"], yes / (2 * n) if n else None,
        measure(ratings, ("yes", "no")),
    )  # fmt: skip


def _drift(
    inspection: OpenInspection, items: Sequence[CaseItem], answers: Sequence[AnswerRow]
) -> tuple[InspectorDrift, ...]:
    given: dict[str, list[CaseItem]] = defaultdict(list)
    for item in items:
        if item.inspector:
            given[item.inspector].append(item)
    signed = {who: sum(bool(item.signed_off_at) for item in cases) for who, cases in given.items()}
    complete = [who for who in given if signed[who] == len(given[who])]
    refs = list(dict.fromkeys(one.ref for one in _key_questions(inspection)))
    found: dict[str, list[Drift]] = defaultdict(list)
    for one in measure_drift(_judged(answers, refs), sorted(complete), refs):
        found[one.inspector].append(one)
    names = {member.fingerprint: member.name for member in inspection.roster.members}
    made = [
        InspectorDrift(who, names.get(who, who[:5]), signed[who], len(cases), tuple(found.get(who, ())))
        for who, cases in given.items()
    ]
    return tuple(sorted(made, key=lambda one: (one.name, one.fingerprint)))


def _key_questions(inspection: OpenInspection) -> list[Asked]:
    every = [one for route in routes_of(inspection.pack) for one in questions_of(inspection, route)]
    return [one for one in every if one.kind == "key_question"]


def _judged(answers: Sequence[AnswerRow], refs: Sequence[str]) -> list[Judged]:
    """Counted cases with the answers that their assessor gave, whatever moderation settled later."""
    wanted = set(refs)
    cases: dict[str, tuple[AnswerRow, dict[str, float]]] = {}
    for row in answers:
        if row.tidy.counted and row.tidy.question in wanted and row.original in ("yes", "no"):
            scores = cases.setdefault(row.case_id, (row, {}))[1]
            scores[row.tidy.question] = float(row.original == "yes")
    return [
        Judged(case_id, row.tidy.assessor, _like(row.tidy.facts), scores)
        for case_id, (row, scores) in cases.items() if row.tidy.assessor
    ]  # fmt: skip


def _like(facts: Mapping[str, str]) -> dict[str, str]:
    """Facts that make cases alike; high and very high are one, as in the sample checks."""
    found = {name: facts.get(name, "") for name in ("route", "rosh", "pdu", "sentence_type")}
    return found | {"rosh": "high" if found["rosh"] == "very_high" else found["rosh"]}


def _ranking(
    ctx: Context, inspection: OpenInspection, rows: Sequence[QuestionAgreement], answers: Sequence[AnswerRow]
) -> tuple[QuestionRank, ...]:
    given: dict[str, dict[str, str]] = defaultdict(dict)
    for row in answers:
        if row.tidy.counted and row.original is not None:
            given[row.case_id][row.tidy.question] = row.original
    notes = [note.ref for note in guidance_notes.notes(ctx)]
    prompts: dict[str, list[str]] = defaultdict(list)
    for line in rows:
        if line.asked.parent:
            prompts[line.asked.parent].append(line.asked.ref)
    made = []
    for line in rows:
        if line.asked.kind == "key_question":
            ref = line.asked.ref
            judged = [case for case in given.values() if case.get(ref) in ("yes", "no")]
            against = sum(_against(case, ref, prompts[ref]) for case in judged)
            held = sum(note in (ref, *prompts[ref]) for note in notes)
            made.append(QuestionRank(line.asked, line.route, line.n, line.differ, len(judged), against, held))
    return tuple(sorted(made, key=lambda one: (one.is_thin, -one.points, one.asked.ref)))


def _against(case: Mapping[str, str], ref: str, prompts: Sequence[str]) -> bool:
    """A yes with a prompt at no, or a no with every prompt at yes."""
    below = [case[prompt] for prompt in prompts if case.get(prompt) in ("yes", "no")]
    return "no" in below if case[ref] == "yes" else bool(below) and "no" not in below
