"""The version of the questions in the lead inspector's window: a plan first, then bringing it in and sending it on."""

from __future__ import annotations

import json

from PySide6.QtWidgets import QDialog

from hmip_desktop.services import merge_apply, merge_plan
from hmip_desktop.ui.views.lead.versions import ChangeDialog
from tests.next_version import document, write_next


def _dialog(program) -> ChangeDialog:
    found = program.window.findChildren(QDialog)
    return next(one for one in found if isinstance(one, ChangeDialog) and one.isVisible())


def test_the_plan_is_shown_applied_and_sent_on(program, scene, at, settled) -> None:
    screen = at("queries")
    screen.choose.file = lambda *_: write_next(scene.folder)
    screen.ask_version()
    settled()
    form = _dialog(program)
    assert "move over" in form.summary.text() and "are kept and asked no more" in form.summary.text()
    rows = {row.ref: row for row in form.view.rows_model.rows}
    assert rows["C2a"].into == ("C2y", "C2z") and rows["C3a"].became == "retired" and rows["C4n"].became == "new"
    assert scene.lead.inspection().pack.version == "1.0.0"
    form.act.click()
    settled()
    assert scene.lead.inspection().pack.version == "2.0.0"
    assert "version 2.0.0" in screen.versions.heading.text()
    assert "under version 1.0.0" in screen.versions.words.text()
    assert screen.send.isEnabled()
    screen.choose.folder = lambda _: scene.folder / "out"
    screen.send.click()
    settled()
    person = scene.inspectors[0]
    for file in sorted((scene.folder / "out").glob("*.hmip")):
        planned = merge_plan.plan(person, [file])
        if planned.arrivals:
            merge_apply.apply(person, planned)
    assert person.inspection().pack.version == "2.0.0"


def test_a_file_that_does_not_follow_is_refused_in_words(program, scene, at, settled) -> None:
    made = document(scene.lead.inspection().pack)
    made["changes"]["succeeds"]["digest"] = "0" * 64
    file = scene.folder / "wrong.json"
    file.write_text(json.dumps(made), encoding="utf-8")
    heard: list[str] = []
    screen = at("queries")
    screen.desk.refused.disconnect()
    screen.desk.refused.connect(lambda error: heard.append(error.code))
    screen.look_at(file)
    settled()
    assert heard == ["pack-change-predecessor"]
    assert scene.lead.inspection().pack.version == "1.0.0"
