"""Scenes of the lead inspector's keeping and erasing: fieldwork, period, holds, and what was destroyed."""

from __future__ import annotations

from typing import Any

from hmip_desktop.services import erasing, retention
from hmip_desktop.store import projections


def keeping(studio: Any) -> None:
    """The place while nothing is decided, its forms, and after fieldwork was closed."""
    lead = studio.scene.lead
    screen = studio.at("keeping")
    items = projections.case_list(lead.store)
    if not retention.rules(lead).holds:
        studio.take("keeping-open")
        retention.put_hold(lead, "complaint", "The body complained about this case.", (items[2].case_id,))
        retention.put_hold(lead, "factual_accuracy", "The draft is with the body until 4 December.")
        hold = retention.rules(lead).holds[-1]
        retention.lift_hold(lead, hold.hold_id, "The body answered; two details were corrected.")
        retention.set_period(lead, 24, "Schedule of the inspectorate.")
        thing = next(one for one in erasing.things(lead, items[0].case_id) if one.kind == "evidence")
        erasing.erase(lead, items[0].case_id, "thing", "wrong-person", "Words about a neighbour.", thing.subject)
    screen.ask_fieldwork()
    studio.take_dialog("keeping-close")
    screen.ask_hold()
    studio.take_dialog("keeping-hold")
    screen.ask_period()
    studio.take_dialog("keeping-period")
    screen.ask_end_key()
    studio.take_dialog("keeping-key")
    screen.ask_erase(items[1].case_id)
    studio.settle()
    studio.take_dialog("keeping-erase")
    if not retention.rules(lead).closed:
        retention.close_fieldwork(lead, "The last case is signed off.")
    studio.places.desk.read_again()
    studio.settle()
    screen.refresh()
    studio.settle()
    screen.holds.view.setFocus()
    studio.take("keeping")
