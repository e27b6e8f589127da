"""Organisational questions: evidence in advance, meetings, judgements, and the document that keeps them apart."""

from __future__ import annotations

import msgspec
import pytest
from docx import Document
from pypdf import PdfReader

from hmip_desktop.domain.organisational import OrgEvidence
from hmip_desktop.errors import Refused
from hmip_desktop.intake.packs import shipped_pack
from hmip_desktop.services import organisational
from hmip_desktop.services.organisational import Organisation
from hmip_desktop.services.pack_change import bring_in
from hmip_desktop.services.report import ReportRequest, report
from tests.next_version import without_question, write_next
from tests.people import Team, make_team

PLAN = OrgEvidence("document", "2026-10-02", ("L", "L1"), "Three priorities, none with money.",
                   "Regional public protection plan", "Head of public protection")  # fmt: skip
MEETING = OrgEvidence("meeting", "2026-11-17", ("L1", "S1"), "Nobody names the second priority. Anna Jones said so.",
                      meeting="managers", who="Four senior probation officers")  # fmt: skip


@pytest.fixture
def team(tmp_path) -> Team:
    made = make_team(tmp_path, inspectors=1, cases=2)
    yield made
    made.close()


def _refused(code: str, act, *arguments, **options) -> None:
    with pytest.raises(Refused) as refused:
        act(*arguments, **options)
    assert refused.value.code == code


def test_the_pack_asks_about_leadership_staffing_and_services(team) -> None:
    found = organisational.organisation(team.lead)
    assert [standard.title for standard in found.standards] == ["Leadership", "Staffing", "Services"]
    assert all(standard.questions for standard in found.standards)
    assert (found.pieces, found.judged) == ((), {})


def test_the_1x_standards_of_2017_stand_beside_the_panel(tmp_path) -> None:
    made = make_team(tmp_path, inspectors=1, cases=1, pack="probation-2017")
    refs = [standard.ref for standard in organisational.organisation(made.lead).standards]
    assert refs and all(ref.startswith("1.") for ref in refs)
    organisational.judge(made.lead, "1.1", "Leaders know where the work is weak.")
    assert organisational.organisation(made.lead).judged["1.1"].text.startswith("Leaders")
    made.close()


def test_documents_and_meetings_are_kept_by_date_changed_and_taken_out(team) -> None:
    lead = team.lead
    meeting, _ = organisational.save_evidence(lead, MEETING)
    plan, _ = organisational.save_evidence(lead, PLAN)
    found = organisational.organisation(lead)
    assert [piece.piece_id for piece in found.pieces] == [plan, meeting]
    assert [piece.piece_id for piece in found.on("L")] == [plan, meeting]
    assert [piece.piece_id for piece in found.on("S1")] == [meeting]
    organisational.save_evidence(lead, msgspec.structs.replace(PLAN, title="Plan of 2026"), plan)
    assert organisational.organisation(lead).pieces[0].value.title == "Plan of 2026"
    organisational.withdraw_evidence(lead, plan)
    assert [piece.piece_id for piece in organisational.organisation(lead).pieces] == [meeting]
    _refused("org-evidence-unknown", organisational.withdraw_evidence, lead, plan)
    _refused("org-evidence-unknown", organisational.save_evidence, lead, PLAN, plan)


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("org-evidence-unnamed", {"title": " "}),
        ("org-evidence-unnamed", {"source": ""}),
        ("org-evidence-undated", {"dated_on": ""}),
        ("org-evidence-undated", {"dated_on": "2026-02-30"}),
        ("org-evidence-about-nothing", {"refs": ()}),
        ("question-not-in-pack", {"refs": ("C1",)}),
    ],
)
def test_a_document_has_name_source_date_and_a_question(team, code, changes) -> None:
    _refused(code, organisational.save_evidence, team.lead, msgspec.structs.replace(PLAN, **changes))
    assert organisational.organisation(team.lead).pieces == ()


def test_a_meeting_has_its_kind_and_who_came(team) -> None:
    _refused("org-evidence-unnamed", organisational.save_evidence, team.lead,
             msgspec.structs.replace(MEETING, who=""))  # fmt: skip
    _refused("org-evidence-unnamed", organisational.save_evidence, team.lead,
             msgspec.structs.replace(MEETING, meeting=""))  # fmt: skip


def test_a_judgement_is_about_the_organisation_and_only_those_who_lead_write_it(team) -> None:
    lead = team.lead
    organisational.judge(lead, "L1", " Direction is clear. ")
    held = organisational.organisation(lead).judged["L1"]
    assert (held.text, held.name, held.conflicting) == ("Direction is clear.", "LI-01", False)
    organisational.judge(lead, "L1", "")
    assert organisational.organisation(lead).judged == {}
    _refused("question-not-in-pack", organisational.judge, lead, "C1", "Words")
    _refused("org-judgement-too-long", organisational.judge, lead, "L1", "x" * 20_001)
    _refused("role-not-allowed", organisational.judge, team.inspectors[0], "L1", "Words")
    assert organisational.people_in(lead, "On 12 May 2026 the plan was agreed.") == ()
    assert organisational.people_in(lead, "Anna Jones agreed the plan.") == ("name",)
    assert organisational.people_in(lead, "AI-01 heard it.") == ("known-reference",)


def _texts(folder, lead, audience: str, **options) -> tuple[str, str, Organisation]:
    made = report(lead, ReportRequest(folder / audience, ("organisation",), audience, **options))
    assert [path.name for path in made.outputs] == ["organisation.pdf", "organisation.docx"]
    pdf = " ".join(" ".join(page.extract_text() for page in PdfReader(made.outputs[0]).pages).split())
    word = Document(made.outputs[1])
    rows = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return pdf, "\n".join([*(part.text for part in word.paragraphs), *rows]), made


def test_the_body_reads_judgements_and_what_they_rest_on_and_no_notes(team, tmp_path) -> None:
    lead = team.lead
    for value in (PLAN, MEETING):
        organisational.save_evidence(lead, value)
    organisational.judge(lead, "L1", "Direction is clear, money does not follow it.")
    organisational.judge(lead, "L2", "Anna Jones leads this well.")
    pdf, word, made = _texts(tmp_path, lead, "body")
    for text in (pdf, word):
        assert "Direction is clear, money does not follow it." in text
        assert "Regional public protection plan" in text and "2 October 2026" in text
        assert "Four senior probation officers" in text and "D1, M1" in text
        assert "Anna Jones" not in text and "Nobody names" not in text
        assert "Kept inside" in text and "Not judged yet." in text
    assert made.withheld["identifying-text"] == 1
    pdf, word, _ = _texts(tmp_path, lead, "team", clear=True, reason="Test")
    for text in (pdf, word):
        assert "Nobody names the second priority." in text and "Anna Jones leads this well." in text


def test_what_was_judged_stays_when_the_question_is_asked_no_longer(team, tmp_path) -> None:
    lead = team.lead
    organisational.judge(lead, "L2", "Money does not follow the priorities.")
    held = msgspec.structs.replace(PLAN, refs=("L1", "L2"))
    plan, _ = organisational.save_evidence(lead, held)
    assert organisational.organisation(lead).ended == ()
    asked = shipped_pack("dipp-2025").text("L2")
    bring_in(lead, write_next(tmp_path, without_question(shipped_pack("dipp-2025"), "2.0.0", "L2")))
    found = organisational.organisation(lead)
    assert "L2" not in {question.ref for standard in found.standards for question in standard.questions}
    assert [(one.ref, one.text, one.until) for one in found.ended] == [("L2", asked, "1.0.0")]
    assert found.judged["L2"].text == "Money does not follow the priorities."
    _refused("question-not-in-pack", organisational.judge, lead, "L2", "Other words.")
    organisational.save_evidence(lead, msgspec.structs.replace(held, title="Plan of 2026"), plan)
    _refused("question-not-in-pack", organisational.save_evidence, lead, msgspec.structs.replace(PLAN, refs=("L2",)))
    pdf, word, _ = _texts(tmp_path, lead, "team", clear=True, reason="Test")
    for text in (pdf, word):
        assert "No longer asked" in text
        assert "Money does not follow the priorities." in text
        assert "Asked until version 1.0.0." in text


def test_the_public_gets_no_document_of_its_own(team, tmp_path) -> None:
    _refused("output-not-for-audience", report, team.lead, ReportRequest(tmp_path, ("organisation",), "public"))
