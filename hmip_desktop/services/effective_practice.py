"""Effective practice: examples that inspectors flagged, worded anew by the lead inspector so that nobody can be known.

The original belongs to its case and is never changed here. What goes out is ticked, and looked through for names,
numbers, dates and references: an example in which something is found stays inside.
"""

from __future__ import annotations

from dataclasses import dataclass

from hmip_desktop.domain.assessment import EffectivePractice, Evaluation
from hmip_desktop.domain.identifying import Mark, identifying
from hmip_desktop.domain.learned import PracticeWording, original_of, practice_order
from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.sample import CaseFacts
from hmip_desktop.errors import Refused
from hmip_desktop.services.context import LEADING, Changes, Context
from hmip_desktop.store import projections, subjects
from hmip_desktop.store.revisions import Write

LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Example:
    """One example. ``done`` and ``why`` are the lead inspector's wording where there is one (``worded``), else the
    original; ``marks`` say what in them may tell who is meant; ``signed_off`` is that of its case."""

    case_id: str
    case_ref: str
    pdu: str
    key: str
    flagged: EffectivePractice
    done: str
    why: str
    worded: bool
    goes_out: bool
    marks: tuple[Mark, ...]
    signed_off: bool

    @property
    def may_leave(self) -> bool:
        """Ticked, and nothing found in it that may tell who is meant."""
        return self.goes_out and not self.marks


def examples(ctx: Context) -> tuple[Example, ...]:
    """Every example of the listed cases that are not excluded, by stage, lens and case reference."""
    wordings = _wordings(ctx)
    known = known_names(ctx)
    items = {item.case_id: item for item in projections.case_list(ctx.store, second=False)}
    found: list[Example] = []
    for row in subjects.of_kind(ctx.store, "evaluation"):
        value, item = row.current.value, items.get(row.case_id)
        if not isinstance(value, Evaluation) or item is None or item.excluded:
            continue
        for flagged in value.practice:
            key = original_of(flagged)
            held = wordings.get((row.case_id, key))
            done, why = (held.done, held.why) if held else (flagged.done, flagged.why)
            found.append(Example(
                row.case_id, row.case_ref, item.pdu, key, flagged, done, why, _is_worded(held, flagged),
                held is not None and held.goes_out, identifying(f"{done}\n{why}", known), bool(item.signed_off_at),
            ))  # fmt: skip
    return tuple(sorted(found, key=lambda e: (*practice_order(e.flagged.stage, e.flagged.lens), e.case_ref, e.key)))


def reword(ctx: Context, case_id: str, key: str, done: str, why: str, *, goes_out: bool) -> Changes:
    """Keep the lead inspector's words for an example, and whether it goes out.

    Raises Refused ``practice-unknown``, ``practice-empty``, ``practice-too-long``, ``practice-identifies`` (only for
    what is to go out), ``role-not-allowed``.
    """
    ctx.require(*LEADING, "local_assessor")
    held = next((one for one in examples(ctx) if (one.case_id, one.key) == (case_id, key)), None)
    if held is None:
        raise Refused("practice-unknown")
    words, reason = done.strip(), why.strip()
    if not words or not reason:
        raise Refused("practice-empty")
    if max(len(words), len(reason)) > LONGEST:
        raise Refused("practice-too-long", most=LONGEST)
    if goes_out and identifying(f"{words}\n{reason}", known_names(ctx)):
        raise Refused("practice-identifies")
    value = PracticeWording(case_id, key, words, reason, goes_out)
    return ctx.write(Write(subject("practice-wording", case_id, key), value))


def marks_in(ctx: Context, text: str) -> tuple[Mark, ...]:
    """What in ``text`` may tell who is meant, the names and references of this inspection included."""
    return identifying(text, known_names(ctx))


def known_names(ctx: Context) -> frozenset[str]:
    """References and names of this inspection that stand in no text that leaves the team."""
    words = {member.name for member in ctx.inspection().roster.members}
    for item in projections.case_list(ctx.store):
        words |= {item.case_ref, item.practitioner}
    for row in subjects.of_kind(ctx.store, "case"):
        if isinstance(row.current.value, CaseFacts):
            words.add(row.current.value.person)
    return frozenset(word for word in words if word.strip())


def _wordings(ctx: Context) -> dict[tuple[str, str], PracticeWording]:
    held = projections.current_inspection(ctx.store, ("practice-wording",)).values()
    return {
        (one.value.case_id, one.value.original): one.value
        for one in held
        if isinstance(one.value, PracticeWording) and not one.conflicting
    }


def _is_worded(held: PracticeWording | None, flagged: EffectivePractice) -> bool:
    return held is not None and (held.done, held.why) != (flagged.done, flagged.why)
