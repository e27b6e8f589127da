"""The key file of a store: a random data key, wrapped by the passphrase and by the recovery text.

The signing seed is wrapped by the passphrase alone, so recovery gives the data back and not the identity.
Changing the passphrase wraps the same data key again; another data key is for when somebody may know the old one.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hmip_desktop.errors import Refused
from hmip_desktop.store.key_form import is_key_file
from hmip_desktop.store.presence import StoreFiles, disk_refusal

Entropy = Callable[[int], bytes]

FORMAT = "hmip-store-key"
VERSION = 1
RECOVERY_BYTES = 32
CHECKSUM_BYTES = 3
_LIMIT = 64 * 1024


@dataclass(frozen=True, slots=True)
class Kdf:
    """Cost of Argon2id: passes 1 to 20, memory in KiB from 64 MiB to 1 GiB, lanes 1 to 8."""

    passes: int = 3
    memory_kib: int = 256 * 1024
    lanes: int = 4

    @property
    def within_bounds(self) -> bool:
        """False for a cost that would be no protection, or would take the computer down."""
        return 1 <= self.passes <= 20 and 64 * 1024 <= self.memory_kib <= 1024 * 1024 and 1 <= self.lanes <= 8


DEFAULT_KDF = Kdf()


@dataclass(frozen=True, slots=True, repr=False)
class Unlocked:
    """An opened key file: store id (16 hex), data key (32 bytes), salt (16), and what only the passphrase opens.

    ``seed_key`` wraps the signing seed; it and ``seed`` are None after recovery.
    """

    store_id: str
    data_key: bytes
    salt: bytes
    seed_key: bytes | None = None
    seed: bytes | None = None

    @property
    def anchor_key(self) -> bytes:
        """Key under which the anchor outside the folder is authenticated."""
        return _derived(self.data_key + self.salt, b"anchor")


def create(folder: Path, passphrase: str, *, entropy: Entropy, kdf: Kdf = DEFAULT_KDF) -> tuple[Unlocked, str]:
    """Write a new key file; answers the opened keys and the recovery text (shown once, kept nowhere)."""
    unlocked = Unlocked(entropy(8).hex(), entropy(32), entropy(16))
    recovery = entropy(RECOVERY_BYTES)
    return _new_file(folder, unlocked, passphrase, recovery, kdf, entropy), recovery_text(recovery)


def renew(
    target: Path, unlocked: Unlocked, passphrase: str, recovery: str, *, entropy: Entropy, kdf: Kdf = DEFAULT_KDF
) -> Unlocked:
    """Write to the folder ``target`` a key file of the same store and signing seed with another data key and salt.

    Passphrase and recovery text of the old file do not open it, nor does an escrow key before ``keep_escrow``.
    Refused: recovery-text-mistyped.
    """
    fresh = replace(unlocked, data_key=entropy(32), salt=entropy(16))
    return _new_file(target, fresh, passphrase, _recovery_bytes(recovery), kdf, entropy)


def _new_file(
    folder: Path, unlocked: Unlocked, passphrase: str, recovery: bytes, kdf: Kdf, entropy: Entropy
) -> Unlocked:
    document: dict[str, Any] = {"format": FORMAT, "version": VERSION, "store": unlocked.store_id, "slots": {}}
    unlocked = _wrap_passphrase(document, unlocked, passphrase, kdf, entropy)
    key = _derived(recovery, b"recovery")
    document["slots"]["recovery"] = _wrapped(key, unlocked.data_key + unlocked.salt, document, {}, entropy)
    if unlocked.seed is not None and unlocked.seed_key is not None:
        document["seed"] = _wrapped(unlocked.seed_key, unlocked.seed, document, {}, entropy)
    _write(folder, document)
    return unlocked


def unlock(folder: Path, passphrase: str) -> Unlocked:
    """Open by passphrase (NFKC). Refused: wrong-passphrase, key-file-missing, key-file-damaged, store-newer."""
    document = _read(folder)
    slot = document["slots"]["passphrase"]
    kdf = Kdf(slot["kdf"]["t"], slot["kdf"]["m"], slot["kdf"]["p"])
    if not kdf.within_bounds:
        raise Refused("key-file-damaged")
    stretched = _stretch(passphrase, _bytes(slot["kdf"]["salt"]), kdf)
    try:
        keys = _unwrapped(_derived(stretched, b"data"), slot, document)
    except InvalidTag as error:
        raise Refused("wrong-passphrase") from error
    seed_key = _derived(stretched, b"seed")
    opened = Unlocked(document["store"], keys[:32], keys[32:], seed_key)
    if "seed" not in document:
        return opened
    try:
        return replace(opened, seed=_unwrapped(seed_key, document["seed"], document))
    except InvalidTag as error:
        raise Refused("key-file-damaged") from error


def recover(folder: Path, recovery: str) -> Unlocked:
    """Open by recovery text. Refused: recovery-text-mistyped (checksum), wrong-recovery-text, and as ``unlock``."""
    secret = _recovery_bytes(recovery)
    document = _read(folder)
    try:
        keys = _unwrapped(_derived(secret, b"recovery"), document["slots"]["recovery"], document)
    except InvalidTag as error:
        raise Refused("wrong-recovery-text") from error
    return Unlocked(document["store"], keys[:32], keys[32:])


def change_passphrase(
    folder: Path, unlocked: Unlocked, passphrase: str, *, entropy: Entropy, kdf: Kdf = DEFAULT_KDF
) -> Unlocked:
    """Wrap the same data key (and the seed, where it is open) by another passphrase; atomic, old or new opens.

    After recovery the old seed stays wrapped by the forgotten passphrase, so it is dropped.
    """
    document = _read(folder)
    document.pop("seed", None)
    changed = _wrap_passphrase(document, unlocked, passphrase, kdf, entropy)
    if changed.seed is not None and changed.seed_key is not None:
        document["seed"] = _wrapped(changed.seed_key, changed.seed, document, {}, entropy)
    _write(folder, document)
    return changed


def keep_seed(folder: Path, unlocked: Unlocked, seed: bytes, *, entropy: Entropy) -> Unlocked:
    """Wrap the signing seed (32 bytes) by the passphrase alone. Refused: passphrase-needed after recovery."""
    if unlocked.seed_key is None:
        raise Refused("passphrase-needed")
    document = _read(folder)
    document["seed"] = _wrapped(unlocked.seed_key, seed, document, {}, entropy)
    _write(folder, document)
    return replace(unlocked, seed=seed)


def new_recovery(entropy: Entropy) -> str:
    """A new recovery text, which opens nothing before ``keep_recovery``."""
    return recovery_text(entropy(RECOVERY_BYTES))


def keep_recovery(folder: Path, unlocked: Unlocked, recovery: str, *, entropy: Entropy) -> None:
    """From now on this recovery text opens the store; the one before opens nothing but backups made before.

    Refused: recovery-text-mistyped.
    """
    key = _derived(_recovery_bytes(recovery), b"recovery")
    document = _read(folder)
    document["slots"]["recovery"] = _wrapped(key, unlocked.data_key + unlocked.salt, document, {}, entropy)
    _write(folder, document)


@dataclass(frozen=True, slots=True)
class EscrowSlot:
    """The escrow key that opens a store too: its fingerprint, and the slot's secret as sealed to it."""

    fingerprint: str
    sealed: bytes


def keep_escrow(folder: Path, unlocked: Unlocked, slot: EscrowSlot, secret: bytes, *, entropy: Entropy) -> None:
    """Let whoever opens ``slot.sealed`` open this store: the data key is wrapped by ``secret`` (32 bytes).

    One escrow key at a time; another replaces it.
    """
    document = _read(folder)
    named = {"fingerprint": slot.fingerprint, "sealed": _text(slot.sealed)}
    key = _derived(secret, b"escrow")
    document["slots"]["escrow"] = _wrapped(key, unlocked.data_key + unlocked.salt, document, named, entropy)
    _write(folder, document)


def escrow(folder: Path) -> EscrowSlot | None:
    """The escrow slot of a key file, None where no escrow key opens the store."""
    slot = _read(folder)["slots"].get("escrow")
    try:
        return EscrowSlot(str(slot["fingerprint"]), _bytes(slot["sealed"])) if slot else None
    except (KeyError, TypeError, ValueError) as error:
        raise Refused("key-file-damaged") from error


def recover_escrow(folder: Path, secret: bytes) -> Unlocked:
    """Open by the secret of the escrow slot. Refused: escrow-key-not-here, and as ``unlock``."""
    document = _read(folder)
    slot = document["slots"].get("escrow")
    if slot is None:
        raise Refused("escrow-key-not-here")
    try:
        keys = _unwrapped(_derived(secret, b"escrow"), slot, document)
    except InvalidTag as error:
        raise Refused("escrow-key-not-here") from error
    return Unlocked(document["store"], keys[:32], keys[32:])


def recovery_text(secret: bytes) -> str:
    """A secret of 32 bytes as people write it down: 52 base32 characters and a checksum, in groups of four."""
    letters = base64.b32encode(secret).decode().rstrip("=")
    check = base64.b32encode(hashlib.sha256(secret).digest()[:CHECKSUM_BYTES]).decode().rstrip("=")[:4]
    whole = letters + check
    return "-".join(whole[i : i + 4] for i in range(0, len(whole), 4))


def _recovery_bytes(text: str) -> bytes:
    letters = "".join(c for c in unicodedata.normalize("NFKC", text).upper() if c.isalnum())
    letters = letters.replace("0", "O").replace("1", "I").replace("8", "B")
    try:
        secret = base64.b32decode(letters[:52] + "====")
    except ValueError as error:
        raise Refused("recovery-text-mistyped") from error
    if len(secret) != RECOVERY_BYTES or recovery_text(secret).replace("-", "") != letters:
        raise Refused("recovery-text-mistyped")
    return secret


def _wrap_passphrase(
    document: dict[str, Any], unlocked: Unlocked, passphrase: str, kdf: Kdf, entropy: Entropy
) -> Unlocked:
    if not kdf.within_bounds:
        raise ValueError("key derivation cost out of bounds")
    salt = entropy(16)
    cost = {"alg": "argon2id", "t": kdf.passes, "m": kdf.memory_kib, "p": kdf.lanes, "salt": _text(salt)}
    stretched = _stretch(passphrase, salt, kdf)
    document["slots"]["passphrase"] = _wrapped(
        _derived(stretched, b"data"), unlocked.data_key + unlocked.salt, document, {"kdf": cost}, entropy
    )
    return replace(unlocked, seed_key=_derived(stretched, b"seed"))


def _stretch(passphrase: str, salt: bytes, kdf: Kdf) -> bytes:
    secret = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    return hash_secret_raw(secret, salt, kdf.passes, kdf.memory_kib, kdf.lanes, 32, Type.ID)


def _derived(secret: bytes, use: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, b"hmip-store-key/" + use).derive(secret)


def _aad(document: Mapping[str, Any], extra: Mapping[str, Any]) -> bytes:
    bound = {"version": document["version"], "store": document["store"], "kdf": extra.get("kdf")}
    return json.dumps(bound, sort_keys=True).encode()


def _wrapped(
    key: bytes, secret: bytes, document: Mapping[str, Any], extra: Mapping[str, Any], entropy: Entropy
) -> dict[str, Any]:
    nonce = entropy(12)
    sealed = ChaCha20Poly1305(key).encrypt(nonce, secret, _aad(document, extra))
    return {**extra, "nonce": _text(nonce), "wrapped": _text(sealed)}


def _unwrapped(key: bytes, slot: Mapping[str, Any], document: Mapping[str, Any]) -> bytes:
    return ChaCha20Poly1305(key).decrypt(_bytes(slot["nonce"]), _bytes(slot["wrapped"]), _aad(document, slot))


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _sum(document: Mapping[str, Any]) -> str:
    rest = {name: value for name, value in document.items() if name != "sum"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


def _read(folder: Path) -> dict[str, Any]:
    path = StoreFiles(folder).key
    if not path.is_file():
        raise Refused("key-file-missing", folder=folder.name)
    if path.stat().st_size > _LIMIT:
        raise Refused("key-file-damaged")
    try:
        document = json.loads(path.read_bytes())
        newer = document["format"] == FORMAT and document["version"] > VERSION
        # the sum tells a damaged file from a wrong passphrase; it protects nothing by itself
        sound = document["format"] == FORMAT and document["sum"] == _sum(document)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refused("key-file-damaged") from error
    if newer:
        raise Refused("store-newer", version=str(document["version"]))
    if not sound or not is_key_file(document):
        raise Refused("key-file-damaged")
    return dict(document)


def _write(folder: Path, document: dict[str, Any]) -> None:
    path = StoreFiles(folder).key
    beside = path.with_name(path.name + ".new")
    text = json.dumps({**document, "sum": _sum(document)}, indent=1, sort_keys=True)
    try:
        with beside.open("wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        sync_folder(folder)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise disk_refusal(error, folder) from error


def sync_folder(folder: Path) -> None:
    """Bring the names in ``folder`` to the disk, where the platform lets a folder be opened."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
