"""What the outputs of one making are made from, read from the store once for all audiences and kinds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal, cast

from hmip_desktop.domain.assessment import Evaluation, RouteUse
from hmip_desktop.domain.disclosure import DEFAULT_LIMITS, Limits
from hmip_desktop.domain.ratings import PanelDecision
from hmip_desktop.domain.report_context import ReportContext
from hmip_desktop.domain.results import Accounting
from hmip_desktop.domain.sample import CaseFacts
from hmip_desktop.services.asked_questions import CountedUnder, counted_under
from hmip_desktop.services.context import Context, OpenInspection
from hmip_desktop.services.report_counts import Counts, read_counts
from hmip_desktop.services.report_releases import Counted, Standing, basis_of, standing
from hmip_desktop.services.results import account, panel_decisions
from hmip_desktop.services.sample import commencements
from hmip_desktop.store import keepsakes, ledger, projections
from hmip_desktop.store.ledger import Received

Audience = Literal["team", "body", "public"]
LIMITS_SETTING = "disclosure-limits"
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
    basis = basis_of(Counted(accounting, counts, evaluations, population, panel))
    return Sources(
        inspection,
        accounting,
        counts,
        extras,
        population,
        panel,
        tuple(one for one in ledger.received(ctx.store) if one.counts and one.status in ("merged", "late", "gap")),
        limits_of(ctx),
        printed_at,
        f"{ROLE_NAMES.get(ctx.identity.role, '')} {ctx.identity.name}".strip(),
        standing(ctx, basis),
        basis,
        counted_under(ctx, inspection),
    )


def limits_of(ctx: Context) -> Limits:
    """The limits of disclosure: the setting of this inspection, else the defaults."""
    held = keepsakes.setting(ctx.store, LIMITS_SETTING)
    if not isinstance(held, dict):
        return DEFAULT_LIMITS
    names = Limits.__dataclass_fields__
    return replace(DEFAULT_LIMITS, **{name: int(held[name]) for name in names if isinstance(held.get(name), int)})


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
