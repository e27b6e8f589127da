"""How one version of a pack follows another: the checks of its table of changes, and what became of an element.

A reference has one meaning through all versions of a pack. So answers can be told apart by their reference alone:
those of a reference that is still there pool, those of one that ended stay with the cases finished under it.
Source rule: issue of trust, "A pack that changes mid-inspection".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from hmip_desktop.domain.pack import Element, Pack
from hmip_desktop.domain.pack_parts import Change, Changes
from hmip_desktop.domain.pack_problem import Path, Problem

Became = Literal["kept", "reworded", "replaced", "split", "merged", "retired"]
"""``replaced`` is reworded with another meaning."""
_LONGEST = 100
"""More versions than this in a row are a circle."""
_HOW_MANY = {"split": "two or more", "merged": "exactly one", "reworded": "exactly one", "retired": "none"}


def own_problems(pack: Pack) -> tuple[Problem, ...]:
    """What is wrong with the table of changes by itself: repeats, references that lead nowhere, gaps."""
    return tuple(_own(pack, pack.changes)) if pack.changes is not None else ()


def _own(pack: Pack, changes: Changes) -> Iterator[Problem]:
    if changes.succeeds.id != pack.id:
        other: dict[str, object] = {"name": changes.succeeds.id}
        yield Problem("pack-change-other-id", ("changes", "succeeds", "id"), other)
    if changes.succeeds.version == pack.version:
        yield Problem("pack-change-same-version", ("changes", "succeeds", "version"), {"name": pack.version})
    yield from _forms(changes)
    seen: set[str] = set()
    for ref, path in _old_refs(changes):
        if ref in seen:
            yield Problem("pack-change-twice", path, {"ref": ref})
        seen.add(ref)
    yield from _targets(pack, changes)


def _old_refs(changes: Changes) -> Iterator[tuple[str, Path]]:
    for i, ref in enumerate(changes.kept):
        yield ref, ("changes", "kept", i)
    for i, change in enumerate(changes.elements):
        yield change.ref, ("changes", "elements", i, "ref")


def _forms(changes: Changes) -> Iterator[Problem]:
    shared = Counter(ref for change in changes.elements if change.what == "merged" for ref in change.into)
    for i, change in enumerate(changes.elements):
        path: Path = ("changes", "elements", i)
        if (change.what == "reworded") != (change.same_meaning is not None):
            yield Problem("pack-change-meaning", (*path, "same_meaning"), {"ref": change.ref})
        elif not _fits(change):
            how_many = "none" if change.stands else _HOW_MANY[change.what]
            found: dict[str, object] = {"ref": change.ref, "what": change.what, "expected": how_many}
            yield Problem("pack-change-into", (*path, "into"), found)
        elif change.what == "merged" and shared[change.into[0]] < 2:
            yield Problem("pack-change-merged-alone", (*path, "into"), {"ref": change.into[0]})


def _fits(change: Change) -> bool:
    number = len(set(change.into))
    if number != len(change.into):
        return False
    if change.what == "split":
        return number > 1
    return number == (0 if change.stands or change.what == "retired" else 1)


def _targets(pack: Pack, changes: Changes) -> Iterator[Problem]:
    """Every element of this version comes from somewhere, once; what ended is not here any more."""
    merged: set[str] = set()
    sources: Counter[str] = Counter()
    for what, ref, path in _new_refs(changes):
        if not pack.has(ref):
            yield Problem("pack-change-target-missing", path, {"ref": ref})
        if what == "merged":
            merged.add(ref)
            continue
        sources[ref] += 1
        if sources[ref] > 1:
            yield Problem("pack-change-target-twice", path, {"ref": ref})
    for ref in sorted(merged & sources.keys()):
        yield Problem("pack-change-target-twice", ("changes",), {"ref": ref})
    for i, change in enumerate(changes.elements):
        if not change.stands and pack.has(change.ref):
            yield Problem("pack-change-ref-reused", ("changes", "elements", i, "ref"), {"ref": change.ref})
    for element in pack.elements:
        if element.ref not in sources and element.ref not in merged:
            yield Problem("pack-change-unaccounted", ("changes",), {"ref": element.ref})


def _new_refs(changes: Changes) -> Iterator[tuple[str, str, Path]]:
    """How each element of this version came about: kind of change, reference, place."""
    for i, ref in enumerate(changes.kept):
        yield "kept", ref, ("changes", "kept", i)
    for i, change in enumerate(changes.elements):
        if change.stands:
            yield "reworded", change.ref, ("changes", "elements", i, "ref")
        for k, ref in enumerate(change.into):
            yield change.what, ref, ("changes", "elements", i, "into", k)
    for i, ref in enumerate(changes.new):
        yield "new", ref, ("changes", "new", i)


def problems_against(pack: Pack, old: Pack, earlier: Sequence[Pack] = ()) -> tuple[Problem, ...]:
    """What the table of changes says that is not so, held against the version it succeeds and those ``earlier``."""
    return tuple(_against(pack, pack.changes, old, earlier)) if pack.changes is not None else ()


def _against(pack: Pack, changes: Changes, old: Pack, earlier: Sequence[Pack]) -> Iterator[Problem]:
    named = (changes.succeeds.id, changes.succeeds.version, changes.succeeds.digest)
    for field, said, true in zip(("id", "version", "digest"), named, (old.id, old.version, old.digest), strict=True):
        if said != true:
            yield Problem("pack-change-predecessor", ("changes", "succeeds", field), {"name": said})
    for field in ("rated", "scoring", "routes", "variants"):
        if _frame(pack, field) != _frame(old, field):
            yield Problem("pack-change-frame", (field,), {"name": field})
    named_old = {ref for ref, _ in _old_refs(changes)}
    for ref, path in _old_refs(changes):
        if not old.has(ref):
            yield Problem("pack-change-old-unknown", path, {"ref": ref})
    for element in old.elements:
        if element.ref not in named_old:
            yield Problem("pack-change-old-missing", ("changes",), {"ref": element.ref})
    yield from _same(pack, changes, old)
    before = (old, *earlier)
    for what, ref, path in _new_refs(changes):
        stands = what in ("kept", "reworded") and old.has(ref)
        if not stands and any(one.has(ref) for one in before):
            yield Problem("pack-change-ref-reused", path, {"ref": ref})


def _frame(pack: Pack, field: str) -> object:
    """What may not change while cases are under way; titles may."""
    held = getattr(pack, field)
    return tuple(one.id for one in held) if field in ("routes", "variants") else held


def _same(pack: Pack, changes: Changes, old: Pack) -> Iterator[Problem]:
    """What is said to be kept is as it was, and what is said to be reworded differs in its words alone."""
    came = successors(changes)
    for what, ref, path in _new_refs(changes):
        if what not in ("kept", "reworded") or not (pack.has(ref) and old.has(ref)):
            continue
        if field := _differs(pack, old, ref, came, words=what == "kept"):
            yield Problem("pack-change-not-so", path, {"ref": ref, "what": what, "name": field})
    for i, change in enumerate(changes.elements):
        for k, ref in enumerate(change.into):
            if old.has(change.ref) and pack.has(ref) and old.element(change.ref).kind != pack.element(ref).kind:
                place: Path = ("changes", "elements", i, "into", k)
                yield Problem("pack-change-kind", place, {"ref": change.ref, "name": ref})


def successors(changes: Changes) -> Mapping[str, tuple[str, ...]]:
    """What came of each element of the version before, by its reference; itself where its answers stand."""
    found = {ref: (ref,) for ref in changes.kept}
    return found | {one.ref: (one.ref,) if one.stands else one.into for one in changes.elements}


def _differs(pack: Pack, old: Pack, ref: str, came: Mapping[str, tuple[str, ...]], *, words: bool) -> str:
    """The first thing in which an element differs from what it was; ``words`` looks at its wording too."""
    one, was = pack.element(ref), old.element(ref)
    fields = ("kind", "route", "na", "when", "organisational", *(("text",) if words else ()))
    differing = next((field for field in fields if getattr(one, field) != getattr(was, field)), "")
    if differing:
        return differing
    for field in ("standard", "question"):
        parent, before = getattr(one, field), getattr(was, field)
        if parent != before and parent not in came.get(before, ()):
            return field
    return _data_differs(pack, old, ref, words=words) if one.kind == "data" else ""


def _data_differs(pack: Pack, old: Pack, ref: str, *, words: bool) -> str:
    one, was = (next(d for d in held.data_questions if d.ref == ref) for held in (pack, old))
    if (one.kind, one.required) != (was.kind, was.required):
        return "kind" if one.kind != was.kind else "required"
    offered = [[(o.id, o.text if words else "") for o in held.options] for held in (one, was)]
    return "" if offered[0] == offered[1] else "options"


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of an element by the version in force. ``into`` are references of that version where it ended."""

    became: Became
    into: tuple[str, ...] = ()
    why: str = ""

    @property
    def stands(self) -> bool:
        """True when it is still asked and its answers count."""
        return self.became in ("kept", "reworded")


@dataclass(frozen=True)
class Lineage:
    """The versions of a pack, the one in force first, each followed by the one that it succeeds as far as held."""

    packs: tuple[Pack, ...]

    @property
    def in_force(self) -> Pack:
        """The newest."""
        return self.packs[0]

    @property
    def earlier(self) -> tuple[Pack, ...]:
        """Those before it, the newest first."""
        return self.packs[1:]

    def find(self, digest: str) -> Pack | None:
        """The version with that digest, None when it is not of this line."""
        return next((pack for pack in self.packs if pack.digest == digest), None)

    def home(self, ref: str) -> Pack | None:
        """The newest version that has an element of this reference."""
        return next((pack for pack in self.packs if pack.has(ref)), None)

    def has(self, ref: str) -> bool:
        """True when any version has it."""
        return self.home(ref) is not None

    def element(self, ref: str) -> Element:
        """The element as the newest version that has it says; KeyError when none has."""
        return (self.home(ref) or self.in_force).element(ref)

    def label(self, ref: str) -> str:
        """A few words for the element, or the reference itself where no version has it."""
        return (self.home(ref) or self.in_force).label(ref)

    def fate(self, ref: str, digest: str) -> Fate | None:
        """What became of an element of the version with ``digest``; None when that version does not have it."""
        return self._fates.get(digest, {}).get(ref)

    @cached_property
    def _fates(self) -> dict[str, dict[str, Fate]]:
        found = {self.in_force.digest: {e.ref: Fate("kept") for e in self.in_force.elements}}
        for newer, old in zip(self.packs, self.packs[1:], strict=False):
            assert newer.changes is not None
            changed = {change.ref: change for change in newer.changes.elements}
            after = found[newer.digest]
            found[old.digest] = {e.ref: _fate(e.ref, changed.get(e.ref), after) for e in old.elements}
        return found


def _fate(ref: str, change: Change | None, after: Mapping[str, Fate]) -> Fate:
    """What one change and all that came after it make of an element."""
    if change is None or change.stands:
        later = after.get(ref, Fate("retired"))
        return Fate("reworded", (), change.why) if change is not None and later.became == "kept" else later
    into: dict[str, None] = {}
    for one in change.into:
        later = after.get(one, Fate("retired"))
        into.update(dict.fromkeys((one,) if later.stands else later.into))
    became: Became = "replaced" if change.what == "reworded" else change.what
    return Fate(became, tuple(into), change.why)


def lineage(in_force: Pack, find: Callable[[str], Pack | None]) -> Lineage:
    """The line of a pack as far as ``find`` (by digest) holds it."""
    packs = [in_force]
    while packs[-1].changes is not None and len(packs) < _LONGEST:
        before = find(packs[-1].changes.succeeds.digest)
        if before is None or before in packs:
            break
        packs.append(before)
    return Lineage(tuple(packs))
