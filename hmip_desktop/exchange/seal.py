"""Signatures (Ed25519 as SSHSIG, checked by ``ssh-keygen -Y verify``) and sealing (age with X25519 keys).

What is sealed comes from anybody who knows a public key, so nothing of it reaches the age library before
``check_header`` has found its header small and plain. Source rule: design of revisions and packages, "Package".
"""

from __future__ import annotations

import base64
import hashlib
import re
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from hmip_desktop.errors import Refused
from hmip_desktop.exchange import bech32

Entropy = Callable[[int], bytes]
"""Gives so many random bytes; ``os.urandom`` outside tests."""

MANIFEST = "hmip-manifest@1"
HEADS = "hmip-heads@1"
ROSTER = "hmip-roster@1"
RECEIPT = "hmip-receipt@1"
GUIDANCE = "hmip-guidance@1"
PACK = "hmip-pack@1"
CARD = "hmip-identity@1"
RELEASE = "hmip-release@1"
NAMESPACES = (MANIFEST, HEADS, ROSTER, RECEIPT, GUIDANCE, PACK, CARD, RELEASE)
"""A signature made under one namespace is worth nothing under another."""

HEADER_LIMIT = 16 * 1024
STANZAS_LIMIT = 32
LINE_LIMIT = 512
ARMOUR_LIMIT = 1024

_AGE = b"age-encryption.org/v1\n"
_PRIVATE_PREFIX = "age-secret-key-"
_RECIPIENT_PREFIX = "age"
_NO_KEY = "No matching keys"
_KEY_SIZE = 32
_SIGNATURE_SIZE = 64
_KEY_HEAD = struct.pack(">I", 11) + b"ssh-ed25519" + struct.pack(">I", _KEY_SIZE)
_BEGIN = b"-----BEGIN SSH SIGNATURE-----"
_END = b"-----END SSH SIGNATURE-----"
_ARMOUR = re.compile(_BEGIN + rb"\n([A-Za-z0-9+/=\n]{1,900})\n" + _END + rb"\n")
_PROBE = X25519PrivateKey.from_private_bytes(bytes(range(_KEY_SIZE)))


@dataclass(frozen=True, slots=True)
class SignedDocument:
    """A document exactly as signed, with its armoured signature; forwarders carry both on unchanged."""

    data: bytes
    signature: bytes


def sign(message: bytes, seed: bytes, namespace: str) -> bytes:
    """The armoured SSHSIG signature of ``message`` with a 32-byte Ed25519 ``seed``."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return _armoured(key.public_key().public_bytes_raw(), key.sign(_signed(message, namespace)), namespace)


def sign_document(data: bytes, seed: bytes, namespace: str) -> SignedDocument:
    """``data`` with its signature."""
    return SignedDocument(data, sign(data, seed, namespace))


def signer(untrusted: SignedDocument, namespace: str) -> str | None:
    """The key that signed this very document under ``namespace``, as ``ssh-ed25519 AAAA...``; None when none did."""
    parts = _parts(untrusted.signature, namespace)
    if parts is None:
        return None
    public, signature = parts
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _signed(untrusted.data, namespace))
    except (InvalidSignature, ValueError):
        return None
    return _line(public)


def public_line(seed: bytes) -> str:
    """The public key of a seed as OpenSSH writes it: ``ssh-ed25519 AAAA...``."""
    return _line(Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw())


def is_public_line(text: str) -> bool:
    """True for an Ed25519 public key written exactly as OpenSSH writes it, without a comment."""
    try:
        blob = base64.b64decode(text.removeprefix("ssh-ed25519 "), validate=True)
        return len(blob) == len(_KEY_HEAD) + _KEY_SIZE and _line(blob[-_KEY_SIZE:]) == text
    except ValueError:
        return False


def new_secret(entropy: Entropy) -> str:
    """A new ``AGE-SECRET-KEY-1...``."""
    return bech32.encode(_PRIVATE_PREFIX, entropy(_KEY_SIZE)).upper()


def secret_bytes(secret: str) -> bytes:
    """The 32 bytes of an ``AGE-SECRET-KEY-1...``; ValueError when it is none."""
    raw = bech32.decode(_PRIVATE_PREFIX, secret)
    if len(raw) != _KEY_SIZE:
        raise ValueError("secret")
    return raw


def recipient_of(secret: str) -> str:
    """The public ``age1...`` of an ``AGE-SECRET-KEY-1...``; ValueError when it is none."""
    public = X25519PrivateKey.from_private_bytes(secret_bytes(secret)).public_key()
    return bech32.encode(_RECIPIENT_PREFIX, public.public_bytes_raw())


def is_recipient(text: str) -> bool:
    """True for a usable ``age1...`` key: well written, and no low-order point."""
    try:
        raw = bech32.decode(_RECIPIENT_PREFIX, text)
    except ValueError:
        return False
    return len(raw) == _KEY_SIZE and text == text.lower() and not _is_low_order(raw)


def encrypt(plain: bytes, recipients: Sequence[str]) -> bytes:
    """``plain`` as an age file for these ``age1...`` keys; any one of them opens it.

    Raises Refused ``recipient-key-invalid``.
    """
    if not recipients or not all(is_recipient(text) for text in recipients):
        raise Refused("recipient-key-invalid")
    sealed = _Out()
    pyrage.encrypt_io(_In(plain), sealed, [pyrage.x25519.Recipient.from_str(text) for text in recipients])
    return sealed.whole()


def decrypt(untrusted: bytes, secrets: Sequence[str]) -> bytes:
    """The content of an age file, proven unchanged since it was sealed (not: by whom).

    Raises Refused with ``package-not-age``, ``package-header-too-long``, ``package-not-for-you`` or
    ``package-damaged``.
    """
    check_header(untrusted)
    identities = [pyrage.x25519.Identity.from_str(secret) for secret in secrets]
    if not identities:
        raise Refused("package-not-for-you")
    plain = _Out()
    try:
        pyrage.decrypt_io(_In(untrusted), plain, identities)
    except pyrage.DecryptError as error:
        raise Refused("package-not-for-you" if _NO_KEY in str(error) else "package-damaged") from error
    except (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
        raise
    except BaseException as error:  # a panic of the age library is no Exception
        raise Refused("package-damaged") from error
    return plain.whole()


class _In:
    """Bytes handed to the age library piece by piece. While it works it lets no other thread of Python on: given all at
    once, a large package would stop the window for as long as it takes. Between two pieces the window gets its turn."""

    def __init__(self, whole: bytes) -> None:
        self._whole, self._place = whole, 0

    def read(self, size: int = -1) -> bytes:
        """The next ``size`` bytes, fewer at the end."""
        end = len(self._whole) if size < 0 else self._place + size
        piece = self._whole[self._place : end]
        self._place += len(piece)
        return piece


class _Out:
    """Collects what the age library gives piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        """Keep a piece; answers how much of it was taken: all."""
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def whole(self) -> bytes:
        """All pieces in one."""
        return b"".join(self._pieces)


def check_header(untrusted: bytes) -> None:
    """Refuse a header that the age library should not see: ``package-not-age``, ``package-header-too-long``.

    The library's time grows with the square of the header, and it may panic on a low-order key.
    """
    if not untrusted.startswith(_AGE):
        raise Refused("package-not-age")
    end = untrusted.find(b"\n--- ", 0, HEADER_LIMIT)
    if end < 0:
        raise Refused("package-header-too-long" if len(untrusted) >= HEADER_LIMIT else "package-damaged")
    lines = untrusted[len(_AGE) : end].split(b"\n")
    stanzas = [line for line in lines if line.startswith(b"-> ")]
    if len(stanzas) > STANZAS_LIMIT or max(map(len, lines)) > LINE_LIMIT:
        raise Refused("package-header-too-long")
    for stanza in stanzas:
        _check_stanza(stanza)


def _check_stanza(stanza: bytes) -> None:
    kind, *arguments = stanza[3:].split(b" ")
    if kind == b"scrypt":
        raise Refused("package-not-for-you")  # a passphrase file; its work factor may be anything
    if kind != b"X25519":
        return
    try:
        share = base64.b64decode(arguments[0] + b"=", validate=True)
    except (IndexError, ValueError) as error:
        raise Refused("package-damaged") from error
    if len(arguments) != 1 or len(share) != _KEY_SIZE or _is_low_order(share):
        raise Refused("package-damaged")


def _is_low_order(public: bytes) -> bool:
    """True for the few points with which every exchange gives zero."""
    try:
        _PROBE.exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError:
        return True
    return False


def _line(public: bytes) -> str:
    return "ssh-ed25519 " + base64.b64encode(_KEY_HEAD + public).decode()


def _string(content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + content


def _signed(message: bytes, namespace: str) -> bytes:
    """What SSHSIG signs: the namespace and a hash of the message, never the message itself."""
    digest = hashlib.sha512(message).digest()
    return b"SSHSIG" + _string(namespace.encode()) + _string(b"") + _string(b"sha512") + _string(digest)


def _armoured(public: bytes, signature: bytes, namespace: str) -> bytes:
    blob = (
        b"SSHSIG" + struct.pack(">I", 1) + _string(_KEY_HEAD + public) + _string(namespace.encode())
        + _string(b"") + _string(b"sha512") + _string(_string(b"ssh-ed25519") + _string(signature))
    )  # fmt: skip
    text = base64.b64encode(blob)
    lines = [text[i : i + 70] for i in range(0, len(text), 70)]
    return b"\n".join([_BEGIN, *lines, _END, b""])


def _parts(armoured: bytes, namespace: str) -> tuple[bytes, bytes] | None:
    """Public key and signature; None unless the text is what ``_armoured`` makes of them, byte for byte."""
    found = _ARMOUR.fullmatch(armoured) if len(armoured) < ARMOUR_LIMIT else None
    if found is None:
        return None
    try:
        blob = base64.b64decode(found[1].replace(b"\n", b""), validate=True)
    except ValueError:
        return None
    start = len(b"SSHSIG") + 4 + 4 + len(_KEY_HEAD)
    public, signature = blob[start : start + _KEY_SIZE], blob[-_SIGNATURE_SIZE:]
    same = len(public) == _KEY_SIZE and _armoured(public, signature, namespace) == armoured
    return (public, signature) if same else None
