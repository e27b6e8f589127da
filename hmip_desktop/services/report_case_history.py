"""History of a case for print: every change to a judgement or a reason, the sign-off trail, and the check code."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import tzinfo

from hmip_desktop.domain.assessment import AnswerValue, Moderation, Reason, Resolution, RouteUse, SignOff
from hmip_desktop.domain.report_case import HistoryLine, TrailStep
from hmip_desktop.domain.report_codes import check_code
from hmip_desktop.domain.revisions import SETTLING, Revision
from hmip_desktop.domain.sample import SampleDecision
from hmip_desktop.domain.succession import Lineage
from hmip_desktop.domain.values import Value, read_moment
from hmip_desktop.outputs.words import Words

ANSWERS: Mapping[str | None, str] = {"yes": "Yes", "no": "No", "na": "Not applicable", None: "not answered"}
KINDS = frozenset({"route", "answer", "reason", "moderation", SETTLING, "resolution", "decision", "signoff"})
"""Kinds of revisions that the appendix can hold; evidence and notes have their own pages."""


def record_code(revisions: Sequence[Revision]) -> str:
    """Check code of a case: of the digests of all its revisions, whatever the order in which they came."""
    joined = "\n".join(sorted(revision.digest for revision in revisions))
    return check_code(hashlib.sha256(joined.encode()).hexdigest())


def trail_steps(
    revisions: Sequence[Revision], names: Mapping[str, str], zone: tzinfo | None, words: Words
) -> tuple[TrailStep, ...]:
    """Every sign-off and unlocking, oldest first."""
    steps = []
    for revision in revisions:
        if isinstance(value := _value(revision), SignOff):
            who = names.get(revision.header.author, value.name)
            note = value.reason or words("Judged from all the evidence seen" if value.signed else "No reason written")
            at = read_moment(value.signed_at).astimezone(zone)
            steps.append(TrailStep("Signed off" if value.signed else "Unlocked", who, at, note))
    return tuple(steps)


def history_lines(
    revisions: Sequence[Revision], names: Mapping[str, str], line: Lineage, words: Words
) -> tuple[HistoryLine, ...]:
    """The appendix, oldest first. The first answer to a prompt is told in its block, so only its changes stand here."""
    before: dict[str, Value | None] = {}
    lines = []
    for entry, revision in enumerate(revisions, 1):
        header = revision.header
        if header.kind not in KINDS:
            continue
        value, old = _value(revision), before.get(header.subject)
        ref = header.subject.partition("/")[2]
        told = _change(header.kind, old, value, words)
        before[header.subject] = value
        first_of_prompt = (
            header.kind == "answer" and _answered(old) is None and line.has(ref) and line.element(ref).kind == "prompt"
        )
        if told and not first_of_prompt:
            lines.append(
                HistoryLine(
                    entry,
                    read_moment(header.at),
                    names.get(header.author, words("unknown")),
                    _about(header.kind, ref, value, words),
                    told,
                    revision.digest,
                )
            )
    return tuple(lines)


def _value(revision: Revision) -> Value | None:
    return revision.value() if revision.header.kind in KINDS else None


def _answered(value: Value | None) -> str | None:
    return value.answer if isinstance(value, AnswerValue) else None


def _about(kind: str, ref: str, value: Value | None, words: Words) -> str:
    if isinstance(value, Resolution):
        return value.subject.partition("/")[2] or "Case"
    moderated = words("{ref} moderated", ref=ref)
    named = {
        "answer": ref, "moderation": moderated, SETTLING: moderated, "reason": words("{ref} reason", ref=ref),
        "route": "Route",
    }  # fmt: skip
    return named.get(kind, "Case")


def _change(kind: str, old: Value | None, new: Value | None, words: Words) -> str:
    if kind == "answer":
        was, now = _answered(old), _answered(new)
        if was == now:
            return ""
        said = words(ANSWERS[now])
        return said if old is None or was is None else words("{was}, now {now}", was=words(ANSWERS[was]), now=said)
    if new is None:
        return words("withdrawn")
    if isinstance(new, Reason):
        return words("added" if old is None else "changed")
    if isinstance(new, RouteUse):
        if new.override_reason:
            return words("{set} (changed by hand: {reason})", set=words(new.used), reason=new.override_reason)
        return words("{set} (computed)", set=words(new.used))
    if isinstance(new, Moderation):
        return f"{words(ANSWERS[new.answer])}: {new.reason}"
    if isinstance(new, Resolution):
        return words("versions that differed were settled: {reason}", reason=new.reason)
    if isinstance(new, SampleDecision):
        return f"{words(new.state)}: {new.reason}" if new.reason else words(new.state)
    if isinstance(new, SignOff):
        if not new.signed:
            return words("unlocked: {reason}", reason=new.reason)
        return words("signed off" if old is None else "signed off again")
    return ""
