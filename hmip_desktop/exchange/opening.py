"""Opening a file step by step until it is a package, for these keys, signed by the card inside."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from hmip_desktop.errors import Refused
from hmip_desktop.exchange import seal
from hmip_desktop.exchange.envelope import read_members
from hmip_desktop.exchange.identity import IdentityCard
from hmip_desktop.exchange.manifest import (
    MANIFEST_NAME,
    SIGNATURE_NAME,
    Manifest,
    MemberEntry,
    check_members,
    read_manifest,
)
from hmip_desktop.exchange.seal import SignedDocument

SIZE_LIMIT = 256 * 1024 * 1024
"""Of the file, in bytes."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What opens packages here: own fingerprint, and every age secret held (own, inspection's, escrow's)."""

    own: str
    secrets: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """A package that opened and whose signature is that of the card inside; nothing is known of its standing yet.

    ``members`` are the packed bytes by name; ``member`` compares them with the signed manifest.
    """

    manifest: Manifest
    manifest_digest: str
    file_sha256: str
    size: int
    sender: IdentityCard
    sender_fingerprint: str
    members: Mapping[str, memoryview] = field(repr=False)
    entries: Mapping[str, MemberEntry] = field(repr=False)

    def member(self, name: str) -> memoryview:
        """The packed bytes of a member that the package has. Raises Refused ``package-member-differs``."""
        data = self.members[name]
        if hashlib.sha256(data).hexdigest() != self.entries[name].sha256:
            raise Refused("package-member-differs", member=name)
        return data

    def document(self, name: str) -> SignedDocument:
        """A signed document of the package. Raises Refused ``package-member-differs``."""
        return SignedDocument(bytes(self.member(name)), bytes(self.member(name + ".sig")))

    def documents(self, folder: str) -> Mapping[str, SignedDocument]:
        """The signed documents in a folder by their name without ending. Raises Refused like ``document``."""
        names = [n for n in self.members if n.startswith(folder + "/") and n.endswith(".json")]
        return {name[len(folder) + 1 : -5]: self.document(name) for name in names}


@dataclass(frozen=True, slots=True)
class Description:
    """What can be said of any file. ``refused`` None only for a readable, correctly signed package."""

    size: int
    readable: bool
    signature: Literal["good", "wrong", "unknown"]
    manifest: Manifest | None = None
    manifest_digest: str | None = None
    sender_fingerprint: str | None = None
    refused: Refused | None = None


@dataclass(slots=True)
class _Found:
    """What the steps have found so far; a refusal leaves it as far as it went."""

    size: int = 0
    readable: bool = False
    signature: Literal["good", "wrong", "unknown"] = "unknown"
    manifest: Manifest | None = None
    manifest_digest: str = ""


def open_package(path: Path, keys: Keys) -> Opened:
    """Open a package: size, header, decryption, structure, manifest, signature, own fingerprint, in that order.

    Raises Refused: package-missing, package-too-big, package-not-age, package-header-too-long,
    package-not-for-you, package-damaged, package-not-a-zip, package-member-unexpected, package-too-new,
    package-manifest-invalid, package-signature-wrong.
    """
    return _open(path, keys, _Found())


def describe(path: Path, keys: Keys | None = None) -> Description:
    """What a file says it is; never raises for what is in it. Up to 50 MB within 5 seconds.

    Without keys only the outside can be told (``package-needs-store``). With them every member is compared with
    the signed manifest; rows are not read.
    """
    found = _Found()
    refused: Refused | None = None
    try:
        opened = _open(path, keys, found)
        for name in opened.entries:
            opened.member(name)
    except Refused as error:
        refused = error
    manifest = found.manifest
    return Description(
        found.size,
        found.readable,
        found.signature,
        manifest,
        found.manifest_digest or None,
        manifest.sender.fingerprint if manifest else None,
        refused,
    )


def _open(path: Path, keys: Keys | None, found: _Found) -> Opened:
    untrusted = _read(path, found)
    if keys is None:
        seal.check_header(untrusted)
        raise Refused("package-needs-store")
    plain = seal.decrypt(untrusted, keys.secrets)
    file_sha256 = hashlib.sha256(untrusted).hexdigest()
    del untrusted
    members = read_members(plain)
    if MANIFEST_NAME not in members or SIGNATURE_NAME not in members:
        raise Refused("package-member-unexpected")
    manifest_bytes = bytes(members[MANIFEST_NAME])
    manifest = found.manifest = read_manifest(manifest_bytes)
    found.readable, found.manifest_digest = True, hashlib.sha256(manifest_bytes).hexdigest()
    check_members(manifest, {name: len(data) for name, data in members.items()})
    signature = SignedDocument(manifest_bytes, bytes(members[SIGNATURE_NAME]))
    found.signature = "good" if seal.signer(signature, seal.MANIFEST) == manifest.sender.signing else "wrong"
    if found.signature == "wrong":
        raise Refused("package-signature-wrong")
    if keys.own not in manifest.recipients:
        raise Refused("package-not-for-you")
    return Opened(
        manifest,
        found.manifest_digest,
        file_sha256,
        found.size,
        manifest.sender,
        manifest.sender.fingerprint,
        members,
        {entry.name: entry for entry in manifest.members},
    )


def _read(path: Path, found: _Found) -> bytes:
    """The whole file, when it is one and not too big; it never grows while it is read."""
    try:
        with path.open("rb") as file:
            untrusted = file.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise Refused("package-missing", file=path.name) from error
    found.size = len(untrusted)
    if len(untrusted) > SIZE_LIMIT:
        raise Refused("package-too-big", limit_mb=SIZE_LIMIT // (1024 * 1024))
    return untrusted
