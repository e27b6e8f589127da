"""A small team, and journals of revisions as their stores would keep them."""

from __future__ import annotations

import contextlib
import gzip
import json
import random
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from hmip_desktop.domain.assessment import AnswerValue
from hmip_desktop.domain.revisions import (
    Header,
    Revision,
    SignedHeads,
    StreamHead,
    sha256_hex,
    stream_of,
    subject,
    write,
    write_value,
)
from hmip_desktop.domain.sample import CaseFacts, Roster
from hmip_desktop.domain.values import PackStamp, Value, moment
from hmip_desktop.exchange.envelope import pack_members, read_members
from hmip_desktop.exchange.heads import write_heads
from hmip_desktop.exchange.identity import Identity, new_identity
from hmip_desktop.exchange.manifest import CaseBusiness
from hmip_desktop.exchange.reader import Keys, Standing
from hmip_desktop.exchange.roster import member_of
from hmip_desktop.exchange.seal import MANIFEST, SignedDocument, decrypt, encrypt, sign
from hmip_desktop.exchange.writer import Content, Recipient, Written, write_package

NOW = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)
INSPECTION = "1" * 16
CASE, OTHER_CASE = "a" * 16, "b" * 16
PACK = PackStamp("dipp-2025", "1.0.0", "ab" * 32)
REFS = tuple(f"C{n}" for n in range(1, 90))
QUESTIONS = {PACK.digest: frozenset(REFS)}


def entropy(seed: int = 1) -> Callable[[int], bytes]:
    """Bytes that repeat from run to run."""
    return random.Random(seed).randbytes


LEAD = new_identity("Lena Lead", "lead", entropy(1))
ANNE = new_identity("Anne Assessor", "inspector", entropy(2))
BEN = new_identity("Ben Assessor", "inspector", entropy(3))
STRANGER = new_identity("Sam Stranger", "inspector", entropy(4))


def roster_of(*people: Identity, version: int = 1) -> Roster:
    """A roster of these people."""
    return Roster(version, tuple(member_of(person.card) for person in people))


ROSTER = roster_of(LEAD, ANNE, BEN)


def lead_standing(**changes: object) -> Standing:
    """What the lead's store knows before anything came."""
    known: dict[str, object] = {
        "own": LEAD.fingerprint,
        "inspections": frozenset({INSPECTION}),
        "rosters": (ROSTER,),
        "cases": frozenset({CASE, OTHER_CASE}),
        "questions": QUESTIONS,
    }
    return Standing(**{**known, **changes})  # type: ignore[arg-type]


def keys_of(person: Identity) -> Keys:
    """What opens packages for a person."""
    return Keys(person.fingerprint, (person.age_secret,))


@dataclass
class Journal:
    """The revisions of one installation of one person, as its store would append them."""

    author: Identity
    installation: str
    random: random.Random = field(default_factory=lambda: random.Random(7))
    streams: dict[str, list[Revision]] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)

    def add(self, subject_text: str, value: Value | None, *, pack: PackStamp | None = PACK) -> Revision:
        """Append a revision that replaces the subject's head."""
        line = write_value(value, self.random.randbytes(16))
        stream = stream_of(self.installation, subject_text)
        before = self.streams.setdefault(stream, [])
        head = self.heads.get(subject_text)
        header = Header(
            at=moment(NOW),
            author=self.author.fingerprint,
            commit=sha256_hex(line),
            counter=len(before) + 1,
            pack=pack,
            parents=(head,) if head else (),
            prev=before[-1].digest if before else None,
            stream=stream,
            subject=subject_text,
        )
        revision = write(header, line)
        before.append(revision)
        self.heads[subject_text] = revision.digest
        return revision

    def answer(self, case_id: str, count: int) -> None:
        """Append ``count`` answers to a case."""
        for n in range(count):
            ref = REFS[n % len(REFS)]
            self.add(subject("answer", case_id, ref), AnswerValue(("yes", "no", "na")[n % 3]))  # type: ignore[arg-type]

    def list_case(self, case_id: str) -> None:
        """Append the case's row of the sample."""
        self.add(subject("case", case_id), CaseFacts("24-0417", "Leeds", "P 1", "PO", "licence", "2026-04-01", "high"))

    def of(self, case_id: str) -> list[Revision]:
        """Revisions of a case."""
        return self.streams.get(f"{self.installation}/{case_id}", [])

    def signed_heads(self) -> SignedDocument:
        """Heads of all streams as the author would sign them now."""
        heads = tuple(StreamHead(s, r[-1].header.counter, r[-1].digest) for s, r in sorted(self.streams.items()))
        author = self.author
        return write_heads(SignedHeads(author.fingerprint, self.installation, heads), author=author)


def lines_of(revisions: Iterable[Revision]) -> list[tuple[bytes, bytes | None]]:
    """As a store gives them to the writer."""
    return [(revision.header_line, revision.value_line) for revision in revisions]


def anne_journal(answers: int = 12) -> Journal:
    """Anne's work on both cases."""
    journal = Journal(ANNE, "c" * 16)
    for case_id in (CASE, OTHER_CASE):
        journal.answer(case_id, answers)
    return journal


def work_content(journal: Journal, **changes: object) -> Content:
    """A work package with everything of a journal."""
    cases = sorted({s.partition("/")[2] for s in journal.streams} - {"-", "lead"})
    held: dict[str, object] = {
        "kind": "work",
        "inspection": INSPECTION,
        "sequence": 1,
        "previous": None,
        "roster_version": 1,
        "cases": [(case_id, lines_of(journal.of(case_id))) for case_id in cases],
        "business": tuple(CaseBusiness(case_id, "open") for case_id in cases),
    }
    return Content(**{**held, **changes})  # type: ignore[arg-type]


def send(
    content: Content, folder: Path, *, sender: Identity = ANNE, to: tuple[Identity, ...] = (LEAD,), seed: int = 9
) -> Written:
    """Write a package for these people."""
    recipients = tuple(Recipient(person.fingerprint, person.card.recipient) for person in to)
    return write_package(content, sender=sender, recipients=recipients, folder=folder, entropy=entropy(seed), now=NOW)


def members_of(path: Path, person: Identity) -> dict[str, bytes]:
    """What is inside a package, as anybody who may open it can take it out."""
    plain = decrypt(path.read_bytes(), (person.age_secret,))
    return {name: bytes(data) for name, data in read_members(plain).items()}


def forge(
    path: Path,
    members: dict[str, bytes],
    *,
    signer: Identity = ANNE,
    to: Identity = LEAD,
    manifest: dict[str, object] | None = None,
    relist: bool = True,
) -> Path:
    """Seal these members as a package signed by ``signer``, with changes to the manifest.

    ``relist`` gives the manifest the true digests and sizes of what is packed now.
    """
    document = json.loads(members["manifest.json"])
    rest = {name: data for name, data in members.items() if not name.startswith("manifest.json")}
    if relist:
        document["members"] = [_entry(name, data) for name, data in sorted(rest.items())]
    document |= manifest or {}
    signed = msgspec.json.encode(document, order="sorted")
    signature = sign(signed, signer.signing_seed, MANIFEST)
    inside = pack_members([("manifest.json", signed), ("manifest.json.sig", signature), *rest.items()])
    path.write_bytes(encrypt(inside, [to.card.recipient]))
    return path


def _entry(name: str, data: bytes) -> dict[str, object]:
    unpacked = data
    if name.endswith(".gz"):
        with contextlib.suppress(OSError, EOFError, zlib.error):
            unpacked = gzip.decompress(data)
    return {
        "name": name,
        "rows": unpacked.count(b"\n") // 2 if name.endswith(".gz") else 0,
        "sha256": sha256_hex(data),
        "size": len(data),
        "unpacked": len(unpacked),
    }


def packed(lines: Iterable[tuple[bytes, bytes | None]]) -> bytes:
    """Lines as a member of a package holds them."""
    return gzip.compress(b"".join(header + b"\n" + (value or b"") + b"\n" for header, value in lines), mtime=0)
