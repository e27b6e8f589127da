"""Keeping and erasing at the lead inspector's desk: fieldwork, period, holds, erasing; each with its reason."""

from __future__ import annotations

import os

import msgspec
import pytest
from PySide6.QtWidgets import QDialog

from hmip_desktop.domain.revisions import subject
from hmip_desktop.exchange.escrow import read_escrow
from hmip_desktop.services import erasing, inspection_key, retention, team
from hmip_desktop.services.context import stamp_of
from hmip_desktop.services.inspection import INSPECTION_KEY
from hmip_desktop.services.inspection_key import Holder
from hmip_desktop.store import keepsakes, projections
from hmip_desktop.store.revisions import Write
from hmip_desktop.ui.views.lead.keeping_forms import (
    EndKeyDialog,
    EraseDialog,
    FieldworkDialog,
    HoldDialog,
    LiftDialog,
    PeriodDialog,
    kind_words,
    months_words,
)
from hmip_desktop.ui.views.packages.export_dialog import ExportedDialog


@pytest.fixture
def screen(at):
    """The place."""
    return at("keeping")


def _dialog(program, kind: type):
    return next(one for one in program.window.findChildren(QDialog) if isinstance(one, kind) and one.isVisible())


def test_fieldwork_is_closed_and_opened_again_with_a_reason(program, scene, screen, settled) -> None:
    for closed in (True, False):
        screen.fieldwork.click()
        settled()
        form = _dialog(program, FieldworkDialog)
        if closed:
            assert form.unfinished.isVisible()
        assert not form.act.isEnabled()
        form.reason.setText("The last case is in.")
        form.act.click()
        settled()
        assert retention.rules(scene.lead).closed is closed
        assert ("again" in screen.fieldwork.text()) is closed


def test_the_key_of_the_inspection_ends_after_fieldwork(program, scene, screen, settled) -> None:
    settled()
    assert screen.key_words.isVisible()
    assert screen.end_key.isHidden()
    retention.close_fieldwork(scene.lead, "The last case is in.")
    screen.refresh()
    settled()
    held = keepsakes.secret(scene.lead.store, INSPECTION_KEY)
    screen.end_key.click()
    form = _dialog(program, EndKeyDialog)
    settled()
    assert inspection_key.key_state(scene.lead).others == ()
    assert form.others.isHidden()  # nobody else to name
    form._name_others((Holder("DI-02", ""), Holder("DI-03", "2026-11-30T09:00:00.000Z")))
    assert form.others.accessibleName().startswith("Not destroyed: what was sealed to DI-02 as well.")
    assert not form.act.isEnabled()
    form.reason.setText("Everything is merged.")
    form.act.click()
    settled()
    assert keepsakes.secret(scene.lead.store, INSPECTION_KEY) not in (None, held)
    assert "Everything is merged." in screen.key_words.text()


def test_the_period_is_set(program, scene, screen, settled) -> None:
    screen.period.click()
    form = _dialog(program, PeriodDialog)
    form.months.set_value("36")
    form.months.picked.emit("36")
    form.reason.setText("Schedule.")
    form.act.click()
    settled()
    assert retention.rules(scene.lead).months == 36
    assert (months_words(36), months_words(18), months_words(12)) == ("3 years", "18 months", "1 year")


def test_a_case_is_held_and_let_go(program, scene, screen, settled) -> None:
    item = projections.case_list(scene.lead.store)[0]
    screen.hold.click()
    settled()
    form = _dialog(program, HoldDialog)
    form.ground.set_value("factual_accuracy")
    form.case.set_value(item.case_id)
    form.reason.setText("The draft is with the body.")
    form.act.click()
    settled()
    (line,) = retention.rules(scene.lead).holds
    assert (line.value.ground, line.refs) == ("factual_accuracy", (item.case_ref,))
    assert screen.lift.isEnabled() and not screen.no_holds.isVisible()
    screen.lift.click()
    form = _dialog(program, LiftDialog)
    form.reason.setText("Answered.")
    form.act.click()
    settled()
    assert retention.rules(scene.lead).in_force == ()
    assert not screen.lift.isEnabled()


def test_one_thing_is_erased_after_reading_what_stays(program, scene, screen, settled) -> None:
    lead = scene.lead
    found = [
        (item, thing) for item in projections.case_list(lead.store) for thing in erasing.things(lead, item.case_id)
    ]
    item, thing = next((item, thing) for item, thing in found if thing.kind == "evidence")
    screen.ask_erase(item.case_id)
    settled()
    form = _dialog(program, EraseDialog)
    assert form.left.isVisible()
    form.ground.set_value("wrong-person")
    form.thing.set_value(thing.subject)
    form.reason.setText("About a neighbour.")
    assert not form.act.isEnabled()
    form.tick.setChecked(True)
    assert form.act.isEnabled()
    form.act.click()
    settled()
    assert thing.subject not in [one.subject for one in erasing.things(lead, item.case_id)]
    (line,) = erasing.erasures(lead)
    assert (line.case_ref, line.ground, line.reason) == (item.case_ref, "wrong-person", "About a neighbour.")
    assert len(screen.record.view.rows_model.rows) == 1


def test_what_is_held_is_refused_in_the_form(program, scene, screen, settled) -> None:
    item = next(item for item in projections.case_list(scene.lead.store) if not item.alerts_open)
    retention.put_hold(scene.lead, "complaint", "Open.", (item.case_id,))
    screen.ask_erase(item.case_id)
    settled()
    form = _dialog(program, EraseDialog)
    form.scope.set_value("case")
    form._turn("case")
    form.ground.set_value("period-over")
    form.reason.setText("Over.")
    form.tick.setChecked(True)
    form.act.click()
    settled()
    assert form.trouble.isVisible()
    assert erasing.things(scene.lead, item.case_id)
    form.reject()


def test_every_kind_of_a_case_has_a_word(scene) -> None:
    kinds = {
        thing.kind for item in projections.case_list(scene.lead.store)
        for thing in erasing.things(scene.lead, item.case_id)
    }  # fmt: skip
    assert kinds and all(kind_words(kind) != kind for kind in kinds)


def test_the_file_for_the_archive_is_offered_and_made_where_there_is_an_escrow_key(
    program, scene, screen, settled, tmp_path
) -> None:
    assert not screen.archive.isVisible()
    team.create_escrow(tmp_path / "escrow", os.urandom)
    key = read_escrow((tmp_path / "escrow" / "escrow-private.txt").read_text())
    inspection = scene.lead.inspection()
    named = msgspec.structs.replace(inspection.value, escrow=f"{key.fingerprint} {key.card.recipient}")
    scene.lead.write(Write(subject("inspection", inspection.id), named, stamp_of(inspection.pack)))
    screen.refresh()
    settled()
    assert screen.archive.isVisible()
    assert screen.archive.geometry().right() <= screen.archive.parentWidget().width()
    screen.choose.folder = lambda _: tmp_path / "archive"
    screen.archive.click()
    settled()
    done = _dialog(program, ExportedDialog)
    assert [file.suffix for file in (tmp_path / "archive").iterdir()] == [".hmip"]
    done.reject()
