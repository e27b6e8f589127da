"""Keeping the work safe on this computer: backups and the way back, the recovery sheet, the escrow key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from hmip_desktop.domain.values import moment, read_moment
from hmip_desktop.errors import Refused
from hmip_desktop.exchange import seal
from hmip_desktop.paths import anchor_file
from hmip_desktop.progress import Progress
from hmip_desktop.services import stores
from hmip_desktop.services.context import Clock, Context, Entropy
from hmip_desktop.services.store_place import free_gb
from hmip_desktop.store import backup as rolling
from hmip_desktop.store import caselist, keepsakes, keys, restoring
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.backup import Backup
from hmip_desktop.store.engine import Store
from hmip_desktop.store.restoring import Contents

DUE_AFTER = timedelta(hours=4)
INSPECTION = ("-", "lead")


@dataclass(frozen=True, slots=True)
class Kept:
    """One backup with what it holds, None where it cannot be read. ``is_earlier``: another data key encrypts it."""

    backup: Backup
    contents: Contents | None
    is_earlier: bool = False

    @property
    def name(self) -> str:
        """By which it is asked for again."""
        return self.backup.path.name


@dataclass(frozen=True, slots=True)
class Loss:
    """What would be missing with a backup: changes in all, and by case reference, most first.

    ``inspection`` counts those of no case. Nothing is lost by restoring: what stands there now is kept aside.
    """

    changes: int
    cases: tuple[tuple[str, int], ...]
    inspection: int


def list_backups(folder: Path) -> list[Backup]:
    """Backups of a store that may be closed, newest first."""
    return rolling.backups(folder)


def backups(ctx: Context, progress: Progress | None = None) -> tuple[Kept, ...]:
    """Every backup of the open store with what it holds, newest first."""
    found = rolling.backups(ctx.store.folder)
    earlier = frozenset(rolling.of_an_earlier_key(ctx.store))
    kept = []
    for done, one in enumerate(found):
        if progress is not None:
            progress.step(done, len(found), "read")
        kept.append(Kept(one, _contents(ctx, one), one.path in earlier))
    return tuple(kept)


def _contents(ctx: Context, one: Backup) -> Contents | None:
    try:
        return restoring.look_into(one, ctx.store.unlocked)
    except Refused:
        return None


def back_up_now(ctx: Context) -> Kept:
    """Make a backup. Raises Refused ``disk-full`` or ``backup-damaged``; nothing half-made stays."""
    made = rolling.back_up(ctx.store, now=ctx.now())
    return Kept(made, restoring.look_into(made, ctx.store.unlocked))


def back_up_if_due(ctx: Context) -> Backup | None:
    """Make a backup when the newest is older than four hours and something changed since; None when not."""
    standing = [one for one in rolling.backups(ctx.store.folder) if not one.is_replaced]
    if standing:
        if ctx.now() - read_moment(standing[0].at) < DUE_AFTER:
            return None
        try:
            if not restoring.missing_from(ctx.store, standing[0]):
                return None
        except Refused:
            pass  # a backup that cannot be read is no reason to make none
    return rolling.back_up(ctx.store, now=ctx.now())


def would_be_missing(ctx: Context, one: Backup) -> Loss:
    """What the open store has and a backup lacks. Raises Refused ``backup-damaged``."""
    missing = restoring.missing_from(ctx.store, one)
    names = {item.case_id: item.case_ref for item in caselist.case_list(ctx.store)}
    of_cases = [(names.get(case_id, case_id), count) for case_id, count in missing.items() if case_id not in INSPECTION]
    return Loss(
        sum(missing.values()),
        tuple(sorted(of_cases, key=lambda pair: (-pair[1], pair[0]))),
        sum(missing.get(case_id, 0) for case_id in INSPECTION),
    )


def restore(ctx: Context, one: Backup) -> Context:
    """Put a backup in the place of the open store and go on with it as a new installation.

    Passphrase and identity stay those of today; what stands there now is kept among the backups. The context given
    is closed. Raises Refused before anything is touched: ``backup-damaged``, ``store-newer``, ``disk-full``.
    """
    me = ctx.identity

    def settle(store: Store) -> None:
        stores.keep_person(store, me)
        journal.start_installation(store, ground="restored", author=me.fingerprint, now=ctx.now(), entropy=ctx.entropy)

    anchor = anchor_file(ctx.store.folder)
    store = restoring.put_back(ctx.store, one, settle=settle, now=ctx.now(), anchor=anchor)
    return stores.sitting(store, ctx.now, ctx.entropy)


def restore_closed(
    folder: Path, one: Backup, passphrase: str, *, now: Clock = stores.utc_now, entropy: Entropy = stores.urandom
) -> Context:
    """Put a backup in the place of a store that does not open; the passphrase is the one of the day of the backup.

    Raises Refused before anything is touched: ``wrong-passphrase``, ``key-file-damaged``, ``backup-damaged``,
    ``store-newer``, ``store-in-use``, ``identity-missing``.
    """

    def settle(store: Store) -> None:
        me = stores.identity_of(store)
        journal.start_installation(store, ground="restored", author=me.fingerprint, now=now(), entropy=entropy)

    store = restoring.put_back_closed(folder, one, passphrase, settle=settle, now=now(), anchor=anchor_file(folder))
    return stores.sitting(store, now, entropy)


# ways back in ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WaysIn:
    """What opens this store beside the passphrase. Moments as stored, "" where not known.

    ``escrow`` is the fingerprint of the escrow key that opens it, "" for none; ``escrow_offered`` that of the
    inspection, which can be let in. ``earlier`` counts copies beside it that open with an earlier passphrase only.
    """

    sheet_at: str
    passphrase_at: str
    escrow: str
    escrow_offered: str
    earlier: int = 0


def ways_in(ctx: Context) -> WaysIn:
    """What opens this store."""
    slot = keys.escrow(ctx.store.folder)
    found = ctx.find_inspection()
    offered = found.value.escrow.partition(" ")[0] if found is not None else ""
    noted = _noted(ctx.store)
    earlier = len(rolling.of_an_earlier_key(ctx.store))
    return WaysIn(
        noted.get("sheet", ""), noted.get("passphrase", ""), slot.fingerprint if slot else "", offered, earlier
    )


def _noted(store: Store) -> Mapping[str, str]:
    kept = keepsakes.setting(store, stores.KEYS_AT, {})
    return kept if isinstance(kept, dict) else {}


def new_sheet(ctx: Context) -> str:
    """A new recovery key as text, to be written down; nothing changes before ``keep_sheet``."""
    return keys.new_recovery(ctx.entropy)


def keep_sheet(ctx: Context, recovery: str) -> WaysIn:
    """The new sheet is on paper: from now on it opens this store.

    The data key stays the same, so the old sheet with an older key file, as lies beside each backup, opens it too;
    ``new_key.renew_key`` is for when somebody may have seen the old one.
    """
    keys.keep_recovery(ctx.store.folder, ctx.store.unlocked, recovery, entropy=ctx.entropy)
    stores.note_key(ctx.store, "sheet", moment(ctx.now()))
    return ways_in(ctx)


def let_escrow_in(ctx: Context) -> WaysIn:
    """Let the inspection's escrow key open this store too. Raises Refused ``escrow-not-named``."""
    found = ctx.find_inspection()
    fingerprint, _, recipient = found.value.escrow.partition(" ") if found is not None else ("", "", "")
    if not recipient:
        raise Refused("escrow-not-named")
    secret = ctx.entropy(32)
    slot = keys.EscrowSlot(fingerprint, seal.encrypt(secret, [recipient]))
    keys.keep_escrow(ctx.store.folder, ctx.store.unlocked, slot, secret, entropy=ctx.entropy)
    return ways_in(ctx)


@dataclass(frozen=True, slots=True)
class Lying:
    """How large things are, in bytes; ``free_gb`` is None where that cannot be told."""

    store_bytes: int
    backups: int
    backup_bytes: int
    free_gb: int | None


def where_it_lies(ctx: Context) -> Lying:
    """Sizes of the store and its backups, and the room that is left."""
    found = rolling.backups(ctx.store.folder)
    own = sum(file.stat().st_size for file in ctx.store.folder.glob("store.*"))
    return Lying(own, len(found), sum(one.bytes for one in found), free_gb(ctx.store.folder))
