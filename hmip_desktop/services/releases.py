"""Release of numbers: everything counted a second way, looked at, ticked and signed; until then it is provisional.

In an inspection the data team signs on a computer of their own (``services.release_papers``), in a self-assessment
whoever leads it signs here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.publication import Cells, Held, Parts, cells_of, changes_between
from hmip_desktop.domain.recount import SPLITS, Heads, Recount
from hmip_desktop.domain.releases import Release, ReleaseChange
from hmip_desktop.domain.report_model import Change
from hmip_desktop.domain.results import Tally
from hmip_desktop.domain.revisions import settled_case, subject
from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.progress import Progress
from hmip_desktop.services import auditing, challenges
from hmip_desktop.services.asked_questions import routes_of
from hmip_desktop.services.context import LEADING, Changes, Context, OpenInspection
from hmip_desktop.services.report_facts import published_parts, question_lines, reconciliation
from hmip_desktop.services.report_limits import themes
from hmip_desktop.services.report_releases import KIND, Standing, cells_for, figures_code
from hmip_desktop.services.report_sources import Sources, read_sources
from hmip_desktop.services.report_tables import Tables
from hmip_desktop.services.results import bandings_of
from hmip_desktop.services.theme_groups import groups
from hmip_desktop.store import ledger, projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.revisions import Write

CHECKS = (
    "record-sound", "record-complete", "cases-agree", "answers-agree", "splits-agree", "nothing-open",
)  # fmt: skip
"""What recomputing finds out, in this order."""
TICKS = ("challenges-settled", "limits-read", "disclosure-looked-at", "changes-read")
"""What a person has to have done before signing."""
NO_SHEET = "0" * 64
_LEADS = (*LEADING, "local_assessor")
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing found out: ``found`` are the numbers of its sentence; ``stops`` when it must hold before a release."""

    code: str
    holds: bool
    found: Mapping[str, object]
    stops: bool = True


@dataclass(frozen=True, slots=True)
class Recomputed:
    """The figures recomputed. ``basis`` is the digest of what was counted, ``code`` the check code of what would be
    published, ``kept`` the places that stay as first published, ``changes`` what would change against the last."""

    number: int
    basis: str
    code: str
    checks: tuple[Check, ...]
    cases: int
    answers: int
    cells: Cells
    truth: Cells
    kept: tuple[str, ...]
    changes: tuple[Change, ...]
    of: tuple[object, ...] = ()

    @property
    def may_be_signed(self) -> bool:
        """Every check that has to hold holds."""
        return all(check.holds for check in self.checks if check.stops)


@dataclass(frozen=True, slots=True)
class Where:
    """How the numbers stand. ``next`` is the number of the next release; ``open_challenges`` keep it from being
    signed; ``signs_here`` in a self-assessment; ``of`` differs from that of a recomputation that is out of date."""

    releases: tuple[Release, ...]
    current: bool
    next: int
    open_challenges: int
    signs_here: bool
    data_team: tuple[str, ...]
    of: tuple[object, ...] = ()


def where(ctx: Context) -> Where:
    """How the numbers of this inspection stand. Raises Refused ``role-not-allowed``."""
    ctx.require(*_LEADS)
    sources = read_sources(ctx, ctx.now())
    found, inspection = sources.standing, sources.inspection
    people = tuple(m.name for m in inspection.roster.members if m.role == "data_team" and m.revoked_from is None)
    still = sum(line.value.is_open for line in challenges.challenges(ctx))
    return Where(
        found.releases, found.current, found.number + 1, still, inspection.value.self_assessment, people,
        (sources.basis, found.number, still, len(projections.conflicts(ctx.store))),
    )  # fmt: skip


def recompute(ctx: Context, progress: Progress | None = None) -> Recomputed:
    """Check the whole record and count everything again from the revisions. Reads only.

    Raises Refused ``role-not-allowed``, ``figures-do-not-reconcile``, ``accounting-does-not-add-up``.
    """
    ctx.require(*_LEADS)
    token = progress or Progress()
    audit = auditing.audit(ctx, token)
    sources = read_sources(ctx, ctx.now())
    again = recount(ctx, token)
    held = _published(ctx, sources)
    truth = truth_of(sources)
    cells = cells_of(held.parts)
    held_back = len(ledger.held(ctx.store))
    still = sum(line.value.is_open for line in challenges.challenges(ctx))
    conflicts = len(projections.conflicts(ctx.store))
    checks = (
        Check("record-sound", audit.sound, {"revisions": audit.revisions, "devices": audit.devices}),
        Check("record-complete", not audit.gaps and not held_back, {"gaps": len(audit.gaps), "held": held_back}, False),
        _cases_agree(sources, again),
        _answers_agree(ctx, again),
        _splits_agree(ctx, again),
        Check("nothing-open", not still and not conflicts, {"challenges": still, "conflicts": conflicts}),
    )
    return Recomputed(
        sources.standing.number + 1, sources.basis, figures_code(held.parts), checks, again.counted, again.answers,
        cells, truth, held.kept, _changes(sources.standing, cells),
        (sources.basis, sources.standing.number, still, conflicts),
    )  # fmt: skip


def recount(ctx: Context, progress: Progress) -> Recount:
    """Every case from its revisions alone, one after the other."""
    inspection = ctx.inspection()
    case_ids = sorted({head.stream.partition("/")[2] for head in journal.stream_heads(ctx.store)} - {"-", "lead"})
    settled: dict[str, dict[str, Mapping[str, bytes | None]]] = {}
    for text, sides in journal.known_case(ctx.store, "lead").heads.items():
        settled.setdefault(settled_case(text), {})[text] = sides
    found = Recount()
    for done, case_id in enumerate(case_ids):
        progress.step(done, len(case_ids), "recount")
        heads = {**journal.known_case(ctx.store, case_id).heads, **settled.get(case_id, {})}
        found.add(case_id, heads, _pack_of(ctx, inspection, case_id, heads), inspection.value.variant)
    progress.step(len(case_ids), len(case_ids), "recount")
    return found


def _pack_of(ctx: Context, inspection: OpenInspection, case_id: str, heads: Heads) -> Pack:
    """The version that a case was signed off under, from the revision itself."""
    text = f"signoff:{case_id}"
    if not inspection.earlier or text not in heads:
        return inspection.pack
    first = min(heads[text])
    stamps = [one.header.pack for one in journal.history(ctx.store, text) if one.digest == first]
    return next((pack for stamp in stamps if stamp and (pack := inspection.line.find(stamp.digest))), inspection.pack)


def _cases_agree(sources: Sources, again: Recount) -> Check:
    cases = sources.accounting
    here = (cases.listed, cases.counted, cases.excluded_total, cases.second)
    there = (again.listed, again.counted, again.excluded, again.second)
    return Check("cases-agree", here == there, {"counted": cases.counted, "again": again.counted})


def _answers_agree(ctx: Context, again: Recount) -> Check:
    stored = {found.tally.ref: found.tally for found in projections.tally(ctx.store)}
    wrong = _differences(stored, again.tallies)
    return Check("answers-agree", not wrong, {"questions": len(stored), "differ": wrong, "answers": again.answers})


def _splits_agree(ctx: Context, again: Recount) -> Check:
    wrong = cells = 0
    for name in SPLITS:
        stored = {
            (found.group, found.tally.ref): found.tally
            for found in projections.tally(ctx.store, by="pdu" if name == "pdu" else "rosh")
        }
        other = {(group, ref): counts for (split, group, ref), counts in again.groups.items() if split == name}
        wrong += _differences(stored, other)
        cells += len(stored)
    return Check("splits-agree", not wrong, {"cells": cells, "differ": wrong})


def _differences(stored: Mapping[K, Tally], again: Mapping[K, Tally]) -> int:
    return sum(stored.get(key) != again.get(key) for key in {*stored, *again})


def _published(ctx: Context, sources: Sources) -> Held:
    lines, _ = question_lines(sources, "public")
    pack = sources.inspection.pack
    main = routes_of(pack)[0]
    leading = tuple(line for line in lines if line.route == main)
    tables = Tables(sources.counts, main, leading, bandings_of(pack), sources.limits)
    held, _ = published_parts(sources, tables, lines, themes(sources.counts, sources.extras, groups(ctx)))
    return held


def truth_of(sources: Sources) -> Cells:
    """Cases and every question before disclosure, for the team alone."""
    lines, _ = question_lines(sources, "team")
    return cells_of(Parts(reconciliation(sources), lines))


def _changes(standing: Standing, cells: Cells) -> tuple[Change, ...]:
    if not standing.releases or standing.current:
        return ()
    return changes_between(standing.published[-1], cells, standing.challenged)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: name, role and fingerprint; ``sheet`` is the digest of what they signed, ``at`` a stored moment."""

    name: str
    role: str
    fingerprint: str
    at: str
    sheet: str


def sign_here(ctx: Context, found: Recomputed, ticks: Iterable[str]) -> Changes:
    """Release the numbers of a self-assessment with the name of whoever leads it.

    Raises Refused ``release-needs-data-team`` in an inspection, and as ``write_release``.
    """
    ctx.require(*_LEADS)
    if not ctx.inspection().value.self_assessment:
        raise Refused("release-needs-data-team")
    who = ctx.identity
    return write_release(ctx, found, ticks, Signature(who.name, ctx.role, ctx.me, moment(ctx.now()), NO_SHEET))


def write_release(ctx: Context, found: Recomputed, ticks: Iterable[str], signature: Signature) -> Changes:
    """Keep a signed release with every published cell. Raises Refused ``release-checks-fail``,
    ``release-not-ticked``, ``release-out-of-date`` when something was counted since."""
    given = tuple(tick for tick in TICKS if tick in set(ticks))
    if given != TICKS:
        raise Refused("release-not-ticked", count=len(TICKS) - len(given))
    if not found.may_be_signed:
        raise Refused("release-checks-fail")
    inspection = ctx.inspection()
    sources = read_sources(ctx, ctx.now())
    if sources.basis != found.basis or sources.standing.number + 1 != found.number or sources.standing.current:
        raise Refused("release-out-of-date")
    changes = tuple(ReleaseChange(one.where, one.before, one.after, one.reason) for one in found.changes)
    role = "data_team" if signature.role == "data_team" else ctx.role
    value = Release(
        found.number, found.basis, found.code, signature.name, role, signature.fingerprint, signature.at,  # type: ignore[arg-type]
        given, signature.sheet, cells_for(found.cells), cells_for(found.truth), changes,
    )  # fmt: skip
    return ctx.write(Write(subject(KIND, inspection.id, str(found.number)), value))
