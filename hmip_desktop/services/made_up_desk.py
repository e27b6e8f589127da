"""What the lead inspector of the demonstration does beside merging: accepts a sample warning, swaps a case and takes
one out, follows up alerts."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from hmip_desktop.domain.alert import Assurance
from hmip_desktop.domain.sample import CaseFacts
from hmip_desktop.services import alerts, sample
from hmip_desktop.services.alert_register import record_evidence
from hmip_desktop.services.context import Context
from hmip_desktop.services.made_up import Plan, substitute_facts, words
from hmip_desktop.store import projections

LEFT_OPEN = 2
"""Every so many alerts one stays open, as one always does."""


def accept_warnings(lead: Context, warned: sample.Imported) -> None:
    """Accept the first warning of the sample, with a reason."""
    codes = sorted({warning.code for warning in warned.report.warnings})
    if codes:
        sample.override_warning(lead, codes[0], words()["override"])


def swap_case(lead: Context, plan: Plan) -> None:
    """Put another case in the place of one that ended too soon."""
    if plan.swapped_ref:
        _exclude(lead, plan.swapped_ref, "swapped", substitute_facts(plan))


def exclude_case(lead: Context, plan: Plan) -> None:
    """Take a case out of the count whose work is done: it is kept, and not counted."""
    if plan.excluded_ref:
        _exclude(lead, plan.excluded_ref, "excluded")


def _exclude(lead: Context, case_ref: str, why: str, substitute: CaseFacts | None = None) -> None:
    item = projections.case_by_ref(lead.store, case_ref)
    assert item is not None
    given = cast(dict[str, str], words()[why])
    sample.exclude_case(lead, item.case_id, given["code"], given["reason"], substitute)


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
