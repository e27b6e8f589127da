"""An organisational alert about the inspection as a whole: in the register, and with those who lead only."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

import msgspec
import pytest
from pypdf import PdfReader

from hmip_desktop.domain.alert import Alert
from hmip_desktop.errors import Refused
from hmip_desktop.services import alert_register, alert_sealing, alert_watch, alerts, overview, staffing
from hmip_desktop.services.report import ReportRequest, report
from hmip_desktop.store import revisions as journal
from tests.people import Team

WORDS = ("No duty officer at weekends.", "Everybody supervised", "Recalls wait two days.", "Every weekend.", "Rotas.")


def alert(scope: str = "organisational", not_met: tuple[str, ...] = ()) -> Alert:
    return Alert(scope, *WORDS, "2026-11-10T09:00:00.000Z", systemic="In each of the five units.", not_met=not_met)


def test_it_stands_in_the_register_and_goes_its_way_to_the_close(team: Team) -> None:
    lead = team.lead
    alert_id, changes = alerts.raise_alert(lead, alerts.WHOLE, alert())
    assert changes.subjects == {f"org-alert:{alert_id}"}
    (line,) = alert_register.read_register(lead)
    assert (line.row.case_id, line.row.case_ref, line.raised_by, line.next) == (
        alerts.WHOLE,
        "",
        "LI-01",
        "acknowledge",
    )
    assert overview.overview(lead).open_alerts == 1
    alerts.record_told(lead, alerts.WHOLE, alert_id, "Head of operations")
    (waiting,) = alert_watch.waiting(lead)
    assert waiting.reference == f"{lead.inspection().value.reference}/1" and waiting.mine
    alerts.acknowledge(lead, alerts.WHOLE, alert_id)
    alert_register.record_evidence(lead, alerts.WHOLE, alert_id, "A weekend rota", "Regional director")
    alerts.close_alert(lead, alerts.WHOLE, alert_id, "A rota is in force.")
    (line,) = alert_register.read_register(lead)
    assert line.state == "closed" and overview.overview(lead).open_alerts == 0
    assert [(step.code, step.who) for step in line.steps[2:]] == [
        ("received", "LI-01"), ("assurance", "Regional director"), ("closed", "LI-01")
    ]  # fmt: skip
    assert all(step.done and step.at for step in line.steps)


def test_only_who_leads_raises_it_and_only_about_the_organisation(team: Team) -> None:
    team.give_out()
    for ctx, scope, code in (
        (team.inspectors[0], "organisational", "role-not-allowed"),
        (team.lead, "others", "alert-not-organisational"),
    ):
        with pytest.raises(Refused) as refused:
            alerts.raise_alert(ctx, alerts.WHOLE, alert(scope))
        assert refused.value.code == code
    assert alerts.register(team.lead) == ()


def test_it_is_sealed_at_once_for_the_deputy_and_reaches_nobody_else(team: Team, tmp_path: Path) -> None:
    deputy, other = team.inspectors
    staffing.set_deputy(team.lead, deputy.me, True, "Two weeks of leave.")
    team.give_out()
    alert_id, _ = alerts.raise_alert(team.lead, alerts.WHOLE, alert())
    sealed = alert_sealing.seal_alert(team.lead, alerts.WHOLE, alert_id, tmp_path / "sealed")
    assert sealed.made is not None and sealed.name == "AI-01" and sealed.code
    assert team.receive(deputy, sealed.made.package).quarantined == 0
    (row,) = alerts.register(deputy)
    assert (row.case_id, row.alert.value) == (alerts.WHOLE, alert())
    assert team.receive(other, team.send(team.lead, other)).quarantined == 0
    assert alerts.register(other) == ()
    assert not list(journal.history(other.store, row.subject))


def test_without_a_deputy_there_is_nobody_to_seal_it_for(team: Team, tmp_path: Path) -> None:
    alert_id, _ = alerts.raise_alert(team.lead, alerts.WHOLE, alert())
    sealed = alert_sealing.seal_alert(team.lead, alerts.WHOLE, alert_id, tmp_path)
    assert sealed.made is None and sealed.code


def test_practice_has_four_tests_and_one_not_met_is_said_in_the_printed_sheet(team: Team, tmp_path: Path) -> None:
    lead = team.lead
    with pytest.raises(Refused) as refused:
        alerts.raise_alert(lead, alerts.WHOLE, msgspec.structs.replace(alert(), systemic=" "))
    assert refused.value.code == "alert-incomplete"
    alerts.raise_alert(lead, alerts.WHOLE, alert(not_met=("imminent",)))
    later = msgspec.structs.replace(alert(), raised_at="2026-11-10T09:30:00.000Z")
    alerts.raise_alert(lead, alerts.WHOLE, later)
    lines = alert_register.read_register(lead)
    assert [line.alert.looks_like_poor_practice for line in lines] == [False, True]
    request = ReportRequest(tmp_path / "out", ("alert",), "team", clear=True, reason="made up", zone=UTC)
    first, second = (
        " ".join(page.extract_text().split())
        for path in sorted(report(lead, request).outputs) for page in PdfReader(path).pages[:1]
    )  # fmt: skip
    for sheet in (first, second):
        assert "Organisational alert" in sheet and "Four tests" in sheet and "Four tests answered" in sheet
        assert "Systemic Yes In each of the five units." in sheet
    assert "Imminent No Every weekend." in first and "this looks like general poor practice" in first
    assert "Imminent Yes Every weekend." in second and "poor practice" not in second
