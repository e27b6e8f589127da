"""Made-up data for demonstrations and rehearsals: a sample file, answers, evidence, notes. Nobody in it exists."""

from __future__ import annotations

import csv
import io
import random
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from hmip_desktop.domain.sample import CaseFacts
from hmip_desktop.domain.values import Answer, EvidenceSource, converted
from hmip_desktop.paths import resource

SWAPS_FROM = 12
"""Cases from which on one was swapped for another and one was taken out; a smaller list keeps all it has."""
SAMPLE_COLUMNS = (
    "case_ref", "pdu", "practitioner", "grade", "sentence_type", "start_date", "rosh", "release_date", "end_date",
    "measure", "measure_date", "requirement", "person", "interview_at", "mappa", "sex", "age", "ethnicity",
)  # fmt: skip


@cache
def words() -> dict[str, Any]:
    """The invented words, from the shipped file."""
    return tomllib.loads(resource("words/demonstration.toml").read_text(encoding="utf-8"))


@cache
def evidence_words() -> dict[str, Any]:
    """Invented evidence by prompt, from the shipped file."""
    return tomllib.loads(resource("words/demonstration_evidence.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Plan:
    """Size of a made-up inspection."""

    cases: int
    inspectors: int
    seed: int
    fieldwork_start: date

    def random(self, *labels: object) -> random.Random:
        """A source of choices that depends on the seed and these labels only."""
        return random.Random(f"{self.seed}/{'/'.join(map(str, labels))}")  # noqa: S311 - made-up data, no secret

    @property
    def case_refs(self) -> tuple[str, ...]:
        """References of the cases on the list."""
        return tuple(f"26-{number:04d}" for number in range(401, 401 + self.cases))

    @property
    def pdus(self) -> tuple[str, ...]:
        """PDUs of the inspection: one for every five cases, as far as there are names."""
        names = words()["pdus"]
        return tuple(names[: max(1, min(len(names), self.cases // 5))])

    @property
    def pdu_of(self) -> dict[str, str]:
        """The PDU of each case. Large and small ones stand side by side, as in every region."""
        weights = dict(zip(self.pdus, words()["pdu_weights"], strict=False))
        total, held = sum(weights.values()), dict.fromkeys(weights, 0)
        found = {}
        for number, case_ref in enumerate(self.case_refs, 1):
            pdu = max(weights, key=lambda name: weights[name] * number - held[name] * total)
            held[pdu] += 1
            found[case_ref] = pdu
        return found

    @property
    def open_case_ref(self) -> str:
        """The case that is not finished when everybody sends: there always is one."""
        return self.case_refs[-2]

    @property
    def swapped_ref(self) -> str:
        """The case that another takes the place of before anybody has it; empty in a small inspection."""
        return self.case_refs[2] if self.cases >= SWAPS_FROM else ""

    @property
    def substitute_ref(self) -> str:
        """The case that takes its place; empty in a small inspection."""
        return self.case_refs[-1] if self.cases >= SWAPS_FROM else ""

    @property
    def excluded_ref(self) -> str:
        """The case that is taken out of the count when its work is done; empty in a small inspection."""
        return self.case_refs[4] if self.cases >= SWAPS_FROM else ""


def substitute_facts(plan: Plan) -> CaseFacts:
    """The row of the case that takes another's place: of the same PDU."""
    row = _sample_row(plan, plan.cases - 1, plan.substitute_ref, plan.pdu_of[plan.swapped_ref])
    return converted(row, CaseFacts)


def sample_csv(plan: Plan) -> str:
    """A case sample as the inspectorate would send it; a case that takes another's place comes later."""
    out = io.StringIO()
    writer = csv.DictWriter(out, SAMPLE_COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for index, (case_ref, pdu) in enumerate(plan.pdu_of.items()):
        if case_ref == plan.substitute_ref:
            continue
        writer.writerow(_sample_row(plan, index, case_ref, pdu))
    return out.getvalue()


def _sample_row(plan: Plan, index: int, case_ref: str, pdu: str) -> dict[str, object]:
    chance = plan.random("row", case_ref)
    monday = plan.fieldwork_start - timedelta(days=plan.fieldwork_start.weekday())
    start = monday - timedelta(weeks=chance.choice((29, 30))) + timedelta(days=chance.randrange(5))
    sentence = chance.choices(("community_order", "suspended_sentence_order", "licence", "pss"), (5, 3, 4, 1))[0]
    after_release = sentence in ("licence", "pss")
    measure = "reset" if sentence == "pss" else chance.choices(("", "reset", "impact"), (8, 1, 1))[0]
    if measure == "reset" and sentence in ("community_order", "suspended_sentence_order"):
        measure = ""
    offset = chance.choice((20, 34, 56, 57, 80))
    return {
        "case_ref": case_ref,
        "pdu": pdu,
        "practitioner": f"PP-{101 + index}",
        "grade": chance.choice(words()["grades"]),
        "sentence_type": sentence,
        "start_date": start.isoformat(),
        "rosh": chance.choices(("low", "medium", "high", "very_high"), (2, 5, 3, 1))[0],
        "release_date": start.isoformat() if after_release else "",
        "end_date": (start + timedelta(days=4)).isoformat() if case_ref == plan.swapped_ref else "",
        "measure": measure,
        "measure_date": (start + timedelta(days=offset)).isoformat() if measure else "",
        "requirement": chance.choice(("rar", "rar", "accredited_programme")),
        "person": f"P{1001 + index}",
        "interview_at": _slot(monday, index),
        "mappa": chance.choice(words()["mappa"]),
        "sex": chance.choice(words()["sexes"]),
        "age": chance.randint(18, 66),
        "ethnicity": chance.choice(words()["ethnicities"]),
    }


def _slot(monday: date, index: int) -> str:
    """Interview slots at 9:30, 11:30 and 14:00 of week 1; every eighth case is left without one."""
    if index % 8 == 7:
        return ""
    day = monday + timedelta(days=(index // 3) % 5)
    return f"{day.isoformat()} {('09:30', '11:30', '14:00')[index % 3]}"


def answer_for(plan: Plan, case_ref: str, pdu: str, ref: str, na_allowed: bool) -> Answer:
    """A made-up answer to one question of one case: cases, PDUs and questions differ in how much is met."""
    chance = plan.random("answer", case_ref, ref)
    if na_allowed and chance.random() < 0.06:
        return "na"
    lean = 0.15 + 0.3 * plan.random("case", case_ref).random()
    lean += 0.2 * plan.random("pdu", pdu).random() + 0.3 * plan.random("question", ref).random()
    return "yes" if chance.random() < lean else "no"


def evidence_for(plan: Plan, case_ref: str, ref: str, met: bool) -> tuple[EvidenceSource, str]:
    """Source and words of evidence on a prompt that is met or not; of packs without words for it, any."""
    chance = plan.random("evidence", case_ref, ref)
    held = evidence_words().get(ref, {}).get("yes" if met else "no")
    if not held:
        return chance.choice(SOURCES), pick(plan, "supports" if met else "gaps", case_ref, ref)
    ((source, text),) = chance.choice(held).items()
    return source, text


SOURCES: tuple[EvidenceSource, ...] = ("oasys", "ndelius", "ndelius", "visor", "professionals_minutes")


def pick(plan: Plan, group: str, *labels: object) -> str:
    """One of the invented sentences of a group."""
    return str(plan.random(group, *labels).choice(words()[group]))


def population_csv(plan: Plan) -> str:
    """Commencements of the region by PDU and RoSH, in proportions near those of the sample."""
    rows = ["pdu,rosh,commencements"]
    for pdu, weight in zip(plan.pdus, words()["pdu_weights"], strict=False):
        for rosh, share in (("low", 2), ("medium", 5), ("high", 3), ("very_high", 1)):
            rows.append(f"{pdu},{rosh},{share * weight * plan.random('population', pdu, rosh).randint(9, 12) // 8}")
    return "\r\n".join(rows) + "\r\n"
