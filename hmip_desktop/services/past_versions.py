"""The history of one thing in a case: who said what, when, under which guidance, and bringing an earlier word back."""

from __future__ import annotations

from dataclasses import dataclass

from hmip_desktop.domain.assessment import AnswerValue
from hmip_desktop.domain.revisions import Revision, key_of
from hmip_desktop.domain.values import Value
from hmip_desktop.errors import Refused
from hmip_desktop.services import assess
from hmip_desktop.services.context import Changes, Context, stamp_of
from hmip_desktop.store import projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.revisions import Write


@dataclass(frozen=True, slots=True)
class PastVersion:
    """One version. ``value`` None was withdrawn or cleared away, or its words were erased.

    ``guidance`` is the version of the guidance under which an answer was given, ``pack`` that of the question pack;
    ``stands`` is true for what counts now, and for each of several that stand against each other.
    """

    digest: str
    at: str
    name: str
    mine: bool
    value: Value | None
    erased: bool
    guidance: str
    pack: str
    stands: bool


def versions_of(ctx: Context, case_id: str, subject: str) -> tuple[PastVersion, ...]:
    """Every version of a subject that is held here, the latest first."""
    kind = subject.partition(":")[0]
    current = projections.current(ctx.store, case_id, (kind,)).get(subject)
    heads = current.heads if current else ()
    inspection = ctx.find_inspection()
    names = {member.fingerprint: member.name for member in inspection.roster.members} if inspection else {}
    names[ctx.me] = ctx.identity.name
    made = [_version(ctx, one, names, heads) for one in journal.history(ctx.store, subject)]
    return tuple(reversed(made))


def bring_back(ctx: Context, case_id: str, subject: str, digest: str) -> Changes:
    """Make an earlier version stand again, as a new revision over what stands now.

    Raises Refused ``version-gone`` when its words were erased or are not here, and what changing the subject refuses:
    ``case-signed-off``, ``na-not-allowed``, ``question-ended``, ``subject-in-conflict``.
    """
    found = next((one for one in journal.history(ctx.store, subject) if one.digest == digest), None)
    if found is None or found.value_line is None:
        raise Refused("version-gone")
    value = found.value()
    kind, ref = subject.partition(":")[0], key_of(subject).partition("/")[2]
    if kind == "answer":
        return assess.record_answer(ctx, case_id, ref, value.answer if isinstance(value, AnswerValue) else None)
    opened = assess.open_case(ctx, case_id)
    if opened.record.is_signed_off:
        raise Refused("case-signed-off", case_ref=opened.record.facts.case_ref)
    if kind in ("data", "reason", "flag") and not opened.pack.has(ref):
        raise Refused("question-ended", question=ref)
    return ctx.write(Write(subject, value, stamp_of(opened.pack)))


def _version(ctx: Context, one: Revision, names: dict[str, str], heads: tuple[str, ...]) -> PastVersion:
    header, value = one.header, one.value()
    return PastVersion(
        one.digest,
        header.at,
        names.get(header.author, header.author[:5]),
        header.author == ctx.me,
        value,
        one.value_line is None,
        value.guidance if isinstance(value, AnswerValue) else "",
        f"{header.pack.id} {header.pack.version}" if header.pack else "",
        one.digest in heads,
    )
