"""What stands in the windows around a sealed file that goes out."""

from __future__ import annotations

from pathlib import Path

from hmip_desktop.services import assess, exporting, merge_apply, merge_plan
from hmip_desktop.ui.views.packages.arrival_dialog import ArrivalDialog
from hmip_desktop.ui.views.packages.export_dialog import ExportDialog, ExportedDialog
from hmip_desktop.ui.widgets.labels import PlainLabel


def test_the_code_to_read_out_on_the_phone_is_shown_after_an_export_and_before_the_next(
    program, world, monkeypatch, settled, tmp_path: Path
) -> None:
    lead = world.lead.me
    seen: list[str] = []

    def look(dialog) -> int:
        texts = [dialog.last.text()] if isinstance(dialog, ExportDialog) else [
            one.text() for one in dialog.findChildren(PlainLabel)
        ]  # fmt: skip
        seen.append("\n".join(texts))
        return dialog.DialogCode.Accepted if len(seen) == 1 else dialog.DialogCode.Rejected

    monkeypatch.setattr(ExportDialog, "exec", look)
    monkeypatch.setattr(ExportedDialog, "exec", look)
    assess.record_answer(world.inspector, world.case_ids["0417"], "C1a", "yes")
    desk = program.places.packages
    desk._folder = tmp_path
    before = len(exporting.last_sent(world.inspector, lead))
    desk.export([(lead, "LI-01")], 1)
    settled()
    (newest, *_) = exporting.last_sent(world.inspector, lead)
    assert newest.sequence == before + 1
    assert newest.code in seen[1]
    desk.export([(lead, "LI-01")], 0)
    assert f"Number {newest.sequence}, " in seen[2] and f"check code {newest.code}" in seen[2]


def test_a_receipt_that_comes_says_how_many_cases_it_names_and_how_many_stores_hold_them(
    theme, world, tmp_path: Path
) -> None:
    ai, lead = world.inspector, world.lead
    assess.record_answer(ai, world.case_ids["0417"], "C1a", "yes")
    sent = exporting.export(ai, lead.me, tmp_path).package
    merge_apply.apply(lead, merge_plan.plan(lead, [sent]))
    returned = exporting.export(lead, ai.me, tmp_path).package
    dialog = ArrivalDialog(theme, None, merge_plan.plan(ai, [returned]), {lead.me: "LI-01"})
    words = " ".join(one.text() for one in dialog.findChildren(PlainLabel))
    assert "Receipt: 4 cases received, held in 1 store." in words
