"""What stands behind the passphrase for each role."""

from __future__ import annotations

from typing import Any

LEADING = ("lead", "deputy", "local_assessor", "quality_lead", "data_team")


def places_of(role: str) -> Any:
    """The class of the places of this role; imported only then, for it needs the services."""
    if role in LEADING:
        from hmip_desktop.ui.views.lead.places import LeadPlaces

        return LeadPlaces
    from hmip_desktop.ui.views.my_cases.places import InspectorPlaces

    return InspectorPlaces
