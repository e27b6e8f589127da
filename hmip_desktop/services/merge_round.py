"""A merge with its receipts in the same breath, what would stand in the way of taking it back, and finding packages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from hmip_desktop.errors import Refused
from hmip_desktop.progress import Progress
from hmip_desktop.services.context import Changes, Context
from hmip_desktop.services.exporting import Exported
from hmip_desktop.services.merge_apply import Merged, apply
from hmip_desktop.services.merge_plan import MergePlan
from hmip_desktop.services.merge_undo import LastMerge, last_merge
from hmip_desktop.services.sending import seats, send
from hmip_desktop.store import ingest, ledger, projections

RECEIPTS = "receipts to send"
"""The folder beside merged packages in which their receipts are put; it is never looked into for packages."""
ENDING = ".hmip"
MOST_FILES = 500
"""Packages taken from one folder at once."""


@dataclass(frozen=True, slots=True)
class MergeRound:
    """A merge and the receipts written after it. ``refused`` says why they could not be; the merge stands then."""

    merged: Merged
    receipts: tuple[Exported, ...]
    folder: Path | None
    refused: Refused | None = None

    @property
    def changes(self) -> Changes:
        """What the merge changed."""
        return self.merged.changes


@dataclass(frozen=True, slots=True)
class InTheWay:
    """Later work that builds on a merge: in which case, by whom, when, what subjects; ``case_ref`` is empty for the
    inspection itself."""

    case_ref: str
    author: str
    at: str
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UndoPicture:
    """What taking the last merge back would do: its packages as (sender, kind, number), its cases, and what is in the
    way of it."""

    last: LastMerge
    packages: tuple[tuple[str, str, int], ...]
    case_refs: tuple[str, ...]
    in_the_way: tuple[InTheWay, ...]


def merge_with_receipts(
    ctx: Context, planned: MergePlan, folder: Path | None, progress: Progress | None = None
) -> MergeRound:
    """Apply the plan, then write a receipt for everybody of whom something was merged and not yet confirmed.

    ``folder`` None writes none. Raises Refused as ``apply`` does.
    """
    merged = apply(ctx, planned, progress)
    to = [seat.fingerprint for seat in seats(ctx) if seat.receipt and not seat.revoked] if folder else []
    if folder is None or not to or not merged.applied:
        return MergeRound(merged, (), folder)
    try:
        return MergeRound(merged, send(ctx, to, folder, progress), folder)
    except Refused as refused:
        return MergeRound(merged, (), folder, refused)


def receipts_folder(files: Iterable[Path]) -> Path | None:
    """Where receipts for these packages go: beside the first of them."""
    first = next(iter(files), None)
    return first.parent / RECEIPTS if first is not None else None


def packages_in(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The packages among files and in folders, whatever is below them, by name; receipts that were put there for
    others are passed over. At most ``MOST_FILES`` of each folder."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (file for file in path.rglob(f"*{ENDING}") if RECEIPTS not in file.parts and file.is_file())
            found += sorted(file for file, _ in zip(inside, range(MOST_FILES), strict=False))
        elif path.suffix.lower() == ENDING:
            found.append(path)
    return tuple(dict.fromkeys(found))


def undo_picture(ctx: Context) -> UndoPicture | None:
    """What ``undo_merge`` would take back and what is in its way; None when nothing was merged."""
    last = last_merge(ctx)
    if last is None:
        return None
    names = {m.fingerprint: m.name for m in ctx.inspection().roster.members}
    refs = {item.case_id: item.case_ref for item in projections.case_list(ctx.store)}
    groups: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for one in ingest.set_aside_blockers(ctx.store, last.ids):
        key = (refs.get(one.header.case_id, ""), names.get(one.header.author, ""))
        groups.setdefault(key, []).append((one.header.at, one.header.subject))
    in_the_way = tuple(
        InTheWay(ref, author, max(at for at, _ in found), tuple(dict.fromkeys(subject for _, subject in found)))
        for (ref, author), found in sorted(groups.items())
    )
    senders = {package.sender for package in last.packages}
    brought = {case_id for sender in senders for case_id in ledger.cases_brought(ctx.store, sender)}
    return UndoPicture(
        last,
        tuple((names.get(p.sender, ""), p.kind, p.sequence) for p in last.packages),
        tuple(sorted(refs[case_id] for case_id in brought if case_id in refs)),
        in_the_way,
    )
