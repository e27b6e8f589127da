"""The places of what is learned across cases: who has them, their rows in the rail, their commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hmip_desktop.services.overview import Overview
from hmip_desktop.ui.commands import Command
from hmip_desktop.ui.text import t
from hmip_desktop.ui.views.lead.learned_enquiry import EnquiryScreen
from hmip_desktop.ui.views.lead.learned_organisation import OrganisationScreen
from hmip_desktop.ui.views.lead.learned_practice import PracticeScreen
from hmip_desktop.ui.views.lead.page import LeadPage
from hmip_desktop.ui.widgets.rail import RailItem

ROLES = ("lead", "deputy", "local_assessor")
LEARNED = ("enquiry", "practice", "organisation")


def learned_makers(role: str) -> dict[str, Callable[..., LeadPage]]:
    """The screens by place; none for those who do not lead."""
    if role not in ROLES:
        return {}
    return {"enquiry": EnquiryScreen, "practice": PracticeScreen, "organisation": OrganisationScreen}


def learned_items(found: Overview) -> list[RailItem]:
    """The rows of the rail; none for those who do not lead."""
    if found.me is None or found.me.role not in ROLES:
        return []
    return [
        RailItem("enquiry", t("Lines of enquiry"), "bulb"),
        RailItem("practice", t("Effective practice"), "star"),
        RailItem("organisation", t("Organisation"), "branch"),
    ]


def learned_commands() -> list[Command]:
    """The commands that open the places."""
    return [
        Command("place-enquiry", t("&Inspection"), t("Li&nes of enquiry")),
        Command("place-practice", t("&Inspection"), t("E&ffective practice")),
        Command("place-organisation", t("&Inspection"), t("Organisational q&uestions")),
    ]


def connect_learned(screens: Mapping[str, LeadPage], read_case: Callable[[str], None]) -> None:
    """Links to the cases behind what was learned."""
    enquiry, practice = screens.get("enquiry"), screens.get("practice")
    if isinstance(enquiry, EnquiryScreen) and isinstance(practice, PracticeScreen):
        enquiry.case_asked.connect(read_case)
        practice.case_asked.connect(read_case)
