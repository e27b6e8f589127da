"""The numbers of an inspection a second time, from the revisions alone and in plain Python.

It shares no statement and no table with the store: the heads of every case are read as one document, the questions
asked follow from the pack, and answers are added one by one. Both ways must come to the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hmip_desktop.domain.case_record import CaseRecord, Current, assemble
from hmip_desktop.domain.merge import differs
from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.results import Tally
from hmip_desktop.domain.revisions import read_value
from hmip_desktop.errors import Refused

Heads = Mapping[str, Mapping[str, bytes | None]]
"""Subject to its heads, each with its value line."""
_DECIDING = frozenset({"case", "fact", "decision", "route", "signoff"})
SPLITS = ("pdu", "rosh")


@dataclass(slots=True)
class Recount:
    """Cases by what became of them, and counts by question and by (dimension, group, question)."""

    listed: int = 0
    counted: int = 0
    excluded: int = 0
    second: int = 0
    answers: int = 0
    tallies: dict[str, Tally] = field(default_factory=dict)
    groups: dict[tuple[str, str, str], Tally] = field(default_factory=dict)

    def add(self, case_id: str, heads: Heads, pack: Pack, variant: str) -> None:
        """Add one case. Practice cases and files without a sample row are passed over."""
        record = None if case_id.startswith("practice-") else case_from(case_id, heads)
        if record is None:
            return
        if record.allocation is not None and record.allocation.second:
            self.second += 1
            return
        self.listed += 1
        if record.is_excluded:
            self.excluded += 1
        elif record.is_signed_off and not _disputed(record):
            self.counted += 1
            self._add_answers(record, pack, variant)

    def _add_answers(self, record: CaseRecord, pack: Pack, variant: str) -> None:
        flow = record.flow(pack, variant)
        for ref in flow.visible:
            if flow.navigator.elements[ref].kind not in ("key_question", "prompt"):
                continue
            answer = counted_answer(record, ref)
            self.answers += answer is not None
            self.tallies[ref] = self.tallies.get(ref, Tally(ref)).plus(answer)
            for name in SPLITS:
                key = (name, getattr(record.facts, name), ref)
                self.groups[key] = self.groups.get(key, Tally(ref)).plus(answer)


def case_from(case_id: str, heads: Heads) -> CaseRecord | None:
    """The case that these heads make, None without a sample row. A correction that does not fit is left out."""
    currents = [_current(subject, sides) for subject, sides in heads.items()]
    try:
        return assemble(case_id, currents)
    except Refused as refused:
        if refused.code == "case-unknown":
            return None
    return assemble(case_id, [one for one in currents if not one.subject.startswith("fact:")])


def counted_answer(record: CaseRecord, ref: str) -> str | None:
    """The answer that counts: the one moderation settled, else the assessor's; None while two stand against another."""
    settled = record.moderations.get(ref)
    if settled is not None and not settled.conflicting:
        return settled.value.answer
    held = record.answers.get(ref)
    return None if held is None or held.conflicting else held.value.answer


def _disputed(record: CaseRecord) -> bool:
    return any(subject.partition(":")[0] in _DECIDING for subject in record.conflicts)


def _current(subject: str, sides: Mapping[str, bytes | None]) -> Current:
    digests = sorted(sides)
    line = sides[digests[0]]
    value = read_value(subject.partition(":")[0], line) if line is not None else None
    return Current(subject, value, tuple(digests), "", "", len(digests) > 1 and differs(sides.values()))
