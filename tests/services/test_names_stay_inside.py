"""Names to find are written wherever words may be written; no published file holds one, in text, name or properties."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader

from hmip_desktop.domain.assessment import EffectivePractice, Evaluation, Theme
from hmip_desktop.domain.organisational import OrgEvidence
from hmip_desktop.errors import Refused
from hmip_desktop.services import assess, context_tables, effective_practice, organisational
from hmip_desktop.services.report import ReportRequest, report
from tests.people import Team, finish, make_team

SEEDED = ("Harkerby", "Z765432", "q.zimmer", "Zimmer")
ROLE = "Notes of the board"


def _closing(number: int) -> Evaluation:
    themes = (
        Theme("enabler", "T. Harkerby keeps the plans"), Theme("barrier", "Write to q.zimmer@example.org"),
        Theme("barrier", "Too few rooms"), Theme("line_of_enquiry", "Why CRN Z765432 waits"),
    )  # fmt: skip
    practice = EffectivePractice("planning", "people_safe", f"Mr Harkerby met the family {number}", "He knew Q. Zimmer")
    return Evaluation(("Kept in touch.",), (), themes, (practice,), None, True)


@pytest.fixture
def seeded(tmp_path) -> Team:
    made = make_team(tmp_path, inspectors=1, cases=6)
    made.give_out()
    author, lead = made.inspectors[0], made.lead
    for number in range(6):
        case_id = made.case_id(author, number)
        finish(author, case_id)
        assess.reopen(author, case_id, "Themes to add")
        assess.evaluate(author, case_id, _closing(number))
        assess.sign_off(author, case_id)
    made.receive(lead, made.send(author, lead))
    ref = organisational.organisation(lead).standards[0].ref
    organisational.save_evidence(
        lead, OrgEvidence("document", "2026-11-02", (ref,), "Zimmer wrote it", f"{ROLE} by Dr Harkerby", "T. Zimmer")
    )
    organisational.judge(lead, ref, "Mrs Zimmer leads well")
    return made


def _everything(file: Path) -> str:
    """Name, text and properties of a file."""
    if file.suffix == ".pdf":
        found = PdfReader(file)
        return " ".join([file.name, str(found.metadata), *(page.extract_text() for page in found.pages)])
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as packed:
            return " ".join(
                [file.name, *(name + packed.read(name).decode("utf-8", "replace") for name in packed.namelist())]
            )
    return file.name + file.read_text(encoding="utf-8")


@pytest.mark.parametrize("audience", ["body", "public"])
def test_no_published_file_names_anybody(seeded: Team, tmp_path: Path, audience: str) -> None:
    kinds = (
        ("headline", "practice", "organisation") if audience == "body" else ("annex", "workbook", "data", "practice")
    )
    made = report(seeded.lead, ReportRequest(tmp_path / "out", kinds, audience))
    texts = [_everything(Path(file)) for file in made.outputs]
    assert len(texts) >= 4
    assert [word for word in SEEDED for text in texts if word in text] == []
    assert any("Too few rooms" in text for text in texts) is (audience == "public")


def test_a_wording_that_goes_out_and_a_table_of_the_region_name_nobody(seeded: Team, tmp_path: Path) -> None:
    one = effective_practice.examples(seeded.lead)[0]
    assert one.marks
    with pytest.raises(Refused) as caught:
        effective_practice.reword(seeded.lead, one.case_id, one.key, "T. Zimmer met them", "So", goes_out=True)
    assert caught.value.code == "practice-identifies"
    file = tmp_path / "table.csv"
    file.write_text("Office,Caseload\nOffice of T. Harkerby,40\n", encoding="utf-8")
    table = context_tables.NewTable(file, "caseload", "Caseload", "Ministry of Justice", date(2026, 9, 1))
    with pytest.raises(Refused) as caught:
        context_tables.import_table(seeded.lead, table)
    assert caught.value.code == "context-table-names-people"
    seeded.close()


def test_the_organisational_questions_in_word_say_what_the_page_says(seeded: Team, tmp_path: Path) -> None:
    page, word = report(seeded.lead, ReportRequest(tmp_path / "out", ("organisation",), "body")).outputs
    lines = [one.extract_text() for one in PdfReader(page).pages]
    assert "Organisational questions\n" in lines[0]  # the title stands on one line
    printed = " ".join(" ".join(lines).split())
    said = [paragraph.text for paragraph in Document(str(word)).paragraphs]
    assert said[2].startswith("Provisional. ")
    assert said[2].endswith("Lead inspector LI-01.")
    standard = organisational.organisation(seeded.lead).standards[0]
    for words in (standard.statement, *(question.text for question in standard.questions)):
        assert " ".join(words.split()) in printed
        assert words in said
    seeded.close()
