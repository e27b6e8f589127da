"""Factual accuracy and complaints: a challenge tied to a judgement, proposed upon, decided, and carried out.

The lead inspector proposes, the chief operating officer decides. An upheld challenge changes the judgement by a
moderation that names the challenge, so the assessor's own answer stays, results give both, and neither is sent to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast, get_args

import msgspec

from hmip_desktop.domain.assessment import Moderation
from hmip_desktop.domain.case_record import CaseRecord
from hmip_desktop.domain.recount import counted_answer
from hmip_desktop.domain.releases import Challenge, ChallengeKind
from hmip_desktop.domain.retention import Hold
from hmip_desktop.domain.revisions import SETTLING, key_of, subject
from hmip_desktop.domain.values import ANSWERS, Answer, moment
from hmip_desktop.errors import Refused
from hmip_desktop.services.context import LEADING, Changes, Context, stamp_of
from hmip_desktop.store import projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.revisions import Write

KIND = "challenge"
CODES = {"factual_accuracy": "FA", "complaint": "CO"}
_LEADS = (*LEADING, "local_assessor")


@dataclass(frozen=True, slots=True)
class ChallengeLine:
    """A challenge with what a list shows. ``answer`` is what counts now, "" for unanswered; ``conflicting`` when two
    people wrote different things of it."""

    id: str
    value: Challenge
    case_ref: str
    inspector: str
    answer: str
    conflicting: bool

    @property
    def name(self) -> str:
        """``FA-3``: how people call it."""
        return f"{CODES[self.value.kind]}-{self.value.number}"

    @property
    def state(self) -> str:
        """``new``, ``proposed``, ``to-carry-out``, ``upheld`` or ``not-upheld``."""
        value = self.value
        if value.decision:
            waits = value.decision == "upheld" and not value.carried_out_at
            return "to-carry-out" if waits else value.decision.replace("_", "-")
        return "proposed" if value.proposal else "new"


@dataclass(frozen=True, slots=True)
class NewChallenge:
    """What comes in. ``by`` is a role; ``raised_on`` the day of the letter."""

    case_id: str
    ref: str
    kind: str
    text: str
    by: str
    raised_on: date | None


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided: ``upheld`` or ``not_upheld``, by whom (name and role as typed), why, and on which day."""

    decision: str
    reason: str
    by: str
    role: str
    on: date | None


def challenges(ctx: Context) -> tuple[ChallengeLine, ...]:
    """Every challenge, the open ones first, then by number. Raises Refused ``role-not-allowed``."""
    ctx.require(*_LEADS)
    inspection = ctx.inspection()
    found = []
    for held, current in projections.current_inspection(ctx.store, (KIND,)).items():
        value = current.value
        if not isinstance(value, Challenge):
            continue
        item = projections.case_item(ctx.store, value.case_id)
        member = inspection.member(item.inspector) if item is not None else None
        answer = counted_answer(ctx.case(value.case_id), value.ref) if item is not None else None
        found.append(
            ChallengeLine(
                key_of(held), value, item.case_ref if item else "", member.name if member else "", answer or "",
                current.conflicting,
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (not one.value.is_open, one.value.number, one.id)))


def challenge(ctx: Context, challenge_id: str) -> Challenge:
    """One challenge as it stands. Raises Refused ``challenge-unknown``."""
    held = projections.current_inspection(ctx.store, (KIND,)).get(subject(KIND, challenge_id))
    if held is None or not isinstance(held.value, Challenge):
        raise Refused("challenge-unknown")
    return held.value


def upheld_since(ctx: Context, at: str) -> frozenset[str]:
    """References of questions where an upheld challenge was carried out after the stored moment ``at``."""
    found = projections.current_inspection(ctx.store, (KIND,)).values()
    return frozenset(
        one.value.ref for one in found if isinstance(one.value, Challenge) and one.value.carried_out_at > at
    )


def raise_challenge(ctx: Context, new: NewChallenge) -> tuple[str, Changes]:
    """Write a challenge down; its id. Raises Refused ``role-not-allowed``, ``case-unknown``,
    ``challenge-kind-unknown``, ``challenge-needs-judgement``, ``challenge-needs-text``, ``challenge-needs-role``,
    ``challenge-needs-day``."""
    ctx.require(*_LEADS)
    record = ctx.case(new.case_id)
    if new.kind not in get_args(ChallengeKind):
        raise Refused("challenge-kind-unknown")
    if new.ref not in record.answers:
        raise Refused("challenge-needs-judgement", question=new.ref)
    if not new.text.strip():
        raise Refused("challenge-needs-text")
    if not new.by.strip():
        raise Refused("challenge-needs-role")
    if new.raised_on is None or new.raised_on > ctx.now().date():
        raise Refused("challenge-needs-day")
    held = projections.current_inspection(ctx.store, (KIND,)).values()
    number = 1 + max((one.value.number for one in held if isinstance(one.value, Challenge)), default=0)
    kind = cast(ChallengeKind, new.kind)
    value = Challenge(
        number, new.case_id, new.ref, kind, new.text.strip(), new.by.strip(), new.raised_on.isoformat()
    )  # fmt: skip
    challenge_id = ctx.new_id()
    reason = f"{CODES[kind]}-{number}: a judgement is challenged"
    hold = Hold(kind, reason, (new.case_id,))
    return challenge_id, ctx.write(
        Write(subject(KIND, challenge_id), value), Write(subject("hold", challenge_id), hold)
    )


def propose(ctx: Context, challenge_id: str, answer: str, reason: str) -> Changes:
    """Propose what becomes of the judgement: another ``answer``, or "" to keep it.

    Raises Refused ``role-not-allowed``, ``challenge-unknown``, ``challenge-decided``, ``challenge-needs-reason``,
    ``challenge-changes-nothing``, ``na-not-allowed``.
    """
    ctx.require(*_LEADS)
    value = _undecided(ctx, challenge_id)
    if not reason.strip():
        raise Refused("challenge-needs-reason")
    if answer:
        _check_answer(ctx, value, answer)
    proposed = msgspec.structs.replace(
        value, proposal="change" if answer else "keep", answer=answer or None, proposal_reason=reason.strip()
    )
    return ctx.write(Write(subject(KIND, challenge_id), proposed))


def decide(ctx: Context, challenge_id: str, decided: Decided) -> Changes:
    """Record what the chief operating officer decided. Upheld, the judgement becomes what was proposed.

    Raises Refused ``role-not-allowed``, ``challenge-unknown``, ``challenge-decided``, ``challenge-not-proposed``,
    ``challenge-nothing-to-uphold``, ``challenge-needs-reason``, ``challenge-decider-unnamed``,
    ``challenge-needs-day``.
    """
    ctx.require(*_LEADS)
    value = _undecided(ctx, challenge_id)
    if not value.proposal:
        raise Refused("challenge-not-proposed")
    if decided.decision == "upheld" and value.answer is None:
        raise Refused("challenge-nothing-to-uphold")
    if not decided.reason.strip():
        raise Refused("challenge-needs-reason")
    if not decided.by.strip() or not decided.role.strip():
        raise Refused("challenge-decider-unnamed")
    if decided.on is None or decided.on > ctx.now().date():
        raise Refused("challenge-needs-day")
    settled = msgspec.structs.replace(
        value, decision="upheld" if decided.decision == "upheld" else "not_upheld",
        decision_reason=decided.reason.strip(), decided_by=decided.by.strip(), decided_role=decided.role.strip(),
        decided_on=decided.on.isoformat(),
    )  # fmt: skip
    if settled.decision != "upheld":
        return ctx.write(Write(subject(KIND, challenge_id), settled), *_lifted(ctx, challenge_id))
    return _carry_out(ctx, challenge_id, settled)


def _carry_out(ctx: Context, challenge_id: str, value: Challenge) -> Changes:
    """The judgement changes in the same breath as the decision, by a moderation that names the challenge."""
    record = ctx.case(value.case_id)
    answer = cast(Answer, value.answer)
    writes = []
    if counted_answer(record, value.ref) != answer:
        name = f"{CODES[value.kind]}-{value.number}"
        settled = Moderation(answer, f"{name}: {value.decision_reason}"[:1000])
        writes.append(Write(subject(SETTLING, value.case_id, value.ref), settled, stamp_of(ctx.inspection().pack)))
    done = msgspec.structs.replace(value, carried_out_at=moment(ctx.now()))
    return ctx.write(*writes, Write(subject(KIND, challenge_id), done), *_lifted(ctx, challenge_id))


def _lifted(ctx: Context, challenge_id: str) -> list[Write]:
    """The hold that every copy of the case is under ends with the decision, unless somebody lifted it before."""
    name = subject("hold", challenge_id)
    held = projections.current_inspection(ctx.store, ("hold",)).get(name)
    if held is None or not isinstance(held.value, Hold) or held.value.lifted_at:
        return []
    now = moment(ctx.now())
    return [Write(name, msgspec.structs.replace(held.value, lifted_at=now, lifted_because="The challenge is decided"))]


def trail(ctx: Context, challenge_id: str) -> tuple[tuple[str, Challenge], ...]:
    """Every version of a challenge with when it was written, oldest first."""
    found = []
    for one in journal.history(ctx.store, subject(KIND, challenge_id)):
        value = one.value()
        if isinstance(value, Challenge):
            found.append((one.header.at, value))
    return tuple(found)


def judgements(ctx: Context, case_id: str) -> tuple[tuple[str, str], ...]:
    """What can be challenged of a case: every answered key question and prompt with the answer that counts."""
    record = ctx.case(case_id)
    refs = (element.ref for element in ctx.inspection().pack_of(record).elements if element.ref in record.answers)
    return tuple((ref, counted_answer(record, ref) or "") for ref in refs)


def _undecided(ctx: Context, challenge_id: str) -> Challenge:
    value = challenge(ctx, challenge_id)
    if value.decision:
        raise Refused("challenge-decided")
    return value


def _check_answer(ctx: Context, value: Challenge, answer: str) -> None:
    record: CaseRecord = ctx.case(value.case_id)
    if answer not in ANSWERS or counted_answer(record, value.ref) == answer:
        raise Refused("challenge-changes-nothing")
    if answer == "na" and not ctx.inspection().line.element(value.ref).na:
        raise Refused("na-not-allowed", question=value.ref)
