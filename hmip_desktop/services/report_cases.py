"""Case records for print: one case with its judgements, evidence, close and sign-off.

Made without interview content unless asked for (guidance manual 2025, 1.4): evidence that came from the interview is
left out with the notes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from hmip_desktop.domain.assessment import Evidence, RouteUse
from hmip_desktop.domain.case_record import CaseRecord, Held, computed_route
from hmip_desktop.domain.flow import Flow, Page
from hmip_desktop.domain.moved_case import MovedCase
from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.report_case import (
    CaseFact,
    CaseReport,
    Difference,
    EvidenceLine,
    KeyQuestionBlock,
    Narrative,
    PromptLine,
    RecordState,
    RoutePanel,
)
from hmip_desktop.domain.report_context import ReportContext
from hmip_desktop.domain.report_words import listed, long_date
from hmip_desktop.domain.routing import LIMIT_DAYS
from hmip_desktop.domain.sample import CaseFacts
from hmip_desktop.domain.values import read_moment
from hmip_desktop.errors import Refused
from hmip_desktop.outputs.words import Words
from hmip_desktop.services.assess import open_case
from hmip_desktop.services.context import Context
from hmip_desktop.services.report_case_close import closing_parts, interview_part
from hmip_desktop.services.report_case_history import history_lines, record_code, trail_steps
from hmip_desktop.services.report_limits import phrase
from hmip_desktop.services.report_sources import Sources
from hmip_desktop.services.report_tables import INTERVIEWED, SENTENCES
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.projections import CaseItem

SOURCES = {
    "ndelius": "nDelius",
    "oasys": "OASys",
    "visor": "ViSOR",
    "vcms": "VCMS",
    "mappa_minutes": "MAPPA minutes",
    "marac_minutes": "MARAC minutes",
    "professionals_minutes": "Professionals’ meeting",
    "interview": "Interview",
    "other": "Other",
}
_SAID = ("yes", "no", "na")
LEVELS = {"low": "Low", "medium": "Medium", "high": "High", "very_high": "Very high"}
LANGUAGES = {"en": "English", "cy": "Welsh"}
QUESTION_SETS = {"core": "Core question set", "adjusted": "Adjusted question set"}


@dataclass(frozen=True, slots=True)
class Numbered:
    """The evidence of a case that may be printed, numbered E1, E2 ... in rail order, then by date. ``kept``: by
    number, why a note is kept although it is dated late."""

    lines: Mapping[str, tuple[str, Evidence]] = field(default_factory=dict)
    unlinked: int = 0
    kept: Mapping[str, str] = field(default_factory=dict)

    def of(self, refs: tuple[str, ...]) -> list[tuple[str, Evidence]]:
        """Number and evidence of everything linked to one of these references."""
        return [(n, e) for n, e in self.lines.values() if any(link.ref in refs for link in e.links)]


def case_report(
    ctx: Context, sources: Sources, context: ReportContext, item: CaseItem, *, with_interview: bool = False
) -> CaseReport:
    """The record of one case as it stands."""
    inspection = sources.inspection
    record = ctx.case(item.case_id)
    opened = open_case(ctx, item.case_id)
    flow, pack = opened.flow, opened.pack
    revisions = journal.whole_history(ctx.store, item.case_id)
    names = {member.fingerprint: member.name for member in inspection.roster.members}
    evidence = number_evidence(record, flow, with_interview=with_interview)
    zone = sources.printed_at.tzinfo
    state, state_at, who = _state(record)
    words = Words(inspection.value.language)
    feedback, advice, alert, practice = closing_parts(record, pack, zone, words)
    return CaseReport(
        context=context,
        case_ref=item.case_ref,
        pdu=item.pdu,
        state=state,
        state_at=state_at.astimezone(zone) if state_at else None,
        state_who=who,
        question_set=QUESTION_SETS.get(record.route_used if inspection.pack.routes else "", "All questions"),
        file_read=record.is_file_read,
        facts=_facts(record, evidence, names, opened.moved, sources),
        route=_route_panel(record, words) if inspection.pack.routes else None,
        blocks=tuple(
            _block(record, flow, page, evidence, sources) for page in flow.pages if page.kind == "key_question"
        ),
        practice=practice,
        feedback=feedback,
        advice=advice,
        alert=alert,
        trail=trail_steps(revisions, names, zone, words),
        history=history_lines(revisions, names, inspection.line, words),
        code=record_code(revisions),
        guidance=_guidance(record, pack, words),
        interview=interview_part(record, flow, zone, words) if with_interview else None,
        excluded=record.is_excluded,
    )


def number_evidence(record: CaseRecord, flow: Flow, *, with_interview: bool) -> Numbered:
    """Number the evidence by the first judgement it bears on. What the interview gave stays out by default."""
    order = {ref: place for place, ref in enumerate(flow.visible)}

    def place(entry: tuple[str, Held[Evidence]]) -> tuple[int, str, str]:
        value = entry[1].value
        first = min((order[link.ref] for link in value.links if link.ref in order), default=len(order))
        return first, value.dated_on, entry[0]

    printed = [
        (key, held.value)
        for key, held in sorted(record.evidence.items(), key=place)
        if with_interview or (held.value.source != "interview" and not held.value.note)
    ]
    linked = [(key, value) for key, value in printed if any(link.ref in order for link in value.links)]
    lines = {key: (f"E{number}", value) for number, (key, value) in enumerate(linked, 1)}
    said = {key: held.value.reason for key, held in record.late_reasons.items()}
    kept = {number: said[key] for key, (number, _) in lines.items() if key in said}
    return Numbered(lines, len(printed) - len(linked), kept)


def _state(record: CaseRecord) -> tuple[RecordState, datetime | None, str]:
    if record.signoff is None:
        return "open", None, ""
    value = record.signoff.value
    return ("signed-off" if value.signed else "unlocked"), read_moment(value.signed_at), value.name


def _facts(
    record: CaseRecord, evidence: Numbered, names: Mapping[str, str], moved: MovedCase | None, sources: Sources
) -> tuple[CaseFact, ...]:
    facts, allocation = record.facts, record.allocation
    interview = record.interview.value if record.interview else None
    words = Words(sources.inspection.value.language)
    held = INTERVIEWED[interview.interviewed] if interview is not None else "Nobody yet"
    who = words(INTERVIEWED["nobody"] if record.is_file_read else held)
    translate = sum(held.value.translate for held in record.evidence.values())
    seen = dict.fromkeys(words(SOURCES[held.value.source]) for held in record.evidence.values())
    none = words("None")
    rows = [
        ("Sentence", _sentence(facts, words)),
        ("Risk of serious harm", words(LEVELS[facts.rosh])),
        ("PDU", f"{facts.pdu}; {_moves(facts, words)}"),
        ("MAPPA", facts.mappa or words("Not stated")),
        ("Practitioner", ", ".join(part for part in (facts.practitioner, facts.grade) if part)),
        ("Interviewed", who),
        ("Interview language", words(LANGUAGES[interview.language]) if interview and not record.is_file_read else none),
        ("Narrative to translate", str(translate) if translate else none),
        ("Assessor", names.get(allocation.inspector if allocation else "", words("Not allocated"))),
        ("Evidence seen", _listed(list(seen), words) or words("None recorded")),
    ]
    rows += _place(record, sources, words)
    if evidence.unlinked:
        kept = words("{count} pieces of evidence, kept in the store", count=evidence.unlinked)
        rows.append(("Not linked to a question", kept))
    rows += _no_longer_asked(moved, words)
    return tuple(CaseFact(label, value) for label, value in rows)


def _listed(parts: Sequence[str], words: Words) -> str:
    """``a, b and c``; where "and" takes its form from the next word, with commas alone."""
    return listed(parts) if words.language == "en" else ", ".join(parts)


def _sentence(facts: CaseFacts, words: Words) -> str:
    started = _day(facts.release_date or facts.start_date, words)
    kind = words(SENTENCES[facts.sentence_type])
    if not facts.end_date:
        return words("{sentence}, from {day}", sentence=kind, day=started)
    ended = _day(facts.end_date, words)
    return words("{sentence}, from {day}, ended {end}", sentence=kind, day=started, end=ended)


def _moves(facts: CaseFacts, words: Words) -> str:
    moves = [words("transferred in on {day}", day=_day(facts.transfer_in, words))] if facts.transfer_in else []
    moves += [words("transferred out on {day}", day=_day(facts.transfer_out, words))] if facts.transfer_out else []
    return ", ".join(moves) or words("no transfers")


def _place(record: CaseRecord, sources: Sources, words: Words) -> list[tuple[str, str]]:
    """Why a case does not count, and the case that it took the place of or that took its own."""
    rows = []
    if record.facts.substitute_for:
        rows.append(("In place of", words("{case}; read from its file only", case=record.facts.substitute_for)))
    if record.facts.extra_reason:
        rows.append(("Beyond the sample", f"{words('Agreed with the inspected body.')} {record.facts.extra_reason}"))
    if record.is_excluded and record.decision is not None:
        code, reason = phrase(record.decision.reason_code).capitalize(), record.decision.reason
        rows.append(("Not counted", reason if record.decision.reason_code == "other" else f"{code}. {reason}"))
        taken = {item.case_id: item.case_ref for item in sources.counts.items}.get(record.decision.substitute)
        rows += [("Its place taken by", taken)] if taken else []
    return rows


def _no_longer_asked(moved: MovedCase | None, words: Words) -> list[tuple[str, str]]:
    """Answers to questions that ended with a version before the one that the case is under."""
    ended = [one for one in moved.ended if one.said] if moved is not None else []
    rows = []
    for version in sorted({one.version for one in ended}):
        kept = [
            f"{one.ref} {words.answer(one.said) if one.said in _SAID else one.said}"
            for one in ended if one.version == version
        ]  # fmt: skip
        label = words("Asked until version {version}", version=version)
        rows.append((label, words("{answers}; kept, and no longer asked", answers=", ".join(kept))))
    return rows


def _day(text: str, words: Words) -> str:
    try:
        return long_date(datetime.fromisoformat(text).date(), words.language)
    except ValueError:
        return words("a date not stated")


def _route_panel(record: CaseRecord, words: Words) -> RoutePanel:
    routing = computed_route(record.facts)
    if isinstance(routing, Refused):
        account = words.reason(routing.code, routing.params)
        computed = record.route.computed if record.route else record.route_used
    else:
        account, computed = words.reason(routing.reason_code, routing.params), routing.route
    use: RouteUse | None = record.route
    if use is not None and use.computed != computed:
        # The details changed after the set was chosen; what was computed then is in the revision.
        given = words.reason(use.reason_code, {"day": use.days, "limit": LIMIT_DAYS})
        account = f"{account} {words('When the set was chosen:')} {given}"
    return RoutePanel(record.route_used, computed, account, use.override_reason if use else "")


def _block(record: CaseRecord, flow: Flow, page: Page, evidence: Numbered, sources: Sources) -> KeyQuestionBlock:
    pack, language = flow.navigator.pack, sources.inspection.value.language
    prompts = [ref for ref in page.elements if ref != page.ref]
    reason = record.reasons.get(page.ref)
    why = Narrative(reason.value.reason if reason else "")
    words = Words(language)
    difference = _difference(record, flow, page.ref, why, sources)
    return KeyQuestionBlock(
        ref=page.ref,
        short=pack.text(page.ref, "label", language),
        text=pack.text(page.ref, language=language),
        answer=_answer(flow, page.ref),
        why=Narrative("") if difference else why,
        prompts=tuple(
            PromptLine(
                ref,
                pack.text(ref, language=language),
                _answer(flow, ref),
                tuple(number for number, _ in evidence.of((ref,))),
            )
            for ref in prompts
        ),
        evidence=tuple(
            replace(_evidence_line(number, value, page, words), kept=evidence.kept.get(number, ""))
            for number, value in evidence.of(page.elements)
        ),
        difference=difference,
    )


def _answer(flow: Flow, ref: str) -> str | None:
    value = flow.answer(ref)
    return value if isinstance(value, str) else None


def _evidence_line(number: str, value: Evidence, page: Page, words: Words) -> EvidenceLine:
    refs = tuple(ref for ref in page.elements if any(link.ref == ref for link in value.links))
    dated = _day(value.dated_on, words) if value.dated_on else ""
    shows = Narrative(value.text, value.language)
    return EvidenceLine(number, words(SOURCES[value.source]), dated, shows, refs, translate=value.translate)


def _difference(record: CaseRecord, flow: Flow, ref: str, why: Narrative, sources: Sources) -> Difference | None:
    found = flow.contradiction(ref)
    if found is None:
        return None
    words = Words(sources.inspection.value.language)
    against = _listed(list(found.prompts), words)
    what = (
        words("Yes with {prompts} at no.", prompts=against) if found.code == "yes-with-prompt-no"
        else words("No with every prompt at yes.")
    )  # fmt: skip
    reason = record.reasons.get(ref)
    given = read_moment(reason.at).astimezone(sources.printed_at.tzinfo) if reason else None
    return Difference(what, why, given)


def _guidance(record: CaseRecord, pack: Pack, words: Words) -> str:
    versions = sorted({held.value.guidance for held in record.answers.values() if held.value.guidance})
    digest = f"{pack.digest[:4]} {pack.digest[4:8]} {pack.digest[8:12]}"
    first = words("Questions: {pack} version {version}, digest {digest}.", pack=pack.id, version=pack.version,
                  digest=digest)  # fmt: skip
    if not versions:
        return first
    if len(versions) == 1:
        return f"{first} {words('Guidance in force at the answers: version {version}.', version=versions[0])}"
    named = _listed(versions, words)
    return f"{first} {words('Guidance in force at the answers: versions {versions}.', versions=named)}"
