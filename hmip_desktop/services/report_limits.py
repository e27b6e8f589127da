"""What stands beside the figures: limits, themes and alerts, counted from the record and never typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from hmip_desktop.domain.assessment import AnswerValue, SignOff
from hmip_desktop.domain.disclosure import Hidden, Limits
from hmip_desktop.domain.identifying import identifying
from hmip_desktop.domain.learned import Said, ThemeGroup, gather
from hmip_desktop.domain.report_limits import LimitFacts
from hmip_desktop.domain.report_model import AlertCounts, QuestionLine, RatingTable, ThemeLine
from hmip_desktop.domain.revisions import SETTLING
from hmip_desktop.services.alerts import register
from hmip_desktop.services.asked_questions import asked_in, routes_of
from hmip_desktop.services.context import Context
from hmip_desktop.services.report_counts import Counts, grouped
from hmip_desktop.services.report_learned import KEPT
from hmip_desktop.services.report_sources import CaseExtras, Sources
from hmip_desktop.services.sample import overrides
from hmip_desktop.store import projections
from hmip_desktop.store import revisions as journal


def limit_facts(ctx: Context, sources: Sources, questions: Iterable[QuestionLine]) -> LimitFacts:
    """The counts that the rules about limits read. Conflicts are those of judgements in cases not excluded."""
    counts, accounting, extras = sources.counts, sources.accounting, sources.extras
    route = routes_of(sources.inspection.pack)[0]
    units = grouped(counts.of_route(route), lambda case: case.item.pdu)
    counted = {case.item.case_id for case in counts.cases}
    changed = [e.route for key, e in extras.items() if key in counted and e.route and e.route.used != e.route.computed]
    substitutes = {key for key, e in extras.items() if e.facts is not None and e.facts.substitute_for}
    agreed = sum(e.facts is not None and bool(e.facts.extra_reason) for e in extras.values())
    reads = [case for case in counts.cases if not case.interviewed]
    edits, key_edits = edits_after_sign_off(ctx, counts)
    return LimitFacts(
        listed=accounting.listed,
        excluded=tuple((phrase(code), number) for code, number in sorted(accounting.excluded.items())),
        substitutes=len(substitutes),
        extras=agreed,
        first_drawn=accounting.listed - len(substitutes) - agreed,
        not_in=accounting.returned_unsigned + accounting.not_returned,
        file_reads=len(reads),
        file_reads_substitute=sum(case.item.case_id in substitutes for case in reads),
        stand_ins=sum(case.interviewed and case.item.interviewed != "practitioner" for case in counts.cases),
        pdus=len(units),
        small_pdus=sum(len(cases) < sources.limits.base_cases for cases in units.values()),
        base=sources.limits.base_cases,
        set_name=route,
        conflicts=open_conflicts(ctx, counts),
        route_overrides=len(changed),
        route_days=tuple(sorted(route.days for route in changed if route.days is not None)),
        sample_overrides=len(overrides(ctx)),
        edits=edits,
        key_edits=key_edits,
        moderated=sum(len(case.own) for case in counts.cases),
        versions=tuple((one.pack.version, one.cases) for one in reversed(sources.versions) if one.cases),
        ended=_asked_for_some(sources, "until"),
        begun=_asked_for_some(sources, "since"),
        design_effect=max(
            (q.design_effect for q in questions if q.kind == "key_question" and q.design_effect is not None),
            default=None,
        ),
    )


def _asked_for_some(sources: Sources, which: str) -> tuple[str, ...]:
    """Questions that ended with an earlier version, or began with a later one, of all sets."""
    inspection, found = sources.inspection, dict[str, None]()
    for route in routes_of(inspection.pack):
        asked = asked_in(inspection, route, sources.versions)
        found |= dict.fromkeys(one.ref for one in asked if getattr(one, which))
    return tuple(found)


def phrase(code: str) -> str:
    """A reason code as it reads in a sentence: ``ended-within-7-days`` is ``ended within 7 days``."""
    return code.replace("-", " ").replace("_", " ")


def open_conflicts(ctx: Context, counts: Counts) -> tuple[tuple[str, int], ...]:
    """Questions with answers that differ, each with the number of cases, by reference."""
    listed = {item.case_id for item in counts.items if not item.excluded}
    found: dict[str, int] = {}
    for conflict in projections.conflicts(ctx.store):
        kind, _, key = conflict.subject.partition(":")
        case_id, _, ref = key.partition("/")
        if kind in ("answer", "moderation", SETTLING) and case_id in listed:
            found[ref] = found.get(ref, 0) + 1
    return tuple(sorted(found.items()))


def edits_after_sign_off(ctx: Context, counts: Counts) -> tuple[int, int]:
    """Answers changed after the first sign-off of their case, and how many of them are key questions."""
    line = ctx.inspection().line
    refs: list[str] = []
    counted = {case.item.case_id for case in counts.cases}
    for case_id in projections.signed_more_than_once(ctx.store):
        signed = [
            revision.header.at
            for revision in journal.history(ctx.store, f"signoff:{case_id}")
            if isinstance(value := revision.value(), SignOff) and value.signed
        ]
        if case_id in counted and len(signed) > 1:
            refs += _changed_after(ctx, case_id, min(signed))
    return len(refs), sum(line.has(ref) and line.element(ref).kind == "key_question" for ref in refs)


def _changed_after(ctx: Context, case_id: str, signed_at: str) -> set[str]:
    before: dict[str, object] = {}
    changed: set[str] = set()
    for revision in journal.case_history(ctx.store, case_id):
        if revision.header.kind != "answer":
            continue
        ref = revision.header.subject.partition("/")[2]
        value = revision.value()
        answer = value.answer if isinstance(value, AnswerValue) else None
        if revision.header.at > signed_at and before.get(ref) != answer:
            changed.add(ref)
        before[ref] = answer
    return changed


def alert_counts(ctx: Context) -> AlertCounts:
    """Alerts as counts; what they say travels on sealed sheets."""
    alerts = [row.alert.value for row in register(ctx)]
    individual = [alert for alert in alerts if alert.scope != "organisational"]
    closed = sum(alert.state == "closed" for alert in individual)
    return AlertCounts(len(individual), closed, len(individual) - closed, len(alerts) - len(individual))


def themes(
    counts: Counts, extras: Mapping[str, CaseExtras], groups: Sequence[tuple[str, ThemeGroup]] = ()
) -> tuple[ThemeLine, ...]:
    """Enablers, barriers and lines of enquiry of the counted cases, by kind and theme, with cases and PDUs.

    What stands after a colon is what to explore; the words before it are the theme. ``groups`` are the headings of
    the lead inspector, under which several themes count as one.
    """
    said: list[Said] = []
    for case in counts.cases:
        evaluation = extras[case.item.case_id].evaluation
        said += [Said(case.item.case_id, case.item.pdu, theme) for theme in (evaluation.themes if evaluation else ())]
    return tuple(
        ThemeLine(one.heading, len(one.cases), len(one.pdus), one.explore, one.kind) for one in gather(said, groups)
    )


def disclosed_themes(
    lines: Iterable[ThemeLine], known: frozenset[str], limits: Limits, *, lines_of_enquiry: bool
) -> tuple[tuple[ThemeLine, ...], tuple[Hidden, ...]]:
    """Themes as they may leave the team: free text that may point to a person stays inside, and so do the numbers
    of what few cases said. What the public reads was said in more than a handful of cases."""
    shown: list[ThemeLine] = []
    log: list[Hidden] = []
    for number, line in enumerate(lines, 1):
        where = f"theme {number}: {line.kind}"
        if identifying(f"{line.theme} {line.explore}", known):
            log.append(Hidden(where, "identifying-text"))
        elif (line.cases or 0) > limits.small:
            if lines_of_enquiry or line.kind != "line_of_enquiry":
                shown.append(line)
        else:
            log.append(Hidden(where, "small-count"))
            if lines_of_enquiry:
                shown.append(ThemeLine(line.theme, None, None, line.explore, line.kind))
    return tuple(shown), tuple(log)


def disclosed_reasons(
    table: RatingTable | None, known: frozenset[str]
) -> tuple[RatingTable | None, tuple[Hidden, ...]]:
    """Ratings as they may leave the team: a panel's reason in which somebody may be known stays inside."""
    if table is None:
        return None, ()
    kept = {row.ref for row in table.rows if set(identifying(row.reason, known)) - {"date"}}
    overall = bool(set(identifying(table.reason, known)) - {"date"})
    rows = tuple(replace(row, reason=KEPT) if row.ref in kept else row for row in table.rows)
    log = tuple(Hidden(f"rating {ref}: reason", "identifying-text") for ref in (*sorted(kept), *["overall"] * overall))
    return replace(table, rows=rows, reason=KEPT if overall else table.reason), log
