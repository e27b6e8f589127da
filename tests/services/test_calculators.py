"""What the command line prints for route, sample check, results and agreement: fields, sentences, vectors."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from hmip_desktop.domain.results import Tally
from hmip_desktop.errors import Refused
from hmip_desktop.intake.packs import shipped, shipped_pack
from hmip_desktop.services.calculate_results import calculate_results, question_results, rate
from hmip_desktop.services.measure_agreement import measure_agreement
from hmip_desktop.services.route_cases import route_cases
from hmip_desktop.services.sample_check import check_sample_file
from hmip_desktop.ui.text import sentence

RATED = shipped_pack("probation-2017")
DIPP = shipped_pack("dipp-2025")
KEY_QUESTIONS = [e for e in RATED.elements if e.kind == "key_question"]


def write(folder: Path, text: str, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def plain(answer: dict[str, object]) -> dict:
    """The answer as a program outside reads it."""
    return json.loads(json.dumps(answer))


def answers(shares: dict[str, tuple[int, int]], cases: int = 100) -> str:
    lines = ["case_ref,question,answer"]
    for ref, (yes, no) in shares.items():
        for case in range(cases):
            answer = "yes" if case < yes else "no" if case < yes + no else "na" if case % 2 else ""
            lines.append(f"26-{case:04},{ref},{answer}")
    return "\n".join(lines) + "\n"


def nps(share: int) -> dict[str, tuple[int, int]]:
    """That many yes of 100 for every key question but the other variant's."""
    left_out = {s.ref for s in RATED.standards if s.variants == ("crc",)}
    return {e.ref: (share, 100 - share) for e in KEY_QUESTIONS if e.standard not in left_out}


def test_route_answers_every_case_with_its_reason(tmp_path) -> None:
    text = (
        "case_ref,sentence_type,start_date,release_date,measure,measure_date\n"
        "A,licence,2026-01-01,2026-03-02,reset,2026-04-27\n"
        "B,licence,2026-01-01,2026-03-02,reset,2026-04-28\n"
        "C,pss,2026-01-01,2026-03-02,impact,2026-03-05\n"
        "D,community_order,2026-03-02,,impact,2026-03-01\n"
    )
    found = route_cases(write(tmp_path, text), DIPP)
    answer = plain(found.to_json(sentence))
    assert [(c["case_ref"], c["route"], c["reason_code"]) for c in answer["cases"]] == [
        ("A", "adjusted", "licence-reset-within-limit"), ("B", "core", "measure-after-limit"),
        ("C", "core", "edge-pss-impact"),
    ]  # fmt: skip
    assert "day 56 after release" in answer["cases"][0]["reason"]
    assert "day 57" in answer["cases"][1]["reason"]
    assert [(e["row"], e["column"], e["code"]) for e in answer["errors"]] == [
        (5, "measure_date", "measure-before-start")
    ]
    assert found.is_partial


def test_route_refuses_when_nothing_can_be_routed_or_the_pack_has_no_routes(tmp_path) -> None:
    path = write(tmp_path, "case_ref,sentence_type,start_date\nA,prison,2026-01-01\n")
    with pytest.raises(Refused, match="value-not-known"):
        route_cases(path, DIPP)
    with pytest.raises(Refused, match="pack-without-routes"):
        route_cases(path, RATED)


def test_route_says_it_in_other_words_when_asked(tmp_path) -> None:
    path = write(tmp_path, "case_ref,sentence_type,start_date\nA,licence,2026-01-01\n")
    answer = route_cases(path).to_json(lambda code, params: f"[{code}]")
    assert answer["cases"][0]["reason"] == "[no-measure]"


SAMPLE = "case_ref,pdu,practitioner,grade,sentence_type,start_date,rosh,requirement,person,end_date\n"


def test_a_good_sample_has_no_errors_and_no_warnings(tmp_path) -> None:
    rows = "".join(f"26-{n},North,P{n},PO,community_order,2026-05-04,medium,rar,X{n},\n" for n in range(6))
    population = write(tmp_path, "pdu,rosh,commencements\nNorth,medium,60\n", "population.csv")
    found = check_sample_file(write(tmp_path, SAMPLE + rows), date(2026, 11, 23), population)
    answer = plain(found.to_json(sentence))
    assert (answer["rows"], answer["errors"], answer["warnings"]) == (6, [], [])
    assert set(answer["checks"].values()) == {"passed"}
    assert answer["by_pdu"] == {"North": 6}
    assert answer["by_rosh"] == {"low": 0, "medium": 6, "high": 0, "very_high": 0}
    assert not found.is_refused


def test_a_sample_with_bad_rows_and_every_warning(tmp_path) -> None:
    rows = (
        "26-1,North,P1,PO,community_order,2026-05-04,low,none,X1,2026-05-06\n"
        "26-2,North,P1,PO,community_order,2026-01-04,low,rar,X1,\n"
        "26-3,North,P3,PO,community_order,04/05/2026,low,rar,X3,\n"
    )
    population = write(tmp_path, "pdu,rosh,commencements\nNorth,low,10\nNorth,high,90\n", "population.csv")
    answer = plain(check_sample_file(write(tmp_path, SAMPLE + rows), date(2026, 11, 23), population).to_json(sentence))
    assert [(e["row"], e["column"], e["code"]) for e in answer["errors"]] == [(4, "start_date", "date-not-iso")]
    assert answer["errors"][0]["message"].startswith("Row 4, start_date:")
    assert {w["code"] for w in answer["warnings"]} == set(answer["checks"])
    assert all(w["message"] and "{" not in w["message"] for w in answer["warnings"])
    by_code = {w["code"]: w["cases"] for w in answer["warnings"]}
    assert by_code["several-per-practitioner"] == ["26-1", "26-2"]
    assert by_code["ended-within-7-days"] == ["26-1"]


def test_what_was_not_given_is_not_checked(tmp_path) -> None:
    row = "26-1,North,P1,PO,licence,2026-05-04,high,,,\n"
    answer = plain(check_sample_file(write(tmp_path, SAMPLE + row)).to_json(sentence))
    unchecked = {code for code, status in answer["checks"].items() if status == "not-checked"}
    assert unchecked == {"rosh-mix", "start-outside-weeks", "no-rar-or-programme", "same-person-twice"}


def test_results_of_a_rated_pack(tmp_path) -> None:
    shares = {**nps(70), "2.1.2": (129 // 2, 100 - 129 // 2)}
    answer = plain(calculate_results(write(tmp_path, answers(shares)), RATED).to_json(sentence))
    questions = {q["ref"]: q for q in answer["questions"]}
    assert set(questions) == {e.ref for e in KEY_QUESTIONS}
    low, high = proportion_confint(70, 100, 0.05, "wilson")
    assert questions["2.1.1"]["interval"] == pytest.approx([low, high])
    assert {k: questions["2.1.2"][k] for k in ("yes", "no", "n", "percent", "banding")} == {
        "yes": 64, "no": 36, "n": 100, "percent": 64, "banding": "requires_improvement",
    }  # fmt: skip
    standards = {s["ref"]: s for s in answer["standards"]}
    assert len(standards) == 12
    assert (standards["2.1"]["rating"], standards["2.1"]["limiting"]) == ("requires_improvement", "2.1.2")
    assert (standards["2.2"]["rating"], standards["1.1"]["basis"]) == ("good", "calculated")
    assert (answer["overall"]["score"], answer["overall"]["max"], answer["overall"]["rating"]) == (19, 30, "good")
    assert answer["overall"]["variant"] == "nps"


def test_the_panel_rates_the_organisational_standards(tmp_path) -> None:
    panel = write(tmp_path, "standard,rating,reason\n1.1,outstanding,seen\n1.2,inadequate,seen\n", "panel.csv")
    answer = plain(calculate_results(write(tmp_path, answers(nps(85))), RATED, panel).to_json(sentence))
    standards = {s["ref"]: s for s in answer["standards"]}
    assert [(standards[r]["rating"], standards[r]["basis"]) for r in ("1.1", "1.2", "1.3")] == [
        ("outstanding", "panel"), ("inadequate", "panel"), ("outstanding", "calculated"),
    ]  # fmt: skip
    assert (answer["overall"]["score"], answer["overall"]["rating"]) == (27, "outstanding")


def test_nothing_applicable_leaves_everything_open(tmp_path) -> None:
    shares = {**nps(70), "2.3.1": (0, 0)}
    answer = plain(calculate_results(write(tmp_path, answers(shares)), RATED).to_json(sentence))
    question = next(q for q in answer["questions"] if q["ref"] == "2.3.1")
    assert (question["n"], question["na"], question["unanswered"]) == (0, 50, 50)
    assert (question["percent"], question["interval"], question["banding"]) == (None, None, None)
    standard = next(s for s in answer["standards"] if s["ref"] == "2.3")
    assert (standard["rating"], standard["missing"]) == ("not_rated", ["2.3.1"])
    assert (answer["overall"]["rating"], answer["overall"]["missing"]) == (None, ["2.3"])


def test_an_unrated_pack_has_no_ratings_and_prompts_no_banding(tmp_path) -> None:
    answer = plain(calculate_results(write(tmp_path, answers({"C1": (60, 40)})), DIPP).to_json(sentence))
    assert "standards" not in answer
    assert "overall" not in answer
    assert {q["banding"] for q in answer["questions"]} == {None}
    text = answers({"2.1.1": (60, 40), "2.1.1a": (90, 10)}) if RATED.has("2.1.1a") else answers({"2.1.1": (60, 40)})
    rated = plain(calculate_results(write(tmp_path, text), RATED).to_json(sentence))
    assert [q["banding"] for q in rated["questions"] if q["ref"] == "2.1.1a"] in ([None], [])


def test_warnings_say_what_was_left_out(tmp_path) -> None:
    text = "case_ref,question,answer,shoe\n1,2.1.1,na,9\n2,2.1.1,na,9\n"
    answer = plain(calculate_results(write(tmp_path, text), RATED).to_json(sentence))
    offered = RATED.element("2.1.1").na
    codes = {w["code"]: w for w in answer["warnings"]}
    assert "column-unknown" in codes
    assert ("na-not-offered" in codes) != offered
    if not offered:
        assert (codes["na-not-offered"]["count"], codes["na-not-offered"]["rows"]) == (2, [2, 3])


@given(
    st.dictionaries(st.sampled_from([e.ref for e in KEY_QUESTIONS]), st.tuples(st.integers(0, 60), st.integers(0, 60)))
)
def test_ratings_hold_their_rules_for_any_counts(shares) -> None:
    questions = question_results(RATED, {ref: Tally(ref, yes, no) for ref, (yes, no) in shares.items()})
    standards, overall = rate(RATED, questions, {})
    assert standards is not None
    assert overall is not None
    assert RATED.scoring is not None
    order = [band.id for band in RATED.scoring.bandings]
    by_ref = {q.ref: q for q in questions}
    for rating, standard in zip(standards, RATED.standards, strict=True):
        bandings = [by_ref[q.ref].banding for q in standard.questions]
        if None in bandings:
            assert rating.rating == "not_rated"
        else:
            assert rating.rating == min(bandings, key=order.index)
            assert by_ref[rating.limiting].banding == rating.rating
    assert (overall.rating is None) == bool(overall.reason)


def test_an_inspection_takes_only_the_panels_rating_for_organisational_standards() -> None:
    questions = question_results(RATED, {e.ref: Tally(e.ref, 9, 1) for e in KEY_QUESTIONS})
    standards, overall = rate(RATED, questions, {}, panel_only=True)
    assert standards is not None
    assert overall is not None
    assert {(s.rating, s.basis) for s in standards if s.ref.startswith("1.")} == {("not_rated", "panel")}
    assert overall.rating is None


def test_every_shipped_pack_can_be_calculated() -> None:
    for pack in shipped():
        refs = [e.ref for e in pack.elements if e.kind in ("key_question", "prompt")]
        found = question_results(pack, {ref: Tally(ref, 3, 1) for ref in refs})
        assert [q.ref for q in found] == refs
        assert {q.percent for q in found} == {75}


def test_agreement_of_two_raters(tmp_path) -> None:
    marks = ["yes,yes"] * 13 + ["yes,no"] * 2 + ["no,no"] * 9 + ["no,yes"]
    rows = "".join(f"{n},A,{a}\n{n},B,{b}\n" for n, (a, b) in enumerate(m.split(",") for m in marks))
    answer = plain(measure_agreement(write(tmp_path, "subject,rater,category\n" + rows)).to_json(sentence))
    assert (answer["n_subjects"], answer["n_raters"], answer["percent_agreement"]) == (25, 2, 88)
    assert answer["cohen_kappa"] == pytest.approx(0.754098, abs=1e-6)
    assert answer["reason"] is None
    assert set(answer["intervals"]) == {
        "observed_agreement", "cohen_kappa", "fleiss_kappa", "gwet_ac1", "krippendorff_alpha",
    }  # fmt: skip


def test_undefined_agreement_is_null_with_its_reason(tmp_path) -> None:
    answer = plain(
        measure_agreement(write(tmp_path, "subject,rater,category\n1,A,yes\n1,B,yes\n1,C,yes\n")).to_json(sentence)
    )
    assert answer["cohen_kappa"] is None
    assert answer["reason_code"]["cohen_kappa"] == "not-two-raters"
    assert answer["reason_code"]["gwet_ac1"] == "one-category"
    assert answer["reason"]["gwet_ac1"].startswith("Everybody used")
