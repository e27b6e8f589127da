"""Backups and the way back, the recovery sheet, the escrow key: through real stores."""

from __future__ import annotations

import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from hmip_desktop.domain.retention import Hold
from hmip_desktop.domain.revisions import subject
from hmip_desktop.errors import Refused
from hmip_desktop.paths import anchor_file
from hmip_desktop.progress import Progress
from hmip_desktop.services import assess, exporting, new_key, recovering, safekeeping, stores, team
from hmip_desktop.services.auditing import audit
from hmip_desktop.services.context import Context
from hmip_desktop.services.inspection import NewInspection, create_inspection
from hmip_desktop.store import keepsakes, keys, projections
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.anchor import Anchor, AnchorCheck
from hmip_desktop.store.revisions import Write
from tests.people import FIELDWORK, PASSPHRASE, Clock, Team, make_team, person

FRESH = "orange lantern cobble whistle 4"


@pytest.fixture
def out(tmp_path: Path) -> Team:
    made = make_team(tmp_path, inspectors=1, cases=4)
    made.give_out()
    yield made
    made.close()


def answers(ctx: Context, case_id: str) -> dict[str, str]:
    return {ref: held.value.answer for ref, held in ctx.case(case_id).answers.items()}


def test_a_backup_is_told_with_what_it_holds_and_what_would_be_missing(out: Team) -> None:
    ai = out.inspectors[0]
    first, second = out.case_id(ai), out.case_id(ai, 1)
    assess.record_answer(ai, first, "C1a", "yes")
    made = safekeeping.back_up_now(ai)
    for case_id, ref in ((first, "C1b"), (first, "C2"), (second, "C1a")):
        assess.record_answer(ai, case_id, ref, "no")
    (kept,) = safekeeping.backups(ai)
    assert kept.backup == made.backup
    assert kept.contents.cases == 4
    assert kept.contents.last_at < kept.backup.at
    loss = safekeeping.would_be_missing(ai, kept.backup)
    refs = [projections.case_item(ai.store, case_id).case_ref for case_id in (first, second)]
    assert loss == safekeeping.Loss(3, ((refs[0], 2), (refs[1], 1)), 0)


def test_restoring_keeps_passphrase_and_identity_and_puts_the_present_aside(out: Team) -> None:
    ai = out.inspectors[0]
    case_id = out.case_id(ai)
    assess.record_answer(ai, case_id, "C1a", "yes")
    made = safekeeping.back_up_now(ai)
    assess.record_answer(ai, case_id, "C1b", "no")
    stores.change_passphrase(ai, FRESH)
    me, folder, before = ai.me, ai.store.folder, ai.store.installation
    again = safekeeping.restore(ai, made.backup)
    assert (again.me, answers(again, case_id)) == (me, {"C1a": "yes"})
    assert again.store.installation != before
    assert not again.store.anchor_check.is_trouble
    aside = [kept for kept in safekeeping.backups(again) if kept.backup.is_replaced]
    assert len(aside) == 1
    assert safekeeping.would_be_missing(again, aside[0].backup).changes == 1  # the new installation's first
    again.store.close()
    back = stores.unlock(folder, FRESH)
    assert audit(back).sound
    forth = safekeeping.restore(back, aside[0].backup)
    assert answers(forth, case_id) == {"C1a": "yes", "C1b": "no"}
    out.inspectors[0] = forth


def test_a_damaged_backup_is_refused_and_the_store_stays_open(out: Team) -> None:
    ai = out.inspectors[0]
    made = safekeeping.back_up_now(ai)
    database = made.backup.path / "store.db"
    database.write_bytes(database.read_bytes()[:20_000])
    assert safekeeping.backups(ai)[0].contents is None
    for ask in (safekeeping.would_be_missing, safekeeping.restore):
        with pytest.raises(Refused, match="backup-damaged"):
            ask(ai, made.backup)
    assess.record_answer(ai, out.case_id(ai), "C1a", "yes")
    assert not (ai.store.folder / "restoring").exists()


@pytest.mark.parametrize("trouble", ["cut", "gone", "key"])
def test_a_store_that_does_not_open_is_put_back_from_a_backup(out: Team, trouble: str) -> None:
    ai = out.inspectors[0]
    case_id, folder, me = out.case_id(ai), ai.store.folder, ai.me
    assess.record_answer(ai, case_id, "C1a", "yes")
    made = safekeeping.back_up_now(ai)
    ai.store.close()
    if trouble == "cut":
        (folder / "store.db").write_bytes((folder / "store.db").read_bytes()[:30_000])
    else:
        (folder / ("store.db" if trouble == "gone" else "store.key")).unlink()
    if trouble != "cut":
        with pytest.raises(Refused, match=r"store-missing|key-file-missing"):
            stores.unlock(folder, PASSPHRASE)
    (kept,) = safekeeping.list_backups(folder)
    with pytest.raises(Refused, match="wrong-passphrase"):
        safekeeping.restore_closed(folder, kept, "not the passphrase at all")
    again = safekeeping.restore_closed(folder, kept, PASSPHRASE)
    assert (again.me, answers(again, case_id)) == (me, {"C1a": "yes"})
    assert made.backup in [one.backup for one in safekeeping.backups(again)]
    again.store.close()
    out.inspectors[0] = stores.unlock(folder, PASSPHRASE)
    assert audit(out.inspectors[0]).sound


def test_a_backup_is_made_when_one_is_due_and_something_changed(out: Team) -> None:
    ai = out.inspectors[0]
    assert safekeeping.back_up_if_due(ai) is not None
    assert safekeeping.back_up_if_due(ai) is None
    ai.now.at += timedelta(hours=5)
    assert safekeeping.back_up_if_due(ai) is None
    assess.record_answer(ai, out.case_id(ai), "C1a", "yes")
    assert safekeeping.back_up_if_due(ai) is not None
    assert len(safekeeping.backups(ai)) == 2


def test_a_new_sheet_opens_and_the_old_one_does_not(out: Team) -> None:
    ai = out.inspectors[0]
    sheet, newer = safekeeping.new_sheet(ai), safekeeping.new_sheet(ai)
    before = safekeeping.ways_in(ai).sheet_at
    assert safekeeping.keep_sheet(ai, sheet).sheet_at > before
    safekeeping.keep_sheet(ai, newer)
    folder, former = ai.store.folder, ai.me
    ai.store.close()
    with pytest.raises(Refused, match="wrong-recovery-text"):
        recovering.recover(folder, sheet, FRESH)
    with pytest.raises(Refused, match="passphrase-too-weak"):
        recovering.recover(folder, newer, "password1234")
    again = recovering.recover(folder, newer.lower(), FRESH)
    told = recovering.came_back(again)
    assert (told.by, told.before, told.missing) == ("sheet", former, 0)
    again.store.close()
    out.inspectors[0] = stores.unlock(folder, FRESH)
    assert recovering.came_back(out.inspectors[0]) == told


def escrowed(folder: Path) -> tuple[Context, Path]:
    """A lead whose inspection names an escrow key, and the file with its private half."""
    lead = person(folder, "LI-09", "lead", Clock())
    team.create_escrow(folder / "escrow", os.urandom)
    card = folder / "escrow" / "escrow.card"
    create_inspection(lead, NewInspection("Autumn", "Westmarch", FIELDWORK, "dipp-2025", escrow=card))
    return lead, folder / "escrow" / "escrow-private.txt"


def test_the_escrow_key_opens_what_it_was_let_into_and_its_use_is_written_down(tmp_path: Path) -> None:
    lead, private = escrowed(tmp_path)
    folder = lead.store.folder
    assert safekeeping.ways_in(lead).escrow == ""
    assert recovering.escrow_named(folder) == ""
    ways = safekeeping.let_escrow_in(lead)
    assert ways.escrow == ways.escrow_offered == recovering.escrow_named(folder)
    lead.store.close()
    with pytest.raises(Refused, match="escrow-reason-missing"):
        recovering.recover_by_escrow(folder, private, "  ", FRESH)
    again = recovering.recover_by_escrow(folder, private, "Passphrase lost, sheet burnt", FRESH)
    (use,) = [one for one in journal.case_history(again.store, "-") if one.header.kind == "escrow-use"]
    assert use.value().reason == "Passphrase lost, sheet burnt"
    assert use.header.author == again.me != lead.me
    assert recovering.came_back(again).by == "escrow"
    assert audit(again).sound
    again.store.close()
    stores.unlock(folder, FRESH).store.close()


def test_the_escrow_key_that_was_let_in_opens_the_store_under_its_new_key(tmp_path: Path) -> None:
    lead, private = escrowed(tmp_path)
    folder, named = lead.store.folder, safekeeping.let_escrow_in(lead).escrow
    done = new_key.renew_key(lead, FRESH, safekeeping.new_sheet(lead), Progress())
    assert (done.escrow_out, safekeeping.ways_in(done.context).escrow) == ("", named)
    key = done.context.store.unlocked.data_key
    done.context.store.close()
    again = recovering.recover_by_escrow(folder, private, "Passphrase lost", PASSPHRASE)
    assert again.store.unlocked.data_key == key
    again.store.close()


def test_another_escrow_key_and_another_file_are_refused(tmp_path: Path) -> None:
    lead, private = escrowed(tmp_path)
    folder = lead.store.folder
    safekeeping.let_escrow_in(lead)
    lead.store.close()
    team.create_escrow(tmp_path / "other", os.urandom)
    with pytest.raises(Refused, match="escrow-key-not-here"):
        recovering.recover_by_escrow(folder, tmp_path / "other" / "escrow-private.txt", "Lost", FRESH)
    with pytest.raises(Refused, match="escrow-key-not-readable"):
        recovering.recover_by_escrow(folder, private.with_name("escrow.card"), "Lost", FRESH)
    stores.unlock(folder, PASSPHRASE).store.close()


def test_without_an_escrow_key_none_is_let_in(out: Team) -> None:
    with pytest.raises(Refused, match="escrow-not-named"):
        safekeeping.let_escrow_in(out.inspectors[0])
    assert keepsakes.setting(out.inspectors[0].store, recovering.CAME_BACK) is None


def test_who_sits_at_an_open_store_shows_the_passphrase(out: Team) -> None:
    assert stores.is_passphrase(out.inspectors[0], PASSPHRASE)
    assert not stores.is_passphrase(out.inspectors[0], FRESH)


def test_work_of_the_very_first_sitting_that_goes_missing_is_told(tmp_path: Path) -> None:
    """Nobody has unlocked this store yet; it was made this morning and worked in since."""
    lead = person(tmp_path, "LI-01", "lead", Clock())
    folder, early = lead.store.folder, tmp_path / "early"
    lead.store.flush_log()
    early.mkdir()
    for name in ("store.db", "store.key"):
        shutil.copyfile(folder / name, early / name)
    create_inspection(lead, NewInspection("Autumn", "Westmarch", FIELDWORK, "dipp-2025", made_up=True))
    lead.store.close()
    shutil.copyfile(early / "store.db", folder / "store.db")
    again = stores.unlock(folder, PASSPHRASE, now=Clock())
    told = stores.older_copy(again)
    again.store.close()
    assert told is not None
    assert (told.code, told.params["count"]) == ("store-older-copy", 2)


def test_what_was_sent_or_backed_up_is_remembered_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lead = person(tmp_path, "LI-01", "lead", Clock())
    ai = person(tmp_path, "AI-01", "inspector", Clock())
    team.trust(lead, team.save_card(ai, tmp_path / "AI-01.card"), ai.me)
    create_inspection(lead, NewInspection("Autumn", "Westmarch", FIELDWORK, "dipp-2025", made_up=True))
    synced: list[Path] = []
    sync = Anchor.sync

    def counted(anchor: Anchor) -> None:
        synced.append(anchor.path)
        sync(anchor)

    monkeypatch.setattr(Anchor, "sync", counted)
    lead.write(Write(subject("hold", lead.new_id()), Hold("other", "Something is written, so that there is news.")))
    assert synced == []
    safekeeping.back_up_now(lead)
    assert synced == [anchor_file(lead.store.folder)]
    exporting.export(lead, ai.me, tmp_path / "out")
    assert len(synced) == 2
    for ctx in (lead, ai):
        ctx.store.close()


def test_a_store_that_is_thrown_away_leaves_no_note_behind(tmp_path: Path) -> None:
    ctx = person(tmp_path / "made up", "LI-01", "lead", Clock())
    note = anchor_file(ctx.store.folder)
    ctx.store.close()
    assert note.is_file()
    stores.forget_stores(tmp_path / "made up")
    assert not note.exists()


def test_a_new_key_takes_people_backups_and_escrow_along(out: Team) -> None:
    ai = out.inspectors[0]
    case_id, folder, me, cards = out.case_id(ai), ai.store.folder, ai.me, ai.find_inspection()
    assess.record_answer(ai, case_id, "C1a", "yes")
    safekeeping.back_up_now(ai)
    old_key, sheet, before = (folder / "store.key").read_bytes(), safekeeping.new_sheet(ai), anchor_file(folder)
    with pytest.raises(Refused, match="passphrase-too-weak"):
        new_key.renew_key(ai, "password1234", sheet, Progress())
    done = new_key.renew_key(ai, FRESH, sheet, Progress())
    out.inspectors[0] = again = done.context
    assert (done.dropped, done.left, done.escrow_out) == (1, 0, "")
    assert (again.me, again.find_inspection(), answers(again, case_id)) == (me, cards, {"C1a": "yes"})
    assert [kept.is_earlier for kept in safekeeping.backups(again)] == [False]
    assert safekeeping.ways_in(again).earlier == 0
    assess.record_answer(again, case_id, "C1b", "no")
    again.store.close()
    assert before.is_file()
    (folder / "store.key.kept").write_bytes(old_key)
    with pytest.raises(Refused, match="wrong-passphrase"):
        stores.unlock(folder, PASSPHRASE)
    out.inspectors[0] = back = stores.unlock(folder, FRESH)
    assert back.store.anchor_check.standing == "same"  # the anchor is kept on under the new key
    assert audit(back).sound
    assert back.identity.signing_seed == ai.identity.signing_seed  # and the person still signs as before


def test_without_room_for_a_fresh_backup_the_old_ones_stay_and_are_told(
    out: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    ai = out.inspectors[0]
    safekeeping.back_up_now(ai)

    def full(*_: object, **__: object) -> None:
        raise Refused("disk-full")

    monkeypatch.setattr(new_key.backup, "back_up", full)
    done = new_key.renew_key(ai, FRESH, safekeeping.new_sheet(ai), Progress())
    out.inspectors[0] = done.context
    assert (done.dropped, done.left, safekeeping.ways_in(done.context).earlier) == (0, 1, 1)
    assert new_key.drop_earlier_copies(done.context) == 1
    assert safekeeping.backups(done.context) == ()


def test_an_older_copy_is_settled_before_the_key_is_renewed(out: Team) -> None:
    ai = out.inspectors[0]
    ai.store.anchor_check = AnchorCheck("behind", 3)
    with pytest.raises(Refused, match="store-older-copy"):
        new_key.renew_key(ai, FRESH, safekeeping.new_sheet(ai), Progress())
    assert ai.store.is_open


def test_where_the_backups_cannot_lie_the_work_goes_on_under_its_new_key_and_why_is_told(out: Team) -> None:
    ai = out.inspectors[0]
    backups = ai.store.folder / "backups"
    backups.write_text("Not a folder.")
    done = new_key.renew_key(ai, FRESH, safekeeping.new_sheet(ai), Progress())
    out.inspectors[0] = done.context
    assert done.trouble is not None
    assert (done.trouble.code, done.left) == ("store-folder-gone", 0)
    assess.record_answer(done.context, out.case_id(done.context), "C1a", "yes")
    backups.unlink()
    assert safekeeping.back_up_now(done.context).contents is not None


def test_a_new_sheet_alone_leads_to_the_same_key_as_the_pages_say(out: Team) -> None:
    """The old sheet with the key file of a backup still opens today's work; after encrypting again it does not."""
    ai = out.inspectors[0]
    folder, old = ai.store.folder, safekeeping.new_sheet(ai)
    safekeeping.keep_sheet(ai, old)
    kept = safekeeping.back_up_now(ai).backup.path / "store.key"
    safekeeping.keep_sheet(ai, safekeeping.new_sheet(ai))
    with pytest.raises(Refused, match="wrong-recovery-text"):
        keys.recover(folder, old)
    old_file = shutil.copytree(kept.parent, folder.parent / "taken away")
    assert keys.recover(old_file, old).data_key == ai.store.unlocked.data_key
    done = new_key.renew_key(ai, FRESH, safekeeping.new_sheet(ai), Progress())
    out.inspectors[0] = done.context
    assert keys.recover(old_file, old).data_key != done.context.store.unlocked.data_key
