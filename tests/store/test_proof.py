"""What proves the store: audit, anchor, erasure; and what tampering, loss and rollback look like."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hmip_desktop.domain.assessment import AnswerValue, Evidence
from hmip_desktop.domain.sample import Member, Roster
from hmip_desktop.errors import Cancelled, Refused
from hmip_desktop.progress import Progress
from hmip_desktop.store import backup, drafts, engine, erasure, keepsakes, projections, revisions
from hmip_desktop.store.audit import Break, Missing, audit
from hmip_desktop.store.connection import connect
from hmip_desktop.store.drafts import Draft
from hmip_desktop.store.keepsakes import KeptHeads, Signed
from tests.store.desk import LEAD, PASSPHRASE, Desk, asked, bytes_of, case, merge, new_desk, reopen, rows_of

NOTE = f"evidence:{case(1)}/{case(77)}"
SECRET = "The neighbour called Marmaduke"


def _alter(desk: Desk, statement: str, *parameters: object) -> None:
    with desk.store.quiet() as raw:
        raw.execute(statement, parameters)


def test_a_sound_store(desk: Desk) -> None:
    desk.answer_all(1)
    desk.sign(1)
    found = audit(desk.store)
    assert found.sound
    assert (found.devices, found.breaks, found.gaps, found.forks, found.erased) == (1, (), (), (), 0)
    with desk.store.read() as db:
        assert found.revisions == db.execute("SELECT count(*) FROM revision").fetchone()[0]


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        (
            "UPDATE revision SET value = CAST(replace(value, '\"yes\"', '\"no\"') AS BLOB) WHERE digest = ?",
            "value-differs",
        ),
        ("UPDATE revision SET value = NULL WHERE digest = ?", "value-differs"),
        (
            "UPDATE revision SET header = CAST(replace(header, '2026', '2025') AS BLOB) WHERE digest = ?",
            "digest-differs",
        ),
        ("UPDATE revision SET header = x'7b7d' WHERE digest = ?", "header-invalid"),
        ("UPDATE revision SET counter = counter + 40 WHERE digest = ?", "stream-differs"),
    ],
)
def test_one_altered_revision_is_named(desk: Desk, statement: str, code: str) -> None:
    made = desk.answer(1, "C1", "yes")
    _alter(desk, statement, bytes.fromhex(made.digest))
    found = audit(desk.store)
    assert not found.sound
    assert code in {one.code for one in found.breaks}
    assert {one.stream for one in found.breaks} == {made.header.stream}


@pytest.mark.parametrize("kind", ["inspection", "signoff"])
def test_words_that_nobody_can_read_stop_no_audit(desk: Desk, kind: str) -> None:
    desk.sign(1)
    with desk.store.read() as db:
        row = db.execute("SELECT head FROM current WHERE subject LIKE ?", (f"{kind}:%",)).fetchone()
    _alter(desk, "UPDATE revision SET value = x'7b7d' WHERE id = ?", row[0])
    found = audit(desk.store)
    assert [one.code for one in found.breaks] == ["value-differs"]
    assert not found.projection_matches


def test_a_revision_taken_out_is_a_gap_and_breaks_nothing_else(desk: Desk) -> None:
    made = desk.answer(1, "C1", "yes")
    desk.answer(1, "C2", "yes")
    _alter(desk, "DELETE FROM revision WHERE digest = ?", bytes.fromhex(made.digest))
    found = audit(desk.store)
    assert found.gaps == (Missing(made.header.stream, made.header.counter, made.header.counter),)
    assert found.breaks == ()
    assert not found.projection_matches


def test_a_put_back_revision_under_another_number_breaks_the_chain(desk: Desk) -> None:
    first, second = desk.answer(1, "C1", "yes"), desk.answer(1, "C1", "no")
    _alter(desk, "UPDATE revision SET header = (SELECT header FROM revision WHERE digest = ?) WHERE digest = ?",
           bytes.fromhex(first.digest), bytes.fromhex(second.digest))  # fmt: skip
    assert Break(second.header.stream, second.header.counter, "stream-differs") in audit(desk.store).breaks


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE current SET answer = 2 WHERE answer = 1", "DELETE FROM current WHERE answer = 1",
        "UPDATE case_file SET answered = 3 WHERE case_ref = '26-401'", "DELETE FROM counted_answer",
        "UPDATE counted_answer SET original = 2", "UPDATE case_file SET pdu = 'Elsewhere' WHERE case_ref = '26-402'",
    ],
)  # fmt: skip
def test_a_projection_that_says_something_else_is_seen_and_rebuilt(desk: Desk, statement: str) -> None:
    desk.answer_all(1)
    desk.sign(1)
    _alter(desk, statement)
    assert not audit(desk.store).projection_matches
    projections.rebuild(desk.store)
    assert audit(desk.store).sound


def test_an_old_page_put_back_is_seen(desk: Desk) -> None:
    folder = desk.store.folder
    desk.answer(1, "C1", "yes")
    reopen(desk)
    desk.store.close()
    before = (folder / "store.db").read_bytes()
    reopen(desk)
    desk.answer(1, "C1", "no")
    desk.store.close()
    after = (folder / "store.db").read_bytes()
    seen = 0
    for start in range(4096, min(len(before), len(after)), 4096):
        old, new = before[start : start + 4096], after[start : start + 4096]
        if old != new:
            (folder / "store.db").write_bytes(after[:start] + old + after[start + 4096 :])
            try:
                reopen(desk)
                seen += not audit(desk.store).sound
            except Refused:
                seen += 1
            desk.store.close()
    assert seen > 0


def test_a_damaged_page_is_counted(desk: Desk) -> None:
    desk.answer_all(1)
    desk.store.checkpoint()
    path = desk.store.folder / "store.db"
    with path.open("rb+") as file:
        file.seek(path.stat().st_size - 2000)
        file.write(b"damage")
    assert audit(desk.store).damaged_pages > 0


def test_forks_gaps_and_unattested_streams_of_others(desks: Callable[..., Desk], desk: Desk) -> None:
    other = desks("other", seed=2, author="2" * 30)
    other.open_inspection()
    other.answer(1, "C1", "yes")
    held = rows_of(other.store, case(1))
    merge(desk, 1, {case(1): [one for one in held if one.header.counter != 2]})
    stream = f"{other.store.installation}/{case(1)}"
    found = audit(desk.store)
    assert found.gaps == (Missing(stream, 2, 2),)
    assert found.unattested == (stream,)
    assert found.devices == 2
    heads = f'{{"author":"{"2" * 30}","heads":[{{"counter":3,"digest":"{held[-1].digest}","stream":"{stream}"}}],'
    document = f'{{"format":"hmip-heads@1","heads":{heads}"installation":"{other.store.installation}"}}}}'
    keepsakes.keep_heads(desk.store, KeptHeads(other.store.installation, "2" * 30, Signed(document.encode(), b"")))
    assert audit(desk.store).unattested == ()


def test_an_audit_can_be_stopped(desk: Desk) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        audit(desk.store, progress)


def test_erased_words_are_gone_and_the_chain_stays(desk: Desk) -> None:
    made = desk.put(NOTE, Evidence(SECRET, "ndelius"))
    desk.put(NOTE, Evidence("Short", "ndelius"))
    drafts.save(desk.store, Draft(NOTE, case(1), SECRET, (made.digest,), "2026-11-10T09:00:00.000Z"))
    _erase(desk, made.digest)
    found = audit(desk.store)
    assert found.sound
    assert found.erased == 1
    assert revisions.history(desk.store, NOTE)[0].value() is None
    assert drafts.pending(desk.store) == []
    assert projections.current(desk.store, case(1))[NOTE].value == Evidence("Short", "ndelius")
    unlocked = desk.store.unlocked
    desk.store.close()
    assert "store.db-wal" not in bytes_of(desk.store.folder)
    raw = connect(desk.store.folder / "store.db", unlocked.data_key, unlocked.salt, "ro")
    held = "".join(map(repr, raw.execute("SELECT * FROM revision").fetchall()))
    raw.close()
    assert "Marmaduke" not in held


def test_an_erased_head_shows_nothing_and_a_later_package_brings_nothing_back(
    desks: Callable[..., Desk], desk: Desk
) -> None:
    made = desk.put(NOTE, Evidence(SECRET, "ndelius"))
    contents = {case(1): rows_of(desk.store, case(1))}
    _erase(desk, made.digest)
    merge(desk, 1, contents)
    assert projections.current(desk.store, case(1))[NOTE].value is None
    assert audit(desk.store).sound
    other = desks("other", seed=2, author="2" * 30)
    merge(other, 1, contents)
    assert projections.current(other.store, case(1))[NOTE].value == Evidence(SECRET, "ndelius")
    merge(other, 2, {case(1): rows_of(desk.store, case(1))})
    assert projections.current(other.store, case(1))[NOTE].value is None
    assert audit(other.store).erased == 1


def test_nobody_erases_the_words_of_others_by_package(desks: Callable[..., Desk], desk: Desk) -> None:
    other = desks("other", seed=2, author="2" * 30)
    made = desk.put(NOTE, Evidence(SECRET, "ndelius"))
    merge(other, 1, {case(1): rows_of(desk.store, case(1))})
    _erase(other, made.digest)
    contents = {case(1): rows_of(other.store, case(1))}
    merge(desk, 1, contents)
    assert projections.current(desk.store, case(1))[NOTE].value == Evidence(SECRET, "ndelius")
    desk.put("roster:00000000000000ff", Roster(1, (Member("2" * 30, "Kit", "deputy", "s", "r"),)))
    _erase(other, other.put(NOTE, Evidence("more", "ndelius")).digest)
    merge(desk, 2, {case(1): rows_of(other.store, case(1))})
    assert projections.current(desk.store, case(1))[NOTE].value is None
    assert projections.matches_rebuild(desk.store)


def test_only_what_is_there_can_be_erased(desk: Desk) -> None:
    with pytest.raises(Refused, match="revision-unknown"):
        _erase(desk, "0" * 64)


def _erase(desk: Desk, digest: str) -> None:
    erasure.erase(
        desk.store, case(1), [digest], ground="a name", author=desk.author, now=desk.now(), entropy=desk.entropy
    )


@pytest.fixture
def anchored(tmp_path: Path) -> Desk:
    made = new_desk(tmp_path / "store", anchor=tmp_path / "profile" / "anchor")
    made.open_inspection()
    return made


def test_the_anchor_follows_every_commit(anchored: Desk, tmp_path: Path) -> None:
    anchor = tmp_path / "profile" / "anchor"
    anchored.answer(1, "C1", "yes")
    before = anchor.read_bytes()
    assert len(before) == 128
    anchored.answer(1, "C1", "no")
    assert anchor.read_bytes() != before
    merge(anchored, 1, {case(1): rows_of(anchored.store, case(1))})
    reopen(anchored, anchor=anchor)
    assert anchored.store.anchor_check.standing == "same"
    anchored.store.close()


def test_work_that_went_missing_is_told_and_never_repaired_in_silence(anchored: Desk, tmp_path: Path) -> None:
    folder, anchor = anchored.store.folder, tmp_path / "profile" / "anchor"
    reopen(anchored, anchor=anchor)
    for ref in asked()[:3]:
        anchored.answer(1, ref, "yes")
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    (copy / "store.db-wal").unlink()  # what a clean-up tool does after a crash
    anchored.store.close()
    lost = engine.open_store(copy, passphrase=PASSPHRASE, anchor=anchor)
    assert (lost.anchor_check.standing, lost.anchor_check.missing) == ("behind", 3)
    before = anchor.read_bytes()
    desk = Desk(lost, LEAD, 9)
    desk.answer(2, "C1", "yes")
    assert anchor.read_bytes() == before
    reopen(desk, anchor=anchor)
    assert desk.store.anchor_check.missing == 2
    revisions.start_installation(
        desk.store, ground="old-copy-accepted", author=LEAD, now=desk.now(), entropy=desk.entropy
    )
    reopen(desk, anchor=anchor)
    assert desk.store.anchor_check.standing == "same"
    desk.store.close()


def test_another_history_of_the_same_length_is_seen(anchored: Desk, tmp_path: Path) -> None:
    anchor = tmp_path / "profile" / "anchor"
    reopen(anchored, anchor=anchor)
    anchored.store.close()
    copy = tmp_path / "copy"
    shutil.copytree(anchored.store.folder, copy)
    reopen(anchored, anchor=anchor)
    anchored.answer(1, "C1", "yes")
    anchored.store.close()
    other = Desk(engine.open_store(copy, passphrase=PASSPHRASE), LEAD, 5)
    other.answer(1, "C1", "no")
    reopen(other, anchor=anchor)
    assert other.store.anchor_check.standing == "other-history"
    other.store.close()


@pytest.mark.parametrize(("spoil", "standing"), [(b"", "unreadable"), (bytes(128), "unreadable"), (None, "none")])
def test_an_anchor_that_says_nothing_is_written_anew(
    anchored: Desk, tmp_path: Path, spoil: bytes | None, standing: str
) -> None:
    anchor = tmp_path / "profile" / "anchor"
    anchored.store.close()
    anchor.unlink() if spoil is None else anchor.write_bytes(spoil)
    reopen(anchored, anchor=anchor)
    assert anchored.store.anchor_check.standing == standing
    reopen(anchored, anchor=anchor)
    assert anchored.store.anchor_check.standing == "same"
    anchored.store.close()


def test_backups_hold_the_work_and_roll(desk: Desk) -> None:
    made = []
    for ref in asked()[:4]:
        desk.answer(1, ref, "yes")
        made.append(backup.back_up(desk.store, now=desk.now(), keep=3))
    assert backup.backups(desk.store.folder) == made[:0:-1]
    assert {p.name for p in made[-1].path.iterdir()} == {"store.db", "store.key"}
    assert all(b"answer" not in (one.path / "store.db").read_bytes() for one in made[1:])


def test_a_restored_store_is_a_new_installation(desk: Desk, tmp_path: Path) -> None:
    anchor = tmp_path / "anchor"
    desk.answer(1, "C1", "yes")
    held = backup.back_up(desk.store, now=desk.now())
    desk.answer(1, "C1", "no")
    before = desk.store.installation
    desk.store.close()
    desk.store = backup.restore(
        desk.store.folder, held, PASSPHRASE, author=LEAD, now=desk.now(), entropy=desk.entropy, anchor=anchor
    )
    assert desk.store.installation != before
    assert projections.current(desk.store, case(1))[f"answer:{case(1)}/C1"].value == AnswerValue("yes", "1.0")
    assert audit(desk.store).sound
    kept = [one for one in backup.backups(desk.store.folder) if one.path.name.endswith("-replaced")]
    desk.store.close()
    desk.store = backup.restore(
        desk.store.folder, kept[0], PASSPHRASE, author=LEAD, now=desk.now(), entropy=desk.entropy
    )
    assert projections.current(desk.store, case(1))[f"answer:{case(1)}/C1"].value == AnswerValue("no", "1.0")


@pytest.mark.parametrize("spoil", ["cut", "flip", "key", "passphrase"])
def test_a_bad_backup_is_refused_before_anything_is_touched(desk: Desk, spoil: str) -> None:
    desk.answer_all(1)
    held = backup.back_up(desk.store, now=desk.now())
    folder = desk.store.folder
    desk.store.close()
    data = (held.path / "store.db").read_bytes()
    if spoil == "cut":
        (held.path / "store.db").write_bytes(data[: len(data) // 2])
    elif spoil == "flip":
        (held.path / "store.db").write_bytes(data[:50_000] + bytes([data[50_000] ^ 1]) + data[50_001:])
    elif spoil == "key":
        (held.path / "store.key").unlink()
    before = bytes_of(folder)
    passphrase = "no" if spoil == "passphrase" else PASSPHRASE
    with pytest.raises(Refused, match="wrong-passphrase" if spoil == "passphrase" else "backup-damaged"):
        backup.restore(folder, held, passphrase, author=LEAD, now=desk.now(), entropy=desk.entropy)
    assert bytes_of(folder) == before


def test_backups_go_when_words_are_erased(desk: Desk) -> None:
    backup.back_up(desk.store, now=desk.now())
    assert backup.drop_all(desk.store.folder) == 1
    assert backup.backups(desk.store.folder) == []
