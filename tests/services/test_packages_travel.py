"""Packages between people: what merges, what does nothing, what is refused or held, and that no refusal writes."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from hmip_desktop.domain.assessment import AnswerValue, Evidence
from hmip_desktop.domain.revisions import subject
from hmip_desktop.errors import Refused
from hmip_desktop.services import assess, conflicts, exporting, merge_plan, stores
from hmip_desktop.services.auditing import audit
from hmip_desktop.services.context import Context, stamp_of
from hmip_desktop.services.merge_undo import last_merge, redo_merge, undo_merge
from hmip_desktop.services.sample import override_warning, overrides
from hmip_desktop.services.team import save_card, trust
from hmip_desktop.store import ledger, projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.revisions import Write
from tests.people import PASSPHRASE, Clock, Team, finish, person


def held(ctx: Context) -> set[str]:
    """Digests of everything that a store holds."""
    cases = [item.case_id for item in projections.case_list(ctx.store)] + ["-", "lead"]
    return {r.digest for case_id in cases for r in journal.case_history(ctx.store, case_id)}


@pytest.fixture
def returned(team: Team) -> Team:
    """Everybody has their cases, and the first inspector finished one."""
    team.give_out()
    finish(team.inspectors[0], team.case_id(team.inspectors[0]))
    return team


def test_work_comes_back_whole_and_counts_once(returned: Team) -> None:
    team, ai = returned, returned.inspectors[0]
    package = team.send(ai, team.lead)
    planned = merge_plan.plan(team.lead, [package])
    before = held(team.lead)
    assert planned.packages[0].new > 0
    assert held(team.lead) == before
    merged = team.receive(team.lead, package)
    assert (merged.quarantined, merged.conflicts, merged.applied) == (0, 0, True)
    assert held(ai) <= held(team.lead)
    assert projections.accounting(team.lead.store).counted == 1
    again = team.receive(team.lead, package)
    assert (again.new, again.quarantined, again.applied) == (0, 0, False)
    assert projections.accounting(team.lead.store).counted == 1
    assert audit(team.lead).sound


def test_an_older_package_that_brings_nothing_is_stale(returned: Team) -> None:
    team, ai = returned, returned.inspectors[0]
    first, second = team.send(ai, team.lead), team.send(ai, team.lead)
    assert team.receive(team.lead, second).quarantined == 0
    before = held(team.lead)
    stale = team.receive(team.lead, first)
    assert [p.refused.code for p in stale.plan.refusals] == ["package-stale"]
    assert held(team.lead) == before


def test_a_lost_package_heals_with_the_next(returned: Team) -> None:
    team, ai = returned, returned.inspectors[0]
    team.send(ai, team.lead).unlink()
    assess.record_answer(ai, team.case_id(ai, 1), "C1a", "yes")
    merged = team.receive(team.lead, team.send(ai, team.lead))
    assert merged.plan.packages[0].missing == (1,)
    assert held(ai) <= held(team.lead)


@pytest.mark.parametrize("spoil", ["flip", "cut", "text", "empty"])
def test_a_damaged_package_is_refused_and_leaves_no_trace(returned: Team, spoil: str) -> None:
    team, ai = returned, returned.inspectors[0]
    package = team.send(ai, team.lead)
    content = bytearray(package.read_bytes())
    if spoil == "flip":
        content[len(content) // 2] ^= 4
    spoilt = {"flip": bytes(content), "cut": bytes(content[:-900]), "text": b"not a package", "empty": b""}[spoil]
    package.write_bytes(spoilt)
    before = held(team.lead)
    merged = team.receive(team.lead, package)
    assert merged.quarantined == 1
    assert not merged.applied
    assert held(team.lead) == before


def test_a_package_for_somebody_else_and_one_from_a_stranger_are_refused(tmp_path: Path, returned: Team) -> None:
    team, ai = returned, returned.inspectors[0]
    package = team.send(ai, team.lead)
    other = team.receive(team.inspectors[1], package)
    assert [p.refused.code for p in other.plan.refusals] == ["package-not-for-you"]
    stranger = person(tmp_path / "elsewhere", "AI-09", "inspector", Clock())
    with pytest.raises(Refused) as refused:
        exporting.export(stranger, team.lead.me, tmp_path)
    assert refused.value.code == "inspection-missing"
    stranger.store.close()


def test_a_case_with_a_bad_row_is_held_and_the_rest_merges(returned: Team) -> None:
    team, ai = returned, returned.inspectors[0]
    bad, good = team.case_id(ai, 1), team.case_id(ai, 0)
    ai.write(Write(subject("answer", bad, "C9"), AnswerValue("yes"), stamp_of(ai.inspection().pack)))
    merged = team.receive(team.lead, team.send(ai, team.lead))
    assert merged.quarantined == 1
    assert [entry.case_id for entry in ledger.held(team.lead.store)] == [bad]
    assert team.lead.case(bad).answers == {}
    assert team.lead.case(good).is_signed_off


def test_two_answers_given_apart_are_found_and_settled_once(returned: Team) -> None:
    team, ai = returned, returned.inspectors[0]
    case_id = team.case_id(ai, 1)
    assess.record_answer(ai, case_id, "C1a", "yes")
    assess.record_answer(team.lead, case_id, "C1a", "no")
    merged = team.receive(team.lead, team.send(ai, team.lead))
    assert merged.conflicts == 1
    (found,) = conflicts.list_conflicts(team.lead)
    assert {side.text for side in found.sides} == {"Yes", "No"}
    with pytest.raises(Refused) as refused:
        conflicts.resolve(team.lead, found.conflict.id, "A", "")
    assert refused.value.code == "resolution-needs-reason"
    keep = next(side for side in found.sides if side.text == "No")
    conflicts.resolve(team.lead, found.conflict.id, keep.letter, "Read again.")
    assert conflicts.list_conflicts(team.lead) == ()
    assert team.lead.case(case_id).answers["C1a"].value.answer == "no"
    again = team.receive(team.lead, team.send(ai, team.lead))
    assert again.conflicts == 0
    assert team.receive(ai, team.send(team.lead, ai)).quarantined == 0
    assert ai.case(case_id).answers["C1a"].value.answer == "no"


def test_a_receipt_makes_the_next_package_small(returned: Team) -> None:
    team, ai = returned, returned.inspectors[0]
    team.receive(team.lead, team.send(ai, team.lead))
    team.receive(ai, team.send(team.lead, ai))
    with pytest.raises(Refused) as refused:
        exporting.export(ai, team.lead.me, team.folder / "packages")
    assert refused.value.code == "nothing-to-export"
    assess.record_answer(ai, team.case_id(ai, 1), "C1a", "yes")
    exported = exporting.export(ai, team.lead.me, team.folder / "packages")
    assert (exported.cases, exported.revisions) == (1, 1)


def test_no_file_of_a_store_holds_an_answer_in_clear(returned: Team) -> None:
    ai = returned.inspectors[0]
    note = "a sentence that nobody else may ever read"
    assess.save_evidence(ai, returned.case_id(ai, 1), Evidence(note, "oasys"))
    package = returned.send(ai, returned.lead)
    files = [f for f in (*ai.store.folder.rglob("*"), package) if f.is_file()]
    assert len(files) >= 3
    for file in files:
        assert note.encode() not in file.read_bytes(), file.name
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(ai.store.folder / "store.db").execute("select count(*) from sqlite_master").fetchone()


def test_a_deputy_receives_all_that_the_lead_merges_and_can_act(tmp_path: Path, returned: Team) -> None:
    team, ai = returned, returned.inspectors[0]
    deputy = person(tmp_path, "DL-01", "deputy", Clock())
    trust(team.lead, save_card(deputy, tmp_path / "deputy.card"), deputy.me)
    trust(deputy, save_card(team.lead, tmp_path / "lead.card"), team.lead.me)
    override_warning(team.lead, "few-in-pdu", "No further cases.")
    team.receive(team.lead, team.send(ai, team.lead))
    assert team.receive(deputy, team.send(team.lead, deputy)).quarantined == 0
    assert held(deputy) >= held(team.lead)
    assert overrides(deputy)["few-in-pdu"].reason == "No further cases."
    assess.record_answer(ai, team.case_id(ai, 1), "C1a", "yes")
    team.receive(ai, team.send(team.lead, ai))
    assert team.receive(deputy, team.send(ai, deputy)).quarantined == 0
    assert deputy.case(team.case_id(ai, 1)).answers["C1a"].value.answer == "yes"
    assert team.receive(team.lead, team.send(deputy, team.lead)).quarantined == 0
    assert audit(deputy).sound
    deputy.store.close()


def test_a_merge_is_taken_back_whole_and_brought_back(returned: Team) -> None:
    team, ai = returned, returned.inspectors[0]
    assert last_merge(team.lead) is None
    team.receive(team.lead, team.send(ai, team.lead))
    last = last_merge(team.lead)
    assert last is not None
    with pytest.raises(Refused) as refused:
        undo_merge(team.lead, " ")
    assert refused.value.code == "merge-undo-needs-reason"
    undo_merge(team.lead, "Sent by mistake.")
    assert projections.accounting(team.lead.store).counted == 0
    assert last_merge(team.lead) is None
    redo_merge(team.lead, last.ids, "It was right.")
    assert projections.accounting(team.lead.store).counted == 1
    assert audit(team.lead).sound


def test_an_older_copy_is_told_and_never_mended_in_silence(tmp_path: Path, returned: Team) -> None:
    ai = returned.inspectors[0]
    folder = ai.store.folder
    ai.store.close()
    first = stores.unlock(folder, PASSPHRASE)
    first.store.close()
    old = shutil.copytree(folder, tmp_path / "old-copy")
    second = stores.unlock(folder, PASSPHRASE)
    for answer in ("yes", "no"):
        assess.record_answer(second, returned.case_id(second, 1), "C1a", answer)
    second.store.close()
    shutil.rmtree(folder)
    shutil.copytree(old, folder)
    for _ in range(2):
        third = stores.unlock(folder, PASSPHRASE)
        told = stores.older_copy(third)
        assert told is not None
        assert (told.code, told.params["count"]) == ("store-older-copy", 2)
        third.store.close()
    fourth = stores.unlock(folder, PASSPHRASE)
    stores.accept_older_copy(fourth)
    fourth.store.close()
    returned.inspectors[0] = stores.unlock(folder, PASSPHRASE)
    assert stores.older_copy(returned.inspectors[0]) is None
