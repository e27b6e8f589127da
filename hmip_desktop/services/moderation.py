"""Moderation: where first and second differ, both sides and the answer that counts, with its reason.

The first's answer stays as it was given. Results count the settled answer, mark it, and give both totals. What was
settled stays with those who lead: the first assessor never gets it.
"""

from __future__ import annotations

from dataclasses import dataclass

from hmip_desktop.domain.assessment import Evidence, Moderation
from hmip_desktop.domain.case_record import CaseRecord, Held
from hmip_desktop.domain.revisions import SETTLING, subject
from hmip_desktop.domain.values import Answer
from hmip_desktop.errors import Refused
from hmip_desktop.services.asked_questions import Asked, questions_of
from hmip_desktop.services.context import Changes, Context, OpenInspection, stamp_of
from hmip_desktop.services.quality import Pair, pairs
from hmip_desktop.store.revisions import Write

MODERATING = ("lead", "deputy", "quality_lead")


@dataclass(frozen=True, slots=True)
class Difference:
    """One question on which a pair differs. ``settled`` is what moderation decided, None while it is open."""

    pair: Pair
    asked: Asked
    first: Answer
    second: Answer
    settled: Held[Moderation] | None

    @property
    def id(self) -> tuple[str, str, str]:
        """Under which it is found again."""
        return (self.pair.first.case_id, self.pair.second.case_id, self.asked.ref)


@dataclass(frozen=True, slots=True)
class Side:
    """One assessor's side of a difference, with prompts (reference, answer) and evidence on the judgement."""

    name: str
    answer: Answer | None
    at: str
    guidance: str
    reason: str
    prompts: tuple[tuple[str, str | None], ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides of one difference, the first's first."""

    difference: Difference
    first: Side
    second: Side


def differences(ctx: Context) -> tuple[Difference, ...]:
    """Every difference of pairs that are signed off on both sides: open before settled, key questions first."""
    ctx.require(*MODERATING)
    inspection = ctx.inspection()
    found = [one for pair in pairs(ctx) if pair.ready for one in _of_pair(ctx, inspection, pair)]
    return tuple(sorted(
        found, key=lambda d: (d.settled is not None, d.asked.kind != "key_question", d.pair.first.case_ref, d.asked.ref)
    ))  # fmt: skip


def sides(ctx: Context, difference: Difference) -> Sides:
    """Both sides with what they rest on."""
    pair = difference.pair
    first, second = (ctx.case(item.case_id) for item in (pair.first, pair.second))
    return Sides(
        difference,
        _side(ctx, first, difference.asked.ref, pair.first_name),
        _side(ctx, second, difference.asked.ref, pair.second_name),
    )


def moderate(ctx: Context, difference: Difference, answer: Answer, reason: str) -> Changes:
    """Settle which answer counts; the same again with other words replaces it.

    Raises Refused ``role-not-allowed``, ``moderation-needs-reason``, ``moderation-own-work``,
    ``moderation-not-open`` when the two no longer differ, ``na-not-allowed``.
    """
    now = _still(ctx, difference)
    if not reason.strip():
        raise Refused("moderation-needs-reason")
    if ctx.me in (now.pair.first.inspector, now.pair.second.inspector):
        raise Refused("moderation-own-work")
    if answer == "na" and not now.asked.na:
        raise Refused("na-not-allowed", question=now.asked.ref)
    return ctx.write(_write(ctx, now, SETTLING, Moderation(answer, reason.strip())))


def take_back(ctx: Context, difference: Difference) -> Changes:
    """Open a settled difference again: the first's answer counts until it is settled anew."""
    now = _still(ctx, difference)
    return ctx.write(_write(ctx, now, SETTLING, None), _write(ctx, now, "moderation", None))


def _write(ctx: Context, difference: Difference, kind: str, value: Moderation | None) -> Write:
    key = (difference.pair.first.case_id, difference.asked.ref)
    return Write(subject(kind, *key), value, stamp_of(ctx.inspection().pack))


def _still(ctx: Context, difference: Difference) -> Difference:
    found = next((one for one in differences(ctx) if one.id == difference.id), None)
    if found is None:
        raise Refused("moderation-not-open")
    return found


def _of_pair(ctx: Context, inspection: OpenInspection, pair: Pair) -> list[Difference]:
    first, second = ctx.case(pair.first.case_id), ctx.case(pair.second.case_id)
    if inspection.pack.routes and first.route_used != second.route_used:
        return []
    route = first.route_used if inspection.pack.routes else ""
    made = []
    for asked in questions_of(inspection, route):
        one, two = first.given.get(asked.ref), second.given.get(asked.ref)
        if one in ("yes", "no", "na") and two in ("yes", "no", "na") and one != two:
            made.append(Difference(pair, asked, one, two, first.moderations.get(asked.ref)))
    return made


def _side(ctx: Context, record: CaseRecord, ref: str, name: str) -> Side:
    pack = ctx.inspection().pack
    question = next((q for s in pack.standards for q in s.questions if q.ref == ref), None)
    below = [prompt.ref for prompt in question.prompts] if question is not None else []
    held, reason = record.answers.get(ref), record.reasons.get(ref)
    near = {ref, *below}
    given = record.given
    return Side(
        name,
        held.value.answer if held else None,
        held.at if held else "",
        held.value.guidance if held else "",
        reason.value.reason if reason else "",
        tuple((prompt, given[prompt]) for prompt in below if isinstance(given.get(prompt), str)),
        tuple(
            note.value for note in record.evidence.values() if any(link.ref in near for link in note.value.links)
        ),
    )  # fmt: skip
