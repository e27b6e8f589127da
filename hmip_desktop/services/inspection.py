"""The inspection: created by the lead inspector, or by a probation service for its own cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import msgspec

from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.sample import Inspection, Roster
from hmip_desktop.domain.values import Language
from hmip_desktop.errors import Refused
from hmip_desktop.exchange.identity import new_recipient_key
from hmip_desktop.exchange.roster import member_of
from hmip_desktop.intake.population import read_population
from hmip_desktop.services.context import Context, stamp_of
from hmip_desktop.services.packs import find_pack
from hmip_desktop.services.sample import population_writes
from hmip_desktop.services.team import HEARD_GROUPS, check_groups, read_card_file, trusted
from hmip_desktop.store import keepsakes, projections
from hmip_desktop.store.projections import Accounting
from hmip_desktop.store.revisions import Write

INSPECTION_KEY = "inspection-key"


@dataclass(frozen=True, slots=True)
class NewInspection:
    """What a new inspection needs. ``pack`` is a shipped id or the path of a pack file.

    ``escrow_heard``: groups of the escrow key's fingerprint as somebody read them out, by number, or all of it as
    group 0. None: it was not compared, which the command line leaves to whoever runs it. ``language`` is that in which
    case records, effective practice and organisational questions are printed; the figures are printed in English.
    """

    name: str
    region: str
    fieldwork_start: date
    pack: str
    reference: str = ""
    escrow: Path | None = None
    self_assessment: bool = False
    made_up: bool = False
    variant: str = ""
    language: Language = "en"
    judged_up_to: date | None = None
    population: Path | None = None
    escrow_heard: Mapping[int, str] | None = None


@dataclass(frozen=True, slots=True)
class InspectionState:
    """The inspection with where every case on the list is."""

    inspection_id: str
    value: Inspection
    accounting: Accounting
    members: int
    states: dict[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, object]:
        """As the command line prints it."""
        value = self.value
        return {
            "inspection_id": self.inspection_id,
            "name": value.name,
            "region": value.region,
            "reference": value.reference,
            "fieldwork_start": value.fieldwork_start,
            "pack": {"id": value.pack.id, "version": value.pack.version},
            "self_assessment": value.self_assessment,
            "members": self.members,
            **self.states,
        }


def create_inspection(ctx: Context, request: NewInspection) -> str:
    """Create the inspection of this store; gives its id.

    Raises Refused: ``role-not-allowed``, ``inspection-exists``, ``escrow-needed`` (not for self-assessments and
    demonstrations), ``inspection-name-missing``, ``variant-unknown``, ``fingerprint-needed`` and
    ``fingerprint-differs`` where the escrow key is not the one that was heard, and what a bad pack or card refuses.
    """
    ctx.require(*(("lead", "local_assessor") if request.self_assessment else ("lead",)))
    if ctx.find_inspection() is not None:
        raise Refused("inspection-exists")
    if not request.name.strip() or not request.region.strip():
        raise Refused("inspection-name-missing")
    if request.escrow is None and not (request.self_assessment or request.made_up):
        raise Refused("escrow-needed")
    pack = find_pack(request.pack)
    if request.variant and request.variant not in {variant.id for variant in pack.variants}:
        raise Refused("variant-unknown", variant=request.variant)
    escrow = _escrow(request)
    counted = read_population(request.population) if request.population else ()
    key = new_recipient_key(ctx.entropy)
    keepsakes.keep_pack(ctx.store, pack)
    keepsakes.set_secret(ctx.store, INSPECTION_KEY, key.secret.encode())
    inspection_id = ctx.new_id()
    value = _value(request, pack, inspection_id, escrow, key.recipient)
    me = msgspec.structs.replace(member_of(ctx.identity.card), recipient=key.recipient, phone_order=1)
    team = (me, *(member_of(card) for card in trusted(ctx).values()))
    ctx.write(
        Write(subject("inspection", inspection_id), value, stamp_of(pack)),
        Write(subject("roster", inspection_id), Roster(1, team)),
        *population_writes(inspection_id, counted),
    )
    return inspection_id


def _escrow(request: NewInspection) -> str:
    """Recipient key of the escrow card, empty without one. Whoever could put another card there would read it all."""
    if request.escrow is None:
        return ""
    card = read_card_file(request.escrow)
    if card.role != "escrow":
        raise Refused("card-not-escrow", name=card.name)
    heard = request.escrow_heard
    if heard is not None and 0 in heard:
        if heard[0].replace(" ", "") != card.fingerprint:
            raise Refused("fingerprint-differs", name=card.name)
    elif heard is not None:
        check_groups(card, heard, HEARD_GROUPS)
    return f"{card.fingerprint} {card.recipient}"


def _value(request: NewInspection, pack: Pack, inspection_id: str, escrow: str, recipient: str) -> Inspection:
    start = request.fieldwork_start
    return Inspection(
        name=request.name.strip(),
        region=request.region.strip(),
        reference=request.reference.strip() or f"IN-{inspection_id[:4].upper()}",
        fieldwork_start=start.isoformat(),
        pack=stamp_of(pack),
        self_assessment=request.self_assessment,
        made_up=request.made_up,
        variant=request.variant or (pack.variants[0].id if pack.variants else ""),
        language=request.language,
        judged_up_to=request.judged_up_to.isoformat() if request.judged_up_to else "",
        escrow=escrow,
        recipient=recipient,
    )


def show_inspection(ctx: Context) -> InspectionState:
    """The inspection with its counts by state; every case on the list is in exactly one of them."""
    inspection = ctx.inspection()
    accounting = projections.accounting(ctx.store)
    states = {
        "cases": accounting.listed,
        "counted": accounting.counted,
        "excluded": sum(accounting.excluded.values()),
        "returned_unsigned": accounting.returned_unsigned,
        "not_returned": accounting.not_returned,
        "practice": accounting.practice,
        "second_assessments": accounting.second_assessments,
    }
    return InspectionState(inspection.id, inspection.value, accounting, len(inspection.roster.members), states)
