"""The words of every shipped pack: complete, plain, British, and asked as questions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from hmip_desktop.domain.conditions import Facts, parse
from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.pack_language import in_language
from hmip_desktop.domain.pack_parts import Guidance, Question
from hmip_desktop.domain.values import EvidenceSource
from hmip_desktop.intake.packs import check, load, shipped_files

FILES = shipped_files()
SOURCES = frozenset(get_args(EvidenceSource))
AMERICAN = re.compile(
    r"""\b(?:
        (?!(?:size|prize|seize|citizen)\w*\b)\w+iz(?:e|es|ed|ing|ation|ations|er|ers)
      | analyz\w+ | behavior\w* | center(?:s|ed)? | color\w* | favor\w* | honor\w* | labor\w* | neighbor\w*
      | defense | offense | license[sd]? | program(?:s|med)? | judgment\w* | fulfill | enroll?ment | gray
      | counsel(?:ing|ed|or) | travel(?:ing|ed) | cancel(?:ing|ed) | label(?:ing|ed) | gotten | catalog
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
NUDGE = re.compile(
    r"(?:^|[.,:;] )(?:then )?(?:answer|mark|judge|score|choose) (?:it |this )?(?:yes|no)\b(?! or )"
    r"|\b(?:must|should|has to) be (?:a )?(?:yes|no)\b|\b(?:always|automatically) (?:a )?(?:yes|no)\b",
    re.IGNORECASE,
)
"""Guidance may say what to weigh, never which answer follows."""


@pytest.fixture(scope="module", params=FILES, ids=[file.stem for file in FILES])
def file(request: pytest.FixtureRequest) -> Path:
    chosen = request.param
    assert isinstance(chosen, Path)
    return chosen


@pytest.fixture(scope="module")
def pack(file: Path) -> Pack:
    return load(file)


def questions(pack: Pack) -> list[Question]:
    return [question for standard in pack.standards for question in standard.questions]


def guidances(pack: Pack) -> Iterator[tuple[Question, Guidance]]:
    """Guidance of every key question as it stands on every route that the question is asked on."""
    for question in questions(pack):
        assert question.guidance is not None, question.ref
        yield question, question.guidance
        for route in question.guidance.routes:
            yield question, question.guidance.for_route(route)


def asked(pack: Pack) -> Iterator[tuple[str, str]]:
    """Reference and text of everything that is a question."""
    for element in pack.elements:
        if element.kind in ("key_question", "prompt", "data"):
            yield element.ref, element.text


def words(value: object, place: str = "") -> Iterator[tuple[str, str]]:
    """Every English text of the pack with its place; codes, conditions and translations are no words."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in ("translations", "when", "id", "ref", "sources", "languages"):
                yield from words(inner, f"{place}.{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from words(inner, f"{place}.{index}")
    elif isinstance(value, str):
        yield place, value


def every_word(pack: Pack) -> list[tuple[str, str]]:
    return list(words(pack.model_dump(mode="json")))


def test_packs_are_found() -> None:
    assert {"dipp-2025", "case-supervision-2017-draft"} <= {file.stem for file in FILES}


def test_file_has_no_errors_and_no_warning_but_for_standards_outside_the_stages(file: Path) -> None:
    checked = check(file)
    assert checked.errors == ()
    assert [one for one in checked.warnings if one.code != "pack-no-stage"] == []


def test_pack_says_where_it_comes_from_and_that_it_is_adapted(file: Path, pack: Pack) -> None:
    assert pack.id == file.stem
    assert pack.source
    assert pack.adapted
    assert "afresh" in pack.adaptation
    assert pack.guidance_version


def test_every_key_question_has_complete_guidance(pack: Pack) -> None:
    for question, guidance in guidances(pack):
        sentences = len(re.findall(r"[.?!](?=\s|$)", guidance.judge))
        assert 2 <= sentences <= 5, (question.ref, sentences)
        assert 3 <= len(guidance.look_for) <= 6, question.ref
        assert guidance.sources, question.ref
        assert guidance.not_applicable.endswith("."), question.ref


def test_sources_are_known_and_named_once(pack: Pack) -> None:
    for question, guidance in guidances(pack):
        assert set(guidance.sources) <= SOURCES, question.ref
        assert len(set(guidance.sources)) == len(guidance.sources), question.ref


def test_rules_for_the_case_wait_for_something(pack: Pack) -> None:
    for question, guidance in guidances(pack):
        for rule in guidance.for_case:
            condition = parse(rule.when)
            assert condition.facts | condition.answers, (question.ref, rule.when)
            assert rule.text.endswith("."), question.ref


def test_guidance_never_answers_for_the_inspector(pack: Pack) -> None:
    found = [(place, text) for place, text in every_word(pack) if NUDGE.search(text)]
    assert found == []


def test_labels_have_two_to_six_words(pack: Pack) -> None:
    labels = [(question.ref, question.short) for question in questions(pack)]
    labels += [(data.ref, data.short) for data in pack.data_questions]
    assert [(ref, short) for ref, short in labels if not 2 <= len(short.split()) <= 6] == []
    by_route = Counter((question.route, question.short) for question in questions(pack))
    assert [short for short, times in by_route.items() if times > 1 and not pack.variants] == []


def test_questions_end_with_a_question_mark(pack: Pack) -> None:
    assert [(ref, text) for ref, text in asked(pack) if not text.endswith("?")] == []


def test_prompts_are_short_lettered_and_few(pack: Pack) -> None:
    for question in questions(pack):
        letters = "abcdefghij"[: len(question.prompts)]
        assert [prompt.ref for prompt in question.prompts] == [question.ref + letter for letter in letters]
        assert 2 <= len(question.prompts) <= 10, question.ref
        assert [prompt.ref for prompt in question.prompts if len(prompt.text) > 300] == []


def test_no_text_is_asked_twice(pack: Pack) -> None:
    texts = [text.casefold() for _, text in asked(pack)]
    texts += [standard.statement.casefold() for standard in pack.standards if standard.statement]
    texts += [line.text.casefold() for line in pack.introduction]
    texts += [guidance.judge.casefold() for _, guidance in guidances(pack)]
    assert [text for text, times in Counter(texts).items() if times > 1] == []


def test_plain_words_without_dashes(pack: Pack) -> None:
    for place, text in every_word(pack):
        assert not re.search("\u2014|\u2013| - ", text), place
        assert "service user" not in text.casefold(), place
        assert text == " ".join(text.split()), place


def test_spelling_is_british(pack: Pack) -> None:
    spelled = [(place, text) for place, text in every_word(pack) if place != ".adaptation"]
    found = [(place, match.group()) for place, text in spelled if (match := AMERICAN.search(text))]
    assert found == []


@pytest.mark.parametrize("word", ["organize", "analyzed", "behavior", "program", "license", "prioritization"])
def test_american_forms_would_be_found(word: str) -> None:
    assert AMERICAN.search(f"they {word} it")


@pytest.mark.parametrize("text", ["If it is missing, answer no.", "This must be a no.", "Mark it No if late."])
def test_a_nudge_would_be_found(text: str) -> None:
    assert NUDGE.search(text)


@pytest.mark.parametrize("word", ["organise", "analysed", "programme", "licence", "size", "seized", "citizen"])
def test_british_forms_pass(word: str) -> None:
    assert AMERICAN.search(f"they {word} it") is None


def test_interview_is_one_hour(pack: Pack) -> None:
    if pack.topics:
        assert sum(topic.minutes for topic in pack.topics) == 60
        assert all(topic.ask and topic.ask[0].endswith("?") for topic in pack.topics)
        assert pack.introduction


def test_languages_are_really_there(pack: Pack) -> None:
    assert pack.languages[0] == "en"
    for language in pack.languages[1:]:
        untranslated = [e.ref for e in pack.elements if pack.text(e.ref, language=language) == e.text]
        assert untranslated == []
    assert set(pack.translations) == set(pack.languages[1:])


def test_translated_judgements_carry_their_own_answer_words(pack: Pack) -> None:
    for language in pack.languages[1:]:
        judged = [e.ref for e in pack.elements if e.kind in ("key_question", "prompt")]
        assert [r for r in judged if not pack.text(r, "yes", language)] == []
        assert [r for r in judged if not pack.text(r, "no", language)] == []


def loaded(pack_id: str) -> Pack:
    return load(next(file for file in FILES if file.stem == pack_id))


def test_draft_standards_have_their_published_numbers() -> None:
    pack = loaded("case-supervision-2017-draft")
    counts = pack.counts
    assert (counts.standards, counts.key_questions, counts.prompts) == (4, 12, 46)
    assert not pack.rated
    shape = [[len(question.prompts) for question in standard.questions] for standard in pack.standards]
    assert shape == [[3, 3, 3], [4, 3, 3], [7, 5, 4], [3, 4, 4]]
    lenses = [question.lens for question in questions(pack)]
    assert lenses == ["engagement", "desistance", "people_safe"] * 4


def test_draft_asks_about_contact_before_release_only_after_custody() -> None:
    prompt = loaded("case-supervision-2017-draft").element("2.3.1d")
    condition = parse(prompt.when)
    kinds = ("community_order", "suspended_sentence_order", "licence", "pss")
    assert [kind for kind in kinds if condition.test({"sentence_type": kind}, {})] == ["licence", "pss"]


@pytest.mark.parametrize(("route", "letter"), [("core", "C"), ("adjusted", "A")])
def test_dynamic_inspection_has_four_questions_on_each_route(route: str, letter: str) -> None:
    found = loaded("dipp-2025").questions(route)
    assert [question.ref for question in found] == [f"{letter}{number}" for number in (1, 2, 3, 4)]
    assert {question.lens for question in found} == {"people_safe"}
    assert all(3 <= len(question.prompts) <= 6 for question in found)


def test_dynamic_inspection_is_unrated_and_keeps_organisational_questions_apart() -> None:
    pack = loaded("dipp-2025")
    assert not pack.rated
    assert pack.scoring is None
    titles = [standard.title for standard in pack.rail(organisational=True)]
    assert titles == ["Leadership", "Staffing", "Services"]
    apart = pack.questions(organisational=True)
    assert all(not question.stage and not question.lens and not question.route for question in apart)


def test_dynamic_inspection_asks_about_front_loading_only_where_contact_was_suspended() -> None:
    prompt = loaded("dipp-2025").element("C3f")
    condition = parse(prompt.when)
    assert "front-loaded" in prompt.text
    assert condition.test({"measure": "reset"}, {})
    assert not condition.test({"measure": ""}, {})


def test_dynamic_inspection_shows_the_domestic_abuse_rule_once_it_is_recorded() -> None:
    guidance = loaded("dipp-2025").guidance("C1a", "core")
    assert guidance is not None
    facts: Facts = {"rosh": "medium", "age": 40}
    assert guidance.rules_for(facts, {}) == ()
    (rule,) = guidance.rules_for(facts, {"D2": ("domestic_abuse",)})
    assert rule.startswith("Domestic abuse")


def test_whatever_is_shown_of_a_pack_is_translated(pack: Pack) -> None:
    """Guidance, hints, topics and the rest: what the translated pack shows differs from the English everywhere."""
    shown = in_language(pack, "cy")

    def words(of: Pack) -> dict[str, str]:
        found = {}
        for standard in of.standards:
            for question in standard.questions:
                guidance = question.guidance
                if guidance is not None:
                    lines = [guidance.judge, guidance.not_applicable, *guidance.look_for]
                    lines += [rule.text for rule in guidance.for_case]
                    found |= {f"{question.ref} {place}": line for place, line in enumerate(lines) if line}
                found |= {prompt.ref: prompt.hint for prompt in question.prompts if prompt.hint}
        found |= {
            f"{data.ref} {place}": line
            for data in of.data_questions
            for place, line in enumerate([data.text, data.hint])
            if line
        }
        return found | {f"{topic.ref} {place}": line for topic in of.topics for place, line in enumerate(topic.ask)}

    english = words(pack)
    assert len(english) > 100
    assert [place for place, line in words(shown).items() if line == english[place]] == []
