"""Outputs of a real store: what each audience may have, the same number everywhere, nothing small leaves the team."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO, StringIO
from pathlib import Path

import duckdb
import msgspec
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from hmip_desktop.domain.disclosure import Limits
from hmip_desktop.domain.report_codes import check_code
from hmip_desktop.errors import Refused
from hmip_desktop.exchange.seal import decrypt
from hmip_desktop.outputs.words import Words
from hmip_desktop.services import ratings_panel, sample
from hmip_desktop.services.inspection import INSPECTION_KEY
from hmip_desktop.services.output_list import left_out
from hmip_desktop.services.report import KINDS, Reported, ReportRequest, report
from hmip_desktop.services.report_case_close import closing_parts
from hmip_desktop.services.report_log import makings, suppressed
from hmip_desktop.services.report_sources import set_limits
from hmip_desktop.services.results import results
from hmip_desktop.services.stores import AGE_SECRET
from hmip_desktop.store import keepsakes, projections
from tests.made_up_inspection import FROM_INTERVIEW, NOTE, SEEN, MadeUp, assess, assess_all, make_inspection, ordinary
from tests.people import Clock, make_team, person

HIDDEN_UNITS = ("Dunhaven", "Eastmoor")
SHOWN_UNITS = ("Aldermere", "Brackwell", "Carrick Vale")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MadeUp]:
    one = ordinary(tmp_path_factory.mktemp("report"))
    yield one
    one.lead.store.close()


@pytest.fixture(scope="module")
def outputs(made: MadeUp) -> dict[str, Reported]:
    """What each audience gets, in clear; of the team without records, which are looked at by themselves."""
    team = run(made, "team", "headline", "annex", "alert", "workbook", "data", "custody")
    return {"team": team, "body": run(made, "body"), "public": run(made, "public")}


@pytest.fixture(scope="module")
def records(made: MadeUp) -> Path:
    """The folder of some case records as PDF."""
    refs = ("26-401", "26-402", "26-403", "26-405", "26-410", "26-448", "26-900")
    found = run(made, "team", "case", folder="records", cases=tuple(made.items[ref].case_id for ref in refs))
    assert [path.name for path in found.outputs] == [f"case-{ref}.pdf" for ref in refs]
    return found.outputs[0].parent


def run(made: MadeUp, audience: str, *kinds: str, folder: str = "", **more) -> Reported:
    place = made.folder / "outputs" / (folder or audience)
    request = ReportRequest(place, kinds or ("all",), audience, clear=True, reason="made up", zone=UTC, **more)
    return report(made.lead, request)


def refusal(made: MadeUp, audience: str, *kinds: str, **more) -> str:
    with pytest.raises(Refused) as refused:
        run(made, audience, *kinds, folder="refused", **more)
    assert not (made.folder / "outputs" / "refused").exists()
    return refused.value.code


def text_of(path: Path | bytes) -> str:
    source = BytesIO(path) if isinstance(path, bytes) else path
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(source).pages)


def tidy(found: Reported) -> list[dict[str, str]]:
    file = next(path for path in found.outputs if path.name == "results.csv")
    return list(csv.DictReader(StringIO(file.read_text("utf-8"), newline="")))


def sheets(found: Reported) -> dict[str, list[list[object]]]:
    file = next(path for path in found.outputs if path.name == "workbook.xlsx")
    book = load_workbook(file)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def table(rows: list[list[object]]) -> list[dict[str, object]]:
    """The table of a worksheet: below the first row that begins with Reference."""
    top = next(at for at, row in enumerate(rows) if row[0] == "Reference")
    return [dict(zip(map(str, rows[top]), row, strict=False)) for row in rows[top + 1 :]]


def test_each_audience_gets_its_own_files(outputs: dict[str, Reported]) -> None:
    names = {audience: {path.name for path in found.outputs} for audience, found in outputs.items()}
    assert names["body"] == {"headline.pdf"}
    shared = {"annex.pdf", "workbook.xlsx", "workbook.ods", "results.csv", "dictionary.json"}
    assert names["public"] == shared
    assert names["team"] == shared | {"headline.pdf", "custody.pdf", "digests.txt", "answers.csv", "alert-001.pdf"}


def test_the_team_gets_every_kind_with_a_record_of_each_case(tmp_path: Path) -> None:
    team = make_team(tmp_path, inspectors=1, cases=2)
    names = {path.name for path in run(MadeUp(team.lead, tmp_path), "team").outputs}
    records = {f"case-26-{number}.{ending}" for number in (401, 402) for ending in ("pdf", "docx")}
    assert names == records | {
        "headline.pdf", "annex.pdf", "workbook.xlsx", "workbook.ods", "results.csv", "answers.csv",
        "dictionary.json", "headline.docx", "custody.pdf", "digests.txt",
    }  # fmt: skip
    team.close()


def test_files_for_statistics_programs_are_made_when_asked_for(made: MadeUp, outputs: dict[str, Reported]) -> None:
    found = run(made, "team", "statistics").outputs
    parts = [path for path in found if path.suffix == ".parquet"]
    assert {path.name for path in found} == {"answers.sav", "results.sav", "part-0.parquet"}
    folder = parts[0].parent
    while not folder.name.endswith(".parquet"):
        folder = folder.parent
    answers = folder.parent / "answers.parquet"
    counted = duckdb.sql(
        f"SELECT question, count(*) FILTER (answer = 'yes') FROM read_parquet('{answers}/**/*.parquet',"
        " hive_partitioning = true) WHERE counted GROUP BY 1"
    ).fetchall()
    stored = {one.tally.ref: one.tally.yes for one in projections.tally(made.lead.store)}
    assert dict(counted) == stored


def test_figures_agree_with_the_store_in_every_file_of_the_team(made: MadeUp, outputs: dict[str, Reported]) -> None:
    stored = {found.tally.ref: found.tally for found in projections.tally(made.lead.store)}
    rows = {row["reference"]: row for row in tidy(outputs["team"]) if row["split_by"] == "none"}
    book = {row["Reference"]: row for row in table(sheets(outputs["team"])["Question_results"])}
    assert set(stored) <= set(rows)
    assert set(rows) == set(book)
    assert all(rows[ref]["base"] == "0" for ref in set(rows) - set(stored))
    for ref, counts in stored.items():
        assert (int(rows[ref]["yes"]), int(rows[ref]["no"])) == (counts.yes, counts.no)
        assert (book[ref]["Yes"], book[ref]["No"], book[ref]["Base [note 1]"]) == (counts.yes, counts.no, counts.n)
        assert int(rows[ref]["unanswered"]) == book[ref]["Unanswered"] == counts.unanswered
        assert rows[ref]["percent"] == str(book[ref]["Yes (per cent) [note 3]"])
    words = text_of(outputs["team"].outputs[0].parent / "headline.pdf")
    for ref in ("C1", "C2", "C3", "C4"):
        assert f"{stored[ref].yes} of {stored[ref].n} {rows[ref]['percent']} %" in words
    for ref in ("A1", "A4"):
        assert f"{stored[ref].yes} of {stored[ref].n}" in words


@pytest.mark.parametrize("dimension", ["pdu", "sex", "age_band", "grade", "ethnicity", "sentence_type", "interview"])
def test_splits_agree_with_the_results_screen(made: MadeUp, outputs: dict[str, Reported], dimension) -> None:
    core = results(made.lead, dimension).tables[0]
    labels = {"licence": "Licence", "community_order": "Community order", "": "Not stated"}
    labels |= {"practitioner": "Practitioner", "line_manager": "Line manager", "file-read": "File-read"}
    printed = {(row["reference"], row["group"]): row for row in tidy(outputs["team"]) if row["split_by"] == dimension}
    for row in core.rows:
        for cell in row.cells:
            counts = cell.result.tally
            found = printed[row.asked.ref, labels.get(cell.group, cell.group)]
            assert (found["yes"], found["no"], found["base"]) == (str(counts.yes), str(counts.no), str(counts.n))


def test_answers_case_by_case_add_up_to_the_figures(made: MadeUp, outputs: dict[str, Reported]) -> None:
    file = next(path for path in outputs["team"].outputs if path.name == "answers.csv")
    rows = list(csv.DictReader(StringIO(file.read_text("utf-8"), newline="")))
    for found in projections.tally(made.lead.store):
        counted = [row["answer"] for row in rows if row["question"] == found.tally.ref and row["counted"] == "true"]
        assert (counted.count("yes"), counted.count("no")) == (found.tally.yes, found.tally.no)
        assert (counted.count("na"), counted.count("")) == (found.tally.na, found.tally.unanswered)
    assert {row["case_ref"] for row in rows if row["counted"] == "false"} == {"26-402", "26-403", "26-447"}
    assert {row["interview"] for row in rows if row["case_ref"] == "26-900"} == {"file-read"}


def test_the_team_sees_everything_and_nothing_is_hidden(outputs: dict[str, Reported]) -> None:
    assert outputs["team"].log == ()
    assert all("[c]" not in value for row in tidy(outputs["team"]) for value in row.values())


def test_small_units_are_hidden_from_the_public_and_given_together(outputs: dict[str, Reported]) -> None:
    rows = [row for row in tidy(outputs["public"]) if row["split_by"] == "pdu"]
    assert rows
    for row in rows:
        if row["group"] in HIDDEN_UNITS:
            assert (row["yes"], row["no"], row["base"], row["percent"]) == ("[c]",) * 4
    shown = [row for row in rows if row["reference"] == "C1" and row["group"] in SHOWN_UNITS and row["yes"] != "[c]"]
    assert all(int(row["base"]) >= 10 and 0 < int(row["yes"]) < int(row["base"]) for row in shown)
    joined = [row for row in rows if row["group_role"] == "joined" and row["reference"] == "C1"]
    assert len(joined) == 1
    book = table(sheets(outputs["public"])["Results_by_PDU"])
    for row in book:
        twin = next(r for r in rows if (r["reference"], r["group"]) == (row["Reference"], row["PDU"]))
        assert [str(row["Yes"]), str(row["Base [note 1]"])] == [twin["yes"], twin["base"]]


def test_no_hidden_figure_follows_from_the_others(outputs: dict[str, Reported]) -> None:
    """Total less what is shown is never one hidden group, and never a sum under the base."""
    rows = [row for row in tidy(outputs["public"]) if row["split_by"] in ("pdu", "rosh")]
    for split in ("pdu", "rosh"):
        for ref in {row["reference"] for row in rows if row["split_by"] == split}:
            line = [row for row in rows if (row["reference"], row["split_by"]) == (ref, split)]
            whole = next(row for row in line if row["group_role"] == "all")
            groups = [row for row in line if row["group_role"] == "group"]
            hidden = [row for row in groups if row["base"] == "[c]"]
            if whole["base"] == "[c]":
                assert len(hidden) == len(groups)
                continue
            left = int(whole["base"]) - sum(int(row["base"]) for row in groups if row["base"] != "[c]")
            assert not hidden or (len(hidden) > 1 and left >= 10) or left == 0


def test_what_is_hidden_is_decided_for_the_inspection_with_a_reason(tmp_path: Path) -> None:
    made = ordinary(tmp_path)
    lead, usual, before = made.lead, left_out(made.lead, "public").limits, tidy(run(made, "public"))
    for limits, why, code in (
        (Limits(4, 20, 5), " ", "limits-need-reason"), (Limits(0, 10, 5), "Less.", "limits-out-of-range"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            set_limits(lead, limits, why)
        assert refused.value.code == code
    set_limits(lead, Limits(6, 20, 8), "A small region.")
    assert left_out(lead, "public").limits == Limits(6, 20, 8)
    found = run(made, "public", folder="stricter")
    units = [row for row in tidy(found) if row["split_by"] == "pdu" and row["group_role"] == "group"]
    assert units and all(row["base"] == "[c]" or int(row["base"]) >= 20 for row in units)
    words = " ".join(text_of(path) for path in found.outputs if path.suffix == ".pdf")
    assert "under 20, together" in words and "under 10" not in words
    set_limits(lead, usual, "As usual again.")
    again = run(made, "public", folder="usual-again")
    assert tidy(again) == before
    (held,) = projections.current_inspection(lead.store, ("limits",)).values()
    assert held.value.reason == "As usual again."
    lead.store.close()


def test_the_public_reads_no_case_no_person_and_no_small_count(made: MadeUp, outputs: dict[str, Reported]) -> None:
    words = " ".join(
        [
            text_of(path)
            for found in (outputs["body"], outputs["public"])
            for path in found.outputs
            if path.suffix == ".pdf"
        ]
        + [path.read_text("utf-8") for path in outputs["public"].outputs if path.suffix in (".csv", ".json")]
        + [str(value) for rows in sheets(outputs["public"]).values() for row in rows for value in row]
    )
    for known in (*made.items, "PP-0", "AI-0", "Harris", SEEN, NOTE, FROM_INTERVIEW):
        assert known not in words
    profile = sheets(outputs["public"])["Sample_profile"]
    top = next(at for at, row in enumerate(profile) if row[0] == "Characteristic")
    people = [row for row in profile[top + 1 :] if str(row[0]).startswith(("Sentence", "Risk", "PDU"))]
    assert people
    assert all(row[2] == "[c]" or row[2] == 0 or row[2] > 4 for row in people)


def test_markings_follow_the_audience(outputs: dict[str, Reported]) -> None:
    annex = text_of(next(path for path in outputs["public"].outputs if path.name == "annex.pdf"))
    assert "OFFICIAL" in annex
    assert "OFFICIAL-SENSITIVE" not in annex
    assert "OFFICIAL-SENSITIVE" in text_of(outputs["body"].outputs[0])


def test_a_theme_that_names_somebody_stays_inside(made: MadeUp, outputs: dict[str, Reported]) -> None:
    assert [one.ground for one in outputs["body"].log].count("identifying-text") == 1
    assert suppressed(made.lead, "public") == outputs["public"].log
    assert outputs["public"].withheld["few-cases"] > 0
    team = sheets(outputs["team"])["Themes"]
    assert any("Mr Harris" in str(row[1]) for row in team)
    public = sheets(outputs["public"])["Themes"]
    assert {row[0] for row in public if row[0] in ("Enabler", "Barrier", "Line of enquiry")} == {"Enabler"}
    body = text_of(outputs["body"].outputs[0])
    assert "Home visits" in body
    assert "who decides" in body


def test_limits_are_written_from_the_record(outputs: dict[str, Reported]) -> None:
    words = text_of(outputs["body"].outputs[0])
    for part in (
        "Figures reconcile: 50 = 46 counted + 2 excluded + 1 returned but not signed off + 1 not returned.",
        "one ended within 7 days and one same person twice",
        "50 listed = 49 first drawn + 1 substitute",
        "One conflict is open (C4, one case)",
        "One answer was edited after sign-off, with a reason. One changed a key question.",
        "One answer was settled by moderation.",
        "two of five have fewer than 10 core cases",
        "Individual alerts: 1 raised, 0 closed with evidence, 1 waiting",
    ):
        assert part in words


@pytest.mark.parametrize(
    ("audience", "kinds", "code"),
    [
        ("body", ("workbook",), "output-not-for-audience"),
        ("public", ("case",), "output-not-for-audience"),
        ("public", ("all", "headline"), "output-not-for-audience"),
        ("team", ("poster",), "output-kind-unknown"),
        ("press", ("all",), "audience-unknown"),
    ],
)
def test_what_an_audience_may_not_have_is_refused(
    made: MadeUp, audience: str, kinds: tuple[str, ...], code: str
) -> None:
    assert refusal(made, audience, *kinds) == code


def test_a_case_that_is_not_listed_is_refused(made: MadeUp) -> None:
    assert refusal(made, "team", "case", cases=("0" * 16,)) == "case-unknown"


def test_clear_files_of_the_team_need_a_reason(made: MadeUp) -> None:
    with pytest.raises(Refused) as refused:
        report(made.lead, ReportRequest(made.folder / "clear", ("headline",), "team", clear=True))
    assert refused.value.code == "clear-needs-reason"
    assert not (made.folder / "clear").exists()


def test_files_of_the_team_are_sealed_for_its_keys(made: MadeUp, outputs: dict[str, Reported]) -> None:
    case_id = made.items["26-406"].case_id
    request = ReportRequest(made.folder / "sealed", ("case", "data"), "team", zone=UTC, cases=(case_id,))
    found = report(made.lead, request)
    assert {path.name for path in found.outputs} == {
        "case-26-406.pdf.age", "results.csv.age", "answers.csv.age", "dictionary.json.age"
    }  # fmt: skip
    keys = [keepsakes.secret(made.lead.store, name) for name in (INSPECTION_KEY, AGE_SECRET)]
    secret = next(key.decode() for key in keys if key is not None)
    sealed = next(path for path in found.outputs if path.name == "answers.csv.age").read_bytes()
    assert sealed.startswith(b"age-encryption.org/v1\n")
    clear = next(path for path in outputs["team"].outputs if path.name == "answers.csv").read_bytes()
    assert decrypt(sealed, [secret]) == clear
    stranger = person(made.folder / "elsewhere", "LI-09", "lead", Clock())
    other = keepsakes.secret(stranger.store, AGE_SECRET)
    stranger.store.close()
    assert other is not None
    with pytest.raises(Refused):
        decrypt(sealed, [other.decode()])


def test_interview_content_is_left_out_unless_asked_for_and_then_recorded(made: MadeUp) -> None:
    case_id = made.items["26-401"].case_id
    run(made, "team", "case", folder="plain", cases=(case_id,))
    plain = text_of(made.folder / "outputs" / "plain" / "case-26-401.pdf")
    assert SEEN in plain
    assert NOTE not in plain
    assert FROM_INTERVIEW not in plain
    assert makings(made.lead)[-1].interviews == 0
    found = run(made, "team", "case", folder="whole", cases=(case_id,), with_interview=True)
    assert [path.name for path in found.outputs] == ["case-26-401-with-interview.pdf"]
    whole = text_of(found.outputs[0])
    assert NOTE in whole
    assert FROM_INTERVIEW in whole
    assert "holds interview notes" in whole
    making = makings(made.lead)[-1]
    assert (making.interviews, making.who, making.files) == (1, "LI-01", ("case-26-401-with-interview.pdf",))
    assert (making.clear, making.reason) == (True, "made up")
    assert refusal(made, "body", "headline", with_interview=True) == "record-needs-team"


def test_a_case_record_tells_what_was_decided(records: Path) -> None:
    edited = text_of(records / "case-26-405.pdf")
    assert re.search(r"(Yes, now No|No, now Yes)", edited)
    assert "unlocked: A mistyped answer" in edited
    assert "signed off again" in edited
    assert "Not signed off" in text_of(records / "case-26-448.pdf")
    assert "Same person twice. Drawn twice." in text_of(records / "case-26-403.pdf")
    swapped, substitute = text_of(records / "case-26-402.pdf"), text_of(records / "case-26-900.pdf")
    assert "Ended within 7 days. It ended." in swapped
    assert "Excluded, not counted" in swapped and "Excluded, not counted" not in edited
    assert "Its place taken by 26-900" in swapped
    assert "File-read: no interview was sought" in substitute
    assert "In place of 26-402; read from its file only" in substitute
    assert "Nobody (file-read)" not in text_of(records / "case-26-448.pdf")
    assert "raised on 9 November 2026" in text_of(records / "case-26-410.pdf")


def test_the_custody_page_lists_what_was_made_with_its_codes(made: MadeUp) -> None:
    run(made, "body", "headline", folder="custody")
    found = run(made, "team", "alert", "custody", folder="custody")
    words = text_of(next(path for path in found.outputs if path.name == "custody.pdf"))
    sheet = (found.outputs[0].parent / "headline.pdf").read_bytes()
    assert "Headline sheet, body" in words
    assert check_code(hashlib.sha256(sheet).hexdigest()) in words
    assert "1 case not returned" in words
    who = text_of(next(path for path in found.outputs if path.name == "alert-001.pdf"))
    assert re.search(r"Raised 9 Nov \d\d:\d\d LI-01 Three tests answered", who)
    assert "1 conflict open" in words
    digests = next(path for path in found.outputs if path.name == "digests.txt").read_text("utf-8")
    alert = found.outputs[0].parent / "alert-001.pdf"
    assert f"{hashlib.sha256(alert.read_bytes()).hexdigest()}  alert-001.pdf" in digests


def test_the_same_moment_gives_the_same_bytes(made: MadeUp) -> None:
    fixed = Clock().at
    still = replace(made.lead, now=lambda: fixed)
    contents = []
    for name in ("first", "second"):
        request = ReportRequest(made.folder / name, ("all",), "public", zone=UTC)
        contents.append([path.read_bytes() for path in report(still, request).outputs])
    assert contents[0] == contents[1]


def test_a_sum_that_fails_stops_every_output(tmp_path: Path) -> None:
    one = make_inspection(tmp_path)
    assess(one, one.items["26-401"], 0)
    sample.exclude_case(one.lead, one.items["26-401"].case_id, "ended-within-7-days", "It ended.")
    with one.lead.store.write() as db:
        db.execute("UPDATE case_file SET counted = 1 WHERE case_ref = '26-401'")
    for audience in ("team", "body", "public"):
        assert refusal(one, audience, "all") in ("figures-do-not-reconcile", "accounting-does-not-add-up")
    one.lead.store.close()


def test_an_inspector_prints_own_cases_and_alerts_and_nothing_about_the_inspection(tmp_path: Path) -> None:
    team = make_team(tmp_path, cases=2)
    team.give_out()
    mine = MadeUp(team.inspectors[0], tmp_path)
    assert refusal(mine, "team", "headline") == "role-not-allowed"
    assert refusal(mine, "body", "headline") == "role-not-allowed"
    assert [path.name for path in run(mine, "team", "all").outputs] == ["case-26-401.pdf"]
    team.close()


def test_an_inspection_without_answers_has_outputs_too(tmp_path: Path) -> None:
    one = make_inspection(tmp_path)
    assert len(run(one, "public").outputs) == 5
    assert "0 counted" in text_of(run(one, "body").outputs[0])
    request = ReportRequest(tmp_path / "few", KINDS[1:4], "team", clear=True, reason="made up", zone=UTC)
    assert {path.name for path in report(one.lead, request).outputs} == {"headline.pdf", "annex.pdf"}
    one.lead.store.close()


def test_a_rated_pack_prints_its_ratings(tmp_path: Path) -> None:
    one = make_inspection(tmp_path, "probation-2017", "nps")
    assess_all(one)
    words = text_of(run(one, "body").outputs[0])
    assert "rated by standard" in words
    assert "Waits for the panel" in words
    assert "Without a rating: 1.1, 1.2, 1.3, 1.4." in words
    rows = sheets(run(one, "public", "workbook"))["Ratings"]
    (before,) = (row for row in rows if row[0] == "2.1")
    other = "Good" if before[2] != "Good" else "Inadequate"
    ratings_panel.confirm(one.lead, "2.1", other.lower(), "Chief inspector", "Two cases rest on older guidance.")
    (after,) = (row for row in sheets(run(one, "public", "workbook", folder="departed"))["Ratings"] if row[0] == "2.1")
    assert (after[2], after[7], after[9], after[10]) == (other, "panel", before[2], "Two cases rest on older guidance.")
    assert after[3:7] == before[3:7]  # the lowest key question and its share stay in the table
    one.lead.store.close()


def test_printed_times_are_those_of_the_zone(made: MadeUp) -> None:
    still = replace(made.lead, now=lambda: datetime(2026, 11, 16, 23, 40, tzinfo=UTC))
    request = ReportRequest(made.folder / "zone", ("headline",), "body", zone=timezone(timedelta(hours=1)))
    assert "Tuesday 17 November 2026, 00:40" in text_of(report(still, request).outputs[0])


def test_a_strength_names_in_brackets_the_judgements_it_rests_on(made: MadeUp) -> None:
    record, pack = made.lead.case(made.items["26-401"].case_id), made.lead.pack_in_force()
    first, second = [one.ref for one in pack.elements if one.kind == "key_question"][:2]
    said = (
        f"Acted at once [{first.lower()}, {second}; {first}]",
        f"Wrote [sic] of it [{first}, Z9]",
        "Kept in touch []",
    )
    value = msgspec.structs.replace(record.evaluation.value, strengths=said, areas=())
    closed = replace(record, evaluation=replace(record.evaluation, value=value))
    *_, points = closing_parts(closed, pack, UTC, Words())
    assert [(one.what.text, one.rests_on) for one in points] == [
        ("Acted at once", (first, second)), (said[1], ()), (said[2], ()),
    ]  # fmt: skip
