"""Pasted words become plain, and say when and where they were written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmip_desktop.domain.pasted import plain_text, read_pasted

TODAY = date(2026, 11, 22)
WORDS = st.text(alphabet=st.characters(codec="utf-8"), max_size=200)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("03/09/2025", date(2025, 9, 3)),
        ("3.9.25", date(2025, 9, 3)),
        ("2025-09-03", date(2025, 9, 3)),
        ("3 Sept 2025", date(2025, 9, 3)),
        ("3rd of September 2025", date(2025, 9, 3)),
        ("Wed 3-Sep-2025", date(2025, 9, 3)),
        ("September 3, 2025", date(2025, 9, 3)),
        ("3 Medi 2025", date(2025, 9, 3)),
        ("12 mis Mai 2025 and 12 Mai 2025", date(2025, 5, 12)),
    ],
)
def test_every_way_of_writing_a_date_is_read(written: str, day: date) -> None:
    assert read_pasted(f"Seen {written}, at home", TODAY).dated_on == day


@pytest.mark.parametrize("written", ["31/02/2025", "1/13/2025", "3 Sept", "version 1.2.3.4", "99/99/9999", "ratio 3/4"])
def test_what_is_no_day_is_no_date(written: str) -> None:
    assert read_pasted(f"Seen {written} at home", TODAY).dates == ()


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("nDelius contact of 3 Sept 2025: OASys was looked at", "ndelius"),
        ("OASys, RoSH summary, then a Delius contact", "oasys"),
        ("Contact Type: Home visit\nContact Date: 03/09/2025", "ndelius"),
        ("Risk management plan: police call-outs weekly", "oasys"),
        ("ViSOR updated", "visor"),
        ("Letter from VCMS", "vcms"),
        ("MAPPA level 2 minutes, 3 Sept 2025", "mappa_minutes"),
        ("Managed under MAPPA level 2", ""),
        ("MARAC 3/9/2025", "marac_minutes"),
        ("Strategy meeting with children's services", "professionals_minutes"),
        ("He was seen at home", ""),
    ],
)
def test_the_system_named_first_is_the_source(text: str, source: str) -> None:
    assert read_pasted(text, TODAY).source == source


def test_a_labelled_date_is_the_entry_s_own_and_a_date_of_birth_is_none() -> None:
    text = "DOB: 12/03/1985. Order made 01/02/2025.\nContact Date: 03/09/2025 14:00\nNext seen 10/09/2025"
    found = read_pasted(text, TODAY)
    assert found.dated_on == date(2025, 9, 3)
    assert found.dates == (date(2025, 2, 1), date(2025, 9, 3), date(2025, 9, 10))


def test_a_date_to_come_is_not_when_it_was_written() -> None:
    found = read_pasted("Next appointment 01/12/2026, seen 3/9/2025", TODAY)
    assert found.dates == (date(2025, 9, 3),)


def test_of_several_dates_far_down_none_is_taken() -> None:
    text = "word " * 60 + "1/2/2025 and 3/4/2025"
    assert read_pasted(text, TODAY).dated_on is None
    assert len(read_pasted(text, TODAY).dates) == 2


def test_the_dress_goes_and_the_words_stay() -> None:
    assert plain_text("  One\u00a0\ttwo\u200b \r\n\r\n\r\n\r\n three\u202e ") == "One two\n\nthree"


@given(WORDS)
def test_plain_is_plain_already(text: str) -> None:
    plain = plain_text(text)
    assert plain_text(plain) == plain
    assert not any(ord(letter) < 32 and letter != "\n" for letter in plain)
    assert "\n\n\n" not in plain


@given(WORDS.filter(lambda words: "b" not in words.lower()), st.dates(date(2000, 1, 1), TODAY), WORDS)
def test_a_date_is_found_whatever_stands_around_it(before: str, day: date, after: str) -> None:
    found = read_pasted(f"{before}\n{day:%d/%m/%Y}\n{after}", TODAY)
    assert day in found.dates
    assert all(one <= TODAY for one in found.dates)


@given(st.dates(TODAY + timedelta(days=1), date(2099, 12, 31)))
def test_no_date_after_today_is_ever_taken(day: date) -> None:
    assert read_pasted(f"Contact date: {day:%d/%m/%Y}", TODAY).dates == ()
