"""The worksheets of the data tables, before any file format: one definition for XLSX, ODS and CSV."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hmip_desktop.domain.report_model import ContextTable, QuestionLine, ReportModel, Share, Split
from hmip_desktop.domain.report_share import half_up
from hmip_desktop.domain.report_words import date_span, long_moment

Value = str | int | float
HIDDEN = "[c]"
IMPOSSIBLE = "[z]"
SHORTHAND = {HIDDEN: "confidential", IMPOSSIBLE: "which cannot exist"}
AREA_HEADS = ("Yes (per cent) [note 3]", "Interval lower (per cent) [note 2]", "Interval upper (per cent) [note 2]")


@dataclass(frozen=True)
class Sheet:
    """One worksheet with one table. ``kinds``, a letter a column: s text, n count, p whole per cent, f tenths.
    ``intro`` are the lines between the title and the table. No cell is blank."""

    name: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    kinds: str
    widths: tuple[int, ...]
    intro: tuple[str, ...] = ()

    @property
    def start(self) -> int:
        """Row of the table head, counted from 1 as a spreadsheet shows it."""
        return 3 + len(self.intro)


COVER_WIDTH = 80
"""Letters across the cover: as much as an upright page takes."""


def cover_lines(model: ReportModel) -> list[tuple[str, str]]:
    """Lines of the cover with their look: title, head or text."""
    context, sums = model.context, model.accounting
    sets = ""
    if sums.routed:
        sets = (
            f" {sums.core} cases answered the core questions and {sums.adjusted} the adjusted questions; the two sets"
            " are never added together."
        )
    kind = "Self-assessment, not an inspection. " if context.self_assessment else ""
    return [
        (f"{context.region}: case data tables", "title"),
        (f"{kind}{context.title}. {context.rated_words.capitalize()}. {context.marking}.", "text"),
        (f"{context.release_words}. Fieldwork {date_span(context.fieldwork_from, context.fieldwork_to)}.", "text"),
        ("What this workbook holds", "head"),
        (f"{' '.join(sums.sentences)} {sums.apart_words}{sets}", "text"),
        ("Made from", "head"),
        (f"{context.pack_words}. Report model {model.code}, {long_moment(context.printed_at)}.", "text"),
        ("Small numbers", "head"),
        ("[c] means confidential and [z] not applicable. The notes sheet says when they are used.", "text"),
        ("Who to ask", "head"),
        (f"{context.who}.{' Made-up data.' if context.made_up else ''}", "text"),
    ]


def data_sheets(model: ReportModel) -> list[Sheet]:
    """All sheets after the cover: contents, notes, the fixed list of tables, then what the inspection adds."""
    tables = [_profile(model), _questions(model)]
    tables += [_split(model, split) for split in _ordered_splits(model)]
    if model.ratings is not None:
        tables.append(_ratings(model))
    if model.themes:
        tables.append(_themes(model))
    tables += [_context_table(number, table) for number, table in enumerate(model.context_tables, 1)]
    if model.changes:
        rows = tuple((c.where, c.before, c.after, c.reason) for c in model.changes)
        head = ("Where", "Said before", "Says now", "Reason")
        tables.append(Sheet("Changes", "What changed since the release before", head, rows, "ssss", (26, 26, 26, 60)))
    numbered = [
        replace(sheet, title=f"Table {number}: {sheet.title}", intro=(*_shorthand_in(sheet), *sheet.intro))
        for number, sheet in enumerate(tables, 1)
    ]
    contents = tuple((sheet.name, sheet.title) for sheet in [_notes(model), *numbered])
    first = Sheet("Contents", "Contents", ("Worksheet", "What it holds"), contents, "ss", (30, 88))
    return [first, _notes(model), *numbered]


def _shorthand_in(sheet: Sheet) -> tuple[str, ...]:
    """The line that says which shorthand occurs in a table; none where none does."""
    held = {value for row in sheet.rows for value in row if value in (HIDDEN, IMPOSSIBLE)}
    words = [f"{mark}, {meaning}" for mark, meaning in SHORTHAND.items() if mark in held]
    return (f"Some cells hold {' or '.join(words)}: see the notes sheet.",) if words else ()


def _ordered_splits(model: ReportModel) -> list[Split]:
    order = ("pdu", "rosh")
    return sorted(model.splits, key=lambda s: order.index(s.dimension) if s.dimension in order else 2)


WEIGHTED = "Weighted to the population (per cent) [note 7]"


def _notes(model: ReportModel) -> Sheet:
    rows: list[tuple[Value, ...]] = [
        (HIDDEN, "Confidential. Too few cases or practitioners, or answers all alike, or the figure would let a reader"
         " work out another [c]. One mark for all reasons."),
        (IMPOSSIBLE, "Not applicable: the figure cannot exist, for example where the question pack does not allow the"
         " answer not applicable, or where nobody answered."),
        ("[note 1]", "Base = yes + no. Not applicable, unanswered and excluded are left out."),
        ("[note 2]", "Intervals are 95 per cent, Wilson. They cover chance only, not judgement."),
        ("[note 3]", "Whole per cent, half rounded up, from the counts."),
        ("[note 4]", "High and very high risk of serious harm are one band."),
        ("[note 5]", "Prompts inform a judgement and are not rated."),
    ]  # fmt: skip
    if model.accounting.routed:
        why = "All cases by PDU would let a reader work out small numbers of the adjusted set."
        rows.append(("[note 6]", f"Only core cases are split. {why}"))
    if any(question.weighted is not None for question in model.questions):
        how = (
            "Weighted by PDU and risk of serious harm: for the team from every case, for everybody else from the"
            " figures printed here alone, so that none that is hidden follows. The two can differ."
        )
        rows.append(("[note 7]", how))
    rows += [(f"[limit {at}]", f"{limit.lead}{limit.rest}") for at, limit in enumerate(model.limitations, 1)]
    return Sheet("Notes", "Notes and shorthand", ("Note", "Text"), tuple(rows), "ss", (14, 100))


def _profile(model: ReportModel) -> Sheet:
    rows: list[tuple[Value, ...]] = []
    pdu_note = " [note 6]" if model.accounting.routed else ""
    for block in model.profile:
        note = {"rosh": " [note 4]", "pdu": pdu_note}.get(block.id, "")
        for row in block.rows:
            count: Value = HIDDEN if row.count is None else row.count
            percent: Value = HIDDEN if row.percent is None else row.percent
            rows.append((f"{block.characteristic}{note}", row.category, count, block.out_of, percent))
    head = ("Characteristic", "Category", "Cases counted", "Out of", "Share (per cent) [note 3]")
    intro = (*model.accounting.sentences, model.accounting.apart_words)
    return Sheet(
        "Sample_profile", "Sample profile of counted cases", head, tuple(rows), "ssnnp", (34, 34, 12, 12, 16), intro
    )


def figures(share: Share | None) -> tuple[Value, Value, Value, Value, Value, Value]:
    """Yes, no, base, per cent and interval ends as every data file gives them; all ``[c]`` when hidden."""
    if share is None:
        return (HIDDEN,) * 6
    ends = share.tenths
    if share.percent is None or ends is None:
        return (share.yes, share.no, share.n, IMPOSSIBLE, IMPOSSIBLE, IMPOSSIBLE)
    return (share.yes, share.no, share.n, share.percent, *ends)


def _questions(model: ReportModel) -> Sheet:
    extras = _extra_columns(model.questions)
    head = (
        "Reference", "Kind", "Question set", "Area", "Question", "Yes", "No", "Not applicable", "Unanswered",
        "Base [note 1]", *AREA_HEADS, *(name for name, _ in extras),
    )  # fmt: skip
    rows = []
    for question in model.questions:
        share = question.share
        yes, no, base, percent, low, high = figures(share)
        na: Value = HIDDEN if share is None else share.na if question.na_allowed or share.na else IMPOSSIBLE
        unanswered: Value = HIDDEN if share is None else share.unanswered
        more = [_extra(question, name) for name, _ in extras]
        rows.append((*_question_cells(question), yes, no, na, unanswered, base, percent, low, high, *more))
    kinds = "sssssnnnnnpff" + "".join(kind for _, kind in extras)
    widths = (12, 15, 14, 20, 58, 9, 9, 14, 14, 15, 14, 17, 17, *[17] * len(extras))
    title = "Answers to every key question and prompt"
    if model.accounting.routed:
        title += ", core and adjusted sets apart"
    return Sheet("Question_results", title, head, tuple(rows), kinds, widths)


def _question_cells(question: QuestionLine) -> tuple[str, str, str, str, str]:
    kind = "Key question" if question.kind == "key_question" else "Prompt"
    return (question.ref, kind, question.route.capitalize() or "All cases", question.area or "[z]", question.text)


def _extra_columns(questions: Sequence[QuestionLine]) -> list[tuple[str, str]]:
    wanted = [
        (WEIGHTED, "f", any(q.weighted is not None for q in questions)),
        ("Design effect where above 1.2", "f", any(q.design_effect is not None for q in questions)),
        ("Answers settled by moderation", "n", any(q.moderated for q in questions)),
        ("Yes before moderation", "n", any(q.first is not None for q in questions)),
        ("Base before moderation", "n", any(q.first is not None for q in questions)),
    ]
    return [(name, kind) for name, kind, there in wanted if there]


def _extra(question: QuestionLine, name: str) -> Value:
    first = question.first
    values: dict[str, float | int | None] = {
        WEIGHTED: question.weighted,
        "Design effect where above 1.2": question.design_effect,
        "Answers settled by moderation": question.moderated,
        "Yes before moderation": first.yes if first else None,
        "Base before moderation": first.n if first else None,
    }
    value = values[name]
    if question.share is None:
        return HIDDEN
    if value is None:
        return IMPOSSIBLE
    return half_up(value, 1) if isinstance(value, float) else value


SPLIT_NAMES = {
    "pdu": ("Results_by_PDU", "PDU"), "rosh": ("Results_by_RoSH", "Risk of serious harm [note 4]"),
    "sentence_type": ("Results_by_sentence", "Sentence"), "sex": ("Results_by_sex", "Sex"),
    "age_band": ("Results_by_age", "Age band"), "ethnicity": ("Results_by_ethnicity", "Ethnicity"),
    "grade": ("Results_by_grade", "Grade of practitioner"),
    "interview": ("Results_by_interview", "Who was interviewed"),
}  # fmt: skip


def _split(model: ReportModel, split: Split) -> Sheet:
    name, label = SPLIT_NAMES.get(split.dimension, (f"Results_by_{split.dimension}", split.title))
    keys = {q.ref: q for q in model.questions if q.kind == "key_question"}
    rows = []
    for row in split.rows:
        question = keys.get(row.ref)
        if question is None:
            continue
        for group, share in zip(split.groups, row.shares, strict=True):
            rows.append((row.ref, question.area or "[z]", group.label, *figures(share)))
    head = ("Reference", "Area", label, "Yes", "No", "Base [note 1]", *AREA_HEADS)
    hidden = any(HIDDEN in row for row in rows)
    intro = ("What is hidden is also given together, where that may be shown.",) if hidden else ()
    cases = f"{split.route.capitalize()} key questions" if split.route else "Key questions"
    return Sheet(
        name, f"{cases} by {split.title}", head, tuple(rows), "sssnnnpff", (12, 20, 34, 9, 9, 15, 14, 17, 17), intro
    )


def _ratings(model: ReportModel) -> Sheet:
    ratings = model.ratings
    assert ratings is not None
    rows: list[tuple[Value, ...]] = []
    for row in ratings.rows:
        share = row.share
        yes, n, percent = (share.yes, share.n, share.percent) if share else (IMPOSSIBLE,) * 3
        shown: Value = IMPOSSIBLE if percent is None else percent
        rows.append((row.ref, row.title, row.label, row.limiting or row.gap or IMPOSSIBLE, yes, n, shown, row.basis,
                     "yes" if row.near_boundary else "no", row.by_rule or IMPOSSIBLE,
                     row.reason or IMPOSSIBLE))  # fmt: skip
    overall = ratings.label if ratings.rating else f"not rated, missing {', '.join(ratings.missing)}"
    points = f", {ratings.score} of {ratings.maximum} points" if ratings.score is not None else ""
    head = (
        "Standard", "Title", "Rating", "Lowest key question", "Yes", "Base [note 1]", "Yes (per cent) [note 3]",
        "Basis", "Near a boundary", "Rating by the rule where the panel departed", "Reason of the panel",
    )  # fmt: skip
    return Sheet(
        "Ratings", "Ratings of the standards", head, tuple(rows), "ssssnnpssss",
        (12, 34, 24, 20, 9, 15, 14, 14, 14, 24, 50), (f"Overall: {overall}{points}.",),
    )  # fmt: skip


def _themes(model: ReportModel) -> Sheet:
    kinds = {"line_of_enquiry": "Line of enquiry", "enabler": "Enabler", "barrier": "Barrier"}
    rows = tuple(
        (kinds[t.kind], t.theme, HIDDEN if t.cases is None else t.cases, HIDDEN if t.pdus is None else t.pdus,
         t.explore or IMPOSSIBLE)
        for t in model.themes
    )  # fmt: skip
    head = ("Kind", "Theme", "Cases", "PDUs", "What to explore")
    return Sheet("Themes", "Enablers, barriers and lines of enquiry", head, rows, "ssnns", (18, 50, 10, 10, 60))


def _context_table(number: int, table: ContextTable) -> Sheet:
    head: list[str] = []
    for at, name in enumerate(table.head, 1):
        base = name.strip() or f"Column {at}"
        head.append(base if base not in head else f"{base} ({at})")
    rows = tuple(tuple(value if value != "" else "not given" for value in row) if "" in row else row
                 for row in table.rows)  # fmt: skip
    kinds = "".join("n" if rows and all(isinstance(r[c], int | float) for r in rows) else "s" for c in range(len(head)))
    return Sheet(
        f"Context_{number}", f"{table.title} (about the region, not from cases)", tuple(head), rows, kinds,
        tuple([34] + [18] * (len(head) - 1)), (f"Source: {table.source}, {table.dated}.",),
    )  # fmt: skip
