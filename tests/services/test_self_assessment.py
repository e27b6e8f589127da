"""A probation service looks at its own cases: the same pack, no inspector, outputs marked as self-assessment."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from hmip_desktop.domain.organisational import OrgEvidence
from hmip_desktop.services import (
    inspection,
    organisational,
    output_list,
    overview,
    ratings_panel,
    results,
    theme_groups,
)
from hmip_desktop.services import sample as samples
from hmip_desktop.services.report import ReportRequest, report
from hmip_desktop.store import projections
from tests.people import FIELDWORK, Clock, finish, person, sample_text

PAGES = {
    "body": ("headline.pdf", "effective-practice.pdf", "organisation.pdf"),
    "public": ("annex.pdf", "effective-practice.pdf"),
    "team": ("custody.pdf",),
}


@pytest.fixture
def assessor(tmp_path):
    """A local assessor with a self-assessment of four signed-off cases of their own."""
    ctx = person(tmp_path, "LA-01", "local_assessor", Clock())
    new = inspection.NewInspection("Our own look", "Westmarch", FIELDWORK, "dipp-2025", self_assessment=True)
    inspection.create_inspection(ctx, new)
    file = tmp_path / "sample.csv"
    file.write_text(sample_text(4, ["LA-01"]), encoding="utf-8")
    samples.import_sample(ctx, file)
    for item in projections.case_list(ctx.store):
        finish(ctx, item.case_id)
    yield ctx
    ctx.store.close()


def test_a_self_assessment_goes_from_the_sample_to_results_without_an_inspector(assessor) -> None:
    found = overview.overview(assessor)
    assert found.value.self_assessment and found.me.role == "local_assessor"
    assert (found.where.listed, found.where.received, found.where.adds_up) == (4, 4, True)
    assert results.results(assessor).accounting.counted == 4
    assert theme_groups.enquiry(assessor).cases == 4


def test_every_page_of_every_output_is_marked_as_self_assessment(assessor, tmp_path) -> None:
    organisational.save_evidence(
        assessor, OrgEvidence("document", "2026-10-02", ("L1",), "", "Our plan", "Head of public protection")
    )
    organisational.judge(assessor, "L1", "Direction is clear.")
    for audience, names in PAGES.items():
        kinds = ("all", "practice", "organisation") if audience == "body" else ("all", "practice")
        request = ReportRequest(tmp_path / audience, kinds, audience, audience == "team", "Kept by the service")
        made = {path.name: path for path in report(assessor, request).outputs}
        assert set(names) <= set(made)
        for name, path in made.items():
            if name.endswith(".pdf"):
                for page in PdfReader(path).pages:
                    assert "Self-assessment" in page.extract_text(), (audience, name)
            elif name.endswith(".xlsx"):
                cells = [str(cell.value) for row in load_workbook(path)["Cover"].iter_rows() for cell in row]
                assert any("Self-assessment, not an inspection" in cell for cell in cells)
    assert output_list.preview(assessor, "organisation", "body").pages >= 1


def test_a_service_with_a_rated_pack_settles_its_own_organisational_standards(tmp_path) -> None:
    ctx = person(tmp_path, "LA-02", "local_assessor", Clock())
    new = inspection.NewInspection("Our own look", "Westmarch", FIELDWORK, "probation-2017", self_assessment=True)
    inspection.create_inspection(ctx, new)
    ratings_panel.propose(ctx, "1.1", "good", "Leaders know where the work is weak.")
    ratings_panel.confirm(ctx, "1.1", "good", "Regional board", "Agreed.")
    assert ratings_panel.panel_ratings(ctx)["1.1"].confirmed == "good"
    ctx.store.close()
