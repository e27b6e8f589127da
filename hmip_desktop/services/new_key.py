"""A new data key for a store whose passphrase or sheet somebody else may know, and what becomes of its backups."""

from __future__ import annotations

from dataclasses import dataclass

from hmip_desktop.domain.values import moment
from hmip_desktop.errors import Refused
from hmip_desktop.exchange import seal
from hmip_desktop.paths import anchor_file
from hmip_desktop.progress import Progress
from hmip_desktop.services import stores
from hmip_desktop.services.context import Context
from hmip_desktop.store import backup, engine, keys, rekeying
from hmip_desktop.store.keys import EscrowSlot, Unlocked


@dataclass(frozen=True, slots=True)
class KeyRenewed:
    """The sitting that goes on under the new data key.

    ``dropped`` counts the copies that opened with the old passphrase and went, ``left`` those that stayed because no
    fresh backup could be made in their place; ``trouble`` says why none could. ``escrow_out`` is the fingerprint of an
    escrow key that opened the store and does not any more, since the inspection does not name it; "" for none.
    """

    context: Context
    dropped: int
    left: int
    escrow_out: str
    trouble: Refused | None = None


def renew_key(ctx: Context, passphrase: str, recovery: str, progress: Progress) -> KeyRenewed:
    """Encrypt the store again under a new data key, with another passphrase and a new recovery sheet.

    ``recovery`` is a text of ``safekeeping.new_sheet`` that the person has on paper; the sheet before opens nothing
    of this any more. The signing key stays the same person's. The backups before are replaced by a fresh one. Can be
    stopped until the new database takes its place. The context given is closed, but where Cancelled or a refusal is
    raised it is open as before. Raises Refused ``passphrase-too-weak``, ``store-older-copy``, ``disk-full`` and as the
    store refuses.
    """
    stores.check_passphrase(passphrase)
    older = stores.older_copy(ctx)
    if older is not None:
        raise older  # the anchor is made anew under the new key, and would forget what is missing
    slot = keys.escrow(ctx.store.folder)
    let_in = _escrow_again(ctx, slot)
    ways = rekeying.NewWays(passphrase, recovery, let_in)
    fresh = rekeying.renew_key(ctx.store, ways, progress, entropy=ctx.entropy)
    again = _reopened(ctx, fresh)
    for what in ("sheet", "passphrase"):
        stores.note_key(again.store, what, moment(again.now()))
    dropped, trouble = _replace_backups(again)
    left = len(backup.of_an_earlier_key(again.store))
    return KeyRenewed(again, dropped, left, slot.fingerprint if slot and let_in is None else "", trouble)


def _escrow_again(ctx: Context, slot: EscrowSlot | None) -> tuple[EscrowSlot, bytes] | None:
    """The escrow key that opens the store now, let in again; None where none does or the inspection names another."""
    found = ctx.find_inspection()
    fingerprint, _, recipient = found.value.escrow.partition(" ") if found is not None else ("", "", "")
    if slot is None or not recipient or fingerprint != slot.fingerprint:
        return None
    secret = ctx.entropy(32)
    return EscrowSlot(fingerprint, seal.encrypt(secret, [recipient])), secret


def _reopened(ctx: Context, fresh: Unlocked) -> Context:
    """The store under its new key; the anchor was made under the old one, and is written anew."""
    folder = ctx.store.folder
    store = engine.open_store(folder, opened=lambda _: fresh, anchor=anchor_file(folder))
    store.accept_history()
    return stores.sitting(store, ctx.now, ctx.entropy)


def _replace_backups(ctx: Context) -> tuple[int, Refused | None]:
    """A fresh backup, then those before it go; where none can be made they stay, and why is told."""
    try:
        backup.back_up(ctx.store, now=ctx.now())
    except Refused as trouble:
        return 0, trouble
    return drop_earlier_copies(ctx), None


def drop_earlier_copies(ctx: Context) -> int:
    """Remove the backups that open with an earlier passphrase only; answers how many."""
    return backup.drop_earlier_keys(ctx.store)
