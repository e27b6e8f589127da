"""The facts of the report model for one audience: counted from the store, disclosed, and never computed again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from hmip_desktop.domain.disclosure import Hidden, ground_to_hide
from hmip_desktop.domain.pack_parts import Banding, Standard
from hmip_desktop.domain.publication import Held, Parts
from hmip_desktop.domain.ratings import Overall, PanelDecision, StandardRating
from hmip_desktop.domain.report_build import ReportFacts, headline_model
from hmip_desktop.domain.report_context import Reconciliation
from hmip_desktop.domain.report_model import QuestionLine, RatingRow, RatingTable, ReportModel, ThemeLine
from hmip_desktop.domain.report_share import share_of
from hmip_desktop.domain.report_words import listed
from hmip_desktop.domain.results import Tally, question_result
from hmip_desktop.domain.weighting import NOTABLE_EFFECT, design_effect
from hmip_desktop.services.asked_questions import Asked, asked_in, routes_of
from hmip_desktop.services.calculate_results import rate
from hmip_desktop.services.context import Context
from hmip_desktop.services.report_counts import Given, group_of, grouped
from hmip_desktop.services.report_limits import (
    alert_counts,
    disclosed_reasons,
    disclosed_themes,
    limit_facts,
    themes,
)
from hmip_desktop.services.report_releases import for_audience
from hmip_desktop.services.report_sources import Audience, Sources, context_of, known_words
from hmip_desktop.services.report_tables import Tables, disclosed_profile, public_splits, team_profile, team_splits
from hmip_desktop.services.report_weights import weighted, weighted_as_printed
from hmip_desktop.services.results import OVERALL, bandings_of
from hmip_desktop.services.theme_groups import groups


def build_model(ctx: Context, sources: Sources, audience: Audience) -> tuple[ReportModel, tuple[Hidden, ...]]:
    """The report model for one audience with the inner log of what was hidden.

    Raises Refused ``figures-do-not-reconcile`` when a sum fails; nothing may then be written.
    """
    lines, log = question_lines(sources, audience)
    main = routes_of(sources.inspection.pack)[0]
    leading = tuple(line for line in lines if line.route == main)
    tables = Tables(sources.counts, main, leading, bandings_of(sources.inspection.pack), sources.limits)
    found = themes(sources.counts, sources.extras, groups(ctx))
    standing, limits, ratings = sources.standing, limit_facts(ctx, sources, leading), None
    if audience == "team":
        parts = Parts(reconciliation(sources), lines, team_profile(tables), team_splits(tables), found)
        ratings = rating_table(sources, parts.lines)
    else:
        held, hidden = published_parts(sources, tables, lines, found)
        parts = for_audience(held, audience)
        log += tuple(one for one in hidden if audience == "public" or not one.where.startswith(("pdu ", "rosh ")))
        ratings, reasons = disclosed_reasons(rating_table(sources, parts.lines), known_words(sources))
        log += reasons
        limits = replace(limits, beside_release=standing.number, small=sources.limits.small)
    facts = ReportFacts(
        context=context_of(sources, audience),
        accounting=parts.accounting,
        questions=parts.lines,
        limits=limits,
        profile=parts.profile,
        splits=parts.splits,
        themes=parts.themes,
        alerts=alert_counts(ctx),
        ratings=ratings,
        context_tables=standing.tables,
        changes=standing.changes(parts, team=audience == "team"),
        packages=len(sources.received),
        senders=len({one.sender for one in sources.received}),
    )
    return headline_model(facts), log


def published_parts(
    sources: Sources, tables: Tables, lines: tuple[QuestionLine, ...], found: tuple[ThemeLine, ...]
) -> tuple[Held, tuple[Hidden, ...]]:
    """Everything that may leave the team, put beside what was released before; body and public take from the same."""
    profile, hidden = disclosed_profile(tables, with_pdus=True)
    splits, apart = public_splits(tables)
    said, kept = disclosed_themes(found, known_words(sources), sources.limits, lines_of_enquiry=True)
    lines = tuple(weighted_as_printed(sources.population, tables, splits, line) for line in lines)
    parts = Parts(reconciliation(sources), lines, profile, splits, said)
    held = sources.standing.held(parts, tables.bandings, sources.limits)
    return held, (*hidden, *kept, *apart)


def reconciliation(sources: Sources) -> Reconciliation:
    """The accounting with how the counted cases divide."""
    counts = sources.counts
    routed = bool(sources.inspection.pack.routes)
    interviews = sum(case.interviewed for case in counts.cases)
    return Reconciliation(
        sources.accounting,
        interviews,
        len(counts.cases) - interviews,
        len(counts.of_route("core")) if routed else 0,
        len(counts.of_route("adjusted")) if routed else 0,
        routed,
    )


def question_lines(sources: Sources, audience: Audience) -> tuple[tuple[QuestionLine, ...], tuple[Hidden, ...]]:
    """Every key question and prompt of every question set, in rail order, with what may be shown of it."""
    lines: list[QuestionLine] = []
    log: list[Hidden] = []
    routes = routes_of(sources.inspection.pack)
    for route in routes:
        cases = sources.counts.of_route(route)
        given = Given(cases)
        first = Given(cases, original=True) if any(case.own for case in cases) else given
        by_inspector = [given.of(part) for part in grouped(cases, lambda case: case.item.inspector).values()]
        for asked in asked_in(sources.inspection, route, sources.versions):
            moderated = sum(asked.ref in case.own for case in cases)
            line = _line(sources, asked, route, (given, first), moderated)
            if route == routes[0]:
                # Outside the team the weights go onto figures that are printed (``weighted_as_printed``).
                share = weighted(sources.population, cases, asked.ref) if audience == "team" else None
                line = replace(line, weighted=share, design_effect=_effect(by_inspector, asked))
            ground = ground_to_hide(group_of(cases, asked.ref, "all"), sources.limits) if audience != "team" else None
            if ground is not None:
                log.append(Hidden(f"{route or 'all'} {asked.ref}: all cases", ground))
                line = replace(line, share=None, weighted=None, design_effect=None, moderated=0)
            lines.append(line if audience == "team" else replace(line, first=None))
    return tuple(lines), tuple(log)


def _line(sources: Sources, asked: Asked, route: str, given: tuple[Given, Given], moderated: int) -> QuestionLine:
    pack = sources.inspection.pack
    bandings: Sequence[Banding] = bandings_of(pack)
    lettered = asked.kind == "key_question" or not bandings
    counted, before = given
    first = share_of(before.tally(asked.ref), bandings, lettered) if moderated else None
    return QuestionLine(
        ref=asked.ref,
        kind=asked.kind,
        parent=asked.parent,
        area=pack.stage_title(asked.stage) or sources.inspection.line.label(asked.standard),
        short=asked.label + (_when(asked) if asked.label else ""),
        text=asked.text + _when(asked),
        standard=asked.standard,
        stage=asked.stage,
        route=route,
        na_allowed=asked.na,
        share=share_of(counted.tally(asked.ref), bandings, lettered),
        moderated=moderated,
        first=first,
    )


def _when(asked: Asked) -> str:
    """From or until which version a question was asked, for one that not every counted case was asked."""
    if asked.until:
        return f" (asked until version {asked.until})"
    return f" (asked from version {asked.since})" if asked.since else ""


def _effect(by_inspector: Sequence[Given], asked: Asked) -> float | None:
    counts = [members.tally(asked.ref) for members in by_inspector]
    found = design_effect([(one.yes, one.n) for one in counts])
    return found if found is not None and found > NOTABLE_EFFECT else None


def rating_table(sources: Sources, lines: Sequence[QuestionLine]) -> RatingTable | None:
    """Ratings of a rated pack; organisational standards take only the panel's. None for packs that are not rated."""
    pack, variant = sources.inspection.pack, sources.inspection.value.variant
    bandings = bandings_of(pack)
    keys = {line.ref: line for line in lines if line.kind == "key_question"}
    results = [question_result(_shown_tally(sources, line), bandings) for line in keys.values()]
    standards, overall = rate(pack, results, sources.panel, panel_only=True, variant=variant)
    if standards is None or overall is None:
        return None
    members = {s.ref: s for s in pack.standards if not s.variants or variant in s.variants}
    rows = tuple(_rating_row(members[one.ref], one, keys) for one in standards if one.ref in members)
    return _overall(rows, overall, sources.panel.get(OVERALL))


def _shown_tally(sources: Sources, line: QuestionLine) -> Tally:
    """The counts printed beside a rating, so that both agree where figures stay as first published."""
    share = line.share
    if share is None:
        return Given(sources.counts.cases).tally(line.ref)
    return Tally(line.ref, share.yes, share.no, share.na, share.unanswered)


def _rating_row(standard: Standard, rating: StandardRating, keys: Mapping[str, QuestionLine]) -> RatingRow:
    limiting = keys.get(rating.limiting)
    waits = rating.basis == "panel" and not rating.is_rated
    return RatingRow(
        rating.ref,
        standard.title,
        rating.rating,
        "Waits for the panel" if waits else rating_words(rating.rating),
        rating.limiting,
        limiting.short if limiting else "",
        limiting.share if limiting else None,
        "panel" if rating.basis == "panel" else "cases",
        rating.reason,
        rating.near_boundary,
        rating_words(rating.by_rule) if rating.departs else "",
        _gap_words(rating),
    )


def _gap_words(rating: StandardRating) -> str:
    """Why a standard that cases rate has no lowest key question; empty where it has one or is judged on evidence."""
    if rating.gap == "nothing-applied":
        return "no key question applied"
    if rating.gap == "question-never-applied":
        return f"{listed(rating.missing)} applied to no case"
    return "not every key question answered" if rating.gap else ""


def _overall(rows: tuple[RatingRow, ...], overall: Overall, departure: PanelDecision | None) -> RatingTable:
    missing = overall.missing
    rating, reason = overall.rating, ""
    if departure is not None:
        rating, reason = departure.rating, departure.reason
    label = rating_words(rating) if rating else ""
    by_points = rating_words(overall.rating) if overall.rating and overall.rating != rating else ""
    return RatingTable(rows, overall.score, overall.maximum, rating, label, missing, reason, by_points)


def rating_words(code: str) -> str:
    """A rating code in words: ``requires_improvement`` is ``Requires improvement``."""
    return code.replace("_", " ").capitalize()
