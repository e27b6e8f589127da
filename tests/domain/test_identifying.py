"""Free text is looked through for what may point to a person before it leaves the team."""

from __future__ import annotations

from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmip_desktop.domain.identifying import Mark, identifying, initials_of, sightings, without_people


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
        ("D. Harker has the plan", "name"),
        ("write to j.harker@example.org", "name"),
        ("J Smith has the plan", "name"),
        ("seen with @leo_h99 again", "name"),
        ("told mr harker on the day", "name"),
        ("his mum sarah rang", "name"),
        ("her partner, Tomasz, rang", "name"),
        ("the victim is called Okafor", "name"),
        ("Ms sarah jones rang", "name"),
        ("Kowalczyk said he had moved", "name"),
        ("Then Jabłoński had told her", "name"),
        ("they met Kowalczyk at home", "name"),
        ("the officer, Šimek, rang", "name"),
        ("dywedodd Kowalczyk wrthi", "name"),
        ("CRN X 123456", "crn"),
        ("of X-123456", "crn"),
        ("crn: 123456", "crn"),
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
        "His mother rang the office and his partner is afraid",
        "Plan B Then nothing",
        "The brother OASys names, and a friend Monday to Friday",
        "Meet at 6 @ the office",
        "Mrs and ms in forms",
        "Nobody told him. Police said no, She denied it and Housing replied",
        "They met MAPPA and told Probation; what OASys says is thin",
        "Nothing says what keeps things calm; Records said little",
        "Although told to stay he left; If told, he waits. Never told. Neither told the school",
        "They visited Aldermere, rang Shelter and told Turning Point; Offender said no",
        "Children told staff, and practitioners spoke to Police",
    ],
)
def test_ordinary_themes_pass(text: str) -> None:
    assert identifying(text, ("26-0412", "AI-03", "", "Dr")) == ()


@pytest.mark.parametrize(
    "text", ["Okonkwo never has time", "ask Ngozi", "what okonkwo, ngozi wrote", "Okonkwo’s plans"]
)
def test_a_surname_or_first_name_of_somebody_known_is_found_alone(text: str) -> None:
    assert identifying(text, ("Okonkwo, Ngozi", "AI-03")) == ("known-reference",)


@pytest.mark.parametrize(
    "text", ["Plan B. Then nothing", "Whether the Lead Officer reads it", "Green light", "long waits"]
)
def test_roles_and_letters_are_nobodys_name(text: str) -> None:
    assert identifying(text, ("Probation Officer 12", "Lead Inspector", "Sue Long")) == ()


def test_a_known_word_counts_only_as_a_whole() -> None:
    assert identifying("Harrisburg is far", ("Harris",)) == ()
    assert identifying("ask Harris.", ("Harris",)) == ("known-reference",)


@pytest.mark.parametrize(
    ("text", "mark", "words"),
    [
        ("CRN X123456.", "crn", "X123456"),
        ("PNC 2003/0123456X", "pnc", "2003/0123456X"),
        ("NI AB 12 34 56 C", "ni-number", "AB 12 34 56 C"),
        ("tel. 07700 900123", "telephone", "07700 900123"),
        ("ring +44 (0)191 498 0123", "telephone", "+44 (0)191 498 0123"),
        ("lives at NE1 4AB now", "postcode", "NE1 4AB"),
        ("DOB: 12/03/1985", "birth-date", "12/03/1985"),
        ("born on 12 March 1985", "birth-date", "12 March 1985"),
        ("Mr J Smith rang", "name", "Mr J Smith"),
        ("Then Daniel said", "name", "Daniel"),
        ("with Rhian O'Neill-Jones today", "name", "Rhian O'Neill-Jones"),
        ("SMITH, Daniel attended", "name", "SMITH, Daniel"),
        ("Mark Brown attended", "name", "Mark Brown"),
        ("Seen by Siân Llewellyn", "name", "Siân Llewellyn"),
        ("with ÉLODIE, Zoë", "name", "ÉLODIE, Zoë"),
    ],
)
def test_what_is_seen_stands_where_it_is_said_to(text: str, mark: str, words: str) -> None:
    (found,) = sightings(text)
    assert (found.mark, found.text) == (mark, words)


@pytest.mark.parametrize(
    "text",
    [
        "Home visit on 18/04/2025, next on 02/05/2025.",
        "OASys of 3 Sept 2025: RoSH summary, C1a and 2.1.3",
        "Grace, in May or June, will mark the plan.",
        "Victoria Road hostel; Probation Officer, Risk Management Plan",
        "ratio 3/4, page 12345678901, order 18 months",
    ],
)
def test_evidence_without_people_is_left_alone(text: str) -> None:
    assert sightings(text) == ()


@pytest.mark.parametrize(
    ("name", "short"),
    [("Daniel Smith", "D.S."), ("Mr Harris", "H."), ("SMITH, Daniel", "D.S."), ("Ms", "")],
)
def test_initials_leave_titles_out(name: str, short: str) -> None:
    assert initials_of(name) == short


MARKS = {mark: f"[{mark}]" for mark in get_args(Mark)}
PIECES = st.sampled_from(
    ["Daniel", "Smith", "Mr ", "X123456", "07700 900123", "NE1 4AB", "born ", "12/03/1985", ", ", " ", "\n", "said",
     "Mark", "SMITH", "AB123456C", "03/123456X", ".", "Sarah"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=20).map("".join), st.booleans())
def test_sightings_are_apart_in_order_and_gone_once_replaced(text: str, initials: bool) -> None:
    found = sightings(text)
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(left.end <= right.start for left, right in pairwise(found))
    clean = without_people(text, found, MARKS, initials=initials)
    assert {one.mark for one in sightings(clean)} <= {"name"}


@given(st.text(max_size=120))
def test_what_is_not_seen_is_not_touched(text: str) -> None:
    found = sightings(text)
    clean = without_people(text, found, MARKS, initials=False)
    for piece in [text[: found[0].start], text[found[-1].end :]] if found else [text]:
        assert piece in clean
