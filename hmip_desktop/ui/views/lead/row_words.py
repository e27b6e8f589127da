"""Rows of results with the words of their questions as the pack is shown, in the language of the program."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hmip_desktop.domain.pack import Pack
from hmip_desktop.services.closer_look import BehindCase
from hmip_desktop.services.results import ResultRow
from hmip_desktop.ui.text import t
from hmip_desktop.ui.widgets.table import Cell as ListCell
from hmip_desktop.ui.words import answer_words, interviewed_words, rosh_words, sentence_words


def spoken_rows(rows: Iterable[ResultRow], pack: Pack) -> tuple[ResultRow, ...]:
    """The rows with label and text from ``pack``; a question that this pack does not have keeps its own words."""
    return tuple(_spoken(row, pack) for row in rows)


def _spoken(row: ResultRow, pack: Pack) -> ResultRow:
    ref = row.asked.ref
    label, text = (pack.label(ref), pack.text(ref)) if pack.has(ref) else (row.asked.label, row.asked.text)
    when = ""
    if row.asked.until:
        when = t(" (asked until version {version})", version=row.asked.until)
    elif row.asked.since:
        when = t(" (asked from version {version})", version=row.asked.since)
    label, text = label + when if label else "", text + when
    if (label, text) == (row.asked.label, row.asked.text):
        return row
    return replace(row, asked=replace(row.asked, label=label, text=text))


def behind_cell(case: BehindCase | None, column: int) -> ListCell:
    """A cell of the list of cases behind a number."""
    if case is None:
        return ListCell()
    item = case.item
    if column == 0:
        return ListCell(item.case_ref, bold=True, link=True)
    if column == 1:
        icon = {"no": "minus-circle", "yes": "check", "na": "circle"}.get(case.answer, "")
        said = answer_words(case.answer)
        was = t("moderated, was {answer}", answer=answer_words(case.own)) if case.own is not None else ""
        return ListCell(
            t("{answer} (was {own})", answer=said, own=answer_words(case.own)) if was else said, bold=case.answer == "no", icon=icon or "circle", icon_tone="text2",
            tip=was, spoken=f"{said}, {was}" if was else "",
        )  # fmt: skip
    if column == 2:
        return ListCell(t("{no} of {all}", no=case.prompts_no, all=case.prompts) if case.prompts else "")
    if column == 3:
        return ListCell(rosh_words(item.rosh))
    if column == 4:
        return ListCell(sentence_words(item.sentence_type))
    if column == 5:
        return ListCell(t("File-read") if item.file_read else interviewed_words(item.interviewed))
    return ListCell(case.inspector)
