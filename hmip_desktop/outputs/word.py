"""Case record and headline sheet as Word documents: the same content, to be worked on further."""

from __future__ import annotations

from typing import Any

from hmip_desktop.domain.report_case import CaseReport, EvidenceLine, KeyQuestionBlock
from hmip_desktop.domain.report_codes import digest_groups
from hmip_desktop.domain.report_words import elapsed, long_moment, tight_utc
from hmip_desktop.errors import Refused
from hmip_desktop.outputs.case_record import EXCLUDED, FILE_READ, STATES, TEAM_ONLY
from hmip_desktop.outputs.furniture import Target, deliver
from hmip_desktop.outputs.word_parts import document_bytes, heading, new_document, table, text
from hmip_desktop.outputs.words import Words


def write_case_record_docx(record: CaseReport, target: Target) -> None:
    """Write one case record as DOCX to ``target``, content as in the PDF.

    Raises ``Refused('record-needs-team')`` when it holds interview notes and the audience is not the team.
    """
    context = record.context
    if record.with_interview and context.audience != "team":
        raise Refused("record-needs-team", audience=context.audience)
    words = Words(context.language)
    notice = words(TEAM_ONLY) if record.with_interview else ""
    document = new_document(context, words("Case record {case}", case=record.case_ref), words, notice)
    _head(document, record, words)
    _facts(document, record, words)
    for block in record.blocks:
        _block(document, block, words)
    _interview(document, record, words)
    _closing(document, record, words)
    _history(document, record, words)
    deliver(document_bytes(document), target)


def _head(document: Any, record: CaseReport, words: Words) -> None:
    heading(document, words("Case record"), 0)
    when = long_moment(record.state_at, words.language) if record.state_at else ""
    who = ", ".join(part for part in (when, record.state_who) if part)
    text(document, f"{record.case_ref} · {record.pdu}")
    if record.excluded:
        text(document, words(EXCLUDED))
    text(document, words(STATES[record.state]), f" {who}. {words(record.question_set)}.")
    if record.file_read:
        text(document, words(FILE_READ))
    heading(document, words("At a glance"))
    rows = [[f"{b.ref} {b.short}", words.answer(b.answer)] for b in record.blocks]
    table(document, [words("Key question"), words("Answer")], rows, [110, 64])


def _facts(document: Any, record: CaseReport, words: Words) -> None:
    heading(document, words("Case facts"))
    table(document, [], [[words(fact.label), fact.value] for fact in record.facts], [54, 120])
    route = record.route
    if route is not None:
        override = (
            words("Changed by hand: {reason}", reason=route.override_reason)
            if route.override_reason
            else words("No override.")
        )
        computed = words("Computed: {route}.", route=words(route.computed))
        used = words("Used: {route}.", route=words(route.used))
        lead = words("Route: {route}.", route=words(route.used))
        text(document, lead, f" {route.account} {computed} {used} {override}")


def _block(document: Any, block: KeyQuestionBlock, words: Words) -> None:
    heading(document, f"{block.ref} {block.short}: {words.answer(block.answer)}")
    text(document, block.text)
    if block.why.text.strip():
        text(document, words("Why:"), f" {block.why.text}", language=block.why.language)
    rows = [
        [p.ref, p.text, words.answer(p.answer), ", ".join(p.evidence) or words("none found")] for p in block.prompts
    ]
    if rows:
        table(document, [words("Ref"), words("Prompt"), words("Answer"), words("Evidence")], rows, [16, 94, 30, 34])
    if block.difference is not None:
        given = block.difference.given_at
        when = words("Reason given on {when}:", when=long_moment(given, words.language)) if given else ""
        reason = block.difference.reason.text or words("No reason was written.")
        text(document, words("Prompts and judgement differ."), f" {block.difference.what} {when} {reason}")
    evidence = [[e.number, _source(e, words), _shows(e, words), ", ".join(e.refs)] for e in block.evidence]
    if evidence:
        head = [words("No."), words("Source and date"), words("What it shows"), words("For")]
        table(document, head, evidence, [14, 36, 96, 28])
    else:
        text(document, "", words("No evidence is linked to this question."))


def _source(line: EvidenceLine, words: Words) -> str:
    """Where a piece of evidence comes from and when, and whether it is to be translated."""
    flag = words("For translation") if line.translate else ""
    return "\n".join(part for part in (words(line.source), line.dated, flag) if part)


def _shows(line: EvidenceLine, words: Words) -> str:
    """What a piece of evidence shows, and why it is kept although it is dated late."""
    kept = f"{words('Dated late, kept because:')} {line.kept}" if line.kept else ""
    return f"{line.shows.text}\n{kept}".rstrip()


def _interview(document: Any, record: CaseReport, words: Words) -> None:
    interview = record.interview
    if interview is None:
        return
    heading(document, words("Interview notes"))
    text(document, "", f"{interview.account} ", words("Not to be passed to the practitioner’s managers."))
    rows = [
        [n.number, f"{n.noted_at:%H:%M}", elapsed(n.elapsed_s), n.note.text, ", ".join(n.refs)] for n in interview.notes
    ]
    head = [words("No."), words("Clock"), words("Elapsed"), words("Note"), words("For")]
    table(document, head, rows, [14, 16, 20, 94, 30])


def _closing(document: Any, record: CaseReport, words: Words) -> None:
    if record.practice:
        heading(document, words("Strengths, and areas for improvement"))
        text(document, "", words("The practitioner’s own work only."))
        kinds = {"strength": words("Strength"), "area": words("Area")}
        rows = [[kinds[p.kind], p.what.text, ", ".join(p.rests_on)] for p in record.practice]
        table(document, [words("Kind"), words("What"), words("Rests on")], rows, [28, 116, 30])
    said = [
        (words("Feedback:"), record.feedback),
        (words("Advice offered:"), record.advice),
        (words("Individual alert:"), record.alert),
    ]
    if any(sentence for _, sentence in said):
        heading(document, words("Feedback and advice"))
    for lead, sentence in said:
        if sentence:
            text(document, lead, f" {sentence}")
    heading(document, words("Sign-off"))
    if not record.trail:
        text(document, "", words("This case is not signed off."))
        return
    trail = [[words(s.step), s.who, long_moment(s.done_at, words.language), s.note] for s in record.trail]
    table(document, [words("Step"), words("Who"), words("When"), words("Note")], trail, [30, 24, 46, 74])


def _history(document: Any, record: CaseReport, words: Words) -> None:
    heading(document, words("Appendix: history"))
    if record.history:
        head = [words("Entry"), words("When (UTC)"), words("Who"), words("About"), words("Change"), words("Digest")]
        rows = [
            [f"{h.entry:04d}", tight_utc(h.changed_at, words.language), h.who, words(h.about), h.change,
             digest_groups(h.digest)]
            for h in record.history
        ]  # fmt: skip
        table(document, head, rows, [16, 26, 22, 24, 50, 36])
    text(document, words("Check code of this record:"), f" {record.code}. {record.guidance}")
