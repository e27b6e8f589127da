"""Second assessments for the pictures: a third of the cases drawn, most of them signed off by their second."""

from __future__ import annotations

import random

from lead_scene import Scene

from hmip_desktop.domain.assessment import AnswerValue, Evaluation, Evidence, EvidenceLink, SignOff
from hmip_desktop.domain.interview import Interview
from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.values import moment
from hmip_desktop.services import moderation, quality, second_sample
from hmip_desktop.services.context import Context, stamp_of
from hmip_desktop.services.second_sample import DrawRequest
from hmip_desktop.store.revisions import Write

SEED = "5eed0417ab12cd34"
SEEN = "The plan names who acts first; nothing says by when, and the visit of 12 May is not in it."


def make_seconds(scene: Scene, count: int = 34) -> None:
    """Draw seconds in the lead's store and let all but two be signed off there, most in agreement."""
    ctx = scene.lead
    offer = second_sample.offer(ctx)
    people = tuple(fingerprint for fingerprint, _, _ in offer.people)
    second_sample.draw_seconds(ctx, DrawRequest(min(count, offer.frame), "pdu", people, SEED))
    signed = [pair for pair in quality.pairs(ctx) if pair.first.signed_off_at]
    for place, pair in enumerate(signed):
        _assess(ctx, pair, place, sign=place < len(signed) - 1)
    waiting = moderation.differences(ctx)
    for one in waiting[::7]:
        moderation.moderate(ctx, one, one.second, "The contact of 24 March was found by the second only.")


def _assess(ctx: Context, pair: quality.Pair, place: int, *, sign: bool) -> None:
    stamp, chance, case_id = stamp_of(ctx.inspection().pack), random.Random(place), pair.second.case_id
    first, now = ctx.case(pair.first.case_id), moment(ctx.now())
    writes = [Write(subject("interview", case_id), Interview("nobody", file_read=True), stamp)]
    for ref, held in first.answers.items():
        answer = held.value.answer
        if chance.random() < 0.14:
            answer = "no" if answer == "yes" else "yes"
        if ref.startswith("C4") and len(ref) == 2:
            answer = "yes" if chance.random() < 0.9 else "no"
        writes.append(Write(subject("answer", case_id, ref), AnswerValue(answer, "1.0.0"), stamp))
        note = Evidence(SEEN, "oasys", "2026-05-12", (EvidenceLink(ref, "gap" if answer == "no" else "supports"),))
        writes.append(Write(subject("evidence", case_id, ctx.new_id()), note, stamp))
    writes.append(Write(subject("evaluation", case_id), Evaluation(("Knows the case",), alert_considered=True), stamp))
    if sign:
        writes.append(Write(subject("signoff", case_id), SignOff(True, pair.second_name, now), stamp))
    ctx.write(*writes)
