"""What a new version of the question pack changed in one case, worked out from its current values. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hmip_desktop.domain.case_record import CaseRecord, Held
from hmip_desktop.domain.flow import Flow
from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.succession import Became, Lineage


@dataclass(frozen=True, slots=True)
class EndedAnswer:
    """Something said to a question that is asked no more. ``said`` is yes, no, na, or the words of what was chosen;
    ``reason`` and ``notes`` are what stood beside it; ``into`` the questions that came of it."""

    ref: str
    text: str
    version: str
    became: Became
    said: str
    reason: str
    notes: tuple[str, ...]
    at: str
    name: str
    into: tuple[tuple[str, str], ...]
    why: str


@dataclass(frozen=True, slots=True)
class MovedCase:
    """What moving from one version to the next did to a case. ``reworded``: reference, old and new wording of what was
    answered under the old one; ``opened``: reference and wording of what asks now and did not before."""

    case_id: str
    before: str
    now: str
    digest: str
    why: str
    stands: int
    ended: tuple[EndedAnswer, ...]
    reworded: tuple[tuple[str, str, str], ...]
    opened: tuple[tuple[str, str], ...]

    @property
    def changes_anything(self) -> bool:
        """False where every question of this case is as it was."""
        return bool(self.ended or self.reworded or self.opened)


def moved(
    case_id: str, record: CaseRecord, flow: Flow, variant: str, line: Lineage, names: Mapping[str, str]
) -> MovedCase | None:
    """What the versions since its first answers changed in an open case; None where nothing was said under an earlier
    one, and for a case that stays under its version because it is signed off.

    ``flow`` is the case under the version in force, ``names`` the people by fingerprint.
    """
    old, now = _oldest(record, line), line.in_force
    if old is None or flow.navigator.pack is not now:
        return None
    before = set(record.flow(old, variant).missing)
    asks = tuple(ref for ref in flow.missing if ref not in before and not old.has(ref))
    return MovedCase(
        case_id,
        old.version,
        now.version,
        now.digest,
        _why(line, old),
        sum(now.has(ref) for ref in _said(record)),
        tuple(_ended(record, line, names)),
        tuple(_reworded(record, line)),
        tuple((ref, now.element(ref).text) for ref in asks),
    )


def beyond(record: CaseRecord, pack: Pack, line: Lineage) -> tuple[str, ...]:
    """Answered questions that the version of a case does not ask and another does: somebody answered under the version
    in force while the case was signed off elsewhere under one before. They are kept, and count once it is reopened."""
    if pack is line.in_force:
        return ()
    return tuple(sorted(ref for ref in _said(record) if not pack.has(ref) and line.has(ref)))


def _said(record: CaseRecord) -> dict[str, Held[Any]]:
    """What was answered, by reference; cleared answers are not there."""
    found: dict[str, Held[Any]] = {}
    found |= {ref: held for ref, held in record.answers.items() if held.value.answer is not None}
    return found | {ref: held for ref, held in record.data.items() if held.value.chosen}


def _oldest(record: CaseRecord, line: Lineage) -> Pack | None:
    """The earliest version under which something that stands was said; None when all is of the one in force."""
    held = (*_said(record).values(), *record.reasons.values(), *record.evidence.values())
    digests = {one.pack.digest for one in held if one.pack is not None}
    return next((pack for pack in reversed(line.earlier) if pack.digest in digests), None)


def _why(line: Lineage, old: Pack) -> str:
    """What the authors say of every version since."""
    since = line.packs[: line.packs.index(old)]
    return " ".join(pack.changes.why for pack in reversed(since) if pack.changes is not None and pack.changes.why)


def _reworded(record: CaseRecord, line: Lineage) -> Iterator[tuple[str, str, str]]:
    for ref, held in _said(record).items():
        was = line.find(held.pack.digest) if held.pack else None
        if was is not None and was is not line.in_force and line.in_force.has(ref) and was.has(ref):
            old, new = was.element(ref).text, line.in_force.element(ref).text
            if old != new:
                yield ref, old, new


def _ended(record: CaseRecord, line: Lineage, names: Mapping[str, str]) -> Iterator[EndedAnswer]:
    """In the order in which the earlier versions asked."""
    said, linked, now = _said(record), _linked(record), line.in_force
    refs = {ref for ref in (*said, *record.reasons, *linked) if not now.has(ref) and line.has(ref)}
    order = {e.ref: place for pack in reversed(line.packs) for place, e in enumerate(pack.elements)}
    for ref in sorted(refs, key=lambda ref: order[ref]):
        home = line.home(ref)
        assert home is not None
        fate = line.fate(ref, home.digest)
        assert fate is not None
        held, reason = said.get(ref), record.reasons.get(ref)
        yield EndedAnswer(
            ref, home.element(ref).text, home.version, fate.became, _words(home, ref, held),
            reason.value.reason if reason else "", linked.get(ref, ()),
            held.at if held else "", names.get(held.author, held.author[:5]) if held else "",
            tuple((one, now.element(one).text) for one in fate.into if now.has(one)), fate.why,
        )  # fmt: skip


def _linked(record: CaseRecord) -> Mapping[str, tuple[str, ...]]:
    """Words of the notes of evidence by what they bear on."""
    found: dict[str, list[str]] = {}
    for held in record.evidence.values():
        for link in held.value.links:
            found.setdefault(link.ref, []).append(held.value.text)
    return {ref: tuple(texts) for ref, texts in found.items()}


def _words(pack: Pack, ref: str, held: Held[Any] | None) -> str:
    """The answer as it can be read: yes, no, na, or the words of the options."""
    if held is None:
        return ""
    answer = getattr(held.value, "answer", None)
    if answer is not None:
        return str(answer)
    options = {o.id: o.text for d in pack.data_questions if d.ref == ref for o in d.options}
    return ", ".join(options.get(one, one) for one in held.value.chosen)
