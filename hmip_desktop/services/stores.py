"""Stores and the person they belong to: create, unlock, passphrase, identity."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hmip_desktop.domain.values import ROLES, grouped, moment
from hmip_desktop.errors import Refused
from hmip_desktop.exchange import identity as identities
from hmip_desktop.exchange.identity import Identity
from hmip_desktop.paths import anchor_file
from hmip_desktop.services.context import Clock, Context, Entropy
from hmip_desktop.services.files import make_folder, write_private
from hmip_desktop.store import backup, engine, keepsakes, keys, presence
from hmip_desktop.store import revisions as journal
from hmip_desktop.store.keys import DEFAULT_KDF, Kdf

PERSON = "person"
KEYS_AT = "keys-at"
NEAR_AT_HAND = ("hmip", "hmi", "probation", "inspectorate", "inspection", "inspector", "offender", "assessment")
"""Words that whoever guesses tries first."""
urandom = os.urandom
AGE_SECRET = "age-identity"  # noqa: S105 - the name under which it is kept


def utc_now() -> datetime:
    """The time now, aware UTC: the clock of real sittings."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class NewStore:
    """What a new store is to hold: whose it is, and where the recovery sheet goes."""

    folder: Path
    passphrase: str
    name: str
    role: str
    recovery_file: Path | None = None
    kdf: Kdf = DEFAULT_KDF


@dataclass(frozen=True, slots=True)
class MadeStore:
    """A new store, open, with its recovery text (shown once) and the identity card to hand out."""

    context: Context
    recovery: str
    card: bytes


def create_store(request: NewStore, *, now: Clock = utc_now, entropy: Entropy = os.urandom) -> MadeStore:
    """Make an encrypted store with a new identity.

    Raises Refused: ``passphrase-too-weak``, ``role-unknown``, ``name-empty``, ``recovery-file-in-store``,
    ``recovery-file-exists``, ``folder-not-writable``, ``file-not-writable`` for the recovery file, and what the
    store refuses. A refusal leaves nothing behind.
    """
    if request.role not in ROLES:
        raise Refused("role-unknown", role=request.role)
    if not request.name.strip():
        raise Refused("name-empty")
    check_passphrase(request.passphrase)
    _check_recovery_place(request)
    presence.check_place(request.folder, os.environ)
    if presence.state(request.folder) != "absent":
        raise Refused("store-exists", folder=request.folder.name)
    person = identities.new_identity(request.name.strip(), request.role, entropy)
    with _taken_back(request.folder):
        make_folder(request.folder)
        made = engine.create(
            request.folder, request.passphrase, now=now(), entropy=entropy, kdf=request.kdf,
            anchor=anchor_file(request.folder),  # a first sitting is work like any other
        )  # fmt: skip
        try:
            _settle(made, person, request.recovery_file, now, entropy)
        except BaseException:
            made.store.close()
            raise
    return MadeStore(Context(made.store, person, now, entropy), made.recovery, identities.write_card(person))


def _settle(made: engine.Created, person: Identity, recovery_file: Path | None, now: Clock, entropy: Entropy) -> None:
    """The person moves in: identity and first revision inside, the recovery sheet outside."""
    made.store.keep_signing_seed(person.signing_seed, entropy=entropy)
    keep_person(made.store, person)
    journal.start_installation(made.store, ground="first-run", author=person.fingerprint, now=now(), entropy=entropy)
    for what in ("sheet", "passphrase"):
        note_key(made.store, what, moment(now()))
    if recovery_file is not None:
        write_private(recovery_file, recovery_sheet(made.recovery, person).encode())


@contextmanager
def _taken_back(folder: Path) -> Iterator[None]:
    """Whatever appears at ``folder`` goes again when the body fails; what stood there before stays."""
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    standing = set() if missing else set(folder.glob("*"))
    try:
        yield
    except BaseException:
        import shutil  # brings three compression libraries, and is needed after a failure only

        if missing:
            shutil.rmtree(missing[-1], ignore_errors=True)
        for path in () if missing else set(folder.glob("*")) - standing:
            path.unlink(missing_ok=True)
        raise


def check_passphrase(passphrase: str) -> None:
    """At least twelve characters and not easily guessed. Raises Refused ``passphrase-too-weak``."""
    if len(passphrase) < 12 or passphrase_score(passphrase) < 3:
        raise Refused("passphrase-too-weak")


def passphrase_score(passphrase: str) -> int:
    """Strength from 0 to 4 by common guessing patterns, and by words that lie near in an inspectorate of probation.

    3 is some hundred million guesses, 4 a hundred times as many. Spaces add nothing, for a guesser knows that words
    are parted, and only the first 72 characters are looked at.
    """
    words = "".join(passphrase.split())
    if not words:
        return 0
    from zxcvbn import zxcvbn  # its word lists take 60 ms to load

    return int(zxcvbn(words[:72], user_inputs=list(NEAR_AT_HAND))["score"])


def recovery_sheet(recovery: str, person: Identity) -> str:
    """The recovery sheet as text, to be printed and kept away from the computer."""
    return (
        "HMIP Desktop recovery sheet\n\n"
        f"For: {person.name}, {person.role}\nFingerprint: {grouped(person.fingerprint)}\n\n"
        f"Recovery key:\n{recovery}\n\n"
        "It opens the work on this computer when the passphrase is lost. Keep it away from the computer.\n"
    )


def _check_recovery_place(request: NewStore) -> None:
    file = request.recovery_file
    if file is None:
        return
    folder = request.folder.resolve()
    if file.resolve().parent == folder or folder in file.resolve().parents:
        raise Refused("recovery-file-in-store")
    if file.exists():
        raise Refused("recovery-file-exists", file=file.name)


def unlock(folder: Path, passphrase: str, *, now: Clock = utc_now, entropy: Entropy = os.urandom) -> Context:
    """Open a store by its passphrase. Refused as the store and its key file refuse; nothing is changed then."""
    store = engine.open_store(folder, passphrase=passphrase, anchor=anchor_file(folder))
    return sitting(store, now, entropy)


def older_copy(ctx: Context) -> Refused | None:
    """What to tell when this store is an older copy than this computer remembers, None when all is well.

    It is told at every start and never mended in silence; ``accept_older_copy`` goes on with it.
    """
    check = ctx.store.anchor_check
    return Refused("store-older-copy", count=check.missing) if check.is_trouble else None


def accept_older_copy(ctx: Context) -> None:
    """A person has decided to go on with the older copy: a new installation begins, the missing changes stay named."""
    journal.start_installation(ctx.store, ground="old-copy-accepted", author=ctx.me, now=ctx.now(), entropy=ctx.entropy)


def forget_stores(within: Path) -> None:
    """Let this computer forget the stores in a folder that is about to be thrown away."""
    for key in within.rglob("store.key"):
        anchor_file(key.parent).unlink(missing_ok=True)


def sitting(store: engine.Store, now: Clock, entropy: Entropy) -> Context:
    """A sitting at an open store by the person whose identity it holds; closed again where it holds none."""
    try:
        return Context(store, identity_of(store), now, entropy)
    except Refused:
        store.close()
        raise


def identity_of(store: engine.Store) -> Identity:
    """The identity in an open store. Raises Refused ``identity-missing``."""
    seed = store.signing_seed()
    secret = keepsakes.secret(store, AGE_SECRET)
    person = keepsakes.setting(store, PERSON)
    if seed is None or secret is None or not isinstance(person, dict):
        raise Refused("identity-missing")
    return Identity(str(person["name"]), str(person["role"]), seed, secret.decode(), str(person.get("carded", "")))


def keep_person(store: engine.Store, person: Identity) -> None:
    """Keep who works here, without the key for signing, which the passphrase alone wraps."""
    keepsakes.set_secret(store, AGE_SECRET, person.age_secret.encode())
    keepsakes.set_setting(store, PERSON, {"name": person.name, "role": person.role, "carded": person.carded})


def change_passphrase(ctx: Context, passphrase: str) -> None:
    """From now on another passphrase opens the store; nothing is encrypted again."""
    check_passphrase(passphrase)
    ctx.store.change_passphrase(passphrase, entropy=ctx.entropy)
    note_key(ctx.store, "passphrase", moment(ctx.now()))


def is_passphrase(ctx: Context, passphrase: str) -> bool:
    """True when ``passphrase`` opens this store, for whoever sits down at an open one. Takes as long as unlocking."""
    try:
        keys.unlock(ctx.store.folder, passphrase)
    except Refused as refused:
        if refused.code == "wrong-passphrase":
            return False
        raise
    return True


def note_key(store: engine.Store, what: str, at: str) -> None:
    """Note when the ``sheet`` or the ``passphrase`` was last made, for the page that tells of them."""
    kept = keepsakes.setting(store, KEYS_AT, {})
    known = kept if isinstance(kept, dict) else {}
    keepsakes.set_setting(store, KEYS_AT, {**known, what: at})


def back_up(ctx: Context) -> Path:
    """Make a rolling backup now; gives its file."""
    return backup.back_up(ctx.store, now=ctx.now()).path
