"""A merge with its receipts, everything that is held with whom to ask, and what is in the way of taking it back."""

from __future__ import annotations

from pathlib import Path

from hmip_desktop.services import assess, forks, held, merge_plan, merge_round, merge_undo
from hmip_desktop.services import team as teams
from hmip_desktop.services.sending import seats
from hmip_desktop.store import projections
from tests.people import Team, finish
from tests.services.test_forks import twin_of


def done_by(team: Team, which: int) -> Path:
    """A package with one finished case of this inspector."""
    ctx = team.inspectors[which]
    finish(ctx, team.case_id(ctx))
    return team.send(ctx, team.lead)


def test_receipts_are_written_with_the_merge(team: Team) -> None:
    team.give_out()
    files = [done_by(team, 0), done_by(team, 1)]
    folder = merge_round.receipts_folder(files)
    done = merge_round.merge_with_receipts(team.lead, merge_plan.plan(team.lead, files), folder)
    assert len(done.receipts) == 2 and done.refused is None
    assert sorted(folder.glob("*.hmip")) == sorted(made.package for made in done.receipts)
    assert not any(seat.receipt for seat in seats(team.lead))
    assert team.receive(team.inspectors[0], done.receipts[0].package).quarantined == 0
    again = merge_round.merge_with_receipts(team.lead, merge_plan.plan(team.lead, files), folder)
    assert again.receipts == ()


def test_a_folder_that_takes_no_receipts_leaves_the_merge_standing(team: Team) -> None:
    team.give_out()
    files = [done_by(team, 0)]
    taken = team.folder / "taken"
    taken.write_text("a file where the folder should be")
    done = merge_round.merge_with_receipts(team.lead, merge_plan.plan(team.lead, files), taken)
    assert done.merged.applied and done.refused is not None
    assert any(seat.receipt for seat in seats(team.lead))


def test_packages_are_found_below_a_folder_but_receipts_are_not(tmp_path: Path) -> None:
    names = ("a/one.hmip", "b/c/two.HMIP", "three.hmip", f"{merge_round.RECEIPTS}/four.hmip", "five.txt")
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    found = merge_round.packages_in([tmp_path, tmp_path / "three.hmip", tmp_path / "five.txt"])
    assert [file.relative_to(tmp_path).as_posix() for file in found] == ["a/one.hmip", "three.hmip"]


def test_what_builds_on_a_merge_is_named_before_it_is_refused(team: Team) -> None:
    assert merge_round.undo_picture(team.lead) is None
    team.give_out()
    file = done_by(team, 0)
    case_id = team.case_id(team.inspectors[0])
    team.receive(team.lead, file)
    found = merge_round.undo_picture(team.lead)
    assert found.in_the_way == () and found.packages[0][0] == "AI-01"
    assess.reopen(team.lead, case_id, "A date was wrong.")
    found = merge_round.undo_picture(team.lead)
    ref = projections.case_item(team.lead.store, case_id).case_ref
    assert [(one.case_ref, one.author) for one in found.in_the_way] == [(ref, "LI-01")]
    assert any(subject.startswith("signoff:") for one in found.in_the_way for subject in one.subjects)
    assert found.last == merge_undo.last_merge(team.lead)


def test_what_is_held_says_whom_to_ask(team: Team) -> None:
    team.give_out()
    assert held.held_things(team.lead) == ()
    thief = team.inspectors[0]
    file = done_by(team, 0)
    teams.revoke(team.lead, thief.me, 1)
    team.receive(team.lead, file)
    (thing,) = held.held_things(team.lead)
    assert (thing.kind, thing.sender, thing.code, thing.sequence) == ("package", "AI-01", "package-revoked", 1)
    assert thing.params["sequence"] == 1 and thing.case_refs


def test_a_copied_store_is_one_thing_to_decide(team: Team, tmp_path: Path) -> None:
    team.give_out()
    ctx = team.inspectors[0]
    case_id = team.case_id(ctx)
    assess.record_answer(ctx, case_id, "C2", "yes")
    twin = twin_of(ctx, tmp_path / "twin")
    assess.record_answer(ctx, case_id, "C1a", "yes")
    assess.record_answer(twin, case_id, "C1a", "no")
    team.receive(team.lead, team.send(ctx, team.lead))
    team.receive(team.lead, team.send(twin, team.lead))
    twin.store.close()
    (thing,) = held.held_things(team.lead)
    assert (thing.kind, thing.sender, thing.here, thing.waiting) == ("fork", "AI-01", 1, 1)
    forks.admit(team.lead, thing.installation, "A spare laptop.")
    assert held.held_things(team.lead) == ()
