"""A merge plan as the lead inspector reads it: cases new and changed, conflicts, held cases, and the sums after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hmip_desktop.errors import Refused
from hmip_desktop.services.context import Context
from hmip_desktop.services.merge_plan import MergePlan, PackagePlan
from hmip_desktop.services.merge_undo import set_asides
from hmip_desktop.services.overview import Whereabouts, whereabouts
from hmip_desktop.services.substitutes import would_double
from hmip_desktop.store import ledger, projections
from hmip_desktop.store.projections import CaseItem


@dataclass(frozen=True, slots=True)
class HeldCase:
    """A case that a package brings and that is held, with the reason. ``sequence`` is the package's number, ``since``
    a stored moment, empty in a plan."""

    case_ref: str
    sender: str
    code: str
    params: Mapping[str, object]
    sequence: int = 0
    since: str = ""


@dataclass(frozen=True, slots=True)
class PackageLine:
    """One package of a plan or of the history. ``state``: new, late, gap, known, stale, merged, aside, elsewhere,
    refused with its code, or waits: refused, and kept by Apply until somebody decides. ``at`` is empty for a package
    that has not been merged. ``missing`` are the numbers before it that have not come in, ``first_held`` is the first
    of its cases that are held.

    What is set aside says by whom and why. ``elsewhere`` stands for ``count`` packages that came to the ``sender`` of
    the line and not here, and were set aside there. ``brought_back`` are the ids with which it would count again.
    """

    file: str
    state: str
    sender: str
    kind: str
    sequence: int
    new_cases: int = 0
    changed_cases: int = 0
    conflicts: int = 0
    held: int = 0
    at: str = ""
    refused: Refused | None = None
    reason: str = ""
    by: str = ""
    count: int = 1
    brought_back: tuple[str, ...] = ()
    missing: tuple[int, ...] = ()
    first_held: HeldCase | None = None

    @property
    def has_effect(self) -> bool:
        """Applying writes something of it."""
        return self.state in ("new", "late", "gap", "waits")


@dataclass(frozen=True, slots=True)
class MergePicture:
    """What Apply would do. Lists of case references by effect; ``revisions`` counts new answers, notes and the rest
    in changed cases; ``waiting_with`` says with whom the cases are that are out after Apply; ``doubled`` are cases
    that would then stand beside their substitute."""

    packages: tuple[PackageLine, ...]
    new_cases: tuple[str, ...]
    changed_cases: tuple[str, ...]
    revisions: int
    conflicts: tuple[str, ...]
    held: tuple[HeldCase, ...]
    without_effect: tuple[PackageLine, ...]
    now: Whereabouts
    after: Whereabouts
    waiting_with: tuple[tuple[str, int], ...]
    doubled: tuple[str, ...] = ()


def picture(ctx: Context, plan: MergePlan) -> MergePicture:
    """``plan`` as people read it; pure reading."""
    items = {item.case_id: item for item in projections.case_list(ctx.store, second=False)}
    names = {m.fingerprint: m.name for m in ctx.inspection().roster.members}
    led_by = ctx.inspection().is_led_by
    arriving: set[str] = set()
    changed: dict[str, int] = {}
    lines = []
    aside = {(line.sender, line.sequence): line for line in history(ctx) if line.state == "aside"}
    for package in plan.packages:
        line = _line(package, items, names, arriving)
        again = aside.get((line.sender, line.sequence)) if line.state == "known" else None
        lines.append(replace(again, file=line.file, at="") if again else line)
        for case in package.cases if package in plan.arrivals else ():
            if case.refused is None and case.case_id in items and case.new:
                changed[case.case_id] = changed.get(case.case_id, 0) + len(case.new)
                forwarded = package.kind == "work" and led_by(package.sender)
                if case.brings("answer") or (package.kind == "work" and not forwarded):
                    arriving.add(case.case_id)
    new = [case_id for case_id in changed if not items[case_id].returned and case_id in arriving]
    later = [case_id for case_id in changed if case_id not in new]
    after = whereabouts(items.values(), frozenset(arriving))
    return MergePicture(
        tuple(lines),
        _refs(new, items),
        _refs(later, items),
        sum(changed[case_id] for case_id in later),
        tuple(sorted({_ref_of(subject, items) for subject in plan.conflicts})),
        _held(plan, items, names),
        tuple(line for line in lines if not line.has_effect),
        whereabouts(items.values()),
        after,
        _waiting(items, arriving, names),
        would_double(ctx, [case for package in plan.arrivals for case in package.cases]),
    )


def _line(
    package: PackagePlan, items: Mapping[str, CaseItem], names: Mapping[str, str], before: set[str]
) -> PackageLine:
    state = package.status if package.status in ("known", "stale", "refused", "late", "gap") else "new"
    state = "waits" if state == "refused" and package.withheld is not None else state
    held = _held_of(package, items, names) if package.refused is None else []
    good = [case for case in package.cases if case.refused is None and case.case_id in items and case.new]
    fresh = [case for case in good if not items[case.case_id].returned and case.case_id not in before]
    return PackageLine(
        Path(package.file).name,
        state,
        names.get(package.sender, ""),
        package.kind,
        package.sequence,
        len(fresh),
        len(good) - len(fresh),
        len({subject for case in good for subject in case.conflicts}),
        len(package.held),
        refused=package.refused,
        missing=package.missing,
        first_held=held[0] if held else None,
    )


def _refs(case_ids: list[str], items: Mapping[str, CaseItem]) -> tuple[str, ...]:
    return tuple(sorted(items[case_id].case_ref for case_id in case_ids))


def _ref_of(subject: str, items: Mapping[str, CaseItem]) -> str:
    case_id, _, ref = subject.partition(":")[2].partition("/")
    item = items.get(case_id)
    return f"{item.case_ref} {ref}".strip() if item else subject.partition(":")[0]


def _held(plan: MergePlan, items: Mapping[str, CaseItem], names: Mapping[str, str]) -> tuple[HeldCase, ...]:
    return tuple(case for package in plan.arrivals for case in _held_of(package, items, names))


def _held_of(package: PackagePlan, items: Mapping[str, CaseItem], names: Mapping[str, str]) -> list[HeldCase]:
    found = []
    for case in package.held:
        assert case.refused is not None
        item = items.get(case.case_id)
        ref = item.case_ref if item else case.case_id
        sender, refused = names.get(package.sender, ""), case.refused
        found.append(HeldCase(ref, sender, refused.code, refused.params, package.sequence))
    return found


def _waiting(
    items: Mapping[str, CaseItem], arriving: set[str], names: Mapping[str, str]
) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for item in items.values():
        out = not (item.excluded or item.returned or item.signed_off_at or item.case_id in arriving)
        if out and item.inspector:
            name = names.get(item.inspector, "")
            counts[name] = counts.get(name, 0) + 1
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def history(ctx: Context) -> tuple[PackageLine, ...]:
    """What the other of those who lead set aside, then the packages merged so far, each newest first."""
    names = {m.fingerprint: m.name for m in ctx.inspection().roster.members}
    received = ledger.received(ctx.store)
    here = {one.package_id for one in received}
    aside: dict[str, dict[str, Any]] = {}
    lines = []
    for one in set_asides(ctx):
        ids = tuple(sorted(here & set(one.packages)))
        who = names.get(one.author, "")
        aside |= {package_id: {"reason": one.reason, "by": who, "brought_back": ids} for package_id in ids}
        if there := len(set(one.packages) - here):
            lines.append(PackageLine("", "elsewhere", who, "", 0, at=one.at, reason=one.reason, by=who, count=there))
    for package in reversed(received):
        state, said = ("merged", {}) if package.counts else ("aside", aside.get(package.package_id, {}))
        line = PackageLine(
            package.file_name, state, names.get(package.sender, ""), package.kind, package.sequence, at=package.at,
            **said,
        )  # fmt: skip
        lines.append(line)
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class HeldPackage:
    """A file that is held whole: a second one under its number, or sent with a key after it was revoked.

    ``revisions`` and ``case_refs`` say what it would bring; ``at`` is a stored moment.
    """

    package_id: str
    file: str
    sender: str
    sequence: int
    code: str
    revisions: int
    case_refs: tuple[str, ...]
    at: str


def held_packages(ctx: Context) -> tuple[HeldPackage, ...]:
    """Files that are held whole now, oldest first."""
    names = {m.fingerprint: m.name for m in ctx.inspection().roster.members}
    found = []
    for one in ledger.held(ctx.store):
        if not one.case_id:
            items = (projections.case_item(ctx.store, case_id) for case_id in one.params.get("cases", "").split())
            refs = tuple(sorted(item.case_ref for item in items if item is not None))
            number, count = (int(one.params.get(name, "0")) for name in ("sequence", "count"))
            file, sender = one.params.get("file", ""), names.get(one.sender, "")
            found.append(HeldPackage(one.package_id, file, sender, number, one.code, count, refs, one.at))
    return tuple(found)


def held_cases(ctx: Context) -> tuple[HeldCase, ...]:
    """Cases that stand in quarantine now, oldest first."""
    names = {m.fingerprint: m.name for m in ctx.inspection().roster.members}
    found = []
    for one in ledger.held(ctx.store):
        if not one.case_id:
            continue
        item = projections.case_item(ctx.store, one.case_id)
        package = ledger.find_received(ctx.store, one.package_id)
        ref, number = item.case_ref if item else one.case_id, package.sequence if package else 0
        found.append(HeldCase(ref, names.get(one.sender, ""), one.code, one.params, number, one.at))
    return tuple(found)
