"""The files of each kind of output, made one after the other: name, content, and how the custody page calls it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO

from hmip_desktop.domain.report_context import ReportContext
from hmip_desktop.domain.report_data import AnswerData, AnswerLine
from hmip_desktop.domain.report_model import ReportModel
from hmip_desktop.services.context import Context
from hmip_desktop.services.report_cases import case_report
from hmip_desktop.services.report_learned import organisation_report, practice_set
from hmip_desktop.services.report_sheets import alert_sheets
from hmip_desktop.services.report_sources import Sources
from hmip_desktop.services.report_tables import interview_of
from hmip_desktop.store.projections import CaseItem

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class MadeFile:
    """One finished file, not yet written. ``title`` groups files on the custody page; ``extent`` in words."""

    name: str
    content: bytes
    title: str
    extent: str


@dataclass(frozen=True, slots=True)
class Job:
    """One making: what for, from what, and for which cases."""

    ctx: Context
    sources: Sources
    context: ReportContext
    model: ReportModel
    cases: tuple[CaseItem, ...]
    with_interview: bool = False


def files_of(kind: str, job: Job) -> Iterator[MadeFile]:
    """The files of one kind. The custody page is made last, by ``services.report``."""
    return _MAKERS[kind](job)


def number_of(kind: str, job: Job) -> int:
    """About how many files a kind has, for progress."""
    return {"case": len(job.cases), "word": len(job.cases) + 1}.get(kind, 2)


def case_name(item: CaseItem, job: Job) -> str:
    """File name of a case record without its ending; the reference in letters that every system takes."""
    safe = _UNSAFE.sub("_", item.case_ref).strip("._") or item.case_id
    twins = sum((_UNSAFE.sub("_", other.case_ref).strip("._") or other.case_id) == safe for other in job.cases)
    name = safe if twins == 1 else f"{safe}-{item.case_id[:6]}"
    return f"case-{name}-with-interview" if job.with_interview else f"case-{name}"


def _pages(number: int) -> str:
    return "1 page" if number == 1 else f"{number} pages"


def _cases(job: Job) -> Iterator[MadeFile]:
    # ReportLab and its fonts take a third of a second to load, so only those who print wait for it.
    from hmip_desktop.outputs.case_record import write_case_record

    for item in job.cases:
        record = case_report(job.ctx, job.sources, job.context, item, with_interview=job.with_interview)
        out = BytesIO()
        pages = write_case_record(record, out)
        yield MadeFile(f"{case_name(item, job)}.pdf", out.getvalue(), "Case records", _pages(pages))


def _headline(job: Job) -> Iterator[MadeFile]:
    from hmip_desktop.outputs.headline import write_headline  # ReportLab, as above

    out = BytesIO()
    pages = write_headline(job.model, out)
    yield MadeFile("headline.pdf", out.getvalue(), "Headline sheet", _pages(pages))


def _annex(job: Job) -> Iterator[MadeFile]:
    from hmip_desktop.outputs.annex import write_annex  # ReportLab, as above

    out = BytesIO()
    pages = write_annex(job.model, out)
    yield MadeFile("annex.pdf", out.getvalue(), "Case-data annex", _pages(pages))


def _alerts(job: Job) -> Iterator[MadeFile]:
    from hmip_desktop.outputs.alert_sheet import write_alert  # ReportLab, as above

    for numbered in alert_sheets(job.ctx, job.sources, job.context):
        out = BytesIO()
        pages = write_alert(numbered.sheet, out)
        yield MadeFile(f"alert-{numbered.number:03d}.pdf", out.getvalue(), "Alert sheets", _pages(pages))


def _workbook(job: Job) -> Iterator[MadeFile]:
    # The spreadsheet libraries are slow to load and needed by nothing else.
    from hmip_desktop.outputs.workbook import write_workbook
    from hmip_desktop.outputs.workbook_ods import write_ods

    for name, write in (("workbook.xlsx", write_workbook), ("workbook.ods", write_ods)):
        out = BytesIO()
        sheets = write(job.model, out)
        yield MadeFile(name, out.getvalue(), "Workbook (XLSX and ODS)", f"{sheets} sheets")


def _data(job: Job) -> Iterator[MadeFile]:
    from hmip_desktop.outputs.data import (  # its page furniture loads ReportLab
        write_answers_csv,
        write_dictionary,
        write_results_csv,
    )

    out = BytesIO()
    rows = write_results_csv(job.model, out)
    yield MadeFile("results.csv", out.getvalue(), "Data files", f"{rows} rows")
    if job.context.audience == "team":
        out = BytesIO()
        rows = write_answers_csv(answer_data(job), out)
        yield MadeFile("answers.csv", out.getvalue(), "Data files", f"{rows} rows")
    out = BytesIO()
    columns = write_dictionary(job.model, out)
    yield MadeFile("dictionary.json", out.getvalue(), "Data files", f"{columns} columns")


def _statistics(job: Job) -> Iterator[MadeFile]:
    from hmip_desktop.outputs.data import answer_rows, result_rows  # its page furniture loads ReportLab
    from hmip_desktop.outputs.data_columns import ANSWER_COLUMNS, RESULT_COLUMNS
    from hmip_desktop.outputs.statistics import Table, statistics_files

    title = f"{job.context.region}, {job.context.reference}"
    tables = [Table("results", title, RESULT_COLUMNS, result_rows(job.model), ("split_by",))]
    if job.context.audience == "team":
        answers = answer_rows(answer_data(job))
        tables.append(Table("answers", title, ANSWER_COLUMNS, answers, ("counted", "pdu")))
    for table in tables:
        for name, content in statistics_files(table):
            yield MadeFile(name, content, "Files for statistics programs", f"{len(table.rows)} rows")


def answer_data(job: Job) -> AnswerData:
    """Every answer held, with the names of the assessors and what entered no table marked so."""
    names = {member.fingerprint: member.name for member in job.sources.inspection.roster.members}
    read = {item.case_id: interview_of(item) for item in job.sources.counts.items}
    lines = []
    for row in job.sources.counts.rows():
        facts = row.tidy.facts
        lines.append(
            AnswerLine(
                case_ref=row.tidy.case_ref,
                question=row.tidy.question,
                answer=row.tidy.answer or "",
                pdu=facts.get("pdu", ""),
                sentence_type=facts.get("sentence_type", ""),
                rosh=facts.get("rosh", ""),
                sex=facts.get("sex", ""),
                age_band=facts.get("age_band", ""),
                ethnicity=facts.get("ethnicity", ""),
                grade=facts.get("grade", ""),
                route=facts.get("route", ""),
                interview=read.get(row.case_id, ""),
                assessor=names.get(row.tidy.assessor, ""),
                counted=row.tidy.counted,
            )
        )
    return AnswerData(job.context, tuple(lines))


def _word(job: Job) -> Iterator[MadeFile]:
    # python-docx and lxml are needed by nothing else.
    from hmip_desktop.outputs.word import write_case_record_docx
    from hmip_desktop.outputs.word_headline import write_headline_docx

    out = BytesIO()
    write_headline_docx(job.model, out)
    yield MadeFile("headline.docx", out.getvalue(), "Word documents", "1 document")
    for item in job.cases:
        record = case_report(job.ctx, job.sources, job.context, item, with_interview=job.with_interview)
        out = BytesIO()
        write_case_record_docx(record, out)
        yield MadeFile(f"{case_name(item, job)}.docx", out.getvalue(), "Word documents", "1 document")


def _practice(job: Job) -> Iterator[MadeFile]:
    from hmip_desktop.outputs.practice import write_practice, write_practice_docx  # ReportLab, as above

    found = practice_set(job.ctx, job.context)
    out = BytesIO()
    pages = write_practice(found, out)
    yield MadeFile("effective-practice.pdf", out.getvalue(), "Effective practice", _pages(pages))
    out = BytesIO()
    write_practice_docx(found, out)
    yield MadeFile("effective-practice.docx", out.getvalue(), "Effective practice", "1 document")


def _organisation(job: Job) -> Iterator[MadeFile]:
    from hmip_desktop.outputs.organisation import write_organisation, write_organisation_docx  # ReportLab, as above

    found = organisation_report(job.ctx, job.context)
    out = BytesIO()
    pages = write_organisation(found, out)
    yield MadeFile("organisation.pdf", out.getvalue(), "Organisational questions", _pages(pages))
    out = BytesIO()
    write_organisation_docx(found, out)
    yield MadeFile("organisation.docx", out.getvalue(), "Organisational questions", "1 document")


_MAKERS: dict[str, Callable[[Job], Iterator[MadeFile]]] = {
    "case": _cases,
    "headline": _headline,
    "annex": _annex,
    "alert": _alerts,
    "workbook": _workbook,
    "data": _data,
    "statistics": _statistics,
    "word": _word,
    "practice": _practice,
    "organisation": _organisation,
}
