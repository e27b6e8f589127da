"""Builds the report model from counted facts: checks the sums, ranks prompts, writes the sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hmip_desktop.domain.report_codes import model_code
from hmip_desktop.domain.report_limits import LimitFacts, limitations
from hmip_desktop.domain.report_model import (
    AlertCounts,
    Change,
    ContextTable,
    ProfileBlock,
    QuestionLine,
    RatingTable,
    Reconciliation,
    ReportContext,
    ReportModel,
    Split,
    ThemeLine,
)
from hmip_desktop.domain.report_share import BAR_BASE
from hmip_desktop.domain.report_words import findings_sentence, ranking_caution
from hmip_desktop.errors import Refused

RANKED = 4
"""Prompts shown as strongest, and as many as weakest."""


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What the services gather before a report: everything counted, banded and disclosed for the audience."""

    context: ReportContext
    accounting: Reconciliation
    questions: tuple[QuestionLine, ...]
    limits: LimitFacts
    profile: tuple[ProfileBlock, ...] = ()
    splits: tuple[Split, ...] = ()
    themes: tuple[ThemeLine, ...] = ()
    alerts: AlertCounts = field(default_factory=AlertCounts)
    ratings: RatingTable | None = None
    context_tables: tuple[ContextTable, ...] = ()
    changes: tuple[Change, ...] = ()
    packages: int = 0
    senders: int = 0


def headline_model(facts: ReportFacts) -> ReportModel:
    """The report model of ``facts``, for headline sheet, annex, workbook and data files alike.

    Raises ``Refused('figures-do-not-reconcile')`` when any sum fails; nothing may then be written.
    """
    facts.accounting.check()
    _check_shares(facts)
    route = "core" if facts.accounting.routed else ""
    cases = facts.accounting.core if facts.accounting.routed else facts.accounting.counted
    keys = [q for q in facts.questions if q.kind == "key_question" and q.route == route]
    strongest, weakest, note = ranked_prompts([q for q in facts.questions if q.route == route])
    model = ReportModel(
        context=facts.context,
        accounting=facts.accounting,
        questions=facts.questions,
        profile=facts.profile,
        splits=facts.splits,
        sentence=findings_sentence(keys, cases, route),
        caution=ranking_caution(keys),
        strongest=strongest,
        weakest=weakest,
        ranking_note=note,
        themes=tuple(sorted(facts.themes, key=lambda line: (-(line.cases or 0), line.theme))),
        alerts=facts.alerts,
        limitations=limitations(facts.limits),
        ratings=facts.ratings,
        context_tables=facts.context_tables,
        changes=facts.changes,
        packages=facts.packages,
        senders=facts.senders,
        code="",
    )
    return replace(model, code=model_code(model))


def ranked_prompts(
    questions: Sequence[QuestionLine],
) -> tuple[tuple[QuestionLine, ...], tuple[QuestionLine, ...], str]:
    """Strongest and weakest prompts (four each, never one in both), and the note that says what was left out.

    Prompts with fewer than 30 answers are left out; ties go by reference.
    """
    prompts = [q for q in questions if q.kind == "prompt"]
    usable = [(q, q.share) for q in prompts if q.share is not None and q.share.n >= BAR_BASE]
    places = min(RANKED, len(usable) // 2)
    down = sorted(usable, key=lambda pair: (-pair[1].yes / pair[1].n, pair[0].ref))
    up = sorted(usable, key=lambda pair: (pair[1].yes / pair[1].n, pair[0].ref))
    strongest = tuple(q for q, _ in down[:places])
    taken = {q.ref for q in strongest}
    weakest = tuple(q for q, _ in up if q.ref not in taken)[:places]
    if not places:
        return (), (), f"No two prompts have {BAR_BASE} answers or more, so none are set against each other here."
    left = len(prompts) - len(usable)
    note = "Prompts inform a judgement and are not rated. n leaves out cases where the prompt did not apply."
    if left:
        verb = "prompt has" if left == 1 else "prompts have"
        note += f" {left} {verb} fewer than {BAR_BASE} answers and {'is' if left == 1 else 'are'} left out."
    return strongest, weakest, f"{note} Prompts next to each other in rank differ by a few cases at most."


def _check_shares(facts: ReportFacts) -> None:
    limit = {"core": facts.accounting.core, "adjusted": facts.accounting.adjusted}
    for question in facts.questions:
        share = question.share
        if share is None:
            continue
        asked = share.n + share.na + share.unanswered
        if share.yes + share.no != share.n or asked > limit.get(question.route, facts.accounting.counted):
            raise Refused("figures-do-not-reconcile", sum=f"{question.ref}: {share.of_n}, {asked} cases asked")
