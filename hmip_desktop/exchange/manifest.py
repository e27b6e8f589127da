"""The manifest: what a package says it is, strictly typed, and which members each kind may hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from hmip_desktop.domain.values import Code, Count, Digest, Fingerprint, Hex16, Moment, Value, decoder_of
from hmip_desktop.errors import Refused
from hmip_desktop.exchange.documents import UNREADABLE, read_document, write_document
from hmip_desktop.exchange.identity import IdentityCard, is_card

FORMAT = (1, 0)
"""Major and minor number of what this program writes; older minors are upgraded on reading."""
PackageKind = Literal["allocation", "work", "alert", "receipt", "query", "guidance"]

MANIFEST_NAME = "manifest.json"
SIGNATURE_NAME = "manifest.json.sig"
INSPECTION_NAME = "inspection.jsonl.gz"
LEAD_NAME = "lead.jsonl.gz"
MANIFEST_LIMIT = 16 * 1024 * 1024
CASES_LIMIT = 20_000
RECIPIENTS_LIMIT = 16
UNPACKED_LIMIT = 64 * 1024 * 1024
"""Of one member, in bytes."""
TOTAL_LIMIT = 2 * 1024 * 1024 * 1024
"""Of all members unpacked, in bytes."""
RATIO_LIMIT = 250
RATIO_FROM = 1024 * 1024
"""A member that unpacks to more than this many bytes may not do so by more than the ratio."""

_INSPECTION = r"inspection\.jsonl\.gz"
_LEAD = r"lead\.jsonl\.gz"
_CASES = r"cases/[0-9a-f]{16}\.jsonl\.gz"
_HEADS = r"heads/[0-9a-f]{16}(?:-[0-9]{1,4})?\.json(?:\.sig)?"
_ROSTER = r"roster\.json(?:\.sig)?"
_PACKS = r"packs/[0-9a-f]{64}\.json(?:\.sig)?"
_RECEIPT = r"receipt\.json(?:\.sig)?"
_GUIDANCE = r"guidance/[0-9a-f]{64}\.json(?:\.sig)?"
_ROWS = (_INSPECTION, _LEAD, _CASES, _HEADS)
_HOLDS: Mapping[str, tuple[str, ...]] = {
    "allocation": (*_ROWS, _ROSTER, _PACKS, _RECEIPT, _GUIDANCE),
    "work": _ROWS,
    "alert": (_CASES, _HEADS),
    "receipt": (*_ROWS, _RECEIPT),
    "query": _ROWS,
    "guidance": (_INSPECTION, _HEADS, _PACKS, _GUIDANCE),
}
_ALLOWED = {kind: re.compile("|".join(parts)) for kind, parts in _HOLDS.items()}

_LEADING = frozenset({"lead", "deputy", "local_assessor"})
_TEAM = frozenset({"lead", "deputy", "inspector", "local_assessor", "interviewer", "quality_lead", "data_team"})
SENDERS: Mapping[str, frozenset[str]] = {
    "allocation": _LEADING,
    "work": _TEAM,
    "alert": _TEAM - {"data_team"},
    "receipt": _LEADING | {"escrow"},
    "query": _TEAM - {"interviewer", "data_team"},
    "guidance": _LEADING | {"quality_lead", "data_team"},
}
"""Which roles may send which kind."""


class CaseBusiness(Value, frozen=True):
    """A case that is the addressee's business, and its state with the sender (``open``, ``signed-off``, ...)."""

    case: Hex16
    state: Code


class MemberEntry(Value, frozen=True):
    """A member of the package: bytes as packed, bytes unpacked, and how many revisions it holds (else 0)."""

    name: Annotated[str, Meta(max_length=120)]
    rows: Count
    sha256: Digest
    size: Count
    unpacked: Count


class Manifest(Value, frozen=True):
    """What a package says it is. ``recipients`` starts with the addressee; escrow and others read along.

    ``sequence`` and ``previous`` (digest of the manifest before) run per sender, addressee and inspection.
    ``roster`` is the version in force where the package was made.
    """

    addressee: Fingerprint
    business: Annotated[tuple[CaseBusiness, ...], Meta(max_length=CASES_LIMIT)]
    format: Literal["hmip-package"]
    inspection: Hex16
    kind: PackageKind
    made_at: Moment
    major: Count
    members: tuple[MemberEntry, ...]
    minor: Count
    package: Hex16
    previous: Digest | None
    recipients: Annotated[tuple[Fingerprint, ...], Meta(min_length=1, max_length=RECIPIENTS_LIMIT)]
    roster: Count
    sender: IdentityCard
    sequence: Annotated[int, Meta(ge=1, lt=2**53)]

    @property
    def cases(self) -> tuple[str, ...]:
        """Ids of the cases it brings."""
        return tuple(m.name[6:22] for m in self.members if m.name.startswith("cases/"))

    @property
    def revisions(self) -> int:
        """How many revisions it says it holds."""
        return sum(member.rows for member in self.members)


class _Version(msgspec.Struct):
    """As much of any manifest, past or future, as tells its version."""

    format: Literal["hmip-package"]
    major: int
    minor: int


def write_manifest(manifest: Manifest) -> bytes:
    """The bytes that are signed, and whose SHA-256 the next package names."""
    return write_document(manifest)


def read_manifest(untrusted: bytes | memoryview) -> Manifest:
    """The manifest, of a version this program knows, in its canonical form, consistent in itself.

    Raises Refused ``package-too-new`` with ``needed``, or ``package-manifest-invalid``.
    """
    if len(untrusted) > MANIFEST_LIMIT:
        raise Refused("package-manifest-invalid")
    try:
        version = decoder_of(_Version)(untrusted)
    except UNREADABLE as error:
        raise Refused("package-manifest-invalid") from error
    if (version.major, version.minor) > FORMAT and 0 < version.major < 1000 and 0 <= version.minor < 1000:
        raise Refused("package-too-new", needed=f"{version.major}.{version.minor}")
    manifest = read_document(untrusted, Manifest, limit=MANIFEST_LIMIT)
    if manifest is None or (manifest.major, manifest.minor) != FORMAT or not _consistent(manifest):
        raise Refused("package-manifest-invalid")
    return manifest


def check_members(manifest: Manifest, sizes: Mapping[str, int]) -> None:
    """Refuse members that the kind may not hold, that the manifest does not list, or of another size.

    ``sizes`` are those found, by name. Raises Refused ``package-member-unexpected``.
    """
    listed = {entry.name: entry.size for entry in manifest.members}
    found = {name: size for name, size in sizes.items() if name not in (MANIFEST_NAME, SIGNATURE_NAME)}
    allowed = _ALLOWED[manifest.kind].fullmatch
    if listed != found or not all(map(allowed, listed)):
        raise Refused("package-member-unexpected")
    if any(name.endswith(".json") != (name + ".sig" in listed) for name in listed if name.endswith(".json")):
        raise Refused("package-member-unexpected")
    if any(name.endswith(".sig") and name[:-4] not in listed for name in listed):
        raise Refused("package-member-unexpected")


def _consistent(manifest: Manifest) -> bool:
    names = [entry.name for entry in manifest.members]
    business = [one.case for one in manifest.business]
    return (
        names == sorted(set(names))
        and business == sorted(set(business))
        and manifest.recipients[0] == manifest.addressee
        and len(set(manifest.recipients)) == len(manifest.recipients)
        and (manifest.sequence == 1) == (manifest.previous is None)
        and len(manifest.cases) <= CASES_LIMIT
        and is_card(manifest.sender)
        and all(map(_within_limits, manifest.members))
        and sum(entry.unpacked for entry in manifest.members) <= TOTAL_LIMIT
    )


def _within_limits(entry: MemberEntry) -> bool:
    if not entry.name.endswith(".gz"):
        return entry.unpacked == entry.size <= UNPACKED_LIMIT and entry.rows == 0
    tame = entry.unpacked <= RATIO_FROM or entry.unpacked <= entry.size * RATIO_LIMIT
    return tame and entry.unpacked <= UNPACKED_LIMIT and entry.rows * 2 <= entry.unpacked
