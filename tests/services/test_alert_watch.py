"""Alerts end to end: raised without a finished case, sealed at once, in view until a verified receipt names them."""

from __future__ import annotations

import pytest
from msgspec import UNSET

from hmip_desktop.domain.alert import Alert, Told
from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.services import alert_sealing, alert_watch, alerts, assess
from hmip_desktop.services.alert_register import read_register
from tests.people import Team, make_team

WHAT = "He moved back to the family address."


@pytest.fixture
def team(tmp_path) -> Team:
    """A lead and an inspector with two cases."""
    made = make_team(tmp_path, inspectors=1, cases=2)
    made.give_out()
    yield made
    made.close()


def _alert(ctx, scope="others", told=()) -> Alert:
    return Alert(scope, WHAT, "Two children", "Violence before", "Saturday", "One household", moment(ctx.now()), told,
                 systemic="In case after case" if scope == "organisational" else UNSET)  # fmt: skip


def test_an_alert_stays_in_view_until_the_receipt_of_the_lead_names_its_package(team) -> None:
    ctx, case_id = team.inspectors[0], team.case_id(team.inspectors[0])
    alert_id, _ = alerts.raise_alert(ctx, case_id, _alert(ctx))
    (waiting,) = alert_watch.waiting(ctx)
    assert (waiting.reference, waiting.told, waiting.sealed, waiting.mine) == ("26-401/1", (), False, True)
    sealed = alert_sealing.seal_alert(ctx, case_id, alert_id, team.folder / "alerts")
    assert (sealed.name, sealed.made.kind, sealed.made.cases) == ("LI-01", "alert", 1)
    assert alert_watch.waiting(ctx)[0].sealed
    alerts.record_told(ctx, case_id, alert_id, "LI-01")
    assert [told.who for told in alert_watch.waiting(ctx)[0].told] == ["LI-01"]
    assert team.receive(team.lead, sealed.made.package).quarantined == 0
    assert len(alert_watch.waiting(ctx)) == 1
    team.receive(ctx, team.send(team.lead, ctx))
    assert alert_watch.waiting(ctx) == ()


def test_at_the_leads_it_is_in_view_until_it_is_acknowledged(team) -> None:
    ctx, case_id = team.inspectors[0], team.case_id(team.inspectors[0])
    alert_id, _ = alerts.raise_alert(ctx, case_id, _alert(ctx))
    sealed = alert_sealing.seal_alert(ctx, case_id, alert_id, team.folder / "alerts")
    team.receive(team.lead, sealed.made.package)
    (waiting,) = alert_watch.waiting(team.lead)
    assert (waiting.case_id, waiting.mine) == (case_id, False)
    assert team.lead.case(case_id).alerts[alert_id].value.what_happened == WHAT
    alerts.acknowledge(team.lead, case_id, alert_id)
    assert alert_watch.waiting(team.lead) == ()
    team.receive(ctx, team.send(team.lead, ctx))
    assert alert_watch.waiting(ctx) == ()
    assert ctx.case(case_id).alerts[alert_id].value.received_at


def test_a_receipt_of_before_takes_no_later_alert_away(team) -> None:
    ctx, case_id = team.inspectors[0], team.case_id(team.inspectors[0])
    assess.record_answer(ctx, case_id, "C1a", "yes")
    team.receive(team.lead, team.send(ctx, team.lead))
    alerts.raise_alert(ctx, case_id, _alert(ctx))
    team.receive(ctx, team.send(team.lead, ctx))
    assert len(alert_watch.waiting(ctx)) == 1


def test_a_work_package_that_holds_the_alert_counts_as_well(team) -> None:
    ctx, case_id = team.inspectors[0], team.case_id(team.inspectors[0])
    alerts.raise_alert(ctx, case_id, _alert(ctx))
    team.receive(team.lead, team.send(ctx, team.lead))
    team.receive(ctx, team.send(team.lead, ctx))
    assert alert_watch.waiting(ctx) == ()


def test_a_case_whose_route_is_not_known_can_have_an_alert(team) -> None:
    ctx, case_id = team.inspectors[0], team.case_id(team.inspectors[0])
    assess.correct_fact(ctx, case_id, "measure", "reset")
    assert isinstance(assess.route_of(ctx.case(case_id)), Refused)
    alert_id, _ = alerts.raise_alert(ctx, case_id, _alert(ctx, "person_on_probation"))
    sealed = alert_sealing.seal_alert(ctx, case_id, alert_id, team.folder / "alerts")
    assert team.receive(team.lead, sealed.made.package).quarantined == 0
    assert [line.row.alert_id for line in read_register(team.lead)] == [alert_id]


def test_a_folder_that_takes_nothing_leaves_the_alert_safe(team) -> None:
    ctx, case_id = team.inspectors[0], team.case_id(team.inspectors[0])
    alert_id, _ = alerts.raise_alert(ctx, case_id, _alert(ctx))
    (team.folder / "a-file").write_text("no folder", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        alert_sealing.seal_alert(ctx, case_id, alert_id, team.folder / "a-file" / "alerts")
    assert refused.value.code == "folder-not-writable"
    assert ctx.case(case_id).alerts[alert_id].value.what_happened == WHAT
    assert not alert_watch.waiting(ctx)[0].sealed
    again = alert_sealing.seal_alert(ctx, case_id, alert_id, team.folder / "alerts")
    assert again.made.package.exists()
    assert again.code == alert_sealing.seal_alert(ctx, case_id, alert_id, team.folder / "alerts").code


def test_whoever_leads_alone_has_nobody_to_send_an_alert_to(team) -> None:
    case_id = team.case_id(team.inspectors[0])
    alert_id, _ = alerts.raise_alert(team.lead, case_id, _alert(team.lead, "organisational"))
    sealed = alert_sealing.seal_alert(team.lead, case_id, alert_id, team.folder / "alerts")
    assert (sealed.made, sealed.name) == (None, "")
    assert len(sealed.code) == 9
    assert alert_watch.waiting(team.lead)[0].mine


def test_somebody_told_before_saving_is_in_the_state_of_the_alert(team) -> None:
    ctx, case_id = team.inspectors[0], team.case_id(team.inspectors[0])
    alert_id, _ = alerts.raise_alert(ctx, case_id, _alert(ctx, told=(Told("LI-01", moment(ctx.now())),)))
    assert ctx.case(case_id).alerts[alert_id].value.state == "told"
    second, _ = alerts.raise_alert(ctx, case_id, _alert(ctx))
    record = ctx.case(case_id)
    assert alert_watch.reference_of("26-401", record, second) == "26-401/2"
    assert alert_watch.reference_of("26-401", record, "") == "26-401/3"
