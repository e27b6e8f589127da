"""Paragraphs are made and measured with less work than ReportLab takes, and to the same effect."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph

from hmip_desktop.outputs.flow import TaggedParagraph, mark, paragraph
from hmip_desktop.outputs.fonts import SANS
from hmip_desktop.outputs.styles import BODY, CELL, HEAD
from hmip_desktop.outputs.tables import table
from hmip_desktop.paths import resource

words = st.text(st.sampled_from("aŵ é&<>\n\t.’—"), max_size=30)


@given(st.lists(st.tuples(st.booleans(), words), min_size=1, max_size=4), st.sampled_from((BODY, CELL, HEAD)))
def test_words_that_are_not_parsed_are_as_the_parser_reads_them(runs, look) -> None:
    text = mark("".join("<b>{}</b>" if bold else "{}" for bold, _ in runs), *(said for _, said in runs))
    ours, theirs = TaggedParagraph(text, look), Paragraph(text, look)
    shown = [fragment for fragment in theirs.frags if fragment.text or len(theirs.frags) == 1]
    assert [vars(one) for one in ours.frags if one.text or len(ours.frags) == 1] == [vars(one) for one in shown]


@pytest.mark.parametrize("text", ["", "ŵŷ", "Kingsreach", "a b", "—", "\U0001f600"])
def test_a_word_is_as_wide_as_its_letters(text: str) -> None:
    stock = TTFont("stock", str(resource(f"fonts/{SANS}.ttf")))
    for size in (8.5, 10, 24):
        assert pdfmetrics.stringWidth(text, SANS, size) == stock.stringWidth(text, size)


def test_a_paragraph_follows_the_width_of_its_column() -> None:
    made = paragraph("word " * 40)
    heights = [made.wrap(width, 1000)[1] for width in (400, 100, 400, 100, 50)]
    assert heights[0] == heights[2] < heights[1] == heights[3] < heights[4]
    assert [made.wrap(50, 1000)[0], made.width] == [50, 50]


def test_a_paragraph_that_found_no_place_to_break_can_be_split_later() -> None:
    made = paragraph("word " * 40)
    made.wrap(100, 1000)
    assert made.split(100, 1) == []
    assert len(made.split(100, 60)) == 2


def test_a_table_is_measured_again_for_another_width() -> None:
    made = table([["a", "b " * 40]], [50, 100])
    first = made.wrap(500, 1000)
    assert made.wrap(500, 1000) == first
    assert first == (150, made._rowHeights[0])
