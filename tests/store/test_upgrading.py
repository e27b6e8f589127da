"""Stores of the programs before this one, with data in them, are brought up to date."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hmip_desktop.store import audit, backup, caselist, drafts, engine, migrations, projections
from hmip_desktop.store.connection import connect
from hmip_desktop.store.drafts import Draft
from tests.store.desk import PASSPHRASE, Desk, case, reopen

SCHEMA_1 = Path(__file__).with_name("schema_1.sql")
"""The tables as version 1 laid them out, written down when version 2 came. Never to be changed."""
LATER = ("twin", "binned_draft")
TYPED = Draft(
    f"draft:{case(1)}/evidence/{'a' * 16}", case(1), '{"text": "Half a sent"}', ("b" * 64,), "2026-11-09T09:00"
)


def _statements(text: str) -> list[str]:
    return sorted(re.sub(r"\s+", "", piece) for piece in text.split(";") if piece.strip())


def _schema(path: Path, desk: Desk) -> list[str]:
    raw = connect(path, desk.store.unlocked.data_key, desk.store.unlocked.salt, "ro")
    rows = raw.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'").fetchall()
    raw.close()
    return sorted(re.sub(r"\s+", "", row[0]) for row in rows)


@pytest.fixture
def old_store(desk: Desk) -> Desk:
    """A closed store of version 1 with a case, answers, a sign-off and words that were being typed."""
    desk.answer_all(1)
    desk.sign(1)
    desk.answer(2, "C1", "no")
    drafts.save(desk.store, TYPED)
    with desk.store.quiet() as raw:
        for table in LATER:
            raw.execute(f"DROP TABLE {table}")
        raw.execute("PRAGMA user_version=1")
    desk.store.close()
    return desk


def test_the_fixture_is_what_version_1_laid_out(old_store: Desk) -> None:
    assert _schema(old_store.store.folder / "store.db", old_store) == _statements(SCHEMA_1.read_text(encoding="utf-8"))


def test_a_store_of_version_1_opens_with_all_its_data(old_store: Desk) -> None:
    reopen(old_store)
    store = old_store.store
    with store.quiet() as raw:
        assert engine.schema_version(raw) == engine.SCHEMA_VERSION
    items = caselist.case_list(store)
    assert [item.signed_off_at != "" for item in items] == [True, False]
    assert projections.current(store, case(2), ("answer",))[f"answer:{case(2)}/C1"].value is not None
    assert drafts.pending(store) == [TYPED]
    assert audit.audit(store).sound


def test_what_is_brought_up_to_date_is_what_would_be_laid_out_new(old_store: Desk) -> None:
    reopen(old_store)
    wanted = _statements(";".join(engine.table_statements()))
    assert _schema(old_store.store.folder / "store.db", old_store) == wanted


def test_the_snapshot_before_is_still_version_1(old_store: Desk) -> None:
    folder, unlocked = old_store.store.folder, old_store.store.unlocked
    snapshot = migrations.migrate(folder, unlocked, engine.SCHEMA_VERSION)
    assert snapshot.name == "schema-1"
    assert _schema(snapshot / "store.db", old_store) == _statements(SCHEMA_1.read_text(encoding="utf-8"))
    assert backup.backups(folder) == []


def test_words_let_go_lie_in_the_bin_of_an_upgraded_store(old_store: Desk) -> None:
    reopen(old_store)
    store = old_store.store
    drafts.put_in_bin(store, TYPED.subject, "2026-11-10T09:00")
    assert drafts.pending(store) == []
    (held,) = drafts.binned(store, case(1))
    assert held.draft == TYPED
    assert drafts.take_from_bin(store, held.number) == TYPED
    assert drafts.pending(store) == [TYPED]
    assert drafts.binned(store) == []


def test_a_case_that_nobody_worked_on_has_not_returned_after_the_upgrade(desk: Desk) -> None:
    desk.answer(1, "C1", "no")
    with desk.store.quiet() as raw:
        raw.execute("UPDATE case_file SET returned = 1")
        raw.execute("PRAGMA user_version=3")
    desk.store.close()
    reopen(desk)
    assert not any(item.returned for item in caselist.case_list(desk.store))
    assert audit.audit(desk.store).sound


def test_a_damaged_upgrade_can_be_taken_up_from_the_snapshot(old_store: Desk, tmp_path: Path) -> None:
    folder = old_store.store.folder
    snapshot = migrations.migrate(folder, old_store.store.unlocked, engine.SCHEMA_VERSION)
    copy = tmp_path / "copy"
    shutil.copytree(snapshot, copy)
    with engine.open_store(copy, passphrase=PASSPHRASE) as store:
        assert len(caselist.case_list(store)) == 2
        assert drafts.pending(store) == [TYPED]


def test_the_bin_holds_what_was_let_go_until_it_is_emptied(desk: Desk) -> None:
    drafts.save(desk.store, TYPED)
    drafts.put_in_bin(desk.store, TYPED.subject, "2026-10-01T09:00")
    later = Draft(TYPED.subject, TYPED.case_id, '{"text": "Other words"}', (), "2026-11-09T10:00")
    drafts.save(desk.store, later)
    (first,) = drafts.binned(desk.store)
    assert drafts.take_from_bin(desk.store, first.number) == TYPED
    assert [held.draft for held in drafts.binned(desk.store)] == [later]
    assert drafts.take_from_bin(desk.store, first.number) is None
    drafts.empty_bin(desk.store, "2026-10-01T09:00:01")
    assert drafts.binned(desk.store) == []


def test_erasing_a_note_reaches_the_words_typed_for_it_in_buffer_and_bin(desk: Desk) -> None:
    from hmip_desktop.domain.assessment import Evidence
    from hmip_desktop.store import erasure

    note = "a" * 16
    made = desk.put(f"evidence:{case(1)}/{note}", Evidence("Half a sentence", "oasys"))
    drafts.save(desk.store, TYPED)
    drafts.put_in_bin(desk.store, TYPED.subject, "2026-11-09T09:00")
    drafts.save(desk.store, TYPED)
    other = Draft(f"draft:{case(1)}/evidence/{'c' * 16}", case(1), "other", (), "2026-11-09T09:00")
    drafts.save(desk.store, other)
    now = datetime(2026, 11, 10, tzinfo=UTC)
    erasure.erase(desk.store, case(1), [made.digest], ground="asked", author=desk.author, now=now, entropy=desk.entropy)
    assert drafts.pending(desk.store) == [other]
    assert drafts.binned(desk.store) == []
