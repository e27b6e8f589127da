"""The headline sheet as a Word document: the same figures and sentences, to be worked on further."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hmip_desktop.domain.report_model import QuestionLine, ReportModel
from hmip_desktop.domain.report_words import date_span, long_date, long_moment, question_names
from hmip_desktop.outputs.furniture import Target, deliver
from hmip_desktop.outputs.headline_back import alert_sentences
from hmip_desktop.outputs.headline_ratings import departures
from hmip_desktop.outputs.word_parts import bullet, document_bytes, heading, new_document, table, text
from hmip_desktop.outputs.words import Words


def write_headline_docx(model: ReportModel, target: Target) -> None:
    """Write the headline findings as DOCX to ``target``. Raises ``Refused`` when a sum fails."""
    model.accounting.check()
    context = model.context
    document = new_document(context, f"Headline findings, {context.region}", Words("en"))
    heading(document, "Headline findings", 0)
    text(document, f"{context.region}. {context.title}")
    span = date_span(context.fieldwork_from, context.fieldwork_to)
    when = f" {long_moment(context.printed_at)}. Week 1 cases, {span}. {context.who}."
    text(document, f"{context.release_words}.", when)
    subject = "self-assessment" if context.self_assessment else "inspection"
    text(document, f"This {subject} is {'rated by standard' if context.rated else 'not rated'}.")
    first, second = model.accounting.sentences
    text(document, first, f" {second} {model.accounting.apart_words}")
    _ratings(document, model)
    route = model.main_route
    heading(document, "What the core cases show" if route else "What the cases show")
    text(document, "", f"{model.sentence} ", model.caution)
    _questions(document, model.key_questions(route))
    if model.accounting.routed:
        heading(document, f"Adjusted set, shown apart: {model.accounting.adjusted} cases")
        _questions(document, model.key_questions("adjusted"))
    _profile(document, model)
    _prompts(document, model)
    _rest(document, model)
    deliver(document_bytes(document), target)


def _ratings(document: Any, model: ReportModel) -> None:
    ratings = model.ratings
    if ratings is None:
        return
    heading(document, "Ratings")
    rows = [
        [f"{r.ref} {r.title}", r.label, r.lowest_words or "judged as a whole",
         f"{r.share.of_n}, {r.share.percent_words}" if r.share else "", r.basis]
        for r in ratings.rows
    ]  # fmt: skip
    head = ["Standard", "Rating", "Lowest key question", "Yes of n, share", "Basis"]
    table(document, head, rows, [50, 36, 40, 28, 20])
    points = f" {ratings.score} of {ratings.maximum} points." if ratings.score is not None else ""
    text(document, f"Overall: {ratings.label or 'not rated'}.", points)
    if departed := departures(ratings):
        text(document, "", departed)


def _questions(document: Any, questions: Sequence[QuestionLine]) -> None:
    rows = []
    names = question_names(questions)
    for question in questions:
        share = question.share
        figures = ["[c]", "[c]", "[c]"] if share is None else [share.of_n, share.percent_words, share.interval_words]
        left = share.left_out_words if share else ""
        wording = f"{question.text}\n{left}" if left else question.text
        rows.append([f"{question.ref} {names[question.ref]}", wording, *figures])
    if rows:
        head = ["Area", "Key question", "Yes of n", "Share", "95 % interval"]
        table(document, head, rows, [36, 78, 20, 14, 26])


def _profile(document: Any, model: ReportModel) -> None:
    heading(document, f"The {model.accounting.counted} cases counted")
    rows = [
        [block.characteristic, row.category, "[c]" if row.count is None else str(row.count)]
        for block in model.profile
        if block.strip
        for row in block.rows
    ]
    if rows:
        table(document, ["Characteristic", "Category", "Cases"], rows, [64, 80, 30])


def _prompts(document: Any, model: ReportModel) -> None:
    for title, prompts in (("Strongest prompts", model.strongest), ("Weakest prompts", model.weakest)):
        if prompts:
            heading(document, title)
            rows = [
                [p.ref, p.text, p.share.of_n, p.share.percent_words, p.share.interval_words]
                for p in prompts
                if p.share is not None
            ]
            table(document, ["Ref", "Prompt", "Yes of n", "Share", "Interval"], rows, [18, 96, 20, 14, 26])
    text(document, "", model.ranking_note)


def _rest(document: Any, model: ReportModel) -> None:
    heading(document, "Lines of enquiry for week 2")
    lines = [t for t in model.themes if t.kind == "line_of_enquiry"]
    rows = [
        [t.theme, "[c]" if t.cases is None else str(t.cases), "[c]" if t.pdus is None else str(t.pdus), t.explore]
        for t in lines
    ]
    if rows:
        table(document, ["Theme", "Cases", "PDUs", "What to explore"], rows, [62, 16, 16, 80])
    else:
        text(document, "", "None recorded.")
    heading(document, "Alerts")
    lead, rest = alert_sentences(model.alerts)
    text(document, lead, rest)
    heading(document, "What limits these figures")
    for limit in model.limitations:
        bullet(document, limit.lead, limit.rest)
    made = long_date(model.context.printed_at.date())
    text(document, "", "Every figure comes from report model ", model.code, f", made on {made}.")
