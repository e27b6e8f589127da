"""A new version of the question pack while an inspection runs: what it will do, said first, and bringing it in.

Nothing is rewritten. The inspection names the new version; from then on open cases are asked what it asks, and those
signed off stay under the version that their sign-off names.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import msgspec

from hmip_desktop.domain.case_record import CaseRecord
from hmip_desktop.domain.flow import given
from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.succession import Became, Lineage, lineage
from hmip_desktop.errors import Refused
from hmip_desktop.exchange.seal import PACK, sign_document
from hmip_desktop.intake import packs as pack_files
from hmip_desktop.progress import Progress
from hmip_desktop.services.context import LEADING, Changes, Context, OpenInspection, stamp_of
from hmip_desktop.store import keepsakes, projections
from hmip_desktop.store.revisions import Write


@dataclass(frozen=True, slots=True)
class ChangedElement:
    """What becomes of one element. ``answers``: open cases that hold one; ``into`` are references of the new version.

    ``became`` is ``new`` for an element that comes of nothing; ``opens``: open cases in which it asks for an answer
    that is not there. ``text`` is the old wording, ``wording`` the new one where there is one.
    """

    ref: str
    kind: str
    became: Became | str
    text: str
    wording: str
    into: tuple[str, ...]
    why: str
    answers: int
    opens: int

    @property
    def stands(self) -> bool:
        """True when its answers go on counting."""
        return self.became in ("kept", "reworded")


@dataclass(frozen=True, slots=True)
class PackChange:
    """What bringing in a version will do. ``elements`` are all of the old version in its order, then the new ones.

    ``open_cases`` move over, ``finished`` stay under the version they were signed off under.
    """

    pack: Pack
    old: Pack
    why: str
    elements: tuple[ChangedElement, ...]
    open_cases: int
    finished: int

    def number(self, became: str) -> int:
        """How many elements became this."""
        return sum(one.became == became for one in self.elements)

    @property
    def changed(self) -> tuple[ChangedElement, ...]:
        """All but those kept as they were."""
        return tuple(one for one in self.elements if one.became != "kept")

    @property
    def moving(self) -> int:
        """Answers in open cases that stand under the new version."""
        return sum(one.answers for one in self.elements if one.stands)

    @property
    def ended(self) -> int:
        """Answers in open cases that are kept, and asked no more."""
        return sum(one.answers for one in self.elements if not one.stands)

    @property
    def opening(self) -> int:
        """Answers that open cases will lack beside those they lack now."""
        return sum(one.opens for one in self.elements)

    def to_json(self, *, applied: bool) -> dict[str, object]:
        """As the command line prints it."""
        return {
            "id": self.pack.id,
            "version": self.pack.version,
            "succeeds": self.old.version,
            "open_cases": self.open_cases,
            "finished_cases": self.finished,
            "answers_standing": self.moving,
            "answers_kept_not_asked": self.ended,
            "answers_opening": self.opening,
            "kept": self.number("kept"),
            "elements": [
                {"ref": one.ref, "kind": one.kind, "became": one.became, "into": list(one.into),
                 "answers": one.answers, "opens": one.opens}
                for one in self.changed
            ],
            "applied": applied,
        }  # fmt: skip


def plan_change(ctx: Context, file: Path, progress: Progress | None = None) -> PackChange:
    """What bringing in the version of ``file`` would do to this inspection; nothing is written.

    Raises Refused ``role-not-allowed``, ``inspection-missing``, ``pack-changes-missing``, and the first error of the
    file with its line, ``pack-change-predecessor`` where it succeeds another version than the one in force.
    """
    ctx.require(*LEADING, "local_assessor")
    inspection = ctx.inspection()
    pack = _checked(inspection, file)
    line = lineage(pack, inspection.line.find)
    token = progress or Progress()
    counted = _Counting(inspection, line)
    items = [i for i in projections.case_list(ctx.store) if not i.practice]
    for done, item in enumerate(items):
        token.step(done, len(items), "read")
        counted.look(ctx.case(item.case_id))
    return counted.plan()


def _checked(inspection: OpenInspection, file: Path) -> Pack:
    """The pack of a file, held against the version in force and those before it."""
    pack = pack_files.load(file, inspection.line.packs)
    if pack.changes is None:
        raise Refused("pack-changes-missing", file=file.name)
    return pack


@dataclass(frozen=True, slots=True)
class InUse:
    """The version in force, the open cases that are asked it, and the signed-off ones by version, the newest first."""

    pack_id: str
    version: str
    open_cases: int
    finished: tuple[tuple[str, int], ...]


def in_use(ctx: Context) -> InUse:
    """How the listed cases divide over the versions of the pack."""
    inspection = ctx.inspection()
    under = Counter(projections.signed_under(ctx.store).values())
    known = {pack.digest for pack in inspection.earlier}
    now = sum(count for digest, count in under.items() if digest not in known)
    finished = [(inspection.pack.version, now), *((pack.version, under[pack.digest]) for pack in inspection.earlier)]
    listed = sum(not item.practice for item in projections.case_list(ctx.store))
    return InUse(inspection.pack.id, inspection.pack.version, listed - under.total(), tuple(finished))


class _Counting:
    """What the cases hold of each element, case by case."""

    def __init__(self, inspection: OpenInspection, line: Lineage) -> None:
        self.inspection, self.line = inspection, line
        self.pack, self.old = line.packs[0], line.packs[1]
        self.answers: Counter[str] = Counter()
        self.opens: Counter[str] = Counter()
        self.open_cases = self.finished = 0

    def look(self, record: CaseRecord) -> None:
        """Count one case in; one that is signed off stays as it is."""
        if record.is_signed_off:
            self.finished += 1
            return
        self.open_cases += 1
        self.answers.update(ref for ref, value in record.given.items() if given(value) is not None)
        variant = self.inspection.value.variant
        before, after = record.flow(self.old, variant), record.flow(self.pack, variant)
        self.opens.update(set(after.missing) - set(before.missing))

    def plan(self) -> PackChange:
        """The plan over the cases looked at."""
        made = [self._changed(ref) for ref in (element.ref for element in self.old.elements)]
        known = {one.ref for one in made}
        made += [self._new(element.ref) for element in self.pack.elements if element.ref not in known]
        assert self.pack.changes is not None
        return PackChange(self.pack, self.old, self.pack.changes.why, tuple(made), self.open_cases, self.finished)

    def _changed(self, ref: str) -> ChangedElement:
        fate, was = self.line.fate(ref, self.old.digest), self.old.element(ref)
        assert fate is not None
        wording = self.pack.element(ref).text if fate.stands else ""
        answers, opens = self.answers[ref], self.opens[ref]
        return ChangedElement(ref, was.kind, fate.became, was.text, wording, fate.into, fate.why, answers, opens)

    def _new(self, ref: str) -> ChangedElement:
        element = self.pack.element(ref)
        return ChangedElement(ref, element.kind, "new", "", element.text, (), "", 0, self.opens[ref])


def bring_in(ctx: Context, file: Path) -> Changes:
    """Bring in the version of ``file``: the pack is signed and kept, and the inspection names it from here on.

    Refuses what ``plan_change`` refuses.
    """
    ctx.require(*LEADING, "local_assessor")
    with ctx.store.write():
        inspection = ctx.inspection()
        pack = _checked(inspection, file)
        signed = sign_document(pack.canonical, ctx.identity.signing_seed, PACK)
        keepsakes.keep_pack(ctx.store, pack, signed.signature)
        value = msgspec.structs.replace(inspection.value, pack=stamp_of(pack))
        return ctx.write(Write(subject("inspection", inspection.id), value, stamp_of(pack)))
