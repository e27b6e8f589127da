"""The case record: hostile words, very long words, Welsh, and who may have the interview notes."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from outputs import factories, factories_case
from outputs.reading import elements, fonts, page_texts, table_rows, unmarked_painting, written

from hmip_desktop.domain.report_case import CaseReport, EvidenceLine, KeyQuestionBlock, Narrative, PracticePoint
from hmip_desktop.errors import Refused
from hmip_desktop.outputs.case_record import write_case_record
from hmip_desktop.outputs.word import write_case_record_docx

HOSTILE = (
    "<b>not bold</b> </para> <img src='file:///etc/passwd'/> &amp; <font size=99>",
    '=HYPERLINK("http://example.invalid","x") +1 -1 @SUM(A1) \t\r\n tab and break',
    "\u202egnirts desrever\u202c \u2066isolated\u2069 שלום مرحبا",
    "👩‍⚖️ \U0001f600\U0001f600 漢字 \ufffe\ud800 \x00\x07\x1b[31m",
    "{0} {name} %s %(x)s ${HOME} {{}}",
    "word" * 2500,
    "a sentence of some length. " * 370,
    "\n".join(["line"] * 400),
)


def _with(text: str) -> CaseReport:
    evidence = EvidenceLine("E1", "nDelius", "4 May 2026", Narrative(text), ("C1a",))
    block = replace(
        factories_case.block(1), why=Narrative(text[:1000]), evidence=(evidence, replace(evidence, number="E2"))
    )
    return factories_case.record(
        blocks=(block, factories_case.block(2)),
        practice=(PracticePoint("strength", Narrative(text[:1000])),),
        feedback=text[:1000],
        pdu=text[:80],
        state_who=text[:60],
    )


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_words_from_outside_stay_words(text: str) -> None:
    content = written(write_case_record, _with(text))
    pages = page_texts(content)
    assert all(page.split().count("OFFICIAL-SENSITIVE") == 2 for page in pages)
    assert all(fonts(content).values())
    assert unmarked_painting(content) == []
    for rows in table_rows(content):
        assert len(set(rows)) == 1
    assert b"/URI" not in content
    assert b"/JavaScript" not in content


def test_markup_is_printed_as_typed() -> None:
    text = " ".join(page_texts(written(write_case_record, _with(HOSTILE[0]))))
    assert "<b>not bold</b> </para> <img src='file:///etc/passwd'/> &amp; <font size=99>" in text


def test_letters_that_the_font_lacks_are_counted_not_dropped() -> None:
    text = " ".join(page_texts(written(write_case_record, _with("before 😀😀 after"))))
    assert "before [2 characters not printed] after" in text


def test_ten_thousand_letters_are_all_printed() -> None:
    text = "".join(page_texts(written(write_case_record, _with("word" * 2500)))).replace(" ", "")
    assert text.count("word") >= 5000


def test_a_very_long_note_breaks_over_pages_and_short_rows_stay_whole() -> None:
    stream = BytesIO()
    pages = write_case_record(_with(HOSTILE[6]), stream)
    assert pages > 5
    assert len(page_texts(stream.getvalue())) == pages


def test_the_record_is_three_to_five_pages() -> None:
    assert 3 <= write_case_record(factories_case.record(), BytesIO()) <= 5
    assert 3 <= write_case_record(factories_case.record_with_interview(), BytesIO()) <= 5


def test_interview_notes_are_left_out_unless_asked_for() -> None:
    text = " ".join(page_texts(written(write_case_record, factories_case.record())))
    assert "Interview notes" not in text
    assert "nobody covered the inbox" not in text
    assert "Team only" not in text


def test_a_record_with_interview_says_team_only_on_each_page() -> None:
    pages = page_texts(written(write_case_record, factories_case.record_with_interview()))
    assert all("Team only: holds interview notes" in page for page in pages)
    assert "Not to be passed to the practitioner’s managers." in " ".join(pages)


@pytest.mark.parametrize("audience", ["body", "public"])
def test_interview_notes_never_leave_the_team(audience: str) -> None:
    record = replace(factories_case.record_with_interview(), context=factories.context(audience=audience))
    stream = BytesIO()
    with pytest.raises(Refused) as caught:
        write_case_record(record, stream)
    assert caught.value.code == "record-needs-team"
    assert stream.getvalue() == b""


def test_judgements_reasons_and_trail_are_there() -> None:
    text = " ".join(page_texts(written(write_case_record, factories_case.record())))
    for words in (
        "Prompts and judgement differ. Yes with C2b at no. Reason given on 12 November 2026, 16:31:",
        "63 days after release", "No override.", "none found", "Not applicable", "Unlocked",
        "No, now Yes: triggers of the panel, see E3", "When (UTC)", "Check code of this record:",
        "The practitioner’s own work only.",
    ):  # fmt: skip
        assert words in text


def test_an_override_an_open_case_and_a_file_read_are_named() -> None:
    record = factories_case.record(state="open", state_at=None, file_read=True, trail=(), history=(), blocks=())
    assert record.route is not None
    record = replace(record, route=replace(record.route, used="adjusted", override_reason="Contact ended on day 55"))
    text = " ".join(page_texts(written(write_case_record, record)))
    assert "Not signed off" in text
    assert "File-read: no interview was sought" in text
    assert "Changed by hand: Contact ended on day 55" in text


def test_half_a_page_does_not_stay_empty_below_the_case_facts() -> None:
    record = factories_case.record()
    assert record.blocks[0].evidence
    first, second, *_ = page_texts(written(write_case_record, record))
    assert record.blocks[0].prompts[-1].ref in first
    assert record.blocks[0].evidence[-1].number in f"{first} {second}"


def test_an_excluded_case_says_so_first_on_each_page() -> None:
    content = written(write_case_record, factories_case.record(excluded=True))
    pages = page_texts(content)
    assert "Excluded, not counted Signed off" in pages[0]
    assert all("excluded, not counted · signed off" in page for page in pages[1:])
    welsh = " ".join(page_texts(written(write_case_record, replace(factories_case.record_cy(), excluded=True))))
    assert "Wedi’i eithrio, heb ei gyfrif" in welsh


def test_welsh_letters_and_labels() -> None:
    content = written(write_case_record, factories_case.record_cy())
    text = " ".join(page_texts(content))
    for words in ("Cofnod achos", "Ffeithiau’r achos", "ŵyr pwy a sut ŷm ni’n gwybod?", "Ŵ Ŷ ŵ ŷ", "13 Tachwedd 2026"):
        assert words in text
    assert [e for e in elements(content) if e.get("/Lang") == "en-GB"]


def _question(number: int) -> KeyQuestionBlock:
    return replace(factories_case.block(1), ref=f"2.1.{number}")


def test_more_than_four_key_questions_have_room_at_a_glance() -> None:
    record = factories_case.record(blocks=tuple(_question(n) for n in range(1, 13)))
    first = page_texts(written(write_case_record, record))[0]
    assert all(f"2.1.{n} Assessment" in first for n in range(1, 13))


def test_no_reason_is_printed_where_none_was_asked_for() -> None:
    quiet = replace(factories_case.block(1), why=Narrative(" "))
    text = " ".join(page_texts(written(write_case_record, factories_case.record(blocks=(quiet,)))))
    assert "Why:" not in text


@pytest.mark.parametrize(("language", "flag"), [("en", "For translation"), ("cy", "I’w gyfieithu")])
def test_a_note_that_is_to_be_translated_says_so_on_paper_and_in_word(language: str, flag: str) -> None:
    note = EvidenceLine("E1", "nDelius", "4 May 2026", Narrative("Gwelwyd y teulu.", "cy"), ("C1a",), translate=True)
    plain = replace(note, number="E2", translate=False)
    block = replace(factories_case.block(1), evidence=(note, plain))
    made = factories_case.record(context=factories.context(audience="team", language=language), blocks=(block,))
    assert " ".join(page_texts(written(write_case_record, made))).count(flag) == 1
    document = Document(BytesIO(written(write_case_record_docx, made)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert [cell for cell in cells if flag in cell] == [f"nDelius\n4 May 2026\n{flag}"]


def test_no_last_entry_of_the_history_stands_alone_on_a_page() -> None:
    """However long the history, the page that ends it holds three entries or all there are on it."""
    whole = factories_case.record(blocks=(), trail=())
    line = whole.history[0]
    for count in (*range(8, 34), 84, 85, 86):
        entries = tuple(replace(line, entry=7000 + n) for n in range(count))
        pages = page_texts(written(write_case_record, replace(whole, history=entries)))
        ends = next(page for page in pages if f"{7000 + count - 1}" in page)
        assert all(f"{7000 + n}" in ends for n in range(count - 3, count)), count
        assert "Check code of this record" in ends, count


def test_a_record_that_is_not_signed_off_says_so_under_its_heading_and_not_overleaf() -> None:
    """Wherever the page ends, the heading and its sentence stand together."""
    whole = factories_case.record(blocks=(), history=(), trail=(), feedback="", advice="", alert="")
    point = whole.practice[0]
    for count in range(10, 34):
        pages = page_texts(written(write_case_record, replace(whole, practice=(point,) * count)))
        assert any("Sign-off" in page and "This case is not signed off." in page for page in pages), count


def test_the_head_of_a_page_says_all_that_it_says_or_less_and_is_never_cut() -> None:
    made = replace(factories_case.record_with_interview(), excluded=True)
    pages = page_texts(written(write_case_record, made))
    assert len(pages) > 2
    for page in pages[1:]:
        assert "signed off 13 November 2026" in page and "…" not in page
        assert f"Case record {made.case_ref}" in page and "excluded, not counted" in page.lower()
