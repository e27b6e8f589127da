"""Numbers are provisional until recomputed and signed; what was released cannot be subtracted from what comes after."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import UTC
from io import StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from hmip_desktop.domain.assessment import AnswerValue, SignOff
from hmip_desktop.domain.publication import CHALLENGED, Parts, cells_of, changes_between, hold
from hmip_desktop.domain.report_context import Reconciliation
from hmip_desktop.domain.report_model import QuestionLine
from hmip_desktop.domain.report_share import share_of
from hmip_desktop.domain.results import Accounting, Tally
from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.services import exporting, inspection, merge_apply, merge_plan, release_papers, releases, sample, team
from hmip_desktop.services.context import Context, stamp_of
from hmip_desktop.services.releases import TICKS, Recomputed
from hmip_desktop.services.report import ReportRequest, report
from hmip_desktop.store.revisions import Write
from tests.made_up_inspection import MadeUp, assess, assess_all, make_inspection
from tests.people import FIELDWORK, Clock, person, sample_text

LATE = ("26-413", "26-426")
MANY = tuple(f"26-{number}" for number in range(401, 413))


@pytest.fixture
def made(tmp_path: Path) -> Iterator[MadeUp]:
    one = make_inspection(tmp_path)
    assess_all(one, but=LATE)
    yield one
    one.lead.store.close()


@pytest.fixture
def data_team(made: MadeUp) -> Iterator[Context]:
    """Somebody of the data team with a store of their own, who joined by a package of the lead inspector."""
    other = person(made.folder, "DT-01", "data_team", Clock())
    team.trust(made.lead, team.save_card(other, made.folder / "dt.card"), other.me)
    team.trust(other, team.save_card(made.lead, made.folder / "li.card"), made.lead.me)
    sent = exporting.export(made.lead, other.me, made.folder / "packages")
    merge_apply.apply(other, merge_plan.plan(other, [sent.package]))
    yield other
    other.store.close()


def refusal(act, *args) -> str:
    with pytest.raises(Refused) as refused:
        act(*args)
    return refused.value.code


def release(made: MadeUp, data_team: Context) -> Recomputed:
    found = releases.recompute(made.lead)
    sheet = release_papers.read(data_team, release_papers.prepare(made.lead, found, made.folder / "post"))
    assert sheet.may_be_signed
    back = release_papers.approve(data_team, sheet, TICKS, made.folder / "post")
    release_papers.take_in(made.lead, found, back)
    return found


def figures(made: MadeUp, audience: str, name: str) -> list[dict[str, str]]:
    folder = made.folder / name / audience
    kinds = ("data", "workbook", "custody", "headline") if audience == "team" else ("all",)
    report(made.lead, ReportRequest(folder, kinds, audience, clear=True, reason="made up", zone=UTC))
    if audience == "body":
        return []
    text = (folder / "results.csv").read_text("utf-8")
    return list(csv.DictReader(StringIO(text, newline="")))


def sheet(made: MadeUp, audience: str, name: str, title: str) -> list[list[object]]:
    book = load_workbook(made.folder / name / audience / "workbook.xlsx")
    if title not in book.sheetnames:
        return []
    return [list(row) for row in book[title].iter_rows(values_only=True)]


def text_of(file: Path) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(file).pages)


def flip(made: MadeUp, refs: tuple[str, ...], question: str, answer: str) -> None:
    """The answer to a question in some signed-off cases, changed and signed off again."""
    lead = made.lead
    stamp = stamp_of(lead.inspection().pack)
    for ref in refs:
        case_id = made.items[ref].case_id
        now = moment(lead.now())
        lead.write(Write(subject("signoff", case_id), SignOff(False, "LI-01", now, "A slip"), stamp))
        lead.write(Write(subject("answer", case_id, question), AnswerValue(answer), stamp))
        lead.write(Write(subject("signoff", case_id), SignOff(True, "AI-01", now), stamp))


def test_recomputing_counts_everything_a_second_way(made: MadeUp) -> None:
    found = releases.recompute(made.lead)
    assert {check.code: check.holds for check in found.checks} == dict.fromkeys(releases.CHECKS, True)
    assert found.cases == len(made.items) - len(LATE)
    assert found.answers > 1000


def test_a_table_that_says_something_else_is_found(made: MadeUp) -> None:
    with made.lead.store.write() as db:  # a question by its name: numbers go by chance, and some have as many Yes as No
        db.execute(
            "UPDATE counted_answer SET answer = 3 - answer WHERE answer IN (1, 2)"
            " AND question = (SELECT id FROM question WHERE ref = 'C1')"
        )
    found = releases.recompute(made.lead)
    wrong = {check.code for check in found.checks if not check.holds}
    assert {"record-sound", "answers-agree", "splits-agree"} <= wrong
    assert not found.may_be_signed
    assert refusal(release_papers.prepare, made.lead, found, made.folder / "post") == "release-checks-fail"


def test_the_data_team_signs_and_every_output_says_so(made: MadeUp, data_team: Context) -> None:
    figures(made, "team", "before")
    assert "Provisional. " in str(sheet(made, "team", "before", "Cover"))
    found = release(made, data_team)
    standing = releases.where(made.lead)
    assert (standing.current, standing.next, standing.data_team) == (True, 2, ("DT-01",))
    kept = standing.releases[0]
    assert (kept.signed_by, kept.role, kept.signer, kept.code) == ("DT-01", "data_team", data_team.me, found.code)
    for audience in ("team", "body", "public"):
        figures(made, audience, "after")
    assert "Release 1. " in str(sheet(made, "public", "after", "Cover"))
    assert not sheet(made, "public", "after", "Changes")
    flip(made, MANY[:1], "C1", "na")
    assert not releases.where(made.lead).current


def test_only_the_data_team_signs_and_only_what_was_sent(made: MadeUp, data_team: Context) -> None:
    lead, post = made.lead, made.folder / "post"
    found = releases.recompute(lead)
    assert refusal(releases.sign_here, lead, found, TICKS) == "release-needs-data-team"
    out = release_papers.prepare(lead, found, post)
    assert refusal(release_papers.read, lead, out) == "role-not-allowed"
    read = release_papers.read(data_team, out)
    assert (read.cases, read.differ, read.too_small, read.issuer) == (found.cases, 0, 0, "LI-01")
    assert refusal(release_papers.approve, data_team, read, TICKS[1:], post) == "release-not-ticked"
    back = release_papers.approve(data_team, read, TICKS, post)
    torn = post / "torn.age"
    torn.write_bytes(back.read_bytes()[:-9] + b"tampering")
    with pytest.raises(Refused):
        release_papers.take_in(lead, found, torn)
    release_papers.prepare(lead, found, made.folder / "again")
    assert refusal(release_papers.take_in, lead, found, back) == "release-other-sheet"
    flip(made, MANY[:1], "C1", "na")
    assert refusal(release_papers.prepare, lead, found, post) == "release-out-of-date"
    assert releases.where(lead).releases == ()


def test_the_data_team_finds_a_figure_that_the_answers_do_not_give(made: MadeUp, data_team: Context) -> None:
    found = releases.recompute(made.lead)
    cells = dict(found.cells)
    yes, no, *rest = cells["line|core|C1"]
    forged = type(found)(**{name: getattr(found, name) for name in found.__slots__} | {
        "cells": cells | {"line|core|C1": (yes + 1, no - 1, *rest)}
    })  # fmt: skip
    read = release_papers.read(data_team, release_papers.prepare(made.lead, forged, made.folder / "post"))
    assert (read.differ, read.may_be_signed) == (1, False)
    assert refusal(release_papers.approve, data_team, read, TICKS, made.folder) == "release-checks-fail"


def shares(rows: list[dict[str, str]]) -> dict[tuple[str, str, str], tuple[int, int] | None]:
    """Yes and no by question, split and group; None where they are hidden."""
    return {
        (row["reference"], row["split_by"], row["group"]):
        None if row["yes"] == "[c]" else (int(row["yes"]), int(row["no"]))
        for row in rows
    }  # fmt: skip


def differences(first, second) -> set[int]:
    """Everything that a reader gets by subtracting one release from the other, cell by cell and row by row."""
    assert {key for key in first if first[key] is None} == {key for key in second if second[key] is None}
    found: set[int] = set()
    for key, one in first.items():
        two = second[key]
        if one is not None and two is not None:
            found |= {abs(two[0] - one[0]), abs(two[1] - one[1]), abs(sum(two) - sum(one))}
    for ref, split in {(ref, split) for ref, split, _ in first if split != "none"}:
        left = []
        for release_ in (first, second):
            row = {group: pair for (r, s, group), pair in release_.items() if (r, s) == (ref, split)}
            whole = release_[(ref, "none", "All cases")]
            known = [pair for group, pair in row.items() if pair is not None and not group.startswith("All ")]
            left.append(None if whole is None else [whole[at] - sum(pair[at] for pair in known) for at in (0, 1)])
        if left[0] is not None and left[1] is not None:
            found |= {abs(left[1][at] - left[0][at]) for at in (0, 1)}
    return found


@pytest.mark.parametrize("work", ["one-answer", "many-answers", "late-cases", "moved-case", "excluded"])
def test_subtracting_one_release_from_another_finds_no_hidden_cell(made: MadeUp, data_team: Context, work: str) -> None:
    release(made, data_team)
    first = figures(made, "public", "one")
    if work == "one-answer":
        flip(made, ("26-440",), "C1", "yes" if answer_of(made, "26-440") == "no" else "no")
    elif work == "many-answers":
        flip(made, tuple(made.items), "C2", "yes")
        flip(made, ("26-402", "26-445"), "C2", "no")
    elif work == "late-cases":
        for place, ref in enumerate(LATE):
            assess(made, made.items[ref], place)
    elif work == "moved-case":
        flip(made, ("26-428", "26-429", "26-430", "26-431", "26-432", "26-433"), "C3", "yes")
    else:
        sample.exclude_case(made.lead, made.items["26-447"].case_id, "same-person-twice", "Drawn twice.")
    release(made, data_team)
    second = figures(made, "public", "two")
    assert "Release 2. " in str(sheet(made, "public", "two", "Cover"))
    found = differences(shares(first), shares(second))
    assert not {number for number in found if 0 < number <= 4}
    profiles = [sheet(made, "public", name, "Sample_profile") for name in ("one", "two")]
    counts = [{tuple(row[:2]): row[2] for row in rows if isinstance(row[2], int)} for rows in profiles]
    moved = {abs(counts[1][key] - counts[0][key]) for key in counts[0].keys() & counts[1].keys()}
    assert not {number for number in moved if 0 < number <= 4}
    assert counts[0].keys() == counts[1].keys()


def answer_of(made: MadeUp, ref: str, question: str = "C1") -> str:
    return made.lead.case(made.items[ref].case_id).answers[question].value.answer


def test_a_small_change_reaches_the_team_and_stays_out_of_what_is_published(made: MadeUp, data_team: Context) -> None:
    release(made, data_team)
    before = {key: pair for key, pair in shares(figures(made, "team", "a")).items() if key[1] == "none"}
    refs = tuple(ref for ref in MANY if made.items[ref].route == "core" and answer_of(made, ref) != "na")[:2]
    now = "no" if answer_of(made, refs[0]) == "yes" else "yes"
    flip(made, refs[:1], "C1", now)
    found = releases.recompute(made.lead)
    assert "C1" in found.kept
    assert found.changes == ()
    release(made, data_team)
    team_rows = shares(figures(made, "team", "b"))
    step = 1 if now == "yes" else -1
    yes, no = before[("C1", "none", "All cases")]
    assert team_rows[("C1", "none", "All cases")] == (yes + step, no - step)
    assert shares(figures(made, "public", "b"))[("C1", "none", "All cases")] == (yes, no)
    changed = sheet(made, "team", "b", "Changes")
    assert ["C1, all cases", f"{yes} of {yes + no}", f"{yes + step} of {yes + no}"] in [row[:3] for row in changed]
    assert not sheet(made, "public", "b", "Changes")
    assert "stay as first published" in str(sheet(made, "public", "b", "Notes"))


def test_every_output_of_the_team_says_what_changed(made: MadeUp, data_team: Context) -> None:
    release(made, data_team)
    core = [ref for ref, item in made.items.items() if item.route == "core" and ref not in LATE]
    flip(made, tuple(core), "C4", "yes")
    release(made, data_team)
    folder = made.folder / "second"
    kinds = ("headline", "annex", "data", "custody")
    report(made.lead, ReportRequest(folder, kinds, "team", clear=True, reason="made up", zone=UTC))
    dictionary = json.loads((folder / "dictionary.json").read_text())
    assert (dictionary["state"], dictionary["release"]) == ("released", 2)
    changes = {one["where"]: one for one in dictionary["changes"]}
    after = changes["C4, all cases"]["after"]
    assert after == f"{len(core)} of {len(core)}"
    for name in ("annex.pdf", "headline.pdf"):
        words = text_of(folder / name)
        assert "Release 2" in words
        assert f"now {after}" in words
    custody = text_of(folder / "custody.pdf")
    assert custody.count("Release, signed by DT-01") == 2


def test_figures_that_moved_far_are_published_anew_and_listed() -> None:
    def parts(yes: int, no: int) -> Parts:
        share = share_of(Tally("C1", yes, no))
        line = QuestionLine("C1", "key_question", "", "", "", "", "", "", "core", False, share)
        return Parts(Reconciliation(Accounting(60, 60), 60, 0, 60, 0), (line,))

    first = cells_of(parts(30, 30))
    far, near = hold(parts(40, 20), [first]), hold(parts(33, 27), [first])
    assert far.kept == ()
    assert cells_of(far.parts)["line|core|C1"][:2] == (40, 20)
    assert near.kept == ("C1",)
    assert cells_of(near.parts) == first
    changed = changes_between(first, cells_of(far.parts), frozenset({"C1"}))
    assert [(one.where, one.before, one.after) for one in changed] == [("C1, all cases", "30 of 60", "40 of 60")]
    assert changed[0].reason == CHALLENGED
    assert changes_between(first, cells_of(near.parts)) == ()
    third = hold(parts(31, 29), [first, cells_of(far.parts)])  # far from the second, near to the first
    assert cells_of(third.parts)["line|core|C1"][:2] == (40, 20)


def test_a_self_assessment_is_signed_by_whoever_leads_it(tmp_path: Path) -> None:
    local = person(tmp_path, "LA-01", "local_assessor", Clock())
    new = inspection.NewInspection("Own look", "Westmarch", FIELDWORK, "dipp-2025", made_up=True, self_assessment=True)
    inspection.create_inspection(local, new)
    file = tmp_path / "sample.csv"
    file.write_text(sample_text(2, ["LA-01"]), encoding="utf-8")
    sample.import_sample(local, file)
    found = releases.recompute(local)
    assert releases.where(local).signs_here
    assert refusal(releases.sign_here, local, found, ()) == "release-not-ticked"
    releases.sign_here(local, found, TICKS)
    kept = releases.where(local).releases[0]
    assert (kept.role, kept.signed_by, kept.sheet) == ("local_assessor", "LA-01", releases.NO_SHEET)
    assert refusal(releases.sign_here, local, found, TICKS) == "release-out-of-date"
    local.store.close()
