"""The pack model: what it offers other layers, its digest, and its checks as a whole."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from made_up_packs import SMALL, pack_of, small
from pydantic import ValidationError

from hmip_desktop.domain.pack import Counts
from hmip_desktop.domain.pack_checks import problems, read_canonical, warnings
from hmip_desktop.errors import Refused

PACK = pack_of(SMALL)


def test_counts_cover_all_routes_and_variants() -> None:
    assert PACK.counts == Counts(standards=4, key_questions=5, prompts=4, data=2, topics=1)


def test_rail_goes_by_stage_and_leaves_out_other_variants_and_the_organisation() -> None:
    assert [s.ref for s in PACK.rail("north")] == ["S1", "S4", "S9"]
    assert [s.ref for s in PACK.rail("south")] == ["S1", "S4"]
    assert [s.ref for s in PACK.rail(organisational=True)] == ["O1"]


def test_questions_of_a_route() -> None:
    assert [q.ref for q in PACK.questions("core", "north")] == ["C1", "R1", "N1"]
    assert [q.ref for q in PACK.questions("adjusted")] == ["A1", "R1"]


def test_elements_inherit_and_name_their_parents() -> None:
    prompt = PACK.element("C1b")
    assert (prompt.kind, prompt.stage, prompt.lens, prompt.route) == ("prompt", "assessment", "people_safe", "core")
    assert (prompt.standard, prompt.question, prompt.na, prompt.guidance) == ("S1", "C1", True, True)
    assert PACK.question("C1b").ref == "C1"
    assert PACK.element("O1.1a").organisational
    assert not PACK.has("C2")
    with pytest.raises(KeyError):
        PACK.element("C2")
    with pytest.raises(KeyError):
        PACK.standard("C1")


def test_labels_and_words_in_welsh_fall_back_to_english() -> None:
    assert PACK.label("C1") == "Finding out enough"
    assert PACK.label("gone") == "gone"
    assert PACK.text("C1", language="cy") == "A gafwyd digon?"
    assert PACK.text("C1", "yes", "cy") == "Do"
    assert PACK.text("C1", "yes") == ""
    assert PACK.text("C1a", language="cy") == "Was anybody asked?"
    assert PACK.text("S1", language="cy") == "Darganfod"
    assert PACK.text("S1", "statement", "cy") == "Somebody finds out."
    assert PACK.stage_title("planning") == "Sentence planning"


def test_guidance_of_a_route_keeps_what_does_not_differ() -> None:
    usual, adjusted = PACK.guidance("C1a", "core"), PACK.guidance("C1", "adjusted")
    assert usual is not None
    assert adjusted is not None
    assert (usual.judge, adjusted.judge) == ("Look at what was asked.", "Look at less.")
    assert usual.look_for == adjusted.look_for
    assert PACK.guidance("R1") is None
    assert PACK.guidance("D1") is None
    assert usual.rules_for({}, {"D1": "ring"}) == ("They were rung.",)
    assert usual.rules_for({}, {"D1": "letter"}) == ()


def test_digest_does_not_depend_on_order_or_on_defaults_being_written() -> None:
    document = dict(reversed(small().items()))
    document["rated"] = False
    document["standards"][0]["organisational"] = False
    assert pack_of(document).digest == PACK.digest
    document["title"] = "Other"
    assert pack_of(document).digest != PACK.digest


def test_canonical_bytes_read_back_to_the_same_pack() -> None:
    again = read_canonical(PACK.canonical)
    assert again == PACK
    assert again.digest == PACK.digest


@pytest.mark.parametrize("untrusted", [b"", b"[]", b'{"format":2}', msgspec.json.encode(small() | {"extra": 1})])
def test_canonical_bytes_of_something_else_are_refused(untrusted: bytes) -> None:
    with pytest.raises(Refused, match="pack-invalid"):
        read_canonical(untrusted)


def test_canonical_bytes_are_checked_as_a_whole() -> None:
    document = small()
    document["standards"][0]["questions"][0]["when"] = 'answer.Z9 == "yes"'
    with pytest.raises(Refused) as caught:
        read_canonical(msgspec.json.encode(document))
    assert caught.value.params == {"field": "standards.0.questions.0.when", "problem": "pack-unknown-ref"}


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("standards", 0, "stage"), "evaluate"),
        (("standards", 0, "questions", 0, "lens"), "luck"),
        (("standards", 0, "questions", 0, "na"), "yes"),
        (("standards", 0, "questions", 0, "ref"), "a b"),
        (("topics", 0, "minutes"), 241),
        (("version",), "one"),
        (("id",), "../x"),
    ],
)
def test_form_is_strict(place: tuple[Any, ...], value: object) -> None:
    document = small()
    _put(document, place, value)
    with pytest.raises(ValidationError):
        pack_of(document)


def test_small_pack_has_no_problems() -> None:
    assert problems(PACK) == ()


SCORING = {"bandings": [{"id": "low", "from": 0}, {"id": "fine", "from": 50}]}


@pytest.mark.parametrize(
    ("place", "value", "code", "field"),
    [
        (("standards", 1, "questions", 0, "prompts", 1, "ref"), "R1", "pack-repeated-ref", ".prompts.1.ref"),
        (("topics", 0, "ref"), "I1", "pack-repeated-ref", "introduction.0.ref"),
        (("routes", 1, "id"), "core", "pack-repeated-ref", "routes.1.id"),
        (("data_questions", 0, "options", 1, "id"), "ring", "pack-repeated-ref", ".options.1.id"),
        (("standards", 2, "variants"), ["east"], "pack-unknown-variant", "standards.2.variants.0"),
        (("standards", 0, "questions", 0, "route"), "short", "pack-unknown-route", ".route"),
        (("data_questions", 0, "route"), "short", "pack-unknown-route", "data_questions.0.route"),
        (("standards", 0, "questions", 0, "when"), "fact.", "pack-bad-condition", ".when"),
        (("standards", 0, "questions", 0, "when"), "answer.S1 == none", "pack-unknown-ref", ".when"),
        (("data_questions", 0, "when"), "answer.D2 == 3", "pack-condition-cycle", ".when"),
        (("standards", 1, "questions", 0, "when"), "answer.C1c == none", "pack-condition-cycle", ".when"),
        (("standards", 0, "questions", 0, "when"), "answer.R1 == none", "pack-condition-cycle", ".when"),
        (("data_questions", 1, "options"), [{"id": "x", "text": "X"}], "pack-bad-options", "data_questions.1.options"),
        (("data_questions", 0, "options"), [], "pack-bad-options", "data_questions.0.options"),
        (("rated",), True, "pack-scoring-mismatch", "rated"),
        (("scoring",), SCORING, "pack-scoring-mismatch", "rated"),
        (("languages",), ["en"], "pack-unknown-language", "translations.cy"),
        (("translations", "cy", "C7.text"), "X", "pack-unknown-translation", "translations.cy.C7.text"),
        (("translations", "cy", "C1.colour"), "X", "pack-unknown-translation", "translations.cy.C1.colour"),
    ],
)
def test_problems_are_found_and_placed(place: tuple[Any, ...], value: object, code: str, field: str) -> None:
    document = small()
    _put(document, place, value)
    found = problems(pack_of(document))
    assert code in [problem.code for problem in found]
    assert any(problem.field.endswith(field) for problem in found if problem.code == code)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"bandings": [{"id": "low", "from": 10}]}, "pack-bad-bandings"),
        ({"bandings": [{"id": "low", "from": 0}, {"id": "fine", "from": 0}]}, "pack-bad-bandings"),
        ({"points": {"grand": 3}}, "pack-unknown-rating"),
        ({"composite": [{"id": "grand", "from": 0}]}, "pack-unknown-rating"),
    ],
)
def test_scoring_is_checked(changes: dict[str, object], code: str) -> None:
    document = small() | {"rated": True, "scoring": SCORING | changes}
    assert [problem.code for problem in problems(pack_of(document))] == [code]


def test_eleven_prompts_are_too_many() -> None:
    document = small()
    prompts = [{"ref": f"R1{letter}", "text": "Is it?"} for letter in "abcdefghijk"]
    document["standards"][0]["questions"][0]["prompts"] = prompts
    (problem,) = problems(pack_of(document))
    assert (problem.code, problem.params["count"]) == ("pack-too-many-prompts", 11)


def test_warnings_name_what_is_missing() -> None:
    document = small() | {"source": ""}
    document["standards"][0]["stage"] = ""
    document["standards"][2]["questions"] = []
    document["standards"][1]["questions"][1]["when"] = "fact.shoe_size > 3"
    found = [(problem.code, problem.params.get("ref", "")) for problem in warnings(pack_of(document))]
    assert ("pack-no-source", "") in found
    assert ("pack-no-stage", "S4") in found
    assert ("pack-no-questions", "S9") in found
    assert ("pack-no-guidance", "R1") in found
    assert ("pack-unknown-fact", "") in found
    assert ("pack-untranslated", "S4") in found
    assert ("pack-no-guidance", "C1") not in found


def _put(document: Any, place: tuple[Any, ...], value: object) -> None:
    for part in place[:-1]:
        document = document[part]
    document[place[-1]] = value
