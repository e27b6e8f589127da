"""What the lead inspector of the demonstration does beside merging: follows up alerts, accepts a sample warning."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from hmip_desktop.domain.alert import Assurance
from hmip_desktop.services import alerts, sample
from hmip_desktop.services.alert_register import record_evidence
from hmip_desktop.services.context import Context
from hmip_desktop.services.made_up import words

LEFT_OPEN = 2
"""Every so many alerts one stays open, as one always does."""


def accept_warnings(lead: Context, warned: sample.Imported) -> None:
    """Accept the first warning of the sample, with a reason."""
    codes = sorted({warning.code for warning in warned.report.warnings})
    if codes:
        sample.override_warning(lead, codes[0], words()["override"])


def take_note(lead: Context) -> None:
    """Say of every alert that came in that it was received, and ask the region for assurance."""
    asked = cast(dict[str, str], words()["assurance"])
    for row in alerts.register(lead):
        case_id, alert_id = row.case_id, row.alert_id
        if not row.alert.value.received_at:
            alerts.acknowledge(lead, case_id, alert_id)
            due = (lead.now() + timedelta(days=1)).date().isoformat()
            alerts.seek_assurance(lead, case_id, alert_id, Assurance(asked["action"], asked["body"], due))


def follow_up(lead: Context) -> None:
    """Record the region's evidence and close the alerts, but for those that stay open."""
    shown = cast(dict[str, str], words()["assurance"])
    for place, row in enumerate(alerts.register(lead), 1):
        case_id, alert_id = row.case_id, row.alert_id
        if place % LEFT_OPEN:
            record_evidence(lead, case_id, alert_id, shown["evidence"], shown["body"])
            alerts.close_alert(lead, case_id, alert_id, shown["closed"])
