"""What the lead inspector's screens read and decide, on real stores."""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from source import ROOT

from hmip_desktop.domain.results import Tally, question_result
from hmip_desktop.errors import Refused
from hmip_desktop.intake.packs import shipped_pack
from hmip_desktop.services import balance, inspection, sample, sending, stores, team
from hmip_desktop.services.closer_look import look_closer
from hmip_desktop.services.context import Context
from hmip_desktop.services.overview import overview
from hmip_desktop.services.results import bandings_of


@pytest.fixture(scope="session")
def scenes() -> ModuleType:
    sys.path.insert(0, str(ROOT / "packaging"))
    import lead_scene

    return lead_scene


def _person(scenes: ModuleType, folder: Path, name: str, role: str) -> Context:
    new = stores.NewStore(folder / name, scenes.PASSPHRASE, name, role, kdf=scenes.QUICK)
    return stores.create_store(new, now=scenes.Clock(scenes.WEDNESDAY)).context


@pytest.fixture
def lead(scenes: ModuleType, tmp_path: Path) -> Iterator[Context]:
    """A lead with an inspection, two inspectors and six cases that nobody has."""
    ctx = _person(scenes, tmp_path, "LI-01", "lead")
    people = [_person(scenes, tmp_path, name, "inspector") for name in ("AI-01", "AI-02")]
    for person in people:
        card = team.save_card(person, tmp_path / "cards" / f"{person.identity.name}.card")
        groups = dict(enumerate(team.grouped(person.me).split(), 1))
        team.trust_heard(ctx, card, {2: groups[2], 5: groups[5]})
    request = inspection.NewInspection("Northern Vale", "Northern Vale", date(2026, 11, 9), "dipp-2025", made_up=True)
    inspection.create_inspection(ctx, request)
    rows = [f"24-{n},Fellside,PP-{n},PO,community_order,2026-04-14,medium,rar" for n in range(401, 407)]
    file = tmp_path / "sample.csv"
    header = "case_ref,pdu,practitioner,grade,sentence_type,start_date,rosh,requirement"
    file.write_text("\n".join([header, *rows]) + "\n")
    sample.import_sample(ctx, file)
    yield ctx
    for person in (ctx, *people):
        person.store.close()


def test_an_escrow_card_that_was_swapped_on_the_way_is_refused(scenes: ModuleType, tmp_path: Path) -> None:
    """Whoever puts their own card in its place would read every package of the inspection."""
    ctx = _person(scenes, tmp_path, "LI-02", "lead")
    for name in ("meant", "swapped"):
        team.create_escrow(tmp_path / name, os.urandom)
    meant = dict(enumerate(team.grouped(team.describe_escrow(tmp_path / "meant" / "escrow.card")).split(), 1))
    for heard, code in (({2: meant[2], 5: meant[5]}, "fingerprint-differs"), ({2: meant[2]}, "fingerprint-needed")):
        request = inspection.NewInspection(
            "Vale", "Vale", date(2026, 11, 9), "dipp-2025", escrow=tmp_path / "swapped" / "escrow.card",
            escrow_heard=heard,
        )  # fmt: skip
        with pytest.raises(Refused, match=code):
            inspection.create_inspection(ctx, request)
    assert ctx.find_inspection() is None
    right = dataclasses.replace(
        request, escrow=tmp_path / "meant" / "escrow.card", escrow_heard={1: meant[1], 6: meant[6]}
    )
    inspection.create_inspection(ctx, right)
    assert ctx.inspection().escrow == "".join(meant.values())
    ctx.store.close()


def placed(lead: Context) -> int:
    """Give out what nobody has, as the program proposes."""
    return balance.apply_proposal(lead, balance.propose(lead)).cases


def test_cases_are_placed_evenly_and_then_sent_once(lead: Context, tmp_path: Path) -> None:
    assert overview(lead).where.not_allocated == 6
    assert placed(lead) == 6
    seats = sending.seats(lead)
    assert [len(seat.cases) for seat in seats] == [3, 3]
    assert all(len(seat.waiting) == 3 and seat.ready for seat in seats)
    made = sending.send(lead, [seat.fingerprint for seat in seats], tmp_path / "out")
    assert len(made) == 2
    assert not any(seat.waiting for seat in sending.seats(lead))
    assert placed(lead) == 0
    where = overview(lead).where
    assert (where.with_inspectors, where.not_allocated, where.adds_up) == (6, 0, True)


def test_a_case_given_to_somebody_else_waits_for_them(lead: Context, tmp_path: Path) -> None:
    placed(lead)
    first, second = sending.seats(lead)
    sending.send(lead, [first.fingerprint, second.fingerprint], tmp_path / "out")
    sending.give(lead, [first.cases[0]], second.fingerprint)
    assert sending.seats(lead)[1].waiting == (first.cases[0],)
    with pytest.raises(Refused, match="case-not-on-list"):
        sending.give(lead, ["99-999"], second.fingerprint)


def test_one_group_or_a_wrong_one_trusts_nobody(lead: Context, scenes: ModuleType, tmp_path: Path) -> None:
    person = _person(scenes, tmp_path, "AI-09", "inspector")
    card = team.save_card(person, tmp_path / "cards" / "AI-09.card")
    groups = dict(enumerate(team.grouped(person.me).split(), 1))
    with pytest.raises(Refused, match="fingerprint-needed"):
        team.trust_heard(lead, card, {1: groups[1]})
    with pytest.raises(Refused, match="fingerprint-differs"):
        team.trust_heard(lead, card, {1: groups[1], 2: "00000" if groups[2] != "00000" else "11111"})
    assert person.me not in team.trusted(lead)
    person.store.close()


def test_the_nearest_change_is_exact_for_quarters_and_bandings() -> None:
    unrated, rated = shipped_pack("dipp-2025"), shipped_pack("probation-2017")
    look = look_closer(unrated, question_result(Tally("C1", yes=15, no=5)))
    assert look.chances is None
    assert look.nearest is not None
    assert (look.nearest.answers, look.nearest.fewer, look.nearest.band) == (1, True, "half-or-more")
    banded = question_result(Tally("2.1.1", yes=13, no=7), bandings_of(rated))
    look = look_closer(rated, banded)
    assert look.nearest is not None
    assert (look.nearest.yes, look.nearest.percent, look.nearest.band) == (12, 60, "requires_improvement")
    assert look.chances is not None
    assert abs(sum(look.chances.values()) - 100) <= 2
    assert look_closer(unrated, question_result(Tally("C1"))).nearest is None
