"""Ten files in one inbox, one of each thing that can be the matter with a package: all written by real stores."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from hmip_desktop.domain.alert import Alert
from hmip_desktop.domain.assessment import AnswerValue
from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.values import moment
from hmip_desktop.exchange import seal
from hmip_desktop.exchange.envelope import pack_members, read_members
from hmip_desktop.exchange.manifest import MANIFEST_NAME, SIGNATURE_NAME
from hmip_desktop.exchange.writer import Content, Recipient, write_package
from hmip_desktop.services import alerts, assess, staffing, stores
from hmip_desktop.services.context import Context, stamp_of
from hmip_desktop.services.inspection import INSPECTION_KEY
from hmip_desktop.store import keepsakes
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.revisions import Write
from tests.people import PASSPHRASE, Clock, Team, make_team

STATES = (
    "known", "late", "stale", "gap", "fork", "revoked", "unattested", "foreign", "newer", "damaged",
)  # fmt: skip


def ten_packages(folder: Path) -> tuple[Team, dict[str, Path]]:
    """A team whose lead finds one file of each state; the lead's store has merged what makes them what they are."""
    team = make_team(folder, inspectors=10, cases=20)
    team.give_out()
    for ai in team.inspectors:
        assess.record_answer(ai, team.case_id(ai), "C1a", "yes")
    makers = (_known, _late, _stale, _gap, _fork, _revoked, _unattested, _foreign, _newer, _damaged)
    return team, {state: make(team, ai) for state, make, ai in zip(STATES, makers, team.inspectors, strict=True)}


def _merged(team: Team, ai: Context) -> Path:
    package = team.send(ai, team.lead)
    assert team.receive(team.lead, package).quarantined == 0
    return package


def _known(team: Team, ai: Context) -> Path:
    return _merged(team, ai)


def _late(team: Team, ai: Context) -> Path:
    first = team.send(ai, team.lead)
    said = Alert("others", "A threat.", "A child.", "Serious.", "Tonight.", "Known.", moment(ai.now()))
    alerts.raise_alert(ai, team.case_id(ai, 1), said)
    assert team.receive(team.lead, team.send(ai, team.lead, only_alerts=True)).quarantined == 0
    return first


def _stale(team: Team, ai: Context) -> Path:
    first = team.send(ai, team.lead)
    assess.record_answer(ai, team.case_id(ai), "C1b", "yes")
    _merged(team, ai)
    return first


def _gap(team: Team, ai: Context) -> Path:
    _merged(team, ai)
    for ref in ("C1b", "C1c"):
        assess.record_answer(ai, team.case_id(ai), ref, "yes")
        team.send(ai, team.lead).unlink()
    assess.record_answer(ai, team.case_id(ai, 1), "C1a", "yes")
    return team.send(ai, team.lead)


def _fork(team: Team, ai: Context) -> Path:
    ai.store.checkpoint()
    copy = shutil.copytree(ai.store.folder, team.folder / "copied store")
    twin = stores.unlock(copy, PASSPHRASE, now=Clock(), entropy=ai.entropy)
    assess.record_answer(ai, team.case_id(ai), "C1b", "yes")
    assess.record_answer(twin, team.case_id(twin), "C1b", "no")
    _merged(team, ai)
    second = team.send(twin, team.lead)
    twin.store.close()
    return second


def _revoked(team: Team, ai: Context) -> Path:
    package = team.send(ai, team.lead)
    staffing.revoke_key(team.lead, ai.me, 1, "The laptop was stolen.")
    return package


def _unattested(team: Team, ai: Context) -> Path:
    """One case is whole; in the other something stands in the lead's name that the lead never wrote."""
    forged = Write(
        subject("answer", team.case_id(ai, 1), "C1a"), AnswerValue("no", "1.0.0"), stamp_of(ai.inspection().pack)
    )
    journal.append(ai.store, [forged], author=team.lead.me, now=ai.now(), entropy=ai.entropy)
    return team.send(ai, team.lead)


def _foreign(team: Team, ai: Context) -> Path:
    to = ai.inspection().member(team.lead.me)
    assert to is not None
    return write_package(
        Content("work", "ab" * 8, 1, None, 1), sender=ai.identity, folder=team.folder / "packages",
        recipients=(Recipient(to.fingerprint, to.recipient),), entropy=ai.entropy, now=ai.now(),
    ).path  # fmt: skip


def _newer(team: Team, ai: Context) -> Path:
    """A package as the next version but one would write it."""
    package = team.send(ai, team.lead)
    secret = keepsakes.secret(team.lead.store, INSPECTION_KEY)
    assert secret is not None
    members = {name: bytes(data) for name, data in read_members(seal.decrypt(package.read_bytes(), (secret.decode(),)))
               .items()}  # fmt: skip
    manifest = json.loads(members[MANIFEST_NAME]) | {"major": 3, "something": "new"}
    text = json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    members |= {MANIFEST_NAME: text, SIGNATURE_NAME: seal.sign(text, ai.identity.signing_seed, seal.MANIFEST)}
    package.write_bytes(seal.encrypt(pack_members(members.items()), [seal.recipient_of(secret.decode())]))
    return package


def _damaged(team: Team, ai: Context) -> Path:
    package = team.send(ai, team.lead)
    content = bytearray(package.read_bytes())
    content[len(content) // 2] ^= 1
    package.write_bytes(bytes(content))
    return package
