"""Free text is looked through for what may point to a person before it leaves the team."""

from __future__ import annotations

import pytest

from hmip_desktop.domain.identifying import identifying


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("See X123456 for the same pattern", "crn"),
        ("see x123456", "crn"),
        ("Came from A1234BC last year", "prison-number"),
        ("Seen again on 12/05/2026", "date"),
        ("Seen again on 2026-05-12", "date"),
        ("Born in the same week", "date"),
        ("Mr Harris never answers", "name"),
        ("Ask Dr. Okafor", "name"),
        ("As in 26-0412", "known-reference"),
        ("as ai-03 wrote", "known-reference"),
    ],
)
def test_what_may_point_to_a_person_is_found(text: str, mark: str) -> None:
    assert mark in identifying(text, ("26-0412", "AI-03"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Police answer within a day",
        "Home visits: who decides that none is needed",
        "140 per cent since March",
        "Drinks",
    ],
)
def test_ordinary_themes_pass(text: str) -> None:
    assert identifying(text, ("26-0412", "AI-03", "", "Dr")) == ()


def test_a_known_word_counts_only_as_a_whole() -> None:
    assert identifying("Harrisburg is far", ("Harris",)) == ()
    assert identifying("ask Harris.", ("Harris",)) == ("known-reference",)
