"""What leaves the team, from an inspection in which names were left everywhere that words can be typed."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date
from html import unescape
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import duckdb
import pyreadstat
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from hmip_desktop.domain.alert import Assurance
from hmip_desktop.domain.assessment import EffectivePractice, Evaluation, Theme
from hmip_desktop.domain.organisational import OrgEvidence
from hmip_desktop.domain.report_model import RatingRow, RatingTable
from hmip_desktop.domain.revisions import subject
from hmip_desktop.errors import Refused
from hmip_desktop.services import alerts, effective_practice, organisational, theme_groups
from hmip_desktop.services.alert_register import record_evidence
from hmip_desktop.services.context import Context, stamp_of
from hmip_desktop.services.context_tables import NewTable, import_table
from hmip_desktop.services.report import ReportRequest, report
from hmip_desktop.services.report_limits import disclosed_reasons
from hmip_desktop.services.report_sheets import alert_sheets
from hmip_desktop.services.report_sources import context_of, read_sources
from hmip_desktop.store.revisions import Write
from tests.made_up_inspection import MadeUp, ordinary
from tests.outputs.reading import elements
from tests.subtraction import Column, Part, Release, found_out
from tests.workbook_lint import lint_ods, lint_xlsx, ods_rows, xlsx_rows

NAMES = ("Gareth Pugh", "Mrs Okafor", "Siân Llewellyn", "SMITH, John")
NUMBERS = ("X482913", "12/03/1985", "07700 900123", "CF10 3AT", "A1234BC", "QQ 12 34 56 C")
SEEDS = (*NAMES, *NUMBERS)
"""What must not be found again, in no spelling of capitals and with no spaces between."""
TOPIC = "caseload"


def said_of(seed: str) -> str:
    """Words around a seed, as people type them."""
    return f"d.o.b. {seed}" if "/" in seed else f"told by {seed} on the telephone"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MadeUp]:
    one = ordinary(tmp_path_factory.mktemp("published"))
    _seed(one)
    yield one
    one.lead.store.close()


def _seed(made: MadeUp) -> None:
    """Every name and number in themes, examples, headings, judgements of the organisation, evidence and challenges."""
    lead, stamp = made.lead, stamp_of(made.lead.inspection().pack)
    # Each theme is said in seven cases, so that only what it says can keep it inside.
    kinds = ("enabler", "barrier", "line_of_enquiry")
    themes = tuple(Theme(kinds[at % 3], f"Delays, {said_of(seed)}: ask {seed}") for at, seed in enumerate(SEEDS))
    plain = (Theme("barrier", "Delays without a name"),)
    practice = tuple(EffectivePractice("planning", "people_safe", said_of(seed), "It was agreed.") for seed in SEEDS)
    for number in range(411, 418):
        value = Evaluation((NAMES[0],), (NAMES[1],), (*themes, *plain), practice, None, True)
        lead.write(Write(subject("evaluation", made.items[f"26-{number}"].case_id), value, stamp))
    theme_groups.join(lead, "barrier", ["Delays without a name"], f"Delays in the team of {NAMES[1]}", NAMES[2])
    for place, one in enumerate(effective_practice.examples(lead)[:2]):
        words = (one.done, "Letters were read out on the telephone.")[place]
        effective_practice.reword(lead, one.case_id, one.key, words, one.why, goes_out=place == 1)
    _organisation(lead)


def _organisation(lead: Context) -> None:
    first, *others = organisational.standards_of(lead.inspection())
    organisational.judge(lead, first.ref, f"Leaders know what is late, {said_of(NAMES[0])}.")
    for standard, seed in zip(others, SEEDS[1:], strict=False):
        organisational.judge(lead, standard.ref, f"It is so, {said_of(seed)}.")
    for question, seed in zip(first.questions, (*NUMBERS, *NAMES), strict=False):
        organisational.judge(lead, question.ref, f"Seen, {said_of(seed)}.")
    for seed in (one for one in SEEDS if "/" not in one):  # a paper may well have a day in its name
        evidence = OrgEvidence("document", "2026-10-01", (first.ref,), "", f"Notes of {seed}", f"From {seed}")
        organisational.save_evidence(lead, evidence)


@pytest.fixture(scope="module")
def outputs(made: MadeUp) -> dict[str, list[Path]]:
    kinds = {
        "body": ("headline", "practice", "organisation"),
        "public": ("annex", "workbook", "data", "statistics", "practice"),
        "team": ("annex", "workbook", "data", "headline"),
    }
    return {
        audience: list(report(made.lead, ReportRequest(
            made.folder / "out" / audience, wanted, audience, clear=True, reason="made up", zone=UTC
        )).outputs)
        for audience, wanted in kinds.items()
    }  # fmt: skip


def words_of(path: Path) -> str:
    """Everything that can be read in a file, also what no page shows: properties, labels and alternative texts."""
    if path.suffix == ".pdf":
        content = path.read_bytes()
        found = PdfReader(BytesIO(content))
        alternatives = [str(one["/Alt"]) for one in elements(content) if "/Alt" in one]
        return " ".join([*(page.extract_text() for page in found.pages), str(found.metadata), *alternatives])
    if path.suffix in (".xlsx", ".ods", ".docx"):
        with ZipFile(path) as archive:
            return " ".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    if path.suffix == ".sav":
        frame, meta = pyreadstat.read_sav(path)
        return f"{frame.to_csv()} {meta.column_names_to_labels} {meta.file_label}"
    if path.suffix == ".parquet":
        rows = duckdb.sql(f"SELECT * FROM read_parquet('{path}')").fetchall()
        return f"{path} {rows}"
    return path.read_text("utf-8")


def plain(text: str) -> str:
    """Text without tags, spaces and capitals, in which a name that was broken over lines stands whole."""
    return re.sub(r"\s+", "", unescape(re.sub(r"<[^>]+>", " ", text))).casefold()


def test_no_name_or_number_is_in_anything_that_leaves_the_team(made: MadeUp, outputs: dict[str, list[Path]]) -> None:
    files = [*outputs["body"], *outputs["public"]]
    assert {path.suffix for path in files} >= {".pdf", ".docx", ".xlsx", ".ods", ".csv", ".json", ".sav", ".parquet"}
    held = {path: plain(words_of(path)) for path in files}
    known = {*made.items, *(item.practitioner for item in made.items.values()), "AI-01", "AI-02", "AI-03", "Harris"}
    for seed in (*SEEDS, *(name.split()[-1] for name in NAMES[:3]), *known):
        assert [path.name for path, words in held.items() if plain(seed) in words] == []
    # The lead inspector stands with a name on what the inspected body gets, and nowhere else.
    assert not [path.name for path in outputs["public"] if plain("LI-01") in held[path]]


def test_the_same_words_do_reach_the_team(outputs: dict[str, list[Path]]) -> None:
    """Without this the test above could pass because nothing was seeded."""
    words = plain(" ".join(words_of(path) for path in outputs["team"]))
    assert [seed for seed in SEEDS if plain(seed) not in words] == []


def test_what_names_nobody_is_not_kept_inside(outputs: dict[str, list[Path]]) -> None:
    body = {path.name: plain(words_of(path)) for path in outputs["body"]}
    assert plain("Letters were read out on the telephone.") in body["effective-practice.docx"]
    assert plain("Home visits") in body["headline.pdf"]


def test_tables_about_the_region_and_reasons_of_a_panel_are_looked_through_too(made: MadeUp) -> None:
    file = made.folder / "caseload.csv"
    for seed in SEEDS:
        file.write_text(f"PDU,{said_of(seed)}\r\nAldermere,410\r\n".replace(", ", " "), encoding="utf-8")
        with pytest.raises(Refused) as refused:
            import_table(made.lead, NewTable(file, TOPIC, "Caseload", "Made-up statistics", date(2026, 6, 30)))
        assert refused.value.code == "context-table-names-people"
        row = RatingRow("2.1", "Assessment", "good", "Good", reason=f"Read again, {said_of(seed)}.")
        table, log = disclosed_reasons(RatingTable((row, replace(row, ref="2.2", reason="Read again."))), frozenset())
        assert table is not None
        assert [one.reason for one in table.rows] == ["Kept inside", "Read again."]
        assert [(one.where, one.ground) for one in log] == [("rating 2.1: reason", "identifying-text")]


def test_evidence_seen_stands_on_the_alert_sheet_beside_what_was_asked(made: MadeUp) -> None:
    lead, case_id = made.lead, made.items["26-410"].case_id
    alert_id = alerts.register(lead)[0].alert_id
    alerts.acknowledge(lead, case_id, alert_id)
    alerts.seek_assurance(lead, case_id, alert_id, Assurance("Visit today", "Head of the PDU", "2026-11-14"))
    alerts.seek_assurance(lead, case_id, alert_id, Assurance("Tell the school", "Head of the PDU", "2026-11-16"))
    record_evidence(lead, case_id, alert_id, "Log of the visit, read.", "Head of the PDU")
    sources = read_sources(lead, lead.now())
    (sheet,) = (one.sheet for one in alert_sheets(lead, sources, context_of(sources, "team")))
    first, second = sheet.assurance
    assert (first.action, first.by) == ("Head of the PDU: Visit today", "14 November 2026")
    assert (first.evidence, second.evidence) == ("Log of the visit, read.", "")
    assert first.seen_at is not None
    assert {step.step: step.happened_at is not None for step in sheet.steps}["Assured"] is False
    record_evidence(lead, case_id, alert_id, "Letter of the school, read.", "Head of the PDU")
    (sheet,) = (one.sheet for one in alert_sheets(lead, sources, context_of(sources, "team")))
    assert [line.evidence for line in sheet.assurance] == ["Log of the visit, read.", "Letter of the school, read."]
    assert {step.step: step.happened_at is not None for step in sheet.steps}["Assured"] is True


def test_the_workbooks_of_every_audience_keep_the_rules(outputs: dict[str, list[Path]]) -> None:
    for audience, marking in (("public", "OFFICIAL"), ("team", "OFFICIAL-SENSITIVE")):
        folder = outputs[audience][0].parent
        while folder.name != audience:
            folder = folder.parent
        assert lint_xlsx((folder / "workbook.xlsx").read_bytes(), marking, "Westmarch") == []
        assert lint_ods((folder / "workbook.ods").read_bytes(), marking, "Westmarch") == []


def test_nothing_hidden_follows_from_the_printed_files_of_one_release(outputs: dict[str, list[Path]]) -> None:
    release = read_release(named(outputs, "results.csv"), named(outputs, "workbook.xlsx"))
    assert any(None in figures for part in release.parts.values() for figures in part.rows.values())
    assert found_out(release) == []


def named(outputs: dict[str, list[Path]], name: str, audience: str = "public") -> Path:
    return next(path for path in outputs[audience] if path.name == name)


def read_release(results: Path, workbook: Path) -> Release:
    """What stands in the CSV file and in the sample profile of the workbook, as an attacker would read it."""
    rows = list(csv.DictReader(results.read_text("utf-8").splitlines()))
    core = [row for row in rows if row["question_set"] == "core"]
    lines = {row["reference"]: _line(row) for row in core if row["split_by"] == "none"}
    profile = [row for row in load_workbook(workbook)["Sample_profile"].iter_rows(values_only=True) if len(row) > 4]
    blocks = {str(row[0]).split(" [")[0]: [] for row in profile if isinstance(row[3], int)}
    for row in profile:
        if isinstance(row[3], int):
            blocks[str(row[0]).split(" [")[0]].append((str(row[1]), row[2], row[3]))
    sets = {name: count for name, count, _ in blocks["Question set"]}
    parts, counts = {}, {}
    for split in ("pdu", "rosh"):
        own = [row for row in core if row["split_by"] == split and row["group_role"] == "group"]
        block = next(held for name, held in blocks.items() if name.startswith({"pdu": "PDU", "rosh": "Risk"}[split]))
        sizes = {name: count for name, count, _ in block}
        labels = list(dict.fromkeys(row["group"] for row in own))
        columns = tuple(
            Column(one, sizes.get(one), split == "pdu" and one not in sizes) if split == "pdu" else Column(one, None)
            for one in labels
        )
        by_ref: dict[str, list[tuple[int, int] | None]] = {}
        for row in own:
            by_ref.setdefault(row["reference"], []).append(
                None if row["yes"] == "[c]" else (int(row["yes"]), int(row["no"]))
            )
        parts[split] = Part(columns, {ref: tuple(figures) for ref, figures in by_ref.items()})
        if split == "rosh":
            counts[split] = [
                (tuple(one for one in labels if one.lower() in name.lower()), size) for name, size in sizes.items()
            ]
    return Release(sets["Core"], sets["Adjusted"], lines, parts, counts)


def _line(row: dict[str, str]) -> tuple[int, int, int] | None:
    if row["yes"] == "[c]":
        return None
    left = sum(int(row[name]) for name in ("not_applicable", "unanswered") if row[name] != "[z]")
    return int(row["yes"]), int(row["no"]), left


def table_of(sheet: list[list[object]]) -> list[dict[str, str]]:
    """A table of a workbook under its heads without notes, everything as text."""
    top = next(at for at, row in enumerate(sheet) if len(row) > 2 and row[0] in ("Reference", "Characteristic"))
    heads = [str(head).split(" [")[0] for head in sheet[top]]
    return [dict(zip(heads, map(str, row), strict=True)) for row in sheet[top + 1 :]]


@pytest.mark.parametrize("audience", ["public", "team"])
def test_both_workbooks_and_the_data_file_say_the_same_in_every_cell(
    outputs: dict[str, list[Path]], audience: str
) -> None:
    xlsx = xlsx_rows(named(outputs, "workbook.xlsx", audience).read_bytes())
    assert xlsx == ods_rows(named(outputs, "workbook.ods", audience).read_bytes())
    tidy = rows_of(outputs, audience)
    counts = {"Yes": "yes", "No": "no", "Base": "base", "Yes (per cent)": "percent"}
    counts |= {f"Interval {end} (per cent)": f"interval_{end}" for end in ("lower", "upper")}
    whole = {row["reference"]: row for row in tidy if row["split_by"] == "none"}
    wide = counts | {"Not applicable": "not_applicable", "Unanswered": "unanswered"}
    for row in table_of(xlsx["Question_results"]):
        assert {h: number(row[h]) for h in wide} == {h: number(whole[row["Reference"]][c]) for h, c in wide.items()}
    assert len(whole) == len(table_of(xlsx["Question_results"]))
    compared = 0
    for name in (name for name in xlsx if name.startswith("Results_by_")):
        split = {"Results_by_PDU": "pdu", "Results_by_RoSH": "rosh", "Results_by_age": "age_band"}.get(
            name, name.removeprefix("Results_by_").replace("sentence", "sentence_type")
        )
        printed = {(row["reference"], row["group"]): row for row in tidy if row["split_by"] == split}
        for row in table_of(xlsx[name]):
            twin = printed[row["Reference"], list(row.values())[2]]
            assert {h: number(row[h]) for h in counts} == {h: number(twin[c]) for h, c in counts.items()}
            compared += 1
    assert compared > 20


def number(text: str) -> str:
    return text.removesuffix(".0")


def rows_of(outputs: dict[str, list[Path]], audience: str) -> list[dict[str, str]]:
    return list(csv.DictReader(named(outputs, "results.csv", audience).read_text("utf-8").splitlines()))


@pytest.mark.parametrize("audience", ["public", "team"])
def test_the_annex_says_what_the_data_file_says_in_every_cell(outputs: dict[str, list[Path]], audience: str) -> None:
    rows = [row for row in rows_of(outputs, audience) if row["kind"] in ("key_question", "prompt")]
    refs = {row["reference"] for row in rows}
    printed: dict[str, list[tuple[str, ...]]] = {}
    ref, share = "", ""
    for line in lines_of(named(outputs, "annex.pdf", audience)):
        cell = re.fullmatch(r"(\d+) %(?: [A-Z]{1,2})?(?:, \d+ to \d+)?", line)
        of = re.fullmatch(r"(\d+) of (\d+)", line)
        if line in refs or line.startswith(("Notes to this table", "Annex 3")):
            ref = line
        elif line in ("[c]", "none") and ref:
            printed.setdefault(ref, []).append((line,))
        elif cell:
            share = cell[1]
        elif of and ref in refs:
            printed.setdefault(ref, []).append((share, of[1], of[2]))
    expected: dict[str, list[tuple[str, ...]]] = {}
    for row in rows:
        if row["split_by"] == "pdu":
            shown = ("[c]",) if row["yes"] == "[c]" else (row["percent"], row["yes"], row["base"])
            shown = ("none",) if row["percent"] == "[z]" else shown
            expected.setdefault(row["reference"], []).append(shown)
    assert len(expected) > 20
    assert {ref: cells for ref, cells in printed.items() if ref in expected} == expected


def test_the_headline_sheet_says_what_the_data_file_says(outputs: dict[str, list[Path]]) -> None:
    text = " ".join(lines_of(named(outputs, "headline.pdf", "team")))
    rows = {row["reference"]: row for row in rows_of(outputs, "team") if row["split_by"] == "none"}
    for ref in ("C1", "C2", "C3", "C4"):
        printed = re.search(rf"{ref} [A-Z][^%]*? (\d+) of (\d+) (\d+) % (\d+) to (\d+) %", text)
        assert printed is not None
        assert printed.groups()[:3] == (rows[ref]["yes"], rows[ref]["base"], rows[ref]["percent"])
        for place, end in ((4, "lower"), (5, "upper")):
            assert abs(int(printed[place]) - float(rows[ref][f"interval_{end}"])) <= 0.5
    adjusted = [rows[ref] for ref in ("A1", "A2", "A3", "A4")]
    assert " ".join(f"{row['yes']} of {row['base']}" for row in adjusted) in text
    book = xlsx_rows(named(outputs, "workbook.xlsx", "team").read_bytes())
    profile = {row["Category"]: row["Cases counted"] for row in table_of(book["Sample_profile"])}
    for name in ("Community order", "Licence", "Low", "Medium", "High or very high", "Practitioner", "Line manager"):
        assert f" {profile[name]} {name}" in text
    sums = next(str(row[0]) for row in book["Cover"] if " counted + " in str(row[0])).split(". ")[0]
    assert sums in text


def lines_of(path: Path) -> list[str]:
    return [" ".join(line.split()) for page in PdfReader(path).pages for line in page.extract_text().splitlines()]
