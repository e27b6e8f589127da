"""The window of whoever keeps the escrow key: a key is made, an archive proven after a call, receipts written."""

from __future__ import annotations

import os
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QWidget

from hmip_desktop.domain.values import grouped
from hmip_desktop.services import exporting, purging, retention
from hmip_desktop.services import team as teams
from hmip_desktop.ui.jobs import JobRunner
from hmip_desktop.ui.views.safety.escrow_dialog import EscrowDialog, Means
from tests.people import Team, make_team

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


class Chooser:
    """Gives what the person would choose."""

    def __init__(self) -> None:
        self.next: Path | None = None

    def file(self, title: str, endings: str) -> Path | None:
        return self.next

    folder = file

    def __call__(self, path: Path | None) -> None:
        self.next = path


@pytest.fixture
def jobs(qapp, qtbot):
    runner = JobRunner()
    yield runner
    runner.shutdown()


@pytest.fixture
def dialog(theme, jobs, qtbot):
    window = QWidget()
    window.resize(1366, 728)
    qtbot.addWidget(window)
    made = EscrowDialog(theme, window, Means(jobs, lambda: NOW, random.Random(1).randbytes))
    made.choose = Chooser()
    made.choose.folder = lambda title: made.choose.next
    made.show()
    yield made
    made.reject()


@pytest.fixture
def out(tmp_path: Path):
    teams.create_escrow(tmp_path / "escrow", os.urandom)
    made = make_team(tmp_path, escrow=tmp_path / "escrow" / "escrow.card")
    made.give_out()
    yield made
    made.close()


def wait(qtbot, jobs: JobRunner) -> None:
    qtbot.waitUntil(lambda: not jobs.is_busy)


def choose(dialog: EscrowDialog, key: Path, folder: Path, qtbot, jobs) -> None:
    dialog.choose.next = key
    dialog.key_button.click()
    dialog.choose.next = folder
    dialog.folder_button.click()
    wait(qtbot, jobs)


def test_a_key_is_made_in_an_empty_folder_and_never_over_another(dialog, qtbot, jobs, tmp_path: Path) -> None:
    dialog.choose.next = tmp_path / "new"
    dialog.make.click()
    wait(qtbot, jobs)
    card = teams.read_card_file(tmp_path / "new" / "escrow.card")
    assert grouped(card.fingerprint) in dialog.told.accessibleName()
    before = (tmp_path / "new" / "escrow-private.txt").read_bytes()
    dialog.make.click()
    wait(qtbot, jobs)
    assert dialog.trouble.isVisible()
    assert (tmp_path / "new" / "escrow-private.txt").read_bytes() == before


def test_an_archive_is_proven_after_a_call_and_its_receipts_let_a_copy_go(
    dialog, qtbot, jobs, out: Team, tmp_path: Path
) -> None:
    ai, lead = out.inspectors[0], out.lead
    retention.close_fieldwork(lead, "Done.")
    out.receive(lead, out.send(ai, lead))
    out.receive(ai, out.send(lead, ai))
    exporting.export(lead, "escrow", tmp_path / "archive")
    (tmp_path / "archive" / "half.hmip").write_bytes(b"age-encryption.org/v1\n-> X25519")
    choose(dialog, tmp_path / "escrow" / "escrow-private.txt", tmp_path / "archive", qtbot, jobs)
    assert not dialog.act.isEnabled()
    groups = grouped(lead.me).split()
    for line in dialog.groups.inputs.values():
        line.setText("00000" if "00000" not in groups else "11111")
    dialog.act.click()
    wait(qtbot, jobs)
    assert dialog.trouble.isVisible() and dialog.archive is None
    for place, line in dialog.groups.inputs.items():
        line.setText(groups[place - 1])
    dialog.act.click()
    wait(qtbot, jobs)
    assert "half.hmip" in dialog.told.accessibleName() and not dialog.trouble.isVisible()
    dialog.choose.next = tmp_path / "receipts"
    dialog.act.click()
    wait(qtbot, jobs)
    files = sorted((tmp_path / "receipts").glob("*.hmip"))
    assert len(files) == 2 and all(file.name in dialog.told.accessibleName() for file in files)
    assert not dialog.act.isEnabled()
    merged = [out.receive(ai, file).plan.packages[0].status for file in files]
    assert sorted(merged) == ["new", "refused"]
    assert all(case.may_be_purged for case in purging.own_copy(ai).cases)


def test_another_folder_forgets_whom_was_called(dialog, qtbot, jobs, out: Team, tmp_path: Path) -> None:
    exporting.export(out.lead, "escrow", tmp_path / "archive")
    key = tmp_path / "escrow" / "escrow-private.txt"
    choose(dialog, key, tmp_path / "archive", qtbot, jobs)
    assert dialog.groups is not None
    (tmp_path / "empty").mkdir()
    dialog.choose.next = tmp_path / "empty"
    dialog.folder_button.click()
    wait(qtbot, jobs)
    assert dialog.groups is None and not dialog.call.isVisible() and dialog.trouble.isVisible()
    assert not dialog.act.isEnabled()


def test_the_start_screen_leads_there_without_a_store(program, settled) -> None:
    program.window.perform("escrow-key")
    settled()
    (found,) = [one for one in program.window.findChildren(QDialog) if isinstance(one, EscrowDialog)]
    assert found.isVisible() and not found.act.isEnabled()
    found.reject()
