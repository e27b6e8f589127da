"""A new version goes out from the lead inspector and work comes home: by command line, to a deputy, to who is late."""

from __future__ import annotations

from pathlib import Path

import pytest

from hmip_desktop.intake.pack_writing import pack_text
from hmip_desktop.intake.packs import shipped_pack
from hmip_desktop.services import assess
from hmip_desktop.services.auditing import audit
from hmip_desktop.services.pack_change import bring_in, in_use
from hmip_desktop.services.results import results
from hmip_desktop.store import projections
from tests.command_line import expect_refusal, runner
from tests.next_version import ENDED, OPENED, next_version, one_more, write_next
from tests.people import PASSPHRASE, Team, finish
from tests.services.test_spine_laws import codes, join


def test_by_command_line_it_is_checked_planned_and_brought_in(
    team: Team, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run = runner(capsys)
    store, file = team.lead.store.folder, write_next(tmp_path)
    team.lead.store.close()
    monkeypatch.setenv("HMIP_PASSPHRASE", PASSPHRASE)
    assert run("pack", "check", file).data["warnings"] == []
    third = write_next(tmp_path, one_more(next_version(shipped_pack("dipp-2025")), "3.0.0", "C4o"))
    assert [one["code"] for one in run("pack", "check", third).data["warnings"]] == ["pack-change-not-compared"]
    assert run("pack", "check", third, "--against", file).data["warnings"] == []
    wrong = run("pack", "check", third, "--against", "dipp-2025")
    assert (wrong.exit, wrong.data["errors"][0]["code"]) == (1, "pack-change-predecessor")
    assert wrong.data["errors"][0]["line"] > 1 and wrong.data["errors"][0]["field"] == "changes.succeeds.version"
    plan = run("inspection", "pack", file, "--store", store, "--dry-run")
    assert (plan.exit, plan.data["applied"], plan.data["open_cases"]) == (0, False, 6)
    assert run("inspection", "show", "--store", store).data["pack"]["version"] == "1.0.0"
    done = run("inspection", "pack", file, "--store", store)
    assert {**plan.data, "applied": True} == done.data
    assert run("inspection", "show", "--store", store).data["pack"]["version"] == "2.0.0"
    expect_refusal(run("inspection", "pack", file, "--store", store), "pack-change-predecessor")
    plain = tmp_path / "plain.toml"
    plain.write_text(pack_text(shipped_pack("dipp-2025"), ".toml"), encoding="utf-8")
    expect_refusal(run("inspection", "pack", plain, "--store", store), "pack-changes-missing")


def test_it_reaches_everybody_and_all_work_comes_home(team: Team, tmp_path: Path) -> None:
    team.give_out()
    lead, (early, late) = team.lead, team.inspectors
    deputy = join(team, tmp_path, "DL-01", "deputy")
    assert codes(team.receive(deputy, team.send(lead, deputy))) == []
    finish(early, team.case_id(early))
    assess.record_answer(late, team.case_id(late), "C2a", "no")
    team.receive(lead, team.send(early, lead))
    bring_in(lead, write_next(tmp_path))
    assert codes(team.receive(deputy, team.send(lead, deputy))) == []
    assert deputy.inspection().pack.version == "2.0.0"
    assert codes(team.receive(early, team.send(lead, early))) == []
    finish(early, team.case_id(early, 1))
    finish(late, team.case_id(late, 1))  # has heard of nothing
    for ctx in (early, late):
        assert codes(team.receive(lead, team.send(ctx, lead))) == []
    assert codes(team.receive(late, team.send(lead, late))) == []
    waiting = assess.open_case(late, team.case_id(late))
    assert waiting.moved is not None
    assert [one.ref for one in waiting.moved.ended] == ["C2a"]
    assert codes(team.receive(deputy, team.send(lead, deputy))) == []
    for ctx in (lead, deputy):
        assert in_use(ctx).finished == (("2.0.0", 1), ("1.0.0", 2))
        assert [one.cases for one in results(ctx).versions] == [1, 2]
        assert audit(ctx).sound
        assert audit(ctx).projection_matches
    assert projections.tally(lead.store) == projections.tally(deputy.store)
    deputy.store.close()


def test_three_versions_stand_side_by_side(team: Team, tmp_path: Path) -> None:
    lead, refs = team.lead, ("C1", "C2a", "C2y", "C4o")
    ids = [item.case_id for item in projections.case_list(lead.store)]
    finish(lead, ids[0])
    bring_in(lead, write_next(tmp_path))
    finish(lead, ids[1])
    assess.record_answer(lead, ids[2], "C1a", "yes")
    bring_in(lead, write_next(tmp_path, one_more(lead.inspection().pack, "3.0.0", "C4o")))
    finish(lead, ids[3])
    versions = [assess.open_case(lead, case_id).pack.version for case_id in ids[:4]]
    assert versions == ["1.0.0", "2.0.0", "3.0.0", "3.0.0"]
    found = results(lead)
    asked = {row.asked.ref: (row.whole.result.n, row.asked.since, row.asked.until) for row in found.tables[0].rows}
    assert [asked[ref] for ref in refs] == [(3, "", ""), (1, "", "1.0.0"), (2, "2.0.0", ""), (1, "3.0.0", "")]
    assess.reopen(lead, ids[0], "It is to answer what is asked now.")
    again = assess.open_case(lead, ids[0])
    assert again.flow.missing == (*OPENED, "C4o")
    assert again.moved is not None
    assert {one.ref for one in again.moved.ended} == set(ENDED)
    assert projections.matches_rebuild(lead.store)
