"""The lead inspector's list: created, imported whole or not at all, allocated, decided."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from pypdf import PdfReader

from hmip_desktop.domain.sample import CheckOverride
from hmip_desktop.domain.sample_checks import SampleWarning, uncovered
from hmip_desktop.errors import Refused
from hmip_desktop.services import allocate, inspection, sample
from hmip_desktop.services.report import ReportRequest, report
from hmip_desktop.services.sample_picture import CheckLine, sample_picture
from hmip_desktop.store import projections
from tests.people import FIELDWORK, Clock, Team, person, sample_text


def refusal(call, *arguments, **named) -> str:
    with pytest.raises(Refused) as refused:
        call(*arguments, **named)
    return refused.value.code


def test_an_inspection_needs_a_lead_an_escrow_card_and_comes_once(tmp_path: Path, team: Team) -> None:
    new = inspection.NewInspection("Another", "Nowhere", FIELDWORK, "dipp-2025")
    assert refusal(inspection.create_inspection, team.lead, new) == "inspection-exists"
    other = person(tmp_path, "LI-02", "lead", Clock())
    assert refusal(inspection.create_inspection, other, new) == "escrow-needed"
    assert refusal(inspection.create_inspection, team.inspectors[0], new) == "role-not-allowed"
    other.store.close()


def test_a_sample_is_imported_whole_or_not_at_all(tmp_path: Path, team: Team) -> None:
    before = projections.case_count(team.lead.store)
    file = tmp_path / "bad.csv"
    file.write_text(
        sample_text(3, ["AI-01"]).replace("26-402", "26-999").replace("medium", "dreadful"), encoding="utf-8"
    )
    with pytest.raises(Refused) as refused:
        sample.import_sample(team.lead, file)
    assert refused.value.params["row"] == 3
    assert projections.case_count(team.lead.store) == before


def test_the_same_sample_again_changes_no_case(tmp_path: Path, team: Team) -> None:
    imported = sample.import_sample(team.lead, team.folder / "sample.csv")
    assert (imported.imported, imported.known) == (0, 6)
    changed = tmp_path / "changed.csv"
    changed.write_text((team.folder / "sample.csv").read_text("utf-8").replace("Kingsreach", "Elsewhere"), "utf-8")
    assert refusal(sample.import_sample, team.lead, changed) == "sample-case-differs"


def test_a_case_beyond_the_sample_is_added_with_who_agreed_to_it(team: Team) -> None:
    facts = team.lead.case(projections.case_by_ref(team.lead.store, "26-401").case_id).imported
    extra = msgspec.structs.replace(facts, case_ref="26-950", person="")
    assert refusal(sample.add_case, team.lead, extra, " ") == "extra-needs-reason"
    assert refusal(sample.add_case, team.lead, facts, "Agreed.") == "case-on-list"
    assert refusal(sample.add_case, team.inspectors[0], extra, "Agreed.") in ("role-not-allowed", "inspection-missing")
    lead, other = team.lead, msgspec.structs.replace(extra, case_ref="qq-1")
    sample.add_case(lead, other, "Agreed.")
    twice = msgspec.structs.replace(other, case_ref="QQ-1")  # one case, in whatever letters
    assert refusal(sample.add_case, lead, twice, "Agreed.") == "case-on-list"
    listed = projections.case_by_ref(lead.store, "26-402").case_id
    assert refusal(sample.exclude_case, lead, listed, "other", "Gone.", twice) == "substitute-on-list"
    text = (team.folder / "sample.csv").read_text("utf-8")
    again = team.folder / "again.csv"
    again.write_text(text.replace("26-401,", "QQ-1,", 1), "utf-8")
    assert refusal(sample.import_sample, lead, again) == "sample-case-differs"
    before = projections.accounting(team.lead.store)
    case_id = sample.add_case(team.lead, extra, "Agreed with the head of PDU: the only case of its kind.")
    record = team.lead.case(case_id)
    assert record.facts.extra_reason == "Agreed with the head of PDU: the only case of its kind."
    assert not record.is_file_read
    after = projections.accounting(team.lead.store)
    assert (after.listed, after.not_returned) == (before.listed + 1, before.not_returned + 1)
    asked = ReportRequest(team.folder / "out", ("case",), "team", cases=(case_id,), clear=True, reason="made up")
    (record_file,) = report(team.lead, asked).outputs
    printed = " ".join(" ".join(page.extract_text() for page in PdfReader(record_file).pages).split())
    assert "Agreed with the inspected body. Agreed with the head of PDU: the only case of its kind." in printed


def test_an_excluded_case_is_out_of_the_count_and_its_substitute_is_a_file_read(team: Team) -> None:
    case_id = projections.case_by_ref(team.lead.store, "26-401").case_id
    facts = msgspec.structs.replace(team.lead.case(case_id).imported, case_ref="26-900")
    substitute_id = sample.exclude_case(team.lead, case_id, "transferred-out", "Moved before the start.", facts)
    accounting = projections.accounting(team.lead.store)
    assert (accounting.listed, sum(accounting.excluded.values())) == (7, 1)
    assert accounting.listed == accounting.counted + 1 + accounting.returned_unsigned + accounting.not_returned
    assert team.lead.case(substitute_id).is_file_read
    assert refusal(sample.include_case, team.lead, case_id, "It came back.") == "substitute-still-counts"
    sample.exclude_case(team.lead, substitute_id, "other", "The first one came back.")
    sample.include_case(team.lead, case_id, "It came back.")
    sample.include_case(team.lead, substitute_id, "Both were inspected.", beside=True)
    assert sum(projections.accounting(team.lead.store).excluded.values()) == 0


def test_an_unknown_person_or_case_allocates_nothing(tmp_path: Path, team: Team) -> None:
    file = tmp_path / "allocation.csv"
    file.write_text("case_ref,inspector\r\n26-401,AI-02\r\n26-402,Nobody\r\n", encoding="utf-8")
    assert refusal(allocate.allocate, team.lead, file) == "member-unknown"
    file.write_text("case_ref,inspector\r\n26-401,AI-02\r\n26-999,AI-02\r\n", encoding="utf-8")
    assert refusal(allocate.allocate, team.lead, file) == "case-not-on-list"
    assert projections.case_by_ref(team.lead.store, "26-401").inspector == team.inspectors[0].me


def test_a_blind_second_knows_nothing_of_the_first(tmp_path: Path, team: Team) -> None:
    first, second = team.inspectors
    file = tmp_path / "allocation.csv"
    file.write_text("case_ref,inspector,interviewer,second_of\r\n26-401,AI-02,,26-401\r\n", encoding="utf-8")
    assert allocate.allocate(team.lead, file).seconds == 1
    team.give_out()
    mine = {item.case_ref: item.case_id for item in projections.case_list(second.store, inspector=second.me)}
    assert "26-401" in mine
    theirs = {item.case_id for item in projections.case_list(first.store)}
    assert mine["26-401"] not in theirs
    record = second.case(mine["26-401"])
    assert record.allocation.second
    assert record.answers == {}
    assert projections.accounting(team.lead.store).listed == 6
    assert projections.accounting(team.lead.store).second_assessments == 1


def test_nobody_seconds_an_own_case(tmp_path: Path, team: Team) -> None:
    file = tmp_path / "allocation.csv"
    file.write_text("case_ref,inspector,interviewer,second_of\r\n26-401,AI-01,,26-401\r\n", encoding="utf-8")
    assert refusal(allocate.allocate, team.lead, file) == "second-by-first-assessor"


def test_a_warning_is_accepted_with_a_reason(team: Team) -> None:
    warning = sample.sample_report(team.lead).warnings[0]
    assert refusal(sample.override_warning, team.lead, warning.code, " ") == "override-needs-reason"
    sample.override_warning(team.lead, warning.code, "No further cases in this PDU.")
    assert sample.overrides(team.lead)[warning.code].reason == "No further cases in this PDU."


def test_an_override_covers_what_it_was_about_and_no_warning_that_comes_later(team: Team) -> None:
    code = "several-per-practitioner"
    held = next(case for case in sample.list_facts(team.lead) if case.practitioner)

    def add(ref: str, practitioner: str) -> None:
        facts = msgspec.structs.replace(held, case_ref=ref, practitioner=practitioner)
        sample.add_case(team.lead, facts, "Agreed with the region.")

    def line() -> CheckLine:
        return next(one for one in sample_picture(team.lead).checks if one.code == code)

    add("26-901", held.practitioner)
    assert line().is_open
    sample.override_warning(team.lead, code, "A small office.")
    assert not line().is_open
    add("26-902", held.practitioner)  # worse about the same
    assert [one.about for one in line().later] == [held.practitioner]
    assert line().is_open
    sample.override_warning(team.lead, code, "A small office.")
    assert not line().is_open
    add("26-903", "PP-9901")
    assert not line().is_open
    add("26-904", "PP-9901")  # about somebody else
    assert [one.about for one in line().later] == ["PP-9901"]
    assert sample_picture(team.lead).open_warnings >= 1


def test_an_override_from_before_covers_its_whole_check() -> None:
    old = msgspec.json.decode(b'{"code":"few-in-pdu","reason":"No more."}', type=CheckOverride)
    assert msgspec.json.encode(old) == b'{"code":"few-in-pdu","reason":"No more."}'
    assert uncovered([SampleWarning("few-in-pdu", "North", (), degree=4)], old) == ()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"case_ref": "=cmd|1"}, "case-ref-not-usable"),
        ({"start_date": "0001-01-01"}, "case-fact-not-valid"),
        ({"start_date": "2026-02-31"}, "case-fact-not-valid"),
        ({"end_date": "2020-01-01"}, "case-fact-not-valid"),
        ({"measure": "impact", "measure_date": "2020-01-01"}, "case-fact-not-valid"),
        ({"pdu": "North\nSouth"}, "case-fact-not-valid"),
    ],
)
def test_a_case_by_hand_is_checked_like_a_row_of_a_file(team: Team, wrong: dict[str, str], code: str) -> None:
    listed = sample.list_facts(team.lead)
    known = projections.case_by_ref(team.lead.store, listed[0].case_ref)
    facts = msgspec.structs.replace(listed[0], **{"case_ref": "26-950", **wrong})
    assert refusal(sample.add_case, team.lead, facts, "Agreed with the region.") == code
    assert refusal(sample.exclude_case, team.lead, known.case_id, "other", "Moved.", facts) == code
    assert sample.list_facts(team.lead) == listed
