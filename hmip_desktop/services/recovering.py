"""Back in without the passphrase: by the recovery sheet or by the escrow key, with a new identity."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hmip_desktop.domain.keeping import EscrowUse
from hmip_desktop.domain.revisions import subject
from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.exchange import identity as identities
from hmip_desktop.exchange import seal
from hmip_desktop.exchange.escrow import read_escrow
from hmip_desktop.paths import anchor_file
from hmip_desktop.services import stores
from hmip_desktop.services.context import Clock, Context, Entropy
from hmip_desktop.services.files import read_limited
from hmip_desktop.store import engine, keepsakes, keys
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.engine import Store
from hmip_desktop.store.keys import Unlocked
from hmip_desktop.store.revisions import Write

CAME_BACK = "came-back"
ESCROW_TEXT_LIMIT = 4096


@dataclass(frozen=True, slots=True)
class CameBack:
    """The identity here was made after the passphrase was lost: when, by what (``sheet``, ``escrow``), instead of whom.

    ``before`` is the fingerprint of the identity before, "" where it wrote nothing; ``missing`` counts the changes
    that this computer remembers and the store lacked when it was opened.
    """

    at: str
    by: str
    before: str
    missing: int = 0


def recover(
    folder: Path, recovery: str, passphrase: str, *, now: Clock = stores.utc_now, entropy: Entropy = os.urandom
) -> Context:
    """Open by the recovery sheet and set a new passphrase; the person gets a new identity.

    Raises Refused ``passphrase-too-weak``, ``recovery-text-mistyped``, ``wrong-recovery-text`` and what the store
    refuses; nothing is changed then.
    """
    stores.check_passphrase(passphrase)
    store = _opened(folder, lambda place: keys.recover(place, recovery))
    return _come_back(store, passphrase, "sheet", now, entropy)


def escrow_named(folder: Path) -> str:
    """Fingerprint of the escrow key that opens the closed store in ``folder``; "" when none does."""
    try:
        slot = keys.escrow(folder)
    except Refused:
        return ""
    return slot.fingerprint if slot else ""


def recover_by_escrow(
    folder: Path, file: Path, reason: str, passphrase: str, *, now: Clock = stores.utc_now,
    entropy: Entropy = os.urandom,
) -> Context:  # fmt: skip
    """Open by the file of the escrow key; its use is written down with the reason. Then as ``recover``.

    Raises Refused ``escrow-reason-missing``, ``escrow-key-not-readable``, ``escrow-key-not-here`` and as ``recover``.
    """
    stores.check_passphrase(passphrase)
    if not reason.strip():
        raise Refused("escrow-reason-missing")
    text = read_limited(file, ESCROW_TEXT_LIMIT, "escrow-key-not-readable")
    escrow = read_escrow(text.decode("utf-8", "replace"))
    store = _opened(folder, lambda place: keys.recover_escrow(place, _slot_secret(place, escrow.age_secret)))
    ctx = _come_back(store, passphrase, "escrow", now, entropy)
    use = EscrowUse(reason.strip(), escrow.fingerprint)
    written = Write(subject("escrow-use", ctx.new_id()), use)
    journal.append(ctx.store, [written], author=ctx.me, now=now(), entropy=entropy)
    return ctx


def _slot_secret(folder: Path, secret: str) -> bytes:
    slot = keys.escrow(folder)
    if slot is None:
        raise Refused("escrow-key-not-here")
    try:
        return seal.decrypt(slot.sealed, [secret])
    except Refused as refused:
        raise Refused("escrow-key-not-here") from refused


def _opened(folder: Path, way: Callable[[Path], Unlocked]) -> Store:
    return engine.open_store(folder, opened=way, anchor=anchor_file(folder))


def _come_back(store: Store, passphrase: str, by: str, now: Clock, entropy: Entropy) -> Context:
    """A new passphrase and a new identity. The new installation is written last: a break before it leaves the sheet."""
    try:
        person = keepsakes.setting(store, stores.PERSON)
        if not isinstance(person, dict):
            raise Refused("identity-missing")
        before = journal.authors(store).get(store.installation, "")
        older = store.anchor_check
        fresh = identities.new_identity(str(person["name"]), str(person["role"]), entropy)
        store.change_passphrase(passphrase, entropy=entropy)
        store.keep_signing_seed(fresh.signing_seed, entropy=entropy)
        stores.keep_person(store, fresh)
        at = moment(now())
        stores.note_key(store, "passphrase", at)
        came_back = {"at": at, "by": by, "before": before, "missing": older.missing if older.is_trouble else 0}
        keepsakes.set_setting(store, CAME_BACK, came_back)
        journal.start_installation(store, ground="restored", author=fresh.fingerprint, now=now(), entropy=entropy)
    except BaseException:
        store.close()
        raise
    return Context(store, fresh, now, entropy)


def came_back(ctx: Context) -> CameBack | None:
    """What is still to be done after coming back by sheet or escrow key; None once the team knows the new identity."""
    kept = keepsakes.setting(ctx.store, CAME_BACK)
    if not isinstance(kept, dict):
        return None
    inspection = ctx.find_inspection()
    if inspection is not None and inspection.member(ctx.me) is not None:
        return None
    return CameBack(str(kept["at"]), str(kept["by"]), str(kept["before"]), int(kept["missing"]))
