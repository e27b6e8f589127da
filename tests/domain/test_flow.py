"""Navigation: what is visible, next, missing and contradictory, and the laws that hold for any answers."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_packs import SMALL, pack_of

from hmip_desktop.domain.conditions import Value
from hmip_desktop.domain.flow import Contradiction, Count, Flow, Navigator
from hmip_desktop.intake.packs import shipped_pack

PACK = pack_of(SMALL)
CORE = Navigator(PACK, "core", "north")


def look(answers: dict[str, Value], **facts: Value) -> Flow:
    return CORE.look(facts, answers)


def test_prompts_come_before_their_judgement_and_data_after_the_standards() -> None:
    flow = look({"C1a": "yes", "C1b": "yes", "D1": ("ring",)}, days=11)
    assert flow.visible == ("C1a", "C1b", "C1c", "C1", "D1", "D2", "R1", "N1")
    assert [page.ref for page in flow.pages] == ["C1", "data:assessment", "R1", "N1"]


def test_other_route_and_variant_are_not_asked() -> None:
    flow = Navigator(PACK, "adjusted", "south").look({"days": 30}, {})
    assert flow.visible == ("A1", "D1", "R1")
    assert flow.na_allowed("A1")
    assert not flow.na_allowed("R1")
    assert not flow.na_allowed("C1b")


def test_organisational_questions_stand_apart() -> None:
    flow = Navigator(PACK, organisational=True).look({}, {})
    assert flow.visible == ("O1.1a", "O1.1")


def test_a_hidden_answer_is_kept_inactive_and_hides_what_waits_for_it() -> None:
    shown: dict[str, Value] = {"C1a": "yes", "C1b": "yes", "C1c": "no", "C1": "yes"}
    assert look(shown).inactive == ()
    assert look(shown).contradictions[0].prompts == ("C1c",)
    hidden = look(shown | {"C1a": "no"})
    assert hidden.visible[:2] == ("C1a", "C1")
    assert hidden.inactive == ("C1b", "C1c")
    assert hidden.answer("C1b") is None
    assert hidden.answers["C1b"] == "yes"
    assert hidden.contradictions == (Contradiction("C1", "yes-with-prompt-no", ("C1a",)),)


def test_a_number_and_a_single_choice_are_read_as_such() -> None:
    assert look({"D1": ("ring",)}).is_visible("D2")
    assert look({"D1": "ring"}).is_visible("D2")
    assert not look({"D1": ("letter",)}).is_visible("D2")
    assert look({"D1": ("ring",)}).rules("C1a") == ("They were rung.",)
    assert look({}).rules("R1") == ()


@pytest.mark.parametrize(
    ("answers", "code", "prompts"),
    [
        ({"C1": "yes", "C1a": "no"}, "yes-with-prompt-no", ("C1a",)),
        ({"C1": "no", "C1a": "yes", "C1b": "yes", "C1c": "yes"}, "no-with-all-prompts-yes", ("C1a", "C1b", "C1c")),
        ({"C1": "no", "C1a": "yes", "C1b": "na"}, "no-with-all-prompts-yes", ("C1a",)),
    ],
)
def test_contradictions(answers: dict[str, Value], code: str, prompts: tuple[str, ...]) -> None:
    found = look(answers).contradiction("C1")
    assert found is not None
    assert (found.code, found.prompts) == (code, prompts)


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"C1": "yes", "C1a": "yes", "C1b": "na"},
        {"C1": "no", "C1a": "yes", "C1b": "yes"},
        {"C1": "no", "C1a": "no"},
        {"C1a": "no"},
        {"R1": "no"},
    ],
)
def test_no_contradiction(answers: dict[str, Value]) -> None:
    assert look(answers).contradictions == ()


def test_progress_counts_judgements_prompts_and_required_data_only() -> None:
    flow = look({"C1a": "no", "D1": ("ring",), "N1": "yes", "R1": None}, days=3)
    assert flow.stages == {"assessment": Count(2, 3), "reviewing": Count(0, 1)}
    assert flow.standards == {"S1": Count(1, 2), "S4": Count(0, 1)}
    assert flow.total == Count(2, 4)
    assert flow.total.open == 2
    assert flow.missing == ("C1", "R1")
    assert flow.page_count("C1") == Count(1, 2)
    assert flow.page_count("N1") == Count(0, 0)
    assert look({"D1": ()}).missing == ("C1a", "C1", "D1", "R1")


def test_next_and_previous_step_over_what_is_hidden() -> None:
    flow = look({"C1a": "no"})
    assert (flow.next("C1a"), flow.next("C1"), flow.next("R1")) == ("C1", "D1", None)
    assert (flow.previous("R1"), flow.previous("C1a")) == ("D1", None)
    assert (flow.next("gone"), flow.previous("gone")) == ("C1a", "R1")
    page = flow.next_page("C1")
    assert page is not None
    assert page.ref == "data:assessment"
    assert flow.previous_page("C1") is None
    assert flow.page_of("C1b") is None
    shown = flow.page_of("C1a")
    assert shown is not None
    assert shown.elements == ("C1a", "C1")


def test_next_unanswered_goes_round() -> None:
    flow = look({"C1a": "no", "D1": ("letter",)})
    assert flow.next_unanswered() == "C1"
    assert flow.next_unanswered("C1") == "R1"
    assert flow.next_unanswered("R1") == "C1"
    done = look({"C1a": "no", "C1": "no", "D1": ("letter",), "R1": "yes"})
    assert done.next_unanswered("C1") is None
    assert done.total.complete


REFS = [element.ref for element in PACK.elements if element.kind in ("key_question", "prompt", "data")]
ANSWERS = st.dictionaries(
    st.sampled_from([*REFS, "gone"]), st.sampled_from(["yes", "no", "na", None, ("ring",), ("letter",), ()])
)
ROUTES = st.sampled_from(["core", "adjusted", ""])


@given(ANSWERS, ROUTES, st.integers(0, 20))
def test_laws(answers: dict[str, Value], route: str, days: int) -> None:
    flow = Navigator(PACK, route, "north").look({"days": days}, dict(answers))
    assert set(flow.missing) <= set(flow.visible)
    assert not set(flow.inactive) & set(flow.visible)
    answered = {ref for ref, value in answers.items() if value not in (None, "", ())}
    assert answered == {ref for ref in flow.visible if flow.answer(ref) is not None} | set(flow.inactive)
    assert flow.total.open == len(flow.missing)
    assert len(set(flow.visible)) == len(flow.visible)
    walked = [flow.visible[0]]
    while (after := flow.next(walked[-1])) is not None:
        assert flow.previous(after) == walked[-1]
        walked.append(after)
    assert tuple(walked) == flow.visible
    assert flow.answers == answers


@given(ANSWERS, st.integers(0, 20))
def test_answering_what_is_missing_ends(answers: dict[str, Value], days: int) -> None:
    given_answers = dict(answers)
    for _ in range(len(REFS) + 1):
        ref = CORE.look({"days": days}, given_answers).next_unanswered()
        if ref is None:
            break
        given_answers[ref] = ("ring",) if ref.startswith("D") else "yes"
    assert CORE.look({"days": days}, given_answers).total.complete


def test_a_page_change_costs_less_than_a_millisecond() -> None:
    navigator = Navigator(shipped_pack("case-supervision-2017-draft"))
    answers: dict[str, Value] = dict.fromkeys(navigator.elements, "yes")
    best = 1.0
    for _ in range(50):
        start = time.perf_counter()
        flow = navigator.look({"sentence_type": "licence"}, answers)
        assert flow.total.complete
        assert flow.contradictions == ()
        assert flow.next_unanswered("2.1.1") is None
        best = min(best, time.perf_counter() - start)
    assert best < 0.001
