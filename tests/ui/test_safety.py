"""This computer and keys: every page, through the running program and its real store."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from hmip_desktop.errors import Refused
from hmip_desktop.services import assess, recovering, safekeeping, stores
from hmip_desktop.services.new_key import KeyRenewed
from hmip_desktop.services.safekeeping import Loss
from hmip_desktop.services.soundness import Proof
from hmip_desktop.store.anchor import AnchorCheck
from hmip_desktop.ui.views.safety.backups_page import loss_words
from hmip_desktop.ui.views.safety.check_page import proof_words
from hmip_desktop.ui.views.safety.ways_page import renewed_words

FRESH = "orange lantern cobble whistle 4"


@pytest.fixture
def safety(program, settled) -> Callable[[str], object]:
    """Open the place at a page and give the page."""

    def open_at(page: str) -> object:
        program.keeping.open(page)
        settled()
        return program.keeping.screen.pages[page]

    return open_at


def test_the_place_is_reached_by_the_menu_and_left_again(program, settled) -> None:
    before = program.window.screen_shown
    program.window.perform("safety")
    settled()
    screen = program.keeping.screen
    assert program.window.screen_shown is screen
    assert screen.rail.view.keys() == ["identity", "ways", "backups", "check", "keeping", "lying"]
    shown = screen.rail.view.keys()
    for key in shown:
        screen.rail.view.opened.emit(key)
        settled()
        assert screen.stack.currentWidget() is screen.pages[key]
    program.window.perform("back")
    assert program.window.screen_shown is before


def test_the_card_is_saved_and_the_fingerprint_stands_in_six_groups(program, safety, settled, tmp_path) -> None:
    page = safety("identity")
    page.buttons.save_to(tmp_path / "cards")
    settled()
    assert [file.name for file in (tmp_path / "cards").iterdir()] == ["AI-07.card"]
    assert page.buttons.done.isVisible()
    words = " ".join(label.text() for label in page.findChildren(type(page.sentence)))
    digits = program.context.me
    assert all(digits[i : i + 5] in words for i in range(0, 30, 5))


def _type(form, now: str, fresh: str = "") -> None:
    form.now.setText(now)
    if fresh:
        form.fresh.first.setText(fresh)
        form.fresh.second.setText(fresh)


def test_the_passphrase_is_changed_by_whoever_knows_it(program, safety, settled, made_up) -> None:
    page = safety("ways")
    page.change.click()
    form = page.form
    _type(form, "somebody else's guess", FRESH)
    assert not form.act.isEnabled()  # whether somebody may know the old one is asked, and nothing is taken for granted
    assert "whether somebody else" in form.wanted.text()
    form.known.choose("no")
    form.act.click()
    settled()
    assert form.trouble.isVisible()
    assert not stores.is_passphrase(program.context, FRESH)
    form.fresh.second.setText("another")
    assert not form.act.isEnabled()
    _type(form, made_up.PASSPHRASE, FRESH)
    form.act.click()
    settled()
    assert page.changed.isVisible()
    assert stores.is_passphrase(program.context, FRESH)


def _to_a_new_key(program, safety, settled, made_up) -> None:
    """Through the form and the new sheet, up to the last button."""
    page = safety("ways")
    page.change.click()
    _type(page.form, made_up.PASSPHRASE, FRESH)
    page.form.known.choose("yes")
    page.form.act.click()
    settled()
    screen = program.keeping.screen
    assert screen.page_shown == "sheet"
    assert screen.finish.text() == "Encrypt again"
    assert stores.is_passphrase(program.context, made_up.PASSPHRASE)  # nothing is changed yet
    for place, line in zip(screen.sheet.step._asked, screen.sheet.step.lines, strict=True):
        line.setText(screen.sheet.step.groups[place])
    screen.sheet.step.tick.setChecked(True)


def test_a_passphrase_that_is_known_leads_to_a_new_key(qtbot, program, world, safety, settled, made_up) -> None:
    case_id = world.case_ids["0417"]
    assess.record_answer(program.context, case_id, "C1a", "yes")
    made = safekeeping.back_up_now(program.context)
    before, me, folder = program.context.store.unlocked, program.context.me, program.context.store.folder
    _to_a_new_key(program, safety, settled, made_up)
    sheet = "-".join(program.keeping.screen.sheet.step.groups)
    program.keeping.screen.finish.click()
    qtbot.waitUntil(lambda: program.places is not None and not program.jobs.is_busy, timeout=30_000)
    page = program.keeping.screen.pages["ways"]
    assert page.changed.isVisible()
    assert "they revoke the key" in page.taken.accessibleName()
    assert not page.earlier.isVisible()
    ctx = program.context
    assert ctx.store.unlocked.data_key != before.data_key
    assert (ctx.me, ctx.case(case_id).answers["C1a"].value.answer) == (me, "yes")
    assert stores.is_passphrase(ctx, FRESH)
    assert not stores.is_passphrase(ctx, made_up.PASSPHRASE)
    assert recovering.keys.recover(folder, sheet).data_key == ctx.store.unlocked.data_key
    (kept,) = safekeeping.backups(ctx)
    assert kept.backup.path != made.backup.path
    assert (kept.contents.cases > 0, kept.is_earlier) == (True, False)
    program.keeping.end()
    ctx.store.close()


def test_stopped_before_the_new_key_holds_nothing_is_changed(qtbot, program, safety, settled, made_up) -> None:
    _to_a_new_key(program, safety, settled, made_up)
    program.keeping.screen.finish.click()
    (job,) = program.jobs.under_way()
    job.cancel()  # the first passphrase is not even stretched yet
    qtbot.waitUntil(lambda: program.places is not None and not program.jobs.is_busy, timeout=30_000)
    page = program.keeping.screen.pages["ways"]
    assert "nothing was changed" in page.changed.accessibleName()
    assert not page.taken.isVisible()
    assert stores.is_passphrase(program.context, made_up.PASSPHRASE)


def test_backups_of_an_earlier_passphrase_are_named_and_deleted(program, safety, settled) -> None:
    made = safekeeping.back_up_now(program.context)
    database = made.backup.path / "store.db"
    database.write_bytes(bytes(16) + database.read_bytes()[16:])  # another salt, as another data key has
    assert safety("backups").list.rows_model.rows[0].is_earlier
    page = safety("ways")
    assert page.earlier.accessibleName() == "Backups that still open with an earlier passphrase: 1."
    page.drop.click()
    settled()
    assert not page.earlier.isVisible()
    assert safekeeping.list_backups(program.context.store.folder) == []


def test_a_new_sheet_holds_only_once_it_is_typed_back(program, safety, settled, made_up) -> None:
    page = safety("ways")
    page.renew.click()
    _type(page.form, made_up.PASSPHRASE)
    page.form.act.click()
    settled()
    screen, folder = program.keeping.screen, program.context.store.folder
    groups = screen.sheet.step.groups
    program.window.perform("back")
    assert screen.sheet.step.groups == ()
    with pytest.raises(Refused, match="wrong-recovery-text"):
        recovering.keys.recover(folder, "-".join(groups))
    program.keeping.open("sheet")
    groups = screen.sheet.step.groups
    for place, line in zip(screen.sheet.step._asked, screen.sheet.step.lines, strict=True):
        assert not screen.finish.isEnabled()
        line.setText(groups[place])
    screen.sheet.step.tick.setChecked(True)
    screen.finish.click()
    settled()
    assert screen.page_shown == "ways"
    assert recovering.keys.recover(folder, "-".join(groups)).store_id == program.context.store.store_id


def test_a_backup_is_made_and_put_in_its_place(qtbot, program, world, safety, settled) -> None:
    case_id = world.case_ids["0417"]
    assess.record_answer(program.context, case_id, "C1a", "yes")
    page = safety("backups")
    page.make.click()
    settled()
    assert len(page.list.rows_model.rows) == 1
    assess.record_answer(program.context, case_id, "C1a", "no")
    assess.record_answer(program.context, case_id, "C1b", "no")
    page.restore.click()
    settled()
    dialog = page.dialog
    assert "2 changes would be missing: 2 changes in 24-0417." in dialog.loss.accessibleName()
    assert not dialog.act.isEnabled()
    dialog.tick.setChecked(True)
    dialog.act.click()
    qtbot.waitUntil(lambda: program.places is not None and not program.jobs.is_busy, timeout=20_000)
    answers = {ref: held.value.answer for ref, held in program.context.case(case_id).answers.items()}
    assert answers == {"C1a": "yes"}
    assert program.window.screen_shown is program.places.cases
    assert [one.is_replaced for one in safekeeping.list_backups(program.context.store.folder)] == [True, False]
    program.keeping.end()
    program.context.store.close()


def test_a_damaged_backup_is_told_and_cannot_be_put_back(program, safety, settled) -> None:
    made = safekeeping.back_up_now(program.context)
    database = made.backup.path / "store.db"
    database.write_bytes(b"\0" * 20_000)
    page = safety("backups")
    assert not page.restore.isEnabled()
    page.ask_restore()
    assert not hasattr(page, "dialog")


def test_the_whole_check_runs_beside_the_work_and_says_what_it_found(qtbot, program, safety, settled) -> None:
    page = safety("check")
    page.start.click()
    assert page.cancel.isEnabled()
    assert not program.jobs.under_way()
    settled()
    assert page.result.isVisible()
    assert "Everything is whole" in page.result.accessibleName()
    assert page.numbers[0].text() != "not checked yet"


def test_the_whole_check_can_be_stopped(program, safety, settled) -> None:
    page = safety("check")
    page.begin()
    page.stop()
    settled()
    assert page.job is None
    assert page.result.accessibleName().startswith(("Stopped", "Everything"))


def test_what_would_be_missing_is_said_in_a_sentence() -> None:
    assert "Nothing would be missing" in loss_words(Loss(0, (), 0))
    loss = Loss(1300, tuple((f"26-{n}", 1) for n in range(8)), 4)
    words = loss_words(loss)
    assert words.startswith("1,300 changes would be missing: 1 change in 26-0,")
    assert "and in 2 more cases, 4 changes of the inspection itself" in words


@pytest.mark.parametrize(
    ("wrong", "kind", "part"),
    [
        ({}, "ok", "nothing is missing"),
        ({"missing": 3}, "warning", "3 changes are named but not here"),
        ({"sound": False, "damaged_pages": 2}, "error", "2 pages of the file are damaged"),
        ({"sound": False, "broken": 1, "forked": 1}, "error", "1 change do not hold, 1 numbers were used twice"),
    ],
)
def test_the_result_of_the_check_is_told_apart(wrong: dict[str, object], kind: str, part: str) -> None:
    found = {"sound": True, "changes": 9, "computers": 1, "broken": 0, "forked": 0, "missing": 0, "unproven": 0}
    proof = Proof(**{**found, "erased": 0, "damaged_pages": 0, "derived_matches": True, "damaged_cases": (), **wrong})
    told, sentence, _ = proof_words(proof)
    assert (told, part in sentence) == (kind, True)


def test_an_older_copy_is_told_at_the_start_and_accepted_by_a_person(program, settled) -> None:
    ctx = program.context
    ctx.store.anchor_check = AnchorCheck("behind", 5)
    program.keeping.begin(ctx)
    settled()
    screen = program.keeping.screen
    assert program.window.screen_shown is screen
    page = screen.pages["older"]
    assert "5 changes are missing here." in page.known.accessibleName()
    assert not page.accept.isEnabled()
    before = ctx.store.installation
    page.tick.setChecked(True)
    page.accept.click()
    settled()
    assert ctx.store.installation != before
    assert stores.older_copy(ctx) is None
    shown = screen.rail.view.keys()
    assert "older" not in shown


def test_where_things_lie_says_sizes(program, safety) -> None:
    page = safety("lying")
    assert page.values[0].text() == str(program.context.store.folder)
    assert all(value.text() for value in page.values)


def test_escape_and_tab_reach_everything_by_keyboard(qtbot, program, safety) -> None:
    page = safety("ways")
    program.window.setFocus()
    page.change.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(page.change, Qt.Key.Key_Tab)
    assert program.window.focusWidget() is page.renew
    page.change.click()
    qtbot.keyClick(page.form, Qt.Key.Key_Escape)
    assert program.window.focusWidget() is not None


def test_what_became_of_the_backups_is_said_once(world) -> None:
    fresh = renewed_words(KeyRenewed(world.inspector, 3, 0, ""))
    assert "A fresh backup took the place of those that opened with the old one: 3." in fresh
    kept = renewed_words(KeyRenewed(world.inspector, 0, 2, "", Refused("disk-full")))
    assert "Backups that still open with the old passphrase are here: 2." in kept and "took the place" not in kept


def test_why_there_is_no_fresh_backup_is_told_apart_with_what_to_do(world) -> None:
    codes = ("disk-full", "store-folder-gone", "store-folder-read-only", "store-busy", "backup-damaged",
             "store-folder-trouble")  # fmt: skip
    said = {renewed_words(KeyRenewed(world.inspector, 0, 0, "", Refused(code))) for code in codes}
    assert len(said) == len(codes)
    assert all("no fresh backup" in one and "then choose Make a backup now" in one for one in said)
