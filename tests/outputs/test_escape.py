"""Words from outside: laws that hold for any text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hmip_desktop.outputs.escape import csv_text, drawable, escaped, mark, one_line, plain

ANY = st.text(st.characters(), max_size=200)
LATIN = frozenset(range(32, 127))


@given(ANY)
def test_plain_text_is_stable_and_holds_nothing_hidden(text: str) -> None:
    done = plain(text)
    assert plain(done) == done
    assert not {c for c in done if ord(c) < 32} - {"\n", "\t"}
    assert not set(done) & {"\u202e", "\u200f", "\ufeff", "\x00"}
    done.encode("utf-8")


@given(ANY)
def test_escaped_text_holds_no_tag_but_line_breaks(text: str) -> None:
    done = escaped(text, LATIN).replace("<br/>", "")
    assert "<" not in done
    assert ">" not in done


@given(ANY)
def test_drawable_text_needs_no_other_glyph(text: str) -> None:
    assert all(ord(c) in LATIN for c in drawable(text, LATIN) if c not in "\n\t")


@given(ANY)
def test_csv_text_never_starts_a_formula(text: str) -> None:
    assert not csv_text(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(ANY)
def test_one_line_is_one_line(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1


def test_marked_words_are_escaped_once() -> None:
    inner = mark("<b>{}</b>", "a < b", glyphs=LATIN)
    assert mark("{} {}", inner, "c & d", glyphs=LATIN) == "<b>a &lt; b</b> c &amp; d"
