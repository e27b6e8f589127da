"""Word by word: what is added and taken out, and that nothing gets lost between the two."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hmip_desktop.ui.differences import compare, runs_of, spoken_of

SAID = st.sampled_from(["police", "checks", "not", "asked,", "until", "2", "May."])
WORDS = st.lists(SAID, max_size=12).map(" ".join)


@given(WORDS, WORDS)
def test_what_is_shown_is_the_version_and_the_base(base: str, version: str) -> None:
    pieces = compare(base, version)
    assert "".join(piece.text for piece in pieces if piece.change != "removed") == version
    assert "".join(piece.text for piece in pieces if piece.change != "added") == base


def test_signs_carry_it_without_colour() -> None:
    pieces = compare("Checks were not asked for.", "Checks were asked for in May.")
    runs = runs_of(pieces)
    assert any(run.text == " − " for run in runs)
    assert [run.text for run in runs if run.strike] == ["not"]
    assert [run.text for run in runs if run.underline] == ["in May"]
    assert "taken out: not" in spoken_of(pieces, "added", "taken out")
