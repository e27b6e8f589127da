"""Themes joined under a heading, examples of effective practice that go out, and the documents made of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from docx import Document
from pypdf import PdfReader

from hmip_desktop.domain.assessment import EffectivePractice, Evaluation, Evidence, EvidenceLink, Theme
from hmip_desktop.domain.interview import Interview
from hmip_desktop.domain.learned import Said, ThemeGroup, gather, parts_of
from hmip_desktop.domain.values import LENSES, STAGES, moment
from hmip_desktop.errors import Refused
from hmip_desktop.services import assess, effective_practice, interview, merge_apply, merge_plan, theme_groups
from hmip_desktop.services.output_list import left_out, preview
from hmip_desktop.services.report import ReportRequest, report
from hmip_desktop.services.report_facts import build_model
from hmip_desktop.services.report_sources import read_sources
from tests.people import Team, finish, make_team

LATE = "The visit was planned before the day up to which we judge."


def _close(ctx, case_id: str, themes: tuple[Theme, ...], practice: tuple[EffectivePractice, ...] = ()) -> None:
    finish(ctx, case_id)
    assess.reopen(ctx, case_id, "Themes to add")
    assess.evaluate(ctx, case_id, Evaluation(("Kept in touch.",), (), themes, practice, None, True))
    assess.sign_off(ctx, case_id)


def _said(*pairs: tuple[str, str]) -> tuple[Theme, ...]:
    return tuple(Theme(kind, text) for kind, text in pairs)


def _example(stage: str, lens: str, done: str) -> EffectivePractice:
    return EffectivePractice(stage, lens, done, "It was agreed with everybody and written down.")


@pytest.fixture(scope="module")
def merged(tmp_path_factory) -> Team:
    """Six cases signed off by two inspectors and merged: themes that say the same in other words, and examples."""
    made = make_team(tmp_path_factory.mktemp("learned"), inspectors=2, cases=6)
    made.give_out()
    first, second = made.inspectors
    enquiry = ("line_of_enquiry", "Who covers absences?: Ask heads of PDU how cover is arranged.")
    said = [
        _said(enquiry, ("enabler", "Shared office with the police.")),
        _said(("line_of_enquiry", "who covers  absences?"), ("enabler", "Police in the building")),
        _said(("enabler", "Shared office with the police"), ("enabler", "Police in the building")),
    ]
    practice = [
        (_example("planning", "people_safe", "Mrs Harris was told the plan on 12 May 2026."),
         _example("assessment", "desistance", "The housing officer joined the first three meetings.")),
        (_example("assessment", "engagement", "Letters were read out over the telephone."),),
        (),
    ]  # fmt: skip
    for ctx in (first, second):
        for index in range(3):
            _close(ctx, made.case_id(ctx, index), said[index], practice[index] if ctx is first else ())
        assert made.receive(made.lead, made.send(ctx, made.lead)).quarantined == 0
    yield made
    made.close()


@pytest.fixture
def lead(merged):
    """The lead inspector; headings are taken back after each test."""
    yield merged.lead
    for group_id, _ in theme_groups.groups(merged.lead):
        theme_groups.part(merged.lead, group_id)


def _refused(code: str, act, *arguments, **options) -> None:
    with pytest.raises(Refused) as refused:
        act(*arguments, **options)
    assert refused.value.code == code


def test_a_theme_is_named_before_the_colon_and_explored_after_it() -> None:
    assert parts_of("Who  covers absences.: Ask heads. ") == ("Who covers absences", "Ask heads.")
    assert parts_of("Shared office.") == ("Shared office", "")


def test_a_case_that_says_two_themes_of_a_group_counts_once() -> None:
    said = [Said("a", "North", Theme("enabler", "One")), Said("a", "North", Theme("enabler", "two.")),
            Said("b", "South", Theme("enabler", "Two")), Said("b", "South", Theme("barrier", "One"))]  # fmt: skip
    group = ("1" * 16, ThemeGroup("enabler", "Together", ("One", "TWO")))
    found = gather(said, [group])
    assert [(one.kind, one.heading, one.cases, one.pdus) for one in found] == [
        ("enabler", "Together", ("a", "b"), ("North", "South")), ("barrier", "One", ("b",), ("South",)),
    ]  # fmt: skip
    assert [one.texts for one in found] == [("One", "two"), ("One",)]
    assert len(gather(said)) == 3


def test_themes_are_counted_by_cases_and_pdus_with_lines_of_enquiry_first(lead) -> None:
    found = theme_groups.enquiry(lead)
    assert (found.cases, found.pdus, found.uncounted) == (6, 2, 0)
    first = found.lines[0]
    assert (first.kind, first.heading, len(first.cases), len(first.pdus)) == (
        "line_of_enquiry", "Who covers absences?", 4, 2,
    )  # fmt: skip
    assert first.explore == "Ask heads of PDU how cover is arranged."
    assert {found.refs[case_id][0] for case_id in first.cases} <= {item[0] for item in found.refs.values()}


def test_themes_joined_under_a_heading_stand_so_in_the_headline_model_and_come_apart_again(lead) -> None:
    before = theme_groups.enquiry(lead)
    enablers = [one for one in before.lines if one.kind == "enabler"]
    texts = [text for one in enablers for text in one.texts]
    group_id, _ = theme_groups.join(lead, "enabler", texts, "  Police  close by ", "Is it so everywhere?")
    joined = [one for one in theme_groups.enquiry(lead).lines if one.kind == "enabler"]
    assert [(one.heading, one.explore, len(one.cases)) for one in joined] == [
        ("Police close by", "Is it so everywhere?", 6)
    ]
    model, _ = build_model(lead, read_sources(lead, lead.now().astimezone()), "body")
    line = next(one for one in model.themes if one.theme == "Police close by")
    assert (line.cases, line.pdus) == (6, 2)
    assert "Shared office with the police" not in {one.theme for one in model.themes}
    theme_groups.part(lead, group_id)
    assert theme_groups.enquiry(lead) == before
    evaluation = lead.case(before.lines[0].cases[0]).evaluation.value
    assert evaluation.themes[1].text in ("Shared office with the police.", "Police in the building")


def test_a_theme_leaves_the_heading_in_which_it_was(lead) -> None:
    first, _ = theme_groups.join(lead, "enabler", ["Shared office with the police", "Police in the building"], "One")
    second, _ = theme_groups.join(lead, "enabler", ["police in the building"], "Two")
    held = dict(theme_groups.groups(lead))
    assert held[first].texts == ("Shared office with the police",)
    assert held[second].texts == ("police in the building",)
    theme_groups.join(lead, "enabler", ["Shared office with the police", "Police in the building"], "Three", "", second)
    assert set(dict(theme_groups.groups(lead))) == {second}


def test_a_heading_needs_a_name_and_themes_and_is_the_leads_alone(lead, merged) -> None:
    _refused("theme-group-unnamed", theme_groups.join, lead, "enabler", ["a"], " ")
    _refused("theme-group-empty", theme_groups.join, lead, "enabler", [" "], "Heading")
    _refused("theme-too-long", theme_groups.join, lead, "enabler", ["a"], "x" * 301)
    _refused("theme-group-unknown", theme_groups.join, lead, "enabler", ["a"], "Heading", "", "0" * 16)
    _refused("theme-group-unknown", theme_groups.part, lead, "0" * 16)
    _refused("role-not-allowed", theme_groups.join, merged.inspectors[0], "enabler", ["a"], "Heading")
    theme_groups.join(lead, "enabler", ["Police in the building"], "Stays at home")
    package = merged.send(lead, merged.inspectors[0])
    merge_apply.apply(merged.inspectors[0], merge_plan.plan(merged.inspectors[0], [package]))
    assert theme_groups.groups(merged.inspectors[0]) == ()


def test_examples_stand_by_stage_and_lens_with_what_may_tell_who_is_meant(lead) -> None:
    found = effective_practice.examples(lead)
    places = [(STAGES.index(one.flagged.stage), LENSES.index(one.flagged.lens)) for one in found]
    assert len(found) == 3 and places == sorted(places)
    named = found[-1]
    assert {"name", "date"} <= set(named.marks) and not named.goes_out
    assert all(one.signed_off and not one.worded for one in found)


def test_the_lead_words_an_example_anew_and_the_original_stays(lead) -> None:
    named = effective_practice.examples(lead)[-1]
    _refused("practice-identifies", effective_practice.reword, lead, named.case_id, named.key, named.done, named.why,
             goes_out=True)  # fmt: skip
    _refused("practice-empty", effective_practice.reword, lead, named.case_id, named.key, " ", "Why", goes_out=False)
    _refused("practice-too-long", effective_practice.reword, lead, named.case_id, named.key, "x" * 1001, "y",
             goes_out=False)  # fmt: skip
    _refused("practice-unknown", effective_practice.reword, lead, named.case_id, "0" * 16, "a", "b", goes_out=False)
    effective_practice.reword(lead, named.case_id, named.key, "The victim heard the plan first.", named.why,
                              goes_out=True)  # fmt: skip
    after = effective_practice.examples(lead)[-1]
    assert (after.worded, after.may_leave, after.marks) == (True, True, ())
    assert after.flagged.done.startswith("Mrs Harris")
    assert lead.case(named.case_id).evaluation.value.practice[0] == after.flagged


def test_the_set_goes_out_as_pdf_and_word_and_names_nobody(lead, tmp_path) -> None:
    for one in effective_practice.examples(lead):
        done = "The victim heard the plan first." if one.marks else one.done
        effective_practice.reword(lead, one.case_id, one.key, done, one.why, goes_out=True)
    for audience in ("body", "public"):
        made = report(lead, ReportRequest(tmp_path / audience, ("practice",), audience))
        assert [path.name for path in made.outputs] == ["effective-practice.pdf", "effective-practice.docx"]
        text = "\n".join(page.extract_text() for page in PdfReader(made.outputs[0]).pages)
        document = Document(made.outputs[1])
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        for words in ("The victim heard the plan first.", "Letters were read out over the telephone."):
            assert words in " ".join(text.split()) and words in cells
        for case in theme_groups.enquiry(lead).refs.values():
            assert case[0] not in text and case[1] not in text
        assert "Harris" not in text and text.index("Assessment") < text.index("Planning")
    assert preview(lead, "practice", "public").pages == 1


def test_an_example_that_names_a_person_of_the_team_stays_inside_although_ticked(lead, tmp_path) -> None:
    one = effective_practice.examples(lead)[0]
    effective_practice.reword(lead, one.case_id, one.key, one.flagged.done, one.flagged.why, goes_out=True)
    other = next(found for found in effective_practice.examples(lead) if found.key == one.key)
    assert other.may_leave
    assert not replace(other, marks=("name",)).may_leave
    hidden = [line.where for line in left_out(lead, "public").hidden if line.where.startswith("effective practice")]
    assert hidden == []
    _refused("practice-identifies", effective_practice.reword, lead, one.case_id, one.key, "AI-01 did it", "So",
             goes_out=True)  # fmt: skip


def test_the_case_record_prints_why_a_late_note_is_kept(tmp_path) -> None:
    made = make_team(tmp_path, inspectors=1, cases=1)
    made.give_out()
    ctx = made.inspectors[0]
    case_id = made.case_id(ctx)
    note = Evidence("Visit made.", "oasys", "2026-11-12", (EvidenceLink("C1", "supports"),))
    assess.save_evidence(ctx, case_id, note, late_reason=LATE)
    assess.save_evidence(ctx, case_id, replace_text(note, "An early note."), late_reason=None)
    found = report(ctx, ReportRequest(tmp_path / "out", ("case",), "team", clear=True, reason="Test"))
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(found.outputs[0]).pages).split())
    assert text.count("Dated late, kept because:") == 1
    assert LATE in text
    made.close()


def replace_text(note: Evidence, text: str) -> Evidence:
    return Evidence(text, note.source, "2026-05-01", note.links)


def test_the_case_record_says_in_which_language_the_interview_was_held_and_which_note_to_translate(tmp_path) -> None:
    made = make_team(tmp_path, inspectors=1, cases=1)
    made.give_out()
    ctx = made.inspectors[0]
    case_id = made.case_id(ctx)
    interview.save_interview(ctx, case_id, Interview("practitioner", started_at=moment(ctx.now()), language="cy"))
    links = (EvidenceLink("C1", "supports"),)
    assess.save_evidence(
        ctx, case_id, Evidence("Gwelwyd.", "oasys", "2026-05-01", links, language="cy", translate=True)
    )
    found = report(ctx, ReportRequest(tmp_path / "out", ("case",), "team", clear=True, reason="Test"))
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(found.outputs[0]).pages).split())
    assert "Interview language Welsh Narrative to translate 1" in text
    assert "1 May 2026 For translation" in text
    made.close()
