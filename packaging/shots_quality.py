"""Pictures of "Quality"; ``shots_lead.py`` takes them with the others."""

from __future__ import annotations

import quality_scene
from PySide6.QtWidgets import QDialog

from hmip_desktop.services import quality as measured


def quality(studio) -> None:
    """Agreement and drift, moderation, the ranking, and the two forms."""
    screen = studio.at("quality")
    if not measured.pairs(studio.scene.lead):
        studio.take("quality-empty")
        quality_scene.make_seconds(studio.scene)
        studio.places.desk.read_again()
        studio.settle()
    screen.show_part("agreement")
    rows = screen.agreement.view.rows_model.rows
    noted = next((place for place, row in enumerate(rows) if row.enough and row.measured.prevalence_note), 0)
    screen.agreement.view.set_current_row(noted)
    screen.agreement.view.setFocus()
    studio.take("quality")
    screen.show_part("moderation")
    screen.moderation.answer.set_value("no")
    screen.moderation.reason.setText("The plan of 12 May names nobody who acts first.")
    screen.moderation.focus_choice()
    studio.take("quality-moderation")
    case_id = screen.moderation.shown.pair.first.case_id
    screen.show_part("ranking")
    screen.ranking.view.setFocus()
    studio.take("quality-ranking")
    screen.ask_draw()
    studio.take_dialog("quality-draw")
    screen.look_back(case_id)
    form = next(one for one in studio.program.window.findChildren(QDialog) if one.isVisible())
    form.reason.setText("Was the answer changed after the interview?")
    form.act.click()
    studio.take_dialog("quality-replay")
    screen.show_part("agreement")


LEAD_SCENES = (quality,)
