"""The contract of the commands that need no store: packs, routing, sample check, results, agreement, usage."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import Workbook

from hmip_desktop import __version__
from hmip_desktop.cli import main
from hmip_desktop.intake.packs import shipped_pack
from hmip_desktop.paths import resource
from tests.command_line import Run, Said, digests, expect_refusal, runner

PACKS = {
    "case-supervision-2017-draft": (4, 12, 46, False),
    "dipp-2025": (7, 20, 81, False),
    "probation-2017": (12, 40, 165, True),
}
COUNTS = {"id", "version", "rated", "standards", "key_questions", "prompts", "languages"}
DIPP = resource("packs/dipp-2025.toml").read_text(encoding="utf-8")
FIRST_PROMPT = 'ref = "C1a"\n'
RATED = shipped_pack("probation-2017")
NPS = [e.ref for e in RATED.elements if e.kind == "key_question" and not e.ref.startswith("4.")]

DOCUMENT = """\
1.1 Bread
The bread is fresh.
1.1.1 Is the bread baked early enough?
a) Before the doors open?
b) Enough for everybody?
"""


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.delenv("HMIP_PASSPHRASE", raising=False)
    return runner(capsys)


def write(folder: Path, content: str | bytes, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


# packs ----------------------------------------------------------------------------------------------------------


def test_pack_list(run: Run) -> None:
    said = run("pack", "list")
    assert said.exit == 0
    found = {p["id"]: (p["standards"], p["key_questions"], p["prompts"], p["rated"]) for p in said.data["packs"]}
    assert found == PACKS
    assert all(p.keys() >= COUNTS for p in said.data["packs"])


@pytest.mark.parametrize("pack", PACKS)
def test_pack_show_has_every_element(run: Run, pack: str) -> None:
    said = run("pack", "show", pack)
    assert said.exit == 0
    assert said.data.keys() >= COUNTS
    kinds = [element["kind"] for element in said.data["elements"]]
    assert tuple(kinds.count(kind) for kind in ("standard", "key_question", "prompt")) == PACKS[pack][:3]
    assert set(kinds) <= {"standard", "key_question", "prompt", "data", "topic"}
    for element in said.data["elements"]:
        assert element.keys() >= {"ref", "kind", "text", "stage", "lens", "route", "guidance"}
        assert isinstance(element["guidance"], bool)
        assert element["guidance"] or element["kind"] != "key_question"


def test_pack_show_of_a_file_and_in_welsh(run: Run, tmp_path: Path) -> None:
    english = run("pack", "show", write(tmp_path, DIPP, "mine.toml"))
    welsh = run("pack", "show", "dipp-2025", "--language", "cy")
    assert [e["ref"] for e in english.data["elements"]] == [e["ref"] for e in welsh.data["elements"]]
    texts = zip(english.data["elements"], welsh.data["elements"], strict=True)
    assert all(one["text"] != other["text"] for one, other in texts if one["kind"] == "key_question")
    only_english = DIPP.replace('languages = ["en", "cy"]', 'languages = ["en"]').partition("[translations.cy]")[0]
    file = write(tmp_path, only_english, "english.toml")
    expect_refusal(run("pack", "show", file, "--language", "cy"), "pack-language-missing")
    expect_refusal(run("pack", "show", "nowhere"), "pack-unknown")


def test_pack_check_of_a_good_file(run: Run, tmp_path: Path) -> None:
    said = run("pack", "check", write(tmp_path, DIPP, "mine.toml"))
    assert said.exit == 0
    assert (said.data["errors"], said.data["key_questions"]) == ([], 20)


BAD_PACKS = {
    "duplicate-id": (DIPP.replace('ref = "C1b"', 'ref = "C1a"', 1), "pack-repeated-ref"),
    "dangling": (DIPP.replace(FIRST_PROMPT, FIRST_PROMPT + "when = 'answer.Z9 == \"no\"'\n", 1), "pack-unknown-ref"),
    "cycle": (DIPP.replace(FIRST_PROMPT, FIRST_PROMPT + "when = 'answer.C1a'\n", 1), "pack-condition-cycle"),
    "condition": (DIPP.replace(FIRST_PROMPT, FIRST_PROMPT + "when = 'open(1)'\n", 1), "pack-bad-condition"),
    "repeated-key": ('id = "x"\n' + DIPP, "pack-repeated-key"),
    "deep": (DIPP + "\nx = " + "[" * 40 + "]" * 40 + "\n", "pack-too-deep"),
    "very-deep": ("x = " + "[" * 50_000 + "]" * 50_000 + "\n", "pack-too-deep"),
    "unknown-field": (DIPP.replace("rated = false", "rated = false\nbogus = 1", 1), "pack-unknown-field"),
    "stage": (DIPP.replace('stage = "planning"', 'stage = "dreaming"', 1), "pack-not-allowed"),
    "syntax": (DIPP.replace('title = "', "title = ", 1), "pack-bad-syntax"),
    "empty": ("", "pack-missing-field"),
}


@pytest.mark.parametrize("name", BAD_PACKS)
def test_pack_check_prints_its_own_object_for_a_bad_file(run: Run, tmp_path: Path, name: str) -> None:
    text, code = BAD_PACKS[name]
    said = run("pack", "check", write(tmp_path, text, "bad.toml"))
    assert (said.exit, said.code) == (1, "")
    first = said.data["errors"][0]
    assert first["code"] == code
    assert first["line"] >= 1
    assert "bad.toml" in first["message"]
    assert "{" not in first["message"]
    assert said.data["id"] is None


def test_pack_check_refuses_what_is_no_pack_file(run: Run, tmp_path: Path) -> None:
    expect_refusal(run("pack", "check", tmp_path / "none.toml"), "pack-file-missing")
    expect_refusal(run("pack", "check", tmp_path), "pack-file-kind")
    expect_refusal(run("pack", "check", write(tmp_path, "x", "pack.txt")), "pack-file-kind")
    expect_refusal(run("pack", "check", write(tmp_path, DIPP.encode("utf-16"), "pack.toml")), "pack-not-text")


def test_pack_build_and_then_check(run: Run, tmp_path: Path) -> None:
    source, out = write(tmp_path, DOCUMENT, "bread.txt"), tmp_path / "bread.json"
    said = run("pack", "build", source, "--id", "bread", "--version", "1.0", "--out", out)
    assert (said.exit, said.data["key_questions"], said.data["prompts"], said.data["rated"]) == (0, 1, 2, False)
    assert [warning["code"] for warning in said.data["warnings"]] == ["published-not-like"]
    checked = run("pack", "check", out)
    assert checked.exit == 0
    assert "pack-not-rated" in [warning["code"] for warning in checked.data["warnings"]]
    like = run("pack", "build", source, "--id", "bread", "--version", "1.0", "--out", out, "--like", "probation-2017")
    assert (like.exit, like.data["rated"]) == (0, True)


def test_pack_build_writes_nothing_from_what_holds_no_standards(run: Run, tmp_path: Path) -> None:
    plain = write(tmp_path, "Nothing of that kind is in here.\n", "plain.txt")
    fakes = [(write(tmp_path, "x", f"fake.{kind}"), code) for kind, code in (
        ("docx", "published-not-word"), ("xlsx", "xlsx-not-xlsx"), ("pdf", "published-kind"),
    )]  # fmt: skip
    before = digests(tmp_path)
    rest = ("--id", "x", "--version", "1.0", "--out", tmp_path / "x.toml")
    expect_refusal(run("pack", "build", plain, *rest), "published-no-standards")
    expect_refusal(run("pack", "build", tmp_path / "none.txt", *rest), "published-missing")
    for file, code in fakes:
        expect_refusal(run("pack", "build", file, *rest), code)
    document = write(tmp_path, DOCUMENT, "bread.txt")
    expect_refusal(run("pack", "build", document, *rest[:4], "--out", tmp_path / "x.yaml"), "pack-file-kind")
    expect_refusal(run("pack", "build", document, "--id", "No Id", *rest[2:]), "pack-name-malformed")
    expect_refusal(run("pack", "build", document, "--id", "x", "--version", "one", *rest[4:]), "pack-name-malformed")
    expect_refusal(run("pack", "build", document, *rest, "--like", "nowhere"), "pack-unknown")
    document.unlink()
    assert digests(tmp_path) == before


# route ----------------------------------------------------------------------------------------------------------

ROUTE = "case_ref,sentence_type,start_date,release_date,measure,measure_date\n"
ROUTED = [
    ("licence,2026-01-01,2026-03-02,reset,2026-04-27", "adjusted", "licence-reset-within-limit"),
    ("licence,2026-01-01,2026-03-02,reset,2026-04-28", "core", "measure-after-limit"),
    ("licence,2026-01-01,2026-03-02,impact,2026-03-02", "adjusted", "licence-impact-within-limit"),
    ("community_order,2026-03-02,,impact,2026-04-27", "adjusted", "community-impact-within-limit"),
    ("suspended_sentence_order,2026-03-02,,impact,2026-04-28", "core", "measure-after-limit"),
    ("community_order,2026-03-02,,reset,2026-03-05", "core", "edge-community-reset"),
    ("pss,2026-01-01,2026-03-02,reset,2026-12-05", "adjusted", "pss-reset"),
    ("pss,2026-01-01,2026-03-02,impact,2026-03-05", "core", "edge-pss-impact"),
    ("community_order,2026-03-02,,,", "core", "no-measure"),
]
UNROUTED = [
    ("community_order,2026-03-02,,impact,2026-03-01", "measure-before-start"),
    ("licence,2026-01-01,,impact,2026-03-01", "release-date-missing"),
    ("licence,2026-01-01,2026-03-02,impact,", "measure-date-missing"),
    ("licence,2026-01-01,2026-03-02,,2026-03-09", "measure-not-named"),
    ("prison,2026-01-01,,,", "value-not-known"),
    ("licence,02/03/2026,,,", "date-not-iso"),
]


def test_route_gives_each_case_its_set(run: Run, tmp_path: Path) -> None:
    text = ROUTE + "".join(f"R{i},{row}\n" for i, (row, _, _) in enumerate(ROUTED))
    said = run("route", write(tmp_path, text))
    assert said.exit == 0
    found = [(c["case_ref"], c["route"], c["reason_code"]) for c in said.data["cases"]]
    assert found == [(f"R{i}", route, code) for i, (_, route, code) in enumerate(ROUTED)]
    assert all(c["reason"].endswith(".") and "{" not in c["reason"] for c in said.data["cases"])


def test_route_names_each_bad_row_and_routes_the_rest(run: Run, tmp_path: Path) -> None:
    text = ROUTE + f"A,{ROUTED[0][0]}\n" + "".join(f"B{i},{row}\n" for i, (row, _) in enumerate(UNROUTED))
    said = run("route", write(tmp_path, text), "--pack", "dipp-2025")
    assert said.exit == 3
    assert [c["case_ref"] for c in said.data["cases"]] == ["A"]
    assert [(e["row"], e["code"]) for e in said.data["errors"]] == [(3 + i, c) for i, (_, c) in enumerate(UNROUTED)]


def test_route_refuses_when_nothing_can_be_routed(run: Run, tmp_path: Path) -> None:
    expect_refusal(run("route", write(tmp_path, ROUTE + "A,prison,2026-01-01,,,\n")), "value-not-known")
    expect_refusal(run("route", write(tmp_path, ROUTE)), "no-rows")
    good = write(tmp_path, ROUTE + f"A,{ROUTED[0][0]}\n")
    expect_refusal(run("route", good, "--pack", "probation-2017"), "pack-without-routes")
    expect_refusal(run("route", tmp_path / "none.csv"), "file-missing")


# sample check ---------------------------------------------------------------------------------------------------

SAMPLE = "case_ref,pdu,practitioner,grade,sentence_type,start_date,rosh,requirement,person,end_date,sex\n"
GOOD = "26-1,Nörth,P1,PO,community_order,2026-05-04,low,none,X1,2026-05-06,male\n"


def test_sample_check_counts_rows_as_a_spreadsheet_does(run: Run, tmp_path: Path) -> None:
    bad = GOOD.replace("low", "severe").replace("26-1", "26-2")
    said = run("sample", "check", write(tmp_path, SAMPLE + GOOD + bad + GOOD))
    assert (said.exit, said.code, said.data["rows"]) == (1, "", 3)
    found = [(e["row"], e["column"], e["code"]) for e in said.data["errors"]]
    assert found == [(3, "rosh", "value-not-known"), (4, "case_ref", "case-ref-twice")]
    assert said.data["by_pdu"] == {"Nörth": 1}
    assert said.data["by_rosh"] == {"low": 1, "medium": 0, "high": 0, "very_high": 0}


def test_sample_check_warns_and_never_blocks(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path, SAMPLE + GOOD)
    alone = run("sample", "check", file)
    assert alone.exit == 0
    assert {"rosh-mix", "start-outside-weeks"} <= {c for c, s in alone.data["checks"].items() if s == "not-checked"}
    population = write(tmp_path, "pdu,rosh,commencements\nNörth,low,10\nNörth,high,90\n", "population.csv")
    said = run("sample", "check", file, "--fieldwork-start", "2027-11-23", "--population", population)
    assert said.exit == 0
    codes = {warning["code"] for warning in said.data["warnings"]}
    assert {"few-in-pdu", "rosh-mix", "start-outside-weeks", "ended-within-7-days", "no-rar-or-programme"} <= codes
    assert all(w.keys() >= {"code", "cases", "message"} and "{" not in w["message"] for w in said.data["warnings"])


@pytest.mark.parametrize("column", ["name", "Surname", "dob", "date of birth", "first name"])
def test_sample_check_never_takes_names_of_people(run: Run, tmp_path: Path, column: str) -> None:
    said = run("sample", "check", write(tmp_path, (SAMPLE + GOOD).replace("sex", column, 1)))
    assert said.exit == 1
    assert said.data["errors"][0]["code"] == "column-names-people"


UNREADABLE = {
    "latin.csv": ((SAMPLE + GOOD).encode("latin-1"), "file-not-utf8"),
    "utf16.csv": ((SAMPLE + GOOD).encode("utf-16"), "file-not-utf8"),
    "nul.csv": (SAMPLE.encode() + b"\0\n", "file-not-text"),
    "empty.csv": (b"", "file-empty"),
    "quote.csv": ((SAMPLE + '"26-1,North\n').encode(), "file-malformed"),
    "twice.csv": (SAMPLE.replace("person", "pdu").encode(), "column-twice"),
    "text.xlsx": ((SAMPLE + GOOD).encode(), "xlsx-not-xlsx"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_sample_check_refuses_what_it_cannot_read(run: Run, tmp_path: Path, name: str) -> None:
    content, code = UNREADABLE[name]
    expect_refusal(run("sample", "check", write(tmp_path, content, name)), code)


def test_sample_check_reads_excel_and_csv_alike(run: Run, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (SAMPLE + GOOD).splitlines():
        sheet.append(line.split(","))
    book.save(tmp_path / "sample.xlsx")
    bom = write(tmp_path, "\ufeff" + (SAMPLE + GOOD).replace("\n", "\r\n"))
    assert run("sample", "check", tmp_path / "sample.xlsx") == run("sample", "check", bom)


# results --------------------------------------------------------------------------------------------------------


def answers(shares: dict[str, int], cases: int = 100) -> str:
    lines = [f"c{i},{ref},{'yes' if i < share else 'no'}" for ref, share in shares.items() for i in range(cases)]
    return "case_ref,question,answer\n" + "\n".join(lines) + "\n"


def results(run: Run, folder: Path, text: str, *options: object, pack: str = "probation-2017") -> Said:
    return run("results", write(folder, text), "--pack", pack, *options)


def test_results_of_an_unrated_pack(run: Run, tmp_path: Path) -> None:
    text = "\ufeffcase_ref,question,answer\nA,C1,yes\nB,C1,no\nC,C1,na\nD,C1,\nA,C1a,yes\n"
    said = results(run, tmp_path, text, pack="dipp-2025")
    assert said.exit == 0
    assert "standards" not in said.data
    assert "overall" not in said.data
    questions = {q["ref"]: q for q in said.data["questions"]}
    first = questions["C1"]
    assert [first[k] for k in ("yes", "no", "na", "unanswered", "n", "percent")] == [1, 1, 1, 1, 2, 50]
    assert first["interval"] == pytest.approx([0.0945, 0.9055], abs=1e-4)
    assert first["banding"] is None
    assert [questions["C2"][k] for k in ("n", "percent", "interval", "banding")] == [0, None, None, None]


@pytest.mark.parametrize(
    ("share", "rating", "score"),
    [(49, "inadequate", 0), (50, "requires_improvement", 10), (64, "requires_improvement", 10), (65, "good", 20),
     (79, "good", 20), (80, "outstanding", 30)],
)  # fmt: skip
def test_results_band_and_add_up(run: Run, tmp_path: Path, share: int, rating: str, score: int) -> None:
    said = results(run, tmp_path, answers(dict.fromkeys(NPS, share)))
    overall = said.data["overall"]
    assert (overall["score"], overall["max"], overall["rating"]) == (score, 30, rating)
    rated = [s for s in said.data["standards"] if s["rating"] != "not_rated"]
    assert [s["rating"] for s in rated] == [rating] * 10
    assert {s["basis"] for s in rated} == {"calculated"}


def test_results_rate_a_standard_by_its_lowest_key_question(run: Run, tmp_path: Path) -> None:
    low = {f"2.{n}.2": 55 for n in (1, 2, 3, 4)}
    said = results(run, tmp_path, answers({**dict.fromkeys(NPS, 70), **low}))
    standards = {s["ref"]: s for s in said.data["standards"]}
    assert (standards["2.1"]["rating"], standards["2.1"]["limiting"]) == ("requires_improvement", "2.1.2")
    assert (said.data["overall"]["score"], said.data["overall"]["rating"]) == (16, "good")


def test_results_round_half_up_and_then_band(run: Run, tmp_path: Path) -> None:
    said = results(run, tmp_path, answers({"2.1.1": 129}, 200))
    question = next(q for q in said.data["questions"] if q["ref"] == "2.1.1")
    assert (question["percent"], question["banding"]) == (65, "good")


def test_results_take_the_panel_for_organisational_standards(run: Run, tmp_path: Path) -> None:
    cases = answers({ref: 70 for ref in NPS if not ref.startswith("1.")})
    without = results(run, tmp_path, cases)
    assert without.data["overall"]["rating"] is None
    assert without.data["overall"]["missing"] == ["1.1", "1.2", "1.3", "1.4"]
    rows = "standard,rating,reason\n1.1,outstanding,a\n1.2,good,b\n1.3,inadequate,c\n1.4,requires_improvement,d\n"
    panel = write(tmp_path, rows, "panel.csv")
    said = results(run, tmp_path, cases, "--organisational", panel)
    by_ref = {s["ref"]: (s["rating"], s["basis"]) for s in said.data["standards"]}
    assert by_ref["1.3"] == ("inadequate", "panel")
    assert by_ref["2.1"] == ("good", "calculated")
    assert (said.data["overall"]["score"], said.data["overall"]["rating"]) == (18, "good")
    expect_refusal(
        results(run, tmp_path, cases, "--organisational", write(tmp_path, rows + "2.1,good,x\n", "p.csv")),
        "standard-not-organisational",
    )
    unrated = results(run, tmp_path, answers({"C1": 3}), "--organisational", panel, pack="dipp-2025")
    expect_refusal(unrated, "pack-takes-no-ratings")


def test_results_without_an_answer_are_null_and_named(run: Run, tmp_path: Path) -> None:
    said = results(run, tmp_path, answers({ref: 70 for ref in NPS if ref != "2.1.2"}))
    standard = next(s for s in said.data["standards"] if s["ref"] == "2.1")
    assert standard["rating"] == "not_rated"
    assert (said.data["overall"]["rating"], said.data["overall"]["missing"]) == (None, ["2.1"])


def test_results_warn_of_what_they_leave_out_and_of_odd_na(run: Run, tmp_path: Path) -> None:
    said = results(run, tmp_path, "case_ref,question,answer,colour\nA,2.1.1,na,red\n")
    assert said.exit == 0
    assert {w["code"] for w in said.data["warnings"]} == {"na-not-offered", "column-unknown"}


def test_results_cover_the_variant_that_has_answers(run: Run, tmp_path: Path) -> None:
    crc = [ref for ref in NPS if not ref.startswith("3.")]
    crc += [e.ref for e in RATED.elements if e.kind == "key_question" and e.ref.startswith("4.")]
    said = results(run, tmp_path, answers(dict.fromkeys(crc, 70)))
    assert (said.data["overall"]["variant"], said.data["overall"]["score"]) == ("crc", 20)


ROWS = "case_ref,question,answer,assessor,counted,rosh\n"
BAD_ANSWERS = {
    "A,2.1.1,yes,X,true,\nA,2.1.1,no,Y,true,\n": "answered-twice",
    "A,9.9.9,yes,X,true,\n": "answer-question-unknown",
    "A,2.1.1,maybe,X,true,\n": "value-not-known",
    "A,2.1.1,yes,X,perhaps,\n": "value-not-known",
    "A,2.1.1,yes,X,true,severe\n": "value-not-known",
    "": "no-rows",
}


@pytest.mark.parametrize("rows", BAD_ANSWERS)
def test_results_refuse_a_bad_row(run: Run, tmp_path: Path, rows: str) -> None:
    expect_refusal(results(run, tmp_path, ROWS + rows), BAD_ANSWERS[rows])


def test_results_count_one_of_two_assessors(run: Run, tmp_path: Path) -> None:
    said = results(run, tmp_path, ROWS + "A,2.1.1,yes,X,true,\nA,2.1.1,no,Y,false,\n")
    question = next(q for q in said.data["questions"] if q["ref"] == "2.1.1")
    assert (question["yes"], question["no"]) == (1, 0)


# agreement ------------------------------------------------------------------------------------------------------

MEASURES = ("cohen_kappa", "fleiss_kappa", "gwet_ac1", "krippendorff_alpha")
RATINGS = "subject,rater,category\n"


def test_agreement_of_two_raters_with_a_rating_missing(run: Run, tmp_path: Path) -> None:
    rows = "1,A,yes\n1,B,yes\n2,A,no\n2,B,yes\n3,A,no\n3,B,no\n4,A,yes\n4,B,\n"
    said = run("agreement", write(tmp_path, RATINGS + rows))
    assert said.exit == 0
    assert (said.data["n_subjects"], said.data["n_raters"]) == (4, 2)
    assert said.data["percent_agreement"] == pytest.approx(200 / 3)
    assert said.data["cohen_kappa"] == pytest.approx(0.4)
    assert all(isinstance(said.data[name], float) for name in MEASURES)


def test_agreement_that_is_undefined_is_null_with_its_reason(run: Run, tmp_path: Path) -> None:
    said = run("agreement", write(tmp_path, RATINGS + "1,A,yes\n1,B,yes\n2,A,yes\n2,B,yes\n"))
    assert said.exit == 0
    assert [said.data[name] for name in MEASURES] == [None] * 4
    assert set(said.data["reason"]) == set(MEASURES)
    expect_refusal(run("agreement", write(tmp_path, RATINGS + "1,A,yes\n1,A,no\n")), "rated-twice")
    expect_refusal(run("agreement", write(tmp_path, "subject,rater\n1,A\n")), "column-missing")


# usage ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [["nowhere"], ["pack"], ["pack", "show"], ["merge"], ["report", "--kind", "novel"], ["demo", "--cases", "x"],
     ["store", "create", "x", "--name", "N", "--role", "boss", "--recovery-file", "f"],
     ["sample", "check", "x.csv", "--fieldwork-start", "23/11/2026"]],
)  # fmt: skip
def test_wrong_usage_is_exit_2(run: Run, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    said = run(*arguments)
    assert (said.exit, said.code) == (2, "wrong-usage")
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("usage: hmip-desktop")


def test_json_may_stand_first_and_refusals_need_no_json(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "pack", "list"]) == 0
    assert len(json.loads(capsys.readouterr().out)["packs"]) == 3
    assert main(["pack", "show", "nowhere"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1


def test_a_store_needs_a_passphrase_that_is_no_argument(run: Run, tmp_path: Path) -> None:
    expect_refusal(run("audit", "--store", tmp_path), "passphrase-missing")
    none = run("audit", "--store", tmp_path, "--passphrase-file", tmp_path / "none")
    expect_refusal(none, "passphrase-file-unreadable")


def test_what_cannot_be_shown_is_refused_before_anything_is_made(run: Run, tmp_path: Path) -> None:
    plain = write(tmp_path, "x", "plain")
    (tmp_path / "used" / "stores").mkdir(parents=True)
    before = digests(tmp_path)
    expect_refusal(run("demo", "--cases", "1", "--out", tmp_path / "new"), "demonstration-size")
    expect_refusal(run("demo", "--inspectors", "99", "--out", tmp_path / "new"), "demonstration-size")
    expect_refusal(run("demo", "--out", plain), "folder-not-writable")
    expect_refusal(run("demo", "--out", tmp_path / "used"), "demonstration-folder-used")
    expect_refusal(run("self-test", "--data-dir", plain), "folder-not-writable")
    expect_refusal(run("escrow", "create", "--out", plain), "file-not-writable")
    assert digests(tmp_path) == before
    assert not (tmp_path / "new").exists()


def test_the_program_runs_as_a_module_and_survives_a_reader_that_leaves(tmp_path: Path) -> None:
    version = [sys.executable, "-m", "hmip_desktop", "--version"]
    done = subprocess.run(version, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["hmip-desktop", __version__]
    show = [sys.executable, "-m", "hmip_desktop", "pack", "show", "dipp-2025", "--language", "cy", "--json"]
    narrow = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    told = subprocess.run(show, capture_output=True, check=True, env=narrow).stdout
    assert len(json.loads(told)["elements"]) > 100
    with subprocess.Popen(show, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as left:
        assert left.stdout is not None
        assert left.stderr is not None
        left.stdout.close()
        assert left.stderr.read() == b""
        assert left.wait() == 0
