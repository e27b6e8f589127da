"""The report model: sums, ranks, sentences, limits and codes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outputs import factories

from hmip_desktop.domain.pack_parts import Banding
from hmip_desktop.domain.report_build import headline_model, ranked_prompts
from hmip_desktop.domain.report_codes import ALPHABET, bytes_code, check_code, digest_groups
from hmip_desktop.domain.report_limits import LimitFacts, limitations
from hmip_desktop.domain.report_share import half_up, letter_of, share_of
from hmip_desktop.domain.report_words import (
    count_words,
    date_span,
    elapsed,
    findings_sentence,
    long_date,
    overlap_by_half,
    question_names,
    ranking_caution,
    tight_utc,
)
from hmip_desktop.domain.results import Tally
from hmip_desktop.errors import Refused

CODES = ["exclusions", "not-in", "file-reads", "small-pdus", "conflicts", "overrides", "edits", "sampling"]


def test_a_question_that_was_asked_of_more_cases_than_counted_stops_the_model() -> None:
    facts = factories.facts()
    first = facts.questions[0]
    assert first.share is not None
    wrong = replace(first, share=replace(first.share, na=1))
    with pytest.raises(Refused) as caught:
        headline_model(replace(facts, questions=(wrong, *facts.questions[1:])))
    assert caught.value.code == "figures-do-not-reconcile"


def test_equal_facts_have_equal_codes_and_others_do_not() -> None:
    facts = factories.facts()
    assert headline_model(facts).code == headline_model(facts).code
    assert headline_model(facts).code != headline_model(replace(facts, packages=32)).code


def test_strongest_and_weakest_never_overlap_and_ties_go_by_reference() -> None:
    prompts = [q for q in factories.facts().questions if q.kind == "prompt" and q.route == "core"]
    tied = [replace(q, share=factories.share(29, 58)) for q in prompts]
    strongest, weakest, _ = ranked_prompts(tied[:6])
    assert [q.ref for q in strongest] == ["C1a", "C1b", "C1c"]
    assert [q.ref for q in weakest] == ["C1d", "C2a", "C2b"]


def test_prompts_under_thirty_answers_are_left_out_and_said_so() -> None:
    prompts = [q for q in factories.facts().questions if q.kind == "prompt" and q.route == "core"]
    few = [replace(prompts[0], share=factories.share(29, 29)), *prompts[1:]]
    strongest, _, note = ranked_prompts(few)
    assert prompts[0].ref not in {q.ref for q in strongest}
    assert "1 prompt has fewer than 30 answers and is left out." in note
    assert ranked_prompts(few[:1])[0] == ()


def _questions(*figures: tuple[int, int]) -> list[factories.QuestionLine]:
    keys = [q for q in factories.facts().questions if q.kind == "key_question" and q.route == "core"]
    return [replace(key, share=factories.share(*pair)) for key, pair in zip(keys, figures, strict=False)]


def test_the_sentence_names_plain_fractions_by_area() -> None:
    sentence = findings_sentence(_questions((31, 58), (24, 58), (22, 58), (21, 54)), 58, "core")
    assert sentence == (
        "The answer was yes for assessment in about half of the 58 core cases, and for planning, implementation and"
        " reviewing in about two in five."
    )


def test_do_not_rank_where_intervals_overlap_by_half() -> None:
    questions = _questions((31, 58), (24, 58), (22, 58), (21, 54))
    assert ranking_caution(questions) == "Intervals overlap by half: do not rank them."
    apart = _questions((55, 58), (24, 58), (22, 58))
    assert ranking_caution(apart) == "Intervals overlap by half: do not rank planning and implementation."
    assert ranking_caution(_questions((57, 58), (3, 58))) == ""


def test_of_many_questions_only_neighbours_are_not_to_be_ranked() -> None:
    """The sentence before names the highest and the lowest, and those two are well apart."""
    key = _questions((31, 58))[0]
    many = [replace(key, ref=f"C{yes}", share=factories.share(yes, 81)) for yes in range(33, 70, 4)]
    assert not overlap_by_half(many[0].share, many[-1].share)
    assert ranking_caution(many) == "Many intervals overlap by half: do not rank neighbours."


@given(st.integers(1, 80), st.data())
def test_overlap_is_symmetric_and_holds_for_equals(n: int, data: st.DataObject) -> None:
    first = factories.share(data.draw(st.integers(0, n)), n)
    second = factories.share(data.draw(st.integers(0, n)), n)
    assert overlap_by_half(first, second) == overlap_by_half(second, first)
    assert overlap_by_half(first, first)


def test_hidden_questions_are_counted_in_the_sentence() -> None:
    questions = _questions((31, 58), (24, 58))
    hidden = [*questions, replace(questions[0], ref="C3", share=None)]
    assert findings_sentence(hidden, 58, "core").endswith("; one had too few answers to show.")
    assert "Too few answers" in findings_sentence([hidden[-1]], 58, "core")


def test_limits_stand_in_fixed_order() -> None:
    full = LimitFacts(
        72, excluded=(("ended within 7 days", 1),), substitutes=1, first_drawn=71, not_in=1, file_reads=9,
        stand_ins=6, pdus=8, small_pdus=4, conflicts=(("C4", 1),), route_overrides=1, edits=1, design_effect=1.3,
    )  # fmt: skip
    assert [limit.code for limit in limitations(full)] == CODES


def test_a_rule_with_zeros_says_nothing_but_conflicts_say_none_open() -> None:
    found = limitations(LimitFacts(72))
    assert [limit.code for limit in found] == ["conflicts", "sampling"]
    assert f"{found[0].lead}{found[0].rest}" == "Conflicts: none open."


def test_agreed_cases_are_told_with_what_the_list_is_made_of() -> None:
    (limit,) = [one for one in limitations(LimitFacts(74, extras=2, first_drawn=72)) if one.code == "exclusions"]
    assert f"{limit.lead}{limit.rest}" == (
        "No cases excluded; two cases beyond the sample were agreed with the inspected body:"
        " 74 listed = 72 first drawn + 2 agreed."
    )


def test_small_pdus_are_counted_and_never_named() -> None:
    (limit,) = [one for one in limitations(LimitFacts(72, pdus=8, small_pdus=4)) if one.code == "small-pdus"]
    assert "four of eight have fewer than 10 core cases" in limit.rest


@given(
    st.builds(
        LimitFacts, st.integers(0, 90), excluded=st.lists(st.tuples(st.just("ended"), st.integers(0, 9))).map(tuple),
        substitutes=st.integers(0, 9), extras=st.integers(0, 9), not_in=st.integers(0, 9),
        file_reads=st.integers(0, 90), stand_ins=st.integers(0, 9), small_pdus=st.integers(0, 11),
        pdus=st.integers(0, 11),
        conflicts=st.lists(st.tuples(st.just("C4"), st.integers(1, 9))).map(tuple), edits=st.integers(0, 9),
        key_edits=st.integers(0, 9), moderated=st.integers(0, 9), route_overrides=st.integers(0, 9),
        sample_overrides=st.integers(0, 9),
    )
)  # fmt: skip
def test_every_limit_reads_as_a_sentence(facts: LimitFacts) -> None:
    for limit in limitations(facts):
        text = f"{limit.lead}{limit.rest}"
        assert text.endswith(".")
        assert text[0].isupper() or text[0].isdigit()
        assert "  " not in text


def test_letters_are_quarters_or_bandings() -> None:
    assert [letter_of(p) for p in (0, 24, 25, 49, 50, 74, 75, 100)] == list("FFUUHHMM")
    bandings = tuple(
        Banding.model_validate({"id": name, "from": start})
        for name, start in (("inadequate", 0), ("requires_improvement", 50), ("good", 65), ("outstanding", 80))
    )
    assert [letter_of(p, bandings) for p in (49, 50, 64, 65, 79, 80)] == ["I", "RI", "RI", "G", "G", "O"]


@given(st.integers(0, 90), st.integers(0, 90))
def test_a_share_prints_what_was_counted(yes: int, no: int) -> None:
    share = share_of(Tally("C1", yes, no, 2, 1))
    assert share.of_n == f"{yes} of {yes + no}"
    assert share.left_out_words == "2 not applicable, 1 unanswered: left out"
    assert share_of(Tally("C1", na=3)).percent_words == "none applicable"
    if yes + no == 0:
        assert (share.percent, share.interval_words, share.percent_words) == (None, "", "none answered")
    else:
        assert share.bounds is not None
        assert share.percent is not None
        assert share.bounds[0] <= share.percent <= share.bounds[1]


def test_rounding_is_half_up() -> None:
    assert [half_up(v) for v in (0.5, 1.5, 2.4999)] == [1, 2, 2]
    assert half_up(12.25, 1) == 12.3


@given(st.binary(max_size=40))
def test_codes_have_no_letters_that_sound_or_look_alike(content: bytes) -> None:
    code = bytes_code(content)
    assert len(code) == 9
    assert code[4] == " "
    assert set(code.replace(" ", "")) <= set(ALPHABET)
    assert not set(ALPHABET) & set("BGIOQSZ01258")


def test_a_code_is_that_of_the_digest() -> None:
    assert check_code("0" * 64) == "AAAA AAAA"
    assert check_code(f"{23:064x}") == "9AAA AAAA"
    assert digest_groups("0123456789abcdef") == "0123 4567 89ab"


def test_dates_and_numbers_as_words() -> None:
    start, end = factories.context().fieldwork_from, factories.context().fieldwork_to
    assert date_span(start, end) == "9 to 13 November 2026"
    assert date_span(start, end.replace(month=12)) == "9 November to 13 December 2026"
    assert date_span(start, start) == "9 November 2026"
    assert long_date(start, "cy") == "9 Tachwedd 2026"
    assert tight_utc(factories.at(12, 16, 52)) == "12 Nov 16:52"
    assert elapsed(29 * 60 + 59) == "0:29"
    assert [count_words(n) for n in (0, 2, 10, 11)] == ["no", "two", "ten", "11"]


def test_key_questions_are_named_by_area_where_each_has_its_own() -> None:
    keys = _questions((31, 58), (24, 58))
    assert question_names(keys) == {"C1": "Assessment", "C2": "Planning"}
    shared = [replace(key, area="Assessment", short=f"MAPPA part {key.ref}") for key in keys]
    assert question_names(shared) == {"C1": "MAPPA part C1", "C2": "MAPPA part C2"}
    assert "for MAPPA part C1 in about half" in findings_sentence(shared, 58, "core")
    nameless = [replace(key, short="") for key in shared]
    assert "for C1 in about half" in findings_sentence(nameless, 58, "core")
