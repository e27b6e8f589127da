"""What the outputs of one making are made from, read from the store once for all audiences and kinds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, cast

from hmip_desktop.domain.assessment import Evaluation, RouteUse
from hmip_desktop.domain.disclosure import DEFAULT_LIMITS, Limits
from hmip_desktop.domain.ratings import PanelDecision
from hmip_desktop.domain.releases import BASE_CASES, BASE_PRACTITIONERS, SMALL, DisclosureLimits
from hmip_desktop.domain.report_context import ReportContext
from hmip_desktop.domain.results import Accounting
from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.sample import CaseFacts
from hmip_desktop.errors import Refused
from hmip_desktop.services.asked_questions import CountedUnder, counted_under
from hmip_desktop.services.context import LEADING, Changes, Context, OpenInspection
from hmip_desktop.services.report_counts import Counts, read_counts
from hmip_desktop.services.report_releases import Counted, Standing, basis_of, standing
from hmip_desktop.services.results import account, panel_decisions
from hmip_desktop.services.sample import commencements
from hmip_desktop.store import ledger, projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.ledger import Received
from hmip_desktop.store.revisions import Write

Audience = Literal["team", "body", "public"]
FIELDWORK_DAYS = 4
"""Week 1 of the fieldwork runs from Monday to Friday."""
ROLE_NAMES = {
    "lead": "Lead inspector",
    "deputy": "Deputy lead inspector",
    "inspector": "Inspector",
    "local_assessor": "Local assessor",
    "interviewer": "Interviewer",
    "quality_lead": "Quality lead",
    "data_team": "Information and data team",
}


@dataclass(frozen=True, slots=True)
class CaseExtras:
    """What a report needs of a listed case beside its answers."""

    case_id: str
    facts: CaseFacts | None
    route: RouteUse | None
    evaluation: Evaluation | None


def read_extras(ctx: Context, counts: Counts) -> dict[str, CaseExtras]:
    """Facts, question set and evaluation of every case on the list; conflicting ones are left out."""
    found = {}
    for item in counts.items:
        held = {
            subject.partition(":")[0]: current.value
            for subject, current in projections.current(
                ctx.store, item.case_id, ("case", "route", "evaluation")
            ).items()
            if not current.conflicting
        }
        found[item.case_id] = CaseExtras(
            item.case_id,
            cast("CaseFacts | None", held.get("case")),
            cast("RouteUse | None", held.get("route")),
            cast("Evaluation | None", held.get("evaluation")),
        )
    return found


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything that the outputs of one making are made from, read once for all audiences and kinds."""

    inspection: OpenInspection
    accounting: Accounting
    counts: Counts
    extras: Mapping[str, CaseExtras]
    population: Mapping[tuple[str, str], int]
    panel: Mapping[str, PanelDecision]
    received: tuple[Received, ...]
    limits: Limits
    printed_at: datetime
    who: str
    standing: Standing
    basis: str
    versions: tuple[CountedUnder, ...]


def read_sources(ctx: Context, printed_at: datetime) -> Sources:
    """Read the store once. Raises Refused ``accounting-does-not-add-up``, ``figures-do-not-reconcile``."""
    inspection = ctx.inspection()
    accounting = account(ctx)
    counts = read_counts(ctx)
    population: dict[tuple[str, str], int] = {}
    for row in commencements(ctx):
        population[(row.pdu, row.rosh)] = population.get((row.pdu, row.rosh), 0) + row.commencements
    extras, panel = read_extras(ctx, counts), panel_decisions(ctx, inspection)
    evaluations = {case_id: one.evaluation for case_id, one in extras.items()}
    limits = limits_of(ctx)
    basis = basis_of(Counted(accounting, counts, evaluations, population, panel, limits))
    return Sources(
        inspection,
        accounting,
        counts,
        extras,
        population,
        panel,
        tuple(one for one in ledger.received(ctx.store) if one.counts and one.status in ("merged", "late", "gap")),
        limits,
        printed_at,
        f"{ROLE_NAMES.get(ctx.identity.role, '')} {ctx.identity.name}".strip(),
        standing(ctx, basis),
        basis,
        counted_under(ctx, inspection),
    )


def limits_of(ctx: Context) -> Limits:
    """The limits of disclosure: what those who lead decided for this inspection, else the usual ones.

    Where lead inspector and deputy decided side by side, whatever hides more counts until that is settled.
    """
    text = subject("limits", ctx.inspection().id)
    held = projections.current_inspection(ctx.store, ("limits",)).get(text)
    if held is None:
        return DEFAULT_LIMITS
    found = [held.value, *(one.value() for one in journal.history(ctx.store, text) if held.conflicting)]
    sides = [Limits(one.small, one.base_cases, one.base_practitioners) for one in found
             if isinstance(one, DisclosureLimits)]  # fmt: skip
    sides += [DEFAULT_LIMITS] if held.conflicting or not sides else []
    return Limits(
        max(one.small for one in sides), max(one.base_cases for one in sides),
        max(one.base_practitioners for one in sides),
    )  # fmt: skip


def set_limits(ctx: Context, limits: Limits, reason: str) -> Changes:
    """Decide what is hidden in this inspection's outputs; figures that were released stand until the next release.

    Raises Refused ``role-not-allowed``, ``limits-need-reason``, ``limits-out-of-range``.
    """
    ctx.require(*LEADING, "local_assessor")
    if not reason.strip():
        raise Refused("limits-need-reason")
    spans = ((limits.small, SMALL), (limits.base_cases, BASE_CASES), (limits.base_practitioners, BASE_PRACTITIONERS))
    if not all(low <= number <= high for number, (low, high) in spans):
        raise Refused("limits-out-of-range")
    value = DisclosureLimits(limits.small, limits.base_cases, limits.base_practitioners, reason.strip())
    return ctx.settle(Write(subject("limits", ctx.inspection().id), value))


def context_of(sources: Sources, audience: Audience) -> ReportContext:
    """Whose figures these are. They are provisional until the data team has signed exactly these."""
    value, pack = sources.inspection.value, sources.inspection.pack
    start = date.fromisoformat(value.fieldwork_start) if value.fieldwork_start else sources.printed_at.date()
    return ReportContext(
        title=pack.title,
        region=value.region,
        reference=value.reference,
        fieldwork_from=start,
        fieldwork_to=start + timedelta(days=max(0, FIELDWORK_DAYS - start.weekday())),
        pack_id=pack.id,
        pack_version=pack.version,
        pack_digest=pack.digest,
        rated=pack.rated,
        marking="OFFICIAL" if audience == "public" else "OFFICIAL-SENSITIVE",
        audience=audience,
        state="released" if sources.standing.current else "provisional",
        printed_at=sources.printed_at,
        who=_who(sources, audience),
        made_up=value.made_up,
        self_assessment=value.self_assessment,
        language=value.language,
        release=sources.standing.number,
    )


def _who(sources: Sources, audience: Audience) -> str:
    """Who answers for the figures: by name to the team and the body, and no person to the public."""
    if audience != "public":
        return sources.who
    return ROLE_NAMES["local_assessor" if sources.inspection.value.self_assessment else "data_team"]


def known_words(sources: Sources) -> frozenset[str]:
    """References and names of this inspection that must not stand in text that leaves the team."""
    words = {member.name for member in sources.inspection.roster.members}
    for item in sources.counts.items:
        extra = sources.extras[item.case_id].facts
        words |= {item.case_ref, item.practitioner, extra.person if extra else ""}
    return frozenset(word for word in words if word)
