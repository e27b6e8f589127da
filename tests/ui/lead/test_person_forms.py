"""Decisions about people in the lead inspector's window: replace a key, revoke it, hand cases over, make a deputy."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog

from hmip_desktop.domain.values import grouped
from hmip_desktop.exchange import identity as identities
from hmip_desktop.services import inspection_key, staffing, stores
from hmip_desktop.services.inspection_key import Holder
from hmip_desktop.ui.views.lead.trusting import TrustDialog


@pytest.fixture
def form(program, settled):
    """The form that is open."""

    def find() -> QDialog:
        settled()
        return next(dialog for dialog in program.window.findChildren(QDialog) if dialog.isVisible())

    return find


@pytest.fixture
def first(at, form, scene):
    """The person in the first row of the team, with their form open."""
    screen = at("sample")
    screen.team.view.set_current_row(0)
    screen.team.change.click()
    form()
    return screen.seats[0]


def test_a_key_is_revoked_with_its_reason(form, first, scene, settled) -> None:
    form().choices["revoke"].click()
    revoke = form()
    assert not revoke.act.isEnabled()
    number = revoke.number.value()
    revoke.reason.setText("Laptop stolen from the car")
    revoke.act.click()
    settled()
    assert scene.lead.inspection().member(first.fingerprint).revoked_from == number
    assert staffing.decisions(scene.lead)[0].reason == "Laptop stolen from the car"


def test_cases_are_handed_over_and_the_key_ends_if_wished(form, first, scene, settled) -> None:
    other = scene.lead.inspection().roster.members[-1]
    form().choices["leave"].click()
    leave = form()
    assert first.cases[0] in " ".join(label.text() for label in leave.findChildren(type(leave.chosen_words)))
    leave.to.set_value(other.fingerprint if other.fingerprint != first.fingerprint else leave.who.going_on[0][0])
    leave.ends.setChecked(True)
    leave.reason.setText("Moves to another region")
    leave.act.click()
    settled()
    assert staffing.post(scene.lead, first.fingerprint).cases == ()
    assert scene.lead.inspection().member(first.fingerprint).revoked_from == leave.who.last_number + 1


def test_somebody_is_made_a_deputy_and_goes_back(form, first, at, scene, settled) -> None:
    form().choices["deputy"].click()
    deputy = form()
    deputy.reason.setText("Stands in next week")
    deputy.act.click()
    settled()
    assert scene.lead.inspection().member(first.fingerprint).role == "deputy"
    assert inspection_key.key_state(scene.lead).others == (Holder(first.name, ""),)
    at("sample").team.change.click()
    again = form()
    assert again.choices["deputy"].words() == "End being a deputy..."
    again.reject()


def _recovered_card(folder: Path, name: str, role: str) -> tuple[Path, str]:
    """A new card of somebody whose passphrase was lost, as a file, with its fingerprint."""
    fresh = identities.new_identity(name, role, stores.urandom)
    file = folder / f"{name}-new.card"
    file.write_bytes(identities.write_card(fresh))
    return file, fresh.fingerprint


def test_a_lost_key_is_replaced_after_a_call(form, first, at, scene, settled, tmp_path) -> None:
    file, fingerprint = _recovered_card(tmp_path, first.name, "inspector")
    screen = at("sample")
    screen.choose.file = lambda title, endings: file
    form().choices["replace"].click()
    trust = form()
    assert isinstance(trust, TrustDialog)
    groups = grouped(fingerprint).split()
    for line in trust.inputs.values():
        line.setText("00000")
    trust.act.click()
    settled()
    assert trust.trouble.isVisible()
    for place, line in trust.inputs.items():
        line.setText(groups[place - 1])
    trust.act.click()
    settled()
    member = scene.lead.inspection().member(fingerprint)
    assert member.continues == first.fingerprint
    assert staffing.post(scene.lead, first.fingerprint).revoked_from is not None
    assert set(staffing.post(scene.lead, fingerprint).cases) == set(first.cases)
