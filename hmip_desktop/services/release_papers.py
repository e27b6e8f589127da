"""The data team's part of a release: a sealed sheet goes to them, they recount it, tick and sign, and it comes back.

They hold no cases: the sheet brings the counted answers, is recounted on their computer, and nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from hmip_desktop.domain.disclosure import Group, Limits, ground_to_hide
from hmip_desktop.domain.publication import LINE
from hmip_desktop.domain.releases import PublishedCell
from hmip_desktop.domain.results import Tally
from hmip_desktop.domain.values import ANSWERS, Answer, moment
from hmip_desktop.errors import Refused
from hmip_desktop.exchange.release_papers import (
    Approval,
    ReleaseSheet,
    SheetCase,
    read_approval,
    read_sheet,
    write_approval,
    write_sheet,
)
from hmip_desktop.services import releases
from hmip_desktop.services.context import LEADING, Changes, Context
from hmip_desktop.services.files import read_limited, write_private
from hmip_desktop.services.inspection import INSPECTION_KEY
from hmip_desktop.services.releases import TICKS, Recomputed, Signature
from hmip_desktop.services.report_releases import cells_for
from hmip_desktop.services.report_sources import read_sources
from hmip_desktop.services.stores import AGE_SECRET
from hmip_desktop.store import keepsakes

FILE_LIMIT = 64 * 1024 * 1024
PREPARED = "release-prepared"


@dataclass(frozen=True, slots=True)
class SheetRead:
    """A sheet as the data team sees it: what it is, and what their own recount found. ``differ`` counts figures that
    the answers do not give, ``too_small`` figures that should have been hidden; ``kept`` stay as first published."""

    number: int
    reference: str
    code: str
    cases: int
    answers: int
    questions: int
    differ: int
    too_small: int
    kept: int
    digest: str
    issuer: str

    @property
    def may_be_signed(self) -> bool:
        """The answers give the figures, and nothing small is shown."""
        return not self.differ and not self.too_small


def prepare(ctx: Context, found: Recomputed, folder: Path) -> Path:
    """Write the sealed sheet for the data team; the file. It is remembered which sheet went out last.

    Raises Refused ``role-not-allowed``, ``release-checks-fail``, ``release-no-data-team``, ``release-out-of-date``.
    """
    ctx.require(*LEADING)
    if not found.may_be_signed:
        raise Refused("release-checks-fail")
    inspection, sources = ctx.inspection(), read_sources(ctx, ctx.now())
    if sources.basis != found.basis or sources.standing.current:
        raise Refused("release-out-of-date")
    people = [m.recipient for m in inspection.roster.members if m.role == "data_team" and m.revoked_from is None]
    if not people:
        raise Refused("release-no-data-team")
    cases = tuple(
        SheetCase(
            case.item.case_id, case.item.route, case.item.pdu, case.item.rosh, case.item.practitioner,
            tuple((ref, _answer(answer)) for ref, answer in sorted(case.answers.items())),
        )
        for case in sources.counts.cases
    )  # fmt: skip
    sheet = ReleaseSheet(
        "hmip-release@1", inspection.id, inspection.value.reference, found.number, ctx.me, moment(ctx.now()),
        found.basis, found.code, cases, cells_for(found.cells), found.kept, sources.limits.small,
        sources.limits.base_cases,
    )  # fmt: skip
    content, digest = write_sheet(sheet, ctx.identity, people)
    file = write_private(folder / f"release-{found.number}-for-the-data-team.age", content)
    keepsakes.set_setting(ctx.store, PREPARED, {"sheet": digest, "number": found.number, "basis": found.basis})
    return file


def _answer(answer: str | None) -> Answer | None:
    return next((one for one in ANSWERS if one == answer), None)


def read(ctx: Context, file: Path) -> SheetRead:
    """Open a sheet, see that whoever leads the inspection signed it, and count its answers again.

    Raises Refused ``role-not-allowed``, ``release-file-not-readable``, ``release-other-inspection``,
    ``release-not-from-lead``.
    """
    ctx.require("data_team")
    sheet, digest, signed = read_sheet(read_limited(file, FILE_LIMIT, "release-file-not-readable"), _secrets(ctx))
    inspection = ctx.inspection()
    if sheet.inspection != inspection.id:
        raise Refused("release-other-inspection")
    lead = next((m for m in inspection.leads() if m.signing == signed and m.revoked_from is None), None)
    if lead is None or lead.fingerprint != sheet.issuer:
        raise Refused("release-not-from-lead")
    differ, too_small, questions = recount(sheet)
    answers = sum(answer is not None for case in sheet.cases for _, answer in case.answers)
    return SheetRead(
        sheet.number, sheet.reference, sheet.code, len(sheet.cases), answers, questions, differ, too_small,
        len(sheet.kept), digest, lead.name,
    )  # fmt: skip


def recount(sheet: ReleaseSheet) -> tuple[int, int, int]:
    """Figures that the answers do not give, figures that should be hidden, and questions in all.

    What stays as first published is compared by nobody here: it was, when it was first released.
    """
    tallies: dict[tuple[str, str], Tally] = {}
    people: dict[tuple[str, str], set[str]] = {}
    routed = any(case.route for case in sheet.cases) and any(
        cell.where.startswith(f"{LINE}|core|") for cell in sheet.cells
    )
    for case in sheet.cases:
        for ref, answer in case.answers:
            key = (case.route if routed else "", ref)
            tallies[key] = tallies.get(key, Tally(ref)).plus(answer)
            if answer in ("yes", "no"):
                people.setdefault(key, set()).add(case.practitioner or case.case_id)
    differ = too_small = questions = 0
    for cell in sheet.cells:
        kind, _, place = cell.where.partition("|")
        if kind != LINE:
            continue
        route, _, ref = place.partition("|")
        questions += 1
        if not cell.counts or ref in sheet.kept:
            continue
        counts = tallies.get((route, ref), Tally(ref))
        differ += (counts.yes, counts.no, counts.na, counts.unanswered) != tuple(cell.counts[:4])
        group = Group(ref, counts.yes, counts.no, frozenset(people.get((route, ref), ())))
        too_small += counts.n > 0 and ground_to_hide(group, Limits(sheet.small, sheet.base)) is not None
    return differ, too_small + _small_cells(sheet.cells, sheet.base), questions


def _small_cells(cells: Iterable[PublishedCell], base: int) -> int:
    """Shares by subgroup that stand on fewer answers than they may."""
    small = 0
    for cell in cells:
        if cell.where.startswith("row|"):
            pairs = zip(cell.counts[:-2:2], cell.counts[1:-2:2], strict=True)
            small += sum(yes is not None and no is not None and 0 < yes + no < base for yes, no in pairs)
    return small


def approve(ctx: Context, sheet: SheetRead, ticks: Iterable[str], folder: Path) -> Path:
    """Sign a sheet that was read here; the sealed file that goes back to those who lead.

    Raises Refused ``role-not-allowed``, ``release-not-ticked``, ``release-checks-fail``.
    """
    ctx.require("data_team")
    given = tuple(tick for tick in TICKS if tick in set(ticks))
    if given != TICKS:
        raise Refused("release-not-ticked", count=len(TICKS) - len(given))
    if not sheet.may_be_signed:
        raise Refused("release-checks-fail")
    inspection = ctx.inspection()
    approval = Approval(
        "hmip-release-approval@1", inspection.id, sheet.number, sheet.digest, sheet.code, ctx.me, ctx.identity.name,
        given, moment(ctx.now()),
    )  # fmt: skip
    leads = [m.recipient for m in inspection.leads() if m.revoked_from is None]
    content = write_approval(approval, ctx.identity, leads)
    return write_private(folder / f"release-{sheet.number}-signed.age", content)


def take_in(ctx: Context, found: Recomputed, file: Path) -> Changes:
    """Release the numbers with what the data team signed. Refused as ``releases.write_release`` and with
    ``release-file-not-readable``, ``release-other-inspection``, ``release-not-from-data-team``,
    ``release-other-sheet`` when it is about another sheet than the last that went out."""
    ctx.require(*LEADING)
    approval, signed = read_approval(read_limited(file, FILE_LIMIT, "release-file-not-readable"), _secrets(ctx))
    inspection = ctx.inspection()
    if approval.inspection != inspection.id:
        raise Refused("release-other-inspection")
    member = next((m for m in inspection.roster.members if m.signing == signed), None)
    trusted = member is not None and member.role == "data_team" and member.revoked_from is None
    if member is None or not trusted or member.fingerprint != approval.signer:
        raise Refused("release-not-from-data-team")
    prepared = keepsakes.setting(ctx.store, PREPARED)
    expected = (prepared.get("sheet"), prepared.get("number")) if isinstance(prepared, dict) else ("", 0)
    if (approval.sheet, approval.number) != expected or (approval.number, approval.code) != (found.number, found.code):
        raise Refused("release-other-sheet")
    signature = Signature(member.name, "data_team", member.fingerprint, approval.signed_at, approval.sheet)
    return releases.write_release(ctx, found, approval.ticks, signature)


def _secrets(ctx: Context) -> list[str]:
    """The keys of this store: what is sent to those who lead is sealed for the inspection."""
    held = (keepsakes.secret(ctx.store, name) for name in (AGE_SECRET, INSPECTION_KEY))
    return [one.decode() for one in held if one is not None]
