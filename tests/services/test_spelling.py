"""Words worth asking about, the lists that answer, and the process beside the window that reads them."""

from __future__ import annotations

import io
import json

import pytest

from hmip_desktop.cli.word_checks import serve
from hmip_desktop.errors import Refused
from hmip_desktop.paths import resource
from hmip_desktop.services.spelling import Speller, key_of, words_of, words_of_the_work
from hmip_desktop.services.word_lists import LISTS, WordLists


@pytest.fixture(scope="module")
def lists() -> WordLists:
    """The shipped word lists."""
    return WordLists(resource("words/spelling"))


def test_words_worth_asking_about() -> None:
    text = "See a@b.gov.uk, case 24-0417 and PDU1: the OM's view, well-being, MAPPA, x y_z http://here it\u2019s"
    expected = ["See", "case", "and", "the", "OM's", "view", "well", "being", "it\u2019s"]
    assert [word.text for word in words_of(text)] == expected
    assert all(text[word.start :].startswith(word.text) for word in words_of(text))


def test_words_are_compared_without_capitals_and_endings() -> None:
    assert key_of("OASys\u2019s") == key_of("oasys") == "oasys"
    known = words_of_the_work()
    assert {"ndelius", "oasys", "rosh", "mappa", "visor", "pdu", "desistance"} <= known
    assert not any(word.startswith("#") or " " in word for word in known)


@pytest.mark.parametrize(
    ("language", "right", "wrong"),
    [
        ("en", "organise licence behaviour practitioner\u2019s safeguarding co-operate", "organize recieve assesment"),
        ("cy", "gweithiwr cyfnod prawf mae'n i\u2019r gymuned", "gweithwrr assessment"),
    ],
)
def test_british_and_welsh_spelling(lists: WordLists, language: str, right: str, wrong: str) -> None:
    assert lists.wrong([language], right.split()) == []
    assert lists.wrong([language], wrong.split()) == wrong.split()


def test_either_language_is_enough_and_suggestions_are_few(lists: WordLists) -> None:
    assert lists.wrong(["en", "cy"], ["gweithiwr", "assessment", "zzzzq"]) == ["zzzzq"]
    near = lists.suggest(["en", "cy"], "assesment")
    assert near[0] == "assessment"
    assert len(near) <= 6


def test_every_list_has_its_files_and_its_licence() -> None:
    for name in LISTS.values():
        for ending in (".aff", ".dic", "-LICENCE.txt"):
            assert resource(f"words/spelling/{name}{ending}").stat().st_size > 1000


def test_the_process_answers_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hmip_desktop.cli.word_checks._limit_memory", lambda: None)
    asked = [{"languages": ["en"], "words": ["recieve", "case"]}, {"languages": ["en"], "near": ["recieve"]}]
    answered = io.BytesIO()
    assert serve(io.BytesIO(b"".join(json.dumps(one).encode() + b"\n" for one in asked)), answered) == 0
    first, second = (json.loads(line) for line in answered.getvalue().splitlines())
    assert first == ["recieve"]
    assert second[0] == "receive"


def test_a_process_that_broke_down_is_started_once_more_and_then_no_more() -> None:
    speller = Speller()
    assert speller.wrong(["en"], ["recieve", "case"]) == {"recieve"}
    assert speller._process is not None
    speller._process.kill()
    assert speller.near(["en"], "recieve")[0] == "receive"
    speller._process.kill()
    with pytest.raises(Refused, match="spelling-unavailable"):
        speller.wrong(["en"], ["case"])
    speller.close()


def test_closed_is_closed() -> None:
    speller = Speller()
    assert speller.wrong(["en"], ["case"]) == frozenset()
    process = speller._process
    speller.close()
    assert process is not None and process.poll() is not None
    with pytest.raises(Refused):
        speller.wrong(["en"], ["case"])
