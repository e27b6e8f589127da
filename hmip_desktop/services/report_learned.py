"""Effective practice and the organisational questions as they are printed for one audience."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from hmip_desktop.domain.disclosure import Hidden
from hmip_desktop.domain.organisational import OrgEvidence
from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.report_context import ReportContext
from hmip_desktop.domain.report_learned import (
    OrganisationReport,
    OrgPiece,
    OrgQuestion,
    OrgStandard,
    PracticeLine,
    PracticeSet,
)
from hmip_desktop.domain.report_words import long_date
from hmip_desktop.domain.sample import PanelRating
from hmip_desktop.outputs.words import Words
from hmip_desktop.services.context import Context
from hmip_desktop.services.effective_practice import examples, known_names
from hmip_desktop.services.organisational import Judged, Organisation, organisation, people_among
from hmip_desktop.services.ratings_panel import panel_ratings

MEETING_WORDS: Mapping[str, str] = {
    "leaders": "Meeting with leaders",
    "managers": "Meeting with middle managers",
    "practitioners": "Meeting with practitioners",
    "partners": "Meeting with partner agencies",
    "service_providers": "Meeting with providers of services",
    "people": "Meeting with people on probation",
    "other": "Meeting",
}
KEPT = "Kept inside"
"""Stands in place of a name of a document or a list of roles that may tell who is meant."""
Clean = Callable[[str], str | None]


def practice_set(ctx: Context, context: ReportContext) -> PracticeSet:
    """The examples that are ticked and in which nothing was found that may tell who is meant."""
    chosen = [one for one in examples(ctx) if one.may_leave]
    lines = [PracticeLine(one.flagged.stage, one.flagged.lens, one.done, one.why) for one in chosen]
    return PracticeSet(context, tuple(lines))


def organisation_report(ctx: Context, context: ReportContext) -> OrganisationReport:
    """The organisational questions. Notes are for the team; outside it a judgement that may tell who is meant, and
    the name of a document or a list of roles that may, stay inside."""
    found, inside = organisation(ctx), context.audience == "team"
    known = frozenset[str]() if inside else known_names(ctx)
    numbers = _numbers(found)
    pack, panel = ctx.inspection().pack, panel_ratings(ctx)

    def clean(text: str) -> str | None:
        return text if inside or not people_among(text, known) else None

    standards = tuple(
        OrgStandard(
            standard.ref,
            pack.text(standard.ref, language=context.language),
            pack.text(standard.ref, "statement", context.language),
            clean(_text(found.judged, standard.ref)),
            _rating(panel.get(standard.ref)),
            tuple(_question(found, pack, one.ref, context.language, clean) for one in standard.questions),
        )
        for standard in found.standards
    )
    pieces = tuple(
        _piece(numbers[one.piece_id], one.value, clean, inside)
        for one in sorted(found.pieces, key=lambda one: (one.value.sort, one.value.dated_on, one.piece_id))
    )
    said = Words(context.language)
    ended = tuple(
        OrgQuestion(
            one.ref, one.label, f"{said('Asked until version {version}', version=one.until)}. {one.text}",
            clean(_text(found.judged, one.ref)), tuple(numbers[piece.piece_id] for piece in found.on(one.ref)),
        )
        for one in found.ended
    )  # fmt: skip
    return OrganisationReport(context, standards, pieces, ended)


def hidden_words(ctx: Context, kinds: tuple[str, ...], audience: str) -> tuple[Hidden, ...]:
    """What the inner log says of texts kept inside: examples that are ticked, and organisational judgements."""
    log: list[Hidden] = []
    if "practice" in kinds:
        kept = [one for one in examples(ctx) if one.goes_out and one.marks]
        log += [Hidden(f"effective practice: {one.case_ref}, {one.flagged.stage}", "identifying-text") for one in kept]
    if "organisation" in kinds and audience != "team":
        known = known_names(ctx)
        judged = organisation(ctx).judged.items()
        kept_refs = [ref for ref, one in judged if people_among(one.text, known)]
        log += [Hidden(f"organisational question {ref}", "identifying-text") for ref in kept_refs]
    return tuple(log)


def _question(found: Organisation, pack: Pack, ref: str, language: str, clean: Clean) -> OrgQuestion:
    numbers = _numbers(found)
    rests_on = tuple(numbers[one.piece_id] for one in found.on(ref))
    label, words = pack.text(ref, "label", language), pack.text(ref, language=language)
    return OrgQuestion(ref, label, words, clean(_text(found.judged, ref)), rests_on)


def _piece(number: str, value: OrgEvidence, clean: Clean, inside: bool) -> OrgPiece:
    document = value.sort == "document"
    what = value.title if document else MEETING_WORDS[value.meeting or "other"]
    who = value.source if document else value.who
    dated = long_date(date.fromisoformat(value.dated_on))
    notes = value.notes.strip() if inside else ""
    return OrgPiece(number, clean(what) or KEPT, clean(who) or KEPT, dated, value.refs, notes)


def _text(judged: Mapping[str, Judged], ref: str) -> str:
    held = judged.get(ref)
    return held.text if held is not None and not held.conflicting else ""


def _rating(panel: PanelRating | None) -> str:
    """What the panel settled, or that it has yet to; nothing where nobody proposed anything."""
    if panel is None:
        return ""
    settled = panel.confirmed != "none"
    words = (panel.confirmed if settled else panel.proposed).replace("_", " ").capitalize()
    return words if settled else f"{words}, proposed"


def _numbers(found: Organisation) -> dict[str, str]:
    """D1, D2 ... for documents and M1, M2 ... for meetings, by date."""
    made: dict[str, str] = {}
    for sort, letter in (("document", "D"), ("meeting", "M")):
        held = [one for one in found.pieces if one.value.sort == sort]
        made |= {one.piece_id: f"{letter}{place}" for place, one in enumerate(held, 1)}
    return made
