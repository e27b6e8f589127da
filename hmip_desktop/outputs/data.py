"""Data files: results as a tidy table, answers case by case for the team, and the dictionary that explains both."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from io import StringIO

from hmip_desktop.domain.report_data import AnswerData
from hmip_desktop.domain.report_model import QuestionLine, ReportModel, Share
from hmip_desktop.errors import Refused
from hmip_desktop.outputs.data_columns import ANSWER_COLUMNS, RESULT_COLUMNS, Column, column_entries
from hmip_desktop.outputs.escape import csv_text
from hmip_desktop.outputs.furniture import Target, deliver
from hmip_desktop.outputs.sheets import HIDDEN, IMPOSSIBLE, Value, figures


def write_results_csv(model: ReportModel, target: Target) -> int:
    """Write every figure of the model as tidy CSV (UTF-8, comma, CRLF), one row per question and group; its number
    of rows. Hidden figures are ``[c]``. Raises ``Refused`` when a sum fails."""
    rows = result_rows(model)
    deliver(_csv(RESULT_COLUMNS, rows), target)
    return len(rows)


def result_rows(model: ReportModel) -> list[list[Value]]:
    """Every figure of the model under ``RESULT_COLUMNS``. Raises ``Refused`` when a sum fails."""
    model.accounting.check()
    questions = {q.ref: q for q in model.questions}
    rows = [_result(question, "", "all", "All cases", question.share) for question in model.questions]
    for split in model.splits:
        for row in split.rows:
            question = questions.get(row.ref)
            if question is None:
                continue
            for group, share in zip(split.groups, row.shares, strict=True):
                rows.append(_result(question, split.dimension, group.role, group.label, share))
    return rows


def _result(question: QuestionLine, dimension: str, role: str, group: str, share: Share | None) -> list[Value]:
    yes, no, base, percent, low, high = figures(share)
    # A split counts answers alone; not applicable and unanswered are known for all cases together.
    whole = dimension == ""
    left: Value = HIDDEN if share is None else share.na if question.na_allowed or share.na else IMPOSSIBLE
    open_: Value = HIDDEN if share is None else share.unanswered
    if not whole and share is not None:
        left, open_ = IMPOSSIBLE, IMPOSSIBLE
    return [
        question.ref, question.kind, question.route, question.area, question.text,
        dimension or "none", role, group, yes, no, left, open_, base, percent, low, high,
    ]  # fmt: skip


def write_answers_csv(data: AnswerData, target: Target) -> int:
    """Write answers case by case as tidy CSV, readable by ``results``; its number of rows.

    Raises ``Refused('answers-need-team')`` for any audience but the team. Codes stand as they are; free text that a
    spreadsheet would run gets an apostrophe.
    """
    rows = answer_rows(data)
    deliver(_csv(ANSWER_COLUMNS, rows), target)
    return len(rows)


def answer_rows(data: AnswerData) -> list[list[Value]]:
    """Answers case by case under ``ANSWER_COLUMNS``. Raises ``Refused('answers-need-team')``."""
    if data.context.audience != "team":
        raise Refused("answers-need-team", audience=data.context.audience)
    return [
        [
            line.case_ref, line.question, line.answer, line.pdu, line.sentence_type, line.rosh, line.sex,
            line.age_band, line.ethnicity, line.grade, line.route, line.interview, line.assessor,
            "true" if line.counted else "false",
        ]
        for line in data.lines
    ]  # fmt: skip


def _csv(columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> bytes:
    """Only text is made safe for spreadsheets: codes and figures cannot begin with a sign that runs."""
    free = [kind == "text" for _, kind, _ in columns]
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(name for name, *_ in columns)
    for row in rows:
        writer.writerow(
            csv_text(value) if is_free and isinstance(value, str) else value
            for is_free, value in zip(free, row, strict=True)
        )
    return text.getvalue().encode("utf-8")


def write_dictionary(model: ReportModel, target: Target) -> int:
    """Write the data dictionary as JSON: marking, source, and for every file its columns; the number of columns."""
    context = model.context
    files = [{"file": "results", "about": "one row per question and group", "columns": column_entries(RESULT_COLUMNS)}]
    if context.audience == "team":
        about = "one row per case and question, for the inspection team only"
        files.append({"file": "answers", "about": about, "columns": column_entries(ANSWER_COLUMNS)})
    content = {
        "marking": context.marking,
        "inspection": context.reference,
        "region": context.region,
        "state": context.state,
        "release": context.release,
        "self_assessment": context.self_assessment,
        "made_up": context.made_up,
        "pack": {"id": context.pack_id, "version": context.pack_version, "digest": context.pack_digest},
        "model": model.code,
        "accounting": [*model.accounting.sentences, model.accounting.apart_words],
        "limitations": [f"{limit.lead}{limit.rest}" for limit in model.limitations],
        "changes": [
            {"where": one.where, "before": one.before, "after": one.after, "reason": one.reason}
            for one in model.changes
        ],
        "symbols": {HIDDEN: "confidential: hidden by disclosure control", IMPOSSIBLE: "cannot exist"},
        "files": files,
    }
    deliver((json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode(), target)
    return sum(len(file["columns"]) for file in files)
